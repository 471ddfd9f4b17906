"""Decisions during a run: ready-made actions, and every lever of the scenario."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import solara

from joinup.experiments.session.levers import Action, ActionInput, Decision, actions, only_before, steerable
from joinup.scenarios.evidence import Known
from joinup.sim.text.words import number, plain_name
from joinup.viz.room.commands import Decide, WhatIf
from joinup.viz.room.status import Status
from joinup.viz.stage.components import Choice, Slider, Tick
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.sections import Section
from joinup.viz.stage.subscription import CommandSender

WHO = "facilitator"


@solara.component
def ChangePanel(status: Status, send: CommandSender) -> None:
    """Show the decisions that can be made now."""
    found = {action.title: action for action in actions(status.parameters, status.week)}
    chosen, set_chosen = solara.use_state(next(iter(found)))
    if chosen not in found:
        chosen = next(iter(found))
    Choice(label="Action", options=list(found), value=chosen, event_choose=set_chosen)
    ActionForm(found[chosen], send).key(f"{status.scenario.name} {chosen}")
    with Section("All levers of the scenario"):
        LeverList(status, send).key(f"{status.scenario.name} {status.epoch}")


@solara.component
def ActionForm(action: Action, send: CommandSender) -> None:
    """Show one action and what to fill in."""
    answers = use_own({one.name: one.value for one in action.inputs})

    def answer(name: str, value: Any) -> None:
        answers.set({**answers.value, name: value})

    solara.Text(action.about, classes=["joinup-soft"])
    for entry in action.inputs:
        ActionField(entry, answers.value[entry.name], partial(answer, entry.name))
    DecisionButtons(lambda: action.decide(answers.value), send)


@solara.component
def ActionField(entry: ActionInput, value: Any, on_value: Callable[[Any], None]) -> None:
    """Show one thing to fill in: a list of names or a slider."""
    if entry.options:
        by_title = {shown: name for name, shown in entry.options.items()}
        shown = entry.options[value]
        Choice(
            label=entry.title,
            options=list(by_title),
            value=shown,
            event_choose=lambda name: on_value(by_title[name]),
        )
        return
    NumberField(entry.title, entry.unit, value, entry.low, entry.high, entry.whole, on_value)


@solara.component
def NumberField(
    title: str,
    unit: str,
    value: float,
    low: float,
    high: float,
    whole: bool,
    on_value: Callable[[float], None],
) -> None:
    """Show a number in a range, with its unit."""
    # A value outside the file's range is shown, though it cannot be chosen again.
    low, high = min(low, value), max(high, value)
    step = 1.0 if whole else (high - low) / 100 or 0.01
    kind = int if whole else float
    Slider(
        label=title,
        unit=unit,
        low=low,
        high=high,
        step=step,
        value=value,
        event_slide=lambda number: on_value(kind(number)),
    )


@solara.component
def DecisionButtons(decision: Callable[[], Decision], send: CommandSender, disabled: bool = False) -> None:
    """Show the two ways to decide: in this run, or in a what-if."""

    def now() -> None:
        made = decision()
        send(Decide(WHO, made.title, made.set, made.turnover_shock, made.agencies))

    def beside() -> None:
        made = decision()
        send(WhatIf(WHO, made.title, made.set))

    with solara.Row(gap="6px"):
        solara.Button("Apply now", color="primary", on_click=now, disabled=disabled)
        if disabled or decision().set:
            solara.Button("Try as a what-if", on_click=beside, disabled=disabled)


@solara.component
def LeverList(status: Status, send: CommandSender) -> None:
    """Show every lever that can be moved now, and those that could only be moved before."""
    there = steerable(status.scenario)
    moved: solara.Reactive[dict[str, Any]] = use_own({})
    by_path = {lever.path: lever for lever in there}

    def move(path: str, value: Any) -> None:
        moved.set({**moved.value, path: value})

    def changes() -> dict[str, Any]:
        return {path: value for path, value in moved.value.items() if value != status.parameters.get(path)}

    def decision() -> Decision:
        notice = "; ".join(f"{by_path[path].title}: {_shown(value)}" for path, value in changes().items())
        return Decision(notice, changes())

    for lever in there:
        now = status.parameters.get(lever.path)
        LeverField(lever, moved.value.get(lever.path, now), partial(move, lever.path))
    count = len(changes())
    solara.Text(f"{count} changed." if count else "Nothing changed.", classes=["joinup-soft"])
    DecisionButtons(decision, send, disabled=not count)
    fixed = only_before(status.scenario)
    if fixed:
        names = "; ".join(lever.title for lever in fixed)
        solara.Text(f"Can be set only before a run: {names}.", classes=["joinup-soft"])


@solara.component
def LeverField(lever: Known, value: Any, on_value: Callable[[Any], None]) -> None:
    """Show one lever: names to choose from or a slider over its range."""
    if lever.options == ("yes", "no"):
        Tick(label=lever.title, value=bool(value), event_turn=on_value)
    elif lever.options:
        by_title = {plain_name(option): option for option in lever.options}
        shown = plain_name(str(value))
        Choice(
            label=lever.title,
            options=list(by_title),
            value=shown,
            event_choose=lambda name: on_value(by_title[name]),
        )
    elif lever.low is not None and lever.high is not None and isinstance(value, int | float):
        NumberField(lever.title, lever.unit, value, lever.low, lever.high, isinstance(value, int), on_value)
    else:
        solara.Text(f"{lever.title}: {_shown(value)} (no range is known)")


def _shown(value: Any) -> str:
    return plain_name(value) if isinstance(value, str) else number(value)
