"""Studies whose figures are worked out by a formula: known answers for what is said of a study."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.study.design import Design
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.standing import Standing
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.scenario import Scenario

Formula = Callable[[dict[str, Any], int], float]
"""The figure at a point with a seed."""

RESOLVED = "outcome.resolved.all"


class MadeStudy(StoredStudy):
    """A study of a design, the figures of which a formula gives.

    Parameters
    ----------
    design
        Its design.
    formula
        Gives ``resolved`` at each point and seed.
    """

    def __init__(self, design: Design, formula: Formula) -> None:
        self.folder = Path("made")
        self.counts = {"done": design.runs}
        self.pending = 0
        self.facts = {
            "kind": design.kind,
            "seed": design.seed,
            "replicates": design.replicates,
            "ranges": [[one.path, one.low, one.high, one.whole] for one in design.ranges],
            "options": {path: list(values) for path, values in design.options.items()},
            "samples": [dict(row) for row in design.samples],
        }
        self.design = design
        rows = [
            {
                "point": number,
                "replicate": r,
                "seed": design.seed + r,
                RESOLVED: formula(dict(point), design.seed + r),
            }
            for number, point in enumerate(design.points)
            for r in range(design.replicates)
        ]
        self.rows = pd.DataFrame(rows)

    @cached_property
    def scenario(self) -> Scenario:
        return Scenario.parse(self.design.scenario.model_dump())

    @property
    def standing(self) -> Standing:
        """All of it is there."""
        return Standing(wanted=self.design.runs, whole=self.design.runs)

    @property
    def seeds(self) -> tuple[int, ...]:
        """The seeds of its design."""
        return tuple(range(self.design.seed, self.design.seed + self.design.replicates))

    @property
    def points(self) -> pd.DataFrame:
        return self.design.table.rename_axis("point")

    def summaries(self) -> pd.DataFrame:
        """Return the figures that the formula gave."""
        return self.rows.copy()


def three_ranges(low: float, high: float) -> list[Range]:
    """Return three parameters of the town, over ranges for formulas rather than for the model."""
    return [Range(path, low, high, False) for path in ("trust.start", "service.fatigue", "routine.handover")]


def three(point: dict[str, Any]) -> tuple[float, float, float]:
    """Return the values of the three parameters."""
    return point["trust.start"], point["service.fatigue"], point["routine.handover"]


def ishigami(point: dict[str, Any], seed: int) -> float:
    """Return Ishigami's function (a = 7, b = 0.1) of three parameters over -pi to pi."""
    x, y, z = three(point)
    return float(np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x))
