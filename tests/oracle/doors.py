"""Coming in: at a door that people choose, or found by outreach (step 6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.access import right_door, welcome
from tests.oracle.awareness import set_aware
from tests.oracle.beside import join_beside
from tests.oracle.chance import below, logistic, logit
from tests.oracle.client import LAPSED, SEEKING, WAITING

if TYPE_CHECKING:
    from tests.oracle.client import Client
    from tests.oracle.locality import Locality


def present(client: Client) -> None:
    """Pick a door and present there, or not this week.

    ``logistic(b0 - sum_d beta_d (1 - acc_ad) + chi Jmean_a r [gateway] - b_w W_a)``
    """
    right = below(client.chance(randomness.RIGHT_DOOR), right_door(client))
    doors = client.locality.serving(client.next_need) if right else client.locality.agencies
    agency = client.pick(randomness.DOOR, doors)
    odds = logit(client.group["presenting"]) - client.burden(agency)
    odds -= client.service["wait_deterrence"] * agency.expected_wait
    odds += welcome(client, agency)
    certain = client.model.tree["population"]["certain_presenting"]
    probability = 1.0 if certain else logistic(odds)
    ends = client.group["natural_exit"]
    if not below(client.move_draw(), ends + (1.0 - ends) * probability):
        return
    client.count("presented")
    if client.is_turned_away(agency):
        client.count("refused")
        client.lapse()
    elif client.next_need in agency.needs:
        client.count("joined_list")
        client.agency = agency
        client.go(WAITING)
        join_beside(client)
    elif client.hand_off(agency, after_service=False):
        client.count("joined_list")
        join_beside(client)
    else:
        client.count("wrong_door_lapsed")
        client.lapse()


def reach_out(locality: Locality) -> None:
    """Let each agency's outreach find clients: those with the smallest draws."""
    reachable = [client for client in locality.clients if can_be_found(client)]
    reachable.sort(key=lambda client: (client.chance(randomness.OUTREACH), client.number))
    for agency in locality.agencies:
        a_week = agency.outreach
        number = math.floor((locality.model.week + 1) * a_week) - math.floor(locality.model.week * a_week)
        found, reachable = reachable[:number], reachable[number:]
        agency.outreach_this_week = len(found)
        for client in found:
            be_found(client)


def can_be_found(client: Client) -> bool:
    """Whether outreach may find the client: lapsed, or seeking without knowing where to go."""
    wanted = client.service["outreach_to"]
    if client.moved or (wanted and client.group["name"] not in wanted):
        return False
    return client.state == LAPSED or (client.state == SEEKING and not client.aware)


def be_found(client: Client) -> None:
    """Be found by outreach: aware, and seeking."""
    client.count("outreach")
    set_aware(client, True, "made_aware_by_outreach")
    if client.state == LAPSED:
        client.try_again()
