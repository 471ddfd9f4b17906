"""The facilitator's key in the terminal: Enter prints a new link."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from typing import TextIO


def on_enter(act: Callable[[], object], keys: TextIO | None = None) -> bool:
    """Call something whenever Enter is pressed; return whether there is a keyboard to press it on.

    Parameters
    ----------
    act
        What to call; on a thread of its own, which ends with the process.
    keys
        Where keys come from; the terminal if not given.
    """
    source = keys if keys is not None else sys.stdin
    if source is None or source.closed or not source.isatty():
        return False

    def listen() -> None:
        for _ in source:
            act()

    threading.Thread(target=listen, name="terminal key", daemon=True).start()
    return True
