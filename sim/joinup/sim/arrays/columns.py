"""Columns as data: what is declared of an array that kernels read or write, and arrays laid out from it.

The bundles `World`, `State` and `Record` are named tuples. Each field's annotation is the array's type and,
beside it, what the array runs `along` and what it says. `columns` reads both; allocation, the reference page
and the test of kinds and shapes are drawn from them. The parts of a record, as of `CLIENT`, are columns too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from joinup.sim.arrays.memory import seldom_touched
from joinup.sim.arrays.settings import record_type
from joinup.sim.declarations import facts_of

U1 = npt.NDArray[np.uint8]
U2 = npt.NDArray[np.uint16]
U4 = npt.NDArray[np.uint32]
U8 = npt.NDArray[np.uint64]
I4 = npt.NDArray[np.int32]
I8 = npt.NDArray[np.int64]
F8 = npt.NDArray[np.float64]
Records = npt.NDArray[np.void]

AXES = {
    "one": "a single number",
    "client": "clients, those of a locality one after the other",
    "locality": "localities",
    "agency": "agencies of a locality, one a role",
    "group": "client groups",
    "need": "needs",
    "dimension": "access dimensions",
    "effort": "levels of effort among which agencies choose",
    "form": "forms of joint working, in force or not",
    "incentive": "incentives",
    "fund": "funding windows",
    "campaign": "campaigns",
    "consultation": "consultations",
    "navigator": "navigators",
    "prevention": "what keeps needs from arising",
    "outside_payer": "payers that are not agencies",
    "deadline": "published dates",
    "extension": "what users have added, by name",
    "byte": "bytes of what it remembers",
    "given_quarter": "quarters for which efforts are given; the last stands for all later ones",
    "given_week": "weeks for which arrivals are given; the last stands for all later ones",
    "contact_start": "clients and one more with a contact network, 1 without",
    "contact": "contacts, those of a client one after the other",
    "list": "waiting lists of an agency: one a group, then one for redress, and one for those handed on",
    "ticket": "tickets for waiting lists, those of a locality one after the other",
    "class": "classes of clients who move with the same chance in a week",
    "awareness_class": "groups, each unaware and aware",
    "stock": "states of a client, and aware",
    "flow": "what is counted of a group in a week",
    "count": "stocks, then flows",
    "line": "lines of the ledger",
    "identity": "number of the broken identity, and its week",
    "complaint": "complaints made, and upheld",
    "account": "accounts due, missed, and those for which somebody was held",
    "last_13_weeks": "weeks of a quarter, by the remainder of the week's number",
    "last_105_weeks": "weeks of two years and the present one, by the remainder of the week's number",
    "last_52_weeks": "weeks of a year, by the remainder of the week's number",
    "week": "weeks from the first of the warm-up",
    "quarter": "quarters from the first of the warm-up",
    "detailed_week": "weeks, or none if tables by agency and link are not wanted",
    "detailed_quarter": "quarters, or none if tables by agency and link are not wanted",
    "stretch_week": "weeks of the stretch just run",
    "kept_locality": "localities if they are kept apart, else 1",
    "agency_figure": "columns of the table of agencies",
    "link_figure": "trust, joint intensity, hand-offs",
    "fund_figure": "spent, left in the pot, lapsed",
    "pot": "left in the pot, lapsed",
    "move": "moves of traced clients since the table of moves was emptied",
}
"""What an array can run along."""

Sizes = Mapping[str, int]
"""How many there are along each axis."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: an array of a bundle, or a part of a record.

    Attributes
    ----------
    name, kind, about, unit
        What kernels call it, how a number of it is stored, what it says, and in which unit, if it has one.
    axes
        What it runs along, by names in `AXES`; a part of a record runs along what the record does.
    initial
        What it holds before anything is written to it.
    seldom_touched
        Whether so little of it is ever written to that it must not take memory as a whole.
    parts
        The columns of its record, if it is of records.

    Raises
    ------
    ValueError
        If there is no such axis.
    """

    name: str
    kind: npt.DTypeLike
    about: str
    unit: str = ""
    axes: tuple[str, ...] = ()
    initial: float = 0
    seldom_touched: bool = False
    parts: tuple[Column, ...] = ()

    def __post_init__(self) -> None:
        """Refuse unknown axes when the column is declared."""
        for axis in self.axes:
            if axis not in AXES:
                raise ValueError(
                    f"column '{self.name}': there is no axis '{axis}'; there are {', '.join(AXES)}"
                )

    @property
    def dtype(self) -> np.dtype[Any]:
        """Its kind as NumPy has it."""
        return np.dtype(self.kind)

    def shape(self, sizes: Sizes) -> tuple[int, ...]:
        """Return how long it is along each of its axes."""
        return tuple([sizes[axis] for axis in self.axes])

    def empty(self, sizes: Sizes) -> npt.NDArray[Any]:
        """Return the array before anything is written to it.

        Examples
        --------
        >>> Column("head", "i4", "first ticket", axes=("locality", "list"), initial=-1).empty(
        ...     {"locality": 1, "list": 3}
        ... )
        array([[-1, -1, -1]], dtype=int32)
        """
        shape = self.shape(sizes)
        if self.seldom_touched:
            return seldom_touched(shape, self.dtype)
        # Zeros take no memory until they are written to.
        return np.full(shape, self.initial, self.kind) if self.initial else np.zeros(shape, self.kind)

    def filled(self, values: npt.ArrayLike, sizes: Sizes) -> npt.NDArray[Any]:
        """Return the array with given values, in C order; the same one if it is already as declared.

        Raises
        ------
        ValueError
            If there are more or fewer values than the axes have room for.
        """
        return np.asarray(values, self.kind, order="C").reshape(self.shape(sizes))


def along(
    *axes: str,
    about: str,
    unit: str = "",
    of: tuple[Column, ...] | np.dtype[Any] | None = None,
    initial: float = 0,
    seldom_touched: bool = False,
) -> Callable[[str, Any], Column]:
    """Say in the annotation of a bundle's field what the array runs along, and what it says.

    Parameters
    ----------
    axes, about, unit, initial, seldom_touched
        As in `Column`.
    of
        The columns of its records, or their type if what they say is written elsewhere.

    Returns
    -------
    What makes the column of the field's name and the array's type.
    """
    parts = of if isinstance(of, tuple) else ()

    def column(name: str, array: Any) -> Column:
        kind = record(parts) if parts else of if isinstance(of, np.dtype) else _kind_of(array)
        return Column(name, kind, about, unit, axes, initial, seldom_touched, parts)

    return column


def _kind_of(array: Any) -> np.dtype[Any]:
    # NDArray is an alias of its own in newer versions of NumPy, and ndarray[shape, dtype[...]] in others.
    last = get_args(array)[-1]
    (scalar,) = get_args(last) or (last,)
    found: np.dtype[Any] = np.dtype(scalar)
    return found


def record(columns: tuple[Column, ...]) -> np.dtype[Any]:
    """Return the type of a record with these columns.

    Examples
    --------
    >>> record((Column("client", "i4", "who took it"), Column("joined", "i2", "in which week"))).itemsize
    6
    """
    return np.dtype([(column.name, column.kind) for column in columns])


def declared(model: type[BaseModel]) -> tuple[Column, ...]:
    """Return the columns of the record of a section of a scenario: what its declarations say of it.

    Examples
    --------
    >>> from joinup.sim.mechanisms.outreach_and_consultation.parameters import Consultation
    >>> declared(Consultation)[2].about
    'xi: share of the gap in accommodation closed'
    """
    fields = model.model_fields
    return tuple(
        Column(name, kind, fields[name].description or "", str(facts_of(model, name).get("unit", "")))
        for name, kind in record_type(model)
    )


@cache
def columns(bundle: type[NamedTuple]) -> tuple[Column, ...]:
    """Return the columns of a bundle, in the order of its fields.

    Examples
    --------
    >>> from joinup.sim.arrays.state import State
    >>> columns(State)[0].name, columns(State)[0].dtype, columns(State)[0].axes
    ('code', dtype('uint16'), ('client',))
    """
    annotations = get_type_hints(bundle, include_extras=True)
    arrays = ((name, *get_args(annotation)) for name, annotation in annotations.items())
    return tuple(column(name, array) for name, array, column in arrays)


def allocate[Bundle: NamedTuple](bundle: type[Bundle], sizes: Sizes, **values: npt.ArrayLike) -> Bundle:
    """Return a bundle with arrays as declared: those given, and all others empty.

    Raises
    ------
    ValueError
        If given values do not fit the axes.
    TypeError
        If values are given for a column that the bundle has not.

    Examples
    --------
    >>> from typing import Annotated
    >>> doors = Annotated[I8, along("agency", about="whether it is open", initial=1)]
    >>> Doors = NamedTuple("Doors", [("open", doors)])
    >>> allocate(Doors, {"agency": 2})
    Doors(open=array([1, 1]))
    """
    if not values.keys() <= set(bundle._fields):
        raise TypeError(f"{bundle.__name__} has no {', '.join(values.keys() - set(bundle._fields))}")
    return bundle._make(
        column.filled(values[column.name], sizes) if column.name in values else column.empty(sizes)
        for column in columns(bundle)
    )
