"""Where people come in: own doors, doors in one place, or one gateway (steps 3, 4 and 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.chance import by_difficulty

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client
    from tests.oracle.partnership import Partnership


def ripe(partnership: Partnership) -> float:
    """Return ``r = min(1, age / set-up weeks)`` of a gateway or a shared place; 1 if it needs none.

    It is set up anew when the partnership starts, when the form changes, or when an event brings it.
    """
    weeks, age = partnership.form.access["set_up_weeks"], partnership.age
    if partnership.access_since is not None:
        age = min(age, partnership.model.week - partnership.access_since)
    return min(1.0, age / weeks) if weeks else 1.0


def comes_in_by(client: Client, kind: str) -> bool:
    """Return whether a kind of access is there for a client."""
    partnership = client.locality.partnership
    return partnership.in_force and partnership.form.access["kind"] == kind and client.in_joint_working


def right_door(client: Client) -> float:
    """Return the chance of a right door, ``rd_g + (acc - rd_g)+ r`` at a gateway."""
    alone = by_difficulty(client.group["right_door"], client.group["difficulty"], (0.8, 0.7, 0.6))
    if not comes_in_by(client, "single_gateway"):
        return alone
    partnership = client.locality.partnership
    return float(alone + max(0.0, partnership.form.access["accuracy"] - alone) * ripe(partnership))


def welcome(client: Client, agency: Agency) -> float:
    """Return what a gateway adds to the odds of presenting: ``chi Jmean_a r``."""
    if not comes_in_by(client, "single_gateway"):
        return 0.0
    partnership = client.locality.partnership
    return float(client.service["joint_presenting"] * partnership.joint_mean(agency) * ripe(partnership))


def share_a_place(client: Client, one: Agency, other: Agency) -> bool:
    """Return whether two agencies are members with doors in one place, for a client who is covered."""
    return comes_in_by(client, "co_located") and one.member and other.member and one is not other


def joint_in_hand_off(client: Client, origin: Agency, target: Agency) -> float:
    """Return J of a hand-off: in a shared place at least ``j_c r``."""
    partnership = client.locality.partnership
    joint = partnership.joint(origin, target) if client.in_joint_working else 0.0
    if share_a_place(client, origin, target):
        joint = max(joint, partnership.form.access["joint"] * ripe(partnership))
    return joint


def warmth(client: Client, door: Agency, target: Agency) -> float:
    """Return the least chance, ``warm r``, that a wrong door in a shared place passes a client on."""
    if not share_a_place(client, door, target):
        return 0.0
    partnership = client.locality.partnership
    return float(partnership.form.access["warm"] * ripe(partnership))


def staff_share(partnership: Partnership) -> float:
    """Return the share of each member's staff time at a gateway or shared place, ``k_d r``."""
    if partnership.form.access["kind"] == "own_doors":
        return 0.0
    return float(partnership.form.access["staff_share"] * ripe(partnership))
