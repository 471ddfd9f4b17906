"""Places solved for a load: once, from the scenario as written, and stated with what whole places allow."""

from __future__ import annotations

import copy
import pickle
from pathlib import Path
from typing import Any

import pytest

import joinup as ju
from joinup.experiments.run.request import prepare
from joinup.sim import places
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.journeys.sentences import places_solved
from joinup.sim.parameters import Scenario as Parameters
from joinup.sim.results.tables import places_used
from joinup.sim.run import run as run_parameters
from tests.support.scenarios import PLAIN

AGENCIES = ("adviser", "housing", "clinic")


def asking(occupancy: Any, changes: dict[str, Any] | None = None, **load: Any) -> ju.Scenario:
    tree = {**copy.deepcopy(PLAIN), "warm_up_weeks": 60, "load": {"occupancy": occupancy, **load}}
    return ju.Scenario.parse(tree).with_changes(changes or {})


def places_of(scenario: Parameters) -> dict[str, float]:
    return {agency.name: agency.places for agency in scenario.agencies}


def in_use(scenario: ju.Scenario) -> dict[str, float]:
    """Return the share of places in use that runs of the same seeds show, week by week."""
    longer = scenario.with_changes({"partnership.form": "none"})
    shares: dict[str, list[float]] = {}
    for seed in places.SEEDS:
        engine = Engine(longer, seed)
        engine.advance(longer.warm_up_weeks)
        rows = places_used(engine.record.agencies[longer.warm_up_weeks - 52 : longer.warm_up_weeks])
        for name, used in zip(AGENCIES, rows.sum(axis=1).mean(axis=0), strict=True):
            shares.setdefault(name, []).append(float(used) / longer.get(f"agencies.{name}.places"))
    return {name: sum(found) / len(found) for name, found in shares.items()}


def test_places_are_in_use_as_asked() -> None:
    solved = asking(0.8, tolerance=0.03)
    assert places_of(solved) != {"adviser": 8, "housing": 14, "clinic": 9}
    found = in_use(solved)
    assert found == pytest.approx(dict.fromkeys(AGENCIES, 0.8), abs=0.04)
    assert solved.load.solved is not None
    assert found == pytest.approx(solved.load.solved.occupancy, abs=1e-4)


def test_fuller_agencies_get_fewer_places() -> None:
    few, many = places_of(asking(0.9)), places_of(asking(0.6))
    assert all(few[name] < many[name] for name in AGENCIES)


def test_only_agencies_that_are_named_are_solved() -> None:
    solved = asking({"housing": 0.7})
    assert places_of(solved) == {"adviser": 8, "housing": solved.get("agencies.housing.places"), "clinic": 9}
    assert solved.get("agencies.housing.places") > 14


def test_whatever_else_changes_acts_on_the_solved_places() -> None:
    solved = asking(0.8)
    busier = solved.with_changes({"population.groups.most.onset": 0.06, "partnership.form": "merged"})
    assert places_of(busier) == places_of(solved)
    assert places_of(busier.baseline("none")) == places_of(solved)


def test_places_that_are_set_replace_those_solved() -> None:
    solved = asking(0.8)
    fixed = solved.with_changes({"agencies.clinic.slots": 50})
    assert places_of(fixed) == {**places_of(solved), "clinic": 50}
    assert places_of(fixed.with_changes({"load.occupancy": 0.7}))["clinic"] == 50
    at_once = solved.with_changes({"agencies.clinic.slots": 50, "load.occupancy": 0.7})
    assert places_of(at_once) == {**places_of(asking(0.7)), "clinic": 50}
    assert "then got other places" in " ".join(places_solved(fixed))


def test_another_load_is_solved_from_the_scenario_as_written_whatever_was_changed_before() -> None:
    changed = asking(0.8).with_changes({"population.groups.most.onset": 0.06, "service.abandonment": 0.3})
    again = changed.with_changes({"load.occupancy": 0.7})
    assert places_of(again) == places_of(asking(0.7))
    assert again.get("service.abandonment") == 0.3
    assert places_of(again.with_changes({"load.occupancy": None})) == places_of(ju.Scenario.parse(PLAIN))


def test_a_load_can_be_asked_for_where_the_file_asks_for_none() -> None:
    plain = ju.Scenario.parse({**copy.deepcopy(PLAIN), "warm_up_weeks": 60})
    assert places_of(plain.with_changes({"load.occupancy": 0.8})) == places_of(asking(0.8))


def test_what_was_solved_is_kept_wherever_a_scenario_goes(tmp_path: Path, monkeypatch: Any) -> None:
    solved = asking(0.8, {"service.abandonment": 0.3})
    saved = solved.save(tmp_path / "solved.yaml")
    record = ju.run(solved, replicates=1, baselines="off", out=tmp_path / "run").folder
    again = asking(0.7)

    def fail(*_: object) -> None:
        raise AssertionError("solved anew")

    monkeypatch.setattr(places, "_solve", fail)
    assert ju.open(saved) == solved
    assert record is not None
    assert ju.load(record / "run.json") == solved
    assert pickle.loads(pickle.dumps(solved)) == solved
    # What was written is kept too: another load gives the same places as from the first file.
    assert places_of(ju.load(saved).with_changes({"load.occupancy": 0.7})) == places_of(again)


def test_a_load_is_solved_once_however_often_it_is_asked_for(monkeypatch: Any) -> None:
    solved: list[object] = []
    solve = places._solve

    def counted(*given: Any) -> places.Solution:
        solved.append(given)
        return solve(*given)

    monkeypatch.setattr(places, "_SOLVED", {})
    monkeypatch.setattr(places, "_solve", counted)
    for _ in range(3):
        asking(0.8)
    design = ju.design(asking(0.8), vary={"load.occupancy": [0.7, 0.8], "trust.start": [0.2, 0.4]})
    assert {scenario.get("agencies.clinic.places") for _, scenario in design.scenarios()}
    assert len(solved) == 2


def test_the_places_are_what_a_run_has_and_its_identity_depends_on_them_alone() -> None:
    solved = asking(0.8)
    assert ju.run(solved, seed=1, weeks=4).scenario.agencies == solved.agencies
    by_hand = {f"agencies.{name}.places": number for name, number in places_of(solved).items()}
    plain = ju.Scenario.parse({**copy.deepcopy(PLAIN), "warm_up_weeks": 60})
    assert plain.with_changes(by_hand).hash == solved.hash != plain.hash


def test_clients_that_stand_for_several_people_get_places_for_them() -> None:
    one, ten = asking(0.8), asking(0.8)
    tree = {**copy.deepcopy(PLAIN), "warm_up_weeks": 60, "load": {"occupancy": 0.8}}
    tree["population"]["people"] = 3000
    for agency in tree["agencies"]:
        agency["places"] *= 10
    ten = ju.Scenario.parse(tree)
    assert places_of(ten) == pytest.approx({name: 10 * number for name, number in places_of(one).items()})


def test_it_is_said_which_occupancy_is_reached_and_with_how_many_places() -> None:
    solved = asking({"housing": 0.8}, tolerance=0.04)
    [said] = places_solved(solved)
    assert "in use at housing with" in said and "(asked: 80%)" in said
    assert said in str(solved.describe())
    few = asking({"housing": 0.8}, {"population.groups.most.needs.home": 0.01}, tolerance=0.0001)
    assert "Whole places allow no nearer at housing" in " ".join(places_solved(few))


def test_a_parameter_set_alone_is_not_run_unsolved() -> None:
    tree = {**copy.deepcopy(PLAIN), "warm_up_weeks": 60, "load": {"occupancy": 0.8}}
    with pytest.raises(ju.errors.ScenarioError, match="places are not solved yet"):
        run_parameters(Parameters.parse(tree))


def test_what_is_asked_for_on_the_command_line_is_solved() -> None:
    plain = ju.Scenario.parse({**copy.deepcopy(PLAIN), "warm_up_weeks": 60})
    request = prepare(plain, changes=["load.occupancy=0.8"], baselines="none")
    assert places_of(request.scenario) == places_of(asking(0.8)) == places_of(request.baselines["none"])


@pytest.mark.parametrize(
    ("load", "changes", "told"),
    [
        ({"occupancy": 1.2}, {}, "1.2 must be above 0 and at most 0.98"),
        ({"occupancy": 0}, {}, "0 must be above 0"),
        ({"occupancy": {"housin": 0.9}}, {}, "unknown agency 'housin'; did you mean 'housing'?"),
        ({"occupancy": {"housing": 0.99}}, {}, "0.99 must be above 0 and at most 0.98"),
        ({"occupancy": "full"}, {}, "not 'full'"),
        ({"occupancy": 0.9, "tolerance": 0}, {}, "must be more than 0"),
        ({"occupancy": 0.9}, {"warm_up_weeks": 26}, "counted over 52 weeks of warm-up"),
        ({"occupancy": 0.9, "idle": True}, {}, "'idle' serves nobody without joint working"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_in_words(
    load: dict[str, Any], changes: dict[str, Any], told: str
) -> None:
    tree = {**copy.deepcopy(PLAIN), "warm_up_weeks": 60, **changes}
    if load.pop("idle", False):
        tree["agencies"].append({"name": "idle", "needs": [], "places": 3})
    with pytest.raises(ju.errors.ScenarioError) as error:
        ju.Scenario.parse({**tree, "load": load})
    assert told in str(error.value)
