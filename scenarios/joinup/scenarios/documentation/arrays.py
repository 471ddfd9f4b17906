"""The generated parts of the page on what a run holds: axes, columns and the parts of records."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from joinup.scenarios.documentation.markdown import table
from joinup.sim.arrays.columns import AXES, Column, columns
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World


def axes() -> str:
    """Return the table of what arrays run along."""
    return table(("Axis", "Runs over"), [(f"`{name}`", about) for name, about in AXES.items()])


def columns_of(bundle: type[NamedTuple]) -> str:
    """Return the table of the columns of a bundle."""
    rows = [
        (f"`{one.name}`", _kind(one), ", ".join(f"`{axis}`" for axis in one.axes), one.about, one.unit)
        for one in columns(bundle)
    ]
    return table(("Column", "Kind", "Axes", "Says", "Unit"), rows)


def records_of(bundle: type[NamedTuple]) -> str:
    """Return a table for each kind of record that a bundle has."""
    return "\n".join(
        f"### `{bundle.__name__}.{column.name}`\n\n"
        + table(
            ("Part", "Kind", "Says", "Unit"),
            [(f"`{part.name}`", _kind(part), part.about, part.unit) for part in column.parts],
        )
        for column in columns(bundle)
        if column.parts
    )


def bytes_of_a_client() -> str:
    """Return how much memory a client takes, by what is always there and what is seldom touched."""
    of_clients = [column for column in columns(State) if column.axes == ("client",)]
    sizes = [(column.dtype.itemsize, column.seldom_touched) for column in of_clients]
    always = sum(size for size, seldom in sizes if not seldom)
    at_most = sum(size for size, seldom in sizes if seldom)
    return f"**{always} bytes a client**, and up to {at_most} more where something happens.\n"


def _kind(column: Column) -> str:
    return "record" if column.dtype.kind == np.dtype(np.void).kind else f"`{column.dtype.str[1:]}`"


GENERATED: dict[str, Callable[[], str]] = {
    "axes": axes,
    "bytes_of_a_client": bytes_of_a_client,
    **{f"columns_of_{one.__name__.lower()}": partial(columns_of, one) for one in (World, State, Record)},
    **{f"records_of_{one.__name__.lower()}": partial(records_of, one) for one in (World, State, Record)},
}
"""The generated blocks by name."""
