"""Paired differences between options, measure by measure, and the runs saved by pairing.

With common random numbers ``Var(a - b) = Var a + Var b - 2 Cov(a, b)``. The ratio of what independent draws
would have had, ``Var a + Var b``, to this is the factor by which they would have needed more runs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr
from scipy.stats import false_discovery_control

from joinup.experiments.analysis.methods.statistics import Difference, Estimate, difference, estimate
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Spread, Verdict
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.analysis.paired_draws import Floats, PairedDraws
from joinup.experiments.run.directions import better_of, bounds_of
from joinup.experiments.run.measures_table import Key
from joinup.sim.extensions.registry import carried

WEEKS = "outcome.need_weeks.all"
WEEKS_DISCOUNTED = "money.need_weeks_discounted"
COST = "money.public_cost"
COST_DISCOUNTED = "money.public_cost_discounted"
NET_BENEFIT = "value.net_benefit"


@dataclass(frozen=True, slots=True)
class Pairing:
    """Runs saved by pairing two options draw by draw, for one measure.

    Attributes
    ----------
    correlation
        Correlation of the measure's values in the two options.
    ratio
        Factor by which independent draws would need more runs for the same confidence interval.
    """

    correlation: float
    ratio: float


def paired_differences(
    arms: PairedDraws, *, reference: str | None = None, measures: tuple[str, ...] = ("",)
) -> pd.DataFrame:
    """Return the differences of every option from a reference, measure by measure.

    Parameters
    ----------
    arms
        The options, draw by draw.
    reference
        The option to compare with (default: the arms' own).
    measures
        Beginnings of the names of the measures that are wanted.

    Returns
    -------
    DataFrame
        One row per option and measure: the two means, the paired difference with its interval, the number of
        pairs, the smallest difference worth having, the share of pairs in which it is better, a verdict, a
        p-value adjusted for the number of rows, and how many times as many runs would have been needed
        without pairing. Between replicates (``spread`` is ``chance``) the difference is a mean with its 95 %
        confidence interval; between settings (``doubt``) a median, and the interval leaves out a tenth of
        them on either side; between structures (``structure``) a median, and the interval leaves out none.
        The measure ``value.net_benefit`` is what the option is worth beyond the reference
        [GBP]: weeks of need avoided at the value of a week, less the extra public cost, both
        discounted.

    Examples
    --------
    >>> table = paired_differences(compare_options(options_of("town", ["none"])))  # doctest: +SKIP
    >>> table[table["verdict"] == "cannot tell"]  # doctest: +SKIP
    """
    reference = arms.reference if reference is None else reference
    table = pd.DataFrame(
        [
            row
            for label in arms.labels
            if label != reference
            for row in _rows(arms, label, reference, measures)
        ]
    )
    if not table.empty:
        table["p_adjusted"] = _adjusted(table["p"].to_numpy(float))
    return table.drop(columns="p", errors="ignore")


def as_row(found: Difference) -> dict[str, float | str]:
    """Return a difference as part of a row of a table."""
    return {
        "difference": found.estimate.mean,
        "low": found.estimate.low,
        "high": found.estimate.high,
        "pairs": found.estimate.runs,
        "worth_having": found.worth,
        "share_better": found.share_better,
        "verdict": str(found.verdict),
        "spread": str(found.spread),
    }


def difference_of(one: Mapping[Any, Any]) -> Difference:
    """Return a row of the table of differences as a difference."""
    estimate = Estimate(one["difference"], one["low"], one["high"], one["pairs"])
    verdict, spread = Verdict(one["verdict"]), Spread(one["spread"])
    return Difference(estimate, verdict, one["worth_having"], spread, one["share_better"])


def _adjusted(chances: Floats) -> Floats:
    """Return p-values adjusted for their number: the share that errs among rows called different.

    Benjamini and Hochberg 1995. NaN where there is none.
    """
    found = np.full(len(chances), np.nan)
    there = np.isfinite(chances)
    if there.any():
        found[there] = false_discovery_control(chances[there])
    return found


def _rows(
    arms: PairedDraws, label: str, reference: str, measures: tuple[str, ...]
) -> Iterator[dict[str, object]]:
    names = [*arms.measures]
    if COST_DISCOUNTED in names and WEEKS_DISCOUNTED in names:
        names.append(NET_BENEFIT)
    for name in filter(lambda name: name.startswith(measures), names):
        found = gap(arms, label, reference, name)
        one, other = (measure_values(arms, who, name) for who in (label, reference))
        yield {
            "option": label,
            "reference": reference,
            "measure": name,
            "mean": float(np.mean(one)) if name != NET_BENEFIT else float("nan"),
            "reference_mean": float(np.mean(other)) if name != NET_BENEFIT else float("nan"),
            **as_row(found),
            "p": _chance_alone(one - other),
            "runs_saved_ratio": pairing(one, other).ratio,
        }


def _chance_alone(gaps: Floats) -> float:
    """Return the p-value of a mean difference (paired t test); NaN of fewer draws than give a verdict."""
    there = gaps[np.isfinite(gaps)]
    if len(there) < FEWEST_DRAWS:
        return float("nan")
    spread = float(there.std(ddof=1))
    if spread == 0:
        return 0.0 if there[0] else 1.0
    return float(2 * stdtr(len(there) - 1, -abs(there.mean()) / (spread / len(there) ** 0.5)))


def net_benefits(arms: PairedDraws, label: str, value_of_week: float | None = None) -> Floats:
    """Return the net benefit of an option in each draw, up to a constant that all options share [GBP].

    ``- value_of_week * weeks of need - public cost``, both discounted.
    """
    table = arms.tables[label]
    value_of_week = arms.value_of_week if value_of_week is None else value_of_week
    weeks = table[WEEKS_DISCOUNTED].to_numpy(float)
    benefits: Floats = -value_of_week * weeks - table[COST_DISCOUNTED].to_numpy(float)
    return benefits


def measure_values(arms: PairedDraws, label: str, measure: str) -> Floats:
    """Return a measure of an option in each draw; ``value.net_benefit`` included."""
    if measure == NET_BENEFIT:
        return net_benefits(arms, label)
    return arms.tables[label][measure].to_numpy(float)


def gap(arms: PairedDraws, label: str, reference: str, measure: str) -> Difference:
    """Return the paired difference of one measure between two options, by what spreads the draws."""
    one, other = (measure_values(arms, who, measure) for who in (label, reference))
    key = Key(*measure.split(".", 2))
    with carried(arms.scenario.extensions_at_hand):
        better, bounds = better_of(key), bounds_of(key)
    found = difference(
        one.tolist(),
        other.tolist(),
        better=better,
        worth=worth_of(key, estimate(other.tolist()).mean, arms.scenario.worth_having),
        bounds=bounds,
        spread=arms.spread,
    )
    if arms.beneath is None or gap(arms.beneath, label, reference, measure).verdict is found.verdict:
        return found
    return replace(found, verdict=Verdict.CANNOT_TELL)


def pairing(one: Floats, other: Floats) -> Pairing:
    """Return the runs saved by pairing.

    Examples
    --------
    >>> pairing(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])).ratio
    5.0
    """
    there = np.isfinite(one) & np.isfinite(other)
    if there.sum() < 2:
        return Pairing(float("nan"), float("nan"))
    a, b = one[there], other[there]
    apart = float(np.var(a - b, ddof=1))
    alone = float(np.var(a, ddof=1) + np.var(b, ddof=1))
    spread = float(np.std(a) * np.std(b))
    correlation = float(np.mean((a - a.mean()) * (b - b.mean())) / spread) if spread > 0 else float("nan")
    return Pairing(correlation, alone / apart if apart > 0 else float("inf") if alone > 0 else float("nan"))
