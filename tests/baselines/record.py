"""Run a scenario small, write its figures down, and say which of them moved.

Counts are compared exactly: they come from whole-number thresholds and draws, which are the same on every
machine. Money, shares and means are sums of floating-point numbers, which another compiler or processor
may add up in another order or with other last bits of ``exp`` and ``log``; they are compared to `CLOSE`.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from joinup.scenarios.load import load
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.construction import localities
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run

FOLDER = Path(__file__).parent
SEED = 1
CLIENTS = 600
CLIENTS_PER_PLACE = 8
WEEKS = 156
WARM_UP_WEEKS = 52
CLOSE = 1e-9
REFRESH = "uv run python -m tests.baselines"
ADVICE = f'If that is meant: {REFRESH}, and add an entry under "Regression" in CHANGELOG.md.'

Value = int | float | None
Figures = dict[str, Value]
"""Figures by what they are, for instance ``summary, most_people, resolved``."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure that is not what it was; None where there was or is none."""

    what: str
    before: Value
    now: Value

    @property
    def by(self) -> str:
        """Return by how much it moved."""
        if self.before is None or self.now is None:
            return "new" if self.before is None else "gone"
        change = self.now - self.before
        share = f" ({change / self.before:+.2%})" if self.before else ""
        return f"{change:+.6g}{share}"


def small(scenario: Scenario) -> Scenario:
    """Return a scenario with few clients standing for its people, and few weeks."""
    population = scenario.population
    places = len(localities(scenario))
    return scenario.with_changes(
        {
            "population.people": population.people or population.clients,
            "population.clients": min(population.clients, max(CLIENTS, CLIENTS_PER_PLACE * places)),
            "weeks": min(scenario.weeks, WEEKS),
            "warm_up_weeks": min(scenario.warm_up_weeks, WARM_UP_WEEKS),
        }
    )


def figures_of(name: str) -> Figures:
    """Return the figures of a shipped scenario at its small size."""
    scenario = small(load(name))
    return figures(run(scenario, SEED, by_locality=True))


def figures(result: Result) -> Figures:
    """Return outcomes and flows by group, scorecard, costs, and last values of observables."""
    return {what: value for part in (_counts, _outcomes, _money, _series) for what, value in part(result)}


def _value(number: float) -> Value:
    found = float(number)
    if math.isnan(found):
        return None
    return int(found) if found.is_integer() else found


def _counts(result: Result) -> Iterator[tuple[str, Value]]:
    yield "clients", result.scenario.population.clients
    yield "weeks", result.weeks
    flows = result.simulated.weekly.groupby("group", sort=False)[list(k.FLOWS)].sum()
    last = result.simulated.weekly[result.simulated.weekly["week"] == result.weeks - 1]
    stocks = last.groupby("group", sort=False)[list(k.STOCKS)].sum()
    for kind, table in (("flows", flows), ("stocks at the end", stocks)):
        for group, row in table.iterrows():
            for column, number in row.items():
                yield f"{kind}, {group}, {column}", int(number)


def _outcomes(result: Result) -> Iterator[tuple[str, Value]]:
    for _, row in result.simulated.summary.iterrows():
        for column, number in row.drop("group").items():
            yield f"summary, {row['group']}, {column}", _value(number)
    card = result.scorecard
    for measure, number in zip(card["measure"], card["value"], strict=True):
        yield f"scorecard, {measure}", _value(number)


def _money(result: Result) -> Iterator[tuple[str, Value]]:
    for row in result.simulated.costs.itertuples():
        for column in ("gbp", "discounted_gbp"):
            yield f"costs, {row.payer}, {row.category}, {column}", float(getattr(row, column))


def _series(result: Result) -> Iterator[tuple[str, Value]]:
    for name, series in result.observables.items():
        values: pd.Series = series["value"].dropna()
        yield f"observables, {name}, last", _value(values.iloc[-1]) if len(values) else None


def path(name: str) -> Path:
    """Return the file of a scenario's baseline."""
    return FOLDER / f"{name}.json"


def read(name: str) -> Figures:
    """Return a scenario's figures as they were written down.

    Raises
    ------
    AssertionError
        If there are none, with the command that writes them.
    """
    if not path(name).exists():
        raise AssertionError(f"scenario '{name}' has no baseline; make it with: {REFRESH}")
    found: Figures = json.loads(path(name).read_text(encoding="utf-8"))
    return found


def write(name: str, found: Figures) -> None:
    """Write a scenario's figures down; Python's JSON keeps every bit of a number."""
    path(name).write_text(json.dumps(found, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, float) or isinstance(other, float):
        return one is not None and other is not None and math.isclose(one, other, rel_tol=CLOSE)
    return one == other


def moved(before: Figures, now: Figures) -> list[Moved]:
    """Return the figures that differ, in the order in which they are written."""
    names = dict.fromkeys([*now, *before])
    missing = object()
    return [
        Moved(name, before.get(name), now.get(name))
        for name in names
        if (name in before) != (name in now)
        or (before.get(name, missing) != now.get(name) and not _same(before[name], now[name]))
    ]


def table(name: str, changes: list[Moved], *, most: int = 12) -> str:
    """Return a short table of what moved in a scenario."""
    lines = [f"{name}: {len(changes)} figures moved"]
    rows = [("", "was", "is", "moved by")]
    rows += [(c.what, _shown(c.before), _shown(c.now), c.by) for c in changes[:most]]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for what, *numbers in rows:
        cells = [number.rjust(width) for number, width in zip(numbers, widths[1:], strict=True)]
        lines.append("  ".join(["", what.ljust(widths[0]), *cells]).rstrip())
    if len(changes) > most:
        lines.append(f"  ... and {len(changes) - most} more")
    return "\n".join(lines)


def _shown(value: Value) -> str:
    return "-" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:,.10g}"
