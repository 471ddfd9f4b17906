"""What the functions of extensions must leave in order, and what they must leave alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays.agencies import AGENCY_STATE_COLUMNS, LINK_COLUMNS
from joinup.sim.arrays.columns import Column, record
from joinup.sim.extensions.view import Locality, RunUnderWay

SUM_OF_CHANCES = 1e-9
"""How far probabilities may be from adding up to 1."""

NUMBERS = "biuf"
"""Kinds of arrays that are of numbers."""

SHARES = ("effort", "routine", "trust_mean", "trust", "joint")
"""Columns of agencies and links that must be left between 0 and 1."""

MAY_BE_UNKNOWN = ("reported", "true", "target", "aspiration")
"""Columns of agencies that are not a number while nothing is known."""

LARGEST = float(np.finfo(np.float64).max)


class _Bounds:
    """Between what the numbers of a record must be left; its whole numbers are not looked at."""

    def __init__(self, columns: Sequence[Column]) -> None:
        kind = record(tuple(columns))
        # Two short whole numbers share the place of one number.
        self._names = [""] * (kind.itemsize // 8)
        for name, (_, offset, *_) in (kind.fields or {}).items():
            self._names[offset // 8] = name
        shares = np.array([name in SHARES for name in self._names])
        self._low, self._high = np.where(shares, 0.0, -LARGEST), np.where(shares, 1.0, LARGEST)
        looked_at = {one.name for one in columns if one.kind == "f8" and one.name not in MAY_BE_UNKNOWN}
        self._free = np.array([name not in looked_at for name in self._names])

    def check(self, records: Any) -> tuple[int, str] | None:
        """Return what is out of bounds first, if anything is: the place of its record, and what to say."""
        # A comparison of all columns at once takes a tenth of one for each.
        numbers = records.view(np.float64).reshape(records.size, -1)
        good = (numbers >= self._low) & (numbers <= self._high) | self._free
        if good.all():
            return None
        place, column = (int(one) for one in np.argwhere(~good)[0])
        name, value = self._names[column], numbers[place, column]
        limits = "between 0 and 1" if name in SHARES else "a finite number"
        return place, f"{name} of {{}} is {value}, not {limits}"


OF_AGENCIES, OF_LINKS = _Bounds(AGENCY_STATE_COLUMNS), _Bounds(LINK_COLUMNS)


@contextmanager
def guarded(here: Locality, levels: int) -> Iterator[None]:
    """Keep that in order by which compiled code finds its way, whatever a mechanism does or raises.

    The week goes on to its end even then, and compiled code looks for no index out of bounds.

    Parameters
    ----------
    here
        Where the mechanism writes.
    levels
        How many efforts there are to choose from.

    Raises
    ------
    ValueError
        Says what was not in order.
    """
    agencies = here.agencies
    waiting = agencies["waiting"].copy()
    try:
        yield
    finally:
        lists_changed = (agencies["waiting"] != waiting).any()
        agencies["waiting"] = waiting
        unknown = agencies["choice"].view(np.uint64) >= levels
        agencies["choice"][unknown] = 0
    if lists_changed:
        raise ValueError("waiting of an agency has changed: it counts those on its lists")
    if unknown.any():
        raise ValueError(f"choice of an agency is not between 0 and {levels - 1}")


def check(here: Locality) -> None:
    """Refuse what no later step could bear.

    Parameters
    ----------
    here
        Where a mechanism has written.

    Raises
    ------
    ValueError
        Says what, and of whom.
    """
    agencies = here.agencies
    if (wrong := OF_AGENCIES.check(agencies)) is not None:
        place, text = wrong
        raise ValueError(text.format(f"'{here.roles[place]}'"))
    if (wrong := OF_LINKS.check(here.links)) is not None:
        place, text = wrong
        one, other = divmod(place, len(here.roles))
        raise ValueError(text.format(f"'{here.roles[one]}' and '{here.roles[other]}'"))
    for owner in ("locality", "agency", "client"):
        record = getattr(here.memory, owner)
        if record is None:
            continue
        for name in record.dtype.names or ():
            if not np.isfinite(record[name]).all():
                raise ValueError(f"its own column '{name}' of each {owner} is no finite number")


def chances(found: Any, levels: int) -> npt.NDArray[np.float64]:
    """Return what a rule has returned, if it is the probabilities of efforts.

    Raises
    ------
    TypeError, ValueError
        If not; says what it is.
    """
    given = np.asarray(found)
    if given.shape != (levels,) or given.dtype.kind not in NUMBERS:
        wanted = f"a rule returns one probability for each of the {levels} efforts"
        raise ValueError(f"{wanted}, not {_shown(given)}")
    numbers = given.astype(float)
    if not np.isfinite(numbers).all() or (numbers < 0).any() or abs(numbers.sum() - 1) > SUM_OF_CHANCES:
        raise ValueError(f"probabilities must be 0 or more and add up to 1; these are {numbers.tolist()}")
    return numbers


def share_paid(found: Any) -> float:
    """Return what an incentive has returned, if it is a share.

    Raises
    ------
    TypeError, ValueError
        If not; says what it is.
    """
    given = np.asarray(found)
    wanted = "an incentive returns the share of its money that is paid, 0 to 1"
    if given.shape or given.dtype.kind not in NUMBERS:
        raise TypeError(f"{wanted}, not {_shown(given)}")
    share = float(given)
    if not 0.0 <= share <= 1.0:
        raise ValueError(f"{wanted}, not {share}")
    return share


def outside(engine: RunUnderWay, block: tuple[int, int], number: int) -> tuple[bytes, ...]:
    """Return what a function called for a locality must leave alone, in the block that one thread runs."""
    low, high = block
    others = (slice(low, number), slice(number + 1, high))
    state = engine.state
    arrays = (state.agency, state.link, state.stock)
    return tuple(array[part].tobytes() for array in arrays for part in others)


def _shown(found: npt.NDArray[Any]) -> str:
    return f"an array of shape {found.shape}" if found.shape else repr(found.item())
