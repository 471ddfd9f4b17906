"""How agencies make reports look better than the truth (step 2)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency

QUARTER = 13


def gaming(agency: Agency) -> float:
    """Return ``y = min(y_max, (w_joint s_f + M)(1 - audit) / c_g pressure)``."""
    m = agency.model.tree["measurement"]
    credit = agency.locality.partnership.credit(agency)
    pull = agency.joint_weight * credit + worth_of_looking_better(agency)
    y = pull * (1.0 - m["audit"]) / m["gaming_cost"] * pressure_of_deadlines(agency)
    return float(y if m["most_gaming"] == "infinite" else min(m["most_gaming"], y))


def pressure_of_deadlines(agency: Agency) -> float:
    """Return what rises from 1 to ``1 + gain`` over the 13 weeks before a published date."""
    m, first = agency.model.tree["measurement"], agency.model.week
    pressure = 1.0
    for date in m["deadlines"]:
        ahead = max(0, date - (first + QUARTER - 1))
        if date >= first and ahead <= QUARTER:
            pressure = max(pressure, 1.0 + m["deadline_gain"] * (1.0 - ahead / QUARTER))
    return float(pressure)


def worth_of_looking_better(agency: Agency) -> float:
    """Return ``M = salience (1 - r) sum d pay / d ln(report) / B``; r: what the ratchet takes back."""
    measurement, funder = agency.model.tree["measurement"], agency.model.funder
    if not measurement["games_money"] or agency.full_cost <= 0.0:
        return 0.0
    gbp = 0.0
    for item in funder.in_force(agency, "reward"):
        if agency.reported_ratio is not None:
            slope = slope_of_reward(agency.reported_ratio, measurement["noise"], item["threshold"])
            gbp += funder.amount(item, agency) * slope
    for item in funder.in_force(agency, "payment"):
        gbp += funder.price(item, agency) * (agency.reported or 0.0)
    salience = agency.decisions["money_salience"]
    return float(salience * (1.0 - measurement["ratchet"]) * gbp / agency.full_cost)


def slope_of_reward(rho: float, noise: float, threshold: float) -> float:
    """Return ``rho [F(1) - F(th)] / (1 - th)``, F normal about rho with the reports' noise."""
    if noise <= 0.0:
        return rho / (1.0 - threshold) if threshold < rho < 1.0 else 0.0
    if threshold >= 1.0:
        z = (1.0 - rho) / noise
        return rho * math.exp(-0.5 * z * z) / (noise * math.sqrt(2.0 * math.pi))
    below_one, below_threshold = (
        0.5 * (1.0 + math.erf((limit - rho) / (noise * math.sqrt(2.0)))) for limit in (1.0, threshold)
    )
    return rho * (below_one - below_threshold) / (1.0 - threshold)
