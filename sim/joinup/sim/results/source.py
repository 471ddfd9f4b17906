"""Where a result comes from: the run that has just been run, or the folder that it was saved in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import pandas as pd

from joinup.sim.parameters import Scenario
from joinup.sim.results.tables import Tallies


@dataclass(frozen=True)
class Facts:
    """What was run.

    Attributes
    ----------
    scenario, seed
        As they stood at the start.
    weeks
        Weeks run after the warm-up.
    by_locality
        Whether weekly and money tables keep localities apart.
    interventions
        What was changed in mid-run: week, who, values by path.
    stepped_by
        The class of a user's own whose step was called, which the scenario knows nothing of.
    """

    scenario: Scenario
    seed: int
    weeks: int
    by_locality: bool
    interventions: Sequence[Mapping[str, Any]]
    stepped_by: str | None = None


@dataclass(frozen=True)
class Background:
    """What is known of a run besides its tables, worked out when somebody asks.

    Attributes
    ----------
    warm_up_slopes
        Relative change of each stock in the last 52 weeks of the warm-up (trend line).
    still_moving
        Stocks that changed by more than 2 % then, beyond noise.
    journeys
        Stories of the traced clients, by client number.
    versions
        Python and packages that made it.
    """

    warm_up_slopes: dict[str, float]
    still_moving: list[str]
    journeys: dict[int, list[str]]
    versions: dict[str, str]


class Source(Protocol):
    """What a result reads its tables from."""

    @cached_property
    def facts(self) -> Facts:
        """What was run."""
        ...

    @cached_property
    def background(self) -> Background:
        """What is known besides the tables."""
        ...

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of :data:`joinup.sim.results.columns.TABLES` in simulated clients."""
        ...

    def columns(self, name: str) -> Mapping[str, Any] | None:
        """Return the columns of a table that need not be a data frame first; None for others."""
        ...

    def tallies(self) -> Tallies:
        """Return the same as plain arrays, for formulas over many runs."""
        ...
