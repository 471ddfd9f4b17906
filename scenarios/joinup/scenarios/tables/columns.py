"""What the columns of a table may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from joinup.scenarios.tables.numbers import Gap
from joinup.sim.errors import Problem, ScenarioError, nearest


class Kind(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    WHOLE = "whole number"
    TEXT = "text"
    DATE = "date"
    TRUTH = "true or false"
    VALUE = "value"
    """Anything that a scenario may hold: a number, a name, a list."""
    FOUND = "found out"
    """Numbers, truth values or dates if all cells are; else text."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a column may hold.

    Attributes
    ----------
    name
        What it is called.
    kind
        What it holds.
    about, unit
        Its meaning and unit.
    needed
        Whether a table must have it.
    gaps
        Whether a cell may be without a value: empty, missing or suppressed.
    allowed
        The texts that are allowed, if they can be listed.
    low, high
        The lowest and highest number that is allowed.
    """

    name: str
    kind: Kind = Kind.FOUND
    about: str = ""
    unit: str = ""
    needed: bool = False
    gaps: frozenset[Gap] = frozenset()
    allowed: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


ANY_GAP = frozenset(Gap)


def anything(name: str) -> Column:
    """Return a column that may hold anything."""
    return Column(name, gaps=ANY_GAP)


@dataclass(frozen=True)
class Columns:
    """The columns of a kind of table.

    Attributes
    ----------
    kind
        What messages call such a table.
    declared
        Columns that are known by name.
    others
        What a column of another name is; raises a ScenarioError if there can be none.
    passed_over
        Names of columns that are not read, and why.
    empty_means
        What leaving a cell empty would mean, for messages.
    spelling
        Gives a name in our own words.
    """

    kind: str = "table"
    declared: Mapping[str, Column] = field(default_factory=dict)
    others: Callable[[str], Column] | None = anything
    passed_over: Mapping[str, str] = field(default_factory=dict)
    empty_means: str = ""
    spelling: Callable[[str], str] = str

    def named(self, name: str) -> Column:
        """Return a column by its name.

        Raises
        ------
        ScenarioError
            If such a table has no column of the name.
        """
        ours = self.spelling(name)
        if ours in self.declared:
            return self.declared[ours]
        if self.others is not None:
            return self.others(name)
        there = tuple(self.declared)
        text = f"a {self.kind} has no column '{name}'"
        raise ScenarioError([Problem((), text, there, nearest(name, there))])
