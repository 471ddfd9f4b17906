"""What Mesa users do with a model of theirs: subclass, copy, pickle, schedule, collect, seed."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import mesa
import numpy as np
import pytest

from joinup.sim.agents import Agency, Funder
from joinup.sim.errors import ScenarioError
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from joinup.sim.seeds import seed_of
from tests.support.scenarios import plain_town


class Inspector(mesa.Agent):
    """An agent of a user's own."""

    visits = 0

    def visit(self) -> None:
        self.visits += 1


class InspectedTown(Model):
    """A user's model: an attribute, an agent and an event of its own."""

    def __init__(self, scenario: Scenario, seed: int = 1) -> None:
        super().__init__(scenario, seed)
        self.budget = 100
        self.inspector = Inspector(self)
        self.visits = self.schedule_recurring(self.inspector.visit, mesa.time.Schedule(interval=5.0))
        self.schedule_event(self.cut, at=12.0)

    def cut(self) -> None:
        self.budget = 10


def pickled(model: InspectedTown) -> InspectedTown:
    found: InspectedTown = pickle.loads(pickle.dumps(model))
    return found


@pytest.mark.parametrize("copied", [copy.deepcopy, pickled], ids=["copy", "pickle"])
def test_a_copy_of_a_subclass_keeps_its_attributes_agents_and_events(
    copied: Callable[[InspectedTown], InspectedTown],
) -> None:
    model = InspectedTown(plain_town(), 3)
    model.run_for(8)
    model.budget = 90
    twin = copied(model)
    assert type(twin) is InspectedTown
    assert (twin.budget, twin.inspector.visits, len(twin.agents)) == (90, 1, len(model.agents))
    assert twin.inspector is not model.inspector
    assert twin.inspector.model is twin
    twin.run_for(8)
    assert (twin.budget, twin.inspector.visits, twin.week) == (10, 3, 16)
    assert (model.budget, model.inspector.visits, model.week) == (90, 1, 8), "the original stays"
    model.run_for(8)
    assert (model.budget, model.inspector.visits) == (10, 3)
    assert twin.result().weekly.equals(model.result().weekly)
    assert [agency.effort for agency in twin.agencies] == [agency.effort for agency in model.agencies]


def test_agent_reporters_collect_over_all_kinds_of_agents() -> None:
    model = Model(plain_town())
    names = ["effort", "waiting", "reported", "instruments", "name", "locality"]
    model.datacollector = mesa.DataCollector(agent_reporters={name: name for name in names})
    model.run_for(2)
    found = model.datacollector.get_agent_vars_dataframe().reset_index()
    funder = found[found["name"] == "funder"]
    assert len(funder) == 2
    assert funder["effort"].isna().all() and funder["waiting"].isna().all()
    others = found[found["name"] != "funder"]
    assert others["effort"].notna().all() and others["instruments"].isna().all()


def test_what_no_agent_has_is_an_error() -> None:
    model = Model(plain_town())
    [funder] = model.agents_by_type[Funder]
    assert funder.effort is None
    for agent in (funder, model.agents_by_type[Agency].to_list()[0]):
        with pytest.raises(AttributeError, match="no attribute 'mood'"):
            _ = agent.mood


@pytest.mark.parametrize("seed", [5, np.int64(5), np.uint8(5)])
def test_a_seed_is_a_whole_number_of_any_kind(seed: Any) -> None:
    weekly = run(plain_town(), 5).weekly
    assert run(plain_town(), seed).weekly.equals(weekly)
    assert Model(plain_town(), seed).engine.seed == Model(plain_town(), rng=seed).engine.seed == 5


def test_a_seed_sequence_is_a_seed_and_its_children_are_others() -> None:
    sequence = np.random.SeedSequence(1)
    seeds = [seed_of(one) for one in (sequence, *sequence.spawn(3))]
    assert len(set(seeds)) == 4
    assert seed_of(np.random.SeedSequence(1)) == seeds[0]
    assert run(plain_town({"weeks": 1}), sequence).seed == seeds[0]


def test_no_seed_is_one_and_never_the_clock() -> None:
    assert run(plain_town({"weeks": 1})).seed == Model(plain_town()).engine.seed == 1


@pytest.mark.parametrize("seed", [1.5, "1", True, [1], -1, 2**63, np.float64(2.0)])
def test_what_is_no_seed_is_one_clear_error(seed: Any) -> None:
    for use in (lambda: run(plain_town(), seed), lambda: Model(plain_town(), seed)):
        with pytest.raises(ScenarioError, match="^seed") as told:
            use()
        assert len(told.value.problems) == 1


def test_a_seed_given_by_both_names_is_refused() -> None:
    with pytest.raises(ScenarioError, match="seed and rng are one thing"):
        Model(plain_town(), 1, rng=1)


def test_a_model_shows_where_it_is_on_one_screen() -> None:
    model = Model(plain_town({"title": "</p><b>A town</b>"}), seed=3)
    model.run_for(2)
    assert "A town" in repr(model) and "Week 2 of 52, seed 3." in repr(model)
    assert "Form of joint working: none." in repr(model) and "300 clients" in repr(model)
    assert "<b>" not in model._repr_html_() and "&lt;b&gt;" in model._repr_html_()
