"""Outcomes of a study by name, and whether higher or lower is better."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE, Writer
from joinup.experiments.run.directions import better_of
from joinup.experiments.run.measures_table import OWN, Key, RunMeasures
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.rows import column as column_of
from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.extensions.registry import find, said_of
from joinup.sim.parameters import Scenario
from joinup.sim.results.measure import groups
from joinup.sim.results.outcomes import ALL, TITLES
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.text.words import plain_name

NET_BENEFIT = "net_benefit"
LOAD = "use.places_in_use"
"""Column of the share of places in use, which is a circumstance rather than an outcome."""

OFFERED = ("outcome", "scorecard", "money", OWN)
"""Kinds of columns that are outcomes."""

VALUE_OF_WEEK = "money.value_of_week"
COST = "money.public_cost_discounted"
WEEKS = "money.need_weeks_discounted"

SHARES = {"reached", "resolved_within_52_weeks", "unmet_need", "aware"}

MONEY_TITLES = {
    "public_cost": "public cost, GBP",
    "spending": "spending, GBP",
    "coordination": "spending on joint work, GBP",
    "failure_demand": "failure demand, GBP",
    "public_cost_discounted": "public cost, discounted, GBP",
    "need_weeks_discounted": "weeks of need, discounted",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome of a study.

    Attributes
    ----------
    column
        Its column in the summaries, or ``net_benefit``, which is computed from two.
    title
        Its title.
    higher_is_better
        Whether higher is better; None if neither is.
    writer
        The format of its numbers.
    """

    column: str
    title: str
    higher_is_better: bool | None
    writer: Writer

    @property
    def key(self) -> Key:
        """The measure that it is."""
        return Key("value", NET_BENEFIT) if self.column == NET_BENEFIT else Key(*self.column.split(".", 2))

    @property
    def sign(self) -> float:
        """The sign that makes higher better."""
        return 1.0 if self.higher_is_better else -1.0

    def of(self, summaries: pd.DataFrame, scenario: Scenario) -> pd.Series[float]:
        """Return its values, one per run.

        The net benefit is minus public cost and minus the worth of weeks of need, both
        discounted: only differences in it are meaningful. A week is worth what the run's point says, or else
        the scenario.
        """
        if self.column != NET_BENEFIT:
            return summaries[self.column].astype(float)
        value_of_week: Any = scenario.money.value_of_week
        if VALUE_OF_WEEK in summaries:
            value_of_week = summaries[VALUE_OF_WEEK].astype(float).fillna(value_of_week)
        worth: pd.Series[float] = -(summaries[COST] + value_of_week * summaries[WEEKS]).astype(float)
        return worth

    def of_run(self, measures: RunMeasures, *, value_of_week: float) -> float:
        """Return its value in one run; a week of need has a value for the net benefit alone."""

        def value(column: str) -> float:
            key = Key(*column.split(".", 2))
            if key not in measures.values:
                there = [column_of(one) for one in measures.values if one[:2] == key[:2]]
                raise StudyError(f"a run has no '{column}' (there are: {', '.join(there) or 'none'})")
            return measures.values[key]

        if self.column != NET_BENEFIT:
            return value(self.column)
        return -(value(COST) + value_of_week * value(WEEKS))


def outcome_columns(scenario: Scenario) -> tuple[str, ...]:
    """Return the columns of the outcomes that every run of a scenario has; nothing is run."""
    outcomes = (Key("outcome", name, group) for name in TITLES for group in (*groups(scenario), ALL))
    measures = (Key("scorecard", one.name, part) for one in MEASURES for part in one.parts(scenario))
    money = (Key("money", name) for name in MONEY_TITLES)
    return tuple(column_of(key) for key in (*outcomes, *measures, *money))


def outcomes_named(scenario: Scenario, names: Iterable[str]) -> tuple[Outcome, ...]:
    """Return the outcomes of a scenario's runs that names mean, as :func:`outcome_named` reads them.

    Raises
    ------
    ScenarioError
        With every name that means none.
    """
    names = list(names)
    columns = (*outcome_columns(scenario), *_own_columns(scenario, names))
    found: list[Outcome] = []
    problems: list[Problem] = []
    for name in names:
        try:
            found.append(outcome_named(name, columns, ranked=False))
        except StudyError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return tuple(found)


def measures_named(names: Iterable[str]) -> list[str]:
    """Return the measures that users have added among the names of outcomes."""
    every = dict.fromkeys(name.removeprefix(f"{OWN}.").partition(".")[0] for name in names)
    found = {name: find(name) for name in every}
    return [name for name, one in found.items() if one is not None and one.kind == "measure"]


def _own_columns(scenario: Scenario, names: Iterable[str]) -> list[str]:
    """Return the columns that names of measures mean; which parts they have is known when they are run."""
    there = {one.name for one in scenario.extensions_in_force if one.kind == "measure"}
    short = [name.removeprefix(f"{OWN}.") for name in names]
    return [f"{OWN}.{name}" for name in short if name.partition(".")[0] in there]


def outcome_named(name: str, columns: Iterable[str], *, ranked: bool = True) -> Outcome:
    """Return the outcome that a name refers to: ``resolved``, ``reached.shift_workers``, ``net_benefit``.

    Parameters
    ----------
    name
        A column of the summaries, or what stands after ``outcome.``, ``scorecard.`` or ``money.``;
        without a group, for all clients.
    columns
        The columns of the summaries.
    ranked
        Whether the outcome must have a better direction.

    Raises
    ------
    StudyError
        If there is no such outcome, or neither direction of it is better.

    Examples
    --------
    >>> outcome_named("resolved", ["outcome.resolved.all"]).column
    'outcome.resolved.all'
    """
    there = list(columns)
    offered = [column for column in there if column.split(".")[0] in OFFERED]
    if name == NET_BENEFIT and COST in offered:
        return Outcome(NET_BENEFIT, "net benefit, GBP", True, MONEY)
    spelled = (name, f"outcome.{name}.{ALL}", *(f"{kind}.{name}" for kind in OFFERED))
    found = next((column for column in spelled if column in offered), None)
    if found is None:
        short = [_short(column) for column in offered]
        near = nearest(name, [NET_BENEFIT, *short])
        hint = f"; did you mean '{near}'?" if near else "."
        raise StudyError(
            f"there is no outcome '{name}'{hint} Outcomes are such as need_weeks,"
            " resolved.GROUP, inclusion_ratio, public_cost or net_benefit"
        )
    outcome = _described(found)
    if ranked and outcome.higher_is_better is None:
        raise StudyError(f"'{name}' is neither good nor bad by itself: choose another outcome")
    return outcome


def _short(column: str) -> str:
    kind, _, rest = column.partition(".")
    return rest.removesuffix(f".{ALL}") if kind == "outcome" else rest


def _described(column: str) -> Outcome:
    kind, _, rest = column.partition(".")
    name, _, part = rest.partition(".")
    better = {"higher": True, "lower": False}.get(better_of(Key(kind, name, part)) or "")
    among = "" if part in ("", ALL) else f", {plain_name(part)}"
    if kind == OWN:
        own = said_of(name)
        about, unit = ("", "") if own is None else (own.about.rstrip("."), own.unit)
        writer = {"share": SHARE, "GBP": MONEY}.get(unit, DECIMAL)
        return Outcome(column, (about or plain_name(name)) + among, better, writer)
    if kind == "scorecard":
        measure = next(one for one in MEASURES if one.name == name)
        writer = {"share": SHARE, "GBP": MONEY}.get(measure.unit, DECIMAL)
        return Outcome(column, measure.title + among, better, writer)
    if kind == "money":
        writer = COUNT if "weeks" in name else MONEY
        return Outcome(column, MONEY_TITLES[name], better, writer)
    writer = SHARE if name in SHARES else DECIMAL if name == "mean_wait_weeks" else COUNT
    return Outcome(column, TITLES[name] + among, better, writer)
