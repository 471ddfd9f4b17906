"""Paired differences between options, measure by measure, and the runs saved by pairing.

With common random numbers ``Var(a - b) = Var a + Var b - 2 Cov(a, b)``. The ratio of what independent draws
would have had, ``Var a + Var b``, to this is the factor by which they would have needed more runs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from joinup.experiments.analysis.methods.statistics import Difference, Verdict, difference
from joinup.experiments.analysis.paired_draws import Floats, PairedDraws

WEEKS = "outcome.unmet_need_weeks.all"
WEEKS_DISCOUNTED = "money.unmet_need_weeks_discounted"
COST = "money.public_cost"
COST_DISCOUNTED = "money.public_cost_discounted"
NET_BENEFIT = "value.net_benefit"

CLEAR = (Verdict.HIGHER, Verdict.LOWER)


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


def paired_differences(arms: PairedDraws, *, reference: str | None = None) -> pd.DataFrame:
    """Return the differences of every option from a reference, measure by measure.

    Parameters
    ----------
    arms
        The options, draw by draw.
    reference
        The option to compare with (default: the arms' own).

    Returns
    -------
    DataFrame
        One row per option and measure: the two means, the mean paired difference with its 95 % confidence
        interval, the number of pairs, a verdict and how many times as many runs would have been needed
        without pairing. The measure ``value.net_benefit`` is what the option is worth beyond the reference
        [GBP]: weeks of unmet need avoided at the value of a week, less the extra public cost, both
        discounted.

    Examples
    --------
    >>> table = paired_differences(compare_options(options_of("town", ["none"])))  # doctest: +SKIP
    >>> table[table["verdict"] == "cannot tell"]  # doctest: +SKIP
    """
    reference = arms.reference if reference is None else reference
    return pd.DataFrame(
        [row for label in arms.labels if label != reference for row in _rows(arms, label, reference)]
    )


def _rows(arms: PairedDraws, label: str, reference: str) -> Iterator[dict[str, object]]:
    ours, theirs = arms.tables[label], arms.tables[reference]
    pairs = {name: (ours[name].to_numpy(float), theirs[name].to_numpy(float)) for name in arms.measures}
    if COST_DISCOUNTED in pairs and WEEKS_DISCOUNTED in pairs:
        pairs[NET_BENEFIT] = (net_benefits(arms, label), net_benefits(arms, reference))
    for name, (one, other) in pairs.items():
        found = difference((one - other).tolist())
        yield {
            "option": label,
            "reference": reference,
            "measure": name,
            "mean": float(np.mean(one)) if name != NET_BENEFIT else float("nan"),
            "reference_mean": float(np.mean(other)) if name != NET_BENEFIT else float("nan"),
            "difference": found.estimate.mean,
            "low": found.estimate.low,
            "high": found.estimate.high,
            "pairs": found.estimate.runs,
            "verdict": str(found.verdict),
            "runs_saved_ratio": pairing(one, other).ratio,
        }


def net_benefits(arms: PairedDraws, label: str, value_of_week: float | None = None) -> Floats:
    """Return the net benefit of an option in each draw, up to a constant that all options share [GBP].

    ``- value_of_week * weeks in unmet need - public cost``, both discounted.
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
    """Return the mean paired difference of one measure between two options."""
    values = measure_values(arms, label, measure) - measure_values(arms, reference, measure)
    return difference(values.tolist())


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
