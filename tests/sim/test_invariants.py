"""What must hold every week in every scenario (model.md 6 and 7), recomputed independently."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.engine import Engine
from joinup.sim.kernels import classes
from joinup.sim.mechanisms.journeys.flows import COMPLETIONS, EXITS_IN_SERVICE
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town, engine_at, engine_of, plain_town
from tests.support.strategies import scenarios

STAFF = ("service", "coordination", "set_up")


def assert_flows_explain_stocks(weekly: pd.DataFrame) -> None:
    """Check the identities of model.md 6, each week and group, from the second week on."""
    key = [name for name in ("locality", "group") if name in weekly]
    ordered = weekly.sort_values([*key, "week"], kind="stable")
    change = ordered.groupby(key, observed=True)[list(k.STOCKS)].diff().dropna().astype(int)
    f = ordered.loc[change.index]
    begun = f.onsets + f.relapses
    expected = {
        "no_need": f.resolved + f.resolved_without_help - begun,
        "seeking": begun + f.returned - f.presented - f.exits_seeking,
        "waiting": f.joined_list
        + f.hand_offs_succeeded
        + f.redress_joined
        + f.promoted_waiting
        - f.started_service
        - f.abandoned
        - f.exits_waiting,
        "in_service": f.started_service + f.promoted_serving - f.completions - f.exits_in_service,
        "lapsed": f.abandoned
        + f.lapsed_after_hand_off
        + f.wrong_door_lapsed
        + f.refused
        + f.not_helped
        - f.returned
        - f.redress_joined
        - f.exits_lapsed,
    }
    for stock, flows in expected.items():
        assert (change[stock] == flows).all(), f"change of {stock}"
    assert (change[list(k.STATES)].sum(axis=1) == 0).all()
    assert (weekly.presented == weekly.joined_list + weekly.wrong_door_lapsed + weekly.refused).all()
    done = weekly.resolved + weekly.hand_offs_succeeded + weekly.lapsed_after_hand_off + weekly.not_helped
    assert (weekly.completions == done + weekly.promoted_serving + weekly.promoted_waiting).all()
    exits = weekly.exits_seeking + weekly.exits_waiting + weekly.exits_lapsed + weekly.exits_in_service
    assert (weekly.resolved_without_help == exits).all()
    assert (change.aware == f.became_aware + f.made_aware_by_outreach - f.forgot).all()
    assert (weekly.unmet_need_weeks == weekly.seeking + weekly.waiting + weekly.lapsed).all()
    numbers = weekly.select_dtypes("number")
    assert (numbers >= 0).all().all()
    assert (weekly.aware <= weekly[list(k.STATES)].sum(axis=1)).all()
    # A complaint of a wait that is over puts nobody on a list again.
    assert (weekly.redress_joined <= weekly.upheld).all()
    assert (weekly.upheld <= weekly.redress_joined + weekly.displeased).all()
    lost = (
        weekly.abandoned
        + weekly.lapsed_after_hand_off
        + weekly.wrong_door_lapsed
        + weekly.refused
        + weekly.not_helped
    )
    assert (weekly.dissatisfied == lost + weekly.displeased).all()
    assert (weekly.complaints <= weekly.dissatisfied).all()
    assert (weekly.upheld + weekly.unowned <= weekly.complaints).all()
    assert (weekly.joined_up <= weekly.resolved).all()
    assert (weekly.resolved_within_52 <= weekly.resolved).all()
    assert (weekly.reached <= weekly.started_service).all()


def assert_clients_add_up(result: Result) -> None:
    people = result.simulated.weekly.groupby("week")[list(k.STATES)].sum().sum(axis=1)
    assert (people == result.scenario.population.clients).all()


def assert_agencies_explain_flows(result: Result) -> None:
    agencies, weekly = result.simulated.agencies, result.simulated.weekly
    # Who is ready to be handed on is in service to the state, and served by nobody.
    served = agencies.assign(in_service=agencies.in_service + agencies.ready)
    main = served.assign(
        in_service=served.in_service - served.beside_served, waiting=served.waiting - served.beside_waiting
    )
    by_agency = main.groupby("week")[["in_service", "waiting", "started_service", "completions"]]
    # To an agency a service is completed when its client's need has ended by itself too.
    ended = weekly.assign(completions=weekly.completions + weekly.exits_in_service)
    by_group = ended.groupby("week")[["in_service", "waiting", "started_service", "completions"]]
    of_agencies, of_groups = by_agency.sum(), by_group.sum()
    assert (of_agencies[["in_service", "waiting"]] == of_groups[["in_service", "waiting"]]).all().all()
    # What begins and ends beside the main service counts in agencies' figures only.
    assert (
        (of_agencies[["started_service", "completions"]] >= of_groups[["started_service", "completions"]])
        .all()
        .all()
    )
    if not result.scenario.journeys.together:
        assert (of_agencies == of_groups).all().all()
    assert (agencies.groupby("week").held.sum() == weekly.groupby("week").held.sum()).all()
    table = served.sort_values(["locality", "agency", "week"], kind="stable")
    change = table.groupby(["locality", "agency"])["in_service"].diff().dropna()
    now = table.loc[change.index]
    assert (change == now.started_service - now.completions).all()
    # Nobody starts where there is no place. Places stay free only if nobody waits but those
    # whose complaint was upheld after the lists were served.
    used = table.in_service + table.held
    assert ((used <= table.places) | (table.started_service == 0)).all()
    idle = table[used < table.places].groupby("week").waiting.sum()
    late = weekly.groupby("week").redress_joined.sum()
    assert (idle <= late.reindex(idle.index)).all()


def assert_staff_time_adds_up(agencies: pd.DataFrame) -> None:
    times = ("own", "joint", "overhead", "dip", "door", "redress", "idle")
    parts = agencies[[f"{of}_time" for of in times]]
    assert np.abs(parts.sum(axis=1) - 1).max() < 1e-12
    assert (parts >= -1e-12).all().all()


def assert_every_pound_is_accounted_for(result: Result) -> None:
    scenario, ledger = result.scenario, result.simulated.ledger
    assert (ledger.gbp >= 0).all()
    total = ledger.groupby("week").gbp.sum()
    for column in ("payer", "payee", "category"):
        sums = ledger.groupby(["week", column], observed=True).gbp.sum().groupby("week").sum()
        assert np.abs(sums / total - 1).max() < 1e-9
    moved = ledger[ledger.category == "incentive"]
    net = moved.groupby("payee", observed=True).gbp.sum().sum()
    assert net == pytest.approx(moved.groupby("payer", observed=True).gbp.sum().sum(), rel=1e-9)

    def spent(category: str) -> npt.NDArray[np.float64]:
        found = ledger[ledger.category == category].groupby("week").gbp.sum()
        return found.reindex(range(result.weeks), fill_value=0.0).to_numpy(dtype=float)

    def per_week(table: pd.DataFrame, values: pd.Series) -> npt.NDArray[np.float64]:
        return values.groupby(table["week"]).sum().to_numpy(dtype=float)

    agencies, weekly = result.simulated.agencies, result.simulated.weekly
    price = {agency.name: agency.place_cost for agency in scenario.agencies}
    cost = agencies.places * agencies.agency.map(price).astype(float)
    # Paid hours stand in for a part of the staff time that joint working takes.
    paced = {agency.name: agency.paced_by_staff for agency in scenario.agencies}
    lost = agencies.joint_time + agencies.overhead_time + agencies.dip_time + agencies.door_time
    lost += agencies.redress_time
    stood_in = (1 - agencies.agency.map(paced).astype(float)) * lost
    staff = per_week(agencies, cost * (1 + stood_in - agencies.redress_time))
    roles = [agency.name for agency in scenario.agencies]
    paid = ledger[ledger.category.isin(STAFF) & ledger.payee.isin(roles)].groupby("week").gbp.sum()
    paid_to_staff = paid.reindex(range(result.weeks), fill_value=0.0).to_numpy(dtype=float)
    np.testing.assert_allclose(paid_to_staff, staff, rtol=1e-9)
    need = weekly.unmet_need_weeks + scenario.money.in_service_weight * weekly.in_service
    unmet = per_week(weekly, need) * scenario.money.unmet_need
    np.testing.assert_allclose(spent("failure_demand"), unmet, rtol=1e-9)
    handled = per_week(weekly, weekly.complaints - weekly.unowned) * scenario.redress.cost
    handled += per_week(agencies, cost * agencies.redress_time)
    np.testing.assert_allclose(spent("redress"), handled, rtol=1e-9)
    if len({agency.outreach_cost for agency in scenario.agencies}) == 1:
        found = per_week(weekly, weekly.outreach) * scenario.agencies[0].outreach_cost
        np.testing.assert_allclose(spent("outreach"), found, rtol=1e-9)
    assert (spent("prevention") >= 0).all()
    own = per_week(
        agencies,
        (agencies.own_time + agencies.idle_time) * agencies.places * agencies.agency.map(price).astype(float),
    )
    np.testing.assert_allclose(spent("service"), own, rtol=1e-9)


def assert_result_is_sound(result: Result) -> None:
    """Check every identity that the tables of a run must satisfy."""
    assert_flows_explain_stocks(result.simulated.weekly)
    assert_clients_add_up(result)
    assert_agencies_explain_flows(result)
    assert_staff_time_adds_up(result.simulated.agencies)
    if not any("money" in path or "cost" in path for event in result.scenario.events for path in event.set):
        assert_every_pound_is_accounted_for(result)


def assert_columns_match_counts(engine: Engine) -> None:
    """Count clients again, one by one, and compare with what the kernels keep count of."""
    state, world = engine.state, engine.world
    count, roles, groups = len(world.localities), world.spec.shape[1], len(world.group)
    everyone = np.arange(len(state.code))
    place = np.searchsorted(world.localities["end"], everyone, side="right")
    group, aware, person = state.group, state.aware, state.client
    stock = np.zeros((count, groups, len(k.STOCKS)), np.int64)
    for c in everyone:
        stock[place[c], group[c], state.state[c]] += 1
        stock[place[c], group[c], k.AWARE_COUNT] += aware[c]
        holds = bool(person["flags"][c] & k.HOLDS_BIT)
        stock[place[c], group[c], k.HELD_COUNT] += holds and state.state[c] == k.WAITING
    assert (stock == state.stock).all()

    guides = (person["flags"] & k.NAVIGATOR_BITS) >> k.NAVIGATOR_SHIFT
    for n in range(len(world.navigator)):
        assert (np.bincount(place[guides == n + 1], minlength=count) == state.navigated[n]).all()
    assert (guides[state.state == k.NO_NEED] == 0).all()
    redress = (person["flags"] & k.REDRESS_BIT) != 0
    holding = (person["flags"] & k.HOLDS_BIT) != 0
    waiting, serving = state.state == k.WAITING, (state.state == k.IN_SERVICE) & ~holding
    beside_served = (person["flags"] & k.BESIDE_SERVED_BIT) != 0
    assert (person["beside"][~waiting & ~serving] == k.NOBODY).all()
    assert (serving[beside_served]).all() and (person["beside"][beside_served] != k.NOBODY).all()
    held, ready = waiting & holding, (state.state == k.IN_SERVICE) & holding
    assert (holding == (held | ready)).all() and (person["last_role"][held] != person["role"][held]).all()
    handed = (person["flags"] & k.HANDED_BIT) != 0
    for p in range(count):
        for a in range(roles):
            here = (place == p) & (person["role"] == a)
            other = (place == p) & (person["beside"] == a)
            on_lists: list[int] = []
            for queue in range(groups + 2):
                found = state.on_list(p, a, queue)
                since = {
                    c: person["entered"][c] if person["role"][c] == a else person["beside_since"][c]
                    for c in found
                }
                assert found == sorted(found, key=lambda c: (int(since[c]), c)), "first in, first out"
                if queue > groups:
                    # Whose wait after a hand-off has become that beside the main one keeps its turn.
                    assert all(handed[c] or person["beside"][c] == a for c in found)
                else:
                    assert all(redress[c] if queue == groups else group[c] == queue for c in found)
                on_lists += found
            listed = (here & waiting) | (other & ~beside_served)
            assert sorted(on_lists) == np.flatnonzero(listed).tolist()
            row = state.agency[p, a]
            assert row["waiting"] == len(on_lists)
            assert row["handed_waiting"] == (handed & here & waiting).sum()
            assert row["in_service"] == (here & serving).sum() + (other & beside_served).sum()
            assert row["beside_served"] == (other & beside_served).sum()
            assert row["beside_waiting"] == (other & ~beside_served).sum()
            assert row["held"] == (held & (place == p) & (person["last_role"] == a)).sum()
            assert row["ready"] == (here & ready).sum()

    assert not redress[~waiting].any()
    assert ((person["needs"] & ~person["needs_at_onset"]) == 0).all()
    assert ((person["tried"] & ~person["needs_at_onset"]) == 0).all()
    assert (person["tried"][~waiting & ~serving & ~ready] == 0).all()
    marked = (state.traits & k.CLEARED_MARK) != 0
    assert (marked == (person["needs"] != person["needs_at_onset"])).all()
    none = state.state == k.NO_NEED
    assert (person["needs"][none] == 0).all()
    assert (person["needs"][~none] != 0).all()
    with_agency = waiting | serving
    assert (person["role"][~with_agency & ~ready] == k.NOBODY).all()
    serves = world.spec["serves"][0].astype(np.int64)
    assert (serves[person["role"][with_agency]] & person["needs"][with_agency] != 0).all()
    assert (person["entered"] < engine.week).all()
    admitted = (world.p[0]["refuse"] == 1) | ((person["flags"] & k.ELIGIBLE_BIT) != 0)
    covers = world.p[0]["partnership"]["covers"]["min_needs"]
    admitted &= (world.group["covered"][group] == 1) & (np.bitwise_count(person["needs_at_onset"]) >= covers)
    for c in everyone:
        counts = admitted[c] or ready[c]
        last = int(person["last_role"][c]) if person["last_role"][c] != k.NOBODY and counts else roles
        helped = int((person["flags"][c] & k.HELPED_BIT) != 0)
        code = classes.class_code.py_func(
            int(state.state[c]),
            int(group[c]),
            int(aware[c]),
            helped,
            int(person["role"][c]),
            last,
            groups,
            roles,
        )
        assert state.code[c] == code


def assert_nobody_in_service_is_put_out(before: State, now: State, completions: int, week: int) -> None:
    """Everyone who was in service still is, since the same week, unless served to the end."""
    was = before.state == k.IN_SERVICE
    stayed = was & (now.state == k.IN_SERVICE) & (now.client["entered"] == before.client["entered"])
    # Whoever goes on with what it had beside keeps the week in which that began.
    promoted = stayed & (now.client["role"] != before.client["role"])
    promoted |= was & ~stayed & (now.state == k.IN_SERVICE) & (now.client["role"] == before.client["beside"])
    stayed &= ~promoted
    # Whoever could not be handed on and kept its place is ready from now on, and its service is not left yet.
    ready = was & ~stayed & (now.state == k.IN_SERVICE) & ((now.client["flags"] & k.HOLDS_BIT) != 0)
    assert was.sum() - stayed.sum() == completions + ready.sum()
    moved = was & ~stayed & ~(before.client["beside"] != k.NOBODY)
    assert (now.client["entered"][moved] == week).all()


def copied(state: State) -> State:
    return state._replace(code=state.code.copy(), client=state.client.copy())


@pytest.fixture(scope="module", params=available())
def shipped(request: pytest.FixtureRequest) -> Result:
    scenario = load(request.param)
    if scenario.population.clients > 5000:
        people = scenario.population.people or scenario.population.clients
        scenario = scenario.with_changes({"population.clients": 3000, "population.people": people})
    return run(scenario, seed=1)


def test_every_identity_holds_in_every_shipped_scenario(shipped: Result) -> None:
    assert len(shipped.weekly) == shipped.scenario.weeks * len(shipped.scenario.population.groups)
    assert_flows_explain_stocks(shipped.simulated.weekly)
    assert_clients_add_up(shipped)
    assert_agencies_explain_flows(shipped)
    assert_staff_time_adds_up(shipped.simulated.agencies)
    assert_every_pound_is_accounted_for(shipped)


def test_clients_counted_one_by_one_agree_in_every_shipped_scenario(shipped: Result) -> None:
    assert_columns_match_counts(engine_of(shipped))


SEEN: dict[str, int] = {}
"""What the drawn scenarios brought about, so that a test can tell that they brought about all."""


@settings(max_examples=40)
@given(scenarios(), st.integers(0, 2**63 - 1))
@example(busy_town(), 1)
@example(busy_town({"schema_version": 2, "weeks": 120}), 1)
def test_every_identity_holds_in_any_scenario(scenario: Scenario, seed: int) -> None:
    result = run(scenario, seed, by_locality=seed % 2 == 0)
    assert_result_is_sound(result)
    assert_columns_match_counts(engine_of(result))
    for flow, number in result.simulated.weekly[list(k.FLOWS)].sum().items():
        SEEN[str(flow)] = SEEN.get(str(flow), 0) + int(number)


def test_the_drawn_scenarios_let_everything_happen() -> None:
    if not SEEN:
        test_every_identity_holds_in_any_scenario()
    assert {flow for flow in k.FLOWS if SEEN[flow] == 0} == set()


@settings(max_examples=25)
@given(scenarios(), st.integers(0, 1000))
@example(busy_town(), 1)
def test_columns_agree_every_week_and_nobody_in_service_is_put_out(scenario: Scenario, seed: int) -> None:
    engine = Engine(scenario, seed)
    for _ in range(scenario.warm_up_weeks + scenario.weeks):
        before = copied(engine.state)
        engine.advance(1)
        completions = int(engine.record.flow[:, :, [COMPLETIONS, EXITS_IN_SERVICE]].sum())
        assert_nobody_in_service_is_put_out(before, engine.state, completions, engine.week - 1)
        if engine.week % 5 == 0:
            assert_columns_match_counts(engine)


def test_when_money_ends_those_in_service_stay_until_they_are_served() -> None:
    funding = [{"name": "money", "ends": 20, "places": {"housing": 30}, "recruitment_weeks": 0}]
    engine = engine_at(plain_town({"funding": funding, "agencies.housing.places": 2}), 20)
    overfull = 0
    for _ in range(10):
        before = copied(engine.state)
        engine.advance(1)
        completions = int(engine.record.flow[:, :, [COMPLETIONS, EXITS_IN_SERVICE]].sum())
        assert_nobody_in_service_is_put_out(before, engine.state, completions, engine.week - 1)
        overfull += int((engine.state.agency["in_service"] > engine.state.agency["places"]).any())
    assert overfull > 0, "the case is there: more in service than places"


def test_a_table_with_a_wrong_figure_does_not_pass() -> None:
    result = run(plain_town())
    for column in (*k.STATES, *k.FLOWS[:18], "unmet_need_weeks"):
        wrong = result.weekly.copy()
        wrong[column] += np.arange(len(wrong)) == 41
        with pytest.raises(AssertionError):
            assert_flows_explain_stocks(wrong)
