"""The table of levers and measures: what each lever does, and that its own equation does it.

Every row is a sentence about the model. The first test runs a base scenario with and without
the row's changes, same seeds, and asks for an effect of the stated sign and size in the row's
measure. The second runs the same pair with the equation that carries the mechanism switched off
in both arms, and asks that the effect be gone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.results.risks import RISKS
from joinup.sim.run import run

Changes = dict[str, Any]
Measure = Callable[[Result], float]

AGENCIES = ("advice", "housing", "health", "employment")
GROUPS = ("most_people", "shift_workers", "several_needs")
FUNDED = 104

BOROUGH: dict[str, Any] = {
    "name": "borough",
    "weeks": 156,
    "warm_up_weeks": 104,
    "population": {
        "clients": 3000,
        "needs": [{"name": "advice"}, {"name": "a_home"}, {"name": "health"}, {"name": "work"}],
        "access": [{"name": "evening_hours"}, {"name": "plain_language"}],
        "groups": [
            {
                "name": "most_people",
                "share": 0.6,
                "difficulty": 1.0,
                "onset": 0.006,
                "needs": {"advice": 0.5, "a_home": 0.35, "health": 0.35, "work": 0.35},
                "access": {"evening_hours": 0.1},
                "right_door": 0.8,
                "presenting": 0.2,
                "reach": 1.0,
            },
            {
                "name": "shift_workers",
                "share": 0.2,
                "difficulty": 1.15,
                "onset": 0.006,
                "needs": {"advice": 0.5, "a_home": 0.4, "health": 0.5, "work": 0.2},
                "access": {"evening_hours": 0.9},
                "right_door": 0.7,
                "presenting": 0.15,
                "reach": 0.6,
            },
            {
                "name": "several_needs",
                "share": 0.2,
                "difficulty": 1.4,
                "onset": 0.008,
                "needs": {"advice": 0.8, "a_home": 0.7, "health": 0.7, "work": 0.6},
                "access": {"evening_hours": 0.3, "plain_language": 0.8},
                "right_door": 0.6,
                "presenting": 0.12,
                "natural_exit": 0.01,
                "reach": 0.4,
            },
        ],
        "eligibility": {},
        "localities": [{"name": "better_off", "share": 0.6}, {"name": "poor", "share": 0.4, "onset": 1.4}],
    },
    "agencies": [
        {"name": "advice", "needs": ["advice"], "places": 30, "service_weeks": 4, "failure_share": 0.1},
        {
            "name": "housing",
            "needs": ["a_home"],
            "places": 46,
            "service_weeks": 10,
            "failure_share": 0.3,
            "fungible": True,
        },
        {"name": "health", "needs": ["health"], "places": 36, "service_weeks": 8, "failure_share": 0.4},
        {
            "name": "employment",
            "needs": ["work"],
            "places": 27,
            "service_weeks": 8,
            "failure_share": 0.2,
            "fungible": True,
        },
    ],
    "partnership": {"form": "formal", "lead": "advice"},
    "incentives": [
        {"name": "target", "kind": "joint_target", "weight": 1.5, "ends": FUNDED},
        {"name": "grant", "kind": "subsidy", "of_full_cost": 0.6, "ends": FUNDED},
        {"name": "pool", "kind": "pooled_budget", "share": 0.0},
        {"name": "charge", "kind": "charge", "rate": 0.0, "agencies": ["housing"], "payee": "health"},
        {"name": "relief", "kind": "failure_grant", "of_full_cost": 0.0},
    ],
    "funding": [
        {
            "name": "programme",
            "ends": FUNDED,
            "places": dict.fromkeys(AGENCIES, 6),
            "recruitment_weeks": 13,
            "mainstreamed": 0.3,
        }
    ],
    "campaigns": [{"name": "posters", "spend": 0.0}],
    "consultations": [{"name": "asked", "groups": ["several_needs"], "gain": 0.0}],
    "measurement": {"target_ratio": 1.2},
}


def each_agency(**values: Any) -> Changes:
    return {f"agencies.{name}.{key}": value for name in AGENCIES for key, value in values.items()}


def each_group(**values: Any) -> Changes:
    return {f"population.groups.{name}.{key}": value for name in GROUPS for key, value in values.items()}


def fixed(effort: float) -> Changes:
    return {"decisions.rule": "fixed", "decisions.fixed_effort": effort}


# Measures.


def weeks_of(result: Result, column: str, *, group: str | None = None, since: int = 0) -> float:
    table = result.weekly.query("week >= @since")
    if group is not None:
        table = table.query("group == @group")
    return float(table[column].sum())


def ratio(part: str, whole: str, *, group: str | None = None, since: int = 0) -> Measure:
    """Return a measure: one figure of the weekly table per another."""

    def measure(result: Result) -> float:
        return weeks_of(result, part, group=group, since=since) / max(
            1.0, weeks_of(result, whole, group=group, since=since)
        )

    return measure


def total(column: str, *, group: str | None = None, since: int = 0) -> Measure:
    return lambda result: weeks_of(result, column, group=group, since=since)


def of_agencies(column: str, first: int = 0, last: int = FUNDED) -> Measure:
    """Return a measure: the mean over agencies and weeks."""

    def measure(result: Result) -> float:
        weeks = result.agencies["week"]
        return float(result.agencies.loc[(weeks >= first) & (weeks < last), column].mean())

    return measure


def paid(query: str) -> Measure:
    return lambda result: float(result.ledger.query(query)["gbp"].sum())


def card(name: str) -> Measure:
    def measure(result: Result) -> float:
        table = result.scorecard
        return float(table.loc[table["measure"] == name, "value"].iloc[0])

    return measure


def share_aware(result: Result, *groups: str) -> float:
    table = result.weekly[result.weekly["group"].isin(groups or GROUPS)]
    people = table[["no_need", "seeking", "waiting", "in_service", "lapsed"]].sum().sum()
    return float(table["aware"].sum() / people)


def gap_in_awareness(result: Result) -> float:
    return share_aware(result, "most_people") - share_aware(result, "several_needs")


def presenting_of_several_needs(result: Result) -> float:
    """Return how often those with several needs present, over how often most people do."""
    hard = ratio("presented", "seeking", group="several_needs", since=26)(result)
    return hard / ratio("presented", "seeking", group="most_people", since=26)(result)


def extra_wait_of_hard_cases(result: Result) -> float:
    hard = ratio("weeks_waited", "started_service", group="several_needs")(result)
    return hard - ratio("weeks_waited", "started_service", group="most_people")(result)


def places_where_people_wait(result: Result) -> float:
    """Return by how many places the longer list gains on the other when pooled places are shared out.

    Of the two roles that may pool: places of the quarter beside lists when it opens, both as
    deviations from their means.
    """
    table = result.agencies[result.agencies["agency"].isin(["housing", "employment"])]
    wide = table.pivot_table(index="week", columns=["locality", "agency"], values=["places", "waiting"])
    gains = []
    for place in ("better_off", "poor"):
        places = wide["places"][place]["housing"] - wide["places"][place]["employment"]
        lists = wide["waiting"][place]["housing"] - wide["waiting"][place]["employment"]
        opens = places.index[(places.index % 13 == 0) & (places.index > 0)]
        moved, longer = places.loc[opens].to_numpy(), lists.loc[opens - 1].to_numpy()
        gains.append(np.mean((moved - places.mean()) * np.sign(longer - np.median(longer))))
    return float(np.mean(gains))


def short_of_money(result: Result) -> float:
    return float(result.funding["lapsed_gbp"].sum())


def weeks_in_service(result: Result) -> float:
    return weeks_of(result, "in_service") / weeks_of(result, "completions")


def trust_at_the_end(result: Result) -> float:
    table = result.links
    return float(table.loc[table["quarter"] == table["quarter"].max(), "trust"].mean())


def flattery(result: Result) -> float:
    return card("flattery")(result)


def joined_up_episodes(result: Result) -> float:
    return float((result.episodes["outcome"] == "joined_up").sum())


def refused_in_the_poor_area(result: Result) -> float:
    table = result.weekly
    return float(table.loc[table["locality"] == "poor", "refused"].sum())


def discounted_share(result: Result) -> float:
    sums = result.costs[["gbp", "discounted_gbp"]].sum()
    return float(sums["discounted_gbp"] / sums["gbp"])


LATER = FUNDED + 26


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    sentence
        What the lever does, as a statement about the model.
    risk, step
        Which of the seven risks it belongs to and in which of the twelve steps it works.
    lever
        What the second arm changes.
    measure, sign, least
        What moves, which way, and by how much at least (mean over seeds).
    off
        The switch: what takes the equation that carries the mechanism out of both arms.
    given
        What both arms have, beside the base scenario.
    seeds, tables, by_locality
        How many paired runs, and what of them has to be kept.
    """

    sentence: str
    risk: str
    step: int
    lever: Changes
    measure: Measure
    sign: int
    least: float
    off: Changes
    given: Changes = field(default_factory=dict)
    seeds: int = 5
    tables: bool = False
    by_locality: bool = False


ROWS = (
    # R1: barriers and incentives.
    Row(
        "a joint target raises effort",
        "R1",
        2,
        {"incentives.target.weight": 3.0},
        of_agencies("effort"),
        +1,
        0.3,
        each_agency(measurability=0.0),
        {"incentives.target.weight": 0.0},
        tables=True,
    ),
    Row(
        "a grant for taking part raises joint intensity",
        "R1",
        2,
        {"incentives.grant.of_full_cost": 1.2},
        of_agencies("joint_intensity"),
        +1,
        0.25,
        {"decisions.money_salience": 0.0},
        {"incentives.grant.of_full_cost": 0.0},
        tables=True,
    ),
    Row(
        "money in proportion to failure lowers effort",
        "R1",
        2,
        {"incentives.relief.of_full_cost": 0.6},
        of_agencies("effort"),
        -1,
        0.25,
        {"decisions.money_salience": 0.0},
        tables=True,
    ),
    Row(
        "a charge for delay raises effort where clients wait",
        "R1",
        2,
        {"incentives.charge.rate": 400.0, "incentives.charge.agencies": []},
        of_agencies("effort"),
        +1,
        0.06,
        {"decisions.money_salience": 0.0},
        {"partnership.form": "lead_agency"},
        tables=True,
    ),
    Row(
        "a charge moves money from payer to payee",
        "R6",
        11,
        {"incentives.charge.rate": 100.0},
        paid("category == 'incentive' and payer == 'housing' and payee == 'health'"),
        +1,
        20_000.0,
        {"service.cold_hand_off": 0.0, "service.joint_hand_off": 0.0},
    ),
    Row(
        "free riders lower joint intensity",
        "R1",
        2,
        {"partnership.free_rider_share": 0.5},
        of_agencies("joint_intensity"),
        -1,
        0.1,
        fixed(0.0),
        tables=True,
    ),
    Row(
        "strong targets of their own starve joint work",
        "R1",
        2,
        each_agency(own_weight=2.0),
        of_agencies("effort"),
        -1,
        0.4,
        {"decisions.precision": 0.0},
        each_agency(own_weight=0.8),
        tables=True,
    ),
    Row(
        "a pooled budget moves places to where people wait",
        "R1",
        1,
        {"incentives.pool.share": 0.5},
        places_where_people_wait,
        +1,
        1.0,
        {"agencies.housing.fungible": False, "agencies.employment.fungible": False},
        tables=True,
    ),
    Row(
        "more links take more staff time",
        "R6",
        3,
        {"partnership.members": list(AGENCIES)},
        of_agencies("overhead_time"),
        +1,
        0.005,
        {"partnership.coordination": {"base": 0.0, "per_link": 0.0}},
        {"partnership.members": ["advice", "housing"]},
        seeds=3,
        tables=True,
    ),
    Row(
        "joint intensity gets more hand-offs through",
        "R1",
        4,
        fixed(0.9),
        ratio("hand_offs_succeeded", "completions", group="several_needs"),
        +1,
        0.08,
        {"service.joint_hand_off": 0.0},
        fixed(0.0),
    ),
    Row(
        "joint work takes time from services",
        "R6",
        3,
        fixed(1.0),
        weeks_in_service,
        +1,
        0.5,
        {"service.full_effort": 0.0},
        fixed(0.0)
        | {"service.repeated_assessment": 0.0, "service.full_effort": 0.1, "service.joint_hand_off": 0.0},
    ),
    Row(
        "repeated assessment makes joint working shorten service",
        "R6",
        3,
        fixed(1.0),
        weeks_in_service,
        -1,
        0.25,
        {"service.repeated_assessment": 0.0},
        fixed(0.0)
        | {"service.repeated_assessment": 0.4, "service.full_effort": 0.0, "service.joint_hand_off": 0.0},
    ),
    # R2: excluded groups.
    Row(
        "consultation narrows the gap in presenting",
        "R2",
        1,
        {"consultations.asked.gain": 0.6},
        presenting_of_several_needs,
        +1,
        0.03,
        {"population.access.evening_hours.weight": 0.0, "population.access.plain_language.weight": 0.0},
    ),
    Row(
        "an agency that plans for an access need reaches those who have it",
        "R2",
        6,
        each_agency(accommodation={"evening_hours": 1.0, "plain_language": 1.0}),
        ratio("reached", "onsets", group="several_needs"),
        +1,
        0.02,
        {"population.access.evening_hours.weight": 0.0, "population.access.plain_language.weight": 0.0},
    ),
    Row(
        "creaming makes hard cases wait longer",
        "R2",
        7,
        {"service.creaming": 20.0},
        extra_wait_of_hard_cases,
        +1,
        0.8,
        each_group(difficulty=1.2),
    ),
    Row(
        "an area rule refuses the poor outside it",
        "R2",
        6,
        {"population.eligibility.localities": ["better_off"]},
        refused_in_the_poor_area,
        +1,
        100.0,
        {"population.eligibility.otherwise": "as_before"},
        by_locality=True,
        seeds=3,
    ),
    Row(
        "outreach brings lapsed clients back",
        "R2",
        6,
        {"agencies.advice.outreach": 4.0},
        ratio("returned", "lapsed", group="several_needs"),
        +1,
        0.05,
        {"service.outreach_to": ["shift_workers"]},
        {"service.outreach_to": ["several_needs"]},
    ),
    Row(
        "one door raises presenting",
        "R2",
        6,
        {"forms.formal.one_door": True},
        ratio("presented", "seeking"),
        +1,
        0.003,
        {"service.joint_presenting": 0.0} | each_group(right_door=1.0),
        fixed(1.0),
    ),
    # R3: publicity.
    Row(
        "a campaign raises awareness",
        "R3",
        3,
        {"campaigns.posters.spend": 60.0},
        share_aware,
        +1,
        0.2,
        {"awareness.advertising_effect": 0.0},
    ),
    Row(
        "publicity without capacity lengthens waits",
        "R3",
        7,
        {"campaigns.posters.spend": 100.0},
        ratio("weeks_waited", "started_service"),
        +1,
        3.0,
        {"awareness.advertising_effect": 0.0},
        {"funding.programme.places": {}},
    ),
    Row(
        "a channel that misses a group widens the gap in awareness",
        "R3",
        3,
        {"campaigns.posters.spend": 20.0},
        gap_in_awareness,
        +1,
        0.05,
        each_group(reach=1.0),
    ),
    Row(
        "word of mouth raises awareness",
        "R3",
        3,
        {"awareness.word_of_mouth": 0.03},
        share_aware,
        +1,
        0.3,
        {"awareness.spontaneous": 0.0, "awareness.opening": 0.0},
        {"awareness.word_of_mouth": 0.002, "awareness.opening": 0.3},
    ),
    Row(
        "a long list keeps people from presenting",
        "R3",
        6,
        {f"agencies.{name}.places": places for name, places in zip(AGENCIES, (20, 32, 24, 18), strict=True)},
        ratio("presented", "seeking"),
        -1,
        0.0012,
        {"service.wait_deterrence": 0.0},
    ),
    Row(
        "long lists make people give up",
        "R6",
        5,
        {f"agencies.{name}.places": places for name, places in zip(AGENCIES, (20, 32, 24, 18), strict=True)},
        total("abandoned"),
        +1,
        80.0,
        {"service.abandonment": 0.0},
    ),
    # R4: sustainability.
    Row(
        "turnover erodes joint intensity after funding",
        "R4",
        9,
        each_agency(turnover=0.35),
        of_agencies("joint_intensity", LATER, 156),
        -1,
        0.04,
        {"routine.handover": 1.0, "trust.lost_with_staff": 0.0},
        each_agency(turnover=0.08),
        tables=True,
    ),
    Row(
        "what was practised while funded lasts after it",
        "R4",
        9,
        {"incentives.grant.of_full_cost": 1.5},
        of_agencies("joint_intensity", LATER, 156),
        +1,
        0.15,
        {"routine.embedding": 0.0},
        {"incentives.grant.of_full_cost": 0.0, "trust.up": 0.0, "trust.down": 0.0},
        tables=True,
    ),
    Row(
        "staff who leave at once take joint working with them",
        "R4",
        1,
        {"events": [{"name": "walk_out", "week": 78, "turnover_shock": 0.6}]},
        of_agencies("joint_intensity", 78, FUNDED),
        -1,
        0.025,
        {"routine.handover": 1.0, "trust.lost_with_staff": 0.0},
        tables=True,
    ),
    Row(
        "broken promises cost trust",
        "R4",
        9,
        fixed(0.05),
        trust_at_the_end,
        -1,
        0.4,
        {"trust.down": 0.0, "trust.up": 0.0},
        fixed(0.5),
        tables=True,
        seeds=2,
    ),
    Row(
        "mainstreaming keeps outcomes",
        "R4",
        1,
        {"funding.programme.mainstreamed": 1.0},
        total("resolved", since=FUNDED + 13),
        +1,
        12.0,
        {"funding.programme.places": {}},
        {"funding.programme.mainstreamed": 0.0},
        seeds=8,
    ),
    # R5: performance measurement.
    Row(
        "a joint target flatters the reports",
        "R5",
        10,
        {"incentives.target.weight": 3.0},
        flattery,
        +1,
        0.08,
        {"measurement.audit": 1.0},
        {"incentives.target.weight": 0.0, "measurement.audit": 0.0},
        tables=True,
    ),
    Row(
        "an audit shortens the gap between reported and true",
        "R5",
        10,
        {"measurement.audit": 0.9},
        flattery,
        -1,
        0.04,
        {"measurement.gaming_cost": 1e12},
        {"measurement.audit": 0.0},
        tables=True,
    ),
    Row(
        "a published date makes reports better than the truth",
        "R5",
        10,
        {"measurement.deadlines": [26, 52, 78, 103]},
        flattery,
        +1,
        0.015,
        {"measurement.deadline_gain": 0.0},
        tables=True,
    ),
    Row(
        "reviews of reported shortfalls raise effort",
        "R5",
        10,
        {"measurement.correction": 4.0},
        of_agencies("effort", 65, 156),
        +1,
        0.1,
        {"measurement.target_ratio": 0.01},
        {"measurement.correction": 0.0, "measurement.target_ratio": 2.0},
        tables=True,
    ),
    Row(
        "gaming blunts the correction of what goes wrong",
        "R5",
        10,
        {"measurement.audit": 1.0},
        of_agencies("effort", 65, 156),
        +1,
        0.03,
        {"measurement.correction": 0.0},
        {
            "measurement.audit": 0.0,
            "measurement.correction": 4.0,
            "measurement.target_ratio": 1.4,
            "measurement.gaming_cost": 1.0,
        },
        tables=True,
    ),
    # R6: cost-effectiveness.
    Row(
        "a slow start of recruitment leaves money unspent",
        "R6",
        1,
        {"funding.programme.recruitment_weeks": 52.0},
        short_of_money,
        +1,
        400_000.0,
        {"funding.programme.places": {}},
        {"funding.programme.recruitment_weeks": 0.0},
        seeds=2,
    ),
    Row(
        "money that may be carried forward is less often unspent",
        "R6",
        1,
        {"funding.programme.carry_forward": True},
        short_of_money,
        -1,
        250_000.0,
        {"funding.programme.recruitment_weeks": 0.0, "forms.formal.set_up_weeks": 0},
        seeds=2,
    ),
    Row(
        "extra places cut the cost of failure",
        "R6",
        11,
        {"funding.programme.places": dict.fromkeys(AGENCIES, 15)},
        paid("category == 'failure_demand'"),
        -1,
        200_000.0,
        {"money.unmet_need": 0.0},
        {"funding.programme.places": {}},
    ),
    Row(
        "later money counts for less",
        "R6",
        12,
        {"money.discount_rate": 0.10},
        discounted_share,
        -1,
        0.08,
        {"weeks": 1},
        {"money.discount_rate": 0.0},
        seeds=2,
    ),
    Row(
        "joint working joins up what several agencies do for a client",
        "R6",
        12,
        fixed(0.9),
        joined_up_episodes,
        +1,
        80.0,
        {"service.joint_hand_off": 0.0, "service.repeated_assessment": 0.0},
        fixed(0.0) | {"service.full_effort": 0.02},
        tables=True,
    ),
    Row(
        "a joint outcome protects against relapse",
        "R6",
        6,
        {"service.relapse_protection": 1.0},
        total("relapses"),
        -1,
        80.0,
        {"forms.merged.reach": 0.001},
        fixed(1.0)
        | {"partnership.form": "merged", "service.relapse": 0.02, "service.relapse_protection": 0.0},
        seeds=8,
    ),
    # R7: accountability and redress.
    Row(
        "clear ownership leaves fewer complaints unowned",
        "R7",
        8,
        {"redress.clarity": 0.95},
        total("unowned"),
        -1,
        70.0,
        {"redress.complaint": 0.0},
        {"redress.clarity": 0.0},
    ),
    Row(
        "redress brings clients back to a list",
        "R7",
        8,
        {"redress.upheld": 0.8},
        total("redress_joined"),
        +1,
        60.0,
        {"redress.complaint": 0.0},
        {"redress.upheld": 0.0},
    ),
    Row(
        "upheld complaints put pressure on agencies to work jointly",
        "R7",
        8,
        {"decisions.pressure_weight": 2.0},
        of_agencies("effort"),
        +1,
        0.2,
        {"redress.upheld": 0.0},
        {"redress.clarity": 1.0, "redress.complaint": 0.66},
        tables=True,
    ),
)


@lru_cache(maxsize=1)
def _borough() -> Scenario:
    return Scenario.parse(BOROUGH)


@lru_cache(maxsize=4096)
def _figure(row: int, key: str, seed: int) -> float:
    entry = ROWS[row]
    scenario = _borough().with_changes(json.loads(key))
    return entry.measure(run(scenario, seed, tables=entry.tables, by_locality=entry.by_locality))


def effects(row: int, switch: Changes) -> npt.NDArray[np.float64]:
    """Return the effect of a row's lever on its measure, seed by seed, common draws."""
    entry = ROWS[row]
    arms = [entry.given | switch, entry.given | entry.lever | switch]
    before, after = (
        np.array([_figure(row, json.dumps(arm, sort_keys=True), seed) for seed in range(1, entry.seeds + 1)])
        for arm in arms
    )
    return np.asarray(after - before)


NUMBERED = pytest.mark.parametrize("row", range(len(ROWS)), ids=[row.sentence for row in ROWS])


@NUMBERED
def test_the_lever_does_what_the_sentence_says(row: int) -> None:
    entry = ROWS[row]
    found = entry.sign * effects(row, {})
    assert found.mean() >= entry.least, f"{entry.sentence}: {entry.sign * found}"
    assert (found > 0).all(), f"not with every seed: {entry.sign * found}"


@NUMBERED
def test_without_its_equation_the_lever_does_nothing_of_the_kind(row: int) -> None:
    entry = ROWS[row]
    found = effects(row, entry.off)
    assert abs(found.mean()) < entry.least, f"{entry.sentence}, switched off: {found}"


def test_the_table_covers_every_risk_and_every_step_of_the_week() -> None:
    assert {row.risk for row in ROWS} == set(RISKS)
    assert {row.step for row in ROWS} == set(range(1, 13))
    assert len({row.sentence for row in ROWS}) == len(ROWS) >= 30
