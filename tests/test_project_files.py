"""What a public project has beside its code: licence, citation, templates for issues."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.support import mutation

ROOT = Path(__file__).parent.parent
SETTINGS: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT: dict[str, Any] = SETTINGS["project"]
FORMS = sorted(file for file in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if file.stem != "config")


def yaml_of(file: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
    return found


def test_the_licence_is_apache_2_word_for_word() -> None:
    """As Mesa's, which ships the canonical text."""
    [shipped] = [file for file in distribution("mesa").files or [] if file.name == "LICENSE"]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8") == shipped.read_text(encoding="utf-8")
    assert PROJECT["license"] == "Apache-2.0"
    assert PROJECT["license-files"] == ["LICENSE"]


def test_the_citation_is_valid_and_about_this_version() -> None:
    """What version 1.2.0 of the Citation File Format asks for."""
    citation = yaml_of(ROOT / "CITATION.cff")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert set(citation) <= {
        *("cff-version", "message", "title", "authors", "type", "abstract", "version", "license", "keywords"),
        *(
            "date-released",
            "doi",
            "identifiers",
            "preferred-citation",
            "references",
            "repository-code",
            "url",
        ),
    }
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] in ("software", "dataset")
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert all(isinstance(word, str) for word in citation["keywords"])
    assert [{"name": author["name"]} for author in citation["authors"]] == PROJECT["authors"]


def test_the_newest_entry_of_the_changelog_is_this_version() -> None:
    newest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"]


@pytest.mark.parametrize("file", FORMS, ids=lambda file: file.stem)
def test_an_issue_form_can_be_filled_in(file: Path) -> None:
    form = yaml_of(file)
    assert {"name", "description", "body"} <= set(form)
    ids = [part["id"] for part in form["body"]]
    assert len(set(ids)) == len(ids)
    assert {part["type"] for part in form["body"]} <= {"textarea", "input", "checkboxes", "dropdown"}
    assert all(part["attributes"]["label"] for part in form["body"])
    assert any(part.get("validations", {}).get("required") for part in form["body"])


def test_bugs_scenarios_and_questions_have_a_form() -> None:
    assert [file.stem for file in FORMS] == ["bug", "question", "scenario"]


def test_the_mutation_test_runs_tests_that_exist() -> None:
    named = SETTINGS["tool"]["mutmut"]["pytest_add_cli_args_test_selection"]
    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).exists()] == []
    modules = {file.stem for path in named for file in [ROOT / path, *(ROOT / path).glob("test_*.py")]}
    assert set(mutation.FIRST) <= modules
