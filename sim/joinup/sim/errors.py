"""Errors in scenarios and runs, as data.

An error carries attributes (where, what was given, what is allowed), so that the
command line, a notebook and the front end can each phrase it in their own way.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

Path = tuple[str | int, ...]

LONGEST_SHOWN = 60
"""Longest wrong value that a message quotes; of a longer one it gives the type."""


def dotted(path: Path) -> str:
    """Write a path as ``agencies.housing.places`` (list places as ``[2]``)."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def nearest(name: object, allowed: Iterable[str]) -> str | None:
    """Return the allowed name closest to `name`, if one is close."""
    names = {option.lower(): option for option in allowed}
    found = difflib.get_close_matches(str(name).lower(), names, n=1, cutoff=0.55)
    return names[found[0]] if found else None


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in a scenario.

    Attributes
    ----------
    path
        Where in the scenario, as keys and list places.
    message
        What is wrong, one sentence without a full stop.
    allowed
        The allowed values or names, if they can be listed.
    suggestion
        The allowed name that was probably meant.
    on_key
        Whether the key itself is wrong rather than its value.
    file, line, column
        Where in a file (counted from 1), once a loader has found it.
    """

    path: Path
    message: str
    allowed: tuple[str, ...] = ()
    suggestion: str | None = None
    on_key: bool = False
    file: str | None = None
    line: int | None = None
    column: int | None = None

    @classmethod
    def unknown(
        cls, path: Path, what: str, got: object, allowed: Iterable[str], *, on_key: bool = False
    ) -> Problem:
        """Build the problem of a name that does not exist."""
        names = tuple(allowed)
        return cls(path, f"unknown {what} '{got}'", names, nearest(got, names), on_key)

    def at(self, file: str, line: int, column: int) -> Problem:
        """Return this problem with its position in a file."""
        return replace(self, file=file, line=line, column=column)

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}: " if self.file else ""
        where = f"{dotted(self.path)}: " if self.path else ""
        text = f"{place}{where}{self.message}"
        if self.suggestion:
            text += f"; did you mean '{self.suggestion}'?"
        if self.allowed:
            text += f" (allowed: {', '.join(self.allowed)})"
        return text


class JoinupError(Exception):
    """Base class of every error that joinup raises on purpose."""


class ScenarioError(JoinupError):
    """A scenario that cannot be run.

    Attributes
    ----------
    problems
        Every problem found, in the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ArgumentError(ScenarioError, TypeError):
    """An argument of a call that has the wrong type.

    Attributes
    ----------
    argument
        Its name.
    given
        What was given for it.
    expected
        What is allowed, in words.

    Examples
    --------
    >>> str(ArgumentError("weeks", "ten", "a whole number"))
    "weeks: expected a whole number, not 'ten' (a str)"
    """

    def __init__(self, argument: str, given: object, expected: str) -> None:
        self.argument, self.given, self.expected = argument, given, expected
        super().__init__([Problem((), f"{argument}: expected {expected}, not {_shown(given)}")])

    def __reduce__(self) -> tuple[type[ArgumentError], tuple[str, object, str]]:
        return type(self), (self.argument, self.given, self.expected)


def _shown(given: object) -> str:
    """Return a value as messages show it, with its type."""
    kind = type(given).__name__
    text = repr(given)
    if given is None:
        return text
    article = "an" if kind[:1].lower() in "aeiou" else "a"
    # A table or an array would fill the screen.
    return f"{article} {kind}" if len(text) > LONGEST_SHOWN or "\n" in text else f"{text} ({article} {kind})"


class ExtensionError(JoinupError):
    """A function that a user has added went wrong; says where it is, in which week and locality."""


class InvariantError(JoinupError):
    """An accounting identity of the model failed: a bug in joinup, not in a scenario."""
