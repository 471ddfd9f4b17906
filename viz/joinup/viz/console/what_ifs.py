"""The what-ifs beside this run: what each changed, and how to remove it."""

from __future__ import annotations

import solara

from joinup.experiments.session.log import MOST_WHAT_IFS
from joinup.viz.room.commands import Drop, GoTo
from joinup.viz.room.status import Status
from joinup.viz.stage.components import Whole
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.subscription import CommandSender


@solara.component
def WhatIfPanel(status: Status, send: CommandSender) -> None:
    """Show the what-ifs and what to do with them."""
    there = [arm for arm in status.arms if arm.since is not None]
    if not there:
        solara.Text(
            "No what-ifs yet. Under 'Change something now', 'Try as a what-if' branches the run: up to"
            f" {MOST_WHAT_IFS} what-ifs continue from this week with the same people and random draws."
        )
    for arm in there:
        with solara.Row(style={"align-items": "center"}):
            solara.Text(f"{arm.title} (since week {arm.since})", style={"flex": "1"})
            solara.Button("Drop", text=True, on_click=lambda name=arm.name: send(Drop(name)))
    RewindForm(status, send)


@solara.component
def RewindForm(status: Status, send: CommandSender) -> None:
    """Show how to go back and keep the run as a what-if."""
    week = use_own(max(0, status.week - 13))
    Whole(label="Go back to week", value=week.value, low=0, high=status.week, event_type=week.set)
    solara.Button(
        "Go back, keep this run as a what-if", block=True, on_click=lambda: send(GoTo(week.value, keep=True))
    )
