"""The bar at the top: play, pause, step, speed, go to a week, undo, restart, and how the page looks."""

from __future__ import annotations

from collections.abc import Callable

import reacton.ipyvuetify as v
import solara
import solara.lab

from joinup.sim.text.words import title
from joinup.viz.room.commands import Command, GoTo, Pause, Play, Restart, SetSpeed, Step, Undo
from joinup.viz.room.status import Status
from joinup.viz.stage.components import Choice, Whole
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.subscription import CommandSender, played_room

QUARTER = 13
SPEEDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Weeks in a second."""

KEYS = {
    "Space": "play or pause",
    "Right arrow": "play one week",
    "+ and -": "faster and slower",
    "u": "undo the last decision",
    "p": "presenter view: large type, no side bar",
    "d": "dark or light",
    "?": "these keys",
    "Tab, then arrows and Enter": "agencies in the network, weeks on the timeline",
}


def next_speed(speed: float, *, faster: bool) -> float:
    """Return the next speed up or down."""
    if faster:
        return min((one for one in SPEEDS if one > speed), default=SPEEDS[-1])
    return max((one for one in SPEEDS if one < speed), default=SPEEDS[0])


def keys_for(
    send: CommandSender, presenting: solara.Reactive[bool], is_dark: bool, say: Callable[[str, bool], None]
) -> Callable[[str], None]:
    """Return what keys do, given what they ask for."""

    def key(name: str) -> None:
        # As the room stands now: a quick second key must not go by what the page shows still.
        status = played_room().status
        match name:
            case "play":
                send(Pause() if status.playing else Play())
            case "step":
                send(Step())
            case "faster" | "slower":
                send(SetSpeed(next_speed(status.speed, faster=name == "faster")))
            case "undo":
                send(Undo())
            case "presenter":
                presenting.set(not presenting.value)
            case "dark":
                solara.lab.theme.dark = not is_dark
            case "help":
                say("; ".join(f"{key}: {does}" for key, does in KEYS.items()), False)

    return key


@solara.component
def PlaybackBar(
    status: Status, send: CommandSender, presenting: solara.Reactive[bool], controls: bool
) -> None:
    """Show the bar at the top."""
    solara.AppBarTitle(title(status.scenario))
    with solara.Row(classes=["joinup-playback"], justify="space-between"):
        if controls:
            PlaybackButtons(status, send)
        else:
            solara.Text("You are watching; the facilitator controls the run.")
        AppearanceButtons(presenting)


@solara.component
def PlaybackButtons(status: Status, send: CommandSender) -> None:
    """Show what moves the clock."""
    is_open = use_own(False)
    with solara.Row(gap="4px", style={"align-items": "center"}):
        solara.Button(
            "Pause" if status.playing else "Play",
            icon_name="mdi-pause" if status.playing else "mdi-play",
            color="primary",
            on_click=lambda: send(Pause() if status.playing else Play()),
            disabled=status.over,
        )
        _button("mdi-skip-next", "Play one week", lambda: send(Step()), disabled=status.over)
        _button("mdi-fast-forward", "Play one quarter", lambda: send(Step(QUARTER)), disabled=status.over)
        _button("mdi-undo", "Undo the last decision", lambda: send(Undo()), disabled=not status.arms[0].log)
        speeds = {f"{speed:g} a second": speed for speed in SPEEDS}
        now = next((name for name, speed in speeds.items() if speed == status.speed), "")
        Choice(
            label="Weeks",
            options=list(speeds),
            value=now,
            event_choose=lambda name: send(SetSpeed(speeds[name])),
        )
        _button("mdi-calendar-arrow-right", "Go to a week or start again", lambda: is_open.set(True))
        WeekDialog(status, send, is_open)


@solara.component
def WeekDialog(status: Status, send: CommandSender, is_open: solara.Reactive[bool]) -> None:
    """Ask which week to go to."""
    week = use_own(status.week)

    def leave(command: Command) -> None:
        is_open.set(False)
        send(command)

    with solara.lab.ConfirmationDialog(
        is_open, title="Go to a week", ok="Go", cancel="Cancel", on_ok=lambda: send(GoTo(week.value))
    ):
        Whole(
            label=f"Week (0 to {status.weeks})",
            value=week.value,
            low=0,
            high=status.weeks,
            event_type=week.set,
        )
        solara.Text("Going back undoes decisions from that week on.")
        solara.Button(
            "Go back, keep this run as a what-if",
            text=True,
            on_click=lambda: leave(GoTo(week.value, keep=True)),
        )
        solara.Button("Start again from week 0", text=True, on_click=lambda: leave(Restart()))


@solara.component
def AppearanceButtons(presenting: solara.Reactive[bool]) -> None:
    """Show what changes how the page looks."""
    is_open = use_own(False)
    hint = "Leave presenter view" if presenting.value else "Presenter view: large type, no side bar"
    is_dark = solara.lab.use_dark_effective()

    def turn() -> None:
        solara.lab.theme.dark = not is_dark

    with solara.Row(gap="4px", style={"align-items": "center"}):
        _button("mdi-presentation", hint, lambda: presenting.set(not presenting.value))
        _button("mdi-theme-light-dark", "Dark or light", turn)
        _button("mdi-help-circle-outline", "Keys", lambda: is_open.set(True))
        KeysDialog(is_open)


@solara.component
def KeysDialog(is_open: solara.Reactive[bool]) -> None:
    """Show the keys."""
    with v.Dialog(v_model=is_open.value, on_v_model=is_open.set, max_width=560), solara.Card("Keys"):
        rows = "".join(f"<tr><th scope='row'>{key}</th><td>{does}</td></tr>" for key, does in KEYS.items())
        solara.HTML(tag="table", unsafe_innerHTML=rows, classes=["joinup-keys"])
        solara.Button("Close", on_click=lambda: is_open.set(False))


def _button(icon: str, name: str, on_click: Callable[[], None], *, disabled: bool = False) -> None:
    """Show a button with a symbol, a name for screen readers and a hint for others."""
    with solara.Tooltip(name):
        solara.Button(
            icon_name=icon, icon=True, on_click=on_click, disabled=disabled, attributes={"aria-label": name}
        )
