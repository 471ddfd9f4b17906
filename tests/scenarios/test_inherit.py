"""``extends``: what merges, what replaces, and where the values came from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from joinup.scenarios.inherit import merge
from joinup.scenarios.load import load
from joinup.scenarios.read import read
from joinup.scenarios.source_tree import locate
from joinup.sim.errors import ScenarioError


def merged(parent: str, child: str) -> Any:
    """Return the plain tree of two texts merged."""
    return merge(read(parent, "parent")[0], read(child, "child")[0]).plain()


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        ("a: {x: 1, y: 2}", "a: {y: 3, z: 4}", {"a": {"x": 1, "y": 3, "z": 4}}),
        ("a: [1, 2]", "a: [3]", {"a": [3]}),
        ("a: [1, 2]", "a: []", {"a": []}),
        ("a: 1", "a: {x: 1}", {"a": {"x": 1}}),
        ("a: {x: 1}", "a: null", {"a": None}),
        (
            "a: [{name: p, x: 1}, {name: q, x: 2}]",
            "a: [{name: q, y: 3}, {name: r}]",
            {"a": [{"name": "p", "x": 1}, {"name": "q", "x": 2, "y": 3}, {"name": "r"}]},
        ),
        ("a: [{name: p}]", "a: [{x: 1}]", {"a": [{"x": 1}]}),
        ("a: [{name: p}]", "a: [{name: q}, {name: q}]", {"a": [{"name": n} for n in "pqq"]}),
    ],
)
def test_mappings_and_named_lists_merge_and_the_rest_replaces(parent: str, child: str, expected: Any) -> None:
    assert merged(parent, child) == expected


def test_a_new_value_takes_everything_said_about_the_old_one_away() -> None:
    sourced = "places: {value: 20, low: 10, high: 30, source: annual report, grade: A}"
    assert merged(sourced, "places: 25") == {"places": 25}
    assert merged(sourced, "places: {value: 25, grade: fitted}") == {
        "places": {"value": 25, "grade": "fitted"}
    }
    assert merged(sourced, "places: {high: 40}")["places"]["high"] == 40
    assert merged(sourced, "places: {high: 40}")["places"]["source"] == "annual report"


def test_every_value_keeps_the_place_it_came_from() -> None:
    parent, _ = read("a:\n  x: 1\n  y: 2\nlist:\n  - name: p\n    v: 1\n  - name: q\n    v: 2\n", "parent")
    child, _ = read("list:\n  - name: q\n    v: 9\na: {y: 3}\n", "child")
    both = merge(parent, child)

    def place(*path: str | int) -> tuple[str, int, int]:
        mark = locate(both, path)
        return mark.file, mark.line, mark.column

    assert place("a", "x") == ("parent", 2, 6)
    assert place("a", "y") == ("child", 4, 8)
    assert place("list", 0, "v") == ("parent", 6, 8)
    assert place("list", 1, "v") == ("child", 3, 8)


def test_a_missing_path_is_placed_at_its_parent() -> None:
    root, _ = read("a:\n  - name: p\n    v: 1\n", "file")
    assert locate(root, ("a", 0, "w")).line == 2
    assert locate(root, ("b",)).line == 1
    assert locate(root, ("a",)).line == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a small valid scenario."""
    source = Path(__file__).parent / "bad_scenarios" / "inheritance" / "parents" / "base.yaml"
    (tmp_path / "base.yaml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def write(path: Path, text: str) -> Path:
    """Write a file and return its path."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_inherits_from_a_file_beside_it(folder: Path) -> None:
    child = write(
        folder / "child.yaml", "extends: base.yaml\nname: child\nagencies: [{name: clinic, places: 99}]\n"
    )
    scenario = load(child)
    assert scenario.name == "child"
    assert scenario.get("agencies.clinic.places") == 99
    assert scenario.get("agencies.clinic.needs") == ("health",)
    assert scenario.get("agencies.housing.places") == 20


def test_inheritance_goes_through_several_files_and_folders(folder: Path) -> None:
    write(folder / "deeper" / "middle.yaml", "extends: ../base.yaml\nweeks: 40\n")
    child = write(folder / "child.yaml", "extends: deeper/middle.yaml\nname: child\n")
    assert load(child).weeks == 40
    with pytest.raises(ScenarioError, match=r"'\.\./base\.yaml' is outside the folder"):
        load(folder / "deeper" / "middle.yaml")


def test_a_file_may_inherit_from_a_shipped_scenario(folder: Path) -> None:
    child = write(folder / "town.yaml", "extends: town\nname: village\nweeks: 30\n")
    assert load(child).weeks == 30
    assert load(child).agencies == load("town").agencies


def test_an_unknown_shipped_parent_is_located_with_a_suggestion(folder: Path) -> None:
    child = write(folder / "child.yaml", "name: child\nextends: twon\n")
    with pytest.raises(ScenarioError) as caught:
        load(child)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (2, 10)
    assert problem.suggestion == "town"


def test_the_name_of_a_shipped_scenario_goes_before_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "town", "name: impostor\n")
    monkeypatch.chdir(folder)
    assert load("town").name == "town"


def test_provenance_is_kept_by_path(folder: Path) -> None:
    child = write(
        folder / "child.yaml",
        "extends: base.yaml\nagencies:\n  - name: clinic\n"
        "    places: {value: 12, low: 10, high: 15, source: annual report, grade: A}\n",
    )
    facts = load(child).provenance["agencies.clinic.places"]
    assert (facts.low, facts.high, facts.source, facts.grade) == (10, 15, "annual report", "A")


def test_a_file_is_read_again_when_it_has_changed_and_each_scenario_is_its_own(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text("extends: town\nname: own\ntrust: {start: 0.2}\n", encoding="utf-8")
    first, again = load(file), load(file)
    assert first == again and first.provenance == again.provenance
    file.write_text("extends: town\nname: own\ntrust: {start: 0.4}\n", encoding="utf-8")
    assert (first.trust.start, load(file).trust.start) == (0.2, 0.4)
