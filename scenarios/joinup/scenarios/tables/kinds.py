"""Kinds of tables: what the columns of points, of draws and of measured series may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, get_args, get_origin

from joinup.scenarios.tables.columns import ANY_GAP, Column, Columns, Kind
from joinup.scenarios.tables.numbers import Gap
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import declared_at
from joinup.sim.parameters.scenario import Baseline, primary_path

CONTAINERS = {tuple, list, dict}

BASELINE = "baseline"
"""A path of points only: the baseline to run in place of the scenario."""

TEXTS = ("run", "status", "finished", "host", "error", "version", "payer", "category")
"""Columns of joinup's own tables that are texts, also where all look like numbers."""

PLAIN = Columns("table", {name: Column(name, Kind.TEXT, gaps=ANY_GAP) for name in TEXTS})
"""Any table: what a column holds is found out."""


def points(scenario: Scenario) -> Columns:
    """Return the columns of a table of points: each is a path, and an empty cell leaves its value as it is.

    Examples
    --------
    >>> import joinup as ju
    >>> points(ju.load("town")).named("agencies.housing.slots").kind
    <Kind.NUMBER: 'number'>
    """

    def column(name: str) -> Column:
        if name == BASELINE:
            return Column(name, Kind.TEXT, gaps=frozenset({Gap.EMPTY}), allowed=get_args(Baseline))
        path = primary_path(name)
        return Column(path, kind_of(scenario, path), gaps=frozenset({Gap.EMPTY}))

    return Columns(
        "points",
        others=column,
        passed_over={"point": "number of a point, as exports write it"},
        empty_means="leave the cell empty to keep the scenario's value",
    )


def draws(paths: Iterable[str]) -> Columns:
    """Return the columns of draws of parameters: a number for each in every row.

    Examples
    --------
    >>> list(draws(["trust.start"]).declared)
    ['trust.start']
    """
    declared = {path: Column(path, Kind.NUMBER, needed=True) for path in paths}
    return Columns("posterior", declared, others=None, spelling=primary_path)


SERIES = Columns(
    "series",
    {
        one.name: one
        for one in (
            Column("scenario", Kind.TEXT, "the scenario that it belongs to", needed=True),
            Column("observable", Kind.TEXT, "the scenario's observable", needed=True),
            Column("date", Kind.DATE, "when it was measured", needed=True),
            Column("value", Kind.NUMBER, "what was measured", needed=True, gaps=ANY_GAP),
            Column("sd", Kind.NUMBER, "standard error of the measurement", gaps=ANY_GAP, low=0.0),
            Column("source", Kind.TEXT, "where it was published", gaps=ANY_GAP),
        )
    },
    others=None,
)
"""Figures measured over time, of one observable or of several."""


def kind_of(scenario: Scenario, path: str) -> Kind:
    """Return what a parameter holds.

    Raises
    ------
    ScenarioError
        If there is nothing at the path.

    Examples
    --------
    >>> import joinup as ju
    >>> town = ju.load("town")
    >>> [str(kind_of(town, path)) for path in ("trust.start", "weeks", "partnership.form")]
    ['number', 'whole number', 'value']
    """
    declared = declared_at(Scenario, scenario, path)
    if declared is None:
        return Kind.VALUE
    kinds = set(_types(declared.model.model_fields[declared.field].annotation))
    if declared.entry:
        kinds -= CONTAINERS
    numbers = kinds & {int, float}
    if kinds - {int, float, type(None)} or not numbers:
        return Kind.VALUE
    return Kind.NUMBER if float in numbers else Kind.WHOLE


def _types(annotation: Any) -> Iterator[Any]:
    """Yield every type that an annotation allows: of a list or a mapping, that of its entries as well."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner = inner[:1]
    elif origin in CONTAINERS:
        yield origin
        inner = inner[1:] if origin is dict else inner
    elif not inner:
        yield annotation
    for part in inner:
        if part is not ...:
            yield from _types(part)
