"""Garbage collection in a command: seldom while it starts, and not at all as it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 1_000_000
"""Net number of new objects that starts a collection."""

USUAL_THRESHOLD = gc.get_threshold()
"""Python's usual thresholds."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Collect garbage seldom meanwhile, and freeze the objects that are left at the end."""
    # Starting makes hundreds of thousands of objects that stay in use; collecting garbage among them
    # over and over takes a tenth of the time of a small run. Runs leave no garbage of this kind.
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        # The interpreter would collect once more at exit, which takes a fifth of that time.
        # DuckDB must be closed before objects are frozen, or it warns at exit.
        if "duckdb" not in sys.modules:
            gc.freeze()
