"""Cost and effect of options: incremental analysis, net benefit, acceptability, value of information.

Effect is weeks of need avoided, cost is public cost, both discounted. An option is *dominated* if
another costs less and avoids more; *extendedly dominated* if a mix of two others does. What is left is the
frontier, along which each further week avoided costs more than the last (ICER: incremental cost-effectiveness
ratio). With ``value_of_week`` GBP for a week, the best option is the one with the greatest mean net benefit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite, nan, sqrt

import numpy as np
import pandas as pd

from joinup.experiments.analysis.methods.paired import COST_DISCOUNTED, WEEKS_DISCOUNTED, gap
from joinup.experiments.analysis.methods.statistics import NET_BENEFIT as NET_BENEFIT_KEY
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, OVER, Verdict, t_quantile, wins
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.analysis.paired_draws import Floats, PairedDraws
from joinup.sim.errors import Problem, ScenarioError

STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Multiples of the value of a week at which acceptability is computed."""

ON_FRONTIER, DOMINATED, EXTENDEDLY = "on the frontier", "dominated", "extendedly dominated"
EQUAL, UNKNOWN = str(Verdict.NO_DIFFERENCE), str(Verdict.CANNOT_TELL)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Cost of each further week avoided, with its confidence interval.

    Attributes
    ----------
    value
        The ratio of the means [GBP a week].
    low, high
        Ends of its 95 % confidence interval; NaN if unbounded, because that of the difference in
        effect includes 0.
    """

    value: float
    low: float
    high: float


def incremental_analysis(arms: PairedDraws) -> pd.DataFrame:
    """Return options by cost, with their status in the full incremental analysis.

    Returns
    -------
    DataFrame
        One row per option, the cheapest first: mean cost and weeks of need, status (``on the
        frontier``, ``dominated`` or ``extendedly dominated``; ``no difference`` from an option that is equal
        in every draw; ``cannot tell`` where the draws do not bear dominance out, or are too few), what it is
        compared with (the option before it on the frontier, or the one that dominates it), extra cost, weeks
        avoided and the ICER with its interval against the option before it on the frontier.

    Examples
    --------
    >>> incremental_analysis(compare_options(options_of("town", ["none", "merged"])))  # doctest: +SKIP
    """
    costs, weeks = _of(arms, COST_DISCOUNTED), _of(arms, WEEKS_DISCOUNTED)
    mean_cost, mean_weeks = costs.mean(axis=0), weeks.mean(axis=0)
    equal_to = _first_equal(costs, weeks)
    kept = [place for place, first in enumerate(equal_to) if first is None]
    found, compared = frontier(mean_cost[kept].tolist(), (-mean_weeks[kept]).tolist())
    status, versus = [EQUAL] * len(equal_to), list(equal_to)
    for place, said, other in zip(kept, found, compared, strict=True):
        status[place], versus[place] = said, None if other is None else kept[other]
        if not _is_borne_out(arms, place, said, versus[place]):
            status[place] = UNKNOWN
    rows = []
    # At equal cost, the option with fewer weeks of need comes first.
    for place in np.lexsort((mean_weeks, mean_cost)).tolist():
        other = versus[place]
        ratio = Ratio(nan, nan, nan)
        extra = avoided = nan
        if other is not None:
            extra = float(mean_cost[place] - mean_cost[other])
            avoided = float(mean_weeks[other] - mean_weeks[place])
            if status[place] == ON_FRONTIER:
                ratio = icer(costs[:, place] - costs[:, other], weeks[:, other] - weeks[:, place])
        rows.append(
            {
                "option": arms.labels[place],
                "cost": float(mean_cost[place]),
                "need_weeks": float(mean_weeks[place]),
                "status": status[place],
                "versus": "" if other is None else arms.labels[other],
                "extra_cost": extra,
                "weeks_avoided": avoided,
                "icer": ratio.value,
                "icer_low": ratio.low,
                "icer_high": ratio.high,
            }
        )
    return pd.DataFrame(rows)


def _first_equal(costs: Floats, weeks: Floats) -> list[int | None]:
    """Return for each option the first that is equal to it in every draw; None if that is itself."""
    both = np.vstack([costs, weeks])
    _, first = np.unique(both, axis=1, return_inverse=True)
    groups = first.ravel().tolist()
    return [None if (same := groups.index(group)) == place else same for place, group in enumerate(groups)]


def _is_borne_out(arms: PairedDraws, place: int, status: str, versus: int | None) -> bool:
    """Return whether the draws bear out what the means say of an option."""
    if arms.draws < FEWEST_DRAWS:
        return False
    if status != DOMINATED or versus is None:
        return True
    found = [
        gap(arms, arms.labels[versus], arms.labels[place], measure).verdict
        for measure in (COST_DISCOUNTED, WEEKS_DISCOUNTED)
    ]
    return Verdict.BETTER in found and all(one in (Verdict.BETTER, Verdict.NO_DIFFERENCE) for one in found)


def frontier(costs: Sequence[float], effects: Sequence[float]) -> tuple[list[str], list[int | None]]:
    """Return each option's status, and the position of the option that it is compared with.

    Parameters
    ----------
    costs, effects
        Mean cost of each option, and its mean effect (more is better).

    Returns
    -------
    tuple
        Status of each option; and the option before it on the frontier (None for the first) or the one
        that dominates it (the more expensive of the two whose mix dominates it).

    Examples
    --------
    >>> frontier([0, 10, 20], [0, 1, 10])[0][1]
    'extendedly dominated'
    """
    order = sorted(range(len(costs)), key=lambda place: (costs[place], -effects[place]))
    status = [ON_FRONTIER] * len(costs)
    versus: list[int | None] = [None] * len(costs)
    left: list[int] = []
    for place in order:
        if left and effects[place] <= effects[left[-1]]:
            status[place], versus[place] = DOMINATED, left[-1]
            continue
        left.append(place)
    kept: list[int] = []
    for place in left:
        while len(kept) > 1 and _slope(costs, effects, kept[-1], place) <= _slope(
            costs, effects, kept[-2], kept[-1]
        ):
            out = kept.pop()
            status[out], versus[out] = EXTENDEDLY, place
        kept.append(place)
    for before, place in pairwise(kept):
        versus[place] = before
    return status, versus


def _slope(costs: Sequence[float], effects: Sequence[float], one: int, other: int) -> float:
    return (costs[other] - costs[one]) / (effects[other] - effects[one])


def icer(cost: Floats, effect: Floats) -> Ratio:
    """Return the ratio of mean paired differences, with Fieller's 95 % confidence interval.

    The interval contains every R for which the confidence interval of the mean of ``cost - R * effect``
    includes 0. It is bounded only if that of the effect itself excludes 0.
    """
    n, mean_cost, mean_effect = len(cost), float(cost.mean()), float(effect.mean())
    value = mean_cost / mean_effect if mean_effect != 0 else inf
    if n < 2:
        return Ratio(value, nan, nan)
    (c, ce), (_, e) = np.cov(cost, effect).tolist()
    t2 = t_quantile(n) ** 2 / n
    a = mean_effect**2 - t2 * e
    b = mean_cost * mean_effect - t2 * ce
    root = b * b - a * (mean_cost**2 - t2 * c)
    if a <= 0 or root < 0:
        return Ratio(value, nan, nan)
    return Ratio(value, (b - sqrt(root)) / a, (b + sqrt(root)) / a)


def acceptability_curve(arms: PairedDraws, values_of_week: Sequence[float] | None = None) -> pd.DataFrame:
    """Return how often each option is best by value of a week, and the value of perfect information.

    Parameters
    ----------
    arms
        The options, draw by draw.
    worths
        Values of a week [GBP] (default: from 0 to four times the arms' own).

    Returns
    -------
    DataFrame
        One row per value of a week: ``value_of_week``; for each option the share of draws that it wins, in
        which no other has as great a net benefit, or one that is smaller by less than is worth having;
        ``no_difference``, the share that nobody wins; ``best``, the option with the greatest mean net
        benefit,
        with the ``verdict`` on it and the next; ``best_share``, its share of draws (the acceptability
        frontier); ``lead`` of its mean over the next [GBP]; ``worth_having``, the smallest lead that is;
        ``evpi``, the expected value of perfect information [GBP]. Shares and EVPI are missing if there are
        fewer draws than give a verdict.
    """
    steps = [step * arms.value_of_week for step in STEPS] if values_of_week is None else list(values_of_week)
    if any(not isfinite(value_of_week) or value_of_week < 0 for value_of_week in steps):
        raise ScenarioError([Problem((), "a value of a week must be 0 or more")])
    costs, weeks = _of(arms, COST_DISCOUNTED), _of(arms, WEEKS_DISCOUNTED)
    place = arms.labels.index(arms.reference)
    rows = []
    for value_of_week in steps:
        benefit = -value_of_week * weeks - costs
        least = worth_of(NET_BENEFIT_KEY, float(benefit[:, place].mean()), arms.scenario.worth_having)
        rows.append({"value_of_week": value_of_week, **_standing(arms, benefit, least)})
    return pd.DataFrame(rows)


def _standing(arms: PairedDraws, benefit: Floats, least: float) -> dict[str, float | str]:
    """Return which option is best by a net benefit (draws, options), how often, and how surely."""
    shares, means = wins(benefit, least), benefit.mean(axis=0)
    # Equal means go by name, so that the order in which options are given tells nothing.
    order = sorted(range(len(means)), key=lambda place: (-means[place], arms.labels[place]))
    best, lead, verdict = order[0], nan, EQUAL
    if len(order) > 1:
        leads = benefit[:, best] - benefit[:, order[1]]
        judged = OVER[arms.spread](leads, worth=least)
        lead, verdict = float(means[best] - means[order[1]]), str(judged.verdict)
    found: dict[str, float | str] = {
        **dict(zip(arms.labels, shares.tolist(), strict=True)),
        "no_difference": max(0.0, 1.0 - float(shares.sum())),
        "best": "" if verdict == Verdict.NO_DIFFERENCE else arms.labels[best],
        "verdict": verdict,
        "best_share": float(shares[best]),
        "lead": lead,
        "worth_having": least,
        "evpi": float((benefit.max(axis=1) - benefit[:, best]).mean()),
    }
    if arms.draws < FEWEST_DRAWS:
        found |= dict.fromkeys([*arms.labels, "no_difference", "best_share", "evpi"], nan)
    return found


def _of(arms: PairedDraws, measure: str) -> Floats:
    if measure not in arms.measures:
        raise ScenarioError([Problem((), f"the study has no measure '{measure}'")])
    return arms.values(measure)
