"""A scenario without problems, and the problems that changes of it make."""

from __future__ import annotations

import copy
from typing import Any

from joinup.sim.errors import Path, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import PLAIN

WHOLE: dict[str, Any] = {
    **PLAIN,
    "money": {"outside_failure_shares": {"insurers": 0.0}},
    "incentives": [{"name": "grant", "kind": "subsidy", "gbp": 5.0}],
    "funding": [{"name": "extra", "places": {"housing": 2}}],
    "campaigns": [{"name": "posters", "spend": 5.0}],
    "consultations": [{"name": "asked", "groups": ["most"]}],
    "navigators": [{"name": "guide", "groups": ["most"], "caseload": 4}],
    "prevention": [{"name": "visits", "groups": ["most"], "cost": 10}],
    "events": [{"name": "leavers", "week": 5, "turnover_shock": 0.1}],
    "observables": [{"name": "seen", "measure": "spend"}, {"name": "there", "measure": "waiting"}],
}
"""A sound scenario with one of everything."""


def problems(*changes: tuple[Path, Any]) -> list[Problem]:
    """Return what is wrong with the sound scenario with other values at some places."""
    tree = copy.deepcopy(WHOLE)
    for path, value in changes:
        node: Any = tree
        for part in path[:-1]:
            node = node.setdefault(part, {}) if isinstance(node, dict) else node[part]
        last: Any = path[-1]
        if isinstance(node, list) and last == len(node):
            node.append(value)
        else:
            node[last] = value
    try:
        Scenario.parse(tree)
    except ScenarioError as error:
        return list(error.problems)
    return []
