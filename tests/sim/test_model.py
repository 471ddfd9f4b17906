"""To a Mesa user this is a Mesa model like any other."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from typing import Any

import mesa
import networkx as nx
import numpy as np
import pandas as pd
import pytest

from joinup.sim.agents import Agency, Funder
from joinup.sim.arrays import codes as k
from joinup.sim.clients import COLUMNS, Client
from joinup.sim.errors import ScenarioError
from joinup.sim.model import REPORTERS, Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from joinup.sim.schedule import SCHEDULE
from tests.support.scenarios import busy_town, engine_at, plain_town, two_steps


@pytest.fixture
def model() -> Model:
    """Return a busy town after half a year."""
    found = Model(busy_town(), rng=2, trace=300)
    found.run_for(20)
    return found


@pytest.fixture
def start_method() -> Iterator[None]:
    """Put back what `mesa.batch_run` sets for the whole process."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


# The model -------------------------------------------------------------------------------------


def test_it_is_a_mesa_model_that_starts_at_week_0_after_the_warm_up() -> None:
    model = Model(busy_town())
    assert isinstance(model, mesa.Model)
    assert (model.week, model.time, model.running) == (0, 0.0, True)
    assert len(model.datacollector.model_vars["waiting"]) == 0
    assert model.engine.seed == 1, "never the clock"
    model.step()
    assert (model.week, model.time) == (1, 1.0)


def test_it_stops_when_its_scenario_ends_and_can_be_continued() -> None:
    model = Model(plain_town({"weeks": 5}))
    played = 0
    while model.running:
        model.step()
        played += 1
    assert played == 5
    model.run_for(60)
    assert model.week == 65
    assert len(model.result().weekly) == 65 * 2
    longer = run(plain_town({"weeks": 65}))
    pd.testing.assert_frame_equal(model.result().weekly, longer.weekly, check_exact=True)


def test_run_for_runs_whole_weeks(model: Model) -> None:
    assert (model.week, model.time) == (20, 20.0)
    model.run_until(26)
    assert model.week == 26


def test_events_of_mesa_happen_between_weeks() -> None:
    class Watcher:
        def __init__(self, watched: Model) -> None:
            self.watched = watched
            self.weeks: list[int] = []

        def look(self) -> None:
            self.weeks.append(self.watched.week)

        def stop_joint_work(self) -> None:
            self.watched.intervene({"partnership.form": "none"}, who="mesa event")

    model = Model(plain_town({"partnership.form": "formal"}), rng=2)
    watcher = Watcher(model)
    model.schedule_recurring(watcher.look, mesa.time.Schedule(interval=4.0, start=4.0))
    model.schedule_event(watcher.stop_joint_work, at=9.5)
    model.run_for(15)
    assert watcher.weeks in ([4, 8, 12], [3, 7, 11]), "every four weeks, before or after the step"
    assert model.result().run_record["interventions"] == [
        {"week": 9, "who": "mesa event", "set": {"partnership.form": "none"}}
    ]
    overhead = model.result().agencies.groupby("week").overhead_time.sum()
    assert (overhead[:9] > 0).all()
    assert (overhead[9:] == 0).all()


def test_an_intervention_is_an_event_that_nobody_planned() -> None:
    change = {"service.abandonment": 0.4, "agencies.clinic.places": 2}
    model = Model(plain_town(), rng=2)
    model.run_for(10)
    model.intervene(change)
    model.run_for(42)
    planned = run(plain_town({"events": [{"name": "change", "week": 10, "set": change}]}), 2)
    for table in ("weekly", "agencies", "ledger", "episodes"):
        pd.testing.assert_frame_equal(
            getattr(model.result(), table), getattr(planned, table), check_exact=True, obj=table
        )


@pytest.mark.parametrize("path", ["population.clients", "agencies.clinic.needs", "trust.start", "no.such"])
def test_an_intervention_cannot_change_the_people_the_places_or_the_past(model: Model, path: str) -> None:
    before = model.parameters
    with pytest.raises(ScenarioError, match=path):
        model.intervene({path: 1})
    assert model.parameters is before


def test_a_result_is_of_the_weeks_up_to_then_whatever_comes_later(model: Model) -> None:
    early, late = model.result(), model.result()
    tables = early.weekly, early.episodes, early.agencies, early.summary
    journeys = early.journeys
    model.run_for(10)
    assert late.weeks == 20 and late.journeys == journeys
    for table, before in zip((late.weekly, late.episodes, late.agencies, late.summary), tables, strict=True):
        pd.testing.assert_frame_equal(table, before, check_exact=True)


def test_a_run_has_no_results_before_its_first_week() -> None:
    result = Model(plain_town()).result()
    assert len(result.weekly) == len(result.agencies) == len(result.ledger) == 0
    assert len(result.parameter_by_week("weeks")) == 0
    summary = result.summary.set_index("group")
    assert list(summary.index) == ["most", "others", "all"]
    assert summary.episodes.tolist() == [0, 0, 0] and summary.reached.isna().all()


def test_localities_are_kept_apart_for_those_who_ask() -> None:
    model = Model(plain_town(), by_locality=True)
    model.run_for(2)
    assert model.result().weekly.locality.tolist() == ["north", "north", "south", "south"] * 2


# Collecting data -------------------------------------------------------------------------------


def test_mesas_data_collector_has_the_figures_of_the_tables(model: Model) -> None:
    collected = model.datacollector.get_model_vars_dataframe()
    result = model.result()
    weekly = result.weekly.groupby("week").sum(numeric_only=True)
    assert list(collected.columns) == list(REPORTERS)
    assert len(collected) == 20
    expected = {
        "in_need_not_in_service": weekly.unmet_need_weeks,
        "waiting": weekly.waiting,
        "in_service": weekly.in_service,
        "aware": weekly.aware,
        "resolved": weekly.resolved,
        "mean_effort": result.agencies.groupby("week").effort.mean(),
        "mean_joint_intensity": result.agencies.groupby("week").joint_intensity.mean(),
        "cost_gbp": result.ledger.groupby("week").gbp.sum(),
    }
    assert set(expected) == set(REPORTERS)
    for name, values in expected.items():
        np.testing.assert_allclose(collected[name], values, rtol=1e-12, err_msg=name)


def test_a_user_may_bring_a_collector_of_their_own() -> None:
    model = Model(busy_town(), rng=2)
    model.datacollector = mesa.DataCollector(
        model_reporters={"trust": lambda m: m.agencies.agg("trust", np.mean)},
        agenttype_reporters={Agency: {"name": "name", "effort": "effort"}},
    )
    model.run_for(6)
    assert len(model.datacollector.get_model_vars_dataframe()) == 6
    by_agency = model.datacollector.get_agenttype_vars_dataframe(Agency)
    assert len(by_agency) == 6 * 6
    last = by_agency.loc[6].effort.astype(float).to_numpy()
    np.testing.assert_array_equal(last, [agency.effort for agency in model.agencies])


@pytest.mark.usefixtures("start_method")
@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="Mesa 4 has no batch runner")
def test_mesas_batch_run_works() -> None:
    towns = [plain_town(), plain_town({"partnership.form": "merged", "weeks": 10})]
    parameters: dict[str, Any] = {"scenario": towns}
    rows = mesa.batch_run(
        Model,
        parameters,
        rng=[1, 2],
        max_steps=12,
        number_processes=1,
        display_progress=False,
        data_collection_period=1,
    )
    frame = pd.DataFrame(rows)
    assert sorted(frame.groupby("RunId").size()) == [10, 10, 12, 12], "as long as allowed, or as the scenario"
    for _, rows_of_run in frame.groupby("RunId"):
        first = rows_of_run.iloc[0]
        scenario: Scenario = first["scenario"]
        expected = run(scenario, int(first["seed"] if "seed" in first else first["rng"])).weekly
        waiting = expected.groupby("week").waiting.sum()[: len(rows_of_run)]
        assert rows_of_run.sort_values("Step").waiting.tolist() == waiting.tolist()


# Agencies and the funder -----------------------------------------------------------------------


def test_agencies_are_an_agent_set(model: Model) -> None:
    assert [(a.locality, a.name) for a in model.agencies] == [
        (place, name) for place in ("north", "south") for name in ("adviser", "housing", "clinic")
    ]
    assert len(model.agencies.select(lambda a: a.locality == "south")) == 3
    assert model.agencies.agg("places", sum) == int(model.engine.state.agency["places"].sum())
    by_name = model.agencies.groupby("name", result_type="list").groups
    assert {name: len(found) for name, found in by_name.items()} == {"adviser": 2, "housing": 2, "clinic": 2}
    assert model.agencies.get("is_member") == [True] * 6
    assert isinstance(model.funder, Funder)
    assert len(model.agents) == 7


FIELDS = {
    "effort": "effort",
    "routine": "routine",
    "trust": "trust_mean",
    "places": "places",
    "joint_intensity": "joint_intensity",
    "pressure": "pressure",
    "in_service": "in_service",
    "waiting": "waiting",
    "reported": "reported",
    "true": "true",
}


@pytest.mark.parametrize("attribute", FIELDS)
def test_an_agency_is_a_view_of_its_row(model: Model, attribute: str) -> None:
    last = model.result().agencies.query("week == 19")
    assert model.agencies.get(attribute) == pytest.approx(last[FIELDS[attribute]].tolist(), nan_ok=True)


def test_an_agencys_list_is_who_waits_there_in_the_order_in_which_they_came(model: Model) -> None:
    waiting = model.clients.select(state="waiting")
    listed = [client for agency in model.agencies for client in agency.waiting_list]
    assert sorted(listed) == sorted(waiting.get("unique_id"))
    for agency in model.agencies:
        assert len(agency.waiting_list) == agency.waiting


def test_the_funder_knows_its_instruments_and_what_it_has_been_told(model: Model) -> None:
    names = ["grant", "aim", "prize", "delay", "crisis", "pool", "fine"]
    assert model.funder.instruments == names
    model.run_for(25)
    assert model.funder.instruments == [name for name in names if name != "aim"], "it ended in week 40"
    assert model.funder.reported == pytest.approx(np.nansum(model.agencies.get("reported")))


@pytest.mark.parametrize("beliefs", ["promised", "observed", "expected"])
@pytest.mark.parametrize("week", [0, 13, 26])
def test_the_best_reply_is_the_effort_with_the_best_pay_off(beliefs: str, week: int) -> None:
    scenario = busy_town(
        {
            "decisions.rule": "best_reply",
            "decisions.beliefs": beliefs,
            "agencies.clinic.rule": None,
            "events": [],
            "partnership.starts": 0,
            "incentives.grant.of_full_cost": 1.0,
        }
    )
    model = Model(scenario, rng=2)
    while model.week < week:
        model.step()
    model.engine.apply_calendar()
    model.engine.open_stretch(week + 1)
    steps = {step.title: step for step in SCHEDULE}
    for step in SCHEDULE:
        if step.number == 1 and step.played == "in_locality":
            model._play(step)
    before = {agency: [agency.pay_off(x) for x in np.linspace(0, 1, 11)] for agency in model.agencies}
    expected = [np.linspace(0, 1, 11)[int(np.argmax(pay_offs))] for pay_offs in before.values()]
    model._play(steps["Agencies decide"])
    assert model.agencies.get("effort") == pytest.approx(expected)
    weighed = {agency: model.engine.state.payoff[agency.number, agency.role].tolist() for agency in before}
    assert weighed == before


def test_the_efforts_of_a_decision_week_are_those_that_the_table_of_decisions_says() -> None:
    result = run(busy_town({"events": []}), 2)
    chosen = result.decisions[result.decisions.chosen].set_index(["quarter", "locality", "agency"])
    weeks = result.agencies[result.agencies.week % 13 == 0]
    for row in weeks[weeks.week > 0].to_dict("records"):
        key: Any = (row["week"] // 13, row["locality"], row["agency"])
        assert row["effort"] == chosen.effort[key]
    assert len(chosen) == 4 * 6
    assert set(chosen.effort) <= set(np.linspace(0, 1, 11))


# The partnership -------------------------------------------------------------------------------


def test_a_partnership_is_a_graph_of_its_members(model: Model) -> None:
    graph = model.partnership("south")
    assert isinstance(graph, nx.DiGraph)
    assert graph.graph == {"form": "lead_agency", "locality": "south"}
    assert nx.is_strongly_connected(graph)
    assert graph.number_of_edges() == 3 * 2
    state = model.engine.state
    for one, other, link in graph.edges(data=True):
        a, b = (["adviser", "housing", "clinic"].index(name) for name in (one, other))
        assert link["trust"] == state.link["trust"][1, a, b]
        assert link["joint_intensity"] == state.link["joint"][1, a, b]
        assert link["joint_intensity"] == graph.edges[other, one]["joint_intensity"]
        assert link["hand_offs"] == state.link["hand_offs"][1, a, b]
    assert sum(link["hand_offs"] for _, _, link in graph.edges(data=True)) > 0
    efforts = model.agencies.select(lambda agency: agency.locality == "south").get("effort")
    assert list(nx.get_node_attributes(graph, "effort").values()) == efforts
    assert model.partnership().graph["locality"] == "north"


def test_a_partnership_leaves_out_who_is_not_a_member() -> None:
    members = {"partnership.form": "formal", "partnership.members": ["adviser", "clinic"]}
    model = Model(plain_town(members), rng=2)
    model.run_for(2)
    graph = model.partnership()
    assert set(graph.edges) == {("adviser", "clinic"), ("clinic", "adviser")}
    assert nx.get_node_attributes(graph, "member") == {"adviser": True, "housing": False, "clinic": True}


def test_without_a_partnership_there_are_no_edges() -> None:
    assert Model(plain_town()).partnership().number_of_edges() == 0


# Clients ---------------------------------------------------------------------------------------


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
        str: {"locality", "group", "state", "agency", "last_agency"},
        bool: {"aware", "eligible", "helped_before", "lapsed_in_episode", "complained", "has_redress"},
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
    for name in ("helped_before", "lapsed_in_episode", "complained", "has_redress"):
        assert clients.get(name) == [False] * 5, name
    assert clients.get("eligible") == [True] * 5
