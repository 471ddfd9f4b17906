"""Which option is best in some futures, and what the futures say of it and the next.

Guide, discovery and reports all ask here, so that they cannot disagree. The *leader* has the least mean
regret; there may be others from which there is no difference. Its *rival* is the option, of all the rest,
that it leads by least in the median future. Whether the leader is better than it is a verdict over futures
(:mod:`joinup.experiments.analysis.methods.verdicts`): it is so in nine of ten, by what is worth having.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from joinup.experiments.analysis.methods.verdicts import (
    FEWEST_DRAWS,
    Floats,
    Judged,
    Verdict,
    over_doubt,
    winners,
    wins,
)
from joinup.sim.text.words import listing


@dataclass(frozen=True, slots=True)
class Standing:
    """Where options stand in some futures.

    Attributes
    ----------
    leader, rival
        The option with the least mean regret, and of those that differ from it the closest in the median
        future; of equals the first by name. None differs from it: it has no rival.
    equals
        The options from which there is no difference.
    judged
        The verdict on the leader and its rival; on the leader and an equal if it has no rival.
    wins
        Share of futures that each option wins: in which no other is as good.
    nobody
        Share of futures that nobody wins.
    """

    leader: str
    rival: str | None
    equals: tuple[str, ...]
    judged: Judged
    wins: dict[str, float]
    nobody: float

    @property
    def verdict(self) -> Verdict:
        """Whether the leader is better than its rival."""
        return self.judged.verdict

    @property
    def best(self) -> tuple[str, ...]:
        """The leader, and the options from which there is no difference."""
        return tuple(sorted([self.leader, *self.equals]))

    @property
    def is_told(self) -> bool:
        """Whether there are enough futures to say anything, or all options are equal in all of them."""
        return self.judged.draws >= FEWEST_DRAWS or self.verdict is Verdict.NO_DIFFERENCE


def standing_of(merits: Floats, names: Sequence[str], worth: float) -> Standing:
    """Return where options stand.

    Parameters
    ----------
    merits
        Value of each option in each future, more being better (futures, options).
    names
        The options.
    worth
        The smallest difference worth having.

    Examples
    --------
    >>> found = standing_of(np.array([[1.0, 3.0], [1.0, 4.0]] * 10), ("none", "merged"), 0.1)
    >>> found.leader, str(found.verdict), found.wins["merged"]
    ('merged', 'better', 1.0)
    """
    regret = (merits.max(axis=1, keepdims=True) - merits).mean(axis=0)
    leader = min(range(len(names)), key=lambda place: (regret[place], names[place]))
    leads = merits[:, [leader]] - merits
    middle = np.median(leads, axis=0)
    others = [place for place in range(len(names)) if place != leader]
    judged = {place: over_doubt(leads[:, place], worth=worth) for place in others}
    equals = [place for place in others if judged[place].verdict is Verdict.NO_DIFFERENCE]
    rivals = [place for place in others if place not in equals]
    rival = min(rivals or others, key=lambda place: (middle[place], names[place]))
    shares = wins(merits, worth)
    return Standing(
        names[leader],
        names[rival] if rivals else None,
        tuple(sorted(names[place] for place in equals)),
        judged[rival],
        dict(zip(names, shares.tolist(), strict=True)),
        max(0.0, 1.0 - float(shares.sum())),
    )


def best_in_each(merits: Floats, names: Sequence[str], worth: float) -> list[str]:
    """Return the best option in each future; ``no difference`` if all are, several if some are.

    Examples
    --------
    >>> best_in_each(np.array([[1.0, 3.0, 0.0], [2.0, 2.0, 2.0], [5.0, 5.0, 0.0]]), ("b", "a", "c"), 0.1)
    ['a', 'no difference', 'a or b']
    """
    said = []
    for row in winners(merits, worth):
        best = sorted(name for name, there in zip(names, row, strict=True) if there)
        said.append(str(Verdict.NO_DIFFERENCE) if len(best) == len(names) else listing(best, "or"))
    return said
