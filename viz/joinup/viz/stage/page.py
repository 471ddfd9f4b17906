"""The first page: what the room watches, and the facilitator's controls beside it."""

from __future__ import annotations

from pathlib import Path

import solara
import solara.lab

from joinup.sim.text.words import title
from joinup.viz.console.debrief import DebriefPanel
from joinup.viz.console.levers import ChangePanel
from joinup.viz.console.playback import PlaybackBar, keys_for
from joinup.viz.console.scenario_picker import Paragraphs, ScenarioPicker
from joinup.viz.console.seats import SeatsPanel
from joinup.viz.console.what_ifs import WhatIfPanel
from joinup.viz.room.commands import Follow, GoTo
from joinup.viz.room.status import Status
from joinup.viz.stage.components import (
    Counterfactual,
    Journey,
    Keys,
    Money,
    Network,
    Presenter,
    Risks,
    Story,
    Timeline,
)
from joinup.viz.stage.notice import NoticeBar, use_notice
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.sections import Section
from joinup.viz.stage.subscription import CommandSender, use_commands, use_status

STYLE = Path(__file__).parent / "static" / "page.css"


@solara.component
def Page() -> None:
    """Show the room; with the facilitator's controls for the facilitator."""
    status = use_status()
    notice, say = use_notice()
    send = use_commands(say)
    presenting = use_own(False)
    is_dark = solara.lab.use_dark_effective()
    is_facilitator = send.role == "facilitator"
    with solara.Div(style={"width": "100%"}):
        solara.Title(f"joinup: {title(status.scenario)}")
        solara.Style(STYLE)
        Presenter(on=presenting.value)
        if is_facilitator:
            Keys(event_key=keys_for(send, presenting, is_dark, say))
        PlaybackBar(status=status, send=send, presenting=presenting, controls=is_facilitator)
        if not presenting.value:
            with solara.Sidebar(), solara.Div(classes=["joinup-side"]):
                if is_facilitator:
                    Controls(status, send)
                else:
                    ViewerPanel(status)
        NoticeBar(notice)
        RunDisplay(send, is_facilitator)


@solara.component
def Controls(status: Status, send: CommandSender) -> None:
    """Show the facilitator's controls, one part open at first."""
    with Section("Scenario"):
        ScenarioPicker(status=status, send=send)
    with Section("Change something now", is_open=True):
        ChangePanel(status=status, send=send)
    with Section("What if"):
        WhatIfPanel(status=status, send=send)
    with Section("Who takes part"):
        SeatsPanel(status=status, send=send)
    with Section("Debrief and export"):
        DebriefPanel(status=status)


@solara.component
def ViewerPanel(status: Status) -> None:
    """Show the scenario's description to viewers."""
    Paragraphs(status.scenario.description)
    solara.Text("You are watching. The facilitator controls the run; phones take part at /join.")


@solara.component
def RunDisplay(send: CommandSender, is_facilitator: bool) -> None:
    """Show the run: the network, the risks, outcomes over time, the journey, money, a person."""
    go_to = (lambda week: send(GoTo(int(week)))) if is_facilitator else None
    follow = (lambda group: send(Follow(group))) if is_facilitator else None
    with solara.Div(classes=["joinup-page"]):
        with solara.Div(classes=["whole"]):
            Timeline(event_go_to=go_to)
        for half in (Network, Counterfactual, Risks, Money):
            with solara.Div(classes=["half"]):
                half()
        with solara.Div(classes=["whole"]):
            Journey()
        with solara.Div(classes=["whole"]):
            Story(event_follow=follow)
