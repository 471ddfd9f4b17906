"""Pooled budgets move places between members (step 1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.locality import Locality


def move_pooled_places(locality: Locality) -> None:
    """Share out pooled places of fungible members in proportion to waiting (largest remainder)."""
    pool = []
    for agency in locality.agencies:
        agency.moved_places = 0
        if agency.pooled_share > 0.0 and agency.spec["fungible"]:
            own = agency.contracted + agency.mainstreamed
            given = max(0, min(math.floor(agency.pooled_share * own), own - 1))
            pool.append((agency, given, len(agency.waiting)))
    places, waiting = sum(given for _, given, _ in pool), sum(length for _, _, length in pool)
    if len(pool) < 2 or not places or not waiting:
        return
    exact = [places * length / waiting for _, _, length in pool]
    parts = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(pool)), key=lambda n: -(exact[n] - parts[n]))
    for n in by_remainder[: places - sum(parts)]:
        parts[n] += 1
    for (agency, given, _), part in zip(pool, parts, strict=True):
        agency.moved_places = part - given
