"""What is known about a number of a scenario: value, unit, range, source, grade.

The scenario file speaks first, then the declaration of the parameter. Descriptions, sliders and
sweeps all ask here, so that they never disagree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from joinup.sim.declarations import facts_of
from joinup.sim.errors import ScenarioError
from joinup.sim.mechanisms.partnership.presets import SHIPPED, price_of
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import FIRST, default_of, is_off, range_in
from joinup.sim.parameters.paths import Declared, declared_at, find, split, walk
from joinup.sim.parameters.scenario import primary_path
from joinup.sim.text.words import listing, number, plain_name

if TYPE_CHECKING:
    import pandas as pd

NOT_EVIDENCE = ("schema_version", "events", "observables", "levers", "forms")
REMARK = re.compile(r"( \(|, by channel).*$")
SYMBOL = re.compile(r"^\w+: ")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about one parameter.

    Attributes
    ----------
    path
        How scenarios, ``--set`` and sweeps call it.
    title
        How people call it.
    value, unit
        Its value now and the unit of that.
    low, high
        The range in which it is thought to lie or may be moved, if anything is known.
    options
        The values it may take, if they are names.
    source, grade, note
        Evidence for the value, and what the scenario adds.
    given
        Whether the scenario says so, rather than joinup's default.
    """

    path: str
    title: str
    value: Any
    unit: str
    low: float | None
    high: float | None
    options: tuple[str, ...]
    source: str | None
    grade: str
    given: bool
    note: str | None = None


def known(scenario: Scenario, path: str) -> Known:
    """Return what is known about the parameter at a path.

    That may be one of an extension which is not in force yet.

    Raises
    ------
    ScenarioError
        If there is nothing at the path.
    """
    path = primary_path(path)
    scenario = scenario.reaching([path])
    value = find(scenario, path)
    declared = declared_at(Scenario, scenario, path)
    facts = facts_of(declared.model, declared.field) if declared is not None else {}
    facts = facts | _range_of_price(scenario, path)
    given = path in scenario.provenance or value != _default(scenario, declared, path)
    said = scenario.provenance.get(path)
    grade = said.grade if said else "judgement" if given else facts.get("grade", "judgement")
    low, high = range_in(facts, scenario.schema_version)
    return Known(
        path=path,
        title=title_of(scenario, path),
        value=value,
        unit=(said.unit if said else None) or str(facts.get("unit", "")),
        low=said.low if said and said.low is not None else low,
        high=said.high if said and said.high is not None else high,
        options=_options(scenario, path, declared),
        source=said.source if said else None if given else facts.get("source"),
        grade=grade,
        given=given,
        note=said.note if said else None,
    )


def levers(scenario: Scenario) -> list[Known]:
    """Return the scenario's levers; their own title and range go before what else is known."""
    found = []
    for lever in scenario.levers:
        facts = known(scenario, lever.path)
        found.append(
            replace(
                facts,
                title=lever.title or facts.title,
                low=facts.low if lever.low is None else lever.low,
                high=facts.high if lever.high is None else lever.high,
                options=lever.options or facts.options,
            )
        )
    return found


def numbers(scenario: Scenario) -> Iterator[Known]:
    """Yield every number that the evidence is about: not the calendar, series or shipped forms."""
    for path, value in walk(scenario):
        if _is_number(value) and not _is_no_evidence(scenario, path) and not _is_off(scenario, path, value):
            yield known(scenario, path)
    for name, form in scenario.forms.items():
        if form != SHIPPED[scenario.schema_version].get(name):
            for path, value in walk(form, f"forms.{name}."):
                if _is_number(value) and not _is_off(scenario, path, value):
                    yield known(scenario, path)


def _is_no_evidence(scenario: Scenario, path: str) -> bool:
    section = split(path)[0]
    if section == "load":
        # What was solved follows from what is asked for, if anything is.
        return scenario.load.occupancy is None or path.startswith("load.solved.")
    return section in NOT_EVIDENCE


def range_of(facts: Known) -> str:
    """Say between what a value may be, in words."""
    if facts.options:
        return listing((plain_name(option) for option in facts.options), "or")
    if facts.low is None and facts.high is None:
        return "not stated"
    if facts.low is None or facts.high is None:
        return f"up to {number(facts.high)}" if facts.low is None else f"from {number(facts.low)}"
    return f"{number(facts.low)} to {number(facts.high)}"


def table_of(every: Iterable[Known], columns: Sequence[str]) -> pd.DataFrame:
    """Return what is known as a table, one parameter a row; `what` is the title."""
    import pandas as pd

    fields = {"title" if column == "what" else column: column for column in columns}
    rows = [[getattr(one, field) for field in fields] for one in every]
    return pd.DataFrame(rows, columns=list(columns))


def title_of(scenario: Scenario, path: str) -> str:
    """Return a name for people: the titles of the things on the way, then what it is."""
    node: Any = scenario
    names: list[str] = []
    for part in split(path):
        inner = find(node, str(part)) if isinstance(node, BaseModel) else _step(node, str(part))
        if isinstance(node, tuple | list):
            names.append(getattr(inner, "title", "") or plain_name(str(part)))
        elif isinstance(node, Mapping):
            names.append(plain_name(str(part)))
        node = inner
    declared = declared_at(Scenario, scenario, path)
    if declared is not None:
        field = declared.model.model_fields[declared.field]
        about = facts_of(declared.model, declared.field).get("called", field.description)
        names.append(SYMBOL.sub("", about) if about else plain_name(declared.field))
    return ": ".join(names) or plain_name(path)


def short_title(scenario: Scenario, path: str) -> str:
    """Return the title of a parameter or its lever without remarks; the path in words if there is neither.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> short_title(load("town"), "trust.start"), short_title(load("town"), "baseline")
    ('trust at the start', 'baseline')
    """
    titles = {lever.path: lever.title for lever in scenario.levers if lever.title}
    try:
        return titles.get(path) or REMARK.sub("", known(scenario, path).title)
    except ScenarioError:
        return plain_name(path)


def _options(scenario: Scenario, path: str, declared: Declared | None) -> tuple[str, ...]:
    if path == "partnership.form":
        return tuple(scenario.forms)
    if declared is None or declared.entry:
        return ()
    kind = declared.model.model_fields[declared.field].annotation
    if kind is bool:
        return ("yes", "no")
    return tuple(str(option) for option in get_args(kind)) if get_origin(kind) is Literal else ()


def _range_of_price(scenario: Scenario, path: str) -> dict[str, Any]:
    """Return the range of a number of a shipped form, if it has one of its own."""
    parts = [str(part) for part in split(path)]
    if parts[0] != "forms" or scenario.schema_version == FIRST:
        return {}
    price = price_of(parts[1], ".".join(parts[2:]))
    return {} if price is None else dict(zip(("low", "high"), price.range, strict=True))


def _step(node: Any, part: str) -> Any:
    if isinstance(node, Mapping):
        return node.get(part)
    for place, item in enumerate(node if isinstance(node, tuple | list) else ()):
        if part == str(getattr(item, "name", place)):
            return item
    return None


def _default(scenario: Scenario, declared: Declared | None, path: str) -> Any:
    parts = split(path)
    shipped = SHIPPED[scenario.schema_version]
    if parts[0] == "forms" and parts[1] in shipped and len(parts) > 2:
        return find(shipped[str(parts[1])], ".".join(str(part) for part in parts[2:]))
    if declared is None or declared.entry:
        return None
    return default_of(declared.model, declared.field, scenario.schema_version)


def _is_off(scenario: Scenario, path: str, value: Any) -> bool:
    """Return whether a parameter turns off a change that the scenario's edition does not have."""
    if scenario.schema_version != FIRST or path in scenario.provenance:
        return False
    declared = declared_at(Scenario, scenario, path)
    return declared is not None and not declared.entry and is_off(declared.model, declared.field, value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
