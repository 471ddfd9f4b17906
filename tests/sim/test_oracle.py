"""The fast model agrees with a second, plain implementation (ODD 7).

`tests/oracle` runs the same scenarios client by client, written from the specification. After
every week both stand exactly alike, client by client, list by list, flow by flow; what is a sum of
floating-point numbers agrees within 1e-12.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.parameters import Scenario
from tests.oracle.configurations import CONFIGURATIONS
from tests.oracle.extension import OWN_RULES
from tests.oracle.model import JointWorking
from tests.oracle.town import TOWN
from tests.support.extensions import imitate_best

SEED = 20010302
WITH_EXTENSIONS = True
OWN_RULES["imitate_best"] = (imitate_best, {"decisions": 0})
EXACT = 1e-12


def scenario_of(changes: dict[str, Any]) -> Scenario:
    """Return the town with changes: the edition and whole parts of people and agencies first."""
    tree = copy.deepcopy(TOWN)
    parts_of_people = ("needs", "groups", "access", "localities")
    whole = ["schema_version", "agencies", *(f"population.{part}" for part in parts_of_people)]
    for path in whole:
        if path in changes:
            *parts, last = path.split(".")
            (tree[parts[0]] if parts else tree)[last] = changes[path]
    return Scenario.parse(tree).with_changes({p: v for p, v in changes.items() if p not in whole})


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_both_implementations_agree_week_by_week(name: str) -> None:
    scenario = scenario_of(CONFIGURATIONS[name])
    fast, plain = Engine(scenario, SEED), JointWorking(scenario.model_dump(), rng=SEED)
    assert_alike(fast, plain, "opening")
    for week in range(-scenario.warm_up_weeks, scenario.weeks):
        quarter = fast.quarter_index
        fast.advance(1)
        plain.step()
        assert_alike(fast, plain, f"week {week}")
        assert_same_week(fast, plain, quarter, f"week {week}")


def assert_alike(fast: Engine, plain: JointWorking, when: str) -> None:
    """Compare how clients, lists, agencies and partnerships stand."""
    state, roles = fast.state, [agency["name"] for agency in plain.tree["agencies"]]
    clients = plain.clients

    def same(what: str, found: Any, expected: Any) -> None:
        found, expected = np.asarray(found), np.asarray(expected)
        if not np.array_equal(found, expected):
            where = np.argwhere(found != expected).tolist()[:5]
            raise AssertionError(
                f"{when}: {what}: fast {found[found != expected][:5]}, "
                f"plain {expected[found != expected][:5]} at {where}"
            )

    def place(agency: Any) -> int:
        return k.NOBODY if agency is None else roles.index(agency.name)

    def mask(numbers: Any) -> int:
        return sum(1 << number for number in numbers)

    def flag(bit: int) -> Any:
        return (state.client["flags"] & bit) != 0

    same("group", state.group, [c.group_number for c in clients])
    same("state", state.state, [k.STATES.index(c.state) for c in clients])
    same("aware", state.aware, [c.aware for c in clients])
    same("since", state.client["entered"], [c.since for c in clients])
    same("needs", state.client["needs"], [mask(c.needs) for c in clients])
    same("needs at onset", state.client["needs_at_onset"], [mask(c.needs_at_onset) for c in clients])
    same("tried", state.client["tried"], [mask(c.tried) for c in clients])
    same("beside", state.client["beside"], [place(c.beside) for c in clients])
    same("agency", state.client["role"], [place(c.agency) for c in clients])
    same("served by", state.client["last_role"], [place(c.served_by) for c in clients])
    same("hops", state.client["hops"], [c.hops for c in clients])
    same("met", state.client["met"], [mask(map(roles.index, c.met)) for c in clients])
    same("weeks waited", state.client["waited"], [c.waited for c in clients])
    for what, bit in (
        ("eligible", k.ELIGIBLE_BIT),
        ("lapsed", k.LAPSED_BIT),
        ("redress", k.REDRESS_BIT),
        ("helped_before", k.HELPED_BIT),
        ("complained", k.COMPLAINED_BIT),
        ("handed_on", k.HANDED_BIT),
    ):
        same(what, flag(bit), [getattr(c, what) for c in clients])

    # Kept in single precision: the smallest J of the episode (2 if none yet); after it, the protection.
    smallest = [c.protection if c.state == "no_need" else min(2.0, c.smallest_joint) for c in clients]
    assert state.client["joint"] == pytest.approx(np.array(smallest), rel=1e-6), f"{when}: smallest J"

    for n, locality in enumerate(plain.localities):
        for a, agency in enumerate(locality.agencies):
            here = f"{locality.name}/{agency.name}"
            for number, queue in enumerate(agency.lists.every):
                chain = state.on_list(n, a, number)
                assert chain == [c.number for c in queue], f"{when}: list {number} of {here}"
            row = state.agency[n, a]
            exact: dict[str, float] = {
                "places": agency.places if when != "opening" else agency.contracted,
                "in_service": len(agency.in_service),
                "waiting": len(agency.waiting),
                "handed_waiting": agency.handed_waiting,
                "held": sum(not client.ready for client in agency.held),
                "ready": sum(client.ready for client in agency.held),
                "member": agency.member,
                "left": agency.left,
            }
            for what, value in exact.items():
                assert row[what] == value, f"{when}: {what} of {here}: {row[what]} and {value}"
            close = {
                "effort": agency.effort,
                "routine": agency.routine,
                "pressure": agency.pressure,
                "gaming": agency.gaming,
                "rate": agency.rate,
                "trust_mean": agency.trust_mean,
                "expected_wait": agency.expected_wait,
                "coverage": agency.coverage.share,
                "review_weight": agency.review_weight,
                "performance": agency.performance,
                "metric_sum": agency.metric,
                "joint_mean": locality.partnership.joint_mean(agency),
                "reported": np.nan if agency.reported is None else agency.reported,
                "target": np.nan if agency.target is None else agency.target,
            }
            for what, value in close.items():
                assert row[what] == pytest.approx(value, rel=EXACT, abs=EXACT, nan_ok=True), (
                    f"{when}: {what} of {here}"
                )
            for b, other in enumerate(roles):
                if a != b:
                    edge, link = locality.partnership.graph.edges[agency.name, other], state.link[n, a, b]
                    assert link["trust"] == pytest.approx(edge["trust"], rel=EXACT), f"{when}: {here} {other}"
                    assert link["hand_offs"] == edge["hand_offs"], f"{when}: {here} {other}"
                    assert link["joint"] == pytest.approx(edge["joint"], rel=EXACT), f"{when}: {here} {other}"


def assert_same_week(fast: Engine, plain: JointWorking, quarter: int, when: str) -> None:
    """Compare what happened in the week: flows, choices of effort, money."""
    lines = ledger_lines(fast.scenario)
    for n, locality in enumerate(plain.localities):
        for group in range(fast.record.flow.shape[1]):
            flows = dict(zip(k.FLOWS, fast.record.flow[n, group].tolist(), strict=True))
            assert flows == {name: locality.flow[group, name] for name in k.FLOWS}, (
                f"{when}: flows of {locality.name}"
            )
        assert {name for _, name in locality.flow} <= set(k.FLOWS)
        for a, agency in enumerate(locality.agencies):
            if agency in plain.choices:
                assert fast.record.choices[quarter, n, a] == plain.choices[agency], f"{when}: choice"
        money: Counter[tuple[str, str, str]] = Counter()
        for line, gbp in zip(lines, fast.record.money[n], strict=True):
            money[line.payer, line.payee, line.category] += gbp
        for key in money.keys() | locality.money.keys():
            expected = pytest.approx(locality.money.get(key, 0.0), rel=EXACT, abs=1e-9)
            assert money[key] == expected, f"{when}: {key}"


def test_the_configurations_switch_on_every_mechanism() -> None:
    trees = [scenario_of(changes).model_dump() for changes in CONFIGURATIONS.values()]
    forms = {tree["partnership"]["form"] for tree in trees}
    rules = {tree["decisions"]["rule"] for tree in trees}
    assert forms == set(trees[0]["forms"])
    assert {item["kind"] for tree in trees for item in tree["incentives"]} == set(k.INCENTIVES)
    assert rules == {*k.RULES, *OWN_RULES}
    assert {tree["decisions"]["beliefs"] for tree in trees} == set(k.BELIEFS)
    assert {tree["decisions"]["joint_result"] for tree in trees} == set(k.JOINT_RESULTS)
    assert {tree["decisions"]["joint_link"] for tree in trees} == set(k.JOINT_LINKS)
    assert {tree["measurement"]["metric"] for tree in trees} == set(k.METRICS)
    assert {tree["population"]["contacts"]["kind"] for tree in trees} == set(k.CONTACT_KINDS)
    assert {tree["schema_version"] for tree in trees} == {1, 2}
    assert {tree["service"]["ends_in_service"] for tree in trees} == {False, True}
    assert len({agency["efficacy"] for tree in trees for agency in tree["agencies"]} - {0.0, 1.0}) > 2
    assert {0.0, 0.3, 1.0} <= {agency["paced_by_staff"] for tree in trees for agency in tree["agencies"]}
    assert {tree["partnership"]["access"]["kind"] for tree in trees} == {None, *k.DOORS}
    shares = {item["spent_on_places"] for tree in trees for item in tree["incentives"]}
    assert {0.0, 0.5, 1.0} <= shares
    assert {bool(tree["journeys"][what]) for tree in trees for what in ("before", "together")} == {
        False,
        True,
    }
    held = {agency["holds_place"] for tree in trees for agency in tree["agencies"]}
    assert min(held) == 0.0 and max(held) == 1.0 and len(held) > 3
    governances = [form["governance"] for tree in trees for form in tree["forms"].values()]
    assert {one["signs"] for one in governances} == {False, True}
    for what in ("veto", "dom", "seconded", "set_up_weeks_per_partner"):
        assert len({one[what] for one in governances}) > 2, what
    assert {tree["partnership"]["coordination"]["links_charged"] for tree in trees} == {"all", "own"}
    assert len({one["owner"] for one in governances}) > 3
    assert {tree["accountability"]["cut"] > 0.0 for tree in trees} == {False, True}
    assert {tree["accountability"]["strikes"] for tree in trees} == {None, 1}
    assert {tree["redress"]["staff_weeks"] > 0.0 for tree in trees} == {False, True}
    assert {agency["accommodation_cost"] > 0.0 for tree in trees for agency in tree["agencies"]} == {
        False,
        True,
    }
    asked = [item for tree in trees for item in tree["consultations"]]
    assert {None, 0.0, 0.5, 1.0} <= {item["participation"] for item in asked}
    decisions, measurements = ([tree[what] for tree in trees] for what in ("decisions", "measurement"))
    assert len({one["crowding_out"] for one in decisions}) > 2
    assert len({one["shunting_most"] for one in decisions}) > 2
    assert {one["games_money"] for one in measurements} == {False, True}
    assert len({one["ratchet"] for one in measurements}) > 3
    for what in ("creaming_by_counts", "parking"):
        assert len({tree["service"][what] for tree in trees}) > 2, what
    assert {item["buys"] for tree in trees for item in tree["incentives"]} == {
        "nothing",
        "priority_and_places",
    }
    assert {tree["pool"]["by"] for tree in trees} == {"waiting", "workload"}
    assert len({tree["workforce"]["slack"] for tree in trees}) > 1
    assert len({item["ceiling"] for tree in trees for item in tree["campaigns"]}) > 3
    covers = [tree["partnership"]["covers"] for tree in trees]
    assert {bool(one["groups"]) for one in covers} == {False, True}
    assert {one["min_needs"] for one in covers} == {1, 2, 3, 4}
    assert {tree["service"]["relapse_fades"] == "infinite" for tree in trees} == {False, True}
    assert {tree["redress"]["patience"] == "infinite" for tree in trees} == {False, True}
    assert {item["joint_part"] for tree in trees for item in tree["prevention"]} == {0.0, 0.5, 1.0}
    places = [place for tree in trees for place in tree["population"]["localities"]]
    off: dict[str, Any] = {"service_weeks": {}, "hand_off": 0.0, "efficacy": 1.0}
    assert all(any(place[what] != none for place in places) for what, none in off.items())
    variations = [tree["population"]["variation"] for tree in trees]
    for what in ("places", "onset", "hand_off", "efficacy"):
        assert {variation[what] > 0.0 for variation in variations} == {False, True}, what
    groups = [group for tree in trees for group in tree["population"]["groups"]]
    assert {group["arrivals"]["kind"] for group in groups if group["arrivals"]} | {"onset"} == set(
        k.ARRIVAL_KINDS
    )


def test_the_second_implementation_shares_only_the_draws() -> None:
    for path in sorted((Path(__file__).parents[1] / "oracle").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                assert not [alias.name for alias in node.names if alias.name.split(".")[0] == "joinup"]
            elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "joinup":
                assert node.module == "joinup.sim", path.name
                assert [alias.name for alias in node.names] == ["randomness"], path.name
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id not in ("__import__", "exec", "eval"), path.name
