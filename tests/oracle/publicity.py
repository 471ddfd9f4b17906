"""Paid publicity and whom it reaches (steps 1 and 3)."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from tests.oracle.chance import by_difficulty

if TYPE_CHECKING:
    from tests.oracle.client import Client
    from tests.oracle.locality import Locality


def runs(item: dict[str, Any], week: int) -> bool:
    """Return whether something with a start and an end is in force."""
    return bool(item["starts"] <= week and (item["ends"] is None or week < item["ends"]))


def goes_to(campaign: dict[str, Any], locality: Locality) -> bool:
    """Return whether a campaign goes to a locality."""
    return bool(locality.place["in_programme"] or not campaign["programme"])


def unexposed(client: Client) -> float:
    """Return the chance that no campaign reaches a client.

    ``exposed = c (1 - exp(-sum k reach_g S / c))`` in each channel, c its highest ceiling; channels reach
    people independently.
    """
    tree = client.model.tree
    exposure: defaultdict[str, float] = defaultdict(float)
    ceiling: defaultdict[str, float] = defaultdict(float)
    for campaign, stock in zip(tree["campaigns"], client.model.funder.advertising, strict=True):
        aimed = not campaign["audience"] or client.group["name"] in campaign["audience"]
        if aimed and goes_to(campaign, client.locality):
            channel, reach = campaign["channel"], client.group["reach"]
            given = reach.get(channel) if isinstance(reach, dict) else reach
            level = by_difficulty(given, client.group["difficulty"], (1.0, 0.6, 0.4))
            exposure[channel] += tree["awareness"]["advertising_effect"] * level * stock
            ceiling[channel] = max(ceiling[channel], campaign["ceiling"])
    missed = 1.0
    for channel, c in ceiling.items():
        missed *= 1.0 - c * (1.0 - math.exp(-exposure[channel] / c)) if c > 0.0 else 1.0
    return missed
