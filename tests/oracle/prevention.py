"""What keeps needs from arising (steps 3 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.locality import Locality

YEAR = 52


def age(item: dict[str, Any], locality: Locality) -> int | None:
    """Return for how many weeks it has run in a locality; None if it does not."""
    week, starts = locality.model.week, locality.after_wave(item["starts"])
    here = locality.place["in_programme"] or not item["programme"]
    runs = here and starts <= week and (item["ends"] is None or week < item["ends"])
    return week - starts if runs else None


def prevented(item: dict[str, Any], locality: Locality) -> float:
    """Return the share of onsets prevented: ``cut min(1, age / ramp) ((1 - p) + p Jbar)``."""
    weeks = age(item, locality)
    if weeks is None:
        return 0.0
    ripe = min(1.0, weeks / item["ramp"]) if item["ramp"] > 0.0 else 1.0
    p, members = item["joint_part"], locality.partnership.members
    joint = sum(locality.partnership.joint_mean(a) for a in members) / len(members) if members else 0.0
    return float(item["cut"] * ripe * ((1.0 - p) + p * joint))


def cost_of(item: dict[str, Any], locality: Locality) -> float:
    """Return the week's cost in a locality: so much a year for each person of its groups."""
    if age(item, locality) is None:
        return 0.0
    people = sum(not item["groups"] or client.group["name"] in item["groups"] for client in locality.clients)
    return float(people * item["cost"] / YEAR)
