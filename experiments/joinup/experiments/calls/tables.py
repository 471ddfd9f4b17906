"""``ju.table``: a table that was given, and how it is understood."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal

from joinup.experiments.arguments import ScenarioLike, named, path_if_given, wrong
from joinup.experiments.study.posteriors import draws_of
from joinup.experiments.study.sampling import from_table
from joinup.scenarios.load import load
from joinup.scenarios.tables import kinds
from joinup.scenarios.tables.columns import Columns
from joinup.scenarios.tables.reader import read_table
from joinup.sim.errors import ArgumentError, nearest

if TYPE_CHECKING:
    from joinup.scenarios.tables.table import Table

POINTS, POSTERIOR = "points", "posterior"
KINDS = ("any", POINTS, POSTERIOR, *(name for name in kinds.BY_NAME if name != "any"))
"""Kinds of tables, as callers call them."""


def table(
    file: str | os.PathLike[str],
    *,
    kind: Literal["any", "points", "posterior", "series", "published", "arrivals", "evaluations"]
    | str = "any",
    scenario: ScenarioLike | None = None,
) -> Table:
    r"""Read a table as every call does that takes one, and show how it was understood. Nothing is run.

    Parameters
    ----------
    file
        CSV, TSV or other text with columns, a workbook (.xlsx, .ods; ``BOOK.xlsx#SHEET`` if it has several
        sheets) or Parquet.
    kind
        What it is to hold: ``any`` columns; ``points`` of a scenario (one column a path); draws of a
        ``posterior`` (either of its two files); measured ``series`` (scenario, observable, date, value, sd,
        source); ``published`` figures (date, value, and if known scenario, observable, source, grade,
        used_for) or given ``arrivals`` (week, people, and if known group, source, grade), as scenarios name
        them; ``evaluations`` of programmes (id, form, outcome, verdict and others).
    scenario
        What the points change: the name of a shipped scenario, the path of a file, or a scenario.

    Returns
    -------
    Table
        The values in `frame`; printed, it says how it was read.

    Raises
    ------
    ScenarioError
        With everything that is wrong with it, each with file, line and column.
    ArgumentError
        If an argument is of a wrong type.
    MissingExtraError
        If it is a workbook, and the package that reads those is not installed.

    Examples
    --------
    >>> import joinup as ju
    >>> from pathlib import Path
    >>> _ = Path("points.csv").write_text("partnership.form;trust.start\nformal;0,25\nnone;\n")
    >>> print(ju.table("points.csv", scenario="town", kind="points"))
    points.csv: text in UTF-8, columns separated by semicolons; the decimal mark is a comma.
    The header is line 1. 2 rows, 2 columns.
    points.csv: the decimal mark is a comma
    <BLANKLINE>
    column            holds   values        without a value
    partnership.form  value   formal, none
    trust.start       number  0.25 to 0.25  1 empty
    """
    path = path_if_given(file, "file", "the path of a table")
    if path is None:
        raise ArgumentError(named("file"), file, "the path of a table")
    columns = _columns(kind, scenario)
    if kind == POSTERIOR:
        return draws_of(path)[0]
    found = read_table(path, columns)
    if kind == POINTS:
        assert scenario is not None
        for _ in from_table(load(scenario), found).scenarios():
            pass  # Tells every point whose values are not allowed.
    return found


def _columns(kind: str, scenario: ScenarioLike | None) -> Columns:
    if kind not in KINDS:
        near = nearest(kind, KINDS)
        hint = f"; did you mean '{near}'?" if near else ""
        raise wrong("kind", f"there are {', '.join(KINDS)}{hint}", given=kind)
    if kind == POINTS:
        if scenario is None:
            raise wrong("kind", f"also needs {named('scenario')}: what the points change", given=kind)
        return kinds.points(load(scenario))
    if scenario is not None:
        raise wrong("scenario", f"serves only {named('kind')} points")
    return kinds.BY_NAME.get(kind, kinds.PLAIN)
