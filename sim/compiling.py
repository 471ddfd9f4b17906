"""How kernels are compiled: cached on disk, free of the interpreter's lock, IEEE division."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from numba import njit

Decorator = Callable[[Callable[..., Any]], Any]

compiled: Decorator = njit(cache=True, nogil=True, error_model="numpy")
inlined: Decorator = njit(cache=True, nogil=True, error_model="numpy", inline="always")
"""For the few lines that hot loops must not call."""
