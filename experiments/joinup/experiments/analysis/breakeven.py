"""From which value of a parameter, and from which week, one option is ahead of another.

An outcome decides which is better: weeks of need or public cost (less is better), net
benefit, or any other measure.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import nan

import numpy as np

from joinup.experiments.analysis.compare import LOCAL, compare_options
from joinup.experiments.analysis.methods.crossings import (
    BOOTSTRAP,
    BOOTSTRAP_SEED,
    Crossings,
    crossings,
    next_values,
)
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS_DISCOUNTED, gap, measure_values
from joinup.experiments.analysis.methods.verdicts import CONFIDENCE
from joinup.experiments.analysis.options import Option
from joinup.experiments.analysis.outcome_names import measures_named, outcome_columns
from joinup.experiments.analysis.paired_draws import Floats, PairedDraws
from joinup.experiments.analysis.storage import Execution, run_options
from joinup.experiments.run.directions import better_of
from joinup.experiments.run.measures_table import OWN, Key
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.study import StoredStudy
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.outcomes import ALL, TITLES

STEPS = 7
ROUNDS = 4
"""Maximum number of rounds of bisection around each crossing."""

SHORT_NAMES = {
    "net_benefit": NET_BENEFIT,
    "need_weeks_discounted": WEEKS_DISCOUNTED,
    **{name: f"outcome.{name}.{ALL}" for name in TITLES},
    **{
        name: f"money.{name}"
        for name in ("public_cost", "public_cost_discounted", "spending", "coordination", "failure_demand")
    },
}
"""Short names of measures."""


def outcome_column(name: str) -> str:
    """Return the column that a name refers to: ``resolved`` is ``outcome.resolved.all``."""
    if name in SHORT_NAMES or not measures_named([name]):
        return SHORT_NAMES.get(name, name)
    return f"{OWN}.{name.removeprefix(f'{OWN}.')}"


def checked_column(scenario: Scenario, name: str) -> str:
    """Return the column that a name refers to, if runs of the scenario can have it; nothing is run.

    Raises
    ------
    ScenarioError
        If they cannot.
    """
    column = outcome_column(name)
    if column == NET_BENEFIT or column.partition(".")[0] in AS_RUN or column in outcome_columns(scenario):
        return column
    raise ScenarioError([Problem.unknown((), "outcome", name, (*SHORT_NAMES, *outcome_columns(scenario)))])


AS_RUN = ("cost", "cost_discounted", "received", "net", "funding", "agency", "use", "own")
"""Kinds of measures of which only a run shows which there are."""


def less_is_better(outcome: str) -> bool:
    """Return whether less of a measure is better.

    Raises
    ------
    ScenarioError
        If neither more nor less of it is better by itself.
    """
    better = better_of(Key(*outcome.split(".", 2)))
    if better not in ("higher", "lower"):
        text = f"'{outcome}' is neither good nor bad by itself: choose another outcome"
        raise ScenarioError([Problem((), text)])
    return better == "lower"


def break_even(
    one: Option,
    other: Option,
    over: Range,
    *,
    outcome: str = NET_BENEFIT,
    steps: int = STEPS,
    replicates: int = 40,
    seed: int = 1,
    execution: Execution = LOCAL,
) -> Crossings:
    """Find the values of a parameter at which one option overtakes another.

    Both are run at `steps` values of the range, then halfway around each crossing, until noise limits the
    precision.

    Parameters
    ----------
    one, other
        The options to compare; gaps are positive where `one` is better.
    over
        The parameter and its range.
    figure
        The measure to judge by (a column of summaries or ``value.net_benefit``).
    steps
        Number of values to start from.
    replicates, seed, how
        As in :func:`joinup.experiments.analysis.compare`.

    Examples
    --------
    >>> none, merged = options_of("town", ["merged"], vary=["partnership.form=none"])  # doctest: +SKIP
    >>> break_even(merged, none, range_of(none.scenario, "service.repeated_assessment"))  # doctest: +SKIP
    """
    values = sorted(set(over.at(np.linspace(0, 1, max(2, steps)))))
    gaps: dict[float, Floats] = {}
    worth: dict[float, float] = {}
    new = list(values)
    for _ in range(ROUNDS + 1):
        pairs = [(_at(one, over, value), _at(other, over, value)) for value in new]
        both = [option for pair in pairs for option in pair]
        arms = compare_options(both, replicates=replicates, seed=seed, execution=execution)
        if arms.lost:
            text = f"{arms.lost} replicates have no result at some value: see the study's failures"
            raise ScenarioError([Problem((), text)])
        for value, (first, second) in zip(new, pairs, strict=True):
            gaps[value] = _better_by(arms, first.label, second.label, outcome)
            worth[value] = gap(arms, first.label, second.label, outcome).worth
        known = sorted(gaps)
        found = crossings(
            known,
            np.column_stack([gaps[value] for value in known]),
            np.array([worth[value] for value in known]),
        )
        new = next_values(found, whole=over.whole)
        if not new or execution.stopped:
            break
    return found


def _at(option: Option, over: Range, value: float) -> Option:
    """Return an option with the parameter at a value."""
    rounded: float = round(value) if over.whole else float(f"{value:.12g}")
    label = f"{option.label} [{over.path}={rounded}]"
    return Option(label, option.scenario, {**option.changes, over.path: rounded}, option.asked)


def _better_by(arms: PairedDraws, one: str, other: str, outcome: str) -> Floats:
    if outcome != NET_BENEFIT and outcome not in arms.measures:
        raise ScenarioError([Problem.unknown((), "outcome", outcome, (*SHORT_NAMES, *arms.measures))])
    by = measure_values(arms, one, outcome) - measure_values(arms, other, outcome)
    return -by if less_is_better(outcome) else by


@dataclass(frozen=True, slots=True)
class When:
    """A week, with its interval.

    Attributes
    ----------
    week
        The week, counted from the start of the run; NaN if it is not within the run.
    low, high
        Ends of its 95 % confidence interval; infinite if it may be after the run.
    missing
        Share of bootstrap samples in which it is not within the run.
    """

    week: float
    low: float
    high: float
    missing: float


@dataclass(frozen=True)
class OverTime:
    """The cumulative gap between two options, week by week.

    Attributes
    ----------
    total
        Sum of the gap up to each week, positive if the first option is better (draws, weeks).
    first_benefit
        The first week after the lowest point of the mean sum: from then on it rises.
    repaid
        The first week after that in which the mean sum is above 0.
    depth
        The lowest point of the mean sum (0 if it is never below 0).
    """

    total: Floats
    first_benefit: When
    repaid: When
    depth: float


def over_time(
    one: Option,
    other: Option,
    *,
    outcome: str = NET_BENEFIT,
    replicates: int = 40,
    seed: int = 1,
    execution: Execution = LOCAL,
) -> OverTime:
    """Find from which week one option is better than another, and when its dip is repaid.

    Parameters
    ----------
    one, other
        The options to compare; the first is the one that may cost more at first.
    figure
        ``value.net_benefit``, ``outcome.need_weeks.all``, ``outcome.resolved.all`` or
        ``money.public_cost``; discounted if it is net benefit.
    replicates, seed, how
        As in :func:`joinup.experiments.analysis.compare`.

    Examples
    --------
    >>> none, merged = options_of("town", ["merged"], vary=["partnership.form=none"])  # doctest: +SKIP
    >>> over_time(merged, none).repaid.week  # doctest: +SKIP
    """
    if outcome not in WEEKLY:
        raise ScenarioError([Problem((), f"no weekly series of '{outcome}' is kept", tuple(WEEKLY))])
    studies = run_options([one, other], replicates=replicates, seed=seed, weekly=True, execution=execution)
    series = [
        _weekly(study, option, outcome, range(seed, seed + replicates))
        for study, option in zip(studies, (one, other), strict=True)
    ]
    shared = sorted(set(series[0]) & set(series[1]))
    weeks = min(len(values) for half in series for values in half.values()) if shared else 0
    if not shared:
        raise ScenarioError([Problem((), "no replicate has a result of both options")])
    ahead = np.stack([series[0][seed][:weeks] - series[1][seed][:weeks] for seed in shared])
    return repayment(np.cumsum(ahead, axis=1))


WEEKLY = {
    NET_BENEFIT: "net benefit, discounted",
    SHORT_NAMES["need_weeks"]: "weeks of need avoided",
    SHORT_NAMES["resolved"]: "episodes resolved",
    SHORT_NAMES["public_cost"]: "public cost saved",
}
"""Measures with a weekly series."""


def _weekly(study: StoredStudy, option: Option, outcome: str, seeds: range) -> dict[int, Floats]:
    """Return the weekly series of an option by seed, signed so that more is better."""
    point = study.number_of(option.changes)
    table = study.sql(
        "select cells.seed, weekly.* exclude (run) from cells join weekly on weekly.run = cells.run"
        f" where cells.point = {point} order by cells.seed, week"
    )
    need = [name for name in table if str(name).startswith("need.")]
    weeks_lost = table[need].sum(axis=1).to_numpy(float)
    cost = (table["spending_gbp"] + table["failure_demand_gbp"]).to_numpy(float)
    money: Scenario = option.scenario
    discount = (1 + money.money.discount_rate) ** (-table["week"].to_numpy(float) / 52)
    better = {
        NET_BENEFIT: -(money.money.value_of_week * weeks_lost + cost) * discount,
        SHORT_NAMES["need_weeks"]: -weeks_lost,
        SHORT_NAMES["resolved"]: table["resolved"].to_numpy(float),
        SHORT_NAMES["public_cost"]: -cost,
    }[outcome]
    seed = table["seed"].to_numpy()
    return {int(one): better[seed == one] for one in np.unique(seed) if int(one) in seeds}


def repayment(total: Floats) -> OverTime:
    """Return when a cumulative gap starts to rise and exceeds 0, with bootstrap confidence intervals.

    Parameters
    ----------
    total
        Sum of the gap up to each week (draws, weeks).

    Examples
    --------
    >>> found = repayment(np.cumsum([[-1.0, -1.0, 1.0, 1.0, 1.0]] * 3, axis=1))
    >>> found.first_benefit.week, found.repaid.week
    (2.0, 4.0)
    """
    benefit, repaid, depth = _weeks(total.mean(axis=0))
    random = np.random.default_rng(BOOTSTRAP_SEED)
    draws = len(total)
    again = np.array(
        [_weeks(total[random.integers(0, draws, draws)].mean(axis=0))[:2] for _ in range(BOOTSTRAP)]
    )
    return OverTime(total, _when(benefit, again[:, 0]), _when(repaid, again[:, 1]), depth)


def _weeks(mean: Floats) -> tuple[float, float, float]:
    """Return first benefit, week repaid and depth of a mean sum; NaN where they do not occur."""
    # Before the first week the sum is 0; there is no dip unless it goes below that.
    sums = np.concatenate([[0.0], mean])
    # The last of several equal lowest points: the options do not differ before it.
    lowest = len(sums) - 1 - int(np.argmin(sums[::-1]))
    above = np.flatnonzero(sums[lowest:] > 0)
    benefit = float(lowest) if lowest < len(mean) else nan
    repaid = float(lowest + above[0] - 1) if len(above) else nan
    return benefit, repaid, float(sums[lowest])


def _when(week: float, again: Floats) -> When:
    filled = np.sort(np.where(np.isnan(again), np.inf, again))
    tail = (1 - CONFIDENCE) / 2
    low = float(filled[int(tail * len(filled))])
    high = float(filled[int((1 - tail) * len(filled)) - 1])
    return When(week, low, high, float(np.isinf(filled).mean()))
