"""Unit, name and meaning of the columns of a study's tables, each taken from its declaration."""

from __future__ import annotations

from joinup.experiments.run.labelled import attributes
from joinup.experiments.run.measures_table import OWN
from joinup.scenarios.evidence import known
from joinup.sim.errors import ScenarioError
from joinup.sim.extensions.registry import said_of
from joinup.sim.parameters import Scenario
from joinup.sim.results.columns import GBP, PERSON_WEEKS, SHARE, TABLES
from joinup.sim.results.outcomes import ALL, TITLES
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.text.words import plain_name

KINDS = {
    "money": (GBP, "over the whole run"),
    "received": (GBP, "incentive payments received over the run"),
    "net": (GBP, "paid, incentives included, less incentives received"),
    "funding": (GBP, "of a funding window over the run"),
    "use": (SHARE, "of places over the run"),
    "agency": (SHARE, "mean joint effort while a member"),
    "warm_up_slope": (SHARE, "relative change in the last year of the warm-up"),
}
"""Unit and meaning of a column by how its name begins."""


def measure_attributes(column: str) -> dict[str, str]:
    """Return unit, name and meaning of a column of summaries or weekly series.

    Examples
    --------
    >>> measure_attributes("outcome.resolved.all")["units"]
    'episodes'
    """
    kind, _, rest = column.partition(".")
    name, _, part = rest.partition(".")
    among = "" if part in ("", ALL) else f", {plain_name(part)}"
    if kind == "outcome":
        found = TABLES["summary"].column(name)
        return attributes(found.unit, TITLES[name] + among, found.about)
    if kind == OWN:
        own = said_of(name)
        unit, about = ("", "a measure of a user's own") if own is None else (own.unit, own.about)
        return attributes(unit or "number", plain_name(name) + among, about)
    if kind == "scorecard":
        measure = next(one for one in MEASURES if one.name == name)
        return attributes(measure.unit, measure.title + among, measure.definition)
    if kind in KINDS:
        unit, about = KINDS[kind]
        weeks = kind == "money" and "weeks" in name
        return attributes(PERSON_WEEKS if weeks else unit, plain_name(rest), about)
    return _weekly(kind, rest)


def _weekly(name: str, part: str) -> dict[str, str]:
    """Return the same of a weekly series."""
    among = f", {plain_name(part)}" if part else ""
    weekly = {column.name: column for table in ("weekly", "agencies") for column in TABLES[table].columns}
    if name in weekly:
        return attributes(weekly[name].unit, plain_name(name) + among, weekly[name].about)
    if name.endswith("_gbp"):
        return attributes(GBP, plain_name(name.removesuffix("_gbp")), "in the week")
    if name == "observable":
        return attributes("as published", plain_name(part), "an observable of the scenario")
    return attributes(
        "people", plain_name(name) + among, "in need at the end of the week, those in service by their weight"
    )


def parameter_attributes(scenario: Scenario, path: str) -> dict[str, str]:
    """Return unit, name and meaning of a parameter that points change."""
    try:
        found = known(scenario, path)
    except ScenarioError:
        return attributes("name", plain_name(path), "what points change")
    return attributes(found.unit or "name", found.title or plain_name(path), path)
