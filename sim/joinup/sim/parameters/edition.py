"""Editions of the model: what a scenario means where it is silent.

Every change of the second edition is a parameter, and one of its values turns the change off. Where a file of
``schema_version: 1`` is silent, it is off, so that the file plays as it always did; where a file of
``schema_version: 2`` is silent, it is what `second_edition` of its declaration says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel

from joinup.sim.declarations import facts_of
from joinup.sim.mechanisms.partnership.forms import Form
from joinup.sim.mechanisms.partnership.presets import SHIPPED
from joinup.sim.parameters.paths import is_mapping, model_in
from joinup.sim.parameters.trees import difference, merged

VERSION = "schema_version"
FIRST, SECOND = 1, 2


def with_defaults(model: type[BaseModel], tree: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a scenario's tree in which everything stands that its edition says otherwise than the first.

    Examples
    --------
    >>> from joinup.sim.parameters import Scenario
    >>> tree = {"schema_version": 2, "agencies": [{"name": "housing"}]}
    >>> with_defaults(Scenario, tree)["agencies"][0]["efficacy"]
    0.7
    """
    if tree.get(VERSION) != SECOND:
        return tree
    said = tree.get("forms", {})
    if isinstance(said, Mapping):
        tree = {**tree, "forms": merged(_dumped(SECOND), said)}
    return _filled(model, tree)


def default_of(model: type[BaseModel], field: str, edition: int) -> Any:
    """Return what a field is where a scenario of an edition is silent."""
    facts = facts_of(model, field)
    if edition == SECOND and "second_edition" in facts:
        return facts["second_edition"]
    return model.model_fields[field].get_default(call_default_factory=True)


def range_in(facts: Mapping[str, Any], edition: int) -> tuple[float | None, float | None]:
    """Return the range that is thought plausible in an edition, from what is declared of a field.

    Examples
    --------
    >>> range_in({"low": 0.001, "high": 0.004, "second_range": [0.0015, 0.007]}, SECOND)
    (0.0015, 0.007)
    """
    if edition == SECOND and "second_range" in facts:
        low, high = facts["second_range"]
        return low, high
    return facts.get("low"), facts.get("high")


def is_off(model: type[BaseModel], field: str, value: Any) -> bool:
    """Return whether a value is that by which a change of the second edition is turned off."""
    facts = facts_of(model, field)
    changed = "second_edition" in facts and not facts.get("revised")
    return changed and value == model.model_fields[field].default


def in_edition(model: type[BaseModel], tree: dict[str, Any], edition: Any) -> dict[str, Any]:
    """Return a complete tree as another edition has it; as it is if it is of that edition, or of none.

    In the second edition, what was turned off is what that edition says where a file is silent. In the first,
    everything that the second has added is turned off. Of a shipped form, what it says otherwise than its
    edition stays; the rest is as the other edition has it.
    """
    if edition not in (FIRST, SECOND) or edition == tree[VERSION]:
        return tree
    turned = _turned(model, tree, edition)
    before, after = _dumped(tree[VERSION]), _dumped(edition)
    for name in after:
        form = merged(after[name], difference(tree["forms"][name], before[name]))
        turned["forms"][name] = _turned(Form, form, FIRST) if edition == FIRST else form
    if edition == SECOND:
        _carry_over(tree, turned)
    return {**turned, VERSION: edition}


def _carry_over(first: Mapping[str, Any], second: dict[str, Any]) -> None:
    """Let each member pay for its own links what the first edition charged for all, the same time in total.

    What a file says of coordination goes on holding for every form. Else it is what each shipped form says,
    and for a form of the file's own what it was. A team of the file's own becomes one as fast as it was set
    up, and so does its gateway come to work.
    """
    said, kept = first["partnership"]["coordination"], second["partnership"]["coordination"]
    members = len(first["partnership"]["members"] or first["agencies"])

    def own(kind: str) -> float:
        links = members / 2 if kind in ("shared", "lead") else members
        return float(min(1.0, said["per_link"] * links))

    for name, form in second["forms"].items():
        rules = form["governance"]
        if name not in SHIPPED[FIRST]:
            if (
                rules["kind"] == "broker"
                and rules["own_weight_per_sponsor"]
                and form["money"]["decides"] == "each"
            ):
                rules["kind"] = "contract"
            if said["base"] is not None:
                rules["base"] = said["base"]
            if said["per_link"] is not None:
                rules["per_link"] = own(rules["kind"])
            if rules["kind"] == "single":
                form["transition"]["identity_weeks"] = rules["set_up_weeks"] // 2
            if form["access"]["kind"] == "single_gateway":
                form["access"]["set_up_weeks"] = rules["set_up_weeks"]
    if kept["per_link"] is not None:
        kept["per_link"] = own(second["forms"][first["partnership"]["form"]]["governance"]["kind"])


def _dumped(edition: int) -> dict[str, Any]:
    return {name: form.model_dump() for name, form in SHIPPED[edition].items()}


def _turned(model: type[BaseModel], tree: Mapping[str, Any], edition: int) -> dict[str, Any]:
    turned = dict(tree)
    for name, field in model.model_fields.items():
        if (part := model_in(field.annotation)) is not None:
            turned[name] = _each(tree[name], field.annotation, partial(_turned, part, edition=edition))
        elif "second_edition" in (facts := facts_of(model, name)):
            if facts.get("revised"):
                silent = tree[name] == default_of(model, name, FIRST if edition == SECOND else SECOND)
            else:
                silent = edition == FIRST or (tree[name] == field.default and _may_turn(model, tree, facts))
            if silent:
                turned[name] = default_of(model, name, edition)
    return turned


def _may_turn(model: type[BaseModel], tree: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Return whether a change may be turned on, for all that a scenario of the first edition has given."""
    other = facts.get("unless_given")
    return other is None or tree[other] == default_of(model, other, FIRST)


def _filled(model: type[BaseModel], tree: Mapping[str, Any]) -> dict[str, Any]:
    filled = dict(tree)
    for name, field in model.model_fields.items():
        facts = facts_of(model, name)
        if name not in tree and "second_edition" in facts:
            filled[name] = facts["second_edition"]
        elif (part := model_in(field.annotation)) is not None:
            if name in tree:
                filled[name] = _each(tree[name], field.annotation, partial(_filled, part))
            elif isinstance(field.default, part) and (inner := _filled(part, {})):
                filled[name] = inner
    return filled


def _each(given: Any, annotation: Any, change: Callable[[Mapping[str, Any]], dict[str, Any]]) -> Any:
    """Change a section, or each of a list or mapping of sections; leave for the checks what is none."""
    if isinstance(given, list | tuple):
        return [change(one) if isinstance(one, Mapping) else one for one in given]
    if not isinstance(given, Mapping):
        return given
    if is_mapping(annotation):
        return {key: change(one) if isinstance(one, Mapping) else one for key, one in given.items()}
    return change(given)
