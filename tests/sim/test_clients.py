"""What is read of clients is what the run has written down about them."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.clients import COLUMNS, ClientPopulation
from joinup.sim.engine import Engine
from joinup.sim.model import Model
from tests.support.scenarios import busy_town, engine_at, plain_town

FLAGS = {
    "eligible": k.ELIGIBLE_BIT,
    "helped_before": k.HELPED_BIT,
    "lapsed_in_episode": k.LAPSED_BIT,
    "complained": k.COMPLAINED_BIT,
    "has_redress": k.REDRESS_BIT,
    "holds_place": k.HOLDS_BIT,
}

RECORDED = {
    "needs": "needs",
    "needs_at_onset": "needs_at_onset",
    "hand_offs": "hops",
    "weeks_waited": "waited",
    "access_needs": "access",
    "aware_since": "aware_since",
    "state_since": "entered",
    "onset_week": "onset_week",
}


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return a busy town after half a year."""
    return engine_at(busy_town(), 20)


def test_they_add_up_to_the_counts_of_the_run(engine: Engine) -> None:
    clients = ClientPopulation(engine)
    found = Counter(zip(*(clients.get(name) for name in ("locality", "group", "state")), strict=True))
    aware = Counter(
        zip(*(clients.select(aware=True).get(name) for name in ("locality", "group")), strict=True)
    )
    assert min(aware.values()) > 0 and sum(aware.values()) < len(clients)
    for place, locality in enumerate(("north", "south")):
        for g, group in enumerate(("most", "others")):
            stock = engine.state.stock[place, g]
            for number, state in enumerate(k.STATES):
                assert found[locality, group, state] == stock[number]
            assert aware[locality, group] == stock[k.AWARE_COUNT]


@pytest.mark.parametrize("name", FLAGS)
def test_each_mark_is_read_alone(engine: Engine, name: str) -> None:
    clients = ClientPopulation(engine, np.array([3, 4]))
    before = engine.state.client["flags"][3:5].copy()
    engine.state.client["flags"][3] = FLAGS[name]
    engine.state.client["flags"][4] = ~np.array(FLAGS[name], before.dtype)
    assert clients.get(name) == [True, False]
    engine.state.client["flags"][3:5] = before


@pytest.mark.parametrize(("name", "field"), RECORDED.items())
def test_what_is_written_down_is_read_as_it_is(engine: Engine, name: str, field: str) -> None:
    clients = ClientPopulation(engine)
    column = clients.column(name)
    assert column.tolist() == engine.state.client[field].tolist()
    column[:] = 0
    assert not (clients.column(name) == 0).all(), "what is read is a copy"


def test_agencies_are_named_and_nobody_is_an_empty_name(engine: Engine) -> None:
    clients = ClientPopulation(engine, np.arange(4))
    before = engine.state.client[:4].copy()
    for name, field in (("agency", "role"), ("last_agency", "last_role")):
        engine.state.client[field][:4] = [0, 2, k.NOBODY, 1]
        assert clients.get(name) == ["adviser", "clinic", "", "housing"]
    engine.state.client[:4] = before


def test_time_in_a_state_is_counted_from_the_week_after_it_was_entered(engine: Engine) -> None:
    clients = ClientPopulation(engine, np.arange(2))
    before = engine.state.client["entered"][:2].copy()
    engine.state.client["entered"][:2] = [19, 12]
    assert clients.get("weeks_in_state") == [0, 7]
    engine.state.client["entered"][:2] = before


def test_the_smallest_joint_intensity_is_unknown_before_the_first_hand_off(engine: Engine) -> None:
    clients = ClientPopulation(engine, np.arange(3))
    before = engine.state.client["joint"][:3].copy()
    engine.state.client["joint"][:3] = [0.5, 1.0, 2.0]
    half, whole, unknown = clients.get("smallest_joint_intensity")
    assert (half, whole) == (0.5, 1.0) and np.isnan(unknown)
    engine.state.client["joint"][:3] = before


def test_agencies_met_are_counted_not_added_up(engine: Engine) -> None:
    clients = ClientPopulation(engine, np.arange(3))
    before = engine.state.client["met"][:3].copy()
    engine.state.client["met"][:3] = [0, 0b101, 0b111]
    assert clients.get("agencies_met") == [0, 2, 3]
    engine.state.client["met"][:3] = before


def test_some_may_be_picked_out_by_place_value_share_or_number(engine: Engine) -> None:
    clients = ClientPopulation(engine)
    some = ClientPopulation(engine, np.array([7, 250, 12]))
    assert [client.unique_id for client in some] == some.get("unique_id") == [7, 250, 12]
    assert some[1].unique_id == 250 and len(some) == 3
    assert clients[250] in some and clients[8] not in some
    assert some.get(["unique_id", "locality"]) == [[7, "north"], [250, "south"], [12, "north"]]
    assert some.select(locality="north").get("unique_id") == [7, 12]
    assert some.select(lambda client: client.unique_id > 7).get("unique_id") == [250, 12]
    assert some.select(at_most=2).get("unique_id") == [7, 250]
    assert some.select(at_most=1).get("unique_id") == [7]
    assert some.select(at_most=1.0).get("unique_id") == [7, 250, 12]
    assert some.select(at_most=0.4).get("unique_id") == [7]
    by_place = some.groupby("locality")
    assert {name: found.get("unique_id") for name, found in by_place.items()} == {
        "north": [7, 12],
        "south": [250],
    }
    assert all(isinstance(name, str) for name in by_place)
    assert some.agg("unique_id", sum) == 269


def test_a_private_name_is_no_attribute_of_a_client(engine: Engine) -> None:
    client = ClientPopulation(engine)[0]
    for name in ("wealth", "_wealth"):
        with pytest.raises(AttributeError, match=f"a client has no '{name}'; it has unique_id, locality"):
            getattr(client, name)
    assert type(client.aware) is bool and type(client.weeks_waited) is int


def test_a_models_scenario_is_named_and_has_its_hash_for_mesa() -> None:
    town = plain_town({"weeks": 2})
    model = Model(town)
    assert (model.scenario.name, model.scenario.hash) == ("test_town", town.hash)
    assert Model(town, 7).engine.seed == 7
    model.intervene({"service.abandonment": 0.1})
    assert [one["who"] for one in model.engine.interventions] == ["user"]


@pytest.fixture
def model() -> Model:
    """Return a model of a busy town after half a year."""
    model = Model(busy_town(), trace=5)
    model.run_for(20)
    return model


def test_clients_are_sorted_by_an_attribute_or_a_function_as_agent_sets_are(model: Model) -> None:
    waited = model.clients.sort("weeks_waited").get("weeks_waited")
    assert waited == sorted(waited, reverse=True) and len(set(waited)) > 1
    rising = model.clients.sort("weeks_waited", ascending=True)
    assert rising.get("weeks_waited") == waited[::-1]
    numbers = np.array(rising.get("unique_id"))
    equal = np.array(rising.get("weeks_waited")) == 0
    assert (np.diff(numbers[equal]) > 0).all(), "equal clients keep their order"
    falling = model.clients.sort("weeks_waited")
    equal = np.array(falling.get("weeks_waited")) == 0
    assert (np.diff(np.array(falling.get("unique_id"))[equal]) > 0).all()
    by_function = model.clients.sort(lambda client: client.weeks_waited + 0.5)
    assert by_function.get("unique_id") == falling.get("unique_id")


def test_clients_are_counted_mapped_and_sliced(model: Model) -> None:
    waiting = model.clients.select(state="waiting")
    assert model.clients.count(state="waiting") == waiting.count() == len(waiting) > 0
    assert model.clients.groupby("state").count()["waiting"] == len(waiting)
    assert waiting.map("group") == waiting.get("group") == waiting.map(lambda client: client.group)
    assert waiting.map("journey") == [client.journey for client in waiting]
    first = waiting[:2]
    assert (
        first.get("unique_id") == waiting.get("unique_id")[:2] == [waiting[0].unique_id, waiting[1].unique_id]
    )
    assert waiting[::-1][0].unique_id == waiting[-1].unique_id
    seen: list[int] = []
    assert waiting.do(lambda client: seen.append(client.unique_id)) is waiting
    assert seen == waiting.get("unique_id")
    longest = model.clients.groupby("state").agg("weeks_in_state", max)
    assert longest["waiting"] == max(waiting.get("weeks_in_state"))
    sizes = model.clients.groupby("group").map(len)
    assert sizes == model.clients.groupby("group").count()


def test_clients_are_a_table_with_a_row_each(model: Model) -> None:
    table = model.clients.to_frame()
    assert list(table.index) == model.clients.get("unique_id")
    assert ["unique_id", *table] == list(COLUMNS)
    some = model.clients.select(state="waiting").to_frame("group", "weeks_in_state")
    assert list(some) == ["group", "weeks_in_state"]
    assert some["group"].tolist() == model.clients.select(state="waiting").get("group")
    with pytest.raises(AttributeError, match="a client has no 'mood'"):
        model.clients.to_frame("mood")
