"""What a room counts and what it can do to a client: columns of tables and codes of stories (ODD 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flow:
    """Something that is counted in each week, by group.

    Attributes
    ----------
    name, meaning
        Its column in the weekly table, and what is counted.
    """

    name: str
    meaning: str


def in_order[Entry](*rooms: Mapping[int, Entry]) -> tuple[Entry, ...]:
    """Return what the rooms number, in the order of the numbers.

    Numbers are part of the format of tables and stories: a new entry gets the next one.

    Raises
    ------
    ValueError
        If a number is given twice or left out.

    Examples
    --------
    >>> in_order({1: "learned of the service"}, {0: "a need arose"})
    ('a need arose', 'learned of the service')
    """
    numbers = sorted(number for room in rooms for number in room)
    if numbers != list(range(len(numbers))):
        raise ValueError(f"numbers must be 0, 1, 2 and so on, each once: {numbers}")
    entries = {number: entry for room in rooms for number, entry in room.items()}
    return tuple(entries[number] for number in numbers)
