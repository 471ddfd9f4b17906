"""Editions: what a scenario means where it is silent, and the way from one to the other."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel

from joinup.scenarios.evidence import known, numbers
from joinup.scenarios.load import load
from joinup.sim.declarations import facts_of
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import default_of
from joinup.sim.parameters.paths import declared_at, walk
from joinup.sim.run import run
from tests.support.scenarios import plain_town

CHANGED = {
    "agencies.AGENCY.efficacy": (1.0, 0.7),
    "agencies.AGENCY.paced_by_staff": (1.0, 1.0),
    "agencies.AGENCY.holds_place": (0.0, 0.0),
    "population.localities.LOCALITY.hand_off": (0.0, 0.0),
    "population.localities.LOCALITY.efficacy": (1.0, 1.0),
    "forms.FORM.access.accuracy": (1.0, 0.92),
    "forms.FORM.access.set_up_weeks": (0, 26),
    "forms.FORM.access.staff_share": (0.0, 0.01),
    "forms.FORM.access.warm": (0.0, 0.9),
    "forms.FORM.access.joint": (0.0, 0.3),
    "forms.FORM.transition.shape": ("step", "fading"),
    "forms.FORM.transition.turnover": (1.0, 1.0),
    "forms.FORM.transition.turnover_weeks": (0, 0),
    "forms.FORM.transition.identity_weeks": (None, None),
    "forms.FORM.transition.specialism_recovers": (0.0, 0.0),
    "forms.FORM.transition.reversal": (0.0, 0.02),
    "partnership.covers.min_needs": (1, 1),
    "partnership.coordination.base": (0.004, None),
    "partnership.coordination.per_link": (0.0012, None),
    "partnership.coordination.links_charged": ("all", "own"),
    "partnership.information.consent": (0.9, 0.9),
    "partnership.information.without": (1.0, 0.3),
    "partnership.information.ready_weeks": (52, 52),
    "partnership.information.cost": (0.0, 0.0),
    "population.variation.places": (0.0, 0.2),
    "population.variation.onset": (0.0, 0.2),
    "population.variation.hand_off": (0.0, 0.2),
    "population.variation.efficacy": (0.0, 0.2),
    "decisions.joint_result": ("effort", "reach"),
    "decisions.shunting_most": (0.0, 0.0),
    "decisions.shunting_cost": (2.0, 2.0),
    "decisions.crowding_out": (0.0, 0.3),
    "decisions.crowding_half_life": (104.0, 104.0),
    "measurement.games_money": (False, True),
    "measurement.most_gaming": ("infinite", 0.5),
    "measurement.ratchet": (0.0, 0.25),
    "workforce.slack": ("infinite", 0.1),
    "pool.by": ("waiting", "workload"),
    "pool.speed": (0.25, 0.25),
    "service.ends_in_service": (False, True),
    "service.joint_presenting": (1.2, 0.57),
    "service.creaming_by_counts": (0.0, 4.0),
    "service.parking": (0.0, 1.0),
    "service.retry": (0.25, 0.25),
    "service.relapse": (0.00214, 0.00341),
    "service.relapse_fades": ("infinite", 104.0),
    "agencies.AGENCY.accommodation_cost": (0.0, 0.03),
    "decisions.pressure_weight": (0.0, 0.2),
    "redress.staff_weeks": (0.0, 0.1),
    "accountability.cut": (0.0, 0.1),
    "redress.patience": ("infinite", 13.0),
    "redress.patience_scale": (26.0, 26.0),
    "outcomes.in_service_weight": (0.0, 1.0),
    "money.in_service_weight": (0.0, 0.3),
}
"""What the second edition changes, with the value that turns it off and its own."""

SMALL = {"weeks": 40, "warm_up_weeks": 13, "population.clients": 300}


def silent_town(**sections: Any) -> Scenario:
    """Return the plain town with nothing said of what the second edition changes."""
    tree = plain_town().model_dump(mode="json")
    del tree["forms"]
    for path in declared_changes():
        if path.startswith("forms."):
            continue
        *parts, last = path.split(".")
        node: Any = tree
        for part in parts:
            node = next(one for one in node if one["name"] == part) if isinstance(node, list) else node[part]
        del node[last]
    return Scenario.parse(tree | sections)


def declared_changes() -> dict[str, tuple[Any, Any]]:
    """Return what declarations say of both editions, of all that the town has one of."""
    town, found = plain_town(), {}
    for path, _ in walk(town):
        if ".governance." in path:
            continue  # What a shipped form says in either edition is in a table of its own.
        declared = declared_at(Scenario, town, path)
        if declared is not None and "second_edition" in facts_of(declared.model, declared.field):
            model: type[BaseModel] = declared.model
            found[path] = tuple(default_of(model, declared.field, edition) for edition in (1, 2))
    return found


def test_every_change_of_the_second_edition_is_known_here() -> None:
    names = [agency.name for agency in plain_town().agencies]
    places = [locality.name for locality in plain_town().population.localities]
    wanted = {
        path.replace("AGENCY", name).replace("LOCALITY", place).replace("FORM", form): both
        for path, both in CHANGED.items()
        for name in names
        for place in places
        for form in plain_town().forms
    }
    assert declared_changes() == wanted


@pytest.mark.parametrize("edition", [1, 2])
def test_a_silent_file_means_what_its_edition_says(edition: int) -> None:
    town = silent_town(schema_version=edition)
    for path, both in declared_changes().items():
        # What changing costs is a merger's in the second edition: its numbers are in the table of forms.
        if not path.startswith("forms.merged.transition."):
            assert town.get(path) == both[edition - 1], path


def test_a_file_of_either_edition_may_say_otherwise() -> None:
    second = silent_town(schema_version=2, outcomes={"in_service_weight": 0.5})
    assert second.outcomes.in_service_weight == 0.5 and second.service.ends_in_service
    first = silent_town(outcomes={"in_service_weight": 0.5})
    assert first.outcomes.in_service_weight == 0.5 and not first.service.ends_in_service


def test_a_scenario_goes_from_one_edition_to_the_other() -> None:
    first = silent_town()
    second = first.with_changes({"schema_version": 2})
    assert second == silent_town(schema_version=2) and second.hash != first.hash
    assert second.with_changes({"schema_version": 1}) == first
    given = first.with_changes({"outcomes.in_service_weight": 0.4})
    assert given.with_changes({"schema_version": 2}).outcomes.in_service_weight == 0.4
    both = first.with_changes({"schema_version": 2, "service.ends_in_service": False})
    assert both.outcomes.in_service_weight == 1.0 and not both.service.ends_in_service


def test_other_changes_leave_the_edition() -> None:
    second = silent_town(schema_version=2)
    assert second.with_changes({"trust.start": 0.4}).agencies == second.agencies
    assert second.with_changes({"service.ends_in_service": False}).schema_version == 2


def test_in_the_first_edition_nothing_is_said_of_what_is_turned_off() -> None:
    paths = {one.path for one in numbers(load("town"))}
    assert not [path for path in paths if path.endswith(("efficacy", "in_service_weight", "paced_by_staff"))]
    second = load("town").with_changes({"schema_version": 2})
    there = {one.path for one in numbers(second)}
    assert "outcomes.in_service_weight" in there and "agencies.housing.efficacy" in there
    assert not known(second, "agencies.housing.efficacy").given


def totals(scenario: Scenario) -> dict[str, Any]:
    of_all = run(scenario, 3).summary.set_index("group").T["all"]
    return {str(name): value for name, value in of_all.items()}


def test_both_editions_play_and_differ_as_they_should() -> None:
    town = silent_town().with_changes(SMALL)
    before, after = totals(town), totals(town.with_changes({"schema_version": 2}))
    assert before["need_weeks"] == before["unmet_need_weeks"]
    assert before["deadweight"] == before["not_helped"] == 0
    assert after["need_weeks"] > after["unmet_need_weeks"]
    assert after["deadweight"] > 0 and after["not_helped"] > 0
    assert after["resolved"] < before["resolved"]
