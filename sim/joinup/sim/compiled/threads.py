"""Share the localities of a run among threads.

Compiled code runs without the interpreter's lock, and what it does to one locality depends on no
other, so that results are the same however many threads there are. Each thread takes handles of its
own on the arrays: compiled functions count who holds a handle, and two threads that count in one
place wait for each other so much that the second gains next to nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import pairwise
from typing import Protocol

import numpy as np
import numpy.typing as npt

Block = tuple[int, int]
"""First locality, and the one after the last."""


def share_out(ends: npt.NDArray[np.int64], threads: int) -> list[Block]:
    """Return as many blocks of localities as there are threads, or localities, about equal in clients.

    Parameters
    ----------
    ends
        Per locality, one more than the number of its last client.
    threads
        How many threads there are.
    """
    threads = min(threads, len(ends))
    cuts = [0]
    for n in range(1, threads):
        cuts.append(int(np.searchsorted(ends, ends[-1] * n / threads, side="right")))
    cuts.append(len(ends))
    return [(low, high) for low, high in pairwise(cuts) if high > low]


class Each(Protocol):
    """What does some work for every block, as ``map`` does."""

    def __call__[T](self, work: Callable[[Block], T], blocks: Iterable[Block], /) -> Iterator[T]:
        """Yield what came of it, in order."""
        ...


@contextmanager
def side_by_side(blocks: Sequence[Block]) -> Iterator[Each]:
    """Give what does some work for every block, each on a thread of its own; one alone needs none."""
    if len(blocks) == 1:
        yield map
    else:
        with ThreadPoolExecutor(len(blocks)) as pool:
            yield pool.map
