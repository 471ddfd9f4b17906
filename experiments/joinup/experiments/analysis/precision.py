"""How narrow an interval was to be, and how it came out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from joinup.experiments.analysis.methods.stopping import Advice, Next


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
