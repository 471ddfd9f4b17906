"""A row of the table: a sentence about the model, and how it is shown to be true."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.sim.levers.borough import Changes
from tests.sim.levers.measures import Measure


@dataclass(frozen=True)
class Row:
    """One row of the table.

    Attributes
    ----------
    sentence
        What the lever does, as a statement about the model.
    risk, step
        Which of the seven risks it belongs to and in which of the twelve steps it works.
    lever
        What the second arm changes.
    measure, sign, least
        What moves, which way, and by how much at least (mean over seeds).
    off
        The switch: what takes the equation that carries the mechanism out of both arms.
    given
        What both arms have, beside the base scenario.
    seeds, tables, by_locality
        How many paired runs, and what of them has to be kept.
    """

    sentence: str
    risk: str
    step: int
    lever: Changes
    measure: Measure
    sign: int
    least: float
    off: Changes
    given: Changes = field(default_factory=dict)
    seeds: int = 5
    tables: bool = False
    by_locality: bool = False
