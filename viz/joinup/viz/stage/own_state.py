"""State of a page's own: what is filled in on it, until it is sent."""

from __future__ import annotations

import solara


def use_own[T](first: T) -> solara.Reactive[T]:
    """Return a value of the page's own: it starts as given, and what the room does later leaves it alone.

    A reactive, so that a click that comes before the page is redrawn sees what was filled in last.
    """
    value: solara.Reactive[T] = solara.use_memo(lambda: solara.reactive(first), [])
    return value
