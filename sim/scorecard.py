"""The measures of the seven risks (ODD 1): formulas in one place, computed the same everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from sim.kernels import layout as k
from sim.outcomes import ALL
from sim.parameters.observing import FAILURE, TRANSFER

if TYPE_CHECKING:
    from sim.result import Result

Values = float | Mapping[str, float]

RISKS = {
    "R1": "barriers and incentives",
    "R2": "excluded groups",
    "R3": "publicity",
    "R4": "sustainability",
    "R5": "performance measurement",
    "R6": "cost-effectiveness",
    "R7": "accountability and redress",
}


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
    formula: Callable[[Result], Values]


def _sums(result: Result) -> pd.DataFrame:
    return result.weekly.groupby("group", sort=False)[[*k.FLOWS, "unmet_need_weeks"]].sum()


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _active(result: Result) -> pd.DataFrame:
    table = result.agencies
    return table[table["member"] == 1]


def _ratio(part: float, whole: float) -> float:
    return float(part / whole) if whole else float("nan")


def _effort(result: Result) -> float:
    return _mean(_active(result)["effort"])


def _joint_intensity(result: Result) -> float:
    return _mean(_active(result)["joint_intensity"])


def _hand_off_success(result: Result) -> float:
    total = _sums(result).sum()
    lost = total["lapsed_after_hand_off"] + total["wrong_door_lapsed"]
    return 1 - _ratio(lost, total["hand_offs_attempted"])


def _effort_gap(result: Result) -> float:
    gaps = result.effort_gap
    return _mean(gaps["best_effort"] - gaps["effort"])


def _reach(result: Result) -> dict[str, float]:
    sums = _sums(result)
    begun = sums["onsets"] + sums["relapses"]
    return {str(g): _ratio(sums["reached"][g], begun[g]) for g in sums.index}


def _inclusion(result: Result) -> float:
    reach = [value for value in _reach(result).values() if not np.isnan(value)]
    return _ratio(min(reach), max(reach)) if reach else float("nan")


DROP_OUTS = ("abandoned", "lapsed_after_hand_off", "wrong_door_lapsed", "refused")


def _drop_outs(result: Result) -> dict[str, float]:
    sums = _sums(result)
    begun = sums["onsets"] + sums["relapses"]
    return {
        f"{group}: {cause}": 100 * _ratio(sums[cause][group], begun[group])
        for group in sums.index
        for cause in DROP_OUTS
    }


def _awareness(result: Result) -> dict[str, float]:
    summary = result.summary.set_index("group")
    return {str(group): float(summary["aware"][group]) for group in summary.index if group != ALL}


def _take_up(result: Result) -> dict[str, float]:
    sums = _sums(result)
    begun = sums["onsets"] + sums["relapses"]
    return {str(g): _ratio(sums["presented"][g], begun[g]) for g in sums.index}


def _cost_per_aware(result: Result) -> float:
    """Return publicity spending over people made aware by it.

    Of those who became aware in a week, campaigns are credited with their part of the hazard:
    ``-log(1 - exposed) / (-log(1 - p0) - log(1 - exposed) - log(1 - q A))``.
    """
    campaigns = result.campaigns
    spend = float(result.ledger.loc[result.ledger["category"] == "publicity", "gbp"].sum())
    if not spend:
        return float("nan")
    aware = result.scenario.awareness
    unexposed = (1 - campaigns["exposed"]).groupby([campaigns["week"], campaigns["group"]]).prod()
    weekly = result.weekly.groupby(["week", "group"])[[*k.STOCKS, "became_aware"]].sum()
    people = weekly[list(k.STATES)].sum(axis=1)
    advert = -np.log(np.maximum(unexposed, 1e-300))
    other = -np.log1p(-aware.spontaneous) - np.log1p(-aware.word_of_mouth * weekly["aware"] / people)
    part = (advert / (advert + other)).fillna(0.0)
    return _ratio(spend, float((weekly["became_aware"] * part).sum()))


def _funding_ends(result: Result) -> int | None:
    paths = [f"funding.{window.name}.ends" for window in result.scenario.funding]
    ends = [result.parameter_by_week(path).iloc[-1] for path in paths]
    known = [int(end) for end in ends if end is not None and not pd.isna(end)]
    return max(known) if known else None


def _lasting(values: pd.Series, ends: int | None, later: int, weeks: int) -> float:
    """Return the mean of 26 weeks around `later` weeks after funding over the last funded year."""
    if ends is None or ends < 26 or ends + later + 13 > weeks:
        return float("nan")
    funded = values[(values.index >= ends - 52) & (values.index < ends)].mean()
    after = values[(values.index >= ends + later - 13) & (values.index < ends + later + 13)].mean()
    return _ratio(after, funded)


def _lasting_joint(result: Result) -> dict[str, float]:
    values = result.agencies.groupby("week")["joint_intensity"].mean()
    ends = _funding_ends(result)
    return {f"{n} weeks after": _lasting(values, ends, n, result.weeks) for n in (52, 104)}


def _lasting_outcomes(result: Result) -> dict[str, float]:
    values = result.weekly.groupby("week")["resolved"].sum()
    ends = _funding_ends(result)
    return {f"{n} weeks after": _lasting(values, ends, n, result.weeks) for n in (52, 104)}


def _quarters(result: Result) -> pd.DataFrame:
    """Return true and reported figures of the same quarter; reports come with their lag."""
    lag = result.scenario.measurement.lag
    table = result.agencies[["week", "locality", "agency", "true", "reported"]]
    ends = table[table["week"] % k.QUARTER == k.QUARTER - 1]
    true = ends[["week", "locality", "agency", "true"]]
    reported = table[["week", "locality", "agency", "reported"]].copy()
    reported["week"] -= lag
    return true.merge(reported, on=["week", "locality", "agency"]).dropna()


def _flattery(result: Result) -> float:
    quarters = _quarters(result)
    quarters = quarters[quarters["true"] > 0]
    gap = quarters["reported"] / quarters["true"] - 1
    return _mean(-gap if result.scenario.measurement.metric == "stock" else gap)


def _missed_shortfalls(result: Result) -> float:
    target = result.targets
    quarters = _quarters(result).merge(target, on=["locality", "agency"]).dropna()
    less_is_better = result.scenario.measurement.metric == "stock"
    sign = -1 if less_is_better else 1
    short = sign * quarters["true"] < sign * quarters["target"]
    shown = sign * quarters["reported"] < sign * quarters["target"]
    return _ratio(float((short & ~shown).sum()), float(short.sum()))


def _rank_correlation(result: Result) -> float:
    quarters = _quarters(result)
    if quarters["locality"].nunique() < 10:
        return float("nan")
    places = quarters.groupby("locality")[["true", "reported"]].sum()
    return float(places["true"].rank().corr(places["reported"].rank()))


def _spending(result: Result) -> pd.DataFrame:
    ledger = result.ledger
    return ledger[~ledger["category"].isin([TRANSFER, FAILURE])]


def _public_cost(result: Result) -> float:
    ledger = result.ledger
    return float(ledger.loc[ledger["category"] != "incentive", "gbp"].sum() * result.people_per_client)


def _cost_per_resolved(result: Result) -> float:
    return _ratio(float(_spending(result)["gbp"].sum()), float(result.weekly["resolved"].sum()))


def _coordination_share(result: Result) -> float:
    spending = _spending(result)
    part = spending.loc[spending["category"].isin(["coordination", "set_up"]), "gbp"].sum()
    return _ratio(float(part), float(spending["gbp"].sum()))


def _failure_share(result: Result) -> float:
    ledger = result.ledger[result.ledger["category"] != "incentive"]
    part = ledger.loc[ledger["category"] == FAILURE, "gbp"].sum()
    return _ratio(float(part), float(ledger["gbp"].sum()))


def _unspent(result: Result) -> float:
    funding = result.funding
    given = float(funding["given_gbp"].sum())
    return 1 - _ratio(float(funding["spent_gbp"].sum()), given) if given else float("nan")


def _contribution(result: Result) -> dict[str, float]:
    table = result.agencies
    cost = {agency.name: agency.slot_cost for agency in result.scenario.agencies}
    given = (table["effort"] * table["slots"] * table["agency"].map(cost).astype(float)).groupby(
        table["agency"], sort=False
    )
    sums = given.sum()
    return {str(agency): _ratio(sums[agency], sums.sum()) for agency in sums.index}


def _complaints(result: Result) -> float:
    total = _sums(result).sum()
    return 100 * _ratio(total["complaints"], total["dissatisfied"])


def _upheld(result: Result) -> float:
    total = _sums(result).sum()
    return _ratio(total["upheld"], total["complaints"])


def _unowned(result: Result) -> float:
    total = _sums(result).sum()
    return _ratio(total["unowned"], total["complaints"])


def _traced_spending(result: Result) -> float:
    """Return the share of spending with a named owner.

    Money of one agency is owned by it; of pooled money, and of money for the partnership as
    such, the share that is clearly owned is the clarity of ownership.
    """
    spending = _spending(result)
    total = float(spending["gbp"].sum())
    unclear = 1 - result.parameter_by_week("redress.clarity").astype(float)
    staff = spending[spending["category"].isin(["service", "coordination", "set_up"])]
    paid = staff.groupby(["week", "payee"], observed=True)["gbp"].sum()
    table = result.agencies
    pooled = (table["slots"] * table["pooled_share"]).groupby([table["week"], table["agency"]]).sum()
    slots = table.groupby(["week", "agency"])["slots"].sum()
    share = (pooled / slots.where(slots > 0)).fillna(0.0)
    # What is paid to the partnership as such is nobody's own.
    share = share.reindex(paid.index).fillna(1.0)
    without_owner = (paid * share).groupby("week").sum()
    return 1 - _ratio(float(np.dot(without_owner, unclear[without_owner.index])), total)


MEASURES: tuple[Measure, ...] = (
    Measure("R1", "effort", "joint effort of members", "share of full effort", "higher",
            "above 0.5", "below 0.1", "mean x over members and weeks of the partnership", _effort),
    Measure("R1", "joint_intensity", "joint intensity", "0-1", "higher", "above 0.5", "below 0.1",
            "mean J between members over weeks of the partnership", _joint_intensity),
    Measure("R1", "hand_off_success", "hand-offs that succeed", "share", "higher", "above 0.7",
            "below 0.4", "1 - clients lost in hand-offs / hand-offs tried", _hand_off_success),
    Measure("R1", "effort_gap", "effort short of what is best for the partnership", "share", "zero",
            "about 0", "above 0.5", "mean of best common effort minus effort chosen", _effort_gap),
    Measure("R2", "reach", "reach by group", "share of episodes", "higher", "above 0.6", "below 0.3",
            "first services / episodes begun", _reach),
    Measure("R2", "inclusion_ratio", "inclusion: lowest over highest reach", "ratio", "higher",
            "above 0.9", "below 0.6", "lowest reach of a group / highest", _inclusion),
    Measure("R2", "drop_outs", "drop-outs by group and cause", "per 100 episodes", "lower",
            "below 5", "above 30", "times dropped out by cause / episodes begun", _drop_outs),
    Measure("R3", "aware", "aware by group at the end", "share", "higher", "above 0.8", "below 0.4",
            "aware people / people in the last week", _awareness),
    Measure("R3", "take_up", "take-up by group", "presentations per episode", None,
            "about 1: people present themselves once", "far below 1, or far above: many have to try again",
            "presentations / episodes begun", _take_up),
    Measure("R3", "cost_per_aware", "cost per person made aware", "GBP", "lower", "below 5",
            "above 50", "publicity / people who became aware through it", _cost_per_aware),
    Measure("R4", "joint_intensity_kept", "joint intensity after funding", "ratio to funded level",
            "higher", "above 0.8", "below 0.4",
            "mean J of 26 weeks around the week / last funded year", _lasting_joint),
    Measure("R4", "outcomes_kept", "outcomes after funding", "ratio to funded level", "higher",
            "above 0.95", "below 0.8",
            "episodes resolved a week in 26 weeks around the week / last funded year", _lasting_outcomes),
    Measure("R5", "flattery", "reports better than the truth by", "share of true", "zero", "about 0",
            "above 0.1", "mean of reported / true - 1 (reversed for a stock)", _flattery),
    Measure("R5", "missed_shortfalls", "shortfalls that no report showed", "share", "lower", "below 0.1",
            "above 0.4", "quarters short of target but not reported so / quarters short",
            _missed_shortfalls),
    Measure("R5", "rank_correlation", "reports rank localities as the truth does", "rank correlation",
            "higher", "above 0.9", "below 0.6", "Spearman, from 10 localities up", _rank_correlation),
    Measure("R6", "public_cost", "public cost", "GBP", "lower", "less than the baseline",
            "more than the baseline", "all payments but transfers, for all people", _public_cost),
    Measure("R6", "cost_per_resolved", "spending per episode resolved", "GBP", "lower",
            "less than the baseline", "more than the baseline",
            "spending without failure demand / episodes resolved", _cost_per_resolved),
    Measure("R6", "coordination_share", "share of spending on coordination and set-up", "share", "lower",
            "below 0.03", "above 0.1", "coordination and set-up / spending", _coordination_share),
    Measure("R6", "failure_demand", "share of public cost that is failure demand", "share", "lower",
            "below 0.2", "above 0.5", "cost of unmet need / public cost", _failure_share),
    Measure("R6", "unspent", "programme money not spent", "share", "lower", "below 0.1", "above 0.5",
            "1 - spent / given", _unspent),
    Measure("R6", "contribution", "each partner's part of joint staff time", "share", None,
            "in proportion to what each could give", "one or two carry nearly all",
            "joint effort times slots times slot cost, by agency / all agencies", _contribution),
    Measure("R7", "complaints", "complaints", "per 100 dissatisfied", None,
            "people complain when it helps", "they give up in silence",
            "complaints / people dissatisfied", _complaints),
    Measure("R7", "upheld", "complaints upheld", "share", None, "above 0.4", "below 0.1",
            "upheld / complaints", _upheld),
    Measure("R7", "unowned", "complaints that nobody owned", "share", "lower", "below 0.1", "above 0.4",
            "unowned / complaints", _unowned),
    Measure("R7", "traced_spending", "spending traced to a named owner", "share", "higher", "above 0.95",
            "below 0.7", "1 - (pooled and partnership money) (1 - clarity) / spending", _traced_spending),
)  # fmt: skip
"""Every measure of the scorecard."""


def scorecard(result: Result) -> pd.DataFrame:
    """Return every measure: risk, measure, part (group or cause, empty if one), value and meaning."""
    rows = []
    for measure in MEASURES:
        found = measure.formula(result)
        parts = found if isinstance(found, Mapping) else {"": found}
        for part, value in parts.items():
            rows.append(
                {
                    "risk": measure.risk,
                    "measure": measure.name,
                    "part": part,
                    "value": float(value),
                    "title": measure.title,
                    "unit": measure.unit,
                    "better": measure.better or "it depends",
                    "good": measure.good,
                    "bad": measure.bad,
                    "definition": measure.definition,
                }
            )
    return pd.DataFrame(rows)
