"""Sheets of workbooks (.xlsx, .ods), which nobody vouches for.

A workbook is a ZIP of XML. It is unpacked here, with limits, and only what was unpacked goes on to calamine,
which reads it: a file that says one size and has another cannot fill the memory, nor can one filled cell in
the last row. Formulas are never evaluated; their last results are read, and one that has none is told.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import Any
from xml.parsers import expat

from joinup.scenarios.tables.grid import MAX_CELLS, Grid, Row, check_size, refused
from joinup.scenarios.tables.values import NOT_CALCULATED
from joinup.sim.errors import Problem, ScenarioError, nearest
from joinup.sim.extras import extra

MOST_BYTES = 300_000_000
"""Bytes of all parts of a workbook once they are unpacked."""

MOST_PARTS = 5_000
BLOCK = 1_000_000

READ = re.compile(
    r"xl/.*\.(xml|rels)|_rels/.*|\[Content_Types\]\.xml|content\.xml|mimetype|META-INF/manifest\.xml"
)
"""Parts that are read: no pictures, macros or embedded files."""

CELL = re.compile(rb"<(?:\w+:)?(?:c|row)\b[^>]*?\br\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,10})")
ERROR = re.compile(rb"(<(?:\w+:)?c\b[^>]*?\bt\s*=\s*)([\"'])e\2")
FORMULA = re.compile(
    rb"<(?P<prefix>(?:\w+:)?)c\b(?P<said>[^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
TEXT_RESULT = re.compile(rb"\bt\s*=\s*[\"']str[\"']")
TYPE = re.compile(rb"\s+t\s*=\s*[\"']\w+[\"']")
ODS_ERROR = re.compile(rb"office:string-value\s*=\s*\"[^\"]*\"(?=[^>]*calcext:value-type=\"error\")")

ODS_ROW = re.compile(rb"<table:table-row\b([^>]*?)(?:/>|>(.*?)</table:table-row>)", re.DOTALL)
ODS_CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
ODS_COLUMNS = re.compile(rb"table:number-columns-repeated\s*=\s*[\"'](\d{1,10})")
ODS_ROWS = re.compile(rb"table:number-rows-repeated\s*=\s*[\"'](\d{1,10})")
ODS_TABLE = re.compile(rb"<table:table[\s>]")

_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError),
    *(NotImplementedError, RuntimeError, ValueError),
)
"""What reading a damaged ZIP raises."""


def grid_of(raw: bytes, file: str, *, sheet: str | None = None, preferred: str = "") -> Grid:
    """Return the rows of a sheet.

    Parameters
    ----------
    raw
        The workbook.
    file
        How messages call it.
    sheet
        Which sheet; the only one, or the one called `preferred`, if not given.

    Raises
    ------
    ScenarioError
        If it is no workbook, is too large, or has several sheets and none was named.
    MissingExtraError
        If the package that reads workbooks is not installed.
    """
    with extra():
        import python_calamine as calamine
    parts = _parts(raw, file)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts)))
        visible = calamine.SheetVisibleEnum.Visible
        shown = [one.name for one in book.sheets_metadata if one.visible == visible]
        filled = [name for name in shown if book.get_sheet_by_name(name).height]
        name = _sheet(file, book.sheet_names, filled, sheet, preferred)
        found = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise refused(file, f"not a workbook that can be read ({str(error).strip()})") from None
    check_size(file, len(found), sum(len(row) for row in found))
    rows = [Row(n, [_cell(value) for value in row]) for n, row in enumerate(found, start=1)]
    return Grid(f"{file}#{name}" if len(book.sheet_names) > 1 else file, rows, f"sheet '{name}'", sheet=name)


def _cell(value: Any) -> Any:
    """Return a cell without spaces about it; workbooks keep whole numbers as floats."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value.strip() if isinstance(value, str) else value


def _sheet(file: str, names: list[str], filled: list[str], wanted: str | None, preferred: str) -> str:
    """Return the name of the sheet that is meant: by name, the only one, or the one of the preferred name."""
    if wanted is not None:
        if wanted not in names:
            problem = Problem.unknown((), "sheet", wanted, names)
            raise ScenarioError([problem.at(file, 1, 1)])
        return wanted
    if len(names) == 1:
        return names[0]
    for name in filled:
        if len(filled) == 1 or name.lower() == preferred:
            return name
    near = nearest(preferred, filled) if preferred else None
    text = f"several sheets; name one as {file}#SHEET"
    raise ScenarioError([Problem((), text, tuple(filled), near).at(file, 1, 1)])


def _parts(raw: bytes, file: str) -> dict[str, bytes]:
    """Return the parts of a workbook that are read, unpacked, none larger than the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = packed.infolist()
            if len(entries) > MOST_PARTS:
                raise refused(file, f"more than {MOST_PARTS:,} parts in a workbook")
            parts: dict[str, bytes] = {}
            left = MOST_BYTES
            for entry in entries:
                if not READ.fullmatch(entry.filename):
                    continue
                if entry.filename in parts:
                    raise refused(file, f"the part '{entry.filename}' is there twice")
                if entry.flag_bits & 1:
                    raise refused(file, "the workbook has a password; save it without one")
                parts[entry.filename] = _unpacked(packed, entry, left, file)
                left -= len(parts[entry.filename])
    except _DAMAGED as error:
        raise refused(file, f"not a workbook that can be read ({error})") from None
    if "xl/workbook.xml" not in parts and "content.xml" not in parts:
        text = "not a workbook of the formats .xlsx and .ods; save it as one of these or as CSV"
        raise refused(file, text)
    return {name: _safe(name, content, file) for name, content in parts.items()}


def _unpacked(packed: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int, file: str) -> bytes:
    """Return one part, block by block, so that no more is unpacked than is allowed."""
    blocks: list[bytes] = []
    with packed.open(entry) as part:
        while block := part.read(BLOCK):
            blocks.append(block)
            left -= len(block)
            if left < 0:
                raise refused(file, f"a workbook of more than {MOST_BYTES:,} bytes once it is unpacked")
    return b"".join(blocks)


def _safe(name: str, content: bytes, file: str) -> bytes:
    """Return a part as it goes on: no document types, no sheet larger than the limits, errors as texts."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise refused(file, "the workbook defines entities of its own, which no table needs")
    if name.endswith((".xml", ".rels")):
        _check_xml(content, name, file)
    if name.startswith("xl/worksheets/") and name.endswith(".xml"):
        _check_sheet(content, file)
        return FORMULA.sub(_result, ERROR.sub(rb"\1\2str\2", content))
    if name == "content.xml":
        _check_ods(content, file)
        return ODS_ERROR.sub(b"", content)
    return content


def _check_xml(content: bytes, name: str, file: str) -> None:
    """Refuse XML with tags that are not closed, at which calamine would wait for their end for good."""
    try:
        expat.ParserCreate().Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise refused(file, f"not a workbook that can be read ({name}: {error})") from None


def _result(cell: re.Match[bytes]) -> bytes:
    """Return a cell whose formula has no result with a text that says so; an empty text is a result."""
    said = cell["said"]
    if TEXT_RESULT.search(said):
        return cell[0]
    c, v = cell["prefix"] + b"c", cell["prefix"] + b"v"
    text = NOT_CALCULATED.encode()
    return b'<%b%b t="str"><%b>%b</%b></%b>' % (c, TYPE.sub(b"", said), v, text, v, c)


def _check_sheet(content: bytes, file: str) -> None:
    """Refuse a sheet whose last row and column span too many cells."""
    rows = columns = 1
    for letters, digits in CELL.findall(content):
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        rows, columns = max(rows, int(digits)), max(columns, column)
    if rows * columns > MAX_CELLS:
        text = f"the filled cells of a sheet span {rows:,} rows and {columns:,} columns, more than"
        raise refused(file, f"{text} {MAX_CELLS:,} cells; delete what is not part of the table")


def _check_ods(content: bytes, file: str) -> None:
    """Refuse sheets in which repeated rows and cells make too many."""
    for sheet in ODS_TABLE.split(content)[1:]:
        rows = columns = 0
        after = 0
        for given, inside in ODS_ROW.findall(sheet):
            width, here = 0, 0
            for attributes, closed in ODS_CELL.findall(inside):
                repeated = ODS_COLUMNS.search(attributes)
                here += int(repeated[1]) if repeated else 1
                if b"value-type" in attributes or not closed:
                    width = here
            repeated = ODS_ROWS.search(given)
            times = int(repeated[1]) if repeated else 1
            after += times
            if width:
                rows, columns = after, max(columns, width)
        if rows * columns > MAX_CELLS:
            raise refused(file, f"a sheet of {rows:,} rows and {columns:,} columns is too large")


def _packed(parts: dict[str, bytes]) -> bytes:
    """Return parts as a ZIP again, not compressed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return target.getvalue()
