"""Turn the schema library's errors into problems that a policy analyst can act on."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import Any, cast, get_origin

from pydantic import BaseModel, ValidationError

from joinup.sim.declarations import other_words
from joinup.sim.errors import Path, Problem, nearest
from joinup.sim.parameters.paths import is_mapping, model_in

SENTENCES = {
    "float_type": "expected a number, not {got}",
    "float_parsing": "expected a number, not {got}",
    "int_type": "expected a whole number, not {got}",
    "int_parsing": "expected a whole number, not {got}",
    "int_from_float": "expected a whole number, not {got}",
    "int_parsing_size": "{got} is out of range",
    "bool_type": "expected true or false, not {got}",
    "bool_parsing": "expected true or false, not {got}",
    "string_type": "expected text, not {got}",
    "tuple_type": "expected a list, not {got}",
    "dict_type": "expected 'key: value' entries, not {got}",
    "model_type": "expected 'key: value' entries, not {got}",
    "model_attributes_type": "expected 'key: value' entries, not {got}",
    "finite_number": "{got} is not a finite number",
    "greater_than": "{got} is too small; it must be more than {gt}",
    "greater_than_equal": "{got} is too small; it must be {ge} or more",
    "less_than": "{got} is too large; it must be less than {lt}",
    "less_than_equal": "{got} is too large; it must be {le} or less",
    "too_short": "there are {actual_length} entries; give at least {min_length}",
    "too_long": "there are {actual_length} entries; give at most {max_length}",
    "date_type": "expected a date such as 1999-04-01, not {got}",
    "date_parsing": "expected a date such as 1999-04-01, not {got}",
    "date_from_datetime_parsing": "expected a date such as 1999-04-01, not {got}",
    "date_from_datetime_inexact": "expected a date such as 1999-04-01, not {got}",
    "date_from_datetime": "expected a date such as 1999-04-01, not {got}",
    "string_unicode": "{got} has half a character, which no text can have",
    "string_pattern_mismatch": "{got} is not a name: use lower-case letters, digits and '_'",
    "string_too_long": "{got} is longer than {max_length} characters",
}
NUMERIC = re.compile(r"[-+]?[0-9.]+(e[-+]?[0-9]+)?", re.IGNORECASE)
LONGEST_SHOWN = 60


def explain(error: ValidationError, model: type[BaseModel]) -> list[Problem]:
    """Return one problem for each error of the schema library."""
    problems: dict[Path, Problem] = {}
    shallow: set[Path] = set()
    for found in error.errors():
        path = _path_in_file(model, tuple(found["loc"]))
        problem = _problem(path, found, model)
        if path not in problems:
            problems[path] = problem
        elif problem.allowed and not problems[path].allowed:
            problems[path] = replace(problems[path], allowed=("a number", *problem.allowed))
        if found["type"].endswith("_type") or found["type"] == "too_short":
            shallow.add(path)
    # Of a value that may be a number or a list, only the branch that was meant is explained; and
    # a list is not too short because its entries are wrong.
    above = {path[:length] for path in problems for length in range(len(path))}
    return [problem for path, problem in problems.items() if path not in above & shallow]


def _problem(path: Path, found: Any, model: type[BaseModel]) -> Problem:
    kind, given, facts = found["type"], found.get("input"), found.get("ctx", {})
    if kind == "extra_forbidden":
        section = _section_at(model, path[:-1])
        words, allowed = other_words(section), tuple(section.model_fields)
        near = nearest(path[-1], (*allowed, *words))
        near = words.get(near, near) if near is not None else None
        return Problem(path, f"unknown key '{path[-1]}'", allowed, near, on_key=True)
    if kind == "literal_error":
        allowed = tuple(part.strip("' ") for part in facts["expected"].replace(" or ", ", ").split(", "))
        return Problem(path, f"{_show(given)} is not allowed", allowed, nearest(given, allowed))
    if kind == "missing":
        return Problem(path[:-1], f"'{path[-1]}' is missing")
    sentence = SENTENCES.get(kind)
    if sentence is None:
        return Problem(path, found["msg"])
    if isinstance(given, str) and NUMERIC.fullmatch(given) and "number" in sentence:
        sentence += "; remove the quotes"
    limits = {key: f"{value:g}" if isinstance(value, float) else value for key, value in facts.items()}
    return Problem(path, sentence.format(got=_show(given), **limits))


def _show(value: Any) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "an empty value"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = repr(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 4]} ...{text[-1]}"


def _path_in_file(model: type[BaseModel], loc: Path) -> Path:
    """Drop what the schema library adds to a path: union branches and ``[key]`` marks."""
    path: list[str | int] = []
    here: type[BaseModel] | None = model
    free = branched = False
    for part in loc:
        if isinstance(part, int):
            path.append(part)
        elif part == "[key]":
            continue
        elif branched:
            branched, free = False, str(part).startswith("dict[")
        elif free:
            path.append(part)
            free = False
        elif here is not None and part in here.model_fields:
            annotation = here.model_fields[part].annotation
            path.append(part)
            free, here = is_mapping(annotation), model_in(annotation)
            branched = free and get_origin(annotation) is not dict
        elif here is not None:
            path.append(part)
    return tuple(path)


def _section_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """Return the section at a path in the file, where a key was not known."""
    here = model
    free = False
    for part in path:
        if isinstance(part, int) or free:
            free = False
            continue
        annotation = here.model_fields[part].annotation
        free, here = is_mapping(annotation), cast(type[BaseModel], model_in(annotation))
    return here
