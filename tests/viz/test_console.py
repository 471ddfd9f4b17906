"""The page's controls: what they ask the room for, and what they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from typing import Any

import ipyvuetify
import pytest
import solara
from ipyvue import VueTemplate

from joinup.experiments.session.debrief import debrief
from joinup.experiments.session.snapshot import snapshot
from joinup.scenarios.load import load
from joinup.sim.errors import Problem, ScenarioError
from joinup.viz.console.debrief import DebriefText
from joinup.viz.console.levers import ChangePanel
from joinup.viz.console.playback import SPEEDS, PlaybackBar, keys_for, next_speed
from joinup.viz.console.scenario_picker import ScenarioPicker, shipped
from joinup.viz.console.seats import SeatsPanel
from joinup.viz.console.what_ifs import WhatIfPanel
from joinup.viz.room import commands as c
from joinup.viz.room.room import Room
from joinup.viz.server.access import Access
from joinup.viz.server.served import ServedRoom, publish
from joinup.viz.stage.subscription import CommandSender, notice

WIDGETS: Any = ipyvuetify


class SentCommands(CommandSender):
    """Takes down what a page asks for, and has it done at once."""

    def __init__(self, room: Room) -> None:
        super().__init__(ServedRoom(room, Access(), "http://localhost"), {}, lambda text, is_bad: None)
        self.room = room
        self.commands: list[c.Command] = []

    def __call__(self, command: c.Command) -> None:
        self.commands.append(command)
        self.room.command(command).result(30)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room(load("town").with_changes({"weeks": 60}), seed=1)
    publish(ServedRoom(room, Access(), "http://localhost"))
    room.start()
    yield room
    room.stop()


@pytest.fixture
def sender(room: Room) -> SentCommands:
    return SentCommands(room)


def shown(make: Callable[[], Any]) -> Any:
    """Render what is made and return what finds widgets in it."""

    @solara.component
    def Alone() -> None:
        make()

    _, found = solara.render(Alone(), handle_error=False)
    return found


def buttons(found: Any, text: str) -> list[Any]:
    return [button for button in found.find(WIDGETS.Btn).widgets if text in button.children]


def press(found: Any, text: str) -> None:
    (only,) = buttons(found, text)
    only.click()


def field(found: Any, label: str) -> Any:
    """Return the one field of our own that has a label."""
    (only,) = [one for one in found.find(VueTemplate).widgets if getattr(one, "label", "") == label]
    return only


def pick(found: Any, label: str, value: str) -> None:
    """Choose something from a list, as the browser does."""
    only = field(found, label)
    assert value in only.options
    only.vue_choose(value)


def words(found: Any) -> str:
    """Return all text that is shown, parts that are folded away included."""

    def inside(widget: Any) -> Iterator[str]:
        for child in getattr(widget, "children", ()):
            if isinstance(child, str):
                yield child
            else:
                yield from inside(child)

    return " ".join(text for widget in found.find(WIDGETS.Html).widgets for text in inside(widget))


def test_play_turns_into_pause_and_asks_for_it(room: Room, sender: SentCommands) -> None:
    presenting = solara.reactive(False)
    press(shown(lambda: PlaybackBar(room.status, sender, presenting, controls=True)), "Play")
    assert sender.commands == [c.Play()] and room.status.playing
    press(shown(lambda: PlaybackBar(room.status, sender, presenting, controls=True)), "Pause")
    assert sender.commands == [c.Play(), c.Pause()] and not room.status.playing


def test_who_watches_has_no_controls(room: Room, sender: SentCommands) -> None:
    found = shown(lambda: PlaybackBar(room.status, sender, solara.reactive(False), controls=False))
    assert buttons(found, "Play") == []
    assert "the facilitator controls the run" in words(found)


@pytest.mark.parametrize(
    ("key", "command"),
    [("play", c.Play()), ("step", c.Step()), ("faster", c.SetSpeed(15.0)), ("slower", c.SetSpeed(4.0))],
)
def test_keys_ask_for_what_buttons_do(room: Room, sender: SentCommands, key: str, command: c.Command) -> None:
    keys_for(sender, solara.reactive(False), False, lambda text, is_bad: None)(key)
    assert sender.commands == [command]


def test_speeds_go_up_and_down_to_their_ends() -> None:
    assert next_speed(8.0, faster=True) == 15.0 and next_speed(8.0, faster=False) == 4.0
    assert next_speed(SPEEDS[-1], faster=True) == SPEEDS[-1]
    assert next_speed(SPEEDS[0], faster=False) == SPEEDS[0]


def test_every_shipped_scenario_can_be_opened(room: Room, sender: SentCommands) -> None:
    found = shown(lambda: ScenarioPicker(room.status, sender))
    pick(found, "Scenario", shipped()["delayed_discharge"][0])
    press(found, "Open")
    assert sender.commands == [c.Open("delayed_discharge", 1)]
    assert room.status.scenario.name == "delayed_discharge"


def test_a_ready_made_action_is_decided_now_or_beside(room: Room, sender: SentCommands) -> None:
    room.command(c.Step(10)).result(30)
    found = shown(lambda: ChangePanel(room.status, sender))
    pick(found, "Action", "Add places")
    buttons(found, "Apply now")[0].click()
    decided = sender.commands[-1]
    assert isinstance(decided, c.Decide)
    assert decided.set == {"agencies.advice.places": 18.0} and decided.who == "facilitator"
    assert room.status.arms[0].log[-1].week == 10
    buttons(found, "Try as a what-if")[0].click()
    assert isinstance(sender.commands[-1], c.WhatIf)
    assert [arm.title for arm in room.status.arms[3:]] == ["2 more places: Advice centre"]


def test_staff_who_leave_can_only_be_decided_now(room: Room, sender: SentCommands) -> None:
    found = shown(lambda: ChangePanel(room.status, sender))
    before = len(buttons(found, "Try as a what-if"))
    pick(found, "Action", "Staff leave")
    assert len(buttons(found, "Try as a what-if")) == before - 1


def test_levers_are_moved_together_and_said_so(room: Room, sender: SentCommands) -> None:
    found = shown(lambda: ChangePanel(room.status, sender))
    pick(found, "Form of joint working", "merged")
    buttons(found, "Apply now")[-1].click()
    decided = sender.commands[-1]
    assert isinstance(decided, c.Decide)
    assert decided.set == {"partnership.form": "merged"}
    assert decided.title == "Form of joint working: merged"
    assert "Can be set only before a run: Trust at the start." in words(found)


def test_a_what_if_can_be_dropped(room: Room, sender: SentCommands) -> None:
    room.command(c.WhatIf("x", "A merger", {"partnership.form": "merged"})).result(30)
    found = shown(lambda: WhatIfPanel(room.status, sender))
    assert "A merger (since week 0)" in words(found)
    press(found, "Drop")
    assert sender.commands == [c.Drop("what_if_1")] and len(room.status.arms) == 3


def test_seats_are_shown_and_freed(room: Room, sender: SentCommands) -> None:
    room.command(c.Join("p1", "Ann")).result(30)
    room.command(c.TakeSeat("p1", "housing")).result(30)
    found = shown(lambda: SeatsPanel(room.status, sender))
    assert "Housing office: Ann" in words(found) and "People in the room: 1." in words(found)
    press(found, "Free the seat")
    assert room.seat_of("p1") is None


def test_a_prediction_is_asked_for_and_revealed(room: Room, sender: SentCommands) -> None:
    buttons(shown(lambda: SeatsPanel(room.status, sender)), "Ask for a prediction")[-1].click()
    asked = sender.commands[-1]
    assert isinstance(asked, c.Ask)
    assert (asked.outcome, asked.week) == ("unmet_need", 26)
    found = shown(lambda: SeatsPanel(room.status, sender))
    assert "Answers: 0." in words(found)
    press(found, "Reveal")
    assert sender.commands[-1] == c.Reveal()
    press(shown(lambda: SeatsPanel(room.status, sender)), "Close the question")
    assert room.status.question is None


def test_something_else_is_asked_in_the_facilitators_words(room: Room, sender: SentCommands) -> None:
    found = shown(lambda: SeatsPanel(room.status, sender))
    field(found, "Question").vue_type("Who waits longest?")
    field(found, "Answers, separated by commas").vue_type(" families , , the young")
    press(found, "Ask")
    assert sender.commands == [c.Ask("Who waits longest?", ("families", "the young"))]


def test_seats_are_locked_and_waited_for(room: Room, sender: SentCommands) -> None:
    found = shown(lambda: SeatsPanel(room.status, sender))
    field(found, "Lock the seats").vue_turn(True)
    field(found, "At most").vue_slide(40.0)
    field(found, "Wait for the seats before each quarter").vue_turn(True)
    assert sender.commands == [c.Lock(True), c.SetRounds(40)]


def test_the_debrief_is_shown_in_sentences(room: Room) -> None:
    room.command(c.Step(20)).result(30)
    found = debrief(room.read(lambda session, records: snapshot(session)).result(30))
    text = words(shown(lambda: DebriefText(found)))
    assert found.headline in text
    assert all(one.sentence in text for one in found.measures)


def test_what_the_room_refuses_is_reported_as_bad_news() -> None:
    answer: Future[str] = Future()
    answer.set_exception(ScenarioError([Problem((), "voting has closed")]))
    assert notice(answer) == ("voting has closed", True)
    broken: Future[str] = Future()
    broken.set_exception(KeyError("x"))
    assert notice(broken)[0].startswith("This failed")


def test_what_is_filled_in_stays_when_the_week_changes(room: Room, sender: SentCommands) -> None:
    room.command(c.Step(5)).result(30)
    status = solara.reactive(room.status)
    found = shown(lambda: WhatIfPanel(status.value, sender))
    field(found, "Go back to week").vue_type(3)
    room.command(c.Step(9)).result(30)
    status.set(room.status)
    press(found, "Go back, keep this run as a what-if")
    assert sender.commands == [c.GoTo(3, keep=True)]
