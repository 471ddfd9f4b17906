"""The first page: what the room watches, and the facilitator's controls beside it."""

from __future__ import annotations

from pathlib import Path

import solara
import solara.lab

from joinup.scenarios.words import title
from joinup.viz.console.debrief import Debriefing
from joinup.viz.console.levers import Steering
from joinup.viz.console.playback import Driving, keys_for
from joinup.viz.console.scenario_picker import Opening, Prose
from joinup.viz.console.seats import TakingPart
from joinup.viz.console.what_ifs import WhatIfs
from joinup.viz.room.commands import Follow, GoTo
from joinup.viz.room.status import Status
from joinup.viz.stage.answers import Said, use_said
from joinup.viz.stage.components import Journey, Keys, Money, Network, Presenter, Risks, Story, Timeline, Twin
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.sections import Section
from joinup.viz.stage.subscription import Asking, use_asking, use_status

STYLE = Path(__file__).parent / "static" / "page.css"


@solara.component
def Page() -> None:
    """Show the room; with the facilitator's controls for the facilitator."""
    status = use_status()
    said, say = use_said()
    ask = use_asking(say)
    presenting = use_own(False)
    is_dark = solara.lab.use_dark_effective()
    is_facilitator = ask.role == "facilitator"
    with solara.Div(style={"width": "100%"}):
        solara.Title(f"joinup: {title(status.scenario)}")
        solara.Style(STYLE)
        Presenter(on=presenting.value)
        if is_facilitator:
            Keys(event_key=keys_for(ask, presenting, is_dark, say))
        Driving(status=status, ask=ask, presenting=presenting, controls=is_facilitator)
        if not presenting.value:
            with solara.Sidebar(), solara.Div(classes=["joinup-side"]):
                if is_facilitator:
                    Controls(status, ask)
                else:
                    Watching(status)
        Said(said)
        Shown(ask, is_facilitator)


@solara.component
def Controls(status: Status, ask: Asking) -> None:
    """Show the facilitator's controls, one part open at first."""
    with Section("Scenario"):
        Opening(status=status, ask=ask)
    with Section("Change something now", is_open=True):
        Steering(status=status, ask=ask)
    with Section("What if"):
        WhatIfs(status=status, ask=ask)
    with Section("Who takes part"):
        TakingPart(status=status, ask=ask)
    with Section("Debrief and export"):
        Debriefing(status=status)


@solara.component
def Watching(status: Status) -> None:
    """Say what is watched, to those who only watch."""
    Prose(status.scenario.description)
    solara.Text("You are watching. The facilitator steers; phones take part at /join.")


@solara.component
def Shown(ask: Asking, is_facilitator: bool) -> None:
    """Show the run: the network, the risks, the run beside its twin, the journey, money, a person."""
    go_to = (lambda week: ask(GoTo(int(week)))) if is_facilitator else None
    follow = (lambda group: ask(Follow(group))) if is_facilitator else None
    with solara.Div(classes=["joinup-page"]):
        with solara.Div(classes=["whole"]):
            Timeline(event_go_to=go_to)
        for half in (Network, Twin, Risks, Money):
            with solara.Div(classes=["half"]):
                half()
        with solara.Div(classes=["whole"]):
            Journey()
        with solara.Div(classes=["whole"]):
            Story(event_follow=follow)
