"""The first page: what the room watches, and the facilitator's controls beside it."""

from __future__ import annotations

import solara
import solara.lab

from scenarios.words import title
from viz.pages.components import Journey, Keys, Money, Network, Presenter, Risks, Story, Timeline, Twin
from viz.pages.debriefing import Debriefing
from viz.pages.driving import Driving, keys_for
from viz.pages.opening import Opening, Prose
from viz.pages.own import use_own
from viz.pages.saying import Said, use_said
from viz.pages.sections import Section
from viz.pages.steering import Steering
from viz.pages.taking_part import TakingPart
from viz.pages.watching import Asking, use_asking, use_status
from viz.pages.what_ifs import WhatIfs
from viz.room.commands import Follow, GoTo
from viz.room.status import Status

STYLE = """
.joinup-page { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 10px; padding: 10px;
  width: 100%; align-items: stretch; }
.joinup-page > .whole { grid-column: span 12; }
.joinup-page > .half { grid-column: span 6; }
@media (max-width: 1100px) { .joinup-page > * { grid-column: span 12 !important; } }
@media (max-width: 1700px) { body.presenter .joinup-page > * { grid-column: span 12; } }
.joinup-driving { box-sizing: border-box; min-height: 52px; position: sticky; top: 0; z-index: 4;
  align-items: center; padding: 4px 12px !important;
  border-bottom: 1px solid #8886; width: 100%; }
.v-content__wrap > div { padding: 0 !important; }
.theme--dark.v-btn.primary, .theme--dark .v-app-bar.primary { background-color: #1565c0 !important; }
.joinup-section { border-bottom: 1px solid #8886; padding: 0 4px 8px; }
.joinup-section > summary { cursor: pointer; font-weight: 600; padding: .6em 0; }
.joinup-section .joinup-section { border: 0; padding: 0; }
.joinup-side > * > * { margin-bottom: .4em; }
.joinup-asked { display: block; margin: .3em 0 .7em; background: transparent; }
.joinup-asked > span { display: block; }
.joinup-asked select, .joinup-asked input { width: 100%; }
.joinup-driving .joinup-asked { display: flex; gap: .4em; align-items: center; margin: 0 .5em; }
.joinup-driving .joinup-asked select { width: auto; }
.joinup-asked input[type=range] { padding: 0; border: 0; accent-color: var(--joinup-accent); }
.joinup-side .v-input { margin-top: 2px; }
.joinup-keys th { text-align: left; padding: .3em 1em .3em 0; font-weight: 600; }
.v-navigation-drawer { width: 24rem !important; }
"""


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
