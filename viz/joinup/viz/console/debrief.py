"""Debrief and export: the run against its counterfactuals, on the page and as files."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import solara
import solara.lab

from joinup.experiments.session.debrief import Debrief, debrief
from joinup.experiments.session.export import export
from joinup.experiments.session.session import Session
from joinup.experiments.session.snapshot import Snapshot, snapshot
from joinup.sim.text.words import count
from joinup.viz.room.status import Status
from joinup.viz.room.workshop import Records
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.sections import Section
from joinup.viz.stage.subscription import played_room


@solara.component
def DebriefPanel(status: Status) -> None:
    """Show the debrief on demand, and the export."""
    shown: solara.Reactive[Debrief | None] = use_own(None)
    task = solara.lab.use_task(lambda: shown.set(_debrief()), dependencies=None)
    for entry in status.arms[0].log:
        solara.Text(f"Week {entry.week}: {entry.title or 'a change'} ({entry.who})")
    if not status.arms[0].log:
        solara.Text("Nothing has been decided yet.")
    solara.Button("Show the debrief", block=True, on_click=task, disabled=task.pending)
    solara.ProgressLinear(task.pending)
    if task.error:
        solara.Error("The debrief failed because of a bug in joinup; the run continues.")
    if shown.value is not None:
        DebriefText(shown.value)
    solara.FileDownload(_archive, filename=f"{status.scenario.name}-session.zip", label="Export the session")
    solara.Text("Contains session.json, which joinup run --replay repeats exactly, tables and charts.")


@solara.component
def DebriefText(found: Debrief) -> None:
    """Show the debrief's sentences."""
    solara.Text(found.headline, style={"font-weight": "600"})
    for one in found.measures:
        solara.Text(one.sentence)
    with Section("By group"):
        for one in found.by_group:
            solara.Text(one.sentence)
    solara.Text(f"{count(found.weeks, 'week')} of {found.of_weeks}. {found.noise}")
    solara.Preformatted(found.command)


def _read() -> tuple[Snapshot, Records]:
    def read(session: Session, records: Records) -> tuple[Snapshot, Records]:
        return snapshot(session), records

    return played_room().read(read).result()


def _debrief() -> Debrief:
    return debrief(_read()[0])


def _archive() -> bytes:
    found, records = _read()
    with TemporaryDirectory() as folder:
        return export(found, Path(folder) / "session.zip", room=records).read_bytes()
