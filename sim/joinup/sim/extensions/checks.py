"""What the functions of extensions must leave in order, and what they must leave alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays.agencies import AGENCY_STATE, AGENCY_STATE_COLUMNS, LINK
from joinup.sim.extensions.view import Locality, RunUnderWay

SUM_OF_CHANCES = 1e-9
"""How far probabilities may be from adding up to 1."""

NUMBERS = "biuf"
"""Kinds of arrays that are of numbers."""

MAY_BE_UNKNOWN = ("reported", "true", "target", "aspiration")
"""Columns of agencies that are not a number while nothing is known."""

BYTES = 8
"""Of every number in the records of agencies and links."""


def _places(record: np.dtype[Any], *names: str) -> list[int]:
    """Return the places of columns in a record that is read as a row of numbers."""
    fields: Any = record.fields
    return [fields[name][1] // BYTES for name in names] if fields else []


SHARES = ("effort", "routine", "trust_mean")
SHARES_AT = _places(AGENCY_STATE, *SHARES)
"""Columns of agencies that must be left between 0 and 1."""

FINITE = tuple(
    column.name
    for column in AGENCY_STATE_COLUMNS
    if column.kind == "f8" and column.name not in MAY_BE_UNKNOWN
)
FINITE_AT = _places(AGENCY_STATE, *FINITE)

LINK_SHARES = ("trust", "joint")
LINK_SHARES_AT = _places(LINK, *LINK_SHARES)


def check(here: Locality, levels: int) -> None:
    """Refuse what no later step could bear.

    Parameters
    ----------
    here
        Where a mechanism has written.
    levels
        How many efforts there are to choose from.

    Raises
    ------
    ValueError
        Says what, and of whom.
    """
    agencies, links = here.agencies, here.links
    numbers = agencies.view(np.float64).reshape(len(agencies), -1)
    shares = numbers[:, SHARES_AT]
    if not (good := (shares >= 0) & (shares <= 1)).all():
        agency, column = np.argwhere(~good)[0]
        value = shares[agency, column]
        raise ValueError(f"{SHARES[column]} of '{here.roles[agency]}' is {value}, not between 0 and 1")
    finite = np.isfinite(numbers[:, FINITE_AT])
    if not finite.all():
        agency, column = np.argwhere(~finite)[0]
        raise ValueError(f"{FINITE[column]} of '{here.roles[agency]}' is no finite number")
    # It is the place of an effort in compiled code, which looks no further.
    if ((agencies["choice"] < 0) | (agencies["choice"] >= levels)).any():
        raise ValueError(f"choice of an agency is not between 0 and {levels - 1}")
    between = links.view(np.float64).reshape(*links.shape, -1)[:, :, LINK_SHARES_AT]
    if not (good := (between >= 0) & (between <= 1)).all():
        column = np.argwhere(~good)[0][2]
        raise ValueError(f"{LINK_SHARES[column]} between agencies is not between 0 and 1")
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
