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

from joinup.sim.agents import Agency
from joinup.sim.errors import ScenarioError
from joinup.sim.model import REPORTERS, Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town


@pytest.fixture
def start_method() -> Iterator[None]:
    """Put back what `mesa.batch_run` sets for the whole process."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


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
    done = 0
    while model.running:
        model.step()
        done += 1
    assert done == 5
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
