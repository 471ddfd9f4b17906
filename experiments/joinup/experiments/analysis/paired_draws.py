"""Measures of options, paired by draw, so that like is compared with like.

A draw is what options have in common: the seed of a replicate or, where a study varies other things as
well, their setting. Differences are taken within draws (common random numbers).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.methods.verdicts import Spread
from joinup.experiments.run.scale import ScaleEffect
from joinup.sim.parameters import Scenario

Floats = npt.NDArray[np.float64]

SPREADS = {"replicate": Spread.CHANCE, "setting": Spread.DOUBT, "structure": Spread.STRUCTURE}
"""What spreads draws, by their kind."""


@dataclass(frozen=True)
class PairedDraws:
    """Measures of options, draw by draw.

    Attributes
    ----------
    tables
        A table for each option, by label: one row per draw, the same draws in each; one column per measure.
    value_of_week
        Value of one person-week of need avoided [GBP].
    kind
        The kind of draw: ``replicate`` (another seed), ``setting`` (other values of what is varied, each
        averaged over its replicates) or ``structure`` (the model built otherwise, each averaged over its
        replicates or settings).
    scenario
        The (first) scenario.
    lost
        Draws left out because a run has no result.
    studies
        The studies with the runs.
    reference
        The option that others are compared with (default: ``none`` if it is among them, else the first).
    scale
        The error of scale, if clients stand for people; of several scenarios the largest.
    beneath
        Of structures, the replicates or settings that each is the mean of, averaged over structures. They
        share their draws, so that structures may agree by chance: a verdict must hold here too.
    """

    tables: Mapping[str, pd.DataFrame]
    value_of_week: float
    kind: str
    scenario: Scenario
    lost: int = 0
    studies: tuple[Path, ...] = ()
    reference: str = ""
    scale: ScaleEffect | None = None
    beneath: PairedDraws | None = None

    def __post_init__(self) -> None:
        if not self.reference:
            object.__setattr__(self, "reference", "none" if "none" in self.tables else self.labels[0])

    @property
    def labels(self) -> tuple[str, ...]:
        """The options."""
        return tuple(self.tables)

    @property
    def spread(self) -> Spread:
        """What spreads the draws."""
        return SPREADS[self.kind]

    @property
    def draws(self) -> int:
        """Number of draws."""
        return len(next(iter(self.tables.values())))

    @property
    def measures(self) -> list[str]:
        """Measures that every option has."""
        first, *others = self.tables.values()
        return [str(name) for name in first if all(name in table for table in others)]

    def values(self, measure: str) -> Floats:
        """Return a measure (draws, options)."""
        return np.column_stack([table[measure].to_numpy(dtype=float) for table in self.tables.values()])
