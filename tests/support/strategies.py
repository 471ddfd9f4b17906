"""Small scenarios that nobody wrote: any of the model's parts, at values that reach the edges."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from joinup.sim.arrays import codes as k
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from tests.support.scenarios import SEVEN_INCENTIVES, plain_town

probability = st.sampled_from([0.0, 0.02, 0.2, 0.6, 1.0])
small_number = st.integers(0, 30)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    """Draw a small scenario with any of the model's parts."""
    form = draw(st.sampled_from(sorted(FORMS)))
    roles = ["adviser", "housing", "clinic"]
    changes: dict[str, Any] = {
        "weeks": draw(st.integers(14, 40)),
        "warm_up_weeks": draw(st.integers(0, 20)),
        "population.clients": draw(st.integers(20, 200)),
        "population.localities": [
            {
                "name": f"place_{n}",
                "share": draw(st.sampled_from([0.5, 1.0, 3.0])),
                "in_programme": draw(st.booleans()),
                "partnership_starts": draw(st.none() | small_number),
            }
            for n in range(draw(st.integers(1, 3)))
        ],
        "population.certain_presenting": draw(st.booleans()),
        "population.contacts.kind": draw(st.sampled_from(k.CONTACT_KINDS)),
        "partnership.form": form,
        "partnership.starts": draw(small_number),
        "partnership.members": draw(st.just([]) | st.permutations(roles).map(lambda names: names[:2])),
        "partnership.decline_share": draw(st.sampled_from([0.0, 0.3])),
        "partnership.free_rider_share": draw(st.sampled_from([0.0, 0.3])),
        "partnership.leaving": draw(st.booleans()),
        "partnership.merger_loses": draw(st.sampled_from([[], ["others"]])),
        "partnership.covers.groups": draw(st.sampled_from([[], ["others"]])),
        "partnership.covers.min_needs": draw(st.sampled_from([1, 1, 2, 4])),
        "decisions.rule": draw(st.sampled_from(k.RULES)),
        "decisions.beliefs": draw(st.sampled_from(k.BELIEFS)),
        "decisions.joint_result": draw(st.sampled_from(k.JOINT_RESULTS)),
        "decisions.joint_link": draw(st.sampled_from(k.JOINT_LINKS)),
        "decisions.precision": draw(st.sampled_from([0.0, 12.0, "infinite"])),
        "decisions.fixed_effort": draw(st.sampled_from([0.0, 0.7, [0.2, 1.0]])),
        "incentives": [item for item in SEVEN_INCENTIVES if draw(st.booleans())],
        "decisions.crowding_out": draw(st.sampled_from([0.0, 0.5])),
        "decisions.shunting_most": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "decisions.shunting_cost": draw(st.sampled_from([0.0, 2.0])),
        "service.creaming_by_counts": draw(st.sampled_from([0.0, 4.0])),
        "service.parking": draw(st.sampled_from([0.0, 2.0])),
        "measurement.games_money": draw(st.booleans()),
        "measurement.ratchet": draw(st.sampled_from([0.0, 0.5])),
        "agencies.adviser.outreach": draw(st.sampled_from([0.0, 0.3, 4.0])),
        "agencies.adviser.places": draw(st.sampled_from([0.4, 3, 8, 40])),
        "agencies.housing.fungible": draw(st.booleans()),
        "forms.contract_network.governance.price": draw(st.sampled_from([0.0, 0.08, 1.0])),
        "forms.contract_network.governance.shading": draw(st.sampled_from([0.0, 0.15, 1.0])),
        "forms.contract_network.governance.term": draw(st.none() | st.integers(1, 30)),
        "partnership.information.starts": draw(st.none() | small_number),
        "partnership.information.without": draw(st.sampled_from([1.0, 0.3, 0.0])),
        "partnership.information.cost": draw(st.sampled_from([0.0, 70.0])),
        "partnership.access.kind": draw(st.none() | st.sampled_from(k.DOORS)),
        "partnership.access.accuracy": draw(st.sampled_from([None, 0.9, 0.0])),
        "partnership.access.set_up_weeks": draw(st.sampled_from([None, 26])),
        "partnership.access.staff_share": draw(st.sampled_from([None, 0.02, 1.0])),
        "partnership.access.warm": draw(st.sampled_from([None, 0.9])),
        "partnership.access.joint": draw(st.sampled_from([None, 0.3, 1.0])),
        "agencies.clinic.fungible": draw(st.booleans()),
        "agencies.clinic.needs": draw(st.sampled_from([["health"], ["health", "home"]])),
        **{f"agencies.{role}.efficacy": draw(st.sampled_from([1.0, 0.5, 0.0])) for role in roles},
        **{f"agencies.{role}.paced_by_staff": draw(st.sampled_from([1.0, 0.3, 0.0])) for role in roles},
        "agencies.housing.accommodation_cost": draw(st.sampled_from([0.0, 0.03, 1.0])),
        **{f"agencies.{role}.holds_place": draw(st.sampled_from([0.0, 0.5, 1.0])) for role in roles},
        "pool.by": draw(st.sampled_from(k.POOL_RULES)),
        "pool.speed": draw(st.sampled_from([0.25, 1.0])),
        "workforce.slack": draw(st.sampled_from(["infinite", 0.1, 0.001])),
        "service.retry": draw(probability),
        "journeys.together": draw(
            st.sampled_from([[], [["advice", "health"]], [["advice", "home"], ["home", "health"]]])
        ),
        "journeys.before": draw(st.sampled_from([[], [["health", "advice"]], [["home", "health"]]])),
        "service.abandonment": draw(probability),
        "service.need_ends_on_abandonment": draw(probability),
        "service.return_from_lapse": draw(probability),
        "service.recurrence": draw(probability),
        "service.relapse": draw(probability),
        "service.relapse_fades": draw(st.sampled_from(["infinite", 1.0, 104.0])),
        "service.ends_in_service": draw(st.booleans()),
        "outcomes.in_service_weight": draw(probability),
        "money.in_service_weight": draw(probability),
        "service.cold_hand_off": draw(probability),
        "service.creaming": draw(st.sampled_from([0.0, 1.0, 5.0])),
        "service.repeated_assessment": draw(st.sampled_from([0.0, 0.4, 1.0])),
        "redress.complaint": draw(probability),
        "redress.upheld": draw(probability),
        "redress.staff_weeks": draw(st.sampled_from([0.0, 0.1, 9.0])),
        "accountability.cut": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "accountability.strikes": draw(st.none() | st.integers(1, 2)),
        "accountability.account_lag": draw(st.sampled_from([0, 13])),
        "redress.patience": draw(st.sampled_from(["infinite", 0.0, 5.0])),
        "redress.patience_scale": draw(st.sampled_from([0.1, 26.0])),
        "measurement.metric": draw(st.sampled_from(k.METRICS)),
        "measurement.lag": draw(st.sampled_from([0, 5, 13])),
        "measurement.review_weeks": draw(st.sampled_from([4, 13])),
        "measurement.target": draw(st.none() | st.just(3.0)),
    }
    if draw(st.booleans()):
        dear = {"rate": 1000, "buys": "priority_and_places"}
        changes["incentives"] = [
            item | dear if item["kind"] == "charge" else item for item in changes["incentives"]
        ]
    if changes["measurement.metric"] not in ("stock", "places") and draw(st.booleans()):
        changes["incentives"] = [*changes["incentives"], {"name": "paid", "kind": "payment", "price": 40}]
    for group in ("most", "others"):
        changes |= {
            f"population.groups.{group}.onset": draw(probability),
            f"population.groups.{group}.natural_exit": draw(probability),
            f"population.groups.{group}.right_door": draw(probability),
        }
    if changes["decisions.precision"] == "infinite" and changes["decisions.rule"] == "aspiration":
        changes["decisions.rule"] = "logit"
    if draw(st.booleans()):
        changes["population.groups.most.opening"] = {"waiting": 0.2, "in_service": 0.4, "lapsed": 0.1}
    if draw(st.booleans()):
        kind = draw(st.sampled_from(["poisson", "bernoulli", "fixed"]))
        number = 0.4 if kind == "bernoulli" else 3.0
        changes["population.groups.others.arrivals"] = {"kind": kind, "per_week": [number]}
    if draw(st.booleans()):
        changes["population.eligibility"] = {
            "groups": {"others": draw(probability)},
            "applies_at": draw(st.sampled_from([[], ["housing"]])),
            "otherwise": draw(st.sampled_from(["refused", "as_before"])),
        }
    if draw(st.booleans()):
        start = draw(small_number)
        changes["funding"] = [
            {
                "name": "money",
                "starts": start,
                "ends": start + draw(st.integers(1, 20)),
                "places": {"housing": draw(small_number), "clinic": 2},
                "payer": draw(st.sampled_from(["funder", "clinic"])),
                "recruitment_weeks": draw(st.sampled_from([0, 5])),
                "carry_forward": draw(st.booleans()),
                "mainstreamed": draw(probability),
            }
        ]
    if draw(st.booleans()):
        changes["campaigns"] = [
            {
                "name": name,
                "starts": draw(small_number),
                "spend": 300,
                "ceiling": draw(st.sampled_from([1.0, 0.5, 0.0])),
                "fixed_cost": draw(st.sampled_from([0.0, 900.0])),
            }
            for name in ("posters", "letters")[: draw(st.integers(1, 2))]
        ]
    if draw(st.booleans()):
        changes["navigators"] = [
            {
                "name": f"guide_{n}",
                "caseload": draw(st.sampled_from([0.3, 4, 100])),
                "groups": draw(st.sampled_from([[], ["others"]])),
                "return_factor": draw(st.sampled_from([1.0, 4.0])),
                "payer": draw(st.sampled_from(["funder", "clinic"])),
            }
            for n in range(draw(st.integers(1, 2)))
        ]
    if draw(st.booleans()):
        changes["prevention"] = [
            {
                "name": "visits",
                "starts": draw(small_number),
                "ramp": draw(st.sampled_from([0.0, 20.0])),
                "cut": 0.3,
                "groups": draw(st.sampled_from([[], ["others"]])),
                "cost": 26.0,
            }
        ]
    if draw(st.booleans()):
        changes["consultations"] = [
            {
                "name": "asked",
                "starts": draw(small_number),
                "weeks": 5,
                "groups": ["others"],
                "cost": 90,
                "participation": draw(st.sampled_from([1.0, None, 0.0])),
                "acted_on": draw(st.sampled_from([1.0, 0.5])),
            }
        ]
    if draw(st.booleans()):
        changes["events"] = [
            {
                "name": "change",
                "week": draw(st.integers(max(-5, -changes["warm_up_weeks"]), 30)),
                "set": {
                    "partnership.form": draw(st.sampled_from(sorted(FORMS))),
                    "agencies.housing.places": draw(st.integers(1, 30)),
                },
            },
            {
                "name": "shock",
                "week": draw(small_number),
                "turnover_shock": draw(st.sampled_from([0.1, 1.0])),
            },
        ]
    return plain_town(changes)
