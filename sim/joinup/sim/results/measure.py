"""Measures of the scorecard, and formulas that several mechanisms share (ODD 1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.parameters import Scenario
from joinup.sim.results.tables import Floats, Ints, Tallies

Values = float | Mapping[str, float]

AFTER_FUNDING = {f"{weeks} weeks after": weeks for weeks in (52, 104)}
"""When it is asked what lasts: weeks after the end of funding."""


def whole(scenario: Scenario) -> tuple[str, ...]:
    """Return the part of a measure that has but one."""
    return ("",)


def groups(scenario: Scenario) -> tuple[str, ...]:
    """Return the client groups."""
    return tuple(group.name for group in scenario.population.groups)


def agencies(scenario: Scenario) -> tuple[str, ...]:
    """Return the agencies."""
    return tuple(agency.name for agency in scenario.agencies)


def after_funding(scenario: Scenario) -> tuple[str, ...]:
    """Return the times after funding at which it is asked what lasts."""
    return tuple(AFTER_FUNDING)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a risk.

    Attributes
    ----------
    risk, name, title
        Its risk (R1 to R7), its name in tables and its title.
    unit
        Unit of the value.
    better
        Whether higher, lower or nearer to zero is better; None if it depends.
    good, bad
        What a good and a bad value look like.
    definition
        The formula in words.
    formula
        Computes it from a result: one number, or one per group or cause; NaN: cannot tell.
    parts
        What the formula has a number for, known before anything is run.
    """

    risk: str
    name: str
    title: str
    unit: str
    better: Literal["higher", "lower", "zero"] | None
    good: str
    bad: str
    definition: str
    formula: Callable[[Tallies], Values]
    parts: Callable[[Scenario], tuple[str, ...]] = whole


def ratio(part: float, whole: float) -> float:
    """Return a share; NaN of nothing."""
    return float(part / whole) if whole else float("nan")


def mean(values: Floats) -> float:
    """Return the mean; NaN of nothing."""
    return float(values.mean()) if values.size else float("nan")


def episodes(run: Tallies) -> Ints:
    """Return episodes begun, by group (G,)."""
    return run.flow("onsets") + run.flow("relapses")


def by_group(run: Tallies, part: Ints, whole: Ints, factor: float = 1.0) -> dict[str, float]:
    """Return a share of each group, times a factor."""
    return {
        group: factor * ratio(int(part[number]), int(whole[number]))
        for number, group in enumerate(run.groups)
    }


def funding_ends(run: Tallies) -> int | None:
    """Return the week in which the last funding window ends; None if none does."""
    ends = [run.by_week(f"funding.{window.name}.ends") for window in run.scenario.funding]
    known = [int(values[-1]) for values in ends if values and values[-1] is not None]
    return max(known) if known else None


def lasting(values: Floats, ends: int | None) -> dict[str, float]:
    """Return the mean of 26 weeks around 52 and 104 weeks after funding over the last funded year."""
    found = {}
    for part, later in AFTER_FUNDING.items():
        kept = float("nan")
        if ends is not None and ends >= 26 and ends + later + 13 <= len(values):
            after = values[ends + later - 13 : ends + later + 13]
            kept = ratio(mean(after), mean(values[max(0, ends - 52) : ends]))
        found[part] = kept
    return found


def spending(run: Tallies) -> float:
    """Return GBP paid over the run, without transfers and the cost of unmet need."""
    return run.spending(without=(TRANSFER, FAILURE))
