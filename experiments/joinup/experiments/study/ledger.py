"""The ledger of a study: its design and the status of every run (SQLite).

Only the process that sweeps writes to it; others may read at the same time. Every change is a
transaction that is on disk before the next begins (write-ahead log, full synchronisation). When the sweep
has ended, the ledger is one file again, of which the manifest has the hash. The ledger must not be on a
network file system that several machines write to.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from joinup.experiments.study.errors import DamageError, StorageError
from joinup.experiments.study.manifest import LEDGER

SCHEMA = """
create table if not exists study (key text primary key, value text not null);
create table if not exists calls (call integer primary key, facts text not null);
create table if not exists points (
    point integer primary key, key text not null unique, changes text not null, hash text not null,
    withdrawn integer not null default 0
);
create table if not exists cells (
    point integer not null, seed integer not null, run text not null, version text not null,
    primary key (point, seed)
);
create index if not exists cells_by_run on cells (run);
create table if not exists runs (
    run text primary key, status text not null, segment text, seconds real, finished text, host text,
    attempts integer not null, error text, version text not null, environment text not null
);
create table if not exists files (name text primary key, sha256 text not null);
create table if not exists reserved (segment text primary key);
"""

BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
"""What SQLite says of a file that it cannot get at, as opposed to one that is wrong."""

DONE, FAILED, CRASHED, TIMED_OUT = "done", "failed", "crashed", "timed_out"
STATUSES = (DONE, FAILED, CRASHED, TIMED_OUT)
"""Statuses of a run; one that is not in the table has not been made."""


class Cell(NamedTuple):
    """A requested run: a point, a seed, and the identity of what is run."""

    point: int
    seed: int
    run: str
    version: str


class RunOutcome(NamedTuple):
    """The result of a run.

    Attributes
    ----------
    run
        Its identity.
    status
        ``done``, ``failed`` (it raised), ``crashed`` (it killed its worker) or ``timed_out``.
    segment
        Name of the segment with its results; None if there is none.
    seconds
        Run time.
    finished
        Time at which it finished, as an ISO time (UTC).
    host
        Where.
    attempts
        Number of attempts.
    error
        The error, if it failed.
    version
        Model version of the run.
    environment
        Key of the environment that it was made in.
    """

    run: str
    status: str
    segment: str | None
    seconds: float | None
    finished: str
    host: str
    attempts: int
    error: str | None
    version: str
    environment: str


class Ledger:
    """A study's ledger.

    Parameters
    ----------
    path
        The file.
    write
        Whether to write to it, creating it if necessary.
    """

    def __init__(self, path: Path, *, write: bool = False) -> None:
        if write:
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute("pragma journal_mode = wal")
            self._base.execute("pragma synchronous = full")
            self._base.executescript(SCHEMA)
        else:
            # As a URI, so that '#', '?' and '%' in the name of a folder are not read as parts of one.
            self._base = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None
            )

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def close_as_one_file(self) -> bool:
        """Close a ledger that was written to; return whether it is one file, without a log beside it."""
        try:
            # Fails while somebody reads.
            self._base.execute("pragma journal_mode = delete")
            return True
        except sqlite3.OperationalError:
            return False
        finally:
            self._base.close()

    def is_sound(self) -> bool:
        """Return whether its pages and indices agree with each other."""
        return bool(self._base.execute("pragma integrity_check").fetchone()[0] == "ok")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make all changes within the context, or none."""
        self._base.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._base.execute("rollback")
            raise
        self._base.execute("commit")

    def note(self, **facts: Any) -> None:
        """Store facts about the study, as JSON by key."""
        rows = [(key, json.dumps(value)) for key, value in facts.items()]
        self._base.executemany("insert or replace into study values (?, ?)", rows)

    def facts(self) -> dict[str, Any]:
        """Return the facts about the study."""
        return {key: json.loads(value) for key, value in self._base.execute("select key, value from study")}

    def note_call(self, facts: Mapping[str, Any]) -> None:
        """Add an entry to the provenance."""
        self._base.execute("insert into calls (facts) values (?)", (json.dumps(facts),))

    def calls(self) -> list[dict[str, Any]]:
        """Return the provenance: an entry a call, the first first."""
        return [json.loads(row[0]) for row in self._base.execute("select facts from calls order by call")]

    def number_points(self, keys: Sequence[tuple[str, str, str]]) -> list[int]:
        """Return the numbers of points; new ones follow the existing ones.

        Parameters
        ----------
        keys
            Key, changes (JSON) and scenario hash of each point.
        """
        rows = self._base.execute("select point, key, hash from points")
        known = {key: (point, old) for point, key, old in rows}
        following = 1 + max((point for point, _ in known.values()), default=-1)
        numbers = []
        for key, changes, found in keys:
            if key not in known:
                row = (following, key, changes, found)
                self._base.execute("insert into points (point, key, changes, hash) values (?, ?, ?, ?)", row)
                known[key] = (following, found)
                following += 1
            elif known[key][1] != found:
                self._base.execute("update points set hash = ? where key = ?", (found, key))
                self._base.execute("delete from cells where point = ?", (known[key][0],))
            numbers.append(known[key][0])
        return numbers

    def ask(self, cells: Iterable[Cell]) -> None:
        """Store requested runs.

        One that was made with the same code stays as it is, in whatever environment that was; withdrawn
        points are not asked for.
        """
        self._base.executemany(
            "insert into cells select ?1, ?2, ?3, ?4 from points where point = ?1 and not withdrawn"
            " on conflict (point, seed) do update set run = excluded.run, version = excluded.version"
            " where version <> excluded.version or not exists (select 1 from runs where run = cells.run)",
            cells,
        )

    def withdraw(self, points: Iterable[int]) -> None:
        """Take points out: their runs are asked for no longer, and their results are read no longer."""
        these = [(point,) for point in points]
        self._base.executemany("update points set withdrawn = 1 where point = ?", these)
        self._base.executemany("delete from cells where point = ?", these)

    def finish(self, outcomes: Iterable[RunOutcome], files: Mapping[str, str] | None = None) -> None:
        """Store the results of runs and the hashes of their files, in one transaction.

        Their segments are reserved no longer.
        """
        finished = list(outcomes)
        segments = {(one.segment,) for one in finished if one.segment is not None}
        with self.transaction():
            self._base.executemany("insert or replace into runs values (?,?,?,?,?,?,?,?,?,?)", finished)
            self._base.executemany("insert or replace into files values (?, ?)", (files or {}).items())
            self._base.executemany("delete from reserved where segment = ?", segments)

    def drop(self, segment: str) -> None:
        """Forget a segment and its runs, which are to be made again."""
        with self.transaction():
            self._base.execute("delete from runs where segment = ?", (segment,))
            self._base.execute("delete from files where name like '%/' || ?", (segment,))

    def files(self) -> dict[str, str]:
        """Return the hash of every file of a segment, by its name in the folder."""
        return dict(self._base.execute("select name, sha256 from files").fetchall())

    def reserve(self, segments: Iterable[str]) -> None:
        """Reserve names of segments, so that what is written under them is known to be the study's."""
        with self.transaction():
            self._base.executemany("insert into reserved values (?)", ((name,) for name in segments))

    def reserved(self) -> list[str]:
        """Return the names of segments that were reserved and never reported."""
        return [row[0] for row in self._base.execute("select segment from reserved")]

    def release(self, segments: Iterable[str]) -> None:
        """Give up names of segments, when nothing is there under them."""
        with self.transaction():
            self._base.executemany("delete from reserved where segment = ?", ((name,) for name in segments))

    def forget(self, statuses: Sequence[str]) -> None:
        """Reset runs with some statuses, so that they are repeated."""
        marks = ", ".join("?" * len(statuses))
        self._base.execute(f"delete from runs where status in ({marks})", statuses)

    def pending(self, *, after: tuple[int, int] = (-1, -1), at_most: int = 10_000) -> list[Cell]:
        """Return requested runs that are not made yet, by point and seed, each once."""
        rows = self._base.execute(
            "select point, seed, cells.run, cells.version from cells left join runs using (run)"
            " where runs.run is null and (point, seed) > (?, ?)"
            " and not exists (select 1 from cells as other where other.run = cells.run"
            "  and (other.point, other.seed) < (cells.point, cells.seed))"
            " order by point, seed limit ?",
            (*after, at_most),
        )
        return [Cell(*row) for row in rows]

    def count_pending(self) -> int:
        """Return the number of different requested runs that are not made yet."""
        sql = "select count(distinct cells.run) from cells left join runs using (run) where runs.run is null"
        return int(self._base.execute(sql).fetchone()[0])

    def counts(self) -> dict[str, int]:
        """Return the number of requested runs by status."""
        rows = self._base.execute(
            "select status, count(*) from runs where run in (select run from cells) group by status"
        )
        return dict(rows.fetchall())

    def changes(self, points: Iterable[int]) -> dict[int, dict[str, Any]]:
        """Return the changes of points."""
        found = {}
        for point in points:
            row = self._base.execute("select changes from points where point = ?", (point,)).fetchone()
            found[point] = json.loads(row[0])
        return found

    def segments(self) -> set[str]:
        """Return the names of all segments with results."""
        rows = self._base.execute("select distinct segment from runs where segment is not null")
        return {row[0] for row in rows}

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._base.execute(sql, parameters).fetchall()

    def readable(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query on a ledger that was changed, up to where it cannot be read."""
        found: list[tuple[Any, ...]] = []
        with suppress(sqlite3.DatabaseError):
            for row in self._base.execute(sql):
                found.append(row)
        return found


@contextmanager
def reading(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a study for reading.

    Raises
    ------
    DamageError
        If it is no ledger any more.
    StorageError
        If it cannot be read.
    """
    try:
        ledger = Ledger(folder / LEDGER)
        try:
            yield ledger
        finally:
            ledger.close()
    except (sqlite3.DatabaseError, json.JSONDecodeError) as error:
        if getattr(error, "sqlite_errorcode", None) in BUSY:
            raise StorageError(f"the ledger of '{folder}' cannot be read: {error}") from error
        raise DamageError(f"'{folder}' is damaged: {LEDGER} cannot be read ({error})") from error
