"""Pooled budgets move places between members (step 1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.locality import Locality


def move_pooled_places(locality: Locality) -> None:
    """Share out pooled places of fungible members, by waiting or by workload."""
    pool = [a for a in locality.agencies if a.pooled_share > 0.0 and a.spec["fungible"]]
    by_waiting = locality.model.tree["pool"]["by"] == "waiting"
    if not by_waiting:
        pool = [agency for agency in pool if agency.spec["place_cost"] > 0.0]
    for agency in locality.agencies:
        agency.moved_places = 0
        if by_waiting or agency not in pool:
            agency.moved_money = 0.0
    if len(pool) < 2:
        return
    if by_waiting:
        move_to_those_who_wait(pool)
    else:
        move_to_where_work_is(pool, locality.model.tree["pool"]["speed"])


def own_places(agency: Agency) -> int:
    """Return the places that may be pooled: contracted and mainstreamed."""
    return agency.contracted + agency.mainstreamed


def move_to_those_who_wait(pool: list[Agency]) -> None:
    """Share out the share b of all places in proportion to waiting (largest remainder)."""
    given = [max(0, min(math.floor(a.pooled_share * own_places(a)), own_places(a) - 1)) for a in pool]
    places, waiting = sum(given), sum(len(agency.waiting) for agency in pool)
    if not places or not waiting:
        return
    exact = [places * len(agency.waiting) / waiting for agency in pool]
    parts = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(pool)), key=lambda n: -(exact[n] - parts[n]))
    for n in by_remainder[: places - sum(parts)]:
        parts[n] += 1
    for agency, gave, part in zip(pool, given, parts, strict=True):
        agency.moved_places = part - gave


def move_to_where_work_is(pool: list[Agency], speed: float) -> None:
    """Move money a step towards where people wait and are served, and make whole places of it.

    ``moved_a <- moved_a + b (max(-share_a m_a, sum(m) w_a / sum(w) - m_a) - moved_a)``, m the cost of own
    places, w that of as many places as there are clients; gains are scaled to losses.
    """
    cost = {agency: agency.spec["place_cost"] for agency in pool}
    own = {agency: own_places(agency) * cost[agency] for agency in pool}
    work = {agency: (len(agency.waiting) + len(agency.in_service)) * cost[agency] for agency in pool}
    if not sum(work.values()):
        for agency in pool:
            agency.moved_money = 0.0
        return
    for agency in pool:
        wanted = sum(own.values()) * work[agency] / sum(work.values()) - own[agency]
        wanted = max(-agency.pooled_share * own[agency], wanted)
        agency.moved_money += speed * (wanted - agency.moved_money)
    gains = sum(agency.moved_money for agency in pool if agency.moved_money > 0.0)
    losses = -sum(agency.moved_money for agency in pool if agency.moved_money < 0.0)
    for agency in pool:
        if agency.moved_money > 0.0:
            agency.moved_money *= losses / gains
    exact = {agency: (own[agency] + agency.moved_money) / cost[agency] for agency in pool}
    whole = {agency: max(1, math.floor(exact[agency])) for agency in pool}
    left = sum(own.values()) - sum(whole[agency] * cost[agency] for agency in pool)
    for agency in sorted(pool, key=lambda a: -(exact[a] - math.floor(exact[a]))):
        if exact[agency] > whole[agency] and cost[agency] <= left:
            whole[agency] += 1
            left -= cost[agency]
    for agency in pool:
        agency.moved_places = whole[agency] - own_places(agency)
