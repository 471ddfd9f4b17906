"""Whether an extension has drawn from the random generators that all of a process shares.

That a generator has moved does not say who drew: a cluster's worker has threads of its own, which draw when
they like. So the calls are watched of the thread in which the extension runs. The one module of the model
that looks at those generators; nothing is drawn from them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident
from typing import Any, cast

import numpy as np

TOOL = 4
"""One of the two numbers for tools that watch a program which Python keeps for no particular kind."""

ONLY_LOOKS = ("getstate", "get_state")


class Watch:
    """What one thread does with the shared generators.

    Attributes
    ----------
    thread
        The thread.
    has_drawn
        Whether it has drawn from one.
    """

    def __init__(self) -> None:
        self.thread = get_ident()
        self.has_drawn = False


_watches: list[Watch] = []
_lock = Lock()


@contextmanager
def watched() -> Iterator[Watch]:
    """Watch this thread; not where another tool has taken the number.

    Examples
    --------
    >>> import random
    >>> with watched() as watch:
    ...     chance = random.random()
    >>> watch.has_drawn
    True
    """
    watch = Watch()
    with _lock:
        if not _watches and sys.monitoring.get_tool(TOOL) is None:
            sys.monitoring.use_tool_id(TOOL, __name__)
            sys.monitoring.register_callback(TOOL, sys.monitoring.events.CALL, _note)
            sys.monitoring.set_events(TOOL, sys.monitoring.events.CALL)
        _watches.append(watch)
    try:
        yield watch
    finally:
        with _lock:
            _watches.remove(watch)
            if not _watches and sys.monitoring.get_tool(TOOL) == __name__:
                sys.monitoring.set_events(TOOL, sys.monitoring.events.NO_EVENTS)
                sys.monitoring.free_tool_id(TOOL)


def _note(code: Any, offset: int, called: Any, first: Any) -> None:
    """Note a call in whatever thread, with its first argument."""
    if _is_draw(called, first):
        thread = get_ident()
        for watch in _watches:
            watch.has_drawn |= watch.thread == thread


def _is_draw(called: Any, first: Any) -> bool:
    """Return whether a call changes how a shared generator stands."""
    name = getattr(called, "__name__", "")
    for draw in (random.random, np.random.random):
        shared = cast(Any, draw).__self__
        is_method = first is shared and hasattr(shared, name)
        if is_method or getattr(called, "__self__", None) is shared:
            return name not in ONLY_LOOKS
    return called is np.random.seed
