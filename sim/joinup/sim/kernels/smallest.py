"""The smallest few of many numbers, in order: a heap whose top is the largest of those kept."""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays.columns import U8
from joinup.sim.compiled.compiler import compiled


@compiled
def offer(heap: U8, size: int, value: np.uint64) -> int:
    """Offer a number to the smallest kept so far; return how many are kept (at most `heap.size`)."""
    if size < heap.size:
        at = size
        while at > 0 and heap[(at - 1) // 2] < value:
            heap[at] = heap[(at - 1) // 2]
            at = (at - 1) // 2
        heap[at] = value
        return size + 1
    if size > 0 and value < heap[0]:
        _sink(heap, size, value)
    return size


@compiled
def put_in_order(heap: U8, size: int) -> None:
    """Sort the numbers kept, smallest first."""
    while size > 1:
        size -= 1
        value = heap[size]
        heap[size] = heap[0]
        _sink(heap, size, value)


@compiled
def _sink(heap: U8, size: int, value: np.uint64) -> None:
    """Put a number in the place of the top and restore the heap."""
    at = 0
    while 2 * at + 1 < size:
        child = 2 * at + 1
        if child + 1 < size and heap[child + 1] > heap[child]:
            child += 1
        if heap[child] <= value:
            break
        heap[at] = heap[child]
        at = child
    heap[at] = value
