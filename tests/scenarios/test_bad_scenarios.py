"""Every deliberately broken scenario gives exactly the messages it must give.

Beside ``bad_scenarios/NAME.yaml`` stands ``NAME.expected``: what ``joinup check NAME.yaml``
prints to standard error. After a wanted change of messages, write them anew and read the
difference:  ``python -m tests.scenarios.test_bad_scenarios``
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError

FOLDER = Path(__file__).parent / "bad_scenarios"
HELPERS = ("parents", "chain")
"""Folders of files that others inherit from."""

CASES = sorted(
    path.relative_to(FOLDER)
    for path in FOLDER.rglob("*.yaml")
    if path.parent.name not in HELPERS or path.stem == "link_00"
)


def check(path: Path | str) -> Result:
    """Run ``joinup check``."""
    return CliRunner().invoke(app, ["check", str(path)])


@pytest.fixture
def in_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in the folder of broken files, so that messages hold no path of this machine."""
    monkeypatch.chdir(FOLDER)


def test_there_are_many_broken_files() -> None:
    assert len(CASES) >= 50


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("path", CASES, ids=str)
def test_a_broken_file_gives_exactly_its_messages(path: Path) -> None:
    result = check(path.as_posix())
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stderr == path.with_suffix(".expected").read_text(encoding="utf-8")
    assert result.stdout == ""
    assert isinstance(result.exception, SystemExit)


@pytest.mark.usefixtures("in_folder")
@pytest.mark.parametrize("path", CASES, ids=str)
def test_every_problem_has_a_file_a_line_and_a_column(path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(path)
    for problem in caught.value.problems:
        assert problem.file is not None and problem.line is not None and problem.column is not None
        assert problem.line >= 1 and problem.column >= 1
    places = [(problem.file, problem.line, problem.column) for problem in caught.value.problems]
    own = [place for place in places if place[0] == path.as_posix()]
    assert own == sorted(own) and places[: len(own)] == own


def test_a_huge_file_is_refused_by_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    huge = tmp_path / "huge.yaml"
    with huge.open("wb") as file:
        file.truncate(50_000_000)

    def unread(self: Path) -> bytes:
        raise AssertionError(f"{self} was read")

    monkeypatch.setattr(Path, "read_bytes", unread)
    result = check(huge)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert f"{huge}:1:1: the file has 50,000,000 bytes; a scenario has at most 1,000,000" in result.stderr


def test_a_folder_is_refused_and_its_scenarios_named(tmp_path: Path) -> None:
    (tmp_path / "town.yaml").touch()
    result = check(tmp_path)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert f"'{tmp_path}' is a folder, not a scenario file (allowed: town.yaml)" in result.stderr


def test_a_missing_file_suggests_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "village.yaml").touch()
    result = check(tmp_path / "vilage.yaml")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert f"there is no file '{tmp_path / 'vilage.yaml'}'" in result.stderr
    assert f"did you mean '{tmp_path / 'village.yaml'}'?" in result.stderr


def test_a_missing_name_suggests_a_shipped_one() -> None:
    result = check("twn")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "no shipped scenario and no file is called 'twn'; did you mean 'town'?" in result.stderr


@pytest.mark.parametrize("text", ["", "a\0b", "x" * 5000, "/dev/null"])
def test_a_path_that_cannot_be_a_file_is_refused(text: str) -> None:
    result = check(text)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stderr.endswith("1 problem found.\n")


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = tmp_path / "locked.yaml"
    locked.write_text("name: locked\n", encoding="utf-8")

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = check(locked)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert f"'{locked}' cannot be read: permission denied" in result.stderr


def test_a_link_out_of_the_folder_cannot_be_inherited(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("name: secret\n", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "base.yaml").symlink_to(secret)
    child = inside / "child.yaml"
    child.write_text("extends: base.yaml\n", encoding="utf-8")
    result = check(child)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert f"{child}:1:10: extends: 'base.yaml' is outside the folder of the scenario" in result.stderr


def test_problems_of_all_files_are_reported_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    result = CliRunner().invoke(app, ["check", "bad_name.yaml", "inheritance/parents/base.yaml", "tag.yaml"])
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stdout == "inheritance/parents/base.yaml: no problems\n"
    assert "bad_name.yaml:1:7" in result.stderr and "tag.yaml:1:7" in result.stderr
    assert result.stderr.endswith("2 problems found.\n")


def refresh() -> None:
    """Write the expected messages of every broken file."""
    os.chdir(FOLDER)
    for path in CASES:
        path.with_suffix(".expected").write_text(check(path.as_posix()).stderr, encoding="utf-8")


if __name__ == "__main__":
    refresh()


@pytest.mark.parametrize(
    ("beside", "wanted", "near"),
    [
        (["overflow.yaml"], "town.yml", "town"),
        (["overflow.yaml", "town.yaml"], "town.yml", "town.yaml"),
        (["village.yaml"], "vilage.yml", "village.yaml"),
        ([], "nowhere.yaml", None),
    ],
)
def test_the_same_name_with_another_ending_is_suggested_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, beside: list[str], wanted: str, near: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in beside:
        (tmp_path / name).write_text("extends: town\n")
    with pytest.raises(ScenarioError) as refused:
        load(wanted)
    assert refused.value.problems[0].suggestion == near
