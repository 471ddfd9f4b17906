"""What a scenario is laid beside: the names, and the scenario without joint working or programme (ODD 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, get_args

from joinup.sim.parameters.paths import split
from joinup.sim.parameters.trees import Tree

Counterfactual = Literal["none", "no_programme"]
"""Baselines that follow from the scenario alone."""

SAME_MONEY = "none_same_money"
"""Without joint working, and with as much money in places, which is known when the scenario has been run."""

Baseline = Literal["none", "no_programme", "none_same_money"]
BASELINES: tuple[str, ...] = get_args(Baseline)

JOINT = ("partnership", "incentives", "forms")
"""Sections about joint working: what an event says of them has no effect without it."""

PROGRAMME = ("campaigns", "consultations", "prevention")
"""Lists of which each part says whether it is part of the programme."""


def without_joint_working(tree: Tree, weeks_to_set_up: int) -> Tree:
    """Return a complete tree without its form of joint working, and so without what rests on it.

    The same places are there at the same time: where recruiting waits for set-up, it waits as long without.

    Examples
    --------
    >>> import joinup as ju
    >>> without_joint_working(ju.load("town").model_dump(), 13)["partnership"]["form"]
    'none'
    """
    waits = {"recruits_after": weeks_to_set_up}
    return {
        **tree,
        "funding": [one | waits if one["recruits_after"] is None else one for one in tree["funding"]],
        # Levers may point at what the baseline does not have.
        "levers": [],
        "partnership": tree["partnership"] | {"form": "none"},
        "events": _events(tree, lambda path: split(path)[0] not in JOINT),
    }


def without_programme(tree: Tree) -> Tree:
    """Return a complete tree without funding, and without all else that is marked as part of the programme.

    A window stays and never opens: observables may name it, and a need may have nobody else to serve it.
    """
    never = {"starts": tree["weeks"], "ends": None}
    kept = {part: [one for one in tree[part] if not one["programme"]] for part in (*PROGRAMME, "events")}
    left = {(part, one["name"]) for part in PROGRAMME for one in kept[part]}

    def still_there(path: str) -> bool:
        parts = split(path)
        return parts[0] not in ("funding", *PROGRAMME) or parts[:2] in left

    rest = {**tree, "funding": [one | never for one in tree["funding"]], **kept}
    return {**rest, "events": _events(rest, still_there)}


def _events(tree: Tree, keeps: Callable[[str], bool]) -> list[Tree]:
    """Return the events with those of their changes that are kept, if anything is left of them."""
    events = [
        event | {"set": {path: value for path, value in event["set"].items() if keeps(path)}}
        for event in tree["events"]
    ]
    return [event for event in events if event["set"] or event["turnover_shock"]]
