"""How numbers, names and lists are written in sentences."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol


class Titled(Protocol):
    """Anything that has a name for files and may have a title for people."""

    @property
    def name(self) -> str:
        """What files call it."""
        ...

    @property
    def title(self) -> str:
        """What people call it, if anything."""
        ...


def title(thing: Titled) -> str:
    """Return what people call a thing."""
    return thing.title or plain_name(thing.name)


def titles(things: Iterable[Titled]) -> dict[str, str]:
    """Return what people call things, by name."""
    return {thing.name: title(thing) for thing in things}


def plain_name(name: str) -> str:
    """Write a name such as ``drug_and_alcohol`` as words."""
    return name.replace("_", " ").replace(".", ", ")


def body_name(name: str) -> str:
    """Write the name of a body outside the partnership: ``nhs`` as NHS, ``local_courts`` as words."""
    return name.upper() if not set(name) & set("aeiouy") else plain_name(name)


def listing(words: Iterable[str], last: str = "and") -> str:
    """Write ``a, b and c``."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def percent(share: float) -> str:
    """Write a share of 1 as a percentage."""
    return f"{100 * share:.3g}%"


def number(value: Any) -> str:
    """Write a number with thousands marked and no more digits than help."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:,.4g}"
    if isinstance(value, tuple | list):
        return listing(number(item) for item in value) or "none"
    return "not set" if value is None else plain_name(str(value))


def pounds(value: float) -> str:
    """Write an amount of money."""
    return f"GBP {value:,.0f}" if value >= 10 or value == round(value) else f"GBP {value:,.2f}"


def count(amount: int, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{number(amount)} {one if amount == 1 else many or one + 's'}"


def day(when: date) -> str:
    """Write a date as ``1 April 1999``."""
    return f"{when.day} {when:%B %Y}"


def capital(text: str) -> str:
    """Write the first letter as a capital."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Write a text as a sentence: a capital first, one full stop last."""
    return capital(text.strip()).rstrip(".") + "." if text.strip() else ""
