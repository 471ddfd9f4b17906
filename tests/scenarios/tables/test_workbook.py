"""Workbooks and Parquet: sheets, formulas without results, and files that would fill the memory."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from joinup.scenarios.tables import workbook
from joinup.scenarios.tables.grid import MAX_BYTES
from joinup.scenarios.tables.kinds import SERIES
from joinup.scenarios.tables.reader import read_table
from joinup.sim.errors import ScenarioError

Fill = Callable[[Any, Any], None]

ODS = """<?xml version="1.0"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:calcext="urn:calcext"><office:body>
 <office:spreadsheet><table:table table:name="rates">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry
 manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
</manifest:manifest>"""
TEXT_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
NUMBER_CELL = '<table:table-cell office:value-type="float" office:value="{}"><text:p/></table:table-cell>'
EMPTY_END = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/></table:table-row>'


def book(path: Path, **sheets: Fill) -> Path:
    """Write a workbook, each sheet filled by a function."""
    with xlsxwriter.Workbook(path) as target:
        for name, fill in sheets.items():
            fill(target, target.add_worksheet(name))
    return path


def ods(path: Path, *rows: str) -> Path:
    """Write a sheet of OpenDocument."""
    with zipfile.ZipFile(path, "w") as target:
        target.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        target.writestr("META-INF/manifest.xml", MANIFEST)
        target.writestr("content.xml", ODS.format(rows="".join(rows)))
    return path


def ods_row(*cells: str | float) -> str:
    inside = (TEXT_CELL.format(c) if isinstance(c, str) else NUMBER_CELL.format(c) for c in cells)
    return f"<table:table-row>{''.join(inside)}</table:table-row>"


def rates(target: Any, sheet: Any) -> None:
    """Fill a sheet as people do: a title, a gap, the table away from the corner, a note."""
    sheet.write(0, 1, "Rates by area")
    sheet.write_row(2, 1, ["area", "rate", "people", "measured"])
    share, day = target.add_format({"num_format": "0%"}), target.add_format({"num_format": "yyyy-mm-dd"})
    for row, (area, rate, people) in enumerate([("Ards", 0.25, "1,200.5"), ("Bute", 1.0, "[c]")], start=3):
        sheet.write(row, 1, area)
        sheet.write(row, 2, rate, share)
        sheet.write(row, 3, people)
        sheet.write_datetime(row, 4, datetime.datetime(2001, 3, 31), day)
    sheet.write(6, 1, "Source: own figures")


def refusal(path: Path | str) -> str:
    with pytest.raises(ScenarioError) as caught:
        read_table(path)
    return str(caught.value)


def test_a_sheet_is_read_as_it_looks(tmp_path: Path) -> None:
    found = read_table(book(tmp_path / "rates.xlsx", rates=rates))
    day = datetime.date(2001, 3, 31)
    areas, people = ["Ards", "Bute"], [1200.5, np.nan]
    expected = {"area": areas, "rate": [0.25, 1.0], "people": people, "measured": [day, day]}
    pd.testing.assert_frame_equal(found.frame, pd.DataFrame(expected), check_dtype=False)
    assert found.header == 3
    assert [(one.line, one.what) for one in found.passed] == [
        (1, "title or note"),
        (2, "blank row"),
        (7, "note"),
    ]


def test_an_open_document_sheet_is_read_as_it_looks(tmp_path: Path) -> None:
    rows = [ods_row("area", "rate"), ods_row("Ards", 0.25), ods_row("Bute", 2), EMPTY_END]
    found = read_table(ods(tmp_path / "rates.ods", *rows))
    assert found.frame.to_dict("list") == {"area": ["Ards", "Bute"], "rate": [0.25, 2.0]}


def test_one_of_several_sheets_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "rates.xlsx", first=rates, second=rates)
    assert f"several sheets; name one as {path}#SHEET (allowed: first, second)" in refusal(path)
    assert "unknown sheet 'secnd'; did you mean 'second'?" in refusal(f"{path}#secnd")
    assert len(read_table(f"{path}#second")) == 2


def test_a_message_names_the_cell(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["scenario", "observable", "date", "value"])
        sheet.write_row(1, 0, ["town", "in_need", "2001-03-31", "high"])

    with pytest.raises(ScenarioError) as caught:
        read_table(book(tmp_path / "series.xlsx", s=fill), SERIES)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (2, 4)
    assert problem.message == "expected a number, not 'high' (cell D2)"


@pytest.mark.parametrize("result", ["#DIV/0!", "#REF!", "#NAME?"])
def test_an_error_of_the_spreadsheet_is_no_empty_cell(tmp_path: Path, result: str) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["area", "rate"])
        sheet.write_row(1, 0, ["Ards", 1])
        sheet.write(2, 0, "Bute")
        sheet.write_formula(2, 1, "=1/0", None, result)

    assert f"3:2: rate: '{result}' is no value" in refusal(book(tmp_path / "rates.xlsx", s=fill))
    error = (
        '<table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value=""'
        f' calcext:value-type="error"><text:p>{result}</text:p></table:table-cell>'
    )
    last = f"<table:table-row>{TEXT_CELL.format('Bute')}{error}</table:table-row>"
    path = ods(tmp_path / "rates.ods", ods_row("area", "rate"), ods_row("Ards", 1), last)
    assert f"3:2: rate: '{result}' is no value" in refusal(path)


def changed(path: Path, part: str, *changes: tuple[bytes, bytes]) -> Path:
    """Write a workbook anew with one of its parts changed."""
    with zipfile.ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for before, after in changes:
        assert before in parts[part]
        parts[part] = parts[part].replace(before, after)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("empty", [b"", b"<v></v>", b"<v/>"])
def test_a_formula_that_was_never_calculated_is_no_empty_cell(tmp_path: Path, empty: bytes) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["area", "rate"])
        sheet.write_row(1, 0, ["Ards", 1])
        sheet.write(2, 0, "Bute")
        sheet.write_formula(2, 1, "=B2+1", None, 99)

    path = book(tmp_path / "rates.xlsx", s=fill)
    told = refusal(changed(path, SHEET, (b"<v>99</v>", empty)))
    assert "open the workbook in a spreadsheet program and save it" in told


def test_a_formula_is_read_by_its_result_and_never_evaluated(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["area", "rate"])
        sheet.write_row(1, 0, ["Ards"])
        sheet.write_formula(1, 1, "=1+1", None, 5)

    assert read_table(book(tmp_path / "rates.xlsx", s=fill)).frame["rate"].tolist() == [5]


def test_a_cell_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    def fill(_: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["area", "rate"])
        sheet.write(1_048_575, 16_383, 1)

    assert "span 1,048,576 rows and 16,384 columns" in refusal(book(tmp_path / "rates.xlsx", s=fill))
    many = '<table:table-cell office:value-type="float" table:number-columns-repeated="16384"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{many}</table:table-row>'
    assert "a sheet of 1,048,576 rows and 16,384 columns is too large" in refusal(
        ods(tmp_path / "rates.ods", row)
    )


def test_a_workbook_that_unpacks_into_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_BYTES", 10_000)
    path = book(tmp_path / "rates.xlsx", s=rates)
    padded = changed(path, SHEET, (b"</worksheet>", b" " * 20_000 + b"</worksheet>"))
    assert padded.stat().st_size < 10_000
    assert "a workbook of more than 10,000 bytes once it is unpacked" in refusal(padded)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet'), "defines entities of its own"),
        ((b"<sheetData>", b"<sheetData"), "not a workbook that can be read"),
    ],
)
def test_a_workbook_of_broken_or_hostile_xml_is_refused(
    tmp_path: Path, change: tuple[bytes, bytes], said: str
) -> None:
    assert said in refusal(changed(book(tmp_path / "rates.xlsx", s=rates), SHEET, change))


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as packed:
        packed.writestr("readme.txt", "hello")
    assert "not a workbook of the formats .xlsx and .ods" in refusal(tmp_path / "a.xlsx")


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    with path.open("wb") as target:
        target.truncate(MAX_BYTES + 1)
    assert "a table has at most 100,000,000" in refusal(path)


def test_parquet_is_read_with_types_units_and_meanings(tmp_path: Path) -> None:
    fields = [
        pa.field("rate", pa.float64(), metadata={"unit": "share", "description": "share helped"}),
        pa.field("people", pa.int64()),
        pa.field("area", pa.string()),
    ]
    columns = {"rate": [0.25, None], "people": [3, 4], "area": ["Ards", None]}
    content = pa.table(columns, schema=pa.schema(fields, {"title": "Rates"}))
    pq.write_table(content, tmp_path / "rates.parquet")
    found = read_table(tmp_path / "rates.parquet")
    pd.testing.assert_frame_equal(found.frame, content.to_pandas())
    assert [(one.name, str(one.kind), one.unit, one.about) for one in found.columns] == [
        ("rate", "number", "share", "share helped"),
        ("people", "whole number", "", ""),
        ("area", "text", "", ""),
    ]
    assert found.facts == {"title": "Rates"}
    told = read_table(tmp_path / "rates.parquet").gaps
    assert {name: sum(gaps.values()) for name, gaps in told.items()} == {"rate": 1, "people": 0, "area": 1}


def test_parquet_that_holds_no_plain_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "rates.parquet"
    pq.write_table(pa.table({"a": [[1, 2], [3]]}), path)
    assert "the column 'a' holds lists or records" in refusal(path)
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), path)
    assert "there are no rows" in refusal(path)
    path.write_bytes(path.read_bytes()[:-20])
    assert "not a Parquet file that can be read" in refusal(path)


def test_a_sheet_whose_tags_are_not_closed_is_refused_at_once(tmp_path: Path) -> None:
    """The library that reads sheets of OpenDocument waits for their end for good."""
    told = refusal(ods(tmp_path / "rates.ods", ods_row("area", "rate"), ods_row("Ards", 1), "<>"))
    assert "not a workbook that can be read (content.xml: not well-formed" in told


def test_what_pandas_noted_in_a_parquet_file_is_not_relied_on(tmp_path: Path) -> None:
    content = pa.table({"area": ["Ards"], "rate": [0.5]}, metadata={"pandas": '{"index_columns": [{"kind'})
    pq.write_table(content, tmp_path / "rates.parquet")
    assert read_table(tmp_path / "rates.parquet").frame.to_dict("records") == [{"area": "Ards", "rate": 0.5}]


def test_a_damaged_workbook_is_refused_in_words(tmp_path: Path) -> None:
    whole = book(tmp_path / "rates.xlsx", s=rates).read_bytes()
    for place in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[place] ^= 0xFF
        (tmp_path / "damaged.xlsx").write_bytes(damaged)
        try:
            read_table(tmp_path / "damaged.xlsx")
        except ScenarioError as error:
            assert str(error)
