"""What a call returns shows itself on one screen, draws itself, and is the same when it is opened again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.report.chart import Chart
from joinup.experiments.study.posteriors import Posterior
from joinup.experiments.study.ranges import Range
from joinup.sim.results.columns import TABLES
from joinup.sim.text.card import HEIGHT, WIDTH

HOSTILE = "<script>alert(1)</script>\x1b[2J<img src=x onerror=alert(1)> $\\frac$"
SMALL: dict[str, Any] = {"clients": 100, "weeks": 26}
RANGE = {"trust.start": (0.1, 0.5)}


def hostile_town() -> ju.Scenario:
    town = ju.load("town").with_changes({"warm_up_weeks": 0, "population.people": 300})
    groups = [{**group.model_dump(), "title": HOSTILE} for group in town.population.groups]
    agencies = [{**agency.model_dump(), "title": HOSTILE} for agency in town.agencies]
    plain = town.model_dump(mode="json")
    plain |= {"title": HOSTILE, "agencies": agencies}
    plain["population"]["groups"] = groups
    return ju.Scenario.parse(plain)


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return one of everything, made of a scenario whose titles are hostile."""
    town, place = hostile_town(), tmp_path_factory.mktemp("things")
    fast: dict[str, Any] = {**SMALL, "workers": 0}
    session = ju.Session(town.with_changes({"population.clients": 100, "weeks": 26}))
    session.run_for(5)
    session.decide({"partnership.form": "merged"}, who=HOSTILE, title=HOSTILE)
    session.run_for(5)
    design = ju.design(town, vary={"partnership.form": ["none", "merged"]}, over=RANGE, points=8, **SMALL)
    study = ju.sweep(design, workers=0, out=place / "study")
    screening = ju.sensitivity(town, over=RANGE, points=2, replicates=1, **fast)
    draws = pd.DataFrame({"trust.start": np.linspace(0.2, 0.4, 40)})
    posterior = Posterior(draws, (Range("trust.start", 0.1, 0.5, False),), {"scenario": {"name": HOSTILE}})
    return {
        "result": ju.run(town, **SMALL),
        "runs": ju.run(town, replicates=2, **SMALL),
        "comparison": ju.compare(town, "none", "merged", replicates=2, **fast),
        "design": design,
        "estimate": ju.estimate(design, workers=1),
        "study": study,
        "plain study": ju.sweep(town, vary={"trust.start": [0.2, 0.4]}, replicates=2, **fast),
        "guide": study.guide(),
        "discovery": study.discover(),
        "sensitivity": screening,
        "screening": screening.study,
        "breakeven": ju.breakeven(town, "merged,none", path="trust.start", steps=2, replicates=2, **fast),
        "breakeven week": ju.breakeven(town, "merged,none", replicates=2, **fast),
        "session": session,
        "posterior": posterior,
    }


THINGS = (
    "result",
    "runs",
    "comparison",
    "design",
    "estimate",
    "study",
    "plain study",
    "guide",
    "discovery",
    "sensitivity",
    "screening",
    "breakeven",
    "breakeven week",
    "session",
    "posterior",
)


def fits(shown: str) -> bool:
    lines = shown.split("\n")
    return len(lines) <= HEIGHT and all(len(line) <= WIDTH and line.isprintable() for line in lines)


def is_harmless(html: str) -> bool:
    return "<script" not in html and "<img" not in html and "\x1b" not in html


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_shows_itself_on_one_screen_and_in_a_notebook(things: dict[str, Any], name: str) -> None:
    shown = repr(things[name])
    assert fits(shown) and shown.count("\n") > 1
    assert " at 0x" not in shown and "Next: " in shown
    html = things[name]._repr_html_()
    assert is_harmless(html) and html.startswith("<div class='joinup'>")


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_draws_itself_with_its_numbers(things: dict[str, Any], name: str, tmp_path: Path) -> None:
    chart = things[name].plot()
    assert isinstance(chart, Chart)
    assert fits(repr(chart)) and chart.table.rows and chart.alternative
    shown = chart._repr_html_()
    assert is_harmless(shown) and "<svg" in shown
    for ending, start in ((".svg", b"<?xml"), (".png", b"\x89PNG"), (".html", b"<!DOCTYPE")):
        assert chart.save(tmp_path / "new" / f"chart{ending}").read_bytes().startswith(start)
    assert "joinup 0." in chart.stamp
    with pytest.raises(ju.errors.ScenarioError, match=r"name a file that ends in .svg, .png or .html"):
        chart.save("chart.doc")


@pytest.mark.parametrize("what", ["waiting", "effort", "places", "costs", "mean_wait_weeks"])
def test_a_result_draws_what_is_named(things: dict[str, Any], what: str) -> None:
    assert things["result"].plot(what).table.rows


@pytest.mark.parametrize(
    ("name", "call", "said"),
    [
        ("result", lambda thing: thing.plot("wating"), "did you mean 'waiting'"),
        ("runs", lambda thing: thing.plot("resolvd"), "did you mean 'resolved'"),
        ("comparison", lambda thing: thing.plot(["resolvd"]), "did you mean 'resolved'"),
        ("discovery", lambda thing: thing.plot("regrets"), "did you mean 'regret'"),
        ("session", lambda thing: thing.plot("wating"), "did you mean 'waiting'"),
        ("result", lambda thing: thing.to_xarray("ledger"), "table with keys"),
        ("session", lambda thing: thing.save("room"), "name a file that ends in .json"),
        ("study", lambda thing: thing.save(thing.folder), "is not empty: choose a new folder"),
    ],
)
def test_what_is_not_there_is_reported(
    things: dict[str, Any], name: str, call: Callable[[Any], Any], said: str
) -> None:
    with pytest.raises(ju.errors.ScenarioError) as caught:
        call(things[name])
    assert said in str(caught.value)


def test_published_values_stand_beside_the_model() -> None:
    result = ju.run("rough_sleepers", weeks=104, clients=100)
    name = result.scenario.observables[0].name
    chart = result.plot(name)
    assert chart.table.columns == ("Week", "This run", "Published") and chart.table.rows


def opened(path: Path) -> Any:
    """Return what is stored; each test knows what it is."""
    return ju.open(path)


def same(one: Any, other: Any) -> None:
    assert repr(one) == repr(other)
    assert type(one) is type(other)


def test_a_result_is_opened_as_it_was_saved(things: dict[str, Any], tmp_path: Path) -> None:
    result = things["result"]
    again = opened(result.save(tmp_path / "kept"))
    same(again, result)
    assert again == result
    assert again.plot("costs").table == result.plot("costs").table


def test_runs_are_opened_as_they_were_saved(things: dict[str, Any], tmp_path: Path) -> None:
    runs = things["runs"]
    again = opened(runs.save(tmp_path / "kept"))
    assert isinstance(again, ju.Runs)
    same(again, runs)
    for table in ("replicates", "measures", "differences"):
        pd.testing.assert_frame_equal(getattr(again, table), getattr(runs, table), check_exact=True)
    assert (again.first, again.seeds, again.warnings) == (runs.first, runs.seeds, runs.warnings)
    assert again.folder == tmp_path / "kept"


def test_a_replay_is_opened_as_it_was_saved(things: dict[str, Any], tmp_path: Path) -> None:
    runs = ju.replay(things["session"].save(tmp_path / "room.json"))
    again = opened(runs.save(tmp_path / "kept"))
    same(again, runs)
    pd.testing.assert_frame_equal(again.measures, runs.measures, check_exact=True)


def test_a_comparison_is_opened_as_it_was_saved(things: dict[str, Any], tmp_path: Path) -> None:
    found = things["comparison"]
    again = opened(found.save(tmp_path / "kept"))
    same(again, found)
    pd.testing.assert_frame_equal(again.table, found.table, check_exact=True)
    for label in found.labels:
        pd.testing.assert_frame_equal(again.tables[label], found.tables[label], check_exact=True)
    found.save(tmp_path / "kept")
    with pytest.raises(ju.errors.ScenarioError, match="holds no results of joinup"):
        things["result"].save(tmp_path / "kept")


def test_a_precise_comparison_of_settings_is_opened_as_it_was_saved(
    things: dict[str, Any], tmp_path: Path
) -> None:
    settings = ju.compare(things["study"])
    same(opened(settings.save(tmp_path / "settings")), settings)
    town = hostile_town()
    precise = ju.compare(town, "none", until=1e9, most=20, workers=0, shapley=True, **SMALL)
    again = opened(precise.save(tmp_path / "precise"))
    same(again, precise)
    assert again.precision == precise.precision
    assert precise.contributions is not None
    pd.testing.assert_frame_equal(again.contributions, precise.contributions)


def test_a_study_is_copied_and_opened(things: dict[str, Any], tmp_path: Path) -> None:
    study = things["study"]
    copied = study.save(tmp_path / "kept")
    again = opened(copied.folder)
    same(again, study)
    pd.testing.assert_frame_equal(again.summaries(), study.summaries(), check_exact=True)
    assert again.guide().table.equals(study.guide().table)


def test_a_session_is_resumed_as_it_was_saved(things: dict[str, Any], tmp_path: Path) -> None:
    session = things["session"]
    again = opened(session.save(tmp_path / "room.json"))
    same(again, session)
    assert again.result() == session.result()
    assert isinstance(session.result(), ju.Result)


def test_a_design_is_opened_as_it_was_saved(things: dict[str, Any], tmp_path: Path) -> None:
    design = things["design"]
    again = opened(design.save(tmp_path / "design.json"))
    same(again, design)
    assert again == design
    mixed = ju.design("town", vary={"partnership.members": [["advice", "housing"]], "baseline": "none"})
    assert ju.open(mixed.save(tmp_path / "mixed.json")) == mixed
    (tmp_path / "bad.json").write_text('{"joinup_design": 7}', encoding="utf-8")
    with pytest.raises(ju.errors.ScenarioError, match="written by another version of joinup"):
        ju.open(tmp_path / "bad.json")


def test_a_posterior_is_opened_as_it_was_saved(things: dict[str, Any], tmp_path: Path) -> None:
    posterior = things["posterior"]
    file = posterior.save(str(tmp_path / "new" / "kept"), name="of.2024")
    for place in (file, file.with_suffix(".parquet")):
        again = opened(place)
        same(again, posterior)
        pd.testing.assert_frame_equal(again.draws, posterior.draws, check_exact=True)
        assert (again.ranges, again.facts) == (posterior.ranges, posterior.facts)
    posterior.save(tmp_path)
    same(opened(tmp_path), posterior)
    with pytest.raises(ju.errors.JoinupError, match="cannot be written"):
        posterior.save(file)


def test_every_table_with_keys_becomes_labelled_arrays(things: dict[str, Any]) -> None:
    keyed = [name for name, table in TABLES.items() if table.keys]
    assert things["result"].to_xarray(*keyed).sizes["week"] == 26


@pytest.mark.parametrize("by_locality", [False, True])
def test_a_result_becomes_labelled_arrays(by_locality: bool, tmp_path: Path) -> None:
    result = ju.run("rough_sleepers", weeks=26, clients=200, by_locality=by_locality)
    data = result.to_xarray()
    assert set(data.sizes) == {"week", "group", "locality", "agency"}
    assert data["waiting"].dims == (("week", "locality", "group") if by_locality else ("week", "group"))
    assert data["agencies_waiting"].dims == ("week", "locality", "agency")
    by_hand = result.weekly.groupby("week")["waiting"].sum()
    assert (data["waiting"].sum([*data["waiting"].dims[1:]]).to_numpy() == by_hand.to_numpy()).all()
    for name, variable in data.variables.items():
        assert variable.attrs["long_name"], name
    waiting = TABLES["weekly"].column("waiting")
    assert data["waiting"].attrs == {
        "units": waiting.unit,
        "long_name": "Waiting",
        "description": waiting.about,
    }
    data.to_netcdf(tmp_path / "run.nc", engine="h5netcdf")


def test_a_study_becomes_labelled_arrays(things: dict[str, Any], tmp_path: Path) -> None:
    data = things["study"].to_xarray()
    assert dict(data.sizes) == {"point": 16, "replicate": 1}
    resolved = data["outcome.resolved.all"]
    assert (resolved.attrs["units"], resolved.attrs["long_name"]) == ("episodes", "Episodes resolved")
    assert data["partnership.form"].dims == ("point",)
    for name in (*data.data_vars, *things["study"].points.columns):
        assert {"units", "long_name", "description"} <= set(data[name].attrs), name
    data.to_netcdf(tmp_path / "study.nc", engine="h5netcdf")


def test_verdicts_are_a_word_a_measure_and_option(things: dict[str, Any]) -> None:
    found = things["comparison"]
    words = {"better", "worse", "higher", "lower", "no difference", "cannot tell"}
    assert set(found.verdicts.to_numpy().ravel()) <= words
    assert found.verdicts.columns.tolist() == ["town", "merged"]
    assert {"resolved", "net_benefit"} <= set(found.verdicts.index)


def test_a_comparison_is_reported_on_one_page(things: dict[str, Any], tmp_path: Path) -> None:
    page = things["comparison"].report(out=tmp_path)
    html = page.read_text(encoding="utf-8")
    assert page == tmp_path / "comparison.html"
    assert is_harmless(html) and "full incremental analysis" in html
    assert not re.search(r"https?://(?!www.w3.org)", html)
