"""Panels of the page, as tests read them."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect

PANELS = (
    "Timeline",
    "Agency network",
    "The seven risks",
    "What difference it makes",
    "People's journey",
    "Money by payer",
    "One person's story",
)


def panel(screen: Page, title: str) -> Locator:
    return screen.get_by_role("region", name=title, exact=True)


def frame(screen: Page) -> dict[str, Any]:
    found: dict[str, Any] = screen.evaluate("joinup.live.frame")
    return found


def setup(screen: Page) -> dict[str, Any]:
    found: dict[str, Any] = screen.evaluate("joinup.live.setup")
    return found


def as_table(screen: Page, title: str) -> list[list[str]]:
    """Show a figure as a table and return its cells."""
    place = panel(screen, title)
    place.get_by_role("button", name=f"{title}: show as a table").click()
    rows = place.locator("tbody tr:visible")
    return [row.locator("th, td").all_inner_texts() for row in rows.all()]


def asked(screen: Page, what: str) -> None:
    expect(screen.locator(".asked")).to_have_text(what)


def counter(screen: Page, name: str) -> int:
    return int(screen.evaluate(f"joinup.counters.{name}"))


def whole(number: float) -> str:
    return f"{number:,.0f}"


def per_cent(share: float) -> str:
    """Return a share as it is written: small ones with a decimal place, if there is one."""
    return f"{100 * share:.{1 if share < 0.1 else 0}f}%".replace(".0%", "%")
