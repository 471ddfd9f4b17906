"""Memory for large arrays of which little is ever written to."""

from __future__ import annotations

import contextlib
import math
import mmap
from typing import Any

import numpy as np
import numpy.typing as npt

LARGE = 1 << 22
"""Bytes from which on NumPy asks for large pages."""


def seldom_touched(shape: tuple[int, ...], kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return zeros that take memory only where they are written to.

    For large arrays NumPy asks for pages of 2 MB, so that a few bytes written for each locality
    would take the memory of them all.
    """
    kind = np.dtype(kind)
    size = math.prod(shape) * kind.itemsize
    if size < LARGE or not hasattr(mmap, "MADV_NOHUGEPAGE"):
        return np.zeros(shape, kind)
    memory = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    with contextlib.suppress(OSError):
        # A system without large pages does not know of them.
        memory.madvise(mmap.MADV_NOHUGEPAGE)
    return np.frombuffer(memory, kind).reshape(shape)
