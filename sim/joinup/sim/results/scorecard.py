"""The measures of the seven risks (ODD 1): formulas written once, computed the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from joinup.sim.arrays import layout as k
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.outcomes import outcomes
from joinup.sim.results.tables import Floats, Ints, Tallies

Values = float | Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of a risk.

    Attributes
    ----------
    risk, name, title
        Which risk (R1 to R7), its name in tables and what people call it.
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


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")


def _episodes(run: Tallies) -> Ints:
    return run.flow("onsets") + run.flow("relapses")


def _by_group(run: Tallies, part: Ints, whole: Ints, factor: float = 1.0) -> dict[str, float]:
    return {
        group: factor * _ratio(int(part[number]), int(whole[number]))
        for number, group in enumerate(run.groups)
    }


def _effort(run: Tallies) -> float:
    return _mean(run.agency("effort")[run.agency("member") == 1])


def _joint_intensity(run: Tallies) -> float:
    return _mean(run.agency("joint_intensity")[run.agency("member") == 1])


def _hand_off_success(run: Tallies) -> float:
    lost = run.flow("lapsed_after_hand_off").sum() + run.flow("wrong_door_lapsed").sum()
    return 1 - _ratio(int(lost), int(run.flow("hand_offs_attempted").sum()))


def _effort_gap(run: Tallies) -> float:
    gaps = run.best_efforts - run.efforts
    return _mean(gaps[np.isfinite(gaps)])


def _reach(run: Tallies) -> dict[str, float]:
    return _by_group(run, run.flow("reached"), _episodes(run))


def _inclusion(run: Tallies) -> float:
    reach = [value for value in _reach(run).values() if not np.isnan(value)]
    return _ratio(min(reach), max(reach)) if reach else float("nan")


DROP_OUTS = ("abandoned", "lapsed_after_hand_off", "wrong_door_lapsed", "refused")


def _drop_outs(run: Tallies) -> dict[str, float]:
    causes = {cause: _by_group(run, run.flow(cause), _episodes(run), 100) for cause in DROP_OUTS}
    return {f"{group}: {cause}": causes[cause][group] for group in run.groups for cause in DROP_OUTS}


def _awareness(run: Tallies) -> dict[str, float]:
    return dict(zip(run.groups, map(float, outcomes(run)["aware"]), strict=False))


def _take_up(run: Tallies) -> dict[str, float]:
    return _by_group(run, run.flow("presented"), _episodes(run))


def _cost_per_aware(run: Tallies) -> float:
    """Return publicity spending over people made aware by it.

    Of those who became aware in a week, campaigns are credited with their part of the hazard:
    ``-log(1 - exposed) / (-log(1 - p0) - log(1 - exposed) - log(1 - q A))``.
    """
    spend = run.spending(only=("publicity",))
    if not spend:
        return float("nan")
    spontaneous, told = (
        np.array(run.by_week(f"awareness.{name}"))[:, None] for name in ("spontaneous", "word_of_mouth")
    )
    people = run.weekly_of(*k.STATES)
    share = np.divide(run.weekly_of("aware"), people, out=np.zeros(people.shape), where=people > 0)
    advert = -np.log(np.maximum((1 - run.exposed).prod(axis=1), 1e-300))
    other = -np.log1p(-spontaneous) - np.log1p(-told * share)
    part = np.divide(advert, advert + other, out=np.zeros(people.shape), where=advert + other > 0)
    return _ratio(spend, float((run.weekly_of("became_aware") * part).sum()))


def _funding_ends(run: Tallies) -> int | None:
    ends = [run.by_week(f"funding.{window.name}.ends") for window in run.scenario.funding]
    known = [int(values[-1]) for values in ends if values and values[-1] is not None]
    return max(known) if known else None


def _lasting(values: Floats, ends: int | None) -> dict[str, float]:
    """Return the mean of 26 weeks around 52 and 104 weeks after funding over the last funded year."""
    found = {}
    for later in (52, 104):
        ratio = float("nan")
        if ends is not None and ends >= 26 and ends + later + 13 <= len(values):
            after = values[ends + later - 13 : ends + later + 13]
            ratio = _ratio(_mean(after), _mean(values[max(0, ends - 52) : ends]))
        found[f"{later} weeks after"] = ratio
    return found


def _lasting_joint(run: Tallies) -> dict[str, float]:
    return _lasting(run.agency("joint_intensity").mean(axis=(1, 2)), _funding_ends(run))


def _lasting_outcomes(run: Tallies) -> dict[str, float]:
    return _lasting(run.weekly_of("resolved").sum(axis=1).astype(float), _funding_ends(run))


class _Quarters(NamedTuple):
    """True and reported figures of the same quarter and agency, where there are both (n,)."""

    true: Floats
    reported: Floats
    target: Floats
    locality: Ints


def _quarters(run: Tallies) -> _Quarters:
    """Return true and reported figures of the same quarter; reports come with their lag."""
    lag = run.scenario.measurement.lag
    ends = np.arange(k.QUARTER - 1, len(run.agencies) - lag, k.QUARTER)
    true, reported = run.agency("true")[ends], run.agency("reported")[ends + lag]
    there = np.isfinite(true) & np.isfinite(reported)
    target = np.broadcast_to(run.targets, true.shape)
    locality = np.broadcast_to(np.arange(true.shape[1])[:, None], true.shape)
    return _Quarters(true[there], reported[there], target[there], locality[there])


def _less_is_better(run: Tallies) -> bool:
    return run.scenario.measurement.metric == "stock"


def _flattery(run: Tallies) -> float:
    quarters = _quarters(run)
    some = quarters.true > 0
    gap = quarters.reported[some] / quarters.true[some] - 1
    return _mean(-gap if _less_is_better(run) else gap)


def _missed_shortfalls(run: Tallies) -> float:
    quarters = _quarters(run)
    sign = -1 if _less_is_better(run) else 1
    short = sign * quarters.true < sign * quarters.target
    shown = sign * quarters.reported < sign * quarters.target
    return _ratio(int((short & ~shown).sum()), int(short.sum()))


def _rank_correlation(run: Tallies) -> float:
    quarters = _quarters(run)
    found, locality = np.unique(quarters.locality, return_inverse=True)
    if len(found) < 10:
        return float("nan")
    true, reported = (_ranks(np.bincount(locality, part)) for part in (quarters.true, quarters.reported))
    spread = float(np.sqrt((true @ true) * (reported @ reported)))
    return _ratio(float(true @ reported), spread)


def _ranks(values: Floats) -> Floats:
    """Return ranks about their mean; those that tie have their mean rank."""
    _, order, ties = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[order]
    centred: Floats = ranks - ranks.mean()
    return centred


def _spending(run: Tallies) -> float:
    return run.spending(without=(TRANSFER, FAILURE))


def _public_cost(run: Tallies) -> float:
    return run.spending(without=(TRANSFER,)) * run.scenario.people_per_client


def _cost_per_resolved(run: Tallies) -> float:
    return _ratio(_spending(run), int(run.flow("resolved").sum()))


def _coordination_share(run: Tallies) -> float:
    return _ratio(run.spending(only=("coordination", "set_up")), _spending(run))


def _failure_share(run: Tallies) -> float:
    return _ratio(run.spending(only=(FAILURE,)), run.spending(without=(TRANSFER,)))


def _unspent(run: Tallies) -> float:
    return 1 - _ratio(float(run.funding[..., 0].sum()), float(run.given.sum()))


def _contribution(run: Tallies) -> dict[str, float]:
    cost = np.array([run.by_week(f"agencies.{role}.place_cost") for role in run.roles]).T
    places = (run.agency("effort") * run.agency("places")).sum(axis=1)
    given = (places * cost[: len(places)]).sum(axis=0)
    total = float(given.sum())
    return {role: _ratio(float(part), total) for role, part in zip(run.roles, given, strict=True)}


def _complaints(run: Tallies) -> float:
    return 100 * _ratio(int(run.flow("complaints").sum()), int(run.flow("dissatisfied").sum()))


def _upheld(run: Tallies) -> float:
    return _ratio(int(run.flow("upheld").sum()), int(run.flow("complaints").sum()))


def _unowned(run: Tallies) -> float:
    return _ratio(int(run.flow("unowned").sum()), int(run.flow("complaints").sum()))


def _traced_spending(run: Tallies) -> float:
    """Return the share of spending with a named owner.

    Money of one agency is owned by it; of pooled money, and of money for the partnership as
    such, the share that is clearly owned is the clarity of ownership.
    """
    if len(run.agencies) < run.weeks:
        return float("nan")
    unclear = 1 - np.array(run.by_week("redress.clarity"), dtype=float)
    places = run.agency("places").sum(axis=1)
    pooled = (run.agency("places") * run.agency("pooled_share")).sum(axis=1)
    share = np.divide(pooled, places, out=np.zeros(places.shape), where=places > 0)
    without_owner = np.zeros(run.weeks)
    for number, line in enumerate(run.lines):
        if line.category in ("service", "coordination", "set_up"):
            # What is paid to the partnership as such is nobody's own.
            part = share[:, run.roles.index(line.payee)] if line.payee in run.roles else 1.0
            without_owner += run.paid[:, number] * part
    return 1 - _ratio(float(without_owner @ unclear), _spending(run))


MEASURES: tuple[Measure, ...] = (
    Measure(
        "R1",
        "effort",
        "joint effort of members",
        "share of full effort",
        "higher",
        "above 0.5",
        "below 0.1",
        "mean x over members and weeks of the partnership",
        _effort,
    ),
    Measure(
        "R1",
        "joint_intensity",
        "joint intensity",
        "0-1",
        "higher",
        "above 0.5",
        "below 0.1",
        "mean J between members over weeks of the partnership",
        _joint_intensity,
    ),
    Measure(
        "R1",
        "hand_off_success",
        "hand-offs that succeed",
        "share",
        "higher",
        "above 0.7",
        "below 0.4",
        "1 - clients lost in hand-offs / hand-offs tried",
        _hand_off_success,
    ),
    Measure(
        "R1",
        "effort_gap",
        "effort short of what is best for the partnership",
        "share",
        "zero",
        "about 0",
        "above 0.5",
        "mean of best common effort minus effort chosen",
        _effort_gap,
    ),
    Measure(
        "R2",
        "reach",
        "reach by group",
        "share of episodes",
        "higher",
        "above 0.6",
        "below 0.3",
        "first services / episodes begun",
        _reach,
    ),
    Measure(
        "R2",
        "inclusion_ratio",
        "inclusion: lowest over highest reach",
        "ratio",
        "higher",
        "above 0.9",
        "below 0.6",
        "lowest reach of a group / highest",
        _inclusion,
    ),
    Measure(
        "R2",
        "drop_outs",
        "drop-outs by group and cause",
        "per 100 episodes",
        "lower",
        "below 5",
        "above 30",
        "times dropped out by cause / episodes begun",
        _drop_outs,
    ),
    Measure(
        "R3",
        "aware",
        "aware by group at the end",
        "share",
        "higher",
        "above 0.8",
        "below 0.4",
        "aware people / people in the last week",
        _awareness,
    ),
    Measure(
        "R3",
        "take_up",
        "take-up by group",
        "presentations per episode",
        None,
        "about 1: people present themselves once",
        "far below 1, or far above: many have to try again",
        "presentations / episodes begun",
        _take_up,
    ),
    Measure(
        "R3",
        "cost_per_aware",
        "cost per person made aware",
        "GBP",
        "lower",
        "below 5",
        "above 50",
        "publicity / people who became aware through it",
        _cost_per_aware,
    ),
    Measure(
        "R4",
        "joint_intensity_kept",
        "joint intensity after funding",
        "ratio to funded level",
        "higher",
        "above 0.8",
        "below 0.4",
        "mean J of 26 weeks around the week / last funded year",
        _lasting_joint,
    ),
    Measure(
        "R4",
        "outcomes_kept",
        "outcomes after funding",
        "ratio to funded level",
        "higher",
        "above 0.95",
        "below 0.8",
        "episodes resolved a week in 26 weeks around the week / last funded year",
        _lasting_outcomes,
    ),
    Measure(
        "R5",
        "flattery",
        "reports better than the truth by",
        "share of true",
        "zero",
        "about 0",
        "above 0.1",
        "mean of reported / true - 1 (reversed for a stock)",
        _flattery,
    ),
    Measure(
        "R5",
        "missed_shortfalls",
        "shortfalls that no report showed",
        "share",
        "lower",
        "below 0.1",
        "above 0.4",
        "quarters short of target but not reported so / quarters short",
        _missed_shortfalls,
    ),
    Measure(
        "R5",
        "rank_correlation",
        "reports rank localities as the truth does",
        "rank correlation",
        "higher",
        "above 0.9",
        "below 0.6",
        "Spearman, from 10 localities up",
        _rank_correlation,
    ),
    Measure(
        "R6",
        "public_cost",
        "public cost",
        "GBP",
        "lower",
        "less than the baseline",
        "more than the baseline",
        "all payments but transfers, for all people",
        _public_cost,
    ),
    Measure(
        "R6",
        "cost_per_resolved",
        "spending per episode resolved",
        "GBP",
        "lower",
        "less than the baseline",
        "more than the baseline",
        "spending without failure demand / episodes resolved",
        _cost_per_resolved,
    ),
    Measure(
        "R6",
        "coordination_share",
        "share of spending on coordination and set-up",
        "share",
        "lower",
        "below 0.03",
        "above 0.1",
        "coordination and set-up / spending",
        _coordination_share,
    ),
    Measure(
        "R6",
        "failure_demand",
        "share of public cost that is failure demand",
        "share",
        "lower",
        "below 0.2",
        "above 0.5",
        "cost of unmet need / public cost",
        _failure_share,
    ),
    Measure(
        "R6",
        "unspent",
        "programme money not spent",
        "share",
        "lower",
        "below 0.1",
        "above 0.5",
        "1 - spent / given",
        _unspent,
    ),
    Measure(
        "R6",
        "contribution",
        "each partner's part of joint staff time",
        "share",
        None,
        "in proportion to what each could give",
        "one or two carry nearly all",
        "joint effort times places times place cost, by agency / all agencies",
        _contribution,
    ),
    Measure(
        "R7",
        "complaints",
        "complaints",
        "per 100 dissatisfied",
        None,
        "people complain when it helps",
        "they give up in silence",
        "complaints / people dissatisfied",
        _complaints,
    ),
    Measure(
        "R7",
        "upheld",
        "complaints upheld",
        "share",
        None,
        "above 0.4",
        "below 0.1",
        "upheld / complaints",
        _upheld,
    ),
    Measure(
        "R7",
        "unowned",
        "complaints that nobody owned",
        "share",
        "lower",
        "below 0.1",
        "above 0.4",
        "unowned / complaints",
        _unowned,
    ),
    Measure(
        "R7",
        "traced_spending",
        "spending traced to a named owner",
        "share",
        "higher",
        "above 0.95",
        "below 0.7",
        "1 - (pooled and partnership money) (1 - clarity) / spending",
        _traced_spending,
    ),
)
"""Every measure of the scorecard."""


def measured(run: Tallies) -> dict[tuple[str, str], float]:
    """Return every measure by its name and part (group or cause; empty if it has but one)."""
    values: dict[tuple[str, str], float] = {}
    for measure in MEASURES:
        found = measure.formula(run)
        parts = found if isinstance(found, Mapping) else {"": found}
        values |= {(measure.name, part): float(value) for part, value in parts.items()}
    return values


def scorecard(run: Tallies) -> pd.DataFrame:
    """Return every measure: risk, measure, part (group or cause, empty if one), value and meaning."""
    by_name = {measure.name: measure for measure in MEASURES}
    rows = [
        {
            "risk": by_name[name].risk,
            "measure": name,
            "part": part,
            "value": value,
            "title": by_name[name].title,
            "unit": by_name[name].unit,
            "better": by_name[name].better or "it depends",
            "good": by_name[name].good,
            "bad": by_name[name].bad,
            "definition": by_name[name].definition,
        }
        for (name, part), value in measured(run).items()
    ]
    return pd.DataFrame(rows)
