"""Text with columns: however it is written, the reader gives the table that is meant, or refuses in words."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from joinup.scenarios.tables.numbers import Gap
from joinup.scenarios.tables.reader import read_table
from joinup.sim.errors import ScenarioError

CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.csv"))
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
ENCODINGS = {
    "utf8": "UTF-8",
    "utf8sig": "UTF-8",
    "utf16": "UTF-16",
    "utf16be": "UTF-16",
    "cp1252": "Windows-1252",
}

TABLE = {
    "area": ["Ynys Môn", "Régent Street", "Ards", "Bute; Clyde, Arran|Isles"],
    "rate": [0.25, 12.5, 3.0, 1200.75],
    "people": [1_234_567, 980, 12_000, np.nan],
    "spend": [31.5, np.nan, np.nan, 7],
}
"""What all files of the corpus hold."""

PASSED = {
    "plain": {},
    "trailing": {2: "empty cells at the end of 4 rows"},
    "title": {1: "title or note", 2: "blank row"},
    "notes": {7: "note", 8: "note"},
    "both": {1: "title or note", 2: "blank row", 6: "blank row", 10: "note", 11: "note"},
}
"""What is passed over in them, by line; files are called DELIMITER_DECIMAL_ENCODING_NOTES.csv."""

OFTEN = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_the_corpus_has_forty_files() -> None:
    assert len(CORPUS) == 40


@pytest.mark.parametrize("file", CORPUS, ids=lambda file: file.stem)
def test_every_file_of_the_corpus_gives_the_table_that_it_must(file: Path) -> None:
    delimiter, decimal, encoding, notes = file.stem.split("_")
    found = read_table(file)
    pd.testing.assert_frame_equal(found.frame, pd.DataFrame(TABLE), check_dtype=False)
    assert found.decimal == decimal
    assert f"text in {ENCODINGS[encoding]}, columns separated by {delimiter}s" in found.about
    assert {one.line: one.what for one in found.passed} == PASSED[notes]
    assert found.gaps["spend"] == {Gap.SUPPRESSED: 1, Gap.MISSING: 1}
    first = 3 if notes in ("title", "both") else 1
    assert found.header == first
    assert list(found.places.lines[:2]) == [first + 1, first + 2]
    assert found.places.columns == {"area": 1, "rate": 2, "people": 3, "spend": 4}


NAMES = st.lists(
    st.text("abcdefgh_.", min_size=1, max_size=8).filter(lambda name: name.strip(".") == name),
    min_size=2,
    max_size=4,
    unique=True,
)
NUMBERS = st.one_of(
    st.integers(-(10**6), 10**6).map(str),
    st.floats(-1e6, 1e6, allow_nan=False, width=32).map(lambda x: f"{x:.4f}"),
)
WORDS = st.sampled_from(["none", "formal", "Ynys Môn", "a, b", "c; d", 'say "so"', "x|y"])


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """Draw a header and rows: texts in the first column, numbers in the others."""
    names = draw(NAMES)
    rows = [[draw(WORDS), *(draw(NUMBERS) for _ in names[1:])] for _ in range(draw(st.integers(2, 6)))]
    return [names, *rows]


def written(rows: list[list[str]], delimiter: str = ",", decimal: str = "point") -> str:
    """Return rows as a spreadsheet program writes them."""
    target = io.StringIO()
    swapped = [rows[0], *([row[0], *(cell.replace(".", ",") for cell in row[1:])] for row in rows[1:])]
    csv.writer(target, delimiter=delimiter, lineterminator="\n").writerows(
        swapped if decimal == "comma" else rows
    )
    return target.getvalue()


def frame_of(rows: list[list[str]]) -> pd.DataFrame:
    """Return the table that rows hold."""
    frame = pd.DataFrame(rows[1:], columns=rows[0])
    return frame.astype(dict.fromkeys(rows[0][1:], float))


def same(found: pd.DataFrame, rows: list[list[str]]) -> bool:
    """Return whether a table that was read is that of the rows."""
    expected = frame_of(rows)
    return list(found) == list(expected) and all(
        found[name].tolist() == expected[name].tolist() for name in expected
    )


@OFTEN
@given(
    rows=tables(),
    delimiter=st.sampled_from(list(DELIMITERS.values())),
    decimal=st.sampled_from(["point", "comma"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
)
def test_a_table_is_the_same_however_it_is_written(
    rows: list[list[str]], delimiter: str, decimal: str, encoding: str, tmp_path: Path
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(written(rows, delimiter, decimal).encode(encoding))
    try:
        found = read_table(file)
    except ScenarioError as error:
        # What cannot be told from the file alone is refused: which mark it is, or which delimiter.
        told = str(error)
        assert "no other cell decides" in told or "equally well" in told, told
        return
    assert same(found.frame, rows)


def _with_trailing(rows: list[list[str]], row: int, column: int) -> list[list[str]]:
    return [[*cells, ""] if n == row else cells for n, cells in enumerate(rows)]


def _with_doubled(rows: list[list[str]], row: int, column: int) -> list[list[str]]:
    return [[*cells, cells[column]] for cells in rows]


def _longer(rows: list[list[str]], row: int, column: int) -> list[list[str]]:
    return [[*cells, cells[-1]] if n == row else cells for n, cells in enumerate(rows)]


def _shorter(rows: list[list[str]], row: int, column: int) -> list[list[str]]:
    return [cells[:-1] if n == row else cells for n, cells in enumerate(rows)]


def _shifted(rows: list[list[str]], row: int, column: int) -> list[list[str]]:
    return [cells if n == 0 else [*cells, ""] for n, cells in enumerate(rows)]


MUTATIONS = {
    "a delimiter at the end of a row": _with_trailing,
    "a delimiter at the end of all rows": _shifted,
    "a column twice": _with_doubled,
    "a row too long": _longer,
    "a row too short": _shorter,
}


@OFTEN
@given(
    rows=tables(),
    mutation=st.sampled_from(sorted(MUTATIONS)),
    delimiter=st.sampled_from(list(DELIMITERS.values())),
    place=st.tuples(st.integers(0, 6), st.integers(0, 3)),
)
def test_a_damaged_table_is_the_same_or_refused_in_words(
    rows: list[list[str]], mutation: str, delimiter: str, place: tuple[int, int], tmp_path: Path
) -> None:
    damaged = MUTATIONS[mutation](rows, place[0] % len(rows), place[1] % len(rows[0]))
    file = tmp_path / "table.csv"
    file.write_text(written(damaged, delimiter), encoding="utf-8")
    try:
        found = read_table(file)
    except ScenarioError as error:
        assert all(problem.file == str(file) and problem.line for problem in error.problems)
        return
    assert same(found.frame, rows), mutation


@OFTEN
@given(rows=tables(), delimiter=st.sampled_from(list(DELIMITERS.values())), place=st.integers(0, 5))
def test_a_swapped_decimal_mark_changes_no_number_silently(
    rows: list[list[str]], delimiter: str, place: int, tmp_path: Path
) -> None:
    row = rows[1 + place % (len(rows) - 1)]
    assume("." in row[1])
    plain = written(rows, delimiter)
    file = tmp_path / "table.csv"
    file.write_text(plain.replace(row[1], row[1].replace(".", ",")), encoding="utf-8")
    try:
        found = read_table(file)
    except ScenarioError:
        return
    assert same(found.frame, rows)
