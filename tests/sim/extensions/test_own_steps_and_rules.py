"""What users add works the same wherever a run is made, and is found again in every copy."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from joinup.sim.errors import ScenarioError
from joinup.sim.extensions.decorators import mechanism
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from joinup.sim.schedule import SCHEDULE
from tests.support import extensions as added
from tests.support.scenarios import busy_town

WITH_EXTENSIONS = added

OWN: dict[str, Any] = {
    "decisions.rule": "imitate_best",
    "extensions.fatigue": {"growth": 0.2},
    "extensions.helpline": {},
}


@pytest.fixture(scope="module")
def town() -> Scenario:
    return busy_town().with_changes({"levers": [], "incentives": [PRIZE], **OWN})


PRIZE = {"name": "prize", "kind": "prize", "of_full_cost": 0.5}


def stepped(model: Model) -> Model:
    while model.running:
        model.step()
    return model


def test_what_users_add_matters(town: Scenario) -> None:
    without = town.with_changes({"decisions.rule": "logit", "incentives": [], "extensions": {}})
    assert run(town, 1).summary.to_dict() != run(without, 1).summary.to_dict()
    for path, value in {
        "decisions.rule": "logit",
        "extensions.fatigue.growth": 0.0,
        "extensions.helpline.reach": 0.0,
        "extensions.prize.bar": 1.1,
    }.items():
        changed = run(town.with_changes({path: value}), 1)
        assert changed.summary.to_dict() != run(town, 1).summary.to_dict(), path


def test_step_by_step_in_copies_in_pickles_and_on_threads_it_gives_the_same(town: Scenario) -> None:
    whole = run(town, 1)
    assert run(town, 1, threads=2) == whole
    model = Model(town, seed=1)
    for _ in range(10):
        model.step()
    twins = [model, copy.deepcopy(model), pickle.loads(pickle.dumps(model))]
    for twin in twins:
        assert stepped(twin).result() == whole


def test_a_run_can_go_back_to_where_it_stood(town: Scenario) -> None:
    model = Model(town, seed=1)
    standing = pickle.loads(pickle.dumps(model.engine.standing()))
    model.engine.advance(20)
    again = model.engine.back_at(standing)
    again.advance(20)
    for name in ("agency", "memory", "traits"):
        one, other = getattr(again.state, name), getattr(model.engine.state, name)
        assert one.tobytes() == other.tobytes(), name


def test_parameters_can_change_in_mid_run_and_extensions_cannot(town: Scenario) -> None:
    model = Model(town, seed=1)
    model.intervene({"extensions.fatigue.growth": 0.9})
    assert model.parameters.extensions["fatigue"].growth == 0.9
    with pytest.raises(ScenarioError, match="while a run is under way"):
        Model(busy_town(), seed=1).intervene({"decisions.rule": "imitate_best"})


def test_identity_follows_code_and_parameters(town: Scenario) -> None:
    assert town.hash != town.with_changes({"extensions.fatigue.growth": 0.3}).hash
    assert "extensions" not in busy_town().model_dump_json(exclude={"extensions"})
    before = town.hash

    @mechanism(after="effort", name="fatigue", agency={"tired": 0.0})
    def other(here: Any, *, growth: float = 0.1) -> None:
        here.agencies["effort"] *= 1 - growth

    try:
        assert Scenario.parse(town.model_dump()).hash != before
        assert town.hash == before, "a scenario keeps the code that it was made with"
    finally:
        mechanism(after="effort", agency={"tired": 0.0})(added.fatigue)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"decisions.rule": "imitate_bst"}, "did you mean 'imitate_best'"),
        ({"extensions.fatige": {}}, "'fatige' is not registered.*Did you mean 'fatigue'"),
        ({"extensions.fatigue": {"grwth": 1}}, "unknown key 'grwth'; did you mean 'growth'"),
        ({"extensions.imitate_best.pull": 3}, "must be 1 or less"),
        ({"extensions.fatigue": 3}, "expected 'key: value' entries"),
    ],
)
def test_wrong_names_and_values_are_reported(town: Scenario, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        town.with_changes(changes)


def in_force(function: Any, **place: Any) -> Scenario:
    """Return the town with a mechanism of a test's own."""
    mechanism(**place)(function)
    return busy_town().with_changes({f"extensions.{function.__name__}": {}})


def test_every_place_in_the_week_can_be_named() -> None:
    seen: list[str] = []

    def watch(here: Any) -> None:
        """See."""

    within = [step for step in SCHEDULE if step.phase == "in_locality"]
    for step in within:
        for place in ({"after": step.title}, {"before": step.mechanism}):
            run(in_force(watch, **place).with_changes({"weeks": 1, "warm_up_weeks": 0}), 1)
            seen.append(step.title)
    assert len(seen) == 2 * len(within)
    with pytest.raises(ScenarioError, match="did you mean 'effort'"):
        mechanism(after="efort")
