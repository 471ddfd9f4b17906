"""The text in a file's bytes, and the cells in a text: encoding, line ends, delimiter.

UTF-8 and UTF-16 are recognised with and without a byte order mark. Anything else is read as Windows-1252,
which older spreadsheet programs of Western Europe write, and the table says so.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass

from joinup.scenarios.tables.grid import MAX_COLUMNS, MAX_ROWS, Grid, Row, check_size, refused
from joinup.scenarios.tables.numbers import is_number

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""Byte order marks, the codec of each and what it is called; the first that fits counts."""

WESTERN = "Windows-1252"

DELIMITERS = {"\t": "tabs", ";": "semicolons", ",": "commas", "|": "bars"}
"""What may separate columns, and what it is called."""

SAMPLE = 2_000
"""Rows from which the delimiter is found."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet program takes for a formula."""

SEP = re.compile(r"sep=(.)[ \t,;|]*", re.IGNORECASE)
"""The first line by which spreadsheet programs are told the delimiter."""


def text_of(raw: bytes, file: str) -> tuple[str, str]:
    """Return the text in a file's bytes, and the name of its encoding.

    Raises
    ------
    ScenarioError
        If there is no text in them.

    Examples
    --------
    >>> text_of("café".encode("utf-16"), "a.csv"), text_of("café".encode("cp1252"), "a.csv")
    (('café', 'UTF-16'), ('café', 'Windows-1252'))
    """
    codec, name = next(((codec, name) for mark, codec, name in MARKS if raw.startswith(mark)), ("", ""))
    if not codec and b"\0" in raw[:1000]:
        # Text of the West in two bytes a letter has every other byte 0.
        even, odd = raw[:1000:2].count(0), raw[1:1000:2].count(0)
        codec, name = ("utf-16-be" if even > odd else "utf-16-le"), "UTF-16"
    attempts = [(codec, name)] if codec else [("utf-8", "UTF-8"), ("cp1252", WESTERN)]
    for codec, name in attempts:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError as error:
            before = raw[: error.start]
            line = before.count(b"\n") + 1
            continue
        if "\0" in text:
            raise refused(file, "this is not a table: it holds bytes that are no text")
        return text, name
    text = f"neither UTF-8, UTF-16 nor {WESTERN}; save the file as CSV UTF-8"
    raise refused(file, text, line=line)


def grid_of(raw: bytes, file: str) -> Grid:
    """Return the rows of cells in a text file.

    Raises
    ------
    ScenarioError
        If there are none, or it cannot be told how they are separated.
    """
    text, encoding = text_of(raw, file)
    if not text.strip():
        raise refused(file, "the file is empty")
    first, _, rest = text.partition("\n")
    said = SEP.fullmatch(first.strip())
    delimiter = said[1] if said else _delimiter(text, file)
    rows = _Splitter(file, first_line=2 if said else 1).rows(rest if said else text, delimiter)
    words = DELIMITERS.get(delimiter or "", f"'{delimiter}'")
    layout = f"columns separated by {words}" if delimiter else "one column"
    return Grid(file, rows, f"text in {encoding}, {layout}", delimiter=delimiter, encoding=encoding)


@dataclass(slots=True)
class _Splitter:
    """Splits text into cells, and remembers in which line each row starts."""

    file: str
    first_line: int = 1
    most: int = MAX_ROWS

    def rows(self, text: str, delimiter: str | None) -> list[Row]:
        """Return the rows of a text."""
        # A letter that is nowhere separates nothing.
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=delimiter or "\x1f", strict=True, skipinitialspace=True
        )
        found: list[Row] = []
        line, cells = self.first_line, 0
        try:
            for values in reader:
                if len(found) >= self.most:
                    break
                if len(values) > MAX_COLUMNS:
                    raise refused(self.file, f"more than {MAX_COLUMNS:,} columns", line=line)
                cells += len(values)
                check_size(self.file, len(found), cells)
                found.append(Row(line, [unguarded(value.strip()) for value in values]))
                line = self.first_line + reader.line_num
        except csv.Error as error:
            raise refused(self.file, _in_words(str(error)), line=line) from None
        return found


def _in_words(said: str) -> str:
    if "end of data" in said or "field larger" in said:
        return "quotation marks are opened in this row and not closed"
    if "expected after" in said:
        return "text follows closing quotation marks; double quotation marks inside a quoted cell"
    return f"this row cannot be read ({said})"


def _delimiter(text: str, file: str) -> str | None:
    """Return what separates columns: what splits most rows into equally many and the cleanest cells."""
    scores: dict[str, tuple[int, int]] = {}
    single = len([line for line in text.splitlines()[:SAMPLE] if line.strip()])
    problem: Exception | None = None
    for delimiter in DELIMITERS:
        if delimiter not in text:
            continue
        try:
            rows = _Splitter(file, most=SAMPLE).rows(text, delimiter)
        except Exception as error:
            problem = problem or error
            continue
        widths = Counter(len(row.cells) for row in rows if any(row.cells))
        usual = {width: count for width, count in widths.items() if width > 1}
        if not usual:
            continue
        width, count = max(usual.items(), key=lambda item: (item[1], item[0]))
        cells = [cell for row in rows if len(row.cells) == width for cell in row.cells if cell]
        clean = sum(is_number(cell) or not any(other in cell for other in DELIMITERS) for cell in cells)
        scores[delimiter] = (count, clean * 1000 // max(len(cells), 1))
        single = min(single, sum(count for width, count in widths.items() if width == 1))
    if not scores:
        if problem is not None:
            raise problem
        return None
    best = max(scores, key=lambda delimiter: scores[delimiter])
    rivals = [one for one in scores if scores[one] == scores[best]]
    if len(rivals) > 1:
        words = " and ".join(DELIMITERS[one] for one in rivals)
        raise refused(
            file, f"{words} separate columns equally well; put cells with either in quotation marks"
        )
    return best if scores[best][0] >= single else None


def guarded(text: str) -> str:
    """Return a text that no spreadsheet program takes for a formula: with an apostrophe before it.

    Examples
    --------
    >>> guarded("=1+1"), unguarded("'=1+1"), guarded("formal"), unguarded(guarded("'=1"))
    ("'=1+1", '=1+1', 'formal', "'=1")
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unguarded(text: str) -> str:
    """Return a text as it was before :func:`guarded`."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS) else text
