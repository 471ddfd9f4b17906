"""Which option is best in which circumstances: the table that the report of 2001 called for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from joinup.experiments.analysis.futures import Futures
from joinup.experiments.analysis.methods.bins import Part, explained
from joinup.experiments.analysis.methods.cuts import Cut, cuts_of
from joinup.experiments.analysis.methods.information import Information, evpi, evppi
from joinup.experiments.analysis.methods.standings import Standing, standing_of
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.analysis.outcome_names import LOAD
from joinup.sim.text.words import listing

MOST_CIRCUMSTANCES = 3
UNCHANGED = "any value: the best option does not change with it"


@dataclass(frozen=True, slots=True)
class GuideRow:
    """Which option is best in some futures.

    Attributes
    ----------
    heading, label
        The circumstance, and the part of its range.
    futures
        Number of futures in it.
    standing
        Where the options stand in them.
    gains
        Median gain of each option over the reference.
    """

    heading: str
    label: str
    futures: int
    standing: Standing
    gains: dict[str, float]

    @property
    def best(self) -> str:
        """The option with the least mean regret there."""
        return self.standing.leader

    @property
    def rival(self) -> str | None:
        """Of the options that differ from it, the closest in the median future."""
        return self.standing.rival

    @property
    def lead(self) -> float:
        """Median over futures of the best option's lead over its rival."""
        return self.standing.judged.middle

    @property
    def verdict(self) -> Verdict:
        """Whether the best option is better than its rival, over these futures."""
        return self.standing.verdict

    @property
    def wins(self) -> dict[str, float]:
        """Share of futures that each option wins: in which no other is as good."""
        return self.standing.wins

    @property
    def enough(self) -> bool:
        """Whether there are enough futures to say anything."""
        return self.standing.is_told

    @property
    def is_clear(self) -> bool:
        """Whether the best option is better than all others there."""
        return self.verdict is Verdict.BETTER


@dataclass(frozen=True, slots=True)
class Guide:
    """Which option is best in which circumstances.

    Attributes
    ----------
    rows
        All futures first, then circumstance by circumstance.
    influence
        Share of the differences between options that each circumstance explains, largest first.
    information
        What it would be worth to know each circumstance, those worth most first.
    evpi
        What it would be worth to know the future; NaN of too few futures.
    reference
        The option that gains are relative to.
    found
        The futures.
    """

    rows: tuple[GuideRow, ...]
    influence: dict[str, float]
    information: dict[str, Information]
    evpi: float
    reference: str
    found: Futures


def guide(found: Futures, *, by: tuple[str, ...] = (), against: str | None = None) -> Guide:
    """Return which option is best in which circumstances.

    Parameters
    ----------
    found
        Futures times options.
    by
        Circumstances to split by; if not given, those at which the data show that the best option changes.
    against
        The option that gains are relative to; ``none`` if not given.

    Examples
    --------
    >>> study = open_study("studies/town")  # doctest: +SKIP
    >>> guide(futures(study, outcome_named("net_benefit", study.summaries()))).rows[0].best
    ... # doctest: +SKIP
    """
    reference = found.reference(against)
    everything = Part("", np.ones(len(found), dtype=bool))
    rows = [_row(found, "All futures", everything, reference)]
    cuts = cuts_of(found.circumstances, found.merits, shares=(LOAD,))
    for name in by or _chosen(cuts):
        cut = cuts.get(name)
        parts = cut.parts if cut is not None and cut.is_shown else (Part(UNCHANGED, everything.there),)
        rows += [_row(found, found.titles[name], part, reference) for part in parts]
    information = evppi(found.circumstances, found.merits)
    return Guide(tuple(rows), influence(found), information, evpi(found.merits), reference, found)


def influence(found: Futures) -> dict[str, float]:
    """Return the share of the differences between options that each circumstance explains, largest first.

    Differences are taken from the mean of the options in the same future.
    """
    apart = found.merits - found.merits.mean(axis=1, keepdims=True)
    weights = {str(name): explained(found.circumstances[name], apart) for name in found.circumstances}
    return dict(sorted(weights.items(), key=lambda entry: -entry[1]))


def _chosen(cuts: dict[str, Cut]) -> Sequence[str]:
    return [name for name, cut in cuts.items() if cut.is_shown][:MOST_CIRCUMSTANCES]


def _row(found: Futures, heading: str, part: Part, reference: str) -> GuideRow:
    there = found.among(part.there)
    gains = np.median(there.merits - there.merits[:, [found.names.index(reference)]], axis=0)
    return GuideRow(
        heading,
        part.label,
        len(there),
        standing_of(there.merits, found.names, found.worth),
        dict(zip(found.names, gains.tolist(), strict=True)),
    )


def as_table(found: Guide) -> pd.DataFrame:
    """Return a guide as a table: one row per circumstance."""
    return pd.DataFrame(
        [
            {
                "circumstance": row.heading,
                "part": row.label,
                "futures": row.futures,
                "best": listing(row.standing.best, "or") if row.is_clear else "",
                "leader": row.best,
                "rival": row.rival or "",
                "lead": row.lead,
                "lead_low": row.standing.judged.low,
                "lead_high": row.standing.judged.high,
                "worth_having": found.found.worth,
                "share_better": row.standing.judged.share_better,
                "share_worse": row.standing.judged.share_worse,
                "verdict": str(row.verdict),
            }
            for row in found.rows
        ]
    )
