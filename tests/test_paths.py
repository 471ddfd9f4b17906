"""Paths name one number of a scenario; a plain tree that may be wrong is read with the schema beside it."""

from __future__ import annotations

from typing import Any

import pytest

from sim import Scenario
from sim.errors import ScenarioError
from sim.parameters.agencies import Service
from sim.parameters.governance import Measurement
from sim.parameters.partnership import FORMS, Form
from sim.parameters.paths import Declared, by_name, declared_at
from sim.parameters.programme import Funding
from sim.parameters.scenario import is_fixed
from tests.builders import busy_town, plain_town


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
    assert declared("funding.programme.slots.adviser") == Declared(Funding, "slots", entry=True)
    with pytest.raises(ScenarioError, match="nothing called 'informl' in 'forms'"):
        declared("forms.informl.reach")
    with pytest.raises(ScenarioError, match="nothing called 'adviser' in 'funding.programme.slots.housing'"):
        declared("funding.programme.slots.housing.adviser")


def test_no_path_goes_below_a_number() -> None:
    with pytest.raises(ScenarioError, match="nothing called 'low' in 'service.abandonment'"):
        declared("service.abandonment.low")


def test_shipped_forms_are_there_beside_those_of_a_file() -> None:
    own = {"forms": {"own": FORMS["merged"].model_dump()}}
    assert declared("forms.formal.set_up_cost", own) == Declared(Form, "set_up_cost")
    assert declared("forms.own.set_up_cost", own) == Declared(Form, "set_up_cost")


@pytest.mark.parametrize("wrong", [5, "text", [1, 2]])
def test_nothing_is_said_about_a_path_below_a_part_of_a_wrong_type(wrong: Any) -> None:
    if isinstance(wrong, list):
        with pytest.raises(ScenarioError, match="nothing called 'abandonment' in 'service'"):
            declared("service.abandonment", {"service": wrong})
    else:
        assert declared("service.abandonment", {"service": wrong}) is None


def test_places_in_lists_are_told_by_name() -> None:
    town = plain_town()
    assert by_name(town, ("agencies", 1, "slots")) == "agencies.housing.slots"
    assert by_name(town, ("population", "groups", 0, "needs", "home")) == "population.groups.most.needs.home"
    assert by_name(town, ("agencies", 7, "slots")) == "agencies.7.slots"


@pytest.mark.parametrize(
    ("path", "fixed"),
    [
        ("weeks", True), ("population.clients", True), ("events", True),
        ("population.needs.home.title", True),
        ("population.groups", True), ("population.groups.most", True), ("population.groups.most.share", True),
        ("population.groups.most.onset", False), ("population.groups.most.needs.home", True),
        ("agencies", True), ("agencies.housing", True), ("agencies.housing.rule", True),
        ("agencies.housing.slots", False), ("funding.programme.payer", True),
        ("funding.programme.slots.housing", False), ("service.abandonment", False), ("forms", True),
        ("forms.merged.reach", False), ("decisions.grid", True), ("decisions.precision", False),
        ("weeks_to_come", False),
    ],
)  # fmt: skip
def test_people_places_and_clock_are_fixed_in_mid_run_and_the_rest_may_change(path: str, fixed: bool) -> None:
    assert is_fixed(path) is fixed
