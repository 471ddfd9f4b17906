"""A comparison of options: what differs, how surely, and what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from joinup.experiments.analysis.methods.paired import paired_differences
from joinup.experiments.analysis.methods.stopping import Advice, Next
from joinup.experiments.analysis.paired_draws import PairedDraws


@dataclass(frozen=True, slots=True)
class Precision:
    """How narrow an interval was to be, and how it came out.

    Attributes
    ----------
    outcome, measure
        What was looked at: as it was asked for, and its column.
    target
        Half-width wanted of the interval of its difference.
    most
        Replicates at most.
    advice
        How it came out for the difference that is known least well.
    """

    outcome: str
    measure: str
    target: float
    most: int
    advice: Advice

    @property
    def facts(self) -> dict[str, Any]:
        """The same for other programs."""
        return {
            "outcome": self.measure,
            "half_width_wanted": self.target,
            "half_width": self.advice.half_width,
            "reached": self.advice.next is Next.ENOUGH,
            "replicates": self.advice.runs,
            "replicates_needed": self.advice.projected,
        }


@dataclass(frozen=True)
class Comparison(PairedDraws):
    """Options compared draw by draw.

    Attributes
    ----------
    precision
        How narrow the intervals are, if a half-width was asked for.
    contributions
        What each partner contributes, if that was asked for.
    """

    precision: Precision | None = None
    contributions: pd.DataFrame | None = None

    @property
    def table(self) -> pd.DataFrame:
        """How every option differs from the reference, measure by measure: one row an option and measure."""
        return paired_differences(self)
