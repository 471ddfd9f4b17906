"""Which option is best in which circumstances: the table that the report of 2001 called for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.futures import Futures, beyond_noise
from joinup.experiments.analysis.methods.bins import Part, cut, explained, parts
from joinup.experiments.analysis.methods.intervals import ends
from joinup.experiments.analysis.outcome_names import LOAD

Floats = npt.NDArray[np.float64]

LOADS = [0.5, 0.7, 0.85, 0.95]
"""Shares of places in use at which futures are split."""

MOST_CIRCUMSTANCES = 3
FEWEST_FUTURES = 8
RESAMPLES = 1000
SEED = 1


@dataclass(frozen=True, slots=True)
class GuideRow:
    """Which option is best in some futures.

    Attributes
    ----------
    heading, label
        The circumstance, and the part of its range.
    futures
        Number of futures in it.
    best
        The option with the least mean regret there.
    rival
        The option closest to it in the median future.
    lead, lead_low, lead_high
        Median over futures of the best option's lead over its rival, with a bootstrap confidence interval.
    share_best, share_clearly
        Share of futures in which it is the best of all; in which it leads its rival beyond noise.
    wins
        Share of futures in which each option is best.
    gains
        Median gain of each option over the reference.
    """

    heading: str
    label: str
    futures: int
    best: str
    rival: str
    lead: float
    lead_low: float
    lead_high: float
    share_best: float
    share_clearly: float
    wins: dict[str, float]
    gains: dict[str, float]

    @property
    def enough(self) -> bool:
        """Whether there are enough futures to say anything."""
        return self.futures >= FEWEST_FUTURES

    @property
    def is_clear(self) -> bool:
        """Whether the confidence interval of the lead excludes 0."""
        return self.enough and self.lead_low > 0


@dataclass(frozen=True, slots=True)
class Guide:
    """Which option is best in which circumstances.

    Attributes
    ----------
    rows
        All futures first, then circumstance by circumstance.
    influence
        Share of the differences between options that each circumstance explains, largest first.
    reference
        The option that gains are relative to.
    found
        The futures.
    """

    rows: tuple[GuideRow, ...]
    influence: dict[str, float]
    reference: str
    found: Futures


def guide(found: Futures, *, by: tuple[str, ...] = (), against: str | None = None) -> Guide:
    """Return which option is best in which circumstances.

    Parameters
    ----------
    found
        Futures times options.
    by
        Circumstances to split by; if not given, the load and those that explain most of the differences.
    against
        The option that gains are relative to; ``none`` if not given.

    Examples
    --------
    >>> study = open_study("studies/town")  # doctest: +SKIP
    >>> guide(futures(study, outcome_named("net_benefit", study.summaries()))).rows[0].best
    ... # doctest: +SKIP
    """
    reference = found.reference(against)
    weights = influence(found)
    chosen = list(by) or _chosen(found, weights)
    everything = Part("", np.ones(len(found), dtype=bool))
    rows = [_row(found, "All futures", everything, reference)]
    for name in chosen:
        column = found.circumstances[name]
        cuts = cut(column, LOADS, shares=True) if name == LOAD else parts(column)
        rows += [_row(found, found.titles[name], part, reference) for part in cuts]
    return Guide(tuple(rows), weights, reference, found)


def influence(found: Futures) -> dict[str, float]:
    """Return the share of the differences between options that each circumstance explains, largest first.

    Differences are taken from the mean of the options in the same future.
    """
    apart = found.merits - found.merits.mean(axis=1, keepdims=True)
    weights = {str(name): explained(found.circumstances[name], apart) for name in found.circumstances}
    return dict(sorted(weights.items(), key=lambda entry: -entry[1]))


def _chosen(found: Futures, weights: dict[str, float]) -> list[str]:
    others = [name for name in weights if name != LOAD and found.circumstances[name].nunique() > 1]
    return [*([LOAD] if LOAD in weights else []), *others[:MOST_CIRCUMSTANCES]]


def _row(found: Futures, heading: str, part: Part, reference: str) -> GuideRow:
    there = found.among(part.there)
    regret = there.merits.max(axis=1, keepdims=True) - there.merits
    best = int(np.argmin(regret.mean(axis=0)))
    leads = there.merits[:, [best]] - there.merits
    medians = np.median(leads, axis=0)
    medians[best] = np.inf
    rival = int(np.argmin(medians))
    names = found.names
    low, high = _interval_of_median(leads[:, rival])
    wins = np.bincount(there.best, minlength=len(names)) / len(there)
    gains = np.median(there.merits - there.merits[:, [names.index(reference)]], axis=0)
    clearly = beyond_noise(there.gains(names[best], names[rival]))
    return GuideRow(
        heading,
        part.label,
        len(there),
        names[best],
        names[rival],
        float(medians[rival]),
        low,
        high,
        float(wins[best]),
        float(clearly.mean()),
        dict(zip(names, wins.tolist(), strict=True)),
        dict(zip(names, gains.tolist(), strict=True)),
    )


def _interval_of_median(values: Floats) -> tuple[float, float]:
    """Return a bootstrap confidence interval of a median over futures."""
    rng = np.random.default_rng(SEED)
    medians = np.median(values[rng.integers(len(values), size=(RESAMPLES, len(values)))], axis=1)
    low, high = ends(medians)
    return float(low), float(high)


def as_table(found: Guide) -> pd.DataFrame:
    """Return a guide as a table: one row per circumstance."""
    return pd.DataFrame(
        [
            {
                "circumstance": row.heading,
                "part": row.label,
                "futures": row.futures,
                "best": row.best,
                "rival": row.rival,
                "lead": row.lead,
                "lead_low": row.lead_low,
                "lead_high": row.lead_high,
                "share_best": row.share_best,
                "share_clearly": row.share_clearly,
                "clear": row.is_clear,
            }
            for row in found.rows
        ]
    )
