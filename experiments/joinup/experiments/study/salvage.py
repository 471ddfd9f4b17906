"""Save what can be proven of a study whose ledger was changed.

The manifest has the hash of every segment, so that the results of whole segments are as they were stored.
They name their runs by identity: a hash of the scenario at a point, the seed, the code and the environment. A
point that a changed ledger still states is right if it gives the scenario whose hash it has, and the runs of
right points are found by working identities out again. Other whole results are kept too, and read once the
same sweep asks for their points.

Nothing else is believed, but for the design, the provenance and what moves no figure (titles, levers,
observables): no hash covers these. They are taken as they were found, and the study says so from then on.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from joinup.experiments.study.design import at_point, point_key
from joinup.experiments.study.environment import environment, environment_key
from joinup.experiments.study.errors import DamageError
from joinup.experiments.study.identity import model_version, run_identity
from joinup.experiments.study.ledger import DONE, Cell, Ledger, RunOutcome, reading
from joinup.experiments.study.manifest import LEDGER, file_hash, read_manifest
from joinup.experiments.study.segments import SUMMARIES
from joinup.experiments.study.study import scenario_of
from joinup.sim.errors import JoinupError, ScenarioError
from joinup.sim.text.words import count

SALVAGED = "salvaged"
"""The fact of a study whose ledger was made of another that had been changed."""


@dataclass(frozen=True)
class Salvage:
    """What is proven of a study.

    Attributes
    ----------
    facts, calls
        Design and provenance, as they were found.
    points
        Number, key, changes, hash and whether it is withdrawn, of every point that is right.
    runs
        Runs whose results are whole.
    cells
        Which of them are of which point and seed, and which others are to be made again.
    files
        The hash of every file with results of these runs.
    """

    facts: dict[str, Any]
    calls: list[dict[str, Any]]
    points: list[tuple[int, str, str, str, int]]
    runs: list[RunOutcome]
    cells: list[Cell]
    files: dict[str, str]

    def __str__(self) -> str:
        proven = len({one.run for one in self.runs} & {one.run for one in self.cells})
        lost = len(self.cells) - proven
        said = [f"{count(proven, 'run')} proven by hashes"]
        if rest := len(self.runs) - proven:
            said.append(f"{rest} more that the same sweep finds again")
        if lost:
            said.append(f"{count(lost, 'run')} to be made again")
        return "; ".join(said)


class Stored(NamedTuple):
    """A run whose results are whole, and where they are."""

    run: str
    seed: int
    segment: str


def whole_runs(folder: Path) -> list[Stored]:
    """Return every run whose results are as the manifest says.

    Raises
    ------
    DamageError
        If the manifest was changed too.
    """
    files = _results(folder)
    spoiled = {Path(name).name for name, found in files.items() if file_hash(folder / name) != found}
    names = [name for name in files if Path(name).parent.name == SUMMARIES and Path(name).name not in spoiled]
    return [
        Stored(row["run"], row["seed"], Path(name).name)
        for name in names
        for row in pq.read_table(folder / name, columns=["run", "seed"]).to_pylist()
    ]


def _results(folder: Path) -> dict[str, str]:
    """Return the hash of every file with results, by its name in the folder."""
    return {name: found for name, found in read_manifest(folder).files.items() if name != LEDGER}


def salvage_of(folder: Path) -> Salvage | None:
    """Return what is proven of a study whose ledger was changed; None if nothing is."""
    try:
        whole = whole_runs(folder)
        with reading(folder) as ledger:
            facts = ledger.facts()
            calls = [json.loads(row[0]) for row in ledger.readable(CALLS)]
            points = list(_points(ledger, facts))
            rows = {row[0]: RunOutcome(*row) for row in ledger.readable(RUNS)}
            asked = [(point, seed) for point, seed in ledger.readable(CELLS)]
        made_with = {(facts["version"], environment_key(environment()))}
    except (JoinupError, ValueError, KeyError, TypeError):
        return None
    made_with |= {(one.version, one.environment) for one in rows.values()}
    hashes = {point: found for point, _, _, found, _ in points}
    seeds = {one.seed for one in whole}
    identities = {
        run_identity(hashes[point], seed, version, where): (point, seed, version, where)
        for point in hashes
        for seed in seeds
        for version, where in made_with
    }
    runs: list[RunOutcome] = []
    cells: dict[tuple[int, int], Cell] = {}
    for run, _, segment in whole:
        point, seed, version, where = identities.get(run, (None, 0, "", ""))
        if point is not None:
            cells.setdefault((point, seed), Cell(point, seed, run, version))
        noted = rows.get(run, RunOutcome(run, DONE, segment, None, "", "", 1, None, "", ""))
        runs.append(
            noted._replace(status=DONE, segment=segment, error=None, version=version, environment=where)
        )
    if not cells:
        return None
    here, now = environment_key(environment()), model_version()
    for point, seed in asked:
        if point in hashes and seed in seeds:
            again = run_identity(hashes[point], seed, now, here)
            cells.setdefault((point, seed), Cell(point, seed, again, now))
    kept = {one.segment for one in whole}
    files = {name: found for name, found in _results(folder).items() if Path(name).name in kept}
    return Salvage({**facts, SALVAGED: True}, calls, points, runs, list(cells.values()), files)


RUNS = "select run, status, segment, seconds, finished, host, attempts, error, version, environment from runs"
CALLS = "select facts from calls order by call"
CELLS = "select point, seed from cells"
POINTS = "select point, key, changes, hash, withdrawn from points"


def _points(ledger: Ledger, facts: dict[str, Any]) -> Iterator[tuple[int, str, str, str, int]]:
    """Yield every point that gives the scenario whose hash it has."""
    scenario = scenario_of(facts)
    for point, key, changes, found, withdrawn in ledger.readable(POINTS):
        try:
            values = json.loads(changes)
            if point_key(values) == key and at_point(scenario, values).hash == found:
                yield point, key, changes, found, withdrawn
        except (ValueError, TypeError, AttributeError, ScenarioError):
            continue


def write_anew(folder: Path, found: Salvage, aside: Path) -> None:
    """Write a ledger of what is proven in place of one that was changed, which is kept.

    The folder must be locked; the manifest is not written.
    """
    partial = folder / f".{LEDGER}.partial"
    partial.unlink(missing_ok=True)
    ledger = Ledger(partial, write=True)
    try:
        ledger.finish(found.runs, found.files)
        with ledger.transaction():
            ledger.note(**found.facts)
            for call in found.calls:
                ledger.note_call(call)
            for row in found.points:
                ledger.query("insert into points values (?, ?, ?, ?, ?)", row)
            ledger.ask(found.cells)
    finally:
        ledger.close_as_one_file()
    aside.mkdir(parents=True, exist_ok=True)
    shutil.copy2(folder / LEDGER, aside / LEDGER)
    partial.replace(folder / LEDGER)


def what_is_whole(folder: Path) -> str:
    """Return in words what is whole of a study of which nothing can be proven."""
    try:
        runs = len(whole_runs(folder))
    except DamageError:
        return "nothing tells what is whole"
    return (
        f"The results of {count(runs, 'run')} are whole, but nothing that can be trusted tells of which"
        " points they are: make the study anew in another folder"
    )
