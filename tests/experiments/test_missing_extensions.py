"""What was run with extensions can be read where their code is missing, to the last chart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import pytest

import joinup as ju
from joinup.sim.extensions import extension, registry
from tests.support import extensions as added
from tests.support.scenarios import PLAIN

WITH_EXTENSIONS = added
OWN = {"decisions.rule": "imitate_best", "extensions.fatigue": {}, "extensions.long_waits": {}}


@pytest.fixture(scope="module")
def town() -> Any:
    town = ju.Scenario.parse({**PLAIN, "weeks": 26, "warm_up_weeks": 0, "levers": []})
    return town.with_changes({**OWN, "extensions.breaks_down": {}})


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Any:
    def leave() -> None:
        monkeypatch.setattr(registry, "_registered", {})
        monkeypatch.setattr(extension, "known", WeakValueDictionary())

    return leave


def test_a_study_is_read_to_the_last_chart(town: Any, tmp_path: Path, elsewhere: Any) -> None:
    over = {"extensions.fatigue.growth": (0.1, 0.3)}
    vary = {"partnership.form": ["none", "merged"]}
    made = ju.sweep(town, over=over, vary=vary, points=2, workers=0, out=tmp_path / "study")
    sampled = ju.sweep(town, over=over, method="morris", points=2, workers=0, out=tmp_path / "morris")
    guided = str(made.guide(outcome="long_waits"))
    elsewhere()
    study, morris = ju.open(tmp_path / "study"), ju.open(tmp_path / "morris")
    assert isinstance(study, ju.Study) and isinstance(morris, ju.Study)
    assert "long_waits" not in registry.registered()
    assert repr(study) == repr(made)
    assert str(study.guide(outcome="long_waits")) == guided
    assert study.discover(outcome="long_waits") is not None
    assert study.plot(outcome="long_waits").html() and study.plot(outcome="breaks_down.south").html()
    assert "Weeks on lists" in study.report(outcome="long_waits", out=tmp_path / "report")[0].read_text()
    assert all(file.exists() for file in study.export(out=tmp_path / "tables"))
    assert study.to_xarray()["own.long_waits"].attrs["units"] == "weeks"
    assert study.failures().empty
    assert repr(morris.sensitivity(outcome="long_waits")) == repr(sampled.sensitivity(outcome="long_waits"))
    compared = ju.compare(study)
    assert {"long_waits", "breaks_down.north"} <= {*compared.verdicts.index}
    assert "Weeks on lists" in repr(compared)
    assert "Weeks on lists" in compared.report(out=tmp_path).read_text()
    assert compared.plot("long_waits").html()
    with pytest.raises(ju.errors.ScenarioError, match="not registered here"):
        ju.run(study.scenario)


def test_a_design_in_a_file_names_what_its_points_need(town: Any, tmp_path: Path, elsewhere: Any) -> None:
    plain = town.with_changes({"extensions": {}, "decisions.rule": "logit"})
    growth = ju.design(plain, vary={"extensions.fatigue.growth": [0.1, 0.3]})
    growth.save(tmp_path / "growth.json")
    assert ju.open(tmp_path / "growth.json") == growth
    elsewhere()
    read = ju.open(tmp_path / "growth.json")
    assert isinstance(read, ju.Design) and read.table.equals(growth.table)
    with pytest.raises(ju.errors.ScenarioError, match="mechanism 'fatigue' is not registered here"):
        ju.run(read.scenario)
    study = ju.sweep(read, workers=0)
    assert study.failures()["error"].str.contains("mechanism 'fatigue' is not registered here").all()


def test_each_of_two_studies_knows_its_own_measure(town: Any, tmp_path: Path, elsewhere: Any) -> None:
    def backlog(result: Any) -> float:
        """One that two people have defined."""
        return float(result.summary["resolved"].sum())

    def swept(name: str, unit: str, better: Any) -> None:
        ju.measure(unit=unit, better=better)(backlog)
        scenario = town.with_changes({"extensions": {"backlog": {}}, "decisions.rule": "logit"})
        forms = {"partnership.form": ["none", "merged"]}
        ju.sweep(scenario, vary=forms, replicates=20, workers=0, out=tmp_path / name)

    swept("first", "people", "lower")
    swept("second", "weeks", "higher")
    elsewhere()
    studies: Any = [ju.open(tmp_path / name) for name in ("first", "second")]
    assert all("backlog" in str(study.scenario.extensions) for study in studies), "both have been read"
    tables = [ju.compare(study).table.set_index("measure") for study in studies]
    verdicts = [str(table.loc["own.backlog", "verdict"]) for table in tables]
    assert sorted(verdicts) == ["better", "worse"]
    units = [study.to_xarray()["own.backlog"].attrs["units"] for study in studies]
    assert units == ["people", "weeks"]
    exported = [study.export(out=tmp_path / f"tables-{place}") for place, study in enumerate(studies)]
    columns = [next(file for file in files if file.name == "columns.csv").read_text() for files in exported]
    said = [next(line for line in text.splitlines() if "own.backlog" in line) for text in columns]
    assert "people" in said[0] and "weeks" in said[1]


def test_runs_comparisons_and_sessions_are_read(town: Any, tmp_path: Path, elsewhere: Any) -> None:
    runs = ju.run(town, replicates=2, baselines=["none"])
    runs.save(tmp_path / "runs")
    compared = ju.compare(town, "none", replicates=2, workers=0)
    compared.save(tmp_path / "compared")
    session = ju.Session(town, seed=1)
    session.run_for(2)
    session.save(tmp_path / "session.json")
    elsewhere()
    assert repr(ju.open(tmp_path / "runs")) == repr(runs)
    read: Any = ju.open(tmp_path / "compared")
    assert read.verdicts.equals(compared.verdicts) and "long_waits" in read.verdicts.index
    with pytest.raises(ju.errors.ScenarioError, match="not registered here"):
        ju.replay(tmp_path / "session.json")
    content = json.loads((tmp_path / "session.json").read_text())
    content["extensions"] = [{"kind": "potion", "name": "fatigue"}]
    (tmp_path / "session.json").write_text(json.dumps(content))
    with pytest.raises(ju.errors.ScenarioError, match="extensions"):
        ju.replay(tmp_path / "session.json")
