"""Read a study: its tables as data frames, or by SQL (DuckDB reads the segments in place)."""

from __future__ import annotations

import glob
import json
import os
import shlex
import warnings
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from joinup.experiments.extension_files import words_for
from joinup.experiments.report.files import place_given
from joinup.experiments.run.scale import ScaleEffect
from joinup.experiments.study.choices import named_by
from joinup.experiments.study.design import point_key
from joinup.experiments.study.errors import DamageError, DamageWarning, NoResultsError, StudyError
from joinup.experiments.study.formats import check_format
from joinup.experiments.study.ledger import DONE, reading
from joinup.experiments.study.manifest import LEDGER, verified
from joinup.experiments.study.provenance import missing_parts
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.segments import KINDS, MONEY, SUMMARIES, WEEKLY, Segments
from joinup.experiments.study.standing import Standing
from joinup.scenarios.scenario import Scenario
from joinup.scenarios.tables.kinds import OPTION
from joinup.sim.extensions.registry import carried, stored
from joinup.sim.parameters.provenance import Provenance

if TYPE_CHECKING:
    import duckdb

SHORT = 12
"""Letters of a run's identity that name it in a command."""

KEYS = ("point", "replicate", "seed", "run")
_STATUS = ("status", "seconds", "finished", "host", "attempts", "error", "version", "environment")


def scenario_of(facts: Mapping[str, Any]) -> Scenario:
    """Return the scenario that the points of a study change, from the facts in its ledger."""
    with carried(stored(facts.get("extensions", ()))):
        scenario = Scenario.parse(facts["scenario"])
    return scenario.with_provenance(
        {path: Provenance(**entry) for path, entry in facts["provenance"].items()}
    )


class StoredStudy:
    """The runs of a sweep.

    Parameters
    ----------
    folder
        Its folder. Use :func:`open_study`.

    Examples
    --------
    >>> study = open_study("studies/forms")  # doctest: +SKIP
    >>> study.summaries().groupby("partnership.form")["outcome.resolved.all"].mean()  # doctest: +SKIP
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        folder = place_given(folder)
        check_format(folder)
        self.folder = folder
        self._is_sealed = verified(folder).is_sealed
        with reading(folder) as ledger:
            if not (self._is_sealed or ledger.is_sound()):
                raise DamageError(f"'{folder}' is damaged: {LEDGER} does not agree with itself")
            self.facts: dict[str, Any] = ledger.facts()
            self.provenance = ledger.calls()
            self.counts = ledger.counts()
            self.pending = ledger.count_pending()
            self._segments = Segments(folder, ledger.files())
        self._told: set[str] = set()

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that the points change."""
        return scenario_of(self.facts)

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The ranges sampled."""
        return tuple(Range(*entry) for entry in self.facts["ranges"])

    @property
    def scale(self) -> ScaleEffect | None:
        """The error of scale, if clients stand for people and it was measured."""
        return ScaleEffect.of_facts(self.facts.get("scale"))

    @property
    def is_complete(self) -> bool:
        """Whether every run has been made (some may have failed)."""
        return self.pending == 0

    @property
    def standing(self) -> Standing:
        """How much of it is there."""
        self._segments.whole(SUMMARIES)
        made = self._ledger(
            "select distinct run, status, segment, environment from runs where run in (select run from cells)"
        )
        damaged = self._segments.damaged()
        lost = sum(segment in damaged for _, status, segment, _ in made if status == DONE)
        done = self.counts.get(DONE, 0)
        return Standing(
            wanted=len(made) + self.pending,
            whole=done - lost,
            failed=len(made) - done,
            damaged=lost,
            missing_parts=tuple(missing_parts(self.provenance)),
            withdrawn=self._ledger("select count(*) from points where withdrawn")[0][0],
            environments=len({environment for *_, environment in made}) or 1,
            is_sealed=self._is_sealed,
            scale=self.scale,
        )

    def check_results(self) -> None:
        """Make sure that there is something to read.

        Raises
        ------
        NoResultsError
            If no run has results that are as they were stored.
        """
        standing = self.standing
        if not standing.whole:
            errors = [str(one) for one in self.failures()["error"] if one]
            first = f"; the first error: {errors[0]}" if errors else ""
            raise NoResultsError(f"'{self.folder}' has no run with results ({standing}){first}")

    @cached_property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of its replicates."""
        return tuple(row[0] for row in self._ledger("select distinct seed from cells order by seed"))

    @cached_property
    def points(self) -> pd.DataFrame:
        """The changes of each point, and its named option: one row per point, one column per path."""
        rows = self._ledger("select point, changes from points where not withdrawn order by point")
        every = [(point, _parsed(changes)) for point, changes in rows]
        names = (named_by(self.choices, changes) for _, changes in every)
        frame = pd.DataFrame(
            [{"point": point, **name, **changes} for (point, changes), name in zip(every, names, strict=True)]
        )
        return frame.set_index("point")

    @property
    def choices(self) -> dict[str, dict[str, Any]]:
        """Options that change several things at once: the changes of each, by name."""
        return dict(self.facts.get("choices", {}))

    def changed_by(self, path: str) -> list[str]:
        """Return the columns of the points that belong to a path: of named options, all that they change."""
        every = (one for changes in self.choices.values() for one in changes) if path == OPTION else ()
        return [path, *dict.fromkeys(one for one in every if one in self.points)]

    def number_of(self, changes: Mapping[str, Any]) -> int:
        """Return the number of the point with some changes.

        Raises
        ------
        StudyError
            If there is none.
        """
        sql = "select point from points where key = ? and not withdrawn"
        found = self._ledger(sql, (point_key(changes),))
        if not found:
            raise StudyError(f"'{self.folder}' has no point with {dict(changes)}")
        return int(found[0][0])

    @property
    def runs(self) -> pd.DataFrame:
        """Every requested run: point, replicate, seed, status, seconds, host, error, version, environment.

        A replicate is the number of a seed among all seeds of the study, so it has the same at every point.
        """
        columns = (*KEYS, *_STATUS)
        rows = self._ledger(
            "select point, dense_rank() over (order by seed) - 1, seed, cells.run,"
            " coalesce(status, 'waiting'), seconds, finished, host, attempts, error,"
            " coalesce(runs.version, cells.version), environment"
            " from cells left join runs using (run) order by point, seed"
        )
        return pd.DataFrame(rows, columns=list(columns))

    def failures(self) -> pd.DataFrame:
        """Return runs without a result: status, error, and the command that repeats each."""
        runs = self.runs
        failed = runs[~runs["status"].isin((DONE, "waiting"))].reset_index(drop=True)
        commands = [self.command(run) for run in failed["run"]]
        return failed[["point", "replicate", "status", "error"]].assign(repeat=commands)

    def command(self, run: str) -> str:
        """Return the command that repeats one run, whatever the study was made of."""
        files = words_for(self.facts.get("extensions", ()))
        return shlex.join(["joinup", *files, "repeat", str(self.folder), "--run", run[:SHORT]])

    def summaries(self) -> pd.DataFrame:
        """Measures of every finished run, with the changes of its point: one row per point and replicate."""
        return self._with_points(self._table(SUMMARIES, "replicate"))

    def weekly(self) -> pd.DataFrame:
        """Weekly series of every finished run, if stored.

        Raises
        ------
        StudyError
            If they were not stored.
        """
        if not self.facts["weekly"]:
            raise StudyError(f"'{self.folder}' has no weekly series: sweep with --weekly to store them")
        return self._with_points(self._table(WEEKLY, "replicate, week"))

    def money(self) -> pd.DataFrame:
        """GBP by payer and category of every finished run."""
        return self._with_points(self._table(MONEY, "replicate, payer, category"))

    def iter_summaries(self, rows: int = 10_000) -> Iterator[pd.DataFrame]:
        """Yield the summaries in parts, for studies larger than memory."""
        with self._connection(SUMMARIES) as base:
            reader = base.sql(self._sql(SUMMARIES, "replicate")).to_arrow_reader(rows)
            for batch in reader:
                yield self._with_points(batch.to_pandas())

    def sql(self, query: str) -> pd.DataFrame:
        """Return the result of a DuckDB query over `summaries`, `weekly`, `money`, `cells` and `points`.

        Examples
        --------
        >>> study.sql(
        ...     'select point, avg("outcome.resolved.all") from summaries'
        ...     ' join cells using (run) group by point'
        ... )  # doctest: +SKIP
        """
        # Only what is asked for is checked: weekly series may be large.
        with self._connection(*(kind for kind in KINDS if kind in query)) as base:
            found: pd.DataFrame = base.sql(query).df()
            return found

    def seconds_a_run(self) -> float | None:
        """Return the mean time of a finished run."""
        mean = self._ledger("select avg(seconds) from runs where status = ?", (DONE,))[0][0]
        return None if mean is None else float(mean)

    def _with_points(self, table: pd.DataFrame) -> pd.DataFrame:
        """Insert the changes of each row's point after its keys."""
        changed = self.points.reindex(table["point"]).reset_index(drop=True)
        after = [name for name in KEYS if name in table]
        return pd.concat([table[after], changed, table.drop(columns=after)], axis=1)

    def _table(self, kind: str, order: str) -> pd.DataFrame:
        with self._connection(kind) as base:
            found: pd.DataFrame = base.sql(self._sql(kind, order)).df()
            return found

    def _sql(self, kind: str, order: str) -> str:
        return (
            f"select {_CELL[kind]}, {kind}.* exclude ({_SHARED[kind]})"
            f" from cells join {kind} on {kind}.run = cells.run order by point, {order}"
        )

    def _connection(self, *kinds: str) -> duckdb.DuckDBPyConnection:
        """Return DuckDB with tables of the study as views of the finished runs that are whole."""
        runs = self.runs
        # In the order of their first runs, or columns would stand in the order in which runs ended.
        order = [name for (name,) in self._ledger(_SEGMENTS)] if kinds else []
        whole = {kind: [name for name in order if name in self._segments.whole(kind)] for kind in kinds}
        self._warn_of_damage()
        import duckdb

        base = duckdb.connect()
        base.execute("set threads to 2")
        base.register("cells", runs.loc[runs["status"] == DONE, list(KEYS)])
        base.register("points", self.points.reset_index())
        for kind, names in whole.items():
            if names:
                # Neither '*' nor '?' of a folder's name is a pattern, and 'a=b' in it is no column.
                files = [glob.escape(str((self.folder / kind / name).absolute())) for name in names]
                listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
                base.execute(
                    f"create view {kind} as select * from"
                    f" read_parquet([{listed}], union_by_name = true, hive_partitioning = false)"
                )
            else:
                columns = "run varchar, seed bigint" if kind == SUMMARIES else "run varchar"
                base.execute(f"create table {kind} ({columns})")
        return base

    def _warn_of_damage(self) -> None:
        """Warn once of each segment that cannot be read, since a table without its runs looks whole."""
        new = self._segments.damaged() - self._told
        if new:
            self._told |= new
            text = f"'{self.folder}' is damaged, and runs are left out: {self.standing}"
            warnings.warn(f"{text}; joinup check says what is wrong", DamageWarning, stacklevel=4)

    def _ledger(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        with reading(self.folder) as ledger:
            return ledger.query(sql, parameters)


_SHARED = {SUMMARIES: "run, seed", WEEKLY: "run", MONEY: "run"}
"""Columns that a table has in common with requested runs."""

_SEGMENTS = (
    "select segment from runs left join cells using (run) where segment is not null"
    " group by segment order by min(point) nulls last, min(cells.seed), min(run)"
)

_KEYS = "cells.point, cells.replicate, cells.seed"
_CELL = {SUMMARIES: f"{_KEYS}, cells.run", WEEKLY: _KEYS, MONEY: _KEYS}
"""Columns about the run in each row of a table."""


def _parsed(changes: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(changes)
    return found


def open_study(folder: str | Path) -> StoredStudy:
    """Open a study for reading, also while a sweep is writing to it.

    Raises
    ------
    StudyError
        If there is no study in the folder, or one that this version does not read.
    DamageError
        If its ledger was changed by anything but joinup.
    """
    return StoredStudy(Path(folder))
