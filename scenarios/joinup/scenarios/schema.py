"""The JSON Schema of scenario files, for editors that complete and check while you type.

A file that inherits may leave out what its parent gives, so the schema has two forms of every
part: one with everything that must be given, and one for files with ``extends``.
"""

from __future__ import annotations

from typing import Any

from joinup.sim.extensions.registry import registered
from joinup.sim.mechanisms.partnership.forms import MOVED
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CHANGED = "Change"
EXTENDS = {
    "type": "string",
    "minLength": 1,
    "description": "the shipped scenario (its name) or file (its path) that this one changes",
}
TABLE = {"type": "string", "minLength": 1, "description": "a file with a table, beside this one or below it"}
TABLES = (("Observable", "published"), ("Arrivals", "per_week"))
"""Parts and keys in place of whose lists a table may be named."""

Schema = dict[str, Any]


def json_schema() -> Schema:
    """Return the JSON Schema of a scenario file.

    Examples
    --------
    >>> json_schema()["title"]
    'joinup scenario'
    """
    whole = Scenario.model_json_schema(mode="validation")
    parts: Schema = dict(whole.pop("$defs"))
    parts["Scenario"] = whole
    shared: Schema = {}
    if own := registered():
        whole["properties"]["extensions"]["properties"] = {
            name: one.parameters.model_json_schema(mode="validation") for name, one in own.items()
        }
    complete = {name: _shorter(part, shared) for name, part in parts.items()} | shared
    complete["Scenario"]["properties"]["forms"] |= _forms()
    _allow_moved_keys(complete)
    for part, key in TABLES:
        given = complete[part]["properties"]
        given[key] = {"description": given[key].pop("description", ""), "anyOf": [given[key], TABLE]}
    changes = {f"{CHANGED}{name}": _relaxed(part) for name, part in complete.items()}
    for part in (*complete.values(), *changes.values()):
        _allow_other_words(part)
    changes[f"{CHANGED}Scenario"].pop("required")
    changes[f"{CHANGED}Scenario"]["properties"]["extends"] = EXTENDS
    return {
        "$schema": DIALECT,
        "title": "joinup scenario",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{CHANGED}Scenario"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": complete | changes,
    }


def _allow_other_words(part: Schema) -> None:
    """Allow a synonym of a key, but not both words at once."""
    properties = part.get("properties", {})
    for name, given in list(properties.items()):
        word = given.pop("also", None)
        for key in ("holds", "called"):
            given.pop(key, None)
        if isinstance(word, dict):
            given["enum"] = [*given["enum"], *_values(word)]
        elif word is not None:
            properties[word] = {**given, "description": f"another word for '{name}'"}
            one = {"required": [name]}
            other = {"required": [word]}
            if name in part.get("required", ()):
                part["required"].remove(name)
                part["oneOf"] = [one, other]
            else:
                part.setdefault("allOf", []).append({"not": {"allOf": [one, other]}})


def _values(words: Schema) -> list[str | bool]:
    """Return the other words for values; the keys of a schema are texts, and some of the words are none."""
    return [{"true": True, "false": False}.get(word, word) for word in words]


def _allow_moved_keys(parts: Schema) -> None:
    """Allow the flat keys of forms beside the parts that they stand in now."""
    form = parts["Form"]
    for key, path in MOVED.items():
        *above, last = path.split(".")
        section = form
        for name in above:
            section = parts[str(section["properties"][name]["$ref"]).rpartition("/")[2]]
        form["properties"][key] = {**section["properties"][last], "description": f"now '{path}'"}
        if words := form["properties"][key].get("also"):
            form["properties"][key] = {"description": f"now '{path}'", "enum": _values(words)}
    form["required"].remove("governance")
    form["anyOf"] = [{"required": ["governance"]}, {"required": ["reach"]}]


def _forms() -> Schema:
    """Return what ``forms`` may contain: changes to shipped forms, and whole new ones."""
    return {
        "properties": {name: {"$ref": f"#/$defs/{CHANGED}Form"} for name in FORMS},
        "patternProperties": {},
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]*$", "maxLength": 40},
        "additionalProperties": {"$ref": "#/$defs/Form"},
    }


def _shorter(node: Any, shared: Schema) -> Any:
    """Keep the mapping form of numbers once, instead of with each of some 150 numbers."""
    if isinstance(node, list):
        return [_shorter(item, shared) for item in node]
    if not isinstance(node, dict):
        return node
    if node.get("required") == ["value"] and "grade" in node.get("properties", {}):
        kind = str(node["properties"]["value"]["type"])
        name = f"{kind.title()}WithSource"
        shared[name] = node
        return {"$ref": f"#/$defs/{name}"}
    return {key: _shorter(value, shared) for key, value in node.items()}


def _relaxed(node: Any) -> Any:
    """Return a part for files that inherit: only names must be given."""
    if isinstance(node, list):
        return [_relaxed(item) for item in node]
    if not isinstance(node, dict):
        return node
    relaxed: Schema = {}
    for key, value in node.items():
        if key == "$ref":
            part = str(value).rpartition("/")[2].removeprefix(CHANGED)
            relaxed[key] = f"#/$defs/{CHANGED}{part}"
        elif key == "required" and isinstance(value, list):
            relaxed[key] = [name for name in value if name == "name"]
        else:
            relaxed[key] = _relaxed(value)
    return relaxed
