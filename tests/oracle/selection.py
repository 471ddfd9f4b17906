"""Money on counts: easy cases first, and less for hard ones (steps 4 and 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client

QUARTER = 13
COUNTS = ("people", "contacts", "joined_up", "resolved")
"""Metrics that count results."""


def count_pressure(agency: Agency) -> float:
    """Return ``cp = salience (quarter's money on counts) / (13 C place_cost) + (w_own - 1)+``."""
    if agency.model.tree["measurement"]["metric"] not in COUNTS:
        return 0.0
    funder, gbp = agency.model.funder, 0.0
    if agency.member:
        gbp = sum(funder.amount(item, agency) for item in funder.in_force(agency, "reward"))
        for item in funder.in_force(agency, "payment"):
            gbp += funder.price(item, agency) * (agency.reported or 0.0)
    cost = QUARTER * agency.contracted * agency.spec["place_cost"]
    hangs = agency.decisions["money_salience"] * gbp / cost if cost > 0.0 else 0.0
    return float(hangs + max(0.0, agency.spec["own_weight"] - 1.0))


def head_start(agency: Agency) -> float:
    """Return ``sigma_c = sigma_0 + c1 cp``: weeks by which easy cases come first, per unit of difficulty."""
    service = agency.model.tree["service"]
    return float(service["creaming"] + service["creaming_by_counts"] * agency.count_pressure)


def parked(agency: Agency, client: Client) -> float:
    """Return what is left of help for hard cases, ``(1 - park cp (difficulty - 1))+``."""
    park = agency.model.tree["service"]["parking"]
    return max(0.0, 1.0 - float(park) * agency.count_pressure * float(client.group["difficulty"] - 1.0))
