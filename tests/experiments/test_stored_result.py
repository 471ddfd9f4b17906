"""A result that is saved and opened again is the same, bit for bit, and its files state their units."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.experiments.run.errors import ResultsNotWrittenError
from joinup.experiments.run.stored_result import NoTallies, StoredTables, save_result
from joinup.sim.errors import ScenarioError
from joinup.sim.model import Model
from joinup.sim.parameters import Scenario
from joinup.sim.results.columns import TABLES
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town
from tests.support.strategies import scenarios


def opened(folder: Path) -> Result:
    return Result(StoredTables(folder))


@pytest.fixture(scope="module")
def result() -> Result:
    return run(busy_town({"population.people": 700}), seed=3, by_locality=True, trace=3)


@pytest.fixture(scope="module")
def folder(result: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_result(result, tmp_path_factory.mktemp("saved") / "deep" / "result")


def test_a_result_comes_back_bit_for_bit(result: Result, folder: Path) -> None:
    again = opened(folder)
    assert again == result
    for name in TABLES:
        pd.testing.assert_frame_equal(again.table(name), result.table(name), check_exact=True)
        pd.testing.assert_frame_equal(
            again.simulated.table(name), result.simulated.table(name), check_exact=True
        )
    assert again.scenario.provenance == result.scenario.provenance
    assert again.journeys == result.journeys != {}
    assert again.run_record == result.run_record
    assert again.parameter_by_week("trust.start").equals(result.parameter_by_week("trust.start"))


# Each writes and reads some thirty files: a second and a half.
@settings(max_examples=5)
@given(scenarios(), st.sampled_from([1, 3, 7 / 3]), st.booleans(), st.booleans())
def test_any_result_comes_back(
    tmp_path_factory: pytest.TempPathFactory, scenario: Scenario, each: float, tables: bool, by_locality: bool
) -> None:
    people = {"population.people": round(each * scenario.population.clients)}
    found = run(scenario.with_changes(people), 5, tables=tables, by_locality=by_locality)
    place = save_result(found, tmp_path_factory.mktemp("any") / "result")
    assert opened(place) == found


def test_what_was_changed_in_mid_run_comes_back_as_plain_values(tmp_path: Path) -> None:
    model = Model(busy_town(), rng=1)
    model.run_for(5)
    model.intervene({"partnership.members": ("adviser", "housing")}, who="the chair")
    model.run_for(5)
    found = model.result()
    again = opened(save_result(found, tmp_path / "result"))
    assert again == found
    assert again.run_record["interventions"][-1]["set"] == {"partnership.members": ["adviser", "housing"]}
    assert again.weeks == 10


def test_files_state_the_unit_and_meaning_of_every_column(result: Result, folder: Path) -> None:
    for name, table in TABLES.items():
        if name == "observables":
            continue
        for field in pq.read_schema(folder / f"{name}.parquet"):
            column = table.column(field.name)
            told = {key.decode(): value.decode() for key, value in field.metadata.items()}
            assert (told["unit"], told["description"]) == (column.unit, column.about)
    raw = pq.read_schema(folder / "simulated" / "ledger.parquet").field("gbp").metadata
    assert raw[b"unit"] == b"GBP (simulated)"
    dictionary = pd.read_csv(folder / "columns.csv", keep_default_na=False)
    expected = result.columns.drop(columns="for_people").astype(object)
    pd.testing.assert_frame_equal(dictionary.astype(object), expected)
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    assert "for all 700 people. 300 clients were simulated, each of\nwhom stands for 2.333 people" in readme
    assert max(map(len, readme.splitlines())) <= 110


def test_where_everybody_is_simulated_nothing_is_stored_twice(tmp_path: Path) -> None:
    place = save_result(run(busy_town({"weeks": 13}), seed=1), tmp_path / "result")
    assert not (place / "simulated").exists()
    assert "every person is simulated" in (place / "README.txt").read_text(encoding="utf-8")


def test_a_saved_result_is_replaced_by_another_and_nothing_else_is(result: Result, tmp_path: Path) -> None:
    other = run(busy_town({"weeks": 13}), seed=1)
    place = save_result(other, tmp_path / "result")
    assert opened(save_result(result, place)) == result
    (place / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match=r"also holds 'notes.txt', which joinup did not write"):
        save_result(other, place)
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ScenarioError, match="is not empty and holds no results of joinup"):
        save_result(other, tmp_path / "letters")


def test_what_cannot_be_written_is_reported(result: Result, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises((ResultsNotWrittenError, ScenarioError), match="file"):
        save_result(result, tmp_path / "file" / "result")


def test_an_opened_result_has_no_arrays_and_says_so(folder: Path) -> None:
    with pytest.raises(NoTallies, match="holds tables only: run the scenario again"):
        _ = opened(folder).tallies


def test_the_record_is_plain_json(folder: Path) -> None:
    record = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    assert record["files"] == sorted(file.name for file in folder.iterdir())
    assert record["seed"] == 3 and record["people_per_client"] == pytest.approx(7 / 3)
