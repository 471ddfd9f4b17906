"""What the room answered, shown for a while at the foot of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import reacton.ipyvuetify as v
import solara

SECONDS = 8
LONG = 80
"""Letters from which a sentence takes more than a line."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that was said: good news or bad, and the how-manieth it is."""

    text: str = ""
    is_bad: bool = False
    number: int = 0


def use_notice() -> tuple[Notice, Callable[[str, bool], None]]:
    """Return what was said last, and how to say something."""
    notice, set_said = solara.use_state(Notice())

    def say(text: str, is_bad: bool) -> None:
        set_said(lambda before: Notice(text, is_bad, before.number + 1))

    return notice, say


@solara.component
def NoticeBar(notice: Notice) -> None:
    """Show what was said last, until it has been read."""
    dismissed, set_dismissed = solara.use_state(0)
    with v.Snackbar(
        v_model=bool(notice.text) and dismissed < notice.number,
        on_v_model=lambda is_open: None if is_open else set_dismissed(notice.number),
        timeout=-1 if notice.is_bad else 1000 * SECONDS,
        color="error" if notice.is_bad else "",
        bottom=True,
        multi_line=len(notice.text) > LONG,
    ):
        solara.Text(f"Not done: {notice.text}" if notice.is_bad else notice.text)
        solara.Button("Close", text=True, on_click=lambda: set_dismissed(notice.number))
