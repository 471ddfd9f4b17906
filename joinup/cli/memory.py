"""How often a command looks for garbage: seldom while it starts, and not once more as it ends."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 1_000_000
"""Objects made and not yet gone at which garbage is looked for."""

USUAL_THRESHOLD = gc.get_threshold()
"""How often Python looks by itself."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Look for garbage seldom meanwhile, and leave what is there afterwards to the end of the process."""
    # Starting makes hundreds of thousands of objects that stay in use; looking for garbage among them
    # over and over takes a tenth of the time of a small run. Runs leave no garbage of this kind.
    gc.set_threshold(SELDOM)
    try:
        yield
    finally:
        # The interpreter looks through all of them once more when it ends, which takes a fifth of that time.
        # DuckDB must be closed before objects are frozen, or it warns at exit.
        if "duckdb" not in sys.modules:
            gc.freeze()
