"""How far a form reaches by trust and agreement, and what coordination costs (steps 1 to 3)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.partnership import Partnership


def weight_of_joint_results(agency: Agency) -> float:
    """Return ``theta = w_joint m / (w_own + w_joint m)``, without what sponsors add; 0 without weights."""
    joint = agency.joint_weight * float(agency.spec["measurability"])
    both = agency.spec["own_weight"] + joint
    return joint / both if both > 0.0 else 0.0


def consensus(partnership: Partnership) -> float:
    """Return goal consensus, ``C = 1 - 2 sd(theta)``."""
    thetas = [weight_of_joint_results(member) for member in partnership.members]
    mean = sum(thetas) / len(thetas)
    return 1.0 - 2.0 * math.sqrt(sum((theta - mean) ** 2 for theta in thetas) / len(thetas))


def common_trust(members: list[Agency]) -> float:
    """Return ``tau_mean`` of the whole partnership."""
    return sum(member.trust_mean for member in members) / len(members)


class Agreement:
    """What is held for the quarter: trust times consensus, and how far members agree.

    ``phi_full = clip(base + trust tau_mean C, 0, 1) agreed``,
    ``agreed = prod_a (1 - veto (1 - tau_a))``

    Parameters
    ----------
    partnership
        Whose it is.
    """

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.trusting, self.agreed = 0.0, 1.0

    def renew(self) -> None:
        """Take trust, consensus and agreement as they are now."""
        veto = self.partnership.form.governance["veto"]
        self.trusting = common_trust(self.partnership.members) * consensus(self.partnership)
        self.agreed = math.prod(1.0 - veto * (1.0 - a.trust_mean) for a in self.partnership.members)

    @property
    def reach(self) -> float:
        """How far the form reaches once it is set up."""
        reach = self.partnership.form.governance["reach"]
        return float(min(1.0, max(0.0, reach["base"] + reach["trust"] * self.trusting)) * self.agreed)


def mistrust(members: list[Agency]) -> float:
    """Return ``(A - 1)(1 - tau_mean)``, which set-up weeks grow with."""
    return (len(members) - 1) * (1.0 - common_trust(members))


def links_of(partnership: Partnership, agency: Agency) -> int:
    """Return the links that a member is charged for: all of the partnership, or its own."""
    members, kind = len(partnership.members), partnership.form.kind
    if partnership.terms["coordination"]["links_charged"] == "all":
        every = {"shared": members * (members - 1) // 2, "lead": members - 1, "single": 0}
        return every.get(kind, members)
    own = {"shared": members - 1, "lead": members - 1 if agency.name == partnership.lead else 1, "single": 0}
    return own.get(kind, 1)


def overhead(partnership: Partnership, agency: Agency) -> float:
    """Return ``k0 + k1 links`` of a member's staff time."""
    said, terms = partnership.terms["coordination"], partnership.form.governance
    base = terms["base"] if said["base"] is None else said["base"]
    per_link = terms["per_link"] if said["per_link"] is None else said["per_link"]
    return float(base + per_link * links_of(partnership, agency))


def seconded(partnership: Partnership) -> float:
    """Return the share of members' staff who are seconded to a unit: a part of its running cost."""
    terms = partnership.form.governance
    return float(terms["running_cost"] * terms["seconded"])
