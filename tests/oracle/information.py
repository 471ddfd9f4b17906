"""What the next agency is told of a person, and what telling costs (steps 4 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.oracle.client import Client
    from tests.oracle.locality import Locality
    from tests.oracle.partnership import Partnership


def age(partnership: Partnership) -> int | None:
    """Return for how many weeks information has been shared; None without a form that signs for it."""
    starts = partnership.terms["information"]["starts"]
    if starts is None or not partnership.in_force or not partnership.form.governance["signs"]:
        return None
    assert partnership.starts is not None
    weeks = partnership.model.week - max(partnership.locality.after_wave(starts), partnership.starts)
    return int(weeks) if weeks >= 0 else None


def shared(partnership: Partnership) -> float:
    """Return how far what has been agreed is shared; as far as it is set up within one organisation."""
    if partnership.in_force and partnership.form.kind == "single":
        return partnership.ready
    weeks, ready_weeks = age(partnership), partnership.terms["information"]["ready_weeks"]
    if weeks is None:
        return 0.0
    return min(1.0, weeks / ready_weeks) if ready_weeks else 1.0


def told(client: Client) -> float:
    """Return ``g = without + (consent_g - without)+ s``."""
    partnership = client.locality.partnership
    terms = partnership.terms["information"]
    consent: float = terms["consent"] if client.group["consent"] is None else client.group["consent"]
    without = float(terms["without"])
    return without + max(0.0, consent - without) * shared(partnership)


def cost_of_sharing(locality: Locality) -> float:
    """Return the week's cost of sharing information in a locality: its part of that of the programme."""
    if age(locality.partnership) is None:
        return 0.0
    cost: float = locality.partnership.terms["information"]["cost"] * locality.model.scale
    there = [place for place in locality.model.localities if place.place["in_programme"]]
    return cost / len(there)
