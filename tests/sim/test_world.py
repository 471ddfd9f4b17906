"""What kernels read is what the scenario says: shares, rates and dates as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.construction import apportion, build_world, localities
from joinup.sim.arrays.world import World
from joinup.sim.initial_state import opening_awareness
from tests.support.scenarios import busy_town, plain_town


def world(changes: dict[str, Any] | None = None) -> World:
    return build_world(plain_town(changes), 1)


@pytest.mark.parametrize("yearly", [0.0, 0.2, 1.0])
def test_turnover_of_all_weeks_or_quarters_of_a_year_is_the_yearly_turnover(yearly: float) -> None:
    spec = world({"agencies.housing.turnover": yearly}).spec[:, 1]
    assert 1 - (1 - spec["turnover_week"]) ** 52 == pytest.approx(yearly)
    assert 1 - (1 - spec["turnover_quarter"]) ** 4 == pytest.approx(yearly)


def test_a_partnership_starts_with_its_wave_at_the_earliest() -> None:
    places = [{"name": "north"}, {"name": "south", "partnership_starts": 30}]
    joint = {"partnership.form": "formal", "partnership.starts": 10, "population.localities": places}
    assert world(joint).localities["starts"].tolist() == [10, 30]
    assert world({**joint, "partnership.form": "none"}).localities["starts"].tolist() == [10, 30]


def test_a_partnership_ends_in_its_week_or_never() -> None:
    assert world().p[0]["partnership"]["ends"] == k.NEVER
    assert world({"partnership.ends": 40}).p[0]["partnership"]["ends"] == 40


@pytest.mark.parametrize(
    ("difficulty", "share"), [(1.0, 0.8), (1.075, 0.7), (1.15, 0.7), (1.275, 0.6), (1.4, 0.6)]
)
def test_the_more_difficult_the_group_the_fewer_find_the_right_door(difficulty: float, share: float) -> None:
    changes = {"population.groups.most.difficulty": difficulty, "population.groups.most.right_door": None}
    assert world(changes).group["right_door"].tolist() == [share, 0.5]


def test_clients_are_numbered_place_by_place() -> None:
    town = plain_town({"population.localities": [{"name": "east", "count": 2}, {"name": "west", "share": 2}]})
    assert [name for name, _ in localities(town)] == ["east_1", "east_2", "west"]
    rows = build_world(town, 1).localities
    assert rows["first"].tolist() == [0, 75, 150]
    assert rows["end"].tolist() == [75, 150, 300]


def test_onset_is_at_most_certain_and_none_where_arrivals_are_given() -> None:
    changes = {
        "population.localities": [{"name": "north", "onset": 1.5}, {"name": "south", "onset": 0.5}],
        "population.groups.most.onset": 0.8,
        "population.groups.others.onset": 0.1,
    }
    assert world(changes).onset == pytest.approx(np.array([[1.0, 0.15], [0.4, 0.05]]))
    given = {"population.groups.most.arrivals": {"kind": "fixed", "per_week": [3]}}
    assert world(changes | given).onset == pytest.approx(np.array([[0.0, 0.15], [0.0, 0.05]]))


def test_places_vary_by_any_standard_deviation_but_none() -> None:
    places = [{"name": "place", "count": 40}]
    logs = []
    for sd in (0.0, 0.5, 1.0):
        found = world({"population.localities": places, "population.variation.onset": sd}).onset[:, 0]
        logs.append(np.log(found / world().onset[0, 0]))
    assert not logs[0].any()
    assert logs[2] == pytest.approx(2 * logs[1]) and logs[1].any()


def test_whole_numbers_are_shared_out_by_largest_remainder() -> None:
    assert apportion(10, [1, 1, 1]).tolist() == [4, 3, 3]
    assert apportion(7, [5, 3, 1]).tolist() == [4, 2, 1]
    assert apportion(2.5, [1.0]).tolist() == [3]
    assert apportion(2.4, [1.0]).tolist() == [2]
    assert apportion(0.4, [1, 1]).tolist() == [0, 0]
    assert apportion(5, [0, 0]).tolist() == [0, 0]


def test_each_part_has_its_least_where_there_is_enough_for_all() -> None:
    assert apportion(3, [98, 1, 1], 1).tolist() == [1, 1, 1]
    assert apportion(4, [98, 1, 0], 1).tolist() == [3, 1, 0]
    assert apportion(2, [98, 1, 1], 1).tolist() == [2, 0, 0]


def test_settings_are_the_scenarios_own_numbers() -> None:
    town = busy_town(
        {
            "service.wait_deterrence": 0.07,
            "decisions.experience_weighting.foregone": 0.37,
            "decisions.beliefs": "expected",
            "partnership.leaving": True,
            "measurement.reviews_start": 17,
            "population.people": 1200,
        }
    )
    found = build_world(town, 5).p[0]
    assert found["service"]["wait_deterrence"] == 0.07
    assert found["decisions"]["experience_weighting"]["foregone"] == 0.37
    assert k.BELIEFS[found["decisions"]["beliefs"]] == "expected"
    assert found["partnership"]["leaving"] == 1 and found["seed"] == 5 and found["scale"] == 0.25
    assert found["measurement"]["reviews_start"] == 17
    assert found["refuse"] == 1, "those not eligible are refused unless the rule says otherwise"
    as_before = {**town.model_dump()["population"]["eligibility"], "otherwise": "as_before"}
    assert build_world(town.with_changes({"population.eligibility": as_before}), 5).p[0]["refuse"] == 0
    assert build_world(plain_town(), 5).p[0]["measurement"]["reviews_start"] == -k.NEVER


def test_chances_of_a_hand_off_are_log_odds_that_may_be_without_end() -> None:
    chances = (0.0, 0.25, 0.5, 1.0)
    odds = [world({"service.cold_hand_off": p}).p[0]["service"]["cold_hand_off"] for p in chances]
    assert odds == pytest.approx([-np.inf, np.log(1 / 3), 0.0, np.inf])


def test_efforts_that_are_given_week_by_week_stay_at_the_last_one() -> None:
    given = {"decisions.fixed_effort": 0.3, "agencies.clinic.fixed_effort": [0.1, 0.5, 0.9]}
    found = world(given).fixed_effort
    assert found.tolist() == [[0.3, 0.3, 0.3], [0.3, 0.3, 0.3], [0.1, 0.5, 0.9]]


def test_an_agency_meets_an_access_need_it_planned_for_better_than_another() -> None:
    given = {"agencies.adviser.planned_for": ["hours"], "agencies.clinic.accommodation": {"hours": 0.6}}
    assert world(given).accommodation[0, :, 0].tolist() == [0.8, 0.4, 0.6]
    places = [{"name": "north", "accommodation": -0.5}, {"name": "south", "accommodation": 0.7}]
    shifted = world({"population.localities": places}).accommodation
    assert shifted[:, 0, 0].tolist() == [0.0, 1.0]


def test_places_and_outreach_are_shared_out_by_people_and_places() -> None:
    places = [{"name": "north", "share": 1}, {"name": "south", "share": 2, "places": 3.0}]
    town = {"population.localities": places, "population.clients": 300, "population.people": 600}
    spec = world({**town, "agencies.housing.places": 32, "agencies.housing.outreach": 14.0}).spec[:, 1]
    assert spec["contracted"].tolist() == [3, 13], "one each, then one to six, as 100 x 1 to 200 x 3"
    assert spec["outreach"] == pytest.approx([1.0, 6.0])
    assert spec["service_weeks"].tolist() == [5, 5]
    few = world({**town, "agencies.housing.places": 0.1}).spec[:, 1]
    assert few["contracted"].sum() == 1
    shut = {"agencies.housing.places": 0, "agencies.clinic.needs": ["home", "health"]}
    assert world(town | shut).spec[:, 1]["contracted"].sum() == 0


def test_an_agencys_own_wish_is_given_or_drawn_about_the_mean() -> None:
    drawn = {"decisions.intrinsic_mean": 0.4, "decisions.intrinsic_sd": 0.2, "agencies.clinic.intrinsic": 0.9}
    many = {"population.localities": [{"name": "place", "count": 200}], "population.clients": 200}
    spec = world(drawn | many).spec["intrinsic"]
    assert (spec[:, 2] == 0.9).all()
    assert spec[:, :2].mean() == pytest.approx(0.4, abs=0.04)
    assert spec[:, :2].std() == pytest.approx(0.2, abs=0.04)
    alike = world({"decisions.intrinsic_mean": 0.4, "decisions.intrinsic_sd": 0.0}).spec["intrinsic"]
    assert (alike == 0.4).all()


def test_outreach_looks_for_the_groups_named_in_places_by_their_places() -> None:
    assert world().p[0]["outreach_any"] == 0
    assert world().group["outreach"].tolist() == [1, 1], "all if none is named"
    places = [{"name": "north", "places": 0.003}, {"name": "south", "places": 0.001}]
    found = world(
        {"population.localities": places, "agencies.clinic.outreach": 0.8, "service.outreach_to": ["others"]}
    )
    assert found.p[0]["outreach_any"] == 1
    assert found.group["outreach"].tolist() == [0, 1]
    assert found.spec["outreach"] == pytest.approx(np.array([[0, 0, 0.6], [0, 0, 0.2]]))


def test_a_merger_is_harder_to_use_for_the_groups_that_it_loses() -> None:
    assert world({"partnership.merger_loses": ["others"]}).group["loses"].tolist() == [0, 1]


def test_the_lead_is_who_is_named_or_the_first_member() -> None:
    members = {"partnership.members": ["housing", "clinic"]}
    assert world(members).p[0]["lead"] == 1
    assert world(members | {"partnership.lead": "clinic"}).p[0]["lead"] == 2


def test_precision_may_be_infinite() -> None:
    assert world({"decisions.precision": "infinite"}).p[0]["decisions"]["precision"] == np.inf
    assert world({"decisions.precision": 2.5}).p[0]["decisions"]["precision"] == 2.5


def test_rules_of_eligibility_hold_where_they_are_applied() -> None:
    everywhere = {"population.eligibility": {"groups": {"others": 0.7}}}
    housing = {"population.eligibility": {"groups": {"others": 0.7}, "applies_at": ["housing"]}}
    assert world().spec[0]["applies_rule"].tolist() == [0, 0, 0]
    assert world(everywhere).spec[0]["applies_rule"].tolist() == [1, 1, 1]
    assert world(housing).spec[0]["applies_rule"].tolist() == [0, 1, 0]


def test_members_may_decline_or_ride_free_but_the_lead_takes_part() -> None:
    joint = {
        "partnership.form": "lead_agency",
        "partnership.lead": "clinic",
        "partnership.members": ["housing", "clinic"],
    }
    willing = world(joint).spec[0]
    assert willing["may_join"].tolist() == [0, 1, 1]
    assert willing["free_rider"].tolist() == [0, 0, 0]
    all_of_them = {"partnership.decline_share": 1.0, "partnership.free_rider_share": 1.0}
    unwilling = world(joint | all_of_them).spec[0]
    assert unwilling["may_join"].tolist() == [0, 0, 1]
    assert unwilling["free_rider"].tolist() == [1, 1, 1]


def test_a_consultation_is_paid_by_the_places_it_is_held_in() -> None:
    asked = [{"name": "asked", "starts": 0, "weeks": 5, "groups": ["others"], "cost": 90}]
    places = [{"name": "north"}, {"name": "south"}, {"name": "out", "in_programme": False}]
    town = {"population.localities": places, "consultations": asked, "population.people": 600}
    assert world(town).consult_cost.tolist() == [[22.5, 22.5, 0.0]]
    general = world({**town, "consultations": [{**asked[0], "programme": False}]})
    assert general.consult_cost.tolist() == [[15.0, 15.0, 15.0]]


def test_a_consultation_hears_what_the_groups_asked_find_hard_and_nothing_else() -> None:
    asked = [{"name": "asked", "starts": 0, "weeks": 5, "groups": ["others"]}]
    one = {"population.groups.others.access": {"hours": 0.0, "language": 0.6}, "consultations": asked}
    assert world(one).consult_applies.tolist() == [[[0, 1]] * 3]


def test_nobody_is_aware_at_first_where_nobody_is_told_and_nobody_forgets() -> None:
    silent = {"spontaneous": 0.0, "word_of_mouth": 0.0, "forgetting": 0.0}
    assert opening_awareness(plain_town({"awareness": silent})).tolist() == [0.0, 0.0]


def test_instruments_are_of_their_kind_from_their_start_to_their_end() -> None:
    rows = build_world(busy_town(), 1).incentive
    assert [k.INCENTIVES[kind] for kind in rows["kind"]] == [
        "subsidy",
        "joint_target",
        "reward",
        "charge",
        "failure_grant",
        "pooled_budget",
        "penalty",
    ]
    assert rows["of_full_cost"].tolist() == [0.5, -1, -1, -1, -1, -1, -1], "-1: not given"
    assert rows["ends"].tolist() == [k.NEVER, 40, *[k.NEVER] * 5]
    assert rows["starts"].tolist() == [0, 0, 0, 0, 0, 13, 0]
    assert rows["gbp"].tolist() == [0, 0, 4000, 0, 500, 0, 1000]
    assert (rows["rate"][3], rows["weight"][1], rows["share"][5], rows["threshold"][2]) == (30, 1.5, 0.3, 0.5)


def test_an_instrument_applies_to_those_it_names_or_to_all() -> None:
    found = build_world(busy_town(), 1).incentive_applies
    assert found[0].tolist() == [1, 1, 1]
    assert found[4].tolist() == [0, 1, 0], "the grant for crises goes to housing"


def test_a_campaign_is_paid_per_thousand_of_its_audience_where_it_is_held() -> None:
    places = [{"name": "north"}, {"name": "out", "in_programme": False}]
    for programme, out in ((True, 0.0), (False, 0.045)):
        one = {"name": "posters", "spend": 60, "audience": ["others"], "programme": programme}
        found = world({"population.localities": places, "campaigns": [one]})
        assert found.campaign_audience[0] == pytest.approx([0.045, out])
        assert found.campaign_reach[0, 0] == 0.0
        assert found.campaign_reach[0, 1] > 0.0
    everybody = world({"population.localities": places, "campaigns": [{"name": "posters", "spend": 60}]})
    assert everybody.campaign_audience[0, 0] == pytest.approx(0.15)


def test_difficult_groups_are_reached_less_unless_it_is_said_how_much() -> None:
    campaigns = {"campaigns": [{"name": "posters", "spend": 60}]}
    levels = []
    for difficulty in (1.0, 1.07, 1.1, 1.27, 1.3, 1.5):
        rows = world({**campaigns, "population.groups.others.difficulty": difficulty}).campaign_reach
        levels.append(rows[0, 1] / rows[0, 0])
    assert levels == pytest.approx([1, 1, 0.6, 0.6, 0.4, 0.4])
    told = world({**campaigns, "population.groups.others.reach": 0.25}).campaign_reach
    assert told[0, 1] / told[0, 0] == pytest.approx(0.25)


@pytest.mark.parametrize("word", [0.0, 0.01, 0.2])
@pytest.mark.parametrize("forgetting", [0.0, 0.02, 0.3])
@pytest.mark.parametrize("alone", [0.0, 0.005])
def test_a_run_opens_with_the_awareness_that_would_stay(word: float, forgetting: float, alone: float) -> None:
    numbers = {"spontaneous": alone, "word_of_mouth": word, "forgetting": forgetting}
    changes = {f"awareness.{name}": value for name, value in numbers.items()}
    town = plain_town(changes | {"awareness.opening": None})
    first, second = opening_awareness(town)
    assert first == second
    learn = 1 - (1 - alone) * (1 - word * first)
    assert first * (1 - forgetting) + (1 - first) * learn == pytest.approx(first)
    if alone or word > forgetting:
        assert first > 0, "of two levels that would stay the one that comes about"
