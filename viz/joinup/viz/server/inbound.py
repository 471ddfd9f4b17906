"""What phones send, checked before anything is done with it."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from joinup.viz.room.commands import Command, Join, Leave, LeaveSeat, Submit, TakeSeat, Vote

LONGEST_MESSAGE = 4_096
"""Most bytes of a message."""

LONGEST_NAME = 40


def _as_name(text: str) -> str:
    """Return a name on one line, without characters that do not show."""
    shown = "".join(" " if char.isspace() else char for char in text)
    shown = "".join(char for char in shown if unicodedata.category(char)[0] != "C")
    name = re.sub(" +", " ", shown).strip()
    if not name:
        raise ValueError("give a name")
    return name


Name = Annotated[str, Field(max_length=LONGEST_NAME), AfterValidator(_as_name)]
Text = Annotated[str, Field(min_length=1, max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Message(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class NameMessage(_Message):
    """A person gives their name."""

    do: Literal["name"]
    name: Name

    def command(self, person: str) -> Command:
        """Return what this asks of the room."""
        return Join(person, self.name)


class LeaveMessage(_Message):
    """A person leaves the session."""

    do: Literal["leave"]

    def command(self, person: str) -> Command:
        """Return what this asks of the room."""
        return Leave(person)


class TakeSeatMessage(_Message):
    """A person takes a seat."""

    do: Literal["take_seat"]
    seat: Text

    def command(self, person: str) -> Command:
        """Return what this asks of the room."""
        return TakeSeat(person, self.seat)


class LeaveSeatMessage(_Message):
    """A person leaves their seat."""

    do: Literal["leave_seat"]

    def command(self, person: str) -> Command:
        """Return what this asks of the room."""
        return LeaveSeat(person)


class DecisionMessage(_Message):
    """A person decides for their seat."""

    do: Literal["submit"]
    effort: Share | None = None
    accommodation: Annotated[dict[Text, Share], Field(max_length=50)] = {}
    set: Annotated[dict[Text, Number], Field(max_length=50)] = {}

    def command(self, person: str) -> Command:
        """Return what this asks of the room."""
        return Submit(person, self.effort, self.accommodation, self.set)


class AnswerMessage(_Message):
    """A person answers the question."""

    do: Literal["vote"]
    choice: Text

    def command(self, person: str) -> Command:
        """Return what this asks of the room."""
        return Vote(person, self.choice)


Message = NameMessage | LeaveMessage | TakeSeatMessage | LeaveSeatMessage | DecisionMessage | AnswerMessage

_MESSAGE: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="do")])


class UnreadableError(Exception):
    """A message that cannot be read.

    Attributes
    ----------
    problems
        Everything that is wrong with it, one sentence each.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("; ".join(problems))


def read(text: str | None) -> Message:
    """Read what a phone sent; None if it was no text.

    Raises
    ------
    UnreadableError
        If it is too long or is not one of the messages.
    """
    if text is None:
        raise UnreadableError(["messages are text"])
    if len(text) > LONGEST_MESSAGE or len(text.encode()) > LONGEST_MESSAGE:
        raise UnreadableError([f"a message has at most {LONGEST_MESSAGE:,} bytes"])
    try:
        return _MESSAGE.validate_json(text)
    except ValidationError as error:
        raise UnreadableError(
            [
                ": ".join(filter(None, [".".join(map(str, problem["loc"][1:])), problem["msg"]]))
                for problem in error.errors(include_url=False, include_context=False, include_input=False)[:5]
            ]
        ) from None
    except (RecursionError, UnicodeError):
        raise UnreadableError(["this is not one of the messages"]) from None
