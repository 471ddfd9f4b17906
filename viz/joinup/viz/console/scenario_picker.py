"""Open a scenario: what there is, in plain English, and the seed."""

from __future__ import annotations

from functools import cache
from html import escape

import solara

from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.text.words import title
from joinup.viz.room.commands import Open
from joinup.viz.room.status import Status
from joinup.viz.stage.components import Choice, Whole
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.subscription import CommandSender


@cache
def shipped() -> dict[str, tuple[str, str]]:
    """Return title and description of every shipped scenario, by name."""
    found = {}
    for name in available():
        scenario = load(name)
        found[name] = (title(scenario), scenario.description)
    return found


@solara.component
def Paragraphs(text: str) -> None:
    """Show paragraphs; Solara's Markdown would ask for fonts that are not installed."""
    for paragraph in text.strip().split("\n\n"):
        solara.HTML(tag="p", unsafe_innerHTML=escape(paragraph))


@solara.component
def ScenarioPicker(status: Status, send: CommandSender) -> None:
    """Show the current scenario and those that can be opened."""
    there = shipped()
    name = use_own(status.scenario.name if status.scenario.name in there else "town")
    seed = use_own(status.seed)
    by_title = {shown: one for one, (shown, _) in there.items()}
    shown = there[name.value][0]
    Choice(
        label="Scenario",
        options=list(by_title),
        value=shown,
        event_choose=lambda one: name.set(by_title[one]),
    )
    Paragraphs(there[name.value][1])
    Whole(label="Random seed", value=seed.value, low=0, high=2**31 - 1, event_type=seed.set)
    solara.Button("Open", color="primary", block=True, on_click=lambda: send(Open(name.value, seed.value)))
    solara.Text("Opening discards the decisions so far: export them first.", classes=["joinup-soft"])
