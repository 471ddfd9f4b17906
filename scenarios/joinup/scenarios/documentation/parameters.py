"""Tables of the model's parameters, drawn from their declarations.

For three kinds of reader: authors of scenario files (every key of the format), readers of the ODD
(the parameters of a submodel) and reviewers of the evidence (default, range, grade, source).
"""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from joinup.scenarios.documentation.markdown import table
from joinup.scenarios.words import GRADES
from joinup.sim.declarations import facts_of
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import FIRST, SECOND, default_of, range_in
from joinup.sim.parameters.paths import model_in, walk
from joinup.sim.text.words import plain_name

NAMED = {
    "name": "its name in paths and tables: lower-case letters, digits and `_`",
    "title": "its title",
    "description": "its subject, in a few sentences",
    "family": "family of the National Audit Office's report that it belongs to",
    "kind": "its kind",
    "rule": "how effort is chosen",
    "measure": "what is counted",
    "date": "day it refers to",
    "source": "where it was published",
    "grade": "evidence grade",
    "used_for": "whether it is used for fitting, only shown, or held out for a test",
    "unit": "unit of the series",
    "path": "path of the parameter",
    "low": "lowest value offered",
    "high": "highest value offered",
    "options": "values offered, if they are names",
}
"""Meanings of fields that are clear to a reader of the code and declare none."""


def keys_of_a_file() -> str:
    """Return a table of the keys of every section of a scenario file."""
    text = ""
    for path, model in _sections(Scenario, ""):
        heading = f"`{path}`" if path else "Top level"
        said = " ".join((model.__doc__ or "").split("\n\n")[0].split()) if path else ""
        rows = [
            _row(model, name, field)
            for name, field in model.model_fields.items()
            if model_in(field.annotation) is None
        ]
        text += f"### {heading}\n\n" + (f"{said}\n\n" if said else "")
        if rows:
            columns = ("Key", "Meaning", "Unit or type", "Default", "Allowed")
            text += table(columns, rows) + "\n"
    return text


def _sections(model: type[BaseModel], path: str) -> Iterator[tuple[str, type[BaseModel]]]:
    yield path, model
    for name, field in model.model_fields.items():
        inner = model_in(field.annotation)
        if inner is not None:
            named = "name" in inner.model_fields or get_origin(field.annotation) is dict
            many = ".NAME" if named and _is_collection(field.annotation) else ""
            yield from _sections(inner, f"{path}.{name}{many}".removeprefix("."))


def _is_collection(annotation: Any) -> bool:
    origin = get_origin(annotation)
    if origin in (tuple, dict):
        return True
    return any(_is_collection(inner) for inner in get_args(annotation))


def _row(model: type[BaseModel], name: str, field: FieldInfo) -> tuple[str, ...]:
    facts = facts_of(model, name)
    options = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    meaning = field.description or NAMED[name]
    if isinstance(facts.get("also"), str):
        meaning += f" (or `{facts['also']}`)"
    if options:
        meaning += ": " + ", ".join(f"`{option}`" for option in options)
    default = "required"
    if not field.is_required():
        first = field.get_default(call_default_factory=True)
        default = value_text(first) + _in_second_edition(facts, first)
    kind = str(facts["unit"]) if "unit" in facts else _kind(field.annotation)
    if "unit" in facts and _is_collection(field.annotation):
        kind = f"{_kind(field.annotation)}: {kind}"
    return (f"`{name}`", meaning, kind, default, _allowed(facts))


def _in_second_edition(facts: dict[str, Any], default: Any) -> str:
    """Return what the default is in the second edition, if it is another."""
    second = facts.get("second_edition", default)
    return "" if second == default else f" (second edition: {value_text(second)})"


def _allowed(facts: dict[str, Any]) -> str:
    low, high = facts.get("minimum"), facts.get("maximum")
    if "exclusiveMinimum" in facts:
        limit = f"above {facts['exclusiveMinimum']:g}"
        return limit if high is None else f"{limit}, at most {high:,.12g}"
    if low is not None and high is not None:
        return f"{low:g} to {high:,.12g}"
    return f"{low:g} or more" if low is not None else ""


def _kind(annotation: Any) -> str:
    """Describe in words a value that is not a declared number."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(part) for part in inner if part is not type(None))
    if origin is tuple:
        if inner[0] == tuple[str, str]:
            return "list of pairs of names"
        return "list of names" if inner[0] is str else f"list of {_kind(inner[0])}s"
    if origin is dict:
        return "any value by path" if inner[1] is Any else f"{_kind(inner[1])} by name"
    if origin is Literal:
        return "choice"
    if origin is not None:  # Annotated
        return _kind(inner[0])
    words = {bool: "true or false", str: "text", float: "number", int: "whole number"}
    return words.get(annotation, plain_name(getattr(annotation, "__name__", "")))


def value_text(value: Any) -> str:
    """Write a value as the documentation shows it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,.4g}" if isinstance(value, float) else f"{value}"
    if isinstance(value, str):
        return f"`{value}`" if value else "empty"
    if isinstance(value, tuple | dict):
        return "empty" if not value else ", ".join(str(part) for part in value)
    return str(value)


@dataclass(frozen=True, slots=True)
class Declared:
    """A number of the model as it is declared.

    Attributes
    ----------
    section, path
        The section of a scenario file, and the parameter's path.
    about, unit
        What it is and its unit.
    default, allowed, plausible
        Its default, hard limits and plausible range, in words; empty if there is none.
    grade, source
        Evidence for the default; empty if there is no default that evidence could be for.
    """

    section: str
    path: str
    about: str
    unit: str
    default: str
    allowed: str
    plausible: str
    grade: str
    source: str


SUBMODELS: dict[str, tuple[str, ...]] = {
    "scales": ("weeks", "warm_up_weeks", "events"),
    "initialisation": (
        "load",
        "population",
        "population.groups.NAME.share",
        "population.groups.NAME.needs",
        "population.groups.NAME.access",
        "population.groups.NAME.opening",
    ),
    "effort": (
        "decisions",
        "incentives",
        "agencies.NAME.own_weight",
        "agencies.NAME.joint_weight",
        "agencies.NAME.measurability",
        "agencies.NAME.intrinsic",
        "agencies.NAME.manager_support",
        "agencies.NAME.own_target",
        "agencies.NAME.fixed_effort",
    ),
    "links": (
        "trust",
        "routine",
        "partnership",
        "forms",
        "funding",
        "workforce",
        "pool",
        "consultations",
        "service.full_effort",
        "agencies.NAME.places",
        "agencies.NAME.service_weeks",
        "agencies.NAME.turnover",
        "agencies.NAME.paced_by_staff",
        "agencies.NAME.accommodation_cost",
    ),
    "awareness": ("awareness", "campaigns", "population.contacts", "population.groups.NAME.reach"),
    "presenting": (
        "population.access",
        "population.groups.NAME.right_door",
        "population.groups.NAME.presenting",
        "agencies.NAME.accommodation",
        "agencies.NAME.outreach",
        "service.joint_presenting",
        "service.wait_deterrence",
        "population.eligibility",
    ),
    "service": (
        "service",
        "outcomes",
        "prevention",
        "navigators",
        "agencies.NAME.efficacy",
        "agencies.NAME.holds_place",
        "population.groups.NAME.difficulty",
        "population.groups.NAME.onset",
        "population.groups.NAME.natural_exit",
        "population.groups.NAME.arrivals",
    ),
    "measurement": ("measurement",),
    "redress": ("redress", "accountability"),
    "money": (
        "money",
        "worth_having",
        "agencies.NAME.place_cost",
        "agencies.NAME.outreach_cost",
        "agencies.NAME.failure_share",
        "consultations.NAME.cost",
        "prevention.NAME.cost",
        "navigators.NAME.cost",
        "redress.cost",
    ),
}
"""Parts of the ODD and their parameters; the longest path that fits decides."""

NOT_OF_THE_MODEL = ("observables", "levers", "load.solved")
"""Sections on how a run is observed or steered, and what joinup writes itself."""


def declared() -> Iterator[Declared]:
    """Yield every number that a scenario can set, in the order of the file format."""
    for section, model in _sections(Scenario, ""):
        for name, field in model.model_fields.items():
            path = f"{section}.{name}".removeprefix(".")
            if path.startswith(NOT_OF_THE_MODEL) or not _holds_numbers(field.annotation):
                continue
            facts = facts_of(model, name)
            unit = str(facts["unit"])
            default = "required"
            if not field.is_required():
                default = value_text(default_of(model, name, FIRST))
                default += _in_second_edition(facts, field.default)
            # Without a default, or with a date as default, there is nothing to give evidence for.
            judged = default not in ("required", "none", "empty") and unit != "week"
            yield Declared(
                section=section or "the run",
                path=path,
                about=field.description or NAMED[name],
                unit=unit,
                default=default,
                allowed=_allowed(facts),
                plausible=_plausible(facts),
                grade=str(facts.get("grade", "judgement")) if judged else "",
                source=str(facts.get("source", "")),
            )


def _plausible(facts: dict[str, Any]) -> str:
    """Return the plausible range in words, and that of the second edition if it is another."""
    first, second = (range_in(facts, edition) for edition in (FIRST, SECOND))
    if "low" not in facts:
        return ""
    told = f"{first[0]:g} to {first[1]:g}"
    return told if first == second else f"{told} (second edition: {second[0]:g} to {second[1]:g})"


def _holds_numbers(annotation: Any) -> bool:
    """Return whether a value is a number, or numbers in a list or by name."""
    if annotation in (float, int):
        return True
    return model_in(annotation) is None and any(_holds_numbers(inner) for inner in get_args(annotation))


def submodel_of(path: str) -> str:
    """Return the part of the ODD that a parameter belongs to.

    Examples
    --------
    >>> submodel_of("agencies.NAME.place_cost")
    'money'
    """
    fitting = [
        (len(start), part)
        for part, starts in SUBMODELS.items()
        for start in starts
        if path == start or path.startswith(f"{start}.")
    ]
    return max(fitting)[1]


def used_by(part: str) -> str:
    """Return the table of the parameters in a part of the ODD."""
    rows = [
        (f"`{one.path}`", one.about, one.unit, one.default, one.plausible, one.grade)
        for one in declared()
        if submodel_of(one.path) == part
    ]
    return table(("Parameter", "Meaning", "Unit", "Default", "Plausible", "Grade"), rows)


def evidence() -> str:
    """Return the tables of every parameter with its evidence, one heading per section."""
    text = ""
    every = list(declared())
    for section in dict.fromkeys(one.section for one in every):
        rows = [
            (
                f"`{one.path}`",
                one.about,
                one.unit,
                one.default,
                one.allowed,
                one.plausible,
                one.grade,
                one.source,
            )
            for one in every
            if one.section == section
        ]
        columns = ("Parameter", "Meaning", "Unit", "Default", "Allowed", "Plausible", "Grade", "Source")
        heading = f"`{section}`" if section != "the run" else "The run"
        text += f"### {heading}\n\n{table(columns, rows)}\n"
    return text


def evidence_count() -> str:
    """Return the number of parameters by grade of evidence, and the share that is judgement."""
    every = list(declared())
    found = Counter(one.grade for one in every if one.grade)
    ranged = sum(bool(one.plausible) for one in every)
    prices = sum(isinstance(value, int | float) for form in FORMS.values() for _, value in walk(form))
    judged = found["judgement"]
    rows = [
        (grade, GRADES[grade], str(found[grade]), f"{found[grade] / found.total():.0%}")
        for grade in GRADES
        if found[grade]
    ]
    return (
        f"**{judged} of the {found.total()} defaults ({judged / found.total():.0%}) are judgement.**"
        f" {len(every)} numbers are declared; {len(every) - found.total()} of them have no default to"
        f" give evidence for (the scenario must give the value, or it is a date, or absent by default)."
        f" {ranged} have a plausible range. The {prices} numbers of the shipped forms of joint working are"
        f" additional, and are all judgement.\n\n"
        + table(("Grade", "Evidence for the default", "Parameters", "Share"), rows)
    )
