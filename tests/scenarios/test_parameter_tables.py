"""The tables of parameters hold every number that a scenario can set, once, with its evidence."""

from __future__ import annotations

import re

import pytest

from joinup.scenarios.documentation.parameters import (
    SUBMODELS,
    declared,
    evidence,
    evidence_count,
    submodel_of,
    used_by,
)
from joinup.scenarios.evidence import known, numbers
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import split
from tests.support.scenarios import busy_town

DECLARED = {one.path: one for one in declared()}


def declared_path(scenario: Scenario, path: str) -> str:
    """Return a path as it is declared: ``NAME`` for the names of things, no entry of a mapping."""
    parts: list[str] = []
    node: object = scenario
    for part in map(str, split(path)):
        if isinstance(node, dict) or (isinstance(node, tuple) and not hasattr(node[0], "name")):
            break
        parts.append("NAME" if isinstance(node, tuple) else part)
        node = _step(node, part)
    return ".".join(parts)


def _step(node: object, part: str) -> object:
    if isinstance(node, tuple):
        return next(item for item in node if getattr(item, "name", None) == part)
    return getattr(node, part)


@pytest.mark.parametrize("name", [*available(), "busy"])
def test_every_number_of_a_scenario_is_in_the_table_with_its_default_and_grade(name: str) -> None:
    scenario = busy_town() if name == "busy" else load(name)
    for one in numbers(scenario):
        if one.path.startswith("forms."):
            continue
        path = declared_path(scenario, one.path)
        assert path in DECLARED, one.path
        if not one.given and DECLARED[path].grade:
            assert DECLARED[path].grade == known(scenario, one.path).grade


def test_every_parameter_belongs_to_one_submodel_and_every_rule_is_used() -> None:
    homes = {path: submodel_of(path) for path in DECLARED}
    assert set(homes.values()) == set(SUBMODELS)
    tables = "".join(used_by(part) for part in SUBMODELS)
    listed = re.findall(r"^\| `([^`]+)`", tables, re.MULTILINE)
    assert sorted(listed) == sorted(DECLARED)
    for part, starts in SUBMODELS.items():
        for start in starts:
            fitting = [path for path in DECLARED if path == start or path.startswith(f"{start}.")]
            assert any(homes[path] == part for path in fitting), start


def test_a_parameter_that_no_submodel_claims_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        submodel_of("weather.rain")


def test_the_evidence_page_lists_every_parameter_once() -> None:
    assert re.findall(r"^\| `([^`]+)`", evidence(), re.MULTILINE) == list(DECLARED)


def test_what_is_said_of_a_parameter_is_what_is_declared() -> None:
    turnover = DECLARED["agencies.NAME.turnover"]
    assert (turnover.default, turnover.unit, turnover.allowed, turnover.plausible) == (
        "0.136",
        "per year",
        "0 to 1",
        "0.08 to 0.25",
    )
    assert turnover.grade == "L"
    assert turnover.source.startswith("Institute for Government")
    assert DECLARED["population.clients"].grade == ""
    assert DECLARED["service.repeated_assessment"].grade == "judgement"


def test_the_count_by_grade_adds_up() -> None:
    text = evidence_count()
    shown = {grade: int(n) for grade, n in re.findall(r"^\| (\S+) \| [^|]+ \| (\d+) \|", text, re.MULTILINE)}
    graded = [one.grade for one in DECLARED.values() if one.grade]
    assert shown == {grade: graded.count(grade) for grade in shown}
    assert sum(shown.values()) == len(graded)
    assert f"{graded.count('judgement')} of the {len(graded)} defaults" in text
