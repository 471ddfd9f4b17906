"""Needs that arise, come back or arrive as given, and second tries (step 6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.beside import join_beside
from tests.oracle.chance import below, key_of, part_of, uniform
from tests.oracle.client import LAPSED, NO_NEED, SEEKING, WAITING
from tests.oracle.doors import present
from tests.oracle.navigators import sooner

if TYPE_CHECKING:
    from tests.oracle.client import Client
    from tests.oracle.locality import Locality
    from tests.oracle.model import JointWorking


def arrive(client: Client) -> None:
    """Let a need arise or come back, try again after a lapse, or present at a door."""
    if client.moved:
        return
    if client.state == NO_NEED and client.group["arrivals"] is None:
        onset = client.locality.onset(client.group) * client.locality.not_prevented(client.group)
        again = relapse(client) if client.helped_before else 0.0
        if below(client.move_draw(), onset):
            client.count("onsets")
            client.open_episode()
        elif below(client.move_draw(), onset + again):
            client.count("relapses")
            client.open_episode()
    elif client.state == LAPSED:
        ends = client.group["natural_exit"]
        returns = min(1.0, client.service["return_from_lapse"] * sooner(client))
        if below(client.move_draw(), ends + (1.0 - ends) * returns):
            client.try_again()
    elif client.state == SEEKING and client.aware:
        present(client)


def relapse(client: Client) -> float:
    """Return ``relapse (1 - rho_r J_min) exp(-weeks since help / T)``."""
    hazard = client.service["relapse"] * (1.0 - client.service["relapse_protection"] * client.protection)
    if client.relapse_fades:
        hazard *= math.exp(-(client.model.week - client.since) / client.service["relapse_fades"])
    return float(hazard)


def recur(client: Client) -> None:
    """Let needs that were met return, each by its own chance, if the client did not move."""
    if client.moved:
        return
    for number in sorted(client.needs_at_onset - client.needs):
        name = client.model.tree["population"]["needs"][number]["name"]
        if below(client.chance(randomness.RECURRENCE, name), client.service["recurrence"]):
            client.needs.add(number)
            client.tried.discard(number)
            client.count("recurrences")


def given_arrivals(model: JointWorking, locality: Locality) -> None:
    """Take given numbers from `NO_NEED` straight to a list, lowest client numbers first."""
    for number, group in enumerate(model.tree["population"]["groups"]):
        if group["arrivals"] is None:
            continue
        kind, series = group["arrivals"]["kind"], group["arrivals"]["per_week"]
        everywhere = model.scale * series[min(max(model.week, 0), len(series) - 1)]
        people = [sum(c.group_number == number for c in place.clients) for place in model.localities]
        here = model.localities.index(locality)
        before, own = sum(people[:here]), people[here]
        if not sum(people):
            continue
        if kind == "fixed":
            upto = math.floor(everywhere * (before + own) / sum(people) + 0.5)
            wanted = upto - math.floor(everywhere * before / sum(people) + 0.5)
        else:
            key = part_of(key_of(locality.name), key_of(group["name"]))
            wanted = number_of_arrivals(model, kind, key, everywhere * own / sum(people))
        free = [c for c in locality.clients if c.state == NO_NEED and not c.moved]
        for client in [c for c in free if c.group_number == number][:wanted]:
            client.open_episode()
            client.agency = client.pick(randomness.DOOR, locality.serving(client.next_need))
            client.go(WAITING)
            join_beside(client)
            for flow in ("onsets", "presented", "joined_list"):
                client.count(flow)


def number_of_arrivals(model: JointWorking, kind: str, key: int, mean: float) -> int:
    """Return 0 or 1 by chance, or a Poisson number by inversion, in parts of at most 50."""
    if kind == "bernoulli":
        return int(below(model.chance.of_name(key, model.week, randomness.ARRIVALS), mean))
    total = part = 0
    while mean > 0.0:
        step = min(mean, 50.0)
        u = uniform(model.chance.of_name(part_of(key, part), model.week, randomness.ARRIVALS))
        number, term = 0, math.exp(-step)
        cumulated = term
        while u > cumulated and number < 400:
            number += 1
            term *= step / number
            cumulated += term
        total, mean, part = total + number, mean - step, part + 1
    return total
