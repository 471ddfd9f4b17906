"""Who takes part: the invitation, seats, rounds, and questions to the room."""

from __future__ import annotations

import solara

from joinup.experiments.session.live_outcomes import OUTCOMES
from joinup.viz.room.commands import Ask, Forget, Lock, Reveal, SetRounds, Unseat
from joinup.viz.room.questions import HIGHER, LOWER
from joinup.viz.room.status import QuestionStatus, Status
from joinup.viz.server.solara_run import served_room
from joinup.viz.stage.components import Choice, Slider, Tick, Whole, Words
from joinup.viz.stage.own_state import use_own
from joinup.viz.stage.sections import Section
from joinup.viz.stage.subscription import CommandSender

SECONDS = 60


@solara.component
def SeatsPanel(status: Status, send: CommandSender) -> None:
    """Show who takes part and what the facilitator can do."""
    Invitation()
    solara.Text(f"People in the room: {status.people}.")
    for seat in status.seats:
        with solara.Row(style={"align-items": "center"}):
            decided = ", has decided" if seat.submitted else ""
            solara.Text(f"{seat.title}: {seat.who or 'free'}{decided}", style={"flex": "1"})
            if seat.who:
                solara.Button("Free the seat", text=True, on_click=lambda name=seat.name: send(Unseat(name)))
    Tick(label="Lock the seats", value=status.locked, event_turn=lambda on: send(Lock(on)))
    Rounds(status, send)
    if status.question is None:
        NewQuestion(status, send)
    else:
        QuestionResults(status.question, send)


@solara.component
def Invitation() -> None:
    """Show how phones join."""
    served = served_room()
    if not served.access.is_shared:
        solara.Text("Only this machine can connect. Start with --share to let phones take part.")
        return
    solara.HTML(
        tag="img",
        attributes={
            "src": "/qr.svg",
            "alt": f"QR code of {served.url}/join",
            "width": "220",
            "height": "220",
        },
    )
    solara.Text(f"{served.url}/join")
    solara.Text(f"PIN {served.access.pin}", style={"font-size": "1.6em", "font-weight": "600"})


@solara.component
def Rounds(status: Status, send: CommandSender) -> None:
    """Show whether the run waits for the seats before each quarter."""
    seconds = use_own(int(status.round_seconds or SECONDS))
    waits = status.round_seconds is not None
    Tick(
        label="Wait for the seats before each quarter",
        value=waits,
        event_turn=lambda on: send(SetRounds(seconds.value if on else None)),
    )
    Slider(
        label="At most",
        unit="seconds",
        low=10,
        high=300,
        step=10,
        value=seconds.value,
        event_slide=lambda number: seconds.set(int(number)),
    )
    solara.Text("If a seat is late, the agency's own rule decides for that quarter.", classes=["joinup-soft"])


@solara.component
def NewQuestion(status: Status, send: CommandSender) -> None:
    """Show the form for a new question."""
    text = use_own("")
    answers = use_own("yes, no")
    title = use_own(OUTCOMES[0].title)
    week = use_own(min(status.week + 26, status.weeks - 1))
    by_title = {outcome.title: outcome.name for outcome in OUTCOMES}

    def predict() -> None:
        question = f"In week {week.value}: {title.value}, higher or lower than in the scenario as written?"
        send(Ask(question, (HIGHER, LOWER), by_title[title.value], week.value))

    def ask_else() -> None:
        options = tuple(part.strip() for part in answers.value.split(",") if part.strip())
        send(Ask(text.value, options))

    with Section("Ask for a prediction"):
        Choice(label="Outcome", options=list(by_title), value=title.value, event_choose=title.set)
        Whole(
            label="Checked in week",
            value=week.value,
            low=status.week,
            high=status.weeks - 1,
            event_type=week.set,
        )
        solara.Button("Ask for a prediction", block=True, on_click=predict)
    with Section("Ask something else"):
        Words(label="Question", value=text.value, event_type=text.set)
        Words(label="Answers, separated by commas", value=answers.value, event_type=answers.set)
        solara.Button("Ask", block=True, on_click=ask_else)


@solara.component
def QuestionResults(question: QuestionStatus, send: CommandSender) -> None:
    """Show the question under way, and the answers once they are revealed."""
    solara.Text(question.text, style={"font-weight": "600"})
    solara.Text(f"Answers: {question.votes}.")
    if question.counts is not None:
        for option, count in zip(question.options, question.counts, strict=True):
            solara.Text(f"{option}: {count}")
        solara.Text(f"Actual outcome: {question.truth}." if question.truth else "The outcome is not known.")
    with solara.Row(gap="6px"):
        solara.Button("Reveal", on_click=lambda: send(Reveal()), disabled=not question.open)
        solara.Button("Close the question", text=True, on_click=lambda: send(Forget()))
