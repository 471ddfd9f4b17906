"""What is doubtful in a scenario that is valid: arithmetic on its numbers, before anything is run.

Nothing here is an error. An agency may be overloaded on purpose, a value may lie outside of what is thought
plausible; but whoever wrote ``housin`` for ``housing`` in a file that inherits should hear of it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from joinup.scenarios.evidence import numbers
from joinup.scenarios.files import find
from joinup.scenarios.inherit import additions, inherited
from joinup.scenarios.load import load
from joinup.scenarios.offered_load import OfferedLoad, offered_loads, share_of
from joinup.scenarios.source_tree import Node, locate
from joinup.sim.declarations import facts_of
from joinup.sim.errors import Path, Problem
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import range_in
from joinup.sim.parameters.load import asked_of
from joinup.sim.parameters.paths import declared_at, split
from joinup.sim.text.words import count, listing, number, percent

PUBLISHED = ("A", "A-", "B", "C", "L", "L2")
"""Grades of ranges that have a source."""


def doubts_of(wanted: str | os.PathLike[str]) -> list[Problem]:
    """Return what is doubtful in a valid scenario file, each with its file, line and column.

    Raises
    ------
    ScenarioError
        If the file is not valid.

    Examples
    --------
    >>> [one.message for one in doubts_of("room_to_spare")][:1]
    []
    """
    source = find(wanted)
    root, _, _ = inherited(source)
    scenario = load(wanted)
    found = [*_of_occupancy(scenario), *_of_loads(scenario), *_outside(scenario), *_after_the_end(scenario)]
    return [*additions(source), *(_placed(problem, root) for problem in found)]


def loads_by_agency(scenario: Scenario) -> dict[str, OfferedLoad]:
    """Return the load offered to each agency, all localities together.

    Examples
    --------
    >>> loads = loads_by_agency(load("town"))
    >>> percent(round(loads["housing"].offered_load, 2))
    '224%'
    """
    every = offered_loads(scenario)
    return {
        agency.name: OfferedLoad(
            agency.name,
            "",
            *(
                sum(getattr(one, what) for one in every if one.agency == agency.name)
                for what in ("arrivals_per_week", "places_needed", "places")
            ),
        )
        for agency in scenario.agencies
    }


def _of_loads(scenario: Scenario) -> Iterator[Problem]:
    for name, whole in loads_by_agency(scenario).items():
        if not whole.places_needed:
            text = "serves nobody: no client has a need that it alone or with others meets"
            yield Problem(("agencies", name), text)
        elif whole.offered_load > 1:
            text = (
                f"is offered {percent(round(whole.offered_load, 2))} of what its places can serve"
                f" (it would take {number(round(whole.places_needed))} places, and has"
                f" {number(round(whole.places))})"
            )
            worst = _worst(scenario, name)
            yield Problem(("agencies", name, "places"), text + worst)


def _of_occupancy(scenario: Scenario) -> Iterator[Problem]:
    """Tell where whole places do not allow the occupancy that is asked for."""
    solved = scenario.load.solved
    if solved is None:
        return
    asked = asked_of(scenario.load.occupancy, solved.occupancy)
    for name, share in solved.occupancy.items():
        if abs(share - asked[name]) > scenario.load.tolerance:
            text = (
                f"whole places allow {percent(share)} in use at '{name}', with"
                f" {count(round(solved.places[name]), 'place')}, and {percent(asked[name])} is asked for"
            )
            yield Problem(("load", "occupancy"), text)


def _worst(scenario: Scenario, agency: str) -> str:
    """Return which localities are overloaded most, if they differ."""
    every = [one for one in offered_loads(scenario) if one.agency == agency]
    loads = {one.locality: share_of(one.places_needed, one.places) for one in every}
    if len({round(load, 3) for load in loads.values()}) < 2:
        return ""
    most = sorted(loads, key=lambda name: (-loads[name], name))[:3]
    return f"; most in {listing(f'{name} ({percent(round(loads[name], 2))})' for name in most)}"


def _outside(scenario: Scenario) -> Iterator[Problem]:
    for one in numbers(scenario):
        declared = declared_at(Scenario, scenario, one.path)
        facts = facts_of(declared.model, declared.field) if declared is not None else {}
        low, high = range_in(facts, scenario.schema_version)
        if not one.given or low is None or high is None or low <= one.value <= high:
            continue
        span = f"{low:g} to {high:g}"
        text = f"{number(one.value)} is outside the range that is thought plausible, {span}"
        if facts.get("grade") in PUBLISHED and facts.get("source"):
            text = f"{number(one.value)} is beyond anything published, {span} ({facts['source']})"
        yield Problem(split(one.path), text)


def _after_the_end(scenario: Scenario) -> Iterator[Problem]:
    for item in scenario.observables:
        for place, point in enumerate(item.published):
            week = scenario.week_of(point.date)
            if not 0 <= week < scenario.weeks:
                text = f"{point.date.isoformat()} is week {week}, outside the run of {scenario.weeks} weeks"
                yield Problem(("observables", item.name, "published", place, "date"), text)


def _placed(problem: Problem, root: Node) -> Problem:
    """Add the position of a path that calls items by their names."""
    mark = locate(root, _by_place(root, problem.path))
    return problem.at(mark.file, mark.line, mark.column)


def _by_place(root: Node, path: Path) -> Path:
    node: Node | None = root
    found: list[str | int] = []
    for part in path:
        if node is not None and node.is_list and isinstance(part, str):
            names = [item.name for item in node.value]
            part = names.index(part) if part in names else part
        found.append(part)
        node = node.child(part) if node is not None else None
    return tuple(found)
