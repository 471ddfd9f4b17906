"""Repeat a study, or one run of it, from what it holds, and compare the figures bit for bit.

A study holds the scenario with all its values, the changes of every point and the seed of every run, however
it was made. What can move a figure, code or packages, is compared with what was noted when runs were made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.study.chunks import Chunk
from joinup.experiments.study.design import at_point
from joinup.experiments.study.environment import differences, environment, environment_key
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.identity import model_version, run_identity
from joinup.experiments.study.ledger import DONE, Cell, reading
from joinup.experiments.study.lock import check_folder, locked, written_ledger
from joinup.experiments.study.manifest import LEDGER
from joinup.experiments.study.one_run import place_of
from joinup.experiments.study.provenance import REPEAT, entry
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.experiments.study.sweep import Progress, Stopper, run_waiting
from joinup.experiments.study.temporary import temporary_folder
from joinup.sim.errors import ScenarioError
from joinup.sim.versions import versions

KEYS = ("point", "replicate", "seed", "run")


@dataclass(frozen=True)
class Repetition:
    """A study's runs beside the same runs made again.

    Attributes
    ----------
    study
        The runs made again, as a study.
    original
        The folder of the study that was repeated.
    runs
        Runs that both have results of.
    same
        Of them, those with the same figures, bit for bit.
    differences
        One row a figure that differs: table, point, seed, column, what it was and what it is now.
    changes
        What can move a figure and is not as it was, in words.
    """

    study: StoredStudy
    original: Path
    runs: int
    same: int
    differences: pd.DataFrame
    changes: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        """Whether every run was repeated and every figure is the same, bit for bit."""
        return self.runs == self.same == len(self.study.runs)


def repeat(
    folder: str | Path,
    run: str | int | None = None,
    *,
    out: Path | None = None,
    workers: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> Repetition:
    """Repeat a study, or one run of it; see :func:`joinup.repeat`.

    Raises
    ------
    StudyError
        If there is no such study or run, or a point gives another scenario in this version of joinup.
    NoResultsError
        If no run has results to compare with.
    """
    study = open_study(folder)
    study.check_results()
    runs = study.runs if run is None else study.runs.iloc[[place_of(study, run)]]
    runs = runs[runs["status"] == DONE]
    if runs.empty:
        raise StudyError(f"'{folder}', run {run}: it has no results to compare with")
    place = (out or temporary_folder()).absolute()
    if (place / LEDGER).exists():
        raise StudyError(f"'{out}' holds a study: choose another folder")
    check_folder(place)
    changes, found = _checked_points(study, runs["point"].unique().tolist())
    here = environment_key(environment())
    with locked(place), written_ledger(place) as ledger:
        with ledger.transaction():
            ledger.note(**{**study.facts, "version": model_version(), "versions": versions()})
            for call in study.provenance:
                ledger.note_call(call)
            with reading(study.folder) as before:
                keys = before.query("select key, changes, hash from points order by point")
            ledger.number_points([(key, text, kept) for key, text, kept in keys])
            pairs = list(zip(runs["point"].tolist(), runs["seed"].tolist(), strict=True))
            ledger.ask(
                Cell(point, seed, run_identity(found[point], seed, model_version(), here), model_version())
                for point, seed in pairs
            )
            ledger.note_call(
                entry(REPEAT, points=[point for point, _ in pairs], seeds=[seed for _, seed in pairs])
            )
        template = Chunk(
            study.scenario,
            changes,
            (),
            model_version(),
            str(place),
            environment=here,
            weekly=study.facts["weekly"],
        )
        run_waiting(ledger, template, workers=workers, progress=progress, stopper=stopper)
    return compared(study, open_study(place))


def compared(study: StoredStudy, again: StoredStudy) -> Repetition:
    """Return the runs of a study beside the same runs made again."""
    kinds = ["summaries", "money", *(["weekly"] if study.facts["weekly"] else [])]
    rows: list[pd.DataFrame] = []
    both: set[tuple[int, int]] = set()
    for kind in kinds:
        one, other = getattr(study, kind)(), getattr(again, kind)()
        cells = _cells(one) & _cells(other)
        both |= cells if kind == "summaries" else set()
        rows += list(_differing(kind, _of(one, cells), _of(other, cells)))
    columns = ["table", "point", "seed", "column", "was", "now"]
    found = pd.concat(rows, ignore_index=True)[columns] if rows else pd.DataFrame(columns=columns)
    differ = set(zip(found["point"], found["seed"], strict=True))
    return Repetition(
        again, study.folder, len(both), len(both - differ), found, tuple(dict.fromkeys(_changes(study)))
    )


def _checked_points(
    study: StoredStudy, points: Sequence[int]
) -> tuple[Mapping[int, Mapping[str, Any]], dict[int, str]]:
    """Return the changes of points and the hashes of their scenarios, if these are what was run."""
    with reading(study.folder) as ledger:
        changes = ledger.changes(points)
        kept = dict(ledger.query("select point, hash from points"))
    for point in points:
        try:
            now = at_point(study.scenario, changes[point]).hash
        except ScenarioError as error:
            raise StudyError(f"'{study.folder}', point {point}: {error}") from None
        if now != kept[point]:
            text = "is another scenario in this version of joinup, so that its runs cannot be run again"
            raise StudyError(f"'{study.folder}', point {point}: {text}")
    return changes, kept


def _changes(study: StoredStudy) -> Iterator[str]:
    """Yield what can move a figure and is not as it was when runs were made."""
    for call in study.provenance:
        if call["version"] != model_version():
            yield f"the model was {call['version']} and is {model_version()}"
        yield from differences(call["environment"], environment())
    now = {one.name: one.fingerprint for one in study.scenario.extensions_in_force}
    for one in study.facts.get("extensions", ()):
        if now.get(one["name"]) != one["fingerprint"]:
            yield f"the code of {one['kind']} '{one['name']}' has changed"


def _cells(table: pd.DataFrame) -> set[tuple[int, int]]:
    return set(zip(table["point"].tolist(), table["seed"].tolist(), strict=True))


def _of(table: pd.DataFrame, cells: set[tuple[int, int]]) -> pd.DataFrame:
    """Return the rows of some runs; those of one run are in the same order in both studies."""
    wanted = [cell in cells for cell in zip(table["point"], table["seed"], strict=True)]
    return table[wanted].sort_values(["point", "seed"], kind="stable").reset_index(drop=True)


def _differing(kind: str, one: pd.DataFrame, other: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Yield the figures that differ, a column at a time."""
    if len(one) != len(other):
        lost = one.drop_duplicates(["point", "seed"])[["point", "seed"]]
        yield lost.assign(table=kind, column="rows", was=len(one), now=len(other))
        return
    for column in dict.fromkeys((*one, *other)):
        if column in KEYS:
            continue
        was, now = (table.get(column, pd.Series(np.nan, index=one.index)) for table in (one, other))
        differs = ~((was == now) | (was.isna() & now.isna()))
        if differs.any():
            part = one.loc[differs, ["point", "seed"]]
            yield part.assign(table=kind, column=str(column), was=was[differs], now=now[differs])
