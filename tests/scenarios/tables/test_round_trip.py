"""What is written is read back as it was, and files say what they hold."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from joinup.scenarios.tables.columns import Column
from joinup.scenarios.tables.reader import read_table
from joinup.scenarios.tables.writer import DICTIONARY, Described, write_csv, write_parquet, write_workbook

FACTS = {"title": "Rates", "description": "rates by area", "provenance": "made up"}
COLUMNS = (Column("rate", unit="share", about="share helped"), Column("people", unit="people"))

TEXTS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12)
STARTS = st.sampled_from(["", "=", "+", "-", "@", "'", "'=", '"', ";", ","])
NUMBERS = st.one_of(st.floats(-1e300, 1e300), st.just(np.nan))


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Draw a table with a column of every kind; one text is plainly no number."""
    rows = draw(st.integers(1, 5))
    words = [draw(STARTS) + draw(TEXTS) for _ in range(rows)]
    return pd.DataFrame(
        {
            "area": ["a word", *(word.strip() or "x" for word in words)],
            "rate": [0.5, *(draw(NUMBERS) for _ in range(rows))],
            "people": [1, *(draw(st.integers(-(2**53), 2**53)) for _ in range(rows))],
            "open": [True, *(draw(st.booleans()) for _ in range(rows))],
            "none at all": [np.nan] * (rows + 1),
        }
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(frame=frames())
def test_a_table_that_was_written_is_read_back_unchanged(frame: pd.DataFrame, tmp_path: Path) -> None:
    table = Described("rates", frame, COLUMNS, FACTS)
    [text, _] = write_csv(tmp_path, [table])
    for path in (text, write_parquet(tmp_path, table)):
        found = read_table(path).frame
        pd.testing.assert_frame_equal(found, frame, check_dtype=False, check_exact=True)
        assert [str(found[name].dtype) for name in ("rate", "people", "open")] == ["float64", "int64", "bool"]
    book = write_workbook(tmp_path / "rates.xlsx", [table])
    found = read_table(f"{book}#rates").frame
    pd.testing.assert_frame_equal(found, frame, check_dtype=False, rtol=1e-14)


@pytest.fixture
def table() -> Described:
    frame = pd.DataFrame({"area": ["=1+1", "@x"], "rate": [0.25, 0.5], "people": [3, 4]})
    return Described("rates", frame, COLUMNS, FACTS)


def test_no_text_becomes_a_formula(table: Described, tmp_path: Path) -> None:
    [text, _] = write_csv(tmp_path, [table])
    assert text.read_text(encoding="utf-8").splitlines()[1:] == ["'=1+1,0.25,3", "'@x,0.5,4"]
    assert read_table(text).frame["area"].tolist() == ["=1+1", "@x"]
    book = write_workbook(tmp_path / "rates.xlsx", [table])
    assert read_table(f"{book}#rates").frame["area"].tolist() == ["=1+1", "@x"]


def test_parquet_says_what_it_holds(table: Described, tmp_path: Path) -> None:
    path = write_parquet(tmp_path, table)
    schema = pq.read_schema(path)
    assert {name: schema.metadata[name.encode()].decode() for name in FACTS} == FACTS
    assert schema.field("rate").metadata == {b"unit": b"share", b"description": b"share helped"}
    found = read_table(path)
    assert found.facts == FACTS
    assert [column.unit for column in found.columns] == ["", "share", "people"]


def test_a_workbook_and_csv_come_with_a_dictionary(table: Described, tmp_path: Path) -> None:
    _, columns = write_csv(tmp_path, [table])
    rows = read_table(columns).frame.fillna("").to_dict("records")
    rate = {"table": "rates", "column": "rate", "unit": "share", "description": "share helped"}
    assert columns.name == "columns.csv" and rate in rows
    book = write_workbook(tmp_path / "rates.xlsx", [table])
    told = read_table(f"{book}#{DICTIONARY}").frame.fillna("").to_dict("records")
    assert rate in told
    assert {"Rates", "rates by area", "made up"} <= {row["description"] for row in told}


def test_the_same_tables_are_the_same_files(table: Described, tmp_path: Path) -> None:
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        write_csv(folder, [table])
        write_parquet(folder, table)
        write_workbook(folder / "rates.xlsx", [table])
    for file in (tmp_path / "a").iterdir():
        assert file.read_bytes() == (tmp_path / "b" / file.name).read_bytes(), file.name
