"""The levers of a scenario: as declared, and as a table with the values as they stand."""

from __future__ import annotations

from textwrap import shorten
from typing import TYPE_CHECKING, Self

from joinup.scenarios.evidence import levers, range_of, table_of
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.events import Lever
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count, number

if TYPE_CHECKING:
    import pandas as pd

LONGEST = 26
"""Characters of a cell on the screen; the table has all."""

COLUMNS = ("path", "what", "value", "low", "high", "options", "unit", "source", "grade")


class Levers(Shown, tuple[Lever, ...]):
    """What people may want to change in a scenario.

    Parameters
    ----------
    declared
        The levers as the scenario declares them.
    scenario
        The scenario as it stands.

    Examples
    --------
    >>> import joinup as ju
    >>> levers = ju.load("town").set(start=0.5).levers
    >>> levers[0].path
    'partnership.form'
    >>> levers.table.set_index("path").loc["trust.start", ["value", "low", "high"]].to_list()
    [0.5, 0.1, 0.6]
    """

    _scenario: Scenario

    def __new__(cls, declared: tuple[Lever, ...], scenario: Scenario) -> Self:  # noqa: D102
        made = super().__new__(cls, declared)
        made._scenario = scenario
        return made

    def __reduce__(self) -> tuple[type[Levers], tuple[tuple[Lever, ...], Scenario]]:
        return type(self), (tuple(self), self._scenario)

    @property
    def table(self) -> pd.DataFrame:
        """One row a lever: path, what it is, its value now, the range or options, unit and evidence."""
        return table_of(levers(self._scenario), COLUMNS)

    def _card(self) -> Card:
        rows = tuple(
            (
                one.path,
                number(one.value),
                _short(f"{range_of(one)} {one.unit}" if one.low is not None else range_of(one)),
                _short(capital(one.title)),
            )
            for one in levers(self._scenario)
        )
        if not rows:
            return Card("The scenario names no levers.")
        columns = ("Path", "Now", "Range", "What")
        return Card(count(len(rows), "lever"), columns=columns, rows=rows, calls=("levers.table",))


def _short(text: str) -> str:
    """Return a text that leaves room for others beside it."""
    return shorten(text, LONGEST, placeholder=" ...")
