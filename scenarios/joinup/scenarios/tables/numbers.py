"""Numbers as people and spreadsheets write them: decimal mark, thousands, pounds, per cent, no value.

``1,200`` is 1200 where the decimal mark is a point and 1.2 where it is a comma. A table has one decimal mark,
found from the cells that can be read in one way only; cells that leave it open are refused, not guessed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

Decimal = Literal["point", "comma"]

SPACES = " \u00a0\u2009\u202f"
"""What separates thousands besides a mark: a space, also one that does not break, or a narrow one."""

MOST_DIGITS = 18
"""Digits of a whole number; longer ones are names of something, which a number would not keep."""


def _pattern(mark: str, thousands: str) -> re.Pattern[str]:
    grouped = rf"[1-9]\d{{0,2}}(?P<separator>[{thousands}'’{SPACES}])\d{{3}}(?:(?P=separator)\d{{3}})*"
    whole = rf"(?:{grouped}|\d+)"
    return re.compile(
        rf"(?P<sign>[-+−]?)(?P<pounds>£?){SPACES[0]}?"
        rf"(?P<digits>{whole}(?:{mark}\d*)?|{mark}\d+)(?P<power>[eE][-+]?\d{{1,3}})?"
        rf"(?P<percent>[{SPACES}]?%)?",
        re.ASCII,
    )


PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?", re.ASCII)
"""Most numbers, as programs write them; tried first, as it is many times as fast."""

ONLY_POINT = re.compile(r"-?(?:0\.\d+|\d+\.(?:\d{1,2}|\d{4,}))(?:[eE][-+]?\d{1,3})?", re.ASCII)
"""Plain numbers that are none with a decimal comma."""

PATTERNS: dict[Decimal, re.Pattern[str]] = {"point": _pattern(r"\.", ","), "comma": _pattern(",", r"\.")}

MOST_KEPT = 20
"""Cells of a kind that are kept to be told."""


class Gap(StrEnum):
    """Why a cell has no value."""

    EMPTY = "empty"
    MISSING = "missing"
    SUPPRESSED = "suppressed"


MISSING = frozenset({"-", "–", "—", "n/a", "na", "n.a.", "#n/a", "nan", "null", "[x]", "[z]", "[w]", ":"})
"""Marks of a value that is not there, in small letters."""

SUPPRESSED = frozenset({"..", "...", "…", "[c]", "[u]", "[low]", "*", "**", "(c)", "c", "suppressed"})
"""Marks of a value that is there and not shown, in small letters; see the Government Statistical Service's
guidance on symbols in tables."""


def gap(text: str) -> Gap | None:
    """Return why a cell has no value; None if it has one.

    Examples
    --------
    >>> gap("[c]"), gap("n/a"), gap(""), gap("25")
    (<Gap.SUPPRESSED: 'suppressed'>, <Gap.MISSING: 'missing'>, <Gap.EMPTY: 'empty'>, None)
    """
    if not text:
        return Gap.EMPTY
    word = text.lower()
    return Gap.MISSING if word in MISSING else Gap.SUPPRESSED if word in SUPPRESSED else None


def number(text: str, decimal: Decimal) -> int | float | None:
    """Return the number that is written; None if it is none.

    Examples
    --------
    >>> number("1,200", "point"), number("1,200", "comma"), number("£600", "point"), number("25 %", "point")
    (1200, 1.2, 600, 0.25)
    >>> number("165c", "point") is None, number("007", "point") is None
    (True, True)
    """
    if decimal == "point" and "." in text and PLAIN.fullmatch(text):
        value = float(text)
        return value if math.isfinite(value) else None
    found = PATTERNS[decimal].fullmatch(text)
    if found is None:
        return None
    digits = found["digits"]
    if found["separator"]:
        digits = digits.replace(found["separator"], "")
    digits = digits.replace(",", ".")
    sign = "-" if found["sign"] in ("-", "−") else ""
    if digits.isdecimal() and not found["power"] and not found["percent"]:
        # A leading zero or a great many digits: a code, such as that of an area.
        if len(digits) > MOST_DIGITS or (len(digits) > 1 and digits[0] == "0"):
            return None
        return int(sign + digits)
    value = float(f"{sign}{digits}{found['power'] or ''}")
    if not math.isfinite(value):
        return None
    return value / 100 if found["percent"] else value


def is_number(text: str) -> bool:
    """Return whether a text is a number, whichever the decimal mark."""
    return number(text, "point") is not None or number(text, "comma") is not None


type Where = tuple[int, str, str]
"""A cell: row, name of the column, text."""


@dataclass(slots=True)
class Votes:
    """What the cells of a table say about its decimal mark.

    Attributes
    ----------
    point, comma
        Cells, by place and text, that are numbers only with this mark.
    either
        Cells that are another number with each.
    """

    point: list[Where] = field(default_factory=list)
    comma: list[Where] = field(default_factory=list)
    either: list[Where] = field(default_factory=list)

    def add(self, cells: Iterable[Where]) -> None:
        """Add cells: row, column, text."""
        for cell in cells:
            text = cell[2]
            if "." not in text and "," not in text:
                continue
            if ONLY_POINT.fullmatch(text):
                if len(self.point) < MOST_KEPT:
                    self.point.append(cell)
                continue
            point, comma = number(text, "point"), number(text, "comma")
            if point is None and comma is None:
                continue
            # Whoever writes pounds writes decimal points.
            by_point = comma is None or "£" in text
            kept = self.comma if point is None else self.point if by_point else self.either
            if point != comma and len(kept) < MOST_KEPT:
                kept.append(cell)

    def decimal(self, delimiter: str | None) -> Decimal | None:
        """Return the decimal mark; None if the cells disagree or leave it open.

        Where commas separate columns, people write points.
        """
        if self.point and self.comma:
            return None
        if self.comma:
            return "comma"
        if self.point or not self.either or delimiter == ",":
            return "point"
        return None
