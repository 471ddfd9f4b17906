"""Clients can be read, selected, counted and grouped as agents can."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.clients import COLUMNS, Client
from joinup.sim.model import Model
from joinup.sim.run import run
from tests.support.scenarios import engine_at, plain_town, two_steps


def test_clients_can_be_counted_and_looped_over(model: Model) -> None:
    assert len(model.clients) == 300
    numbers = [client.unique_id for client in model.clients]
    assert numbers == list(range(300))
    assert model.clients[17].unique_id == 17


def test_every_column_of_a_client_can_be_read_one_by_one_or_all_at_once(model: Model) -> None:
    for name in COLUMNS:
        together = model.clients.get(name)
        one_by_one = [getattr(client, name) for client in model.clients]
        for all_at_once, alone in zip(together, one_by_one, strict=True):
            assert all_at_once == alone or all_at_once != all_at_once
    pairs = model.clients.get(["unique_id", "state"])
    assert pairs == [[n, state] for n, state in enumerate(model.clients.get("state"))]


def test_columns_of_a_client_hold_names_numbers_or_whether_something_is_so(model: Model) -> None:
    kinds = {
        str: {"locality", "group", "state", "agency", "last_agency", "agency_beside", "navigator"},
        bool: {
            "aware",
            "eligible",
            "helped_before",
            "lapsed_in_episode",
            "complained",
            "has_redress",
            "holds_place",
        },
        float: {"smallest_joint_intensity"},
    }
    whole = set(COLUMNS).difference(*kinds.values())
    for kind, names in {**kinds, int: whole}.items():
        for name in names:
            assert {type(value) for value in model.clients.get(name)} == {kind}, name
            assert {type(value) for value in model.clients.groupby(name)} == {kind}, name


def test_a_client_has_no_attribute_that_is_not_there(model: Model) -> None:
    has = f"^a client has no 'wealth'; it has {', '.join(COLUMNS)}$"
    with pytest.raises(AttributeError, match=has):
        _ = model.clients[0].wealth
    with pytest.raises(AttributeError, match=has):
        model.clients.get("wealth")


def test_clients_can_be_selected_as_agents_can(model: Model) -> None:
    clients = model.clients
    waiting = clients.select(state="waiting", locality="south")
    assert 0 < len(waiting) < 300
    assert set(waiting.get("state")) == {"waiting"}
    assert set(waiting.get("locality")) == {"south"}
    by_function = clients.select(lambda c: c.state == "waiting" and c.locality == "south")
    assert by_function.get("unique_id") == waiting.get("unique_id")
    assert len(clients.select(at_most=7)) == 7
    assert len(clients.select(at_most=0.5)) == 150
    assert len(clients.select(at_most=2.0)) == 2, "a share only up to one, as with Mesa"
    assert len(waiting.select(at_most=3)) == min(3, len(waiting))
    assert waiting[0] in waiting
    assert waiting[0] in clients
    assert clients.select(state="in_service")[0] not in waiting
    assert len(clients.select(state="nowhere")) == 0
    assert len(clients.select(lambda c: c.aware, state="nowhere")) == 0


def test_clients_can_be_summed_up_and_grouped(model: Model) -> None:
    clients = model.clients
    assert clients.agg("aware", np.mean) == pytest.approx(np.mean(clients.get("aware")))
    assert clients.agg("weeks_waited", max) == max(clients.get("weeks_waited"))
    by_state = clients.groupby("state")
    last = model.result().weekly.query("week == 19").sum(numeric_only=True)
    assert {state: len(found) for state, found in by_state.items()} == {
        state: last[state] for state in k.STATES if last[state]
    }
    assert sum(len(found) for found in clients.groupby("agency").values()) == 300


def test_columns_agree_with_one_another(model: Model) -> None:
    for client in model.clients:
        with_agency = client.state in ("waiting", "in_service")
        assert (client.agency != "") == with_agency
        assert (client.needs == 0) == (client.state == "no_need")
        assert client.needs & ~client.needs_at_onset == 0
        assert client.weeks_in_state >= 0
        assert 0 <= client.agencies_met <= 3
        in_the_north = client.unique_id < model.engine.world.localities["end"][0]
        assert client.locality == ("north" if in_the_north else "south")


def test_a_traced_clients_journey_ends_where_the_client_stands(model: Model) -> None:
    ends = {
        "service started": "in_service",
        "joined the list": "waiting",
        "gave up waiting": "lapsed",
        "was refused": "lapsed",
        "was lost in a hand-off": "lapsed",
        "all needs were met": "no_need",
        "the need ended by itself": "no_need",
        "tried again": "seeking",
        "a need arose": "seeking",
        "the need came back": "seeking",
        "was handed on": "waiting",
        "complained; upheld": "waiting",
        "went to the wrong door and was handed on": "waiting",
        "was found by outreach": "seeking",
        "went to the wrong door and was lost": "lapsed",
    }
    checked = set()
    journeys = model.result().journeys
    for client in model.clients:
        assert isinstance(client, Client)
        for line in reversed(journeys[client.unique_id]):
            move = line.split(": ", 1)[1]
            found = next((state for start, state in ends.items() if move.startswith(start)), None)
            if found is not None:
                assert client.state == found, journeys[client.unique_id]
                checked.add(found)
                break
    assert model.clients[5].journey == journeys[5]
    assert checked == set(k.STATES)


def test_journeys_are_the_same_step_by_step_and_all_at_once() -> None:
    town = plain_town({"warm_up_weeks": 0, "weeks": 20})
    model = Model(town, rng=2, trace=300)
    model.run_for(20)
    assert model.result().journeys == run(town, 2, trace=300).journeys
    assert run(town, 2).journeys == {}, "unless asked for, nobody is followed"


def test_a_client_who_is_not_traced_has_no_journey() -> None:
    model = Model(plain_town(), rng=2)
    model.run_for(10)
    assert [client.journey for client in model.clients.select(at_most=20)] == [[]] * 20


def test_a_population_can_be_read_without_mesa() -> None:
    from joinup.sim.clients import ClientPopulation

    clients = ClientPopulation(engine_at(plain_town(), 10))
    assert sum(len(found) for found in clients.groupby("group").values()) == 300


def test_client_number_zero_waits_in_a_list_like_any_other() -> None:
    model = Model(two_steps({"population.groups.all.opening": {"waiting": 1.0}}))
    adviser, housing = model.agencies
    assert adviser.waiting_list == [0, 1, 2, 3, 4]
    assert housing.waiting_list == []


def test_nothing_has_happened_to_a_client_before_a_run() -> None:
    clients = Model(two_steps()).clients
    for name in ("helped_before", "lapsed_in_episode", "complained", "has_redress", "holds_place"):
        assert clients.get(name) == [False] * 5, name
    assert clients.get("eligible") == [True] * 5
