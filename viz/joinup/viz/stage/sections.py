"""Parts of the side bar that open and close: the browser's own, which keys and screen readers know."""

from __future__ import annotations

import reacton.ipyvuetify as v
import solara


@solara.component
def Section(title: str, children: list[solara.Element] | None = None, is_open: bool = False) -> None:
    """Show a part under a title that opens and closes it.

    Parameters
    ----------
    title
        What it is called.
    children
        What is in it.
    is_open
        Whether it is open at first.
    """
    v.Html(
        tag="details",
        class_="joinup-section",
        attributes={"open": "open"} if is_open else {},
        children=[v.Html(tag="summary", children=[title]), *(children or [])],
    )
