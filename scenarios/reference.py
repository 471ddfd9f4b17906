"""The generated parts of the documentation, so that pages never disagree with the code.

``python -m scenarios.reference`` rewrites what stands between ``<!-- generated: NAME -->`` and
``<!-- end of NAME -->`` in the pages under ``docs/``; with ``--check`` it only says which pages are
stale, and ends with exit code 1 if any is.
"""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scenarios.words import GRADES, plain_name
from sim.draws import PURPOSES
from sim.parameters import Scenario
from sim.parameters.fields import facts_of
from sim.parameters.partnership import FORMS, Form
from sim.parameters.paths import model_in
from sim.parameters.scenario import FIXED_LEAVES, FIXED_PATHS, NAMED_PARTS, WHOLE_PARTS
from sim.scorecard import MEASURES

DOCS = Path(__file__).parent.parent / "docs"
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end of \2 -->)", re.DOTALL)
NAMED = {
    "name": "its name in paths and tables: lower-case letters, digits and `_`",
    "title": "what people call it",
    "description": "what it is about, in a few sentences",
    "schema_version": "version of the file format",
    "family": "family of the National Audit Office's report that it belongs to",
    "graph": "who is linked to whom",
    "one_manager": "one manager decides for all members (counts for pooled costs)",
    "one_door": "clients come to one door and always start at an agency for their next need",
    "kind": "which kind",
    "rule": "how effort is chosen",
    "measure": "what is counted",
    "date": "day it refers to",
    "source": "where it was published",
    "grade": "evidence grade",
    "used_for": "whether it was fitted to, is only shown, or is kept apart for a test",
    "unit": "unit of the series",
    "path": "path of the parameter",
    "low": "lowest value offered",
    "high": "highest value offered",
    "options": "values offered, if they are names",
}
"""Meanings of fields that are clear to a reader of the code and declare none."""

DRAWS: dict[str, tuple[str, str]] = {
    "AWARE": ("client, week", "becoming aware or forgetting"),
    "MOVE": ("client, week", "onset, relapse, presenting, completion, exit, abandonment or return"),
    "NEED": ("client, week, need", "which needs an episode has"),
    "RIGHT_DOOR": ("client, week", "whether a seeker goes to an agency for its next need"),
    "DOOR": ("client, week, agency", "which door; also which list a given arrival joins"),
    "NEXT_AGENCY": ("client, week, agency", "which agency a client is handed on to"),
    "HAND_OFF": ("client, week", "whether the hand-off succeeds"),
    "RECURRENCE": ("client, week, need", "whether a need that was met returns"),
    "ONLY_NEED": ("client, week, need", "which need, if `NEED` gave none"),
    "NEED_ENDS": ("client, week", "whether the need of one who gives up ends"),
    "COMPLAINT": ("client, week", "whether a dissatisfied client complains"),
    "OWNER": ("client, week", "whether the complaint finds an owner"),
    "UPHELD": ("client, week", "whether it is upheld"),
    "REDRESS_AGENCY": ("client, week, agency", "at which agency redress is owed"),
    "OUTREACH": ("client, week", "whom outreach finds (the smallest draws)"),
    "GROUP": ("client, group", "a client's group"),
    "ACCESS": ("client, access dimension", "a client's access needs"),
    "ELIGIBLE": ("client", "whether a client is eligible"),
    "EFFORT": ("agency, week, effort level", "the effort chosen"),
    "EXPLORE": ("agency, week", "whether an agency under `aspiration` searches"),
    "INTRINSIC": ("agency", "own motivation (normal)"),
    "FREE_RIDER": ("agency", "whether a member is there only for the money"),
    "DECLINE": ("agency", "whether an agency declines to join"),
    "REPORT_NOISE": ("agency, week", "error of a report (normal)"),
    "ARRIVALS": ("locality, week, group", "number of given arrivals"),
    "VARIATION": ("locality", "how slots and onset vary (normal)"),
    "CONTACT": ("client, number of the link", "links of an explicit contact network"),
    "AWARE_AT_START": ("client", "awareness when the run opens"),
    "TRACED": ("client", "whose story is written down (the smallest draws)"),
    "OPENING_AGENCY": ("client, week, agency", "with which agency a client opens the run"),
}
"""What each draw depends on, besides the seed, and what it decides."""


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [columns, ["---"] * len(columns), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def draws() -> str:
    """Return the table of draw purposes (ODD 5)."""
    rows = [(str(number), name, *DRAWS[name]) for name, number in PURPOSES.items()]
    return _table(("Number", "Purpose", "One per", "Decides"), rows)


def measures() -> str:
    """Return the table of the scorecard's measures."""
    rows = [
        (m.risk, f"`{m.name}`", m.title, m.definition, m.unit, m.better or "it depends", m.good, m.bad)
        for m in MEASURES
    ]
    columns = ("Risk", "Measure", "What it is", "Formula", "Unit", "Better", "Good", "Bad")
    return _table(columns, rows)


def forms() -> str:
    """Return the table of shipped forms, one column a form."""
    rows = [
        (f"`{field}`", *(_value(getattr(form, field)) for form in FORMS.values()))
        for field in Form.model_fields
    ]
    return _table(("", *(f"`{name}`" for name in FORMS)), rows)


def grades() -> str:
    """Return the table of evidence grades."""
    return _table(("Grade", "Means"), [(f"`{grade}`", meaning) for grade, meaning in GRADES.items()])


def fixed() -> str:
    """Return the list of what cannot change while a run is under way."""

    def listed(paths: Iterable[str]) -> str:
        return ", ".join(f"`{path}`" for path in paths)

    return (
        f"- {listed(FIXED_PATHS)}, with what is below them;\n"
        f"- these as a whole (single numbers in them can change): {listed(WHOLE_PARTS)}; and any one"
        f" entry of {listed(NAMED_PARTS)} as a whole;\n"
        f"- in an entry of these or of `population.groups`: {listed(FIXED_LEAVES)}.\n"
    )


def parameters() -> str:
    """Return a table of parameters for every section of a scenario file."""
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
            columns = ("Key", "Meaning", "Unit or type", "Default", "Allowed", "Plausible", "Evidence")
            text += _table(columns, rows) + "\n"
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
    if options:
        meaning += ": " + ", ".join(f"`{option}`" for option in options)
    default = "required"
    if not field.is_required():
        default = _value(field.get_default(call_default_factory=True))
    plausible = f"{facts['low']:g} to {facts['high']:g}" if "low" in facts else ""
    evidence = str(facts.get("grade", "")) + (f": {facts['source']}" if "source" in facts else "")
    if default in ("required", "none") or facts.get("unit") == "week":
        # There is no default, or no number, for which there could be evidence.
        evidence = evidence.removeprefix("judgement").removeprefix(": ")
    kind = str(facts["unit"]) if facts else _kind(field.annotation)
    return (f"`{name}`", meaning, kind, default, _allowed(facts), plausible, evidence)


def _allowed(facts: dict[str, Any]) -> str:
    low, high = facts.get("minimum"), facts.get("maximum")
    if "exclusiveMinimum" in facts:
        limit = f"above {facts['exclusiveMinimum']:g}"
        return limit if high is None else f"{limit}, at most {high:,.12g}"
    if low is not None and high is not None:
        return f"{low:g} to {high:,.12g}"
    return f"{low:g} or more" if low is not None else ""


def _kind(annotation: Any) -> str:
    """Say in words what a value that is not a declared number looks like."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return " or ".join(_kind(part) for part in inner if part is not type(None))
    if origin is tuple:
        return "list of names" if inner[0] is str else f"list of {_kind(inner[0])}s"
    if origin is dict:
        return "any value by path" if inner[1] is Any else f"{_kind(inner[1])} by name"
    if origin is Literal:
        return "choice"
    if origin is not None:  # Annotated
        return _kind(inner[0])
    words = {bool: "true or false", str: "text", float: "number", int: "whole number"}
    return words.get(annotation, plain_name(getattr(annotation, "__name__", "")))


def _value(value: Any) -> str:
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


GENERATED: dict[str, Callable[[], str]] = {
    "draws": draws,
    "fixed": fixed,
    "forms": forms,
    "grades": grades,
    "measures": measures,
    "parameters": parameters,
}
"""The generated blocks by name."""


def renewed(page: str) -> str:
    """Return the text of a page with its generated blocks as they should be.

    Examples
    --------
    >>> renewed("No blocks.")
    'No blocks.'
    """
    return BLOCK.sub(lambda found: f"{found[1]}\n{GENERATED[found[2]]()}\n{found[3]}", page)


def stale_pages() -> list[Path]:
    """Return the pages whose generated blocks are out of date."""
    pages = sorted(DOCS.rglob("*.md"))
    return [page for page in pages if renewed(page.read_text(encoding="utf-8")) != page.read_text("utf-8")]


def main(arguments: Sequence[str]) -> int:
    """Rewrite stale pages, or only name them; return the exit code."""
    stale = stale_pages()
    checking = "--check" in arguments
    for page in stale:
        if not checking:
            page.write_text(renewed(page.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"{page.relative_to(DOCS.parent)}: {'out of date' if checking else 'rewritten'}")
    return 1 if stale and checking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
