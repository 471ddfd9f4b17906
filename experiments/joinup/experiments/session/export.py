"""Export of a session: the files that repeat it, its tables and its charts, as a folder or one zip file.

::

    README.txt             the contents, and the command that repeats the session
    session.json           for ``joinup run --replay``; NAME.session.json for each what-if
    scenario.yaml          a scenario in which the decisions are events
    decisions.csv          the decisions, with week and person
    debrief.txt            the run compared with the other arms, in sentences
    tables/ARM/NAME.csv    the tables of every arm; NAME.parquet the same, with exact types
    charts/NAME.svg        charts; NAME.png the same
    room/NAME.csv          what the room adds: seats, votes

It is written under a hidden name, synchronised to disk and renamed, so it is complete or absent.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from joinup.experiments.report.chart import stamped
from joinup.experiments.run.errors import ResultsNotWrittenError
from joinup.experiments.run.results_folder import ResultsFolder
from joinup.experiments.run.stored_result import ONE_RUN
from joinup.experiments.run.table_files import write_dictionary, write_table
from joinup.experiments.session.charts import charts
from joinup.experiments.session.debrief import Debrief, debrief
from joinup.experiments.session.files import save
from joinup.experiments.session.log import RUN
from joinup.experiments.session.snapshot import Snapshot
from joinup.scenarios.tables.text import guarded
from joinup.scenarios.tables.writer import write_one_csv
from joinup.scenarios.write import as_yaml
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.words import count, day, listing, plain_name
from joinup.sim.versions import versions

Rows = Sequence[Mapping[str, Any]]

SESSION, SCENARIO = "session.json", "scenario.yaml"


def export(session: Snapshot, out: Path, *, room: Mapping[str, Rows] | None = None) -> Path:
    """Write a session as a folder, or as a zip file if the name ends in ``.zip``; return its path.

    Parameters
    ----------
    session
        The session as it stands.
    out
        The folder or file; it must not exist, or be an empty folder.
    room
        Tables that the room adds, by name: rows with a value for each column.

    Raises
    ------
    ScenarioError
        If there is something of that name already.
    ResultsNotWrittenError
        If it cannot be written.
    """
    if out.exists() and not (out.is_dir() and out.suffix != ".zip" and not any(out.iterdir())):
        raise ScenarioError([Problem((), f"'{out}' already exists: choose another name")])
    tables = dict(room or {})
    if out.suffix == ".zip":
        _write_zip(out, session, tables)
    else:
        ResultsFolder(out).write(lambda folder: _fill(folder, session, tables))
    return out


def _write_zip(out: Path, session: Snapshot, room: Mapping[str, Rows]) -> None:
    partial = out.with_name(f".{out.name}.partial-{os.getpid()}")
    try:
        try:
            folder = partial / out.stem
            folder.mkdir(parents=True)
            _fill(folder, session, room)
            with (partial / out.name).open("wb") as file:
                with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                    for inside in sorted(path for path in folder.rglob("*") if path.is_file()):
                        archive.write(inside, inside.relative_to(partial))
                file.flush()
                os.fsync(file.fileno())
            (partial / out.name).replace(out)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise ResultsNotWrittenError(f"the session cannot be written to '{out}': {reason}") from error


def _fill(folder: Path, session: Snapshot, room: Mapping[str, Rows]) -> None:
    found = debrief(session, file=SESSION)
    for name, arm in session.arms.items():
        if name == RUN or arm.since is not None:
            file = SESSION if name == RUN else f"{name}.{SESSION}"
            others = session.saved_arms if name == RUN else ()
            save(folder / file, session.scenario, session.seed, arm.log, weeks=session.weeks, arms=others)
    (folder / SCENARIO).write_text(_scenario(session), encoding="utf-8")
    _write_csv(folder / "decisions.csv", _decisions(session), columns=DECISION)
    (folder / "debrief.txt").write_text(_debrief_text(found), encoding="utf-8")
    _write_tables(folder / "tables", session)
    shown = _write_charts(folder / "charts", session)
    for name, rows in room.items():
        (folder / "room").mkdir(exist_ok=True)
        columns = tuple(dict.fromkeys(column for row in rows for column in row))
        _write_csv(folder / "room" / f"{name}.csv", rows, columns=columns)
    (folder / "README.txt").write_text(_readme(session, found, shown, room), encoding="utf-8")


def _scenario(session: Snapshot) -> str:
    decided = count(len(session.run.log), "decision")
    comment = (
        f"A session of joinup as a scenario: {decided} as events.\n"
        f"The session itself: joinup run --replay {SESSION}"
    )
    return as_yaml(session.saved().with_decisions, comment=comment)


DECISION = ("week", "date", "arm", "who", "title", "set", "turnover_shock", "agencies")


def _decisions(session: Snapshot) -> Rows:
    return [
        {
            "week": entry.week,
            "date": session.day(entry.week).isoformat(),
            "arm": arm.name,
            "who": entry.who,
            "title": entry.title,
            "set": json.dumps(dict(entry.set), ensure_ascii=False) if entry.set else "",
            "turnover_shock": entry.turnover_shock or "",
            "agencies": " ".join(entry.agencies),
        }
        for arm in session.arms.values()
        for entry in arm.log
    ]


def _write_csv(file: Path, rows: Rows, *, columns: Sequence[str]) -> None:
    """Write rows for spreadsheets, in which typed text never becomes a formula."""
    with file.open("w", encoding="utf-8", newline="") as page:
        writer = csv.DictWriter(page, columns)
        writer.writeheader()
        writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)


def _plain(value: Any) -> Any:
    return guarded(value) if isinstance(value, str) else value


def _write_tables(folder: Path, session: Snapshot) -> None:
    for arm in session.arms.values():
        inside = folder / arm.name
        inside.mkdir(parents=True)
        for name, table in ONE_RUN.items():
            write_one_csv(inside / f"{name}.csv", arm.result.table(name))
            write_table(inside, table, arm.result.table(name))
        write_dictionary(folder, arm.result)


def _write_charts(folder: Path, session: Snapshot) -> list[str]:
    folder.mkdir()
    stamp = f"{session.scenario.name}, seed {session.seed}, joinup {session.version}"
    texts = []
    for chart in stamped(list(charts(session)), stamp):
        for kind in ("svg", "png"):
            (folder / f"{chart.name}.{kind}").write_bytes(chart.drawn(kind))
        texts.append(f"  {chart.name:<18} {chart.title}. {chart.alternative}")
    return texts


def _debrief_text(found: Debrief) -> str:
    lines = [found.title, "", found.headline, "", found.noise, f"For example: {found.command}", ""]
    lines += ["Decisions"]
    lines += [f"  Week {one.week}, {one.date}: {one.what} ({one.who})" for one in found.decisions] or [
        "  None."
    ]
    lines += ["", "For everybody", *(f"  {one.sentence}" for one in found.measures)]
    lines += ["", "By group", *(f"  {one.sentence}" for one in found.by_group)]
    return "\n".join(lines) + "\n"


def _readme(session: Snapshot, found: Debrief, shown: Sequence[str], room: Mapping[str, Rows]) -> str:
    arms = "\n".join(f"  {arm.name:<12} {arm.title}" for arm in session.arms.values())
    tables = "\n".join(f"  {name:<12} {table.about}" for name, table in ONE_RUN.items())
    each = session.scenario.people_per_client
    stands = "one person" if each == 1 else f"{each:,.4g} people"
    extra = f"\nroom/ holds tables of the live room: {listing(map(plain_name, room))}.\n" if room else ""
    packages = ", ".join(f"{name} {versions()[name]}" for name in ("python", "numpy", "numba"))
    listed = "\n".join(shown) or "  None: no week was run."
    return f"""\
A session of joinup: {found.title}
{session.weeks} of {session.scenario.weeks} weeks from {day(session.scenario.start_date)}, seed {session.seed}

To repeat it, bit for bit and without a browser, in this folder:
  joinup run --replay {SESSION}

It was run by joinup {session.version} ({packages}).
Another version may give other results; it then prints a warning.

{SESSION} holds the scenario, the seed and the decisions; {SCENARIO} is the scenario with the decisions
as events, to run, sweep and compare like any other: joinup run {SCENARIO}
decisions.csv lists the decisions; debrief.txt states their effects. In CSV files, a text that begins like
a formula has a ' before it.

tables/ has a folder for each arm; all have the same people and the same random draws:
{arms}
and in each, as CSV and as Parquet (exact types):
{tables}
Counts and money are for all people; a simulated client stands for {stands}. tables/columns.csv describes
every column, with its unit.
A what-if has a file of its own to repeat it (NAME.{SESSION}).
{extra}
charts/ holds, as SVG and PNG:
{listed}
"""
