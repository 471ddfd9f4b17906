"""Instruments on standby: in every session's scenario, without effect until somebody starts them.

The lists of a scenario's incentives, campaigns and consultations cannot change in mid-run. So a
session opens a scenario with one of each added that never starts by itself; a room that decides on
one moves its start to the coming week.
"""

from __future__ import annotations

import json
from typing import Any

from joinup.sim.extensions.registry import carried
from joinup.sim.parameters import Scenario

JOINT_TARGET, REWARD, GRANT, CAMPAIGN = "room_joint_target", "room_reward", "room_grant", "room_campaign"
CONSULTATION = "room_consultation"

CAMPAIGN_SPEND = 20.0
"""Default spending, GBP a week per 1,000 of its audience."""


def with_instruments(scenario: Scenario) -> Scenario:
    """Return the scenario with standby instruments; existing ones are kept."""
    never = {"starts": scenario.weeks, "ends": None}
    tree: dict[str, Any] = json.loads(scenario.model_dump_json())
    incentives = (
        {"name": JOINT_TARGET, "title": "Joint target of the room", "kind": "joint_target", "weight": 1.5},
        {"name": REWARD, "title": "Reward of the room", "kind": "reward", "of_full_cost": 1.0},
        {"name": GRANT, "title": "Grant of the room", "kind": "subsidy", "of_full_cost": 0.6},
    )
    _add(tree, "incentives", *({**incentive, **never} for incentive in incentives))
    campaign = {"name": CAMPAIGN, "title": "Campaign of the room", "spend": CAMPAIGN_SPEND}
    _add(tree, "campaigns", {**campaign, **never})
    _add(
        tree,
        "consultations",
        *(
            {
                "name": consultation(group.name),
                "title": f"Asking {group.title or group.name}, by the room",
                "groups": [group.name],
                "starts": scenario.weeks,
                "cost": 300.0,
            }
            for group in scenario.population.groups
        ),
    )
    with carried(scenario.extensions_at_hand):
        changed = type(scenario).parse(tree)
    return changed.with_provenance(scenario.provenance)


def consultation(group: str) -> str:
    """Return the name of the standby consultation of a group."""
    return f"{CONSULTATION}_{group}"[:40]


def _add(tree: dict[str, Any], part: str, *items: dict[str, Any]) -> None:
    there = {item["name"] for item in tree[part]}
    tree[part] = [*tree[part], *(item for item in items if item["name"] not in there)]
