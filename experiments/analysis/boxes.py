"""In which circumstances something happens: PRIM boxes (Friedman and Fisher 1999), by EMA Workbench.

A box says: this circumstance lies between so and so, and that one above so and so. Coverage is the
share of all cases that it holds, density the share of its futures that are cases. Quasi-p values
(Bryant and Lempert 2010) say how likely a limit is to come about by chance. The out-of-sample check
finds boxes anew without a fifth of the futures, five times, and looks at those left out.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from experiments.analysis.grouping import explained, is_number
from scenarios.words import listing, number

Flags = npt.NDArray[np.bool_]

MOST_LIMITS = 4
MOST_BOXES = 2
ENOUGH_COVERED = 0.8
CANDIDATES = 12
"""Circumstances tried in a box: those that explain most on their own."""

FEWEST_CASES = 10
LARGEST_P = 0.05
FOLDS = 5
SEED = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """One side or both of a box, or the names that are in it.

    Attributes
    ----------
    name
        The circumstance.
    low, high
        Ends, if they are limits.
    values
        Names that are in the box, if the circumstance is not a number.
    quasi_p
        The larger of its quasi-p values.
    """

    name: str
    low: float | None
    high: float | None
    values: tuple[str, ...]
    quasi_p: float

    def inside(self, frame: pd.DataFrame) -> Flags:
        """Return which futures are within."""
        column = frame[self.name]
        if self.values:
            return np.asarray(column.astype(str).isin(self.values))
        numbers = column.to_numpy(dtype=float)
        low = -np.inf if self.low is None else self.low
        high = np.inf if self.high is None else self.high
        return np.asarray((numbers >= low) & (numbers <= high))

    def words(self, title: str) -> str:
        """Return the limit in words."""
        if self.values:
            return f"{title} is {listing(self.values, 'or')}"
        if self.low is not None and self.high is not None:
            return f"{title} from {number(self.low)} to {number(self.high)}"
        return f"{title} above {number(self.low)}" if self.high is None else (
            f"{title} below {number(self.high)}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Box:
    """Limits within which cases are frequent.

    Attributes
    ----------
    limits
        The limits; their number is the box's interpretability, fewer being easier to grasp.
    coverage, density, mass
        Share of all cases inside, share of the inside that are cases, share of futures inside.
    futures
        How many futures are inside.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    mass: float
    futures: int

    def inside(self, frame: pd.DataFrame) -> Flags:
        """Return which futures are in the box."""
        return np.asarray(np.logical_and.reduce([limit.inside(frame) for limit in self.limits]))

    def words(self, titles: dict[str, str]) -> str:
        """Return the box in words."""
        return listing(limit.words(titles.get(limit.name, limit.name)) for limit in self.limits)


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes found, and how they fare with futures that they were not found in.

    Attributes
    ----------
    boxes
        At most two; empty if there is nothing to describe.
    cases, futures
        How many cases among how many futures.
    held_out_coverage, held_out_density
        Of boxes found anew in four fifths of the futures, in the fifth left out; all five together.
    """

    boxes: tuple[Box, ...]
    cases: int
    futures: int
    held_out_coverage: float
    held_out_density: float

    @property
    def base(self) -> float:
        """Share of all futures that are cases."""
        return self.cases / self.futures

    @property
    def holds_up(self) -> bool:
        """Whether the boxes say more than nothing of futures that they were not found in."""
        return bool(self.boxes) and self.held_out_density > self.base


def find_boxes(frame: pd.DataFrame, cases: Flags, *, seed: int = SEED) -> Boxes:
    """Find boxes in which cases are frequent, and check them out of sample.

    Parameters
    ----------
    frame
        Circumstances: one row a future.
    cases
        Which futures are cases.
    seed
        Seed of the folds.

    Examples
    --------
    >>> found = find_boxes(frame, frame["load"] > 0.9)  # doctest: +SKIP
    >>> found.boxes[0].words({"load": "Share of places in use"})  # doctest: +SKIP
    'Share of places in use above 0.901'
    """
    frame, cases = frame.reset_index(drop=True), np.asarray(cases, dtype=bool)
    count, total = int(cases.sum()), len(frame)
    if min(count, total - count) < FEWEST_CASES:
        return Boxes((), count, total, float("nan"), float("nan"))
    boxes = _boxes_of(frame, cases)
    fold = np.random.default_rng(seed).permutation(total) % FOLDS
    inside = np.zeros(total, dtype=bool)
    for number_of_fold in range(FOLDS):
        out = fold == number_of_fold
        found = _boxes_of(frame[~out].reset_index(drop=True), cases[~out])
        if found:
            inside[out] = in_any(found, frame[out])
    hits = int((inside & cases).sum())
    held_out = hits / int(inside.sum()) if inside.any() else 0.0
    return Boxes(tuple(boxes), count, total, hits / count, held_out)


def in_any(boxes: Sequence[Box], frame: pd.DataFrame) -> Flags:
    """Return which futures are in one of some boxes."""
    return np.asarray(np.logical_or.reduce([box.inside(frame) for box in boxes]))


def _boxes_of(frame: pd.DataFrame, cases: Flags) -> list[Box]:
    if not cases.any():
        return []
    weight = {name: explained(frame[name], cases.astype(float)) for name in frame}
    candidates = sorted(frame, key=lambda name: -weight[name])[:CANDIDATES]
    table = pd.DataFrame({
        name: frame[name].astype(float) if is_number(frame[name]) else frame[name].astype(str).astype(object)
        for name in candidates
    })  # fmt: skip
    with warnings.catch_warnings():
        # What EMA Workbench imports and how it calls pandas are not for our users to see.
        warnings.simplefilter("ignore")
        prim = _prim(table, cases)
        found: list[Box] = []
        while len(found) < MOST_BOXES and (not found or _covered(found, frame, cases) < ENOUGH_COVERED):
            box = _simplest(prim.find_box(), table, cases)
            if box is None or box.density <= cases.mean():
                break
            found.append(box)
    return found


def _covered(boxes: Sequence[Box], frame: pd.DataFrame, cases: Flags) -> float:
    return float((in_any(boxes, frame) & cases).sum() / cases.sum())


def _prim(table: pd.DataFrame, cases: Flags) -> Any:
    from ema_workbench.analysis.prim import Prim

    return Prim(table, cases)


def _simplest(found: Any, table: pd.DataFrame, cases: Flags) -> Box | None:
    """Return the box on PRIM's way that best balances coverage and density, without idle limits."""
    if found is None:
        return None
    way = found.peeling_trajectory
    few = way[(way["res_dim"] <= MOST_LIMITS) & (way["res_dim"] > 0) & (way["k"] > 0)]
    if few.empty:
        return None
    balance = 2 * few["coverage"] * few["density"] / (few["coverage"] + few["density"])
    at = int(balance.idxmax())
    while True:
        chances = {name: max(ends) for name, ends in found.p_values[at].items()}
        idle = [name for name, p in chances.items() if p > LARGEST_P]
        if not idle:
            break
        if len(chances) == 1:
            return None
        found.drop_restriction(max(idle, key=lambda name: chances[name]), at)
        at = len(found.peeling_trajectory) - 1
    found.select(at)
    limits = tuple(
        _limit(name, found.box_lims[at][name], found.prim.box_init[name], p) for name, p in chances.items()
    )
    box = Box(limits, 0.0, 0.0, 0.0, 0)
    inside = box.inside(table)
    hits, count = int((inside & cases).sum()), int(inside.sum())
    return Box(limits, hits / int(cases.sum()), hits / max(1, count), count / len(table), count)


def _limit(name: str, ends: pd.Series, widest: pd.Series, quasi_p: float) -> Limit:
    low, high = ends.tolist()
    if isinstance(low, set):
        return Limit(name, None, None, tuple(sorted(map(str, low))), quasi_p)
    least, most = widest.tolist()
    return Limit(
        name, float(low) if low > least else None, float(high) if high < most else None, (), quasi_p
    )
