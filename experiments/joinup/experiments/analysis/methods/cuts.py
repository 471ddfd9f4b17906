"""Where the best option changes: cuts of a circumstance that the data show, and none where they show none.

A cut parts the futures in two. What it is worth is how much less is regretted if the best option is chosen
on each side in place of one for all: the gain in the mean merit of what is chosen. The cut that is worth most
is kept if as good a one is rare among futures that are shuffled (`SHUFFLES` permutations), after allowing for
the number of circumstances that were looked at (Benjamini and Hochberg 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control

from joinup.experiments.analysis.methods.bins import Part, is_number
from joinup.experiments.analysis.methods.verdicts import CONFIDENCE, FEWEST_DRAWS, Floats
from joinup.sim.text.words import listing, number, percent

Flags = npt.NDArray[np.bool_]

SHUFFLES = 999
AT_ONCE = 2_000_000
"""Numbers that are summed at a time."""

SEED = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """The cut of a circumstance at which the best option changes.

    Attributes
    ----------
    parts
        The futures on either side.
    worth
        How much less is regretted, on average over the futures, if each side has its own best option.
    chance
        Share of shuffles with a cut as good, allowing for the number of circumstances looked at.
    """

    parts: tuple[Part, Part]
    worth: float
    chance: float

    @property
    def is_shown(self) -> bool:
        """Whether the data show it."""
        return self.chance <= 1 - CONFIDENCE


def cuts_of(circumstances: pd.DataFrame, merits: Floats, *, shares: tuple[str, ...] = ()) -> dict[str, Cut]:
    """Return the best cut of each circumstance that has one, those worth most first.

    Parameters
    ----------
    circumstances
        One row a future, one column a circumstance.
    merits
        Value of each option in each future (futures, options).
    shares
        Circumstances that are written as percentages.

    Examples
    --------
    >>> load = np.linspace(0, 1, 60)
    >>> merits = np.column_stack([np.zeros(60), 0.5 - load])
    >>> found = cuts_of(pd.DataFrame({"load": load}), merits)["load"]
    >>> [part.label for part in found.parts], found.is_shown
    (['below 0.5', '0.5 and more'], True)
    """
    found: dict[str, Cut] = {}
    apart = merits - merits.mean(axis=1, keepdims=True)
    random = np.random.default_rng(SEED)
    orders = np.argsort(random.random((SHUFFLES, len(merits))), axis=1)
    for name in circumstances:
        column = circumstances[name]
        sides, said = _sides(column, as_share=str(name) in shares)
        if not len(sides):
            continue
        gains = _worth(sides, apart)
        place = int(np.argmax(gains))
        if gains[place] <= 0:
            continue
        parts = (Part(said[place][0], sides[place]), Part(said[place][1], ~sides[place]))
        found[str(name)] = Cut(parts, float(gains[place]), _chance(sides, apart, orders, gains[place]))
    if not found:
        return {}
    chances = false_discovery_control([one.chance for one in found.values()])
    adjusted = {
        name: Cut(one.parts, one.worth, float(chance))
        for (name, one), chance in zip(found.items(), chances, strict=True)
    }
    return dict(sorted(adjusted.items(), key=lambda entry: (-entry[1].worth, entry[0])))


def _sides(column: pd.Series, *, as_share: bool) -> tuple[Flags, list[tuple[str, str]]]:
    """Return one side of every cut that leaves enough futures on both, and what the two are called."""
    values = column.dropna().unique()
    sides: list[Flags] = []
    said: list[tuple[str, str]] = []
    if is_number(column):
        at = np.sort(values.astype(float))
        for low, high in pairwise(at):
            middle = _between(float(low), float(high))
            shown = percent(round(middle, 3)) if as_share else number(middle)
            sides.append(column.to_numpy(dtype=float) < middle)
            said.append((f"below {shown}", f"{shown} and more"))
    else:
        for value in sorted(map(str, values)):
            others = [other for other in sorted(map(str, values)) if other != value]
            sides.append((column.astype(str) == value).to_numpy())
            said.append((f"is {value}", f"is {listing(others, 'or')}"))
    enough = [FEWEST_DRAWS <= side.sum() <= len(column) - FEWEST_DRAWS for side in sides]
    kept = [side for side, there in zip(sides, enough, strict=True) if there]
    return np.array(kept, dtype=bool), [one for one, there in zip(said, enough, strict=True) if there]


def _between(low: float, high: float) -> float:
    """Return the shortest number between two: no more digits than it takes to part them."""
    middle = (low + high) / 2
    for digits in range(1, 17):
        short = float(f"{middle:.{digits}g}")
        if low < short <= high:
            return short
    return high


def _worth(sides: Flags, apart: Floats) -> Floats:
    """Return what each cut is worth (cuts,)."""
    total = apart.sum(axis=0)
    one = sides.astype(float) @ apart
    return np.asarray((one.max(axis=1) + (total - one).max(axis=1) - total.max()) / len(apart))


def _chance(sides: Flags, apart: Floats, orders: npt.NDArray[np.intp], worth: float) -> float:
    """Return how often the best cut of shuffled futures is worth as much."""
    total, sums = apart.sum(axis=0), sides.astype(float)
    step = max(1, AT_ONCE // apart.size)
    as_good = 0
    for start in range(0, len(orders), step):
        shuffled = apart[orders[start : start + step]]
        one = np.einsum("cf,sfo->sco", sums, shuffled, optimize=True)
        gains = (one.max(axis=2) + (total - one).max(axis=2)).max(axis=1)
        as_good += int((gains >= worth * len(apart) + total.max() - 1e-9 * abs(worth)).sum())
    return (1 + as_good) / (1 + len(orders))
