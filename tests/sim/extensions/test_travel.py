"""Extensions go with scenarios to places where nothing is registered, and leave nothing behind there."""

from __future__ import annotations

import copy
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from weakref import WeakValueDictionary

import cloudpickle
import pytest

from joinup.experiments.study.design import Design, at_point
from joinup.sim.errors import ScenarioError
from joinup.sim.extensions import extension, registry
from joinup.sim.extensions.decorators import incentive, mechanism
from joinup.sim.extensions.registry import registered
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support import extensions as added
from tests.support import neighbour
from tests.support.scenarios import PLAIN

WITH_EXTENSIONS = added
PRIZE = {"name": "prize", "kind": "prize", "of_full_cost": 0.5}


@pytest.fixture
def town() -> Scenario:
    return Scenario.parse({**PLAIN, "weeks": 2, "warm_up_weeks": 0, "levers": []})


@contextmanager
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Be where nobody has registered anything and nothing has arrived yet."""
    with monkeypatch.context() as there:
        there.setattr(registry, "_registered", {})
        there.setattr(extension, "known", WeakValueDictionary())
        there.setattr(registry, "known", extension.known)
        yield


@pytest.mark.parametrize(
    "point",
    [
        {"decisions.rule": "imitate_best"},
        {"decisions.rule": "imitate_best", "extensions.imitate_best.pull": 0.7},
        {"extensions.fatigue.growth": 0.3},
        {"extensions": {"fatigue": {"growth": 0.3}}},
        {"incentives": [PRIZE]},
        {"agencies.housing.rule": "imitate_best"},
        {"decisions.rule": "imitate_best", "baseline": "none"},
    ],
)
def test_what_only_a_point_names_goes_with_the_scenario(
    town: Scenario, point: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    design = Design(town, ({"decisions.rule": "logit"}, point))
    assert not design.scenario.extensions_in_force
    here = at_point(design.scenario, point)
    sent = pickle.dumps(design.scenario)
    with elsewhere(monkeypatch):
        there = at_point(pickle.loads(sent), point)
        assert there.hash == here.hash
        assert run(there, 1) == run(here, 1)
        assert not registered()


def test_what_arrives_replaces_nothing(town: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = pickle.dumps(town.with_changes({"extensions.fatigue": {}}))
    with elsewhere(monkeypatch):

        @mechanism(after="effort", name="fatigue")
        def other(here: Any, *, growth: float = 0.9) -> None:
            here.agencies["effort"] *= 1 - growth

        before = registered()["fatigue"]
        arrived = pickle.loads(sent)
        assert registered()["fatigue"] is before
        assert arrived.extensions_in_force != (before,)
        with pytest.warns(UserWarning, match="keeps the code of mechanism 'fatigue'.*load .* again"):
            changed = arrived.with_changes({"extensions.fatigue.growth": 0.3})
        assert changed.extensions_in_force == arrived.extensions_in_force


def test_a_code_that_has_arrived_is_made_once_and_goes_on_from_there(
    town: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = pickle.dumps(town.with_changes({"extensions.fatigue": {}}))
    with elsewhere(monkeypatch):
        (one,), (other,) = (pickle.loads(sent).extensions_in_force for _ in range(2))
        assert one is other
        further = pickle.dumps(one)
        del one, other
        with elsewhere(monkeypatch):
            assert pickle.loads(further).is_here
    (whole,) = town.with_changes({"extensions.fatigue": {}}).extensions_in_force
    assert copy.deepcopy(whole) is whole


def uses_a_neighbour(here: Any) -> None:
    here.agencies["effort"] *= neighbour.half(1.0)


def imports_a_neighbour(here: Any) -> None:
    here.agencies["effort"] *= _half()(1.0)


def _half() -> Callable[[float], float]:
    return neighbour.half


@pytest.mark.parametrize("function", [uses_a_neighbour, imports_a_neighbour])
def test_the_users_own_modules_travel_too(function: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mechanism(after="effort")(function)
    code = registered()[function.__name__].code
    assert not {__name__, neighbour.__name__} & cloudpickle.list_registry_pickle_by_value()
    monkeypatch.setitem(sys.modules, neighbour.__name__, None)
    monkeypatch.setitem(sys.modules, __name__, None)
    here = SimpleNamespace(agencies={"effort": 1.0})
    cloudpickle.loads(code)(here)
    assert here.agencies["effort"] == 0.5


def test_a_stand_in_is_one_wherever_it_goes(town: Scenario, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = town.with_changes({"extensions.fatigue": {}})
    facts = [one.facts for one in whole.extensions_in_force]
    with elsewhere(monkeypatch):
        with registry.carried(registry.stored(facts)):
            read = Scenario.parse(whole.model_dump())
        sent = pickle.dumps(read)
        with elsewhere(monkeypatch):
            (there,) = pickle.loads(sent).extensions_in_force
            assert not there.is_here
            assert there.facts == facts[0]
            with pytest.raises(ScenarioError, match="code of mechanism 'fatigue' is not registered here"):
                run(pickle.loads(sent), 1)
    (back,) = pickle.loads(sent).extensions_in_force
    assert back.is_here


def test_what_a_scenario_brings_along_is_checked_like_what_is_registered(
    town: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    @incentive()
    def bonus(choice: Any) -> float:
        return 1.0

    sent = pickle.dumps(town.with_at_hand([registered()["bonus"]]))
    with elsewhere(monkeypatch):
        arrived = pickle.loads(sent)
        with pytest.raises(ScenarioError, match="incentives"):
            arrived.with_changes({"incentives": [{"name": "bonus", "kind": "bonus"}]})
