"""What doubt, and how the model is built, make of a run's differences from its baselines (ODD 4).

Chance is told by replicates, in the summary itself. Doubt and structure are told beside it and never mixed
with it: the differences of the same scenario over the members of an ensemble, and over named structures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isnan, nan
from typing import Any

from joinup.experiments.analysis.methods.statistics import NET_BENEFIT, Difference, Estimate
from joinup.experiments.analysis.methods.verdicts import Spread, Verdict
from joinup.experiments.report.formatting import COUNT, MONEY
from joinup.sim.text.words import count, plain_name

DRAWS = {Spread.DOUBT: "member", Spread.STRUCTURE: "structure"}
HEADINGS = {
    Spread.DOUBT: "Doubt: other values of what nobody knows; medians, in brackets 8 members in 10",
    Spread.STRUCTURE: "Structure: the model built otherwise; medians, in brackets the least and the most",
}


@dataclass(frozen=True, slots=True)
class SpreadOfDifference:
    """A difference from a baseline over members of an ensemble, or over structures.

    Attributes
    ----------
    spread
        What spreads it: doubt or structure.
    baseline
        The baseline.
    measure, group
        ``need_weeks`` with a group or ``all``, or ``net_benefit``.
    middle, low, high
        The median, and the ends of the interval.
    share_better
        Share of members or structures in which it is better by what is worth having.
    verdict
        What it is called.
    draws
        Members or structures.
    """

    spread: Spread
    baseline: str
    measure: str
    group: str
    middle: float
    low: float
    high: float
    share_better: float
    verdict: str
    draws: int

    @classmethod
    def of(cls, found: Difference, *, baseline: str, measure: str, group: str) -> SpreadOfDifference:
        """Return a difference over draws that are no replicates."""
        ends = found.estimate
        return cls(
            spread=found.spread,
            baseline=baseline,
            measure=measure,
            group=group,
            middle=ends.mean,
            low=ends.low,
            high=ends.high,
            share_better=found.share_better,
            verdict=str(found.verdict),
            draws=ends.runs,
        )

    @property
    def difference(self) -> Difference:
        """The same as a difference."""
        ends = Estimate(self.middle, self.low, self.high, self.draws)
        return Difference(ends, Verdict(self.verdict), 0.0, self.spread, self.share_better)

    @property
    def facts(self) -> dict[str, Any]:
        """The same for files; a missing number is None."""
        found = asdict(self) | {"spread": str(self.spread)}
        return {name: None if isinstance(one, float) and isnan(one) else one for name, one in found.items()}


def of_facts(facts: Iterable[Mapping[str, Any]]) -> tuple[SpreadOfDifference, ...]:
    """Return what a file has.

    Examples
    --------
    >>> kept = SpreadOfDifference(Spread.DOUBT, "none", "need_weeks", "all", 2.0, 1.0, 3.0, 1.0, "worse", 20)
    >>> of_facts([kept.facts]) == (kept,)
    True
    """
    found: list[dict[str, Any]] = [
        {name: nan if one is None else one for name, one in row.items()} for row in facts
    ]
    for row in found:
        row["spread"] = Spread(row["spread"])
    return tuple(SpreadOfDifference(**row) for row in found)


def sentences(spreads: Sequence[SpreadOfDifference], groups: Mapping[str, str]) -> list[str]:
    """Return what stands in the summary: groups first, then all, then money.

    Parameters
    ----------
    spreads
        The differences.
    groups
        Groups of clients by name, with their titles.

    Examples
    --------
    >>> one = SpreadOfDifference(Spread.DOUBT, "none", "need_weeks", "all", 9.0, 1.0, 12.0, 0.2, "worse", 20)
    >>> sentences([one], {})[1]
    'From none, 20 members: all +9 (1 to 12) worse.'
    """
    said = []
    for spread in dict.fromkeys(one.spread for one in spreads):
        ours = [one for one in spreads if one.spread is spread]
        said.append(f"{HEADINGS[spread]}.")
        for baseline in dict.fromkeys(one.baseline for one in ours):
            rows = [one for one in ours if one.baseline == baseline]
            told = "; ".join(_told(one, groups) for one in rows)
            draws = count(rows[0].draws, DRAWS[spread])
            said.append(f"From {plain_name(baseline)}, {draws}: {told}.")
    return said


def _told(one: SpreadOfDifference, groups: Mapping[str, str]) -> str:
    found = one.difference
    money = one.measure == NET_BENEFIT.name
    name = "net benefit GBP" if money else groups.get(one.group, one.group)
    return f"{name} {(MONEY if money else COUNT).difference(found.estimate)} {found.word}".rstrip()
