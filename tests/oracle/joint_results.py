"""What joint effort makes between agencies: links, joint intensity, and the results that credit is for."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.partnership import Partnership


def effective(effort: float, routine: float) -> float:
    """Return ``E = 1 - (1 - x)(1 - R)``."""
    return 1.0 - (1.0 - effort) * (1.0 - routine)


def between(partnership: Partnership, one: float, other: float) -> float:
    """Return what two effective efforts make between them: ``sqrt(E_a E_b)`` or ``min(E_a, E_b)``."""
    if partnership.model.tree["decisions"]["joint_link"] == "min":
        return min(one, other)
    return math.sqrt(one * other)


def carried(partnership: Partnership, a: Agency, b: Agency) -> float:
    """Return ``rho_hop^(dist - 1)``: what is left of joint intensity at the distance of two members."""
    decay = partnership.model.tree["routine"]["distance_decay"]
    return float(decay ** (partnership.distance(a, b) - 1))


def results(agency: Agency, x: float, beliefs: str) -> float:
    """Return what an agency expects of all together at its effort x: ``V``, by what is credited.

    ``effort``: ``V = (1 - g)(x + sum_b xhat_b) + g sum_b E sqrt(x xhat_b)``

    ``reach``: ``V = sum_a Y_a``, ``Y_a = 1/(A - 1) sum_b phi_full rho_hop^(dist - 1) link(E_a, E_b)``,
    E of partners from what is believed of them and their routine, with every pair in every form.

    Credited with its own result alone, it looks at x or ``Y_a``.
    """
    decisions, partnership = agency.decisions, agency.locality.partnership
    partners = [member for member in partnership.members if member is not agency]
    believed = {partner: agency.believed(partner, beliefs) for partner in partners}
    own = partnership.form.governance["credit"] == "own"
    if decisions["joint_result"] == "effort":
        if own:
            return x
        g = decisions["complementarity"]
        alone = x + sum(mean for mean, _ in believed.values())
        return float((1.0 - g) * alone + g * math.sqrt(x) * sum(root for _, root in believed.values()))
    efforts = {agency: x} | {partner: mean for partner, (mean, _) in believed.items()}
    e = {member: effective(effort, member.routine) for member, effort in efforts.items()}
    credited = [agency] if own else partnership.members
    return sum(share_of(partnership, member, e) for member in credited)


def share_of(partnership: Partnership, agency: Agency, e: dict[Agency, float]) -> float:
    """Return ``Y_a``: the mean of an agency's links to the other members once set-up is over."""
    links = [
        partnership.full_reach
        * carried(partnership, agency, other)
        * between(partnership, e[agency], e[other])
        for other in partnership.members
        if other is not agency
    ]
    return sum(links) / len(links)
