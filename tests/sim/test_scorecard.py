"""The formulas of the scorecard on hand-made numbers, and what every measure says of itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import spearmanr

from joinup.sim.arrays.clients import EPISODE
from joinup.sim.mechanisms.ledger.payments import Line
from joinup.sim.results.outcomes import outcomes as run_outcomes
from joinup.sim.results.result import Result
from joinup.sim.results.risks import RISKS
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.results.tables import AGENCY_COLUMN, COLUMN, Tallies
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town


@pytest.fixture(scope="module")
def result() -> Result:
    return run(busy_town(), seed=3, trace=20)


def weeks_of(by_week: dict[int, dict[str, dict[str, int]]], weeks: int = 300) -> Any:
    """Return stocks and flows (weeks, 1, 2, columns), 0 except those named by week and group."""
    table = np.zeros((weeks, 1, 2, len(COLUMN)), np.int64)
    for week, groups in by_week.items():
        for place, group in enumerate(("most", "others")):
            for name, value in groups.get(group, {}).items():
                table[week, 0, place, COLUMN[name]] = value
    return table


def agencies_of(by_week: dict[int, dict[str, Any]], localities: int = 1, weeks: int = 300) -> Any:
    """Return the agencies' weeks (weeks, localities, 3, columns), unknown but for those named."""
    table = np.zeros((weeks, localities, 3, len(AGENCY_COLUMN)))
    table[..., [AGENCY_COLUMN["true"], AGENCY_COLUMN["reported"]]] = np.nan
    for week, columns in by_week.items():
        for name, values in columns.items():
            table[week, ..., AGENCY_COLUMN[name]] = values
    return table


FLOWS_BY_HAND = {
    "most": {
        "onsets": 80,
        "relapses": 20,
        "reached": 60,
        "presented": 70,
        "hand_offs_attempted": 40,
        "lapsed_after_hand_off": 6,
        "wrong_door_lapsed": 4,
        "abandoned": 10,
        "refused": 2,
        "dissatisfied": 22,
        "complaints": 8,
        "upheld": 2,
        "unowned": 4,
        "resolved": 50,
    },
    "others": {
        "onsets": 50,
        "reached": 15,
        "presented": 20,
        "hand_offs_attempted": 10,
        "refused": 5,
        "lapsed_after_hand_off": 5,
        "dissatisfied": 10,
        "complaints": 2,
        "resolved": 10,
    },
}
AGENCIES_BY_HAND: dict[int, dict[str, Any]] = {
    11: {"target": [11.0, 30.0, 30.0]},
    12: {
        "member": [1, 1, 0],
        "effort": [0.2, 0.6, 0.0],
        "joint_intensity": [0.3, 0.5, 0.0],
        "places": [10, 10, 10],
        "pooled_share": [0.5, 0.0, 0.0],
        "true": [10.0, 20.0, 40.0],
    },
    25: {"reported": [12.0, 20.0, 36.0]},
}
PAYMENTS_BY_HAND = {
    Line("adviser", "adviser", "service"): 600.0,
    Line("clinic", "clinic", "service"): 900.0,
    Line("adviser", "adviser", "coordination"): 100.0,
    Line("funder", "partnership", "coordination"): 200.0,
    Line("funder", "media", "publicity"): 200.0,
    Line("funder", "adviser", "incentive"): 5000.0,
    Line("others", "public services", "failure_demand"): 1000.0,
}


def by_hand(changes: dict[str, Any] | None = None, **other: Any) -> Tallies:
    """Return a run filled in by hand, for the formulas of the scorecard."""
    scenario = plain_town({"weeks": 300, "population.people": 3000, **(changes or {})})
    ledger = np.zeros((300, 1, len(PAYMENTS_BY_HAND)))
    ledger[12, 0] = list(PAYMENTS_BY_HAND.values())
    funding = np.zeros((2, 1, 3))
    funding[:, 0, 0], funding[:, 0, 2] = [30.0, 90.0], [70.0, 10.0]
    last = {"most": {"no_need": 200, "aware": 100}, "others": {"no_need": 100, "aware": 40}}
    given = {
        "scenario": scenario,
        "groups": ("most", "others"),
        "roles": ("adviser", "housing", "clinic"),
        "localities": ("north",),
        "weekly": weeks_of({12: FLOWS_BY_HAND, 299: last}),
        "agencies": agencies_of(AGENCIES_BY_HAND),
        "ledger": ledger,
        "lines": tuple(PAYMENTS_BY_HAND),
        "funding": funding,
        "left_before": np.zeros(1),
        "exposed": np.zeros((300, 0, 2)),
        "efforts": np.array([[[0.2, 0.6, np.nan]]]),
        "best_efforts": np.array([[[1.0, 0.8, np.nan]]]),
        "targets": np.array([[11.0, 30.0, 30.0]]),
        "accounts": np.array([[4, 2, 1], [2, 1, 1]]),
        "by_week": lambda path: [scenario.get(path)] * 300,
        "episodes": lambda: np.zeros(0, EPISODE),
    }
    return Tallies(**{**given, **other})


def measure(name: str, run: Tallies | None = None) -> Any:
    formula = next(measure.formula for measure in MEASURES if measure.name == name)
    return formula(run or by_hand())


BY_HAND: dict[str, Any] = {
    "effort": 0.4,
    "joint_intensity": 0.4,
    "hand_off_success": 1 - 15 / 50,
    "effort_gap": 0.5,
    "reach": {"most": 0.6, "others": 0.3},
    "inclusion_ratio": 0.5,
    "aware": {"most": 0.5, "others": 0.4},
    "take_up": {"most": 0.7, "others": 0.4},
    "flattery": (0.2 + 0 - 0.1) / 3,
    # Short are advice (10 of 11, shown as 12) and housing (20 of 30, shown as 20).
    "missed_shortfalls": 0.5,
    "public_cost": 3000 * 10.0,
    "cost_per_resolved": 2000 / 60,
    "coordination_share": 300 / 2000,
    "failure_demand": 1000 / 3000,
    "unspent": 1 - 120 / 200,
    # Of 10 places each, efforts 0.2, 0.6 and none, at the same cost.
    "contribution": {"adviser": 0.25, "housing": 0.75, "clinic": 0.0},
    "complaints": 100 * 10 / 32,
    "upheld": 2 / 10,
    "unowned": 4 / 10,
    # Half of the adviser's 700 and all of the partnership's 200, of which 70 % has no owner.
    "traced_spending": 1 - 0.7 * (350 + 200) / 2000,
    "held_to_account": 2 / 3,
}


@pytest.mark.parametrize("name", BY_HAND)
def test_a_measure_of_the_scorecard_by_hand(name: str) -> None:
    assert measure(name) == pytest.approx(BY_HAND[name])


def test_drop_outs_are_reported_by_group_and_cause() -> None:
    found = measure("drop_outs")
    assert found["most: abandoned"] == pytest.approx(10)
    assert found["others: lapsed_after_hand_off"] == pytest.approx(10)
    assert found["others: refused"] == pytest.approx(10)
    assert len(found) == 10


def test_where_no_episode_began_nobody_can_be_left_out() -> None:
    nobody = by_hand(weekly=weeks_of({}))
    assert np.isnan(measure("inclusion_ratio", nobody))
    assert all(np.isnan(value) for value in measure("reach", nobody).values())


def test_reports_of_a_stock_flatter_when_they_are_too_low() -> None:
    stock = by_hand({"measurement.metric": "stock"})
    assert measure("flattery", stock) == pytest.approx(-(0.2 + 0 - 0.1) / 3)
    # Short, for a stock, is too much: the clinic's 40 of 30, reported as 36.
    assert measure("missed_shortfalls", stock) == pytest.approx(0.0)


def test_a_quarter_counts_only_if_its_report_has_come() -> None:
    late = {**AGENCIES_BY_HAND, 25: {"reported": [12.0, 20.0, np.nan]}}
    run = by_hand(agencies=agencies_of(late))
    assert measure("flattery", run) == pytest.approx((0.2 + 0) / 2)


def test_a_report_that_just_reaches_its_target_shows_no_shortfall() -> None:
    just = {**AGENCIES_BY_HAND, 25: {"reported": [11.0, 20.0, 36.0]}}
    assert measure("missed_shortfalls", by_hand(agencies=agencies_of(just))) == pytest.approx(0.5)


def test_ranks_are_compared_from_ten_localities_up() -> None:
    assert np.isnan(measure("rank_correlation"))
    places = np.arange(10)[:, None] * np.array([1.0, np.nan, np.nan])
    changed = places[[0, 1, 2, 3, 5, 4, 6, 7, 8, 9]]
    agencies = agencies_of({12: {"true": places}, 25: {"reported": changed}}, localities=10)
    many = by_hand(agencies=agencies, targets=np.full((10, 3), np.nan))
    # Two neighbours change places: 1 - 6 (1 + 1) / (10 (100 - 1)).
    assert measure("rank_correlation", many) == pytest.approx(1 - 12 / 990)
    # Of two that tie, each has their mean rank.
    tied = agencies_of({12: {"true": places}, 25: {"reported": np.minimum(places, 8.0)}}, localities=10)
    expected = spearmanr(np.arange(10), np.minimum(np.arange(10), 8)).statistic
    run = by_hand(agencies=tied, targets=many.targets)
    assert measure("rank_correlation", run) == pytest.approx(expected)


def test_what_lasts_is_the_level_a_year_and_two_after_funding_over_the_funded_level() -> None:
    window = {"name": "money", "starts": 10, "ends": 100, "places": {"housing": 2}}
    week = np.arange(300)
    level = np.where(week < 100, 0.5, np.where(week < 180, 0.25, 0.1))
    agencies = agencies_of({w: {"joint_intensity": x} for w, x in enumerate(level)})
    solved = weeks_of({w: {"most": {"resolved": 20 if w < 100 else 15}} for w in range(300)})
    run = by_hand({"funding": [window]}, agencies=agencies, weekly=solved)
    found = measure("joint_intensity_kept", run)
    assert found == {"52 weeks after": pytest.approx(0.5), "104 weeks after": pytest.approx(0.2)}
    assert set(measure("outcomes_kept", run).values()) == {0.75}
    assert all(np.isnan(value) for value in measure("joint_intensity_kept").values())


def test_what_lasts_is_read_from_whole_half_years_and_funded_half_years_alone() -> None:
    def kept(ends: int, weeks: int) -> dict[str, float]:
        """Return what is kept where only the weeks that count are not 0."""
        window = {"name": "money", "starts": 0, "ends": ends, "places": {"housing": 2}}
        level = np.full(weeks, 7.0)
        funded = level[max(0, ends - 52) : ends]
        funded[:], funded[0] = 0.0, 0.5 * len(funded)
        level[ends + 39 : ends + 65] = 0.25
        level[ends + 91 : ends + 117] = 0.1
        agencies = agencies_of({w: {"joint_intensity": x} for w, x in enumerate(level)}, weeks=weeks)
        run = by_hand({"funding": [window]}, agencies=agencies)
        found: dict[str, float] = measure("joint_intensity_kept", run)
        return found

    whole = {"52 weeks after": pytest.approx(0.5), "104 weeks after": pytest.approx(0.2)}
    assert kept(100, 217) == whole
    short = kept(100, 216)
    assert short["52 weeks after"] == pytest.approx(0.5) and np.isnan(short["104 weeks after"])
    assert kept(26, 300) == whole
    assert kept(52, 300) == whole
    assert all(np.isnan(value) for value in kept(25, 300).values())


def test_funding_ends_when_it_ended_in_the_run_not_when_it_was_meant_to() -> None:
    window = {"name": "money", "starts": 0, "ends": 100, "places": {"housing": 2}}
    level = np.where(np.arange(300) < 130, 0.5, np.where(np.arange(300) < 200, 0.25, 0.1))
    agencies = agencies_of({w: {"joint_intensity": x} for w, x in enumerate(level)})
    # It was moved in mid-run, or had no end until the last week.
    for moved in ([100] * 60 + [130] * 240, [None] * 299 + [130]):
        run = by_hand({"funding": [window]}, agencies=agencies, by_week=lambda _, found=moved: found)
        assert measure("joint_intensity_kept", run) == {
            "52 weeks after": pytest.approx(0.5),
            "104 weeks after": pytest.approx(0.2),
        }


def test_one_episode_makes_a_share_and_none_makes_no_share() -> None:
    run = by_hand(weekly=weeks_of({0: {"others": {"onsets": 1, "reached": 1}}}))
    found = run_outcomes(run)["reached"]
    assert found[1] == found[2] == 1.0
    assert np.isnan(found[0])


def test_need_is_shared_among_the_weeks_of_a_run_of_one_week_as_of_any_other() -> None:
    week = {"no_need": 80, "waiting": 20}
    table = weeks_of({0: {"most": week, "others": week}}, weeks=1)
    run = by_hand(weekly=table, exposed=np.zeros((1, 0, 2)))
    assert run_outcomes(run)["unmet_need"] == pytest.approx([0.2, 0.2, 0.2])


def test_publicity_where_nobody_learns_without_it_is_charged_to_those_who_learned() -> None:
    week = {"no_need": 100, "aware": 0, "became_aware": 10}
    exposed = np.zeros((300, 1, 2))
    exposed[0, 0, 0] = 0.02
    silent = {"awareness.spontaneous": 0.0, "awareness.word_of_mouth": 0.0, "awareness.opening": 0.0}
    run = by_hand(silent, weekly=weeks_of({0: {"most": week}}), exposed=exposed)
    assert measure("cost_per_aware", run) == pytest.approx(200 / 10)


def test_publicity_is_charged_to_those_whom_it_reached() -> None:
    week = {"no_need": 100, "aware": 50, "became_aware": 10}
    exposed = np.zeros((300, 2, 2))
    exposed[0, :, 0] = [0.02, 0.01]
    run = by_hand(weekly=weeks_of({0: {"most": week, "others": week}}), exposed=exposed)
    aware = run.scenario.awareness
    advert = -np.log((1 - 0.02) * (1 - 0.01))
    other = -np.log(1 - aware.spontaneous) - np.log(1 - aware.word_of_mouth * 0.5)
    assert measure("cost_per_aware", run) == pytest.approx(200 / (10 * advert / (advert + other)))
    # One person in the group is enough.
    alone = weeks_of({0: {"most": {"no_need": 1, "aware": 1, "became_aware": 1}}})
    one = by_hand(weekly=alone, exposed=exposed)
    other = -np.log(1 - aware.spontaneous) - np.log(1 - aware.word_of_mouth)
    assert measure("cost_per_aware", one) == pytest.approx(200 / (advert / (advert + other)))


def test_publicity_is_set_against_what_else_made_people_aware_in_that_week() -> None:
    week = {"no_need": 100, "aware": 50, "became_aware": 10}
    exposed = np.zeros((300, 1, 2))
    exposed[[0, 200]] = 0.02
    changed = {"awareness.spontaneous": 0.01, "awareness.word_of_mouth": 0.05}

    def by_week(path: str) -> list[float]:
        return [0.0] * 100 + [changed[path]] * 200

    run = by_hand(weekly=weeks_of({0: {"most": week}, 200: {"most": week}}), exposed=exposed, by_week=by_week)
    advert, other = -np.log(1 - 0.02), -np.log(1 - 0.01) - np.log(1 - 0.05 * 0.5)
    assert measure("cost_per_aware", run) == pytest.approx(200 / (10 + 10 * advert / (advert + other)))


def test_contributions_are_priced_as_places_cost_in_each_week() -> None:
    dearer = {"agencies.adviser.place_cost": [1.0] * 100 + [4.0] * 200}
    run = by_hand(
        agencies=agencies_of({12: AGENCIES_BY_HAND[12], 112: AGENCIES_BY_HAND[12]}),
        by_week=lambda path: dearer.get(path, [1.0] * 300),
    )
    # The adviser gives 2 places at 1 and 2 at 4, the housing office 6 and 6 at 1.
    shares = {"adviser": 10 / 22, "housing": 12 / 22, "clinic": 0}
    assert measure("contribution", run) == pytest.approx(shares)


def test_every_risk_has_measures_and_every_measure_says_what_it_means(result: Result) -> None:
    table = result.scorecard
    assert list(table) == [
        "risk",
        "measure",
        "part",
        "value",
        "title",
        "unit",
        "better",
        "good",
        "bad",
        "definition",
    ]
    assert set(table.better) == {"higher", "lower", "zero", "it depends"}
    whole = table[table.part == ""].measure.tolist()
    assert {"effort", "public_cost", "unspent"} <= set(whole) and not {"reach", "contribution"} & set(whole)
    assert list(dict.fromkeys(table.risk)) == list(RISKS) == [f"R{n}" for n in range(1, 8)]
    assert set(table.measure) == {measure.name for measure in MEASURES}
    for column in ("title", "unit", "better", "good", "bad", "definition"):
        assert (table[column].str.len() > 0).all(), column
    assert table.value.dtype == float
    known = {"rank_correlation", "joint_intensity_kept", "outcomes_kept", "held_to_account"}
    assert set(table[table.value.isna()].measure) <= known, "the run is too short or too small for these"
    every = {*BY_HAND, *known, "drop_outs", "cost_per_aware"}
    assert every == {measure.name for measure in MEASURES}, "each is checked by hand"


def test_a_run_without_joint_work_or_money_has_a_scorecard_all_the_same() -> None:
    table = run(plain_town({"weeks": 1, "warm_up_weeks": 0})).scorecard.set_index("measure")
    for name in ("effort", "joint_intensity", "cost_per_aware", "unspent"):
        assert np.isnan(table.value[name])
    assert run(plain_town()).scorecard.set_index("measure").value["traced_spending"] == 1.0
    without_tables = run(busy_town(), seed=3, tables=False).scorecard.set_index("measure")
    assert np.isnan(without_tables.value["traced_spending"]), "whose money was pooled is in no table"
