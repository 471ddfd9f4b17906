"""Number formats: no more digits than the margin supports, thousands separated, GBP in k and m."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite, log10

from joinup.experiments.analysis.methods.statistics import Estimate

MISSING = "-"


@dataclass(frozen=True, slots=True)
class Writer:
    """A format for one kind of number.

    Attributes
    ----------
    marks
        Sizes and their suffixes, largest first; the first that a number reaches is used.
    digits
        Significant digits of a number without a margin; maximum of decimal places.
    places
        Fewest and most decimal places (below 0: tens, hundreds).
    difference_mark
        Suffix of differences, written once at the end.
    """

    marks: tuple[tuple[float, str], ...] = ((1.0, ""),)
    digits: int = 3
    places: tuple[int, int] = (0, 3)
    difference_mark: str = ""

    def alone(self, value: float) -> str:
        """Write a number that has no margin."""
        if not isfinite(value):
            return MISSING
        size, mark = self._mark(value)
        return self._plain(value / size, self._places(value / size, self.digits)) + mark

    def pair(self, found: Estimate) -> tuple[str, str]:
        """Write a mean and the half-width of its interval, or its ends if it is not around the mean.

        Empty if there is none.
        """
        if not isfinite(found.margin) or found.margin == 0:
            return self.alone(found.mean), "±0" if found.margin == 0 else ""
        if found.is_cut:
            return self.alone(found.mean), f"({self.alone(found.low)} to {self.alone(found.high)})"
        size, mark = self._mark(max(abs(found.mean), found.margin))
        places = self._places(found.margin / size, 2)
        mean, margin = (self._plain(value / size, places) + mark for value in (found.mean, found.margin))
        if not margin.strip(f"0.{mark}"):
            margin = self.alone(found.margin)
        return mean, f"±{margin}"

    def level(self, found: Estimate) -> str:
        """Write a mean and its margin on one line."""
        return " ".join(self.pair(found)).strip()

    def difference(self, found: Estimate) -> str:
        """Write a difference with its sign and its margin on one line."""
        mean, margin = self.pair(found)
        sign = "+" if found.mean > 0 and mean.strip("0.,") else ""
        return self._of_difference(f"{sign}{mean} {margin}".strip())

    def size(self, value: float) -> str:
        """Write how large a difference is, without a sign."""
        return self._of_difference(self.alone(value))

    def _of_difference(self, text: str) -> str:
        """Write a number's unit as that of a difference: of percentages in points."""
        if not self.difference_mark or text == MISSING:
            return text
        return text.replace(self.marks[-1][1], "") + self.difference_mark

    def _mark(self, value: float) -> tuple[float, str]:
        return next((entry for entry in self.marks if abs(value) >= 0.9995 * entry[0]), self.marks[-1])

    def _places(self, value: float, digits: int) -> int:
        fewest, most = self.places
        if value == 0:
            return max(0, fewest)
        return min(most, max(fewest, digits - 1 - floor(log10(abs(value)))))

    @staticmethod
    def _plain(value: float, places: int) -> str:
        shown = round(value, places) or 0.0
        return f"{shown:,.{max(places, 0)}f}" if shown else "0"


COUNT = Writer(digits=4, places=(-9, 0))
DECIMAL = Writer()
SHARE = Writer(marks=((0.01, "%"),), places=(1, 1), difference_mark=" points")
MONEY = Writer(marks=((1e9, "bn"), (1e6, "m"), (1e3, "k"), (1.0, "")), places=(0, 2))
