"""Paths name one number of a scenario; a plain tree that may be wrong is read with the schema beside it."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.errors import ScenarioError
from joinup.sim.mechanisms.funding.parameters import Funding
from joinup.sim.mechanisms.journeys.parameters import Service
from joinup.sim.mechanisms.partnership.forms import Governance
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.mechanisms.reporting.parameters import Measurement
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import Declared, by_name, declared_at, find, has, walk
from joinup.sim.parameters.population import Locality
from joinup.sim.parameters.scenario import is_fixed
from tests.support.scenarios import TWO_STEPS, busy_town, plain_town


def declared(path: str, tree: dict[str, Any] | None = None) -> Declared | None:
    """Return what is declared at a path of the busy town, or of another tree."""
    return declared_at(Scenario, busy_town().model_dump() if tree is None else tree, path)


def test_a_number_is_declared_by_its_field() -> None:
    assert declared("service.abandonment") == Declared(Service, "abandonment")
    assert declared("service.abandonment", {}) == Declared(Service, "abandonment")


def test_an_entry_of_a_list_is_declared_as_an_entry() -> None:
    assert declared("measurement.deadlines") == Declared(Measurement, "deadlines")
    assert declared("measurement.deadlines.0") == Declared(Measurement, "deadlines", entry=True)


def test_a_mapping_may_get_a_new_entry_but_no_path_goes_through_what_is_not_there() -> None:
    assert declared("funding.programme.places.adviser") == Declared(Funding, "places", entry=True)
    with pytest.raises(ScenarioError, match="nothing called 'informl' in 'forms'"):
        declared("forms.informl.reach")
    with pytest.raises(ScenarioError) as wrong:
        declared("forms.informl.reach", {})
    assert wrong.value.problems[0].allowed == tuple(FORMS)
    with pytest.raises(ScenarioError, match="nothing called 'adviser' in 'funding.programme.places.housing'"):
        declared("funding.programme.places.housing.adviser")


def test_the_one_locality_of_a_file_that_names_none_has_its_name_all_the_same() -> None:
    assert "localities" not in TWO_STEPS["population"]
    assert declared("population.localities.town.share", TWO_STEPS) == Declared(Locality, "share")


def test_no_path_goes_below_a_number() -> None:
    with pytest.raises(ScenarioError, match="nothing called 'low' in 'service.abandonment'"):
        declared("service.abandonment.low")


def test_shipped_forms_are_there_beside_those_of_a_file() -> None:
    own = {"forms": {"own": FORMS["merged"].model_dump()}}
    assert declared("forms.formal.set_up_cost", own) == Declared(Governance, "set_up_cost")
    assert declared("forms.own.set_up_cost", own) == Declared(Governance, "set_up_cost")


@pytest.mark.parametrize("wrong", [5, "text", [1, 2]])
def test_nothing_is_said_about_a_path_below_a_part_of_a_wrong_type(wrong: Any) -> None:
    if isinstance(wrong, list):
        with pytest.raises(ScenarioError, match="nothing called 'abandonment' in 'service'"):
            declared("service.abandonment", {"service": wrong})
    else:
        assert declared("service.abandonment", {"service": wrong}) is None


def test_places_in_lists_are_reported_by_name() -> None:
    town = plain_town()
    assert by_name(town, ("agencies", 1, "places")) == "agencies.housing.places"
    assert by_name(town, ("population", "groups", 0, "needs", "home")) == "population.groups.most.needs.home"
    assert by_name(town, ("agencies", 3, "places")) == "agencies.3.places"


def test_a_place_that_is_not_there_is_reported_as_it_is_written() -> None:
    town = plain_town()
    assert by_name(town, ("population", "groups", 0, "needs", "homes", "low")) == (
        "population.groups.most.needs.homes.low"
    )
    assert by_name(town, ("population", "groups", 1, "needs", "home", 0)) == (
        "population.groups.others.needs.home.0"
    )
    assert by_name(town, ("agencies", "housing", "places", 2)) == "agencies.housing.places.2"
    assert by_name(town, ("nowhere", 0)) == "nowhere.0"
    assert by_name(town, ("forms", "merged", "reach")) == "forms.merged.reach"


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("weeks", 52),
        ("service.abandonment", 0.05),
        ("agencies.housing.places", 14),
        ("population.groups.others.needs.home", 0.8),
        ("funding.programme.places.clinic", 4),
        ("measurement.deadlines.0", 30),
        ("forms.none.reach", 0.0),
        ("population.localities.south.share", 0.8),
    ],
)
def test_a_number_is_found_by_its_path_and_changed_there_alone(path: str, value: float) -> None:
    town = busy_town()
    assert town.get(path) == value
    new = value + 0.125 if isinstance(value, float) else value + 1
    changed = town.with_changes({path: new})
    assert changed.get(path) == new
    assert changed.with_changes({path: value}) == town


def test_a_mapping_gets_a_new_entry_and_a_part_is_changed_as_a_whole() -> None:
    town = busy_town({"funding.programme.places.adviser": 3, "measurement.deadlines": [10, 20]})
    assert town.get("funding.programme.places") == {"housing": 8, "clinic": 4, "adviser": 3}
    assert town.get("measurement.deadlines.1") == 20


@pytest.mark.parametrize(
    ("path", "message", "suggestion", "allowed"),
    [
        (
            "agencies.houzing.places",
            "nothing called 'houzing' in 'agencies'",
            "housing",
            ("adviser", "housing", "clinic"),
        ),
        (
            "population.groups.most.needs.hom.low",
            "nothing called 'hom' in 'population.groups.most.needs'",
            "home",
            ("advice", "home", "health"),
        ),
        ("funding.programme.slotz", "nothing called 'slotz' in 'funding.programme'", "places", None),
        ("servise", "nothing called 'servise'", "service", None),
        ("measurement.deadlines.1", "nothing called '1' in 'measurement.deadlines'", None, ("0",)),
        ("weeks.first", "nothing called 'first' in 'weeks'", None, ()),
    ],
)
def test_a_path_that_leads_nowhere_is_reported_with_what_there_is(
    path: str, message: str, suggestion: str | None, allowed: tuple[str, ...] | None
) -> None:
    town = busy_town()
    for ask in (lambda: town.get(path), lambda: town.with_changes({path: 1})):
        with pytest.raises(ScenarioError) as caught:
            ask()
        [problem] = caught.value.problems
        assert problem.path == (path,)
        assert problem.message == message
        assert problem.suggestion == suggestion
        assert allowed is None or problem.allowed == allowed


def test_all_changes_that_cannot_be_made_are_reported_at_once() -> None:
    wrong = {"agencies.houzing.places": 3, "weeks": {"value": 3, "grade": "D"}, "trust.upp": 0.1}
    with pytest.raises(ScenarioError) as caught:
        busy_town().with_changes(wrong)
    assert [problem.message for problem in caught.value.problems] == [
        "nothing called 'houzing' in 'agencies'",
        "unknown grade 'D'",
        "nothing called 'upp' in 'trust'",
    ]
    assert busy_town().with_changes({"weeks": {"value": 60, "unit": "weeks"}}).weeks == 60


@pytest.mark.parametrize(
    ("path", "fixed"),
    [
        ("weeks", True),
        ("population.clients", True),
        ("events", True),
        ("population.needs.home.title", True),
        ("population.groups", True),
        ("population.groups.most", True),
        ("population.groups.most.share", True),
        ("population.groups.most.onset", False),
        ("population.groups.most.needs.home", True),
        ("agencies", True),
        ("agencies.housing", True),
        ("agencies.housing.rule", False),
        ("agencies.housing.places", False),
        ("funding.programme.payer", True),
        ("funding.programme.places.housing", False),
        ("service.abandonment", False),
        ("forms", True),
        ("forms.merged.reach", False),
        ("decisions.grid", True),
        ("decisions.precision", False),
        ("weeks_to_come", False),
    ],
)
def test_people_places_and_clock_are_fixed_in_mid_run_and_the_rest_may_change(path: str, fixed: bool) -> None:
    assert is_fixed(path) is fixed


def test_a_walk_comes_to_everything_that_can_be_found() -> None:
    town = busy_town()
    every = dict(walk(town))
    assert {"weeks", "agencies", "agencies.housing.places", "forms.merged.governance.reach.base"} <= set(
        every
    )
    # What an event sets is by paths of its own.
    found = {path: value for path, value in every.items() if ".set." not in path}
    assert all(find(town, path) == value for path, value in found.items())


def test_a_path_is_there_or_not() -> None:
    town = busy_town()
    assert has(town, "agencies.housing.slots") and has(town, "agencies")
    assert not has(town, "agencies.nobody") and not has(town, "") and not has(town, "weeks.weeks")
