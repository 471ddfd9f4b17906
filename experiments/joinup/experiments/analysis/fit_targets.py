"""Published figures that parameters may be fitted to, and the discrepancy to allow for.

A published figure has an error of its own, and a good model still misses it a little. Both together are the
*discrepancy*, a standard deviation. It is a share of the published value, by its grade of evidence
(`DISCREPANCY`), unless the user states another. Figures marked ``held_out`` are held out for tests of the
finished model: they are never fitted to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from joinup.experiments.arguments import named, wrong
from joinup.experiments.run.findings import HELD_OUT
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.observables import Observable, Point
from joinup.sim.text.words import title

DISCREPANCY: Mapping[str, float] = {
    "A": 0.05,
    "A-": 0.075,
    "B": 0.10,
    "C": 0.10,
    "L": 0.15,
    "recalled": 0.15,
    "fitted": 0.20,
    "judgement": 0.25,
}
"""Standard deviation of the discrepancy as a share of the published value, by grade of evidence."""


@dataclass(frozen=True, slots=True)
class Observation:
    """A published figure to fit to.

    Attributes
    ----------
    observable, title
        The model series that it belongs to.
    date, week
        When.
    value
        The published figure.
    discrepancy
        Standard deviation of its discrepancy.
    grade, source
        Its evidence.
    """

    observable: str
    title: str
    date: date
    week: int
    value: float
    discrepancy: float
    grade: str
    source: str


@dataclass(frozen=True, slots=True)
class Observations:
    """The figures to fit to, and those left out with the reason.

    Attributes
    ----------
    used
        Figures to fit to.
    left_out
        Figures left out, with the reason.
    """

    used: tuple[Observation, ...]
    left_out: tuple[str, ...]


def observations_of(
    scenario: Scenario, wanted: Sequence[str] = (), *, error: float | None = None
) -> Observations:
    """Return the published figures of a scenario that may be fitted to.

    Parameters
    ----------
    scenario
        The scenario.
    wanted
        Observables by name, or single figures as ``NAME@DATE``; all that may be used if empty.
    error
        Standard deviation of the discrepancy as a share of each value, in place of that by grade.

    Raises
    ------
    ScenarioError
        If a figure asked for is held out or does not exist, or no figure is left.
    """
    if error is not None and not error > 0:
        raise ScenarioError([Problem((), f"an error of {error:g}: it must be above 0")])
    problems: list[Problem] = []
    named: list[tuple[Observable, Point]] = []
    left: list[str] = []
    if wanted:
        for text in wanted:
            try:
                named += _named(scenario, text, left)
            except ScenarioError as wrong:
                problems += wrong.problems
    else:
        for item, point in _published(scenario):
            if point.used_for == HELD_OUT:
                left.append(f"{item.name}@{point.date}: held out to test the finished model")
            else:
                named.append((item, point))
    if problems:
        raise ScenarioError(problems)
    used = []
    for item, point in dict.fromkeys(named):
        week = scenario.week_of(point.date)
        if 0 <= week < scenario.weeks:
            used.append(_observation(item, point, week, error))
        else:
            left.append(f"{item.name}@{point.date}: outside the run of {scenario.weeks} weeks")
    if not used:
        reasons = f" ({'; '.join(left)})" if left else ""
        raise ScenarioError([Problem((), f"there is no published figure to fit to{reasons}")])
    return Observations(tuple(used), tuple(left))


def _published(scenario: Scenario) -> Iterator[tuple[Observable, Point]]:
    for item in scenario.observables:
        for point in item.published:
            yield item, point


def _named(scenario: Scenario, text: str, left: list[str]) -> list[tuple[Observable, Point]]:
    """Return the figures that a text names; refuse those held out."""
    name, at, day = text.partition("@")
    items = {item.name: item for item in scenario.observables}
    if name not in items:
        raise ScenarioError([Problem.unknown((), "observable", name, items)])
    item = items[name]
    if not item.published:
        raise ScenarioError([Problem((), f"{named('to')} {text}: no figures are published for '{name}'")])
    points = [point for point in item.published if not at or str(point.date) == day]
    if not points:
        days = tuple(str(point.date) for point in item.published)
        raise ScenarioError([Problem((), f"{named('to')} {text}: there is no figure of that date", days)])
    free = [point for point in points if point.used_for != HELD_OUT]
    if not free:
        what = f"the figure of {day} is" if at else "every figure of it is"
        raise wrong("to", f"{what} held out to test the finished model and cannot be fitted to", given=text)
    apart = [point for point in points if point not in free]
    left += [f"{name}@{point.date}: held out to test the finished model" for point in apart]
    return [(item, point) for point in free]


def _observation(item: Observable, point: Point, week: int, error: float | None) -> Observation:
    share = DISCREPANCY.get(point.grade, DISCREPANCY["judgement"]) if error is None else error
    # A value of 0 has no share of itself: the largest value of the series gives the scale.
    size = abs(point.value) or max(abs(one.value) for one in item.published)
    if size == 0:
        text = f"every value of '{item.name}' is 0: the discrepancy has no scale"
        raise ScenarioError([Problem((), text)])
    return Observation(
        observable=item.name,
        title=title(item),
        date=point.date,
        week=week,
        value=float(point.value),
        discrepancy=share * size,
        grade=point.grade,
        source=point.source,
    )
