"""Extensions from files and installed packages: how they are found, named in commands and in the schema."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import joinup as ju
from joinup.experiments.extension_files import load_extensions
from joinup.sim.extensions import extension
from joinup.sim.extensions.registry import registered
from tests.support.scenarios import PLAIN

FILE = """
import joinup as ju

LEVEL = {level}


@ju.rule()
def {name}(choice, *, tilt=ju.parameter({level}, unit="share", ge=0, le=1, about="how far it leans")):
    weights = 1 + LEVEL * tilt * choice.efforts
    return weights / weights.sum()
"""


@pytest.fixture
def town() -> Any:
    return ju.Scenario.parse({**PLAIN, "weeks": 2, "warm_up_weeks": 0, "levers": []})


def test_two_files_of_one_name_do_not_clash(tmp_path: Path) -> None:
    files = []
    for name, level in (("gentle", 0.25), ("steep", 0.75)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "rules.py").write_text(FILE.format(name=name, level=level), encoding="utf-8")
        files.append(folder / "rules.py")
    load_extensions(files)
    for name, file in zip(("gentle", "steep"), files, strict=True):
        one = registered("rule")[name]
        assert one.file == str(file)
        assert one.code, "its module is found again when it travels"
    modules = {one.function.__module__ for one in registered("rule").values()}
    assert len(modules) == 2


def test_the_command_that_repeats_a_run_registers_its_extensions(town: Any, tmp_path: Path) -> None:
    (tmp_path / "my rules.py").write_text(FILE.format(name="gentle", level=0.25), encoding="utf-8")
    load_extensions([tmp_path / "my rules.py"])

    @ju.measure()
    def fails(result: Any) -> float:
        raise RuntimeError("no such thing")

    study = ju.sweep(town, vary={"decisions.rule": ["logit", "gentle"]}, measures="fails", workers=0)
    commands = [shlex.split(command) for command in study.failures()["repeat"]]
    assert len(commands) == 2
    for words in commands:
        files = {words[place + 1] for place, word in enumerate(words) if word == "--extension"}
        assert files == {str(tmp_path / "my rules.py"), __file__}
        assert words.index("repeat") > max(place for place, word in enumerate(words) if word == "--extension")


def test_the_schema_lists_what_is_registered(tmp_path: Path) -> None:
    before = ju.schema()["$defs"]
    assert "gentle" not in before["Decisions"]["properties"]["rule"]["enum"]
    (tmp_path / "rules.py").write_text(FILE.format(name="gentle", level=0.25), encoding="utf-8")
    load_extensions([tmp_path / "rules.py"])
    for form in ("", "Change"):
        parts = ju.schema()["$defs"]
        assert "gentle" in parts[f"{form}Decisions"]["properties"]["rule"]["enum"]
        section = parts[f"{form}Scenario"]["properties"]["extensions"]["properties"]["gentle"]
        assert section["properties"]["tilt"]["maximum"] == 1
        [kind] = [one["$ref"] for one in section["properties"]["tilt"]["anyOf"] if "$ref" in one]
        assert kind.rpartition("/")[2] in parts


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Install a package that registers a rule, and names two that cannot be had."""
    (tmp_path / "acme_rules.py").write_text(FILE.format(name="acme", level=0.5), encoding="utf-8")
    (tmp_path / "acme_broken.py").write_text("1 / 0\n", encoding="utf-8")
    facts = tmp_path / "acme-1.0.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1.0\n", encoding="utf-8")
    named = "[joinup.extensions]\nacme = acme_rules\nbroken = acme_broken\nforgotten = acme_rules\n"
    (facts / "entry_points.txt").write_text(named, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    extension.installed.cache_clear()
    yield
    extension.installed.cache_clear()


@pytest.mark.usefixtures("installed")
def test_an_installed_package_is_imported_when_its_extension_is_named(town: Any) -> None:
    assert "acme" not in registered()
    with_rule = town.with_changes({"decisions.rule": "acme", "extensions.acme.tilt": 0.9})
    assert registered("rule")["acme"].file == "", "nothing need be named to register it"
    assert ju.run(with_rule, seed=1).weeks == 2
    with pytest.raises(ju.errors.ScenarioError, match="'acmee' is not registered.*Did you mean 'acme'"):
        town.with_changes({"extensions.acmee": {}})


@pytest.mark.usefixtures("installed")
def test_a_package_that_cannot_be_imported_is_told(town: Any) -> None:
    with pytest.raises(
        ju.errors.ScenarioError, match="'broken' cannot be imported from 'acme_broken': ZeroDiv"
    ):
        town.with_changes({"decisions.rule": "broken"})
    with pytest.raises(ju.errors.ScenarioError, match="'forgotten'"):
        town.with_changes({"extensions.forgotten": {}})
