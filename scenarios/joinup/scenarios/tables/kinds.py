"""Kinds of tables: what the columns of points, draws, series, figures, arrivals and evaluations may hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any, get_args, get_origin

from joinup.scenarios.tables.columns import ANY_GAP, Column, Columns, Kind
from joinup.scenarios.tables.numbers import Gap
from joinup.sim.declarations import GRADES
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import BASELINES
from joinup.sim.parameters.observables import Point
from joinup.sim.parameters.paths import declared_at
from joinup.sim.parameters.scenario import primary_path

CONTAINERS = {tuple, list, dict}

USES: tuple[str, ...] = get_args(Point.model_fields["used_for"].annotation)
"""What a published figure may be used for."""

FOUND = ("better", "none", "worse", "unclear")
"""What an evaluation may have found, for clients or the public purse."""

BASELINE = "baseline"
"""A path of points only: the baseline to run in place of the scenario."""

TEXTS = ("run", "status", "finished", "host", "error", "version", "payer", "category")
"""Columns of joinup's own tables that are texts, also where all look like numbers."""

PLAIN = Columns("table", {name: Column(name, Kind.TEXT, gaps=ANY_GAP) for name in TEXTS})
"""Any table: what a column holds is found out."""


OPTION = "option"
"""The column of a table of options that names them."""


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
            return Column(name, Kind.TEXT, gaps=frozenset({Gap.EMPTY}), allowed=BASELINES)
        path = primary_path(name)
        return Column(path, kind_of(scenario, path), gaps=frozenset({Gap.EMPTY}))

    return Columns(
        "points",
        others=column,
        passed_over={
            "point": "number of a point, as exports write it",
            OPTION: "name of an option, as exports write it",
        },
        empty_means="leave the cell empty to keep the scenario's value",
    )


def choices(scenario: Scenario) -> Columns:
    """Return the columns of a table of options: a name, and what each changes, one column a path.

    Examples
    --------
    >>> import joinup as ju
    >>> [choices(ju.load("town")).named(name).kind for name in ("option", "trust.start")]
    [<Kind.TEXT: 'text'>, <Kind.NUMBER: 'number'>]
    """
    # A name that is missing is told with everything else that is wrong with the options.
    names = Column(OPTION, Kind.TEXT, "name of the option", needed=True, gaps=frozenset({Gap.EMPTY}))
    return replace(points(scenario), kind="options", declared={OPTION: names}, passed_over={})


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

PUBLISHED = Columns(
    "table of published figures",
    {
        one.name: one
        for one in (
            Column("scenario", Kind.TEXT, "the scenario that it belongs to"),
            Column("observable", Kind.TEXT, "the scenario's observable"),
            Column("date", Kind.DATE, "when it was published for", needed=True),
            Column("value", Kind.NUMBER, "what was published", needed=True, gaps=ANY_GAP),
            Column("source", Kind.TEXT, "where it was published", gaps=ANY_GAP),
            Column("grade", Kind.TEXT, "grade of evidence", gaps=ANY_GAP, allowed=GRADES),
            Column("used_for", Kind.TEXT, "what it is used for", gaps=ANY_GAP, allowed=USES),
        )
    },
    others=None,
    passed_over={"sd": "a scenario states no error of a published figure"},
)
"""Published figures of observables: what is suppressed or missing is no figure."""

ARRIVALS = Columns(
    "table of arrivals",
    {
        one.name: one
        for one in (
            Column("group", Kind.TEXT, "the group that arrives"),
            Column("week", Kind.WHOLE, "the week, counted from the start", needed=True, low=0.0),
            Column("people", Kind.NUMBER, "who arrive in it", unit="people", needed=True, low=0.0),
            Column("source", Kind.TEXT, "where it comes from", gaps=ANY_GAP),
            Column("grade", Kind.TEXT, "grade of evidence", gaps=ANY_GAP, allowed=GRADES),
        )
    },
    others=None,
)
"""Given arrivals of a group, or of several: a number for every week from 0 on."""

EVALUATIONS = Columns(
    "table of evaluations",
    {
        one.name: one
        for one in (
            Column("id", Kind.TEXT, "the row's own name", needed=True),
            Column("form", Kind.TEXT, "form of joint working", needed=True, allowed=tuple(FORMS)),
            Column("outcome", Kind.TEXT, "what was measured, in the study's terms", needed=True),
            Column("maps_to", Kind.TEXT, "the nearest measure of the model", gaps=ANY_GAP),
            Column("fit", Kind.TEXT, "how near that is", gaps=ANY_GAP, allowed=("near", "loose", "none")),
            Column("verdict", Kind.TEXT, "what was found", needed=True, allowed=FOUND),
            Column("quality", Kind.WHOLE, "1 best to 4 no control", gaps=ANY_GAP, low=1.0, high=4.0),
            Column("cluster", Kind.TEXT, "programmes that share sample, place or period", gaps=ANY_GAP),
            Column("weight", Kind.NUMBER, "share of its cluster's vote", gaps=ANY_GAP, low=0.0),
        )
    },
)
"""What later evaluations of programmes found, one outcome a row; other columns may stand beside these."""

BY_NAME = {
    "any": PLAIN,
    "series": SERIES,
    "published": PUBLISHED,
    "arrivals": ARRIVALS,
    "evaluations": EVALUATIONS,
}
"""Kinds of tables whose columns hang on no scenario, as callers call them."""


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
    declared = declared_at(Scenario, scenario.reaching([path]), path)
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
