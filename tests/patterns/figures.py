"""A figure of the model beside the range that a published pattern allows, and what it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import FIRST, VERSION

Floats = npt.NDArray[np.float64]

FOLDER = Path(__file__).parent
SEEDS = (1, 2, 3, 4)


class Standing(StrEnum):
    """What agreement with a figure is worth."""

    FITTED = "fitted"
    """A number in the scenario file was set so that it agrees."""
    CALIBRATED = "calibrated"
    """The study was used to set a default of the model."""
    VALIDATION = "validation"
    """Nothing in the model was set by it."""
    VARIATION = "variation"
    """Another setting than the pattern's, to show what it rests on."""


COUNTED = (Standing.CALIBRATED, Standing.VALIDATION)
"""What a pattern's verdict is about."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a pattern.

    Attributes
    ----------
    what
        What is measured, in words.
    criterion
        What the pattern asks for, in words.
    low, high
        The same as a range.
    measured
        The model's figure.
    standing
        What agreement is worth.
    unit
        ``%`` for shares, empty for ratios and counts.
    """

    what: str
    criterion: str
    low: float
    high: float
    measured: float
    standing: Standing
    unit: str = ""

    @property
    def reproduced(self) -> bool:
        """Return whether the model's figure is in the range."""
        return bool(self.low <= self.measured <= self.high)

    @property
    def shown(self) -> str:
        """Return the model's figure as the page shows it."""
        return f"{self.measured:.1%}" if self.unit == "%" else f"{self.measured:.3g}"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A published pattern and what the model makes of it.

    Attributes
    ----------
    key, title
        Its number in the list of patterns, and what it is.
    source
        Who found it.
    set_up
        How the scenario stands for the study.
    figures
        What is compared.
    reading
        What to make of it.
    """

    key: str
    title: str
    source: str
    set_up: str
    figures: tuple[Figure, ...]
    reading: str

    @property
    def verdict(self) -> str:
        """Return whether what counts is reproduced."""
        tried = [f.reproduced for f in self.figures if f.standing in COUNTED]
        return "yes" if all(tried) else "partly" if any(tried) else "no"

    @property
    def counts_as(self) -> str:
        """Return what the pattern is worth: the standings of what counts."""
        found = {f.standing for f in self.figures if f.standing in COUNTED}
        return " and ".join(sorted(found))


EDITION: ContextVar[int] = ContextVar("EDITION", default=FIRST)
"""The edition of the model that patterns are laid beside."""


@contextmanager
def played_in(edition: int) -> Iterator[None]:
    """Let scenarios be those of an edition."""
    before = EDITION.set(edition)
    try:
        yield
    finally:
        EDITION.reset(before)


def scenario(name: str) -> Scenario:
    """Return the scenario of a file in this folder, as the edition has it."""
    return _loaded(name, EDITION.get())


@cache
def _loaded(name: str, edition: int) -> Scenario:
    return load(FOLDER / f"{name}.yaml").with_changes({VERSION: edition})


def mean(values: Iterable[float]) -> float:
    """Return the mean, over seeds or sites."""
    return float(np.mean(list(values)))


def odds(share: float) -> float:
    """Return the odds of a share."""
    return share / (1 - share)


def odds_ratio_per_unit(unit: Floats, yes: Floats, tries: Floats) -> float:
    """Return the odds ratio per unit of a logistic regression of counts (Newton's method)."""
    columns = np.stack([np.ones_like(unit), unit], axis=1)
    slopes = np.zeros(2)
    for _ in range(50):
        chance = 1 / (1 + np.exp(-columns @ slopes))
        weight = tries * chance * (1 - chance)
        slopes += np.linalg.solve(columns.T @ (columns * weight[:, None]), columns.T @ (yes - tries * chance))
    return float(np.exp(slopes[1]))
