"""The own columns of extensions: what they remember of localities, agencies and clients.

All of them lie one after the other in ``State.memory``, as bytes: the compiled steps, which know nothing of
them, need not be compiled again, and copies, pickles and checkpoints hold them like anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.extensions.extension import OWNERS, Columns

ALIGNED = 8
"""Bytes; arrays begin at multiples of it."""


def start_of(columns: Columns, owner: str) -> npt.NDArray[np.void]:
    """Return what one owner's columns start with, as a record (1,).

    Raises
    ------
    TypeError
        If a value is no number.
    """
    values = getattr(columns, owner)
    fields = [(name, _kind(name, value)) for name, value in values.items()]
    return np.array([tuple(values.values())], np.dtype(fields, align=True))


def _kind(name: str, value: Any) -> np.dtype[Any]:
    kind: np.dtype[Any] = np.asarray(value).dtype
    if kind.kind not in "biuf" or np.ndim(value):
        raise TypeError(f"column '{name}' starts with {value!r}, which is no number")
    return kind


@dataclass(frozen=True, slots=True)
class Sizes:
    """How many owners there are: localities, agencies in each, clients in all."""

    localities: int
    agencies: int
    clients: int

    def shape(self, owner: str) -> tuple[int, ...]:
        """Return the shape of the columns of an owner."""
        both = {"locality": (self.localities,), "agency": (self.localities, self.agencies)}
        return both.get(owner, (self.clients,))


def new_memory(every: Sequence[Columns], sizes: Sizes) -> npt.NDArray[np.uint8]:
    """Return the memory of all extensions as it is when a run starts (bytes,)."""
    places = list(_places(every, sizes))
    length = max((end for _, _, _, _, end in places), default=0)
    memory = np.zeros(-(-length // ALIGNED), np.float64).view(np.uint8)
    for number, owner, first, record, end in places:
        memory[first:end].view(record.dtype)[:] = start_of(every[number], owner)
    return memory


def views(
    memory: npt.NDArray[np.uint8], every: Sequence[Columns], sizes: Sizes
) -> list[dict[str, npt.NDArray[np.void]]]:
    """Return each extension's columns by owner: views, in the owner's shape."""
    found: list[dict[str, npt.NDArray[np.void]]] = [{} for _ in every]
    for number, owner, first, record, end in _places(every, sizes):
        found[number][owner] = memory[first:end].view(record.dtype).reshape(sizes.shape(owner))
    return found


def _places(
    every: Sequence[Columns], sizes: Sizes
) -> Iterator[tuple[int, str, int, npt.NDArray[np.void], int]]:
    first = 0
    for number, columns in enumerate(every):
        for owner in OWNERS:
            if not getattr(columns, owner):
                continue
            record = start_of(columns, owner)
            end = first + record.dtype.itemsize * int(np.prod(sizes.shape(owner)))
            yield number, owner, first, record, end
            first = -(-end // ALIGNED) * ALIGNED
