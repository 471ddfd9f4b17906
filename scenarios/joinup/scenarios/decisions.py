"""Decisions of a session as events of its scenario, so that it can be run like any other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from joinup.sim.extensions.registry import carried
from joinup.sim.parameters import Scenario


def with_decisions[Given: Scenario](scenario: Given, log: Iterable[Mapping[str, Any]]) -> Given:
    """Return a scenario with the decisions of a log as events.

    A decision between two weeks applies before the scenario's own events of the second.

    Parameters
    ----------
    scenario
        The scenario as it was opened.
    log
        The decisions: week, who, title, set, turnover_shock, agencies.

    Raises
    ------
    ScenarioError
        If a decision is not allowed.

    Examples
    --------
    >>> import joinup as ju
    >>> decided = {"week": 13, "who": "room", "set": {"partnership.form": "merged"}}
    >>> with_decisions(ju.load("town"), [decided]).events[0].title
    'decided by room'
    """
    tree = json.loads(scenario.model_dump_json())
    taken = {event["name"] for event in tree["events"]}
    names = (name for place in count(1) if (name := f"decided_{place}") not in taken)
    decided = [
        {
            "name": next(names),
            "title": entry.get("title") or f"decided by {entry['who']}",
            "week": entry["week"],
            "set": dict(entry.get("set", {})),
            "turnover_shock": entry.get("turnover_shock", 0.0),
            "agencies": list(entry.get("agencies", ())),
        }
        for entry in log
    ]
    tree["events"] = [*decided, *tree["events"]]
    with carried(scenario.extensions_at_hand):
        changed = type(scenario).parse(tree)
    return changed.with_provenance(scenario.provenance)
