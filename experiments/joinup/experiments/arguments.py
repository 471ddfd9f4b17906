"""Arguments of calls: their types, and their names in messages.

The commands and the calls of ``joinup`` have the same arguments in two spellings: ``accept_changes`` in
Python is ``--accept-changes`` on the command line. Messages use the spelling of the caller.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from math import isfinite, nan
from operator import index
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, SupportsFloat, SupportsIndex

from joinup.scenarios.files import is_text
from joinup.sim.errors import ArgumentError, Problem, ScenarioError

if TYPE_CHECKING:
    from joinup.sim.parameters import Scenario

type ScenarioLike = str | os.PathLike[str] | Scenario
"""A scenario: the name of a shipped one, the path of a file, or itself."""

type Changes = Mapping[str, Any] | Iterable[str]
"""Changes of a scenario: values by path, or texts ``path=value``."""

type Measures = Iterable[str | Callable[..., Any]] | str | Callable[..., Any]
"""Measures of a user's own: decorated functions, or their names."""

type Folder = str | os.PathLike[str] | Literal[True]
"""A folder for results; True is the default one, in ``studies`` or ``results``."""

_spelling: ContextVar[Callable[[str], str]] = ContextVar("spelling", default=str)


def named(argument: str) -> str:
    """Return an argument's name in the caller's spelling.

    Examples
    --------
    >>> named("accept_changes")
    'accept_changes'
    """
    return _spelling.get()(argument)


@contextmanager
def spelled(spelling: Callable[[str], str]) -> Iterator[None]:
    """Use another spelling for the names of arguments within the context.

    Examples
    --------
    >>> with spelled(lambda argument: f"--{argument}"):
    ...     named("seed")
    '--seed'
    """
    token = _spelling.set(spelling)
    try:
        yield
    finally:
        _spelling.reset(token)


def wrong(argument: str, message: str, *, given: object = None) -> ScenarioError:
    """Return the error of an argument: its name, the value if that helps, and the message.

    Examples
    --------
    >>> str(wrong("shard", "write i/n, such as 1/4", given="5/4"))
    'shard 5/4: write i/n, such as 1/4'
    """
    shown = named(argument) if given is None else f"{named(argument)} {given}"
    return ScenarioError([Problem((), f"{shown}: {message}")])


@contextmanager
def collected(problems: list[Problem]) -> Iterator[None]:
    """Collect the problems of errors, to report all at once; a wrong type is raised immediately.

    Examples
    --------
    >>> problems = []
    >>> with collected(problems):
    ...     raise wrong("seed", "is not a whole number")
    >>> [str(problem) for problem in problems]
    ['seed: is not a whole number']
    """
    try:
        yield
    except ArgumentError:
        raise
    except ScenarioError as error:
        problems += error.problems


def whole(given: object, argument: str, *, least: int = 0) -> int:
    """Return a whole number; NumPy's are whole numbers too.

    Raises
    ------
    ArgumentError
        If it is anything else.
    ScenarioError
        If it is too small.

    Examples
    --------
    >>> whole(20, "replicates", least=1)
    20
    """
    try:
        number = index(given) if isinstance(given, SupportsIndex) and not isinstance(given, bool) else None
    except TypeError:  # An array of several numbers.
        number = None
    if number is None:
        raise ArgumentError(named(argument), given, "a whole number")
    if number < least:
        raise wrong(argument, f"must be at least {least}", given=number)
    return number


def whole_if_given(given: object, argument: str, *, least: int = 0) -> int | None:
    """Return a whole number, or None if there is none; see :func:`whole`."""
    return None if given is None else whole(given, argument, least=least)


def real_if_given(
    given: object, argument: str, *, above: float | None = None, least: float | None = None
) -> float | None:
    """Return a finite number, or None if there is none.

    Raises
    ------
    ArgumentError
        If it is anything else.
    ScenarioError
        If it is too small.
    """
    if given is None:
        return None
    try:
        number = float(given) if isinstance(given, SupportsFloat) and not isinstance(given, bool) else nan
    except (TypeError, ValueError):  # An array of several numbers.
        number = nan
    if not isfinite(number):
        raise ArgumentError(named(argument), given, "a finite number")
    if above is not None and not number > above:
        raise wrong(argument, f"must be above {above:g}", given=f"{number:g}")
    if least is not None and not number >= least:
        raise wrong(argument, f"must be at least {least:g}", given=f"{number:g}")
    return number


def texts(given: object, argument: str) -> tuple[str, ...]:
    """Return one text, several or none as a tuple.

    Raises
    ------
    ArgumentError
        If it is anything else.

    Examples
    --------
    >>> texts("levers", "over"), texts(None, "over")
    (('levers',), ())
    """
    if given is None:
        return ()
    if isinstance(given, str):
        return (given,)
    if isinstance(given, Iterable) and not isinstance(given, Mapping):
        found = tuple(given)
        if all(isinstance(text, str) for text in found):
            return found
    raise ArgumentError(named(argument), given, "a text, or several in a list")


def check_callback(given: object, argument: str) -> None:
    """Refuse what is given to be called and cannot be, before anything is run.

    Raises
    ------
    ArgumentError
        If it is neither None nor a function.
    """
    if not (given is None or callable(given)):
        raise ArgumentError(named(argument), given, "a function")


LONGEST_NAME, LONGEST_PATH = 255, 4_000
"""Most bytes of a file's name, on every system that joinup runs on, and of a path, with room for names."""


def path_if_given(given: object, argument: str, expected: str = "a path") -> Path | None:
    """Return a path, or None if there is none.

    Raises
    ------
    ArgumentError
        If it is neither.
    ScenarioError
        If no file can have the name.
    """
    if given is None:
        return None
    if not isinstance(given, str | os.PathLike):
        raise ArgumentError(named(argument), given, expected)
    path = Path(given)
    if "\0" in os.fspath(path):
        raise wrong(argument, "a path has no character of number 0")
    if not is_text(os.fspath(path)):
        raise wrong(argument, "its name has bytes that are no text in UTF-8; choose another", given=path)
    if any(len(os.fsencode(part)) > LONGEST_NAME for part in path.parts):
        raise wrong(argument, f"no file or folder has a name of more than {LONGEST_NAME} bytes")
    if len(os.fsencode(path)) > LONGEST_PATH:
        raise wrong(argument, f"no path has more than {LONGEST_PATH:,} bytes")
    return path
