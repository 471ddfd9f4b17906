"""PRIM boxes: the circumstances in which something happens (Friedman and Fisher 1999), by EMA Workbench.

A box is a set of limits on circumstances. Coverage is the share of all cases inside it, density the share of
its futures that are cases. Quasi-p values (Bryant and Lempert 2010) give the probability of a limit arising
from noise. The out-of-sample check is five-fold cross-validation.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import bdtrc

from joinup.experiments.analysis.methods.bins import explained, is_number
from joinup.sim.extras import extra
from joinup.sim.text.words import listing, number

Flags = npt.NDArray[np.bool_]

MOST_LIMITS = 4
MOST_BOXES = 2
ENOUGH_COVERED = 0.8
CANDIDATES = 12
"""Number of circumstances tried in a box: those that explain most on their own."""

FEWEST_CASES = 10
LARGEST_P = 0.05
FOLDS = 5
SEED = 1


@dataclass(frozen=True, slots=True)
class Limit:
    """The limits of a box in one circumstance: one end, both ends, or names.

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
        """Return the futures within the limit."""
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
        return (
            f"{title} above {number(self.low)}"
            if self.high is None
            else (f"{title} below {number(self.high)}")
        )


@dataclass(frozen=True, slots=True)
class Box:
    """Limits within which cases are frequent.

    Attributes
    ----------
    limits
        The limits; the fewer, the easier the box is to interpret.
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
    """Boxes, and their performance on held-out futures.

    Attributes
    ----------
    boxes
        At most two; empty if none was found.
    cases, futures
        Numbers of cases and of futures.
    held_out_coverage, held_out_density
        Coverage and density in the held-out fifth of the futures, all five folds together.
    held_out_p
        p-value of that many cases (one-sided binomial test).
    """

    boxes: tuple[Box, ...]
    cases: int
    futures: int
    held_out_coverage: float
    held_out_density: float
    held_out_p: float

    @property
    def base(self) -> float:
        """Share of all futures that are cases."""
        return self.cases / self.futures

    @property
    def holds_up(self) -> bool:
        """Whether the boxes predict held-out futures better than noise."""
        return bool(self.boxes) and self.held_out_p <= LARGEST_P


def find_boxes(frame: pd.DataFrame, cases: Flags, *, seed: int = SEED) -> Boxes:
    """Find boxes in which cases are frequent, and check them out of sample.

    Parameters
    ----------
    frame
        Circumstances: one row per future.
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
        return Boxes((), count, total, float("nan"), float("nan"), float("nan"))
    boxes = _boxes_of(frame, cases)
    fold = np.random.default_rng(seed).permutation(total) % FOLDS
    inside = np.zeros(total, dtype=bool)
    for number_of_fold in range(FOLDS):
        out = fold == number_of_fold
        found = _boxes_of(frame[~out].reset_index(drop=True), cases[~out])
        if found:
            inside[out] = in_any(found, frame[out])
    hits, held_out = int((inside & cases).sum()), int(inside.sum())
    chance = float(bdtrc(hits - 1, held_out, count / total)) if hits else 1.0
    return Boxes(tuple(boxes), count, total, hits / count, hits / max(1, held_out), chance)


def in_any(boxes: Sequence[Box], frame: pd.DataFrame) -> Flags:
    """Return the futures in any of some boxes."""
    return np.asarray(np.logical_or.reduce([box.inside(frame) for box in boxes]))


def _boxes_of(frame: pd.DataFrame, cases: Flags) -> list[Box]:
    if not cases.any():
        return []
    weight = {name: explained(frame[name], cases.astype(float)) for name in frame}
    candidates = sorted(frame, key=lambda name: -weight[name])[:CANDIDATES]
    table = pd.DataFrame(
        {
            name: frame[name].astype(float)
            if is_number(frame[name])
            else frame[name].astype(str).astype(object)
            for name in candidates
        }
    )
    found: list[Box] = []
    left = np.ones(len(table), dtype=bool)
    while len(found) < MOST_BOXES and (not found or (cases & ~left).sum() < ENOUGH_COVERED * cases.sum()):
        limits = _simplest(_peeled(table[left], cases[left]), table[left], cases[left])
        if limits is None:
            break
        box = _measured(limits, table, cases)
        if box.density <= cases.mean():
            break
        found.append(box)
        left &= ~box.inside(table)
        if not cases[left].any():
            break
    return found


@dataclass(frozen=True, slots=True)
class _End:
    """One side of a limit."""

    name: str
    side: Literal["low", "high", "values"]
    at: float | tuple[str, ...]

    def inside(self, table: pd.DataFrame) -> Flags:
        column = table[self.name]
        if isinstance(self.at, tuple):
            return np.asarray(column.isin(self.at))
        numbers = column.to_numpy(dtype=float)
        return np.asarray(numbers >= self.at if self.side == "low" else numbers <= self.at)


def _peeled(table: pd.DataFrame, cases: Flags) -> list[list[_End]]:
    """Return the ends of every box that PRIM peels, from the whole space to the smallest."""
    with warnings.catch_warnings():
        # Warnings about EMA Workbench's own imports and use of pandas are not for users.
        warnings.simplefilter("ignore")
        with extra():
            from ema_workbench.analysis.prim import Prim

        prim = Prim(table.reset_index(drop=True), cases)
        boxes = prim.find_box().box_lims
    return [list(_ends(box, prim.box_init)) for box in boxes]


def _ends(box: pd.DataFrame, widest: pd.DataFrame) -> Iterator[_End]:
    for name in box:
        (low, high), (least, most) = box[name].tolist(), widest[name].tolist()
        if isinstance(low, set):
            if low != least:
                yield _End(str(name), "values", tuple(sorted(map(str, low))))
            continue
        if low > least:
            yield _End(str(name), "low", float(low))
        if high < most:
            yield _End(str(name), "high", float(high))


def _simplest(way: list[list[_End]], table: pd.DataFrame, cases: Flags) -> tuple[Limit, ...] | None:
    """Return the limits with the highest excess of cases, without redundant ones.

    Excess: mass * (density - density overall), the weighted relative accuracy of a rule.
    """
    base, best, most = cases.mean(), None, 0.0
    for ends in way:
        kept = _without_idle(ends, table, cases)
        if not kept:
            continue
        inside = np.logical_and.reduce([end.inside(table) for end in kept])
        beyond = float(inside.mean() * (cases[inside].mean() - base))
        if beyond > most:
            best, most = kept, beyond
    return None if best is None else _limits(best)


def _without_idle(ends: list[_End], table: pd.DataFrame, cases: Flags) -> dict[_End, float]:
    """Drop ends that may be noise, the likeliest first, then more if there are too many.

    Returns
    -------
    dict
        The remaining ends and their quasi-p values.
    """
    masks = {end: end.inside(table) for end in ends}
    while masks:
        chances = quasi_p(list(masks.values()), cases)
        worst = int(np.argmax(chances))
        if chances[worst] <= LARGEST_P and len({end.name for end in masks}) <= MOST_LIMITS:
            return dict(zip(masks, chances.tolist(), strict=True))
        del masks[list(masks)[worst]]
    return {}


def quasi_p(masks: Sequence[Flags], cases: Flags) -> npt.NDArray[np.float64]:
    """Return the quasi-p value of each end of a box (one-sided binomial test).

    Parameters
    ----------
    masks
        The futures inside each end.
    cases
        Which futures are cases.
    """
    failing = np.sum([~mask for mask in masks], axis=0)
    inside = failing == 0
    hits, count = int((inside & cases).sum()), int(inside.sum())
    without = [inside | ((failing == 1) & ~mask) for mask in masks]
    shares = np.array([cases[wider].mean() if wider.any() else 1.0 for wider in without])
    return np.asarray(bdtrc(hits - 1, count, shares) if hits else np.ones(len(masks)))


def _limits(kept: dict[_End, float]) -> tuple[Limit, ...]:
    found = []
    for name in dict.fromkeys(end.name for end in kept):
        own = {end.side: end.at for end in kept if end.name == name}
        low, high, values = own.get("low"), own.get("high"), own.get("values", ())
        largest = max(p for end, p in kept.items() if end.name == name)
        found.append(
            Limit(
                name,
                low if isinstance(low, float) else None,
                high if isinstance(high, float) else None,
                values if isinstance(values, tuple) else (),
                largest,
            )
        )
    return tuple(found)


def _measured(limits: tuple[Limit, ...], table: pd.DataFrame, cases: Flags) -> Box:
    """Return a box with its coverage and density over all futures."""
    inside = Box(limits, 0.0, 0.0, 0.0, 0).inside(table)
    hits, count = int((inside & cases).sum()), int(inside.sum())
    return Box(limits, hits / int(cases.sum()), hits / max(1, count), count / len(table), count)
