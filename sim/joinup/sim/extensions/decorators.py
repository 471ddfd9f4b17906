"""How users register what they add: `mechanism`, `rule`, `incentive` and `measure`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.extensions.extension import OWNERS, Better, Columns, Extension, Function, Kind, Place
from joinup.sim.extensions.fingerprint import fingerprint
from joinup.sim.extensions.memory import start_of
from joinup.sim.extensions.registry import register
from joinup.sim.extensions.source_code import plain


def mechanism(
    *,
    after: str | None = None,
    before: str | None = None,
    name: str | None = None,
    locality: Mapping[str, Any] | None = None,
    agency: Mapping[str, Any] | None = None,
    client: Mapping[str, Any] | None = None,
) -> Callable[[Function], Function]:
    """Register a function as a step of the week, run in each locality by itself.

    Parameters
    ----------
    after, before
        The step, or the mechanism, that it comes after or before; one of them.
    name
        What scenarios call it; the function's name if not given.
    locality, agency, client
        Own columns: the value with which each starts, by name.

    Raises
    ------
    ScenarioError
        If it cannot be registered: see :func:`register` and
        :func:`joinup.sim.extensions.fingerprint.fingerprint`.

    Examples
    --------
    >>> @mechanism(after="effort", agency={"tired": 0.0})
    ... def fatigue(here, *, growth=0.1):
    ...     "Effort wears agencies out."
    ...     here.memory.agency["tired"] += growth * here.agencies["effort"]
    >>> from joinup.sim.extensions.registry import registered
    >>> registered("mechanism")["fatigue"].about
    'Effort wears agencies out.'
    """
    if (after is None) == (before is None):
        raise ScenarioError([Problem((), "a mechanism needs its place in the week: after= or before=")])
    place = Place("before", before or "") if after is None else Place("after", after)
    from joinup.sim.schedule import place_in

    try:
        place_in(place)
    except KeyError as unknown:
        raise ScenarioError([Problem((), unknown.args[0])]) from None
    return _decorator("mechanism", name, _columns(locality, agency, client), place=place)


def rule(
    *, name: str | None = None, agency: Mapping[str, Any] | None = None
) -> Callable[[Function], Function]:
    """Register a function as a decision rule: it returns the probability of each effort.

    Parameters
    ----------
    name
        What scenarios call it (``decisions.rule``); the function's name if not given.
    agency
        Own columns: the value with which each starts, by name.

    Raises
    ------
    ScenarioError
        If it cannot be registered, as for :func:`mechanism`.

    Examples
    --------
    >>> @rule()
    ... def half_hearted(choice):
    ...     "Any effort up to a half."
    ...     may = choice.efforts <= 0.5
    ...     return may / may.sum()
    """
    return _decorator("rule", name, _columns(None, agency, None))


def incentive(*, name: str | None = None) -> Callable[[Function], Function]:
    """Register a function as a kind of incentive: it returns the share of the money at stake that is paid.

    Parameters
    ----------
    name
        What scenarios call it (``kind`` of an incentive); the function's name if not given.

    Raises
    ------
    ScenarioError
        If it cannot be registered, as for :func:`mechanism`.

    Examples
    --------
    >>> @incentive()
    ... def prize(choice, *, bar=0.5):
    ...     "Pay where effort reaches a bar."
    ...     return float(choice.effort >= bar)
    """
    return _decorator("incentive", name, _columns(None, None, None))


def measure(
    *, unit: str = "", better: Better = "neither", name: str | None = None
) -> Callable[[Function], Function]:
    """Register a function of a result as a measure: it returns a number, or numbers by name.

    Parameters
    ----------
    unit
        Its unit.
    better
        Which way is better: ``higher``, ``lower`` or ``neither``.
    name
        What it is called; the function's name if not given.

    Raises
    ------
    ScenarioError
        If it cannot be registered, as for :func:`mechanism`.

    Examples
    --------
    >>> @measure(unit="weeks", better="lower")
    ... def longest_wait(result):
    ...     "Weeks on lists of whoever waited longest."
    ...     return result.episodes["weeks_waited"].max()
    """
    return _decorator("measure", name, _columns(None, None, None), unit=unit, better=better)


def _decorator(
    kind: Kind, name: str | None, columns: Columns, **facts: Any
) -> Callable[[Function], Function]:
    for argument, value in facts.items():
        if argument == "unit" and not isinstance(value, str):
            raise ArgumentError(argument, value, "a text, such as 'weeks'")

    def remember(function: Function) -> Function:
        if not callable(function):
            raise ArgumentError("function", function, "a function: write the decorator above it")
        called = name or plain(function).__name__
        said = (f"columns {columns}", *(f"{name} {value}" for name, value in facts.items()))
        register(
            Extension(kind, called, function, columns, fingerprint=fingerprint(function, *said), **facts)
        )
        return function

    return remember


def _columns(*starts: Mapping[str, Any] | None) -> Columns:
    columns = Columns(*(dict(start or {}) for start in starts))
    for owner in OWNERS:
        try:
            start_of(columns, owner)
        except TypeError as wrong:
            raise ScenarioError([Problem((), f"own columns of each {owner}: {wrong}")]) from None
    return columns
