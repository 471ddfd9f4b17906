"""Being in service: it is completed and helps or does not, or the need ends meanwhile (steps 4, 5, 12)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.beside import complete_beside, join_beside, promote
from tests.oracle.chance import below
from tests.oracle.client import IN_SERVICE, Client

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.locality import Locality

WITHIN = (26, 52, 104)
"""Weeks after onset at which it is asked who has been helped."""


def complete_service(client: Client) -> None:
    """Step 4: complete with chance c, be helped or not, and go on to what is left."""
    agency = client.agency
    if client.state != IN_SERVICE or client.moved or agency is None:
        return
    if client.ready:
        if below(client.move_draw(), client.service["retry"]) and client.hand_off(agency, after_service=True):
            pass_on(client, agency)
        return
    c = client.completion_at(agency, client.served_by)
    complete_beside(client)
    if not below(client.move_draw(), c):
        return
    agency.in_service.remove(client)
    client.give_back_place()
    client.be_helped_or_not(agency)
    if not client.needs:
        complete(client, agency)
        resolve(client, agency)
    elif client.needs <= client.tried:
        complete(client, agency)
        client.count("not_helped")
        client.lapse()
    else:
        go_on(client, agency)


def go_on(client: Client, agency: Agency) -> None:
    """Be handed on; with chance h the place is kept until the next service starts.

    Who goes on with a service that is under way beside keeps none: it is served already.
    """
    keeps = below(client.chance(randomness.HOLD), agency.spec["holds_place"])
    if client.beside is not None:
        complete(client, agency)
        promote(client, agency)
        if keeps and client.state != IN_SERVICE:
            client.keep_place(agency)
        return
    handed_on = client.hand_off(agency, after_service=True)
    if keeps:
        client.keep_place(agency)
    if handed_on:
        pass_on(client, agency)
    elif keeps:
        client.ready, client.served_by = True, agency
        client.go(IN_SERVICE)
    else:
        complete(client, agency)
        client.count("lapsed_after_hand_off")
        client.lapse()


def pass_on(client: Client, agency: Agency) -> None:
    """Leave a service for the next list.

    A need that came back may be for the same agency: then no place is kept, and nobody served before.
    """
    complete(client, agency)
    client.ready = False
    if client.agency is agency:
        client.give_back_place()
        client.served_by = None
    join_beside(client)
    client.count("hand_offs_succeeded")


def complete(client: Client, agency: Agency) -> None:
    """Leave a service; to the agency it is one more that is done, whatever came of it."""
    client.count("completions")
    agency.completions_this_week += 1


def resolve(client: Client, agency: Agency) -> None:
    """End the episode with all needs met; the smallest J protects against relapse.

    It was joined up if several needs were met by several agencies, with no lapse and nothing in vain.
    """
    week = client.model.week
    client.count("resolved")
    if week - client.onset_week <= 52:
        client.count("resolved_within_52")
    client.locality.helped.append((client.group_number, client.onset_week, week))
    client.locality.tell_metric("resolved", {agency.name})
    straight = len(client.needs_at_onset) >= 2 and not client.lapsed
    if straight and len(client.met) >= 2 and not client.tried:
        client.count("joined_up")
        client.locality.tell_metric("joined_up", client.met)
    protection = client.smallest_joint if straight and client.smallest_joint < math.inf else 0.0
    client.helped_before = True
    client.close_episode()
    client.protection = protection


def leave_service(client: Client) -> None:
    """Step 5: the need ends by itself in service with chance ``(1 - c) e``, by the draw of completion.

    Who is ready and did not try again, ``(1 - retry) e``.
    """
    agency = client.agency
    if client.state != IN_SERVICE or client.moved or agency is None:
        return
    e = client.group["natural_exit"]
    if client.ready:
        c = client.service["retry"]
        if below(client.move_draw(), c):
            return
    else:
        c = client.completion_at(agency, client.served_by)
        e = e if client.service["ends_in_service"] else 0.0
    if below(client.move_draw(), c + (1.0 - c) * e):
        client.count("exits_in_service")
        client.count("resolved_without_help")
        client.locality.tell_metric("resolved", {agency.name})
        agency.completions_this_week += 1
        if not client.ready:
            agency.in_service.remove(client)
        client.close_episode()


def look_back(locality: Locality) -> None:
    """Step 12: of the episodes that began 26, 52 and 104 weeks ago, count those resolved by now."""
    for group, onset, resolved in locality.helped:
        for weeks in WITHIN:
            if onset == locality.model.week - weeks:
                locality.flow[group, f"helped_within_{weeks}"] += 1
                if weeks == max(WITHIN):
                    locality.flow[group, "weeks_to_help"] += resolved - onset
