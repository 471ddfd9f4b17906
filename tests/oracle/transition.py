"""What changing to a form costs, t weeks after the change (steps 3 and 9)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.partnership import Partnership

SPECIALISTS_RETURN_IN = 104
"""Weeks in which 63 % of what comes back of lost specialism has come back."""


def loss(partnership: Partnership) -> float:
    """Return the capacity lost: ``D0`` for some weeks, or ``D0 exp(-t / T)``."""
    terms, t = partnership.form.transition, partnership.age
    if terms["shape"] == "step":
        return float(terms["loss"]) if t < terms["fades"] else 0.0
    return float(terms["loss"] * math.exp(-t / terms["fades"])) if terms["fades"] else 0.0


def identity(partnership: Partnership) -> float | None:
    """Return ``I(t) = 1 - exp(-t / T_I)``, if members become one in that way."""
    weeks = partnership.form.transition["identity_weeks"]
    if weeks is None:
        return None
    return 1.0 - math.exp(-partnership.age / weeks) if weeks else 1.0


def specialism_loss(partnership: Partnership) -> float:
    """Return ``l (A - 1) [1 - rec (1 - exp(-t / 104))]``, and what a form loses whatever its members."""
    terms = partnership.form.governance
    lost = terms["specialism_loss"] + terms["specialism_loss_per_partner"] * (len(partnership.members) - 1)
    back = 1.0 - math.exp(-partnership.age / SPECIALISTS_RETURN_IN)
    return float(lost * (1.0 - partnership.form.transition["specialism_recovers"] * back))


def turnover(agency: Agency, weeks: int) -> float:
    """Return the share of staff who leave in some weeks; in the first weeks of a form more of them do."""
    yearly, partnership = float(agency.spec["turnover"]), agency.locality.partnership
    if agency.member and partnership.age < partnership.form.transition["turnover_weeks"]:
        yearly = min(1.0, yearly * partnership.form.transition["turnover"])
    return float(1.0 - (1.0 - yearly) ** (weeks / 52))
