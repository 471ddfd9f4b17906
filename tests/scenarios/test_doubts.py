"""What is doubtful in valid files, what is blank or too large in others: told with its place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.calls.scenario_files import check
from joinup.scenarios.doubts import doubts_of, loads_by_agency
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.ceilings import LARGEST

TOWN: dict[str, Any] = json.loads(load("town").model_dump_json())
EXAMPLES = 60
"""Places of a scenario at which each fault is tried."""


def written(folder: Path, text: str) -> Path:
    """Write a file that inherits from the town."""
    file = folder / "child.yaml"
    file.write_text(f"extends: town\nname: child\n{text}\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("agencies: [{name: housin, slots: 30}]", "did you mean 'housing'?", 3),
        ("population:\n  groups: [{name: most_peple}]", "did you mean 'most_people'?", 4),
        ("agencies: [{name: library, places: 3, service_weeks: 4, needs: []}]", "serves nobody", 3),
        ("agencies:\n- {name: housing, places: 1}", "of what its places can serve", 4),
        ("trust: {start: 0.99}", "outside the range that is thought plausible, 0.1 to 0.6", 3),
        (
            "observables:\n- {name: later, measure: waiting, published: [{date: 2150-01-01, value: 1}]}",
            "outside the run of",
            4,
        ),
    ],
)
def test_what_is_doubtful_is_told_with_its_place(tmp_path: Path, text: str, message: str, line: int) -> None:
    file = written(tmp_path, text)
    found = check(file) or doubts_of(file)
    there = [one for one in found if message in str(one) and one.file == str(file)]
    assert [(one.line, bool(one.column)) for one in there] == [(line, True)]


def test_check_warns_and_fails_on_warnings_only_if_it_is_strict(tmp_path: Path) -> None:
    file = written(tmp_path, "agencies: [{name: housin, needs: [], places: 30, service_weeks: 4}]")
    found = CliRunner().invoke(app, ["check", str(file)])
    assert found.exit_code == ExitCode.DONE and found.stdout == f"{file}: no problems\n"
    assert "did you mean 'housing'?" in found.stderr and "Offered load: advice 184%" in found.stderr
    strict = CliRunner().invoke(app, ["check", str(file), "--strict"])
    assert strict.exit_code == ExitCode.BAD_INPUT and "did you mean 'housing'?" in strict.stderr


def test_the_load_of_an_agency_is_that_of_its_localities_together() -> None:
    loads = loads_by_agency(load("town"))
    assert round(loads["housing"].offered_load, 2) == 2.24


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every number of a tree."""
    if isinstance(node, dict | list):
        for key, inner in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(inner, (*path, key))
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield path


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """Return the town with another value at a path."""
    tree = json.loads(json.dumps(TOWN))
    node = tree
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = value
    return dict(tree)


NUMBERS = list(leaves(TOWN))


@pytest.mark.parametrize(
    "value", [1e308, -1e308, 10**400, None, {"value": None}, {"value": 0.1, "grade": None}]
)
def test_a_number_too_large_or_blank_anywhere_is_refused_with_its_place(value: Any) -> None:
    for path in NUMBERS[:: max(1, len(NUMBERS) // EXAMPLES)]:
        try:
            Scenario.parse(changed(path, value))
        except ScenarioError as error:
            assert all(problem.path for problem in error.problems), path
            if isinstance(value, float):
                assert any(f"beyond {LARGEST:g}" in problem.message for problem in error.problems), path
        else:
            # What may be left out may be blank, too.
            assert value is None, path


def test_a_blank_grade_is_told_with_the_grades_there_are(tmp_path: Path) -> None:
    file = written(tmp_path, "agencies:\n  - {name: housing, slots: {value: 30, grade: }}")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    [problem] = caught.value.problems
    assert problem.line == 4 and "'grade' is blank" in problem.message and "judgement" in problem.allowed
