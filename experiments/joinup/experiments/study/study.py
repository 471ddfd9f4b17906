"""Read a study: its tables as data frames, or by SQL (DuckDB reads the segments in place)."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from joinup.experiments.run.settings import written
from joinup.experiments.study.design import BASELINE, FORM, point_key
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.ledger import DONE, Ledger
from joinup.experiments.study.lock import LEDGER
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.segments import KINDS, MONEY, SUMMARIES, WEEKLY
from joinup.scenarios.scenario import Scenario
from joinup.sim.extensions.registry import carried, stored
from joinup.sim.parameters.provenance import Provenance

if TYPE_CHECKING:
    import duckdb

KEYS = ("point", "replicate", "seed", "run")


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

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ledger = Ledger(folder / LEDGER)
        try:
            self.facts: dict[str, Any] = ledger.facts()
            self.counts = ledger.counts()
            self.pending = ledger.count_pending()
        finally:
            ledger.close()

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario that the points change."""
        with carried(stored(self.facts.get("extensions", ()))):
            scenario = Scenario.parse(self.facts["scenario"])
        return scenario.with_provenance(
            {path: Provenance(**entry) for path, entry in self.facts["provenance"].items()}
        )

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The ranges sampled."""
        return tuple(Range(*entry) for entry in self.facts["ranges"])

    @property
    def is_complete(self) -> bool:
        """Whether every run has been made (some may have failed)."""
        return self.pending == 0

    @cached_property
    def points(self) -> pd.DataFrame:
        """The changes of each point: one row per point, one column per path."""
        rows = self._ledger("select point, changes from points order by point")
        frame = pd.DataFrame([{"point": point, **_parsed(changes)} for point, changes in rows])
        return frame.set_index("point")

    def number_of(self, changes: Mapping[str, Any]) -> int:
        """Return the number of the point with some changes.

        Raises
        ------
        StudyError
            If there is none.
        """
        found = self._ledger("select point from points where key = ?", (point_key(changes),))
        if not found:
            raise StudyError(f"'{self.folder}' has no point with {dict(changes)}")
        return int(found[0][0])

    @property
    def runs(self) -> pd.DataFrame:
        """Every requested run: point, replicate, seed, status, seconds, host, error, version."""
        columns = (*KEYS, "status", "seconds", "finished", "host", "attempts", "error", "version")
        rows = self._ledger(
            "select point, replicate, seed, cells.run, coalesce(status, 'waiting'), seconds, finished,"
            " host, attempts, error, version from cells left join runs using (run)"
            " order by point, replicate"
        )
        return pd.DataFrame(rows, columns=list(columns))

    def failures(self) -> pd.DataFrame:
        """Return runs without a result: status, error, and the command that repeats each."""
        runs = self.runs
        failed = runs[~runs["status"].isin((DONE, "waiting"))].reset_index(drop=True)
        pairs = zip(failed["point"].tolist(), failed["seed"].tolist(), strict=True)
        commands = [self.command(point, seed) for point, seed in pairs]
        return failed[["point", "replicate", "status", "error"]].assign(repeat=commands)

    def command(self, point: int, seed: int) -> str:
        """Return the command that repeats one run, with all its tables.

        A point without joint working is the baseline that the command runs beside the scenario.
        """
        words = self.facts["asked"] or [self.scenario.name]
        [(text,)] = self._ledger("select changes from points where point = ?", (point,))
        changes = _parsed(text)
        baseline = changes.pop(BASELINE, "off")
        if changes.get(FORM) == "none" and self.scenario.partnership.form != "none":
            del changes[FORM]
            baseline = "none"
        options = [word for path, value in changes.items() for word in ("--set", f"{path}={written(value)}")]
        options += ["--seed", str(seed), "--replications", "1", "--baseline", str(baseline)]
        return shlex.join(["joinup", "run", *words, *options])

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
        with self._connection() as base:
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
        with self._connection() as base:
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
        with self._connection() as base:
            found: pd.DataFrame = base.sql(self._sql(kind, order)).df()
            return found

    def _sql(self, kind: str, order: str) -> str:
        return (
            f"select {_CELL[kind]}, {kind}.* exclude ({_SHARED[kind]})"
            f" from cells join {kind} on {kind}.run = cells.run order by point, {order}"
        )

    def _connection(self) -> duckdb.DuckDBPyConnection:
        """Return DuckDB with the study's tables as views of finished runs."""
        cells = pd.DataFrame(
            self._ledger(
                "select point, replicate, seed, run, segment from cells join runs using (run)"
                " where status = ?",
                (DONE,),
            ),
            columns=["point", "replicate", "seed", "run", "segment"],
        )
        import duckdb

        base = duckdb.connect()
        base.execute("set threads to 2")
        base.register("cells", cells)
        base.register("points", self.points.reset_index())
        segments = cells["segment"].unique().tolist()
        for kind in KINDS:
            files = [str(self.folder / kind / name) for name in segments]
            files = [file for file in files if Path(file).exists()] if kind == WEEKLY else files
            if files:
                listed = ", ".join("'" + file.replace("'", "''") + "'" for file in files)
                base.execute(
                    f"create view {kind} as select * from read_parquet([{listed}], union_by_name = true)"
                )
            else:
                columns = "run varchar, seed bigint" if kind == SUMMARIES else "run varchar"
                base.execute(f"create table {kind} ({columns})")
        return base

    def _ledger(self, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        ledger = Ledger(self.folder / LEDGER)
        try:
            return ledger.query(sql, parameters)
        finally:
            ledger.close()


_SHARED = {SUMMARIES: "run, seed", WEEKLY: "run", MONEY: "run"}
"""Columns that a table has in common with requested runs."""

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
        If there is no study in the folder.
    """
    path = Path(folder)
    if not (path / LEDGER).is_file():
        raise StudyError(f"there is no study in '{folder}' (no {LEDGER})")
    return StoredStudy(path)
