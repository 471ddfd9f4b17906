"""Asking people what they need, and acting on it (steps 1 and 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle.chance import by_difficulty

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.locality import Locality


def consult(locality: Locality) -> None:
    """Set how far agencies meet each access need: ``1 - acc`` shrinks by ``1 - xi part acted (done)``."""
    for agency in locality.agencies:
        agency.accommodation, gained = {}, 0.0
        dimensions = [item["name"] for item in locality.model.tree["population"]["access"]]
        for dimension in dimensions:
            before = gap_before(agency, dimension)
            gap = before
            for item in locality.model.tree["consultations"]:
                if not item["agencies"] or agency.name in item["agencies"]:
                    gap *= 1.0 - closed(item, locality, dimension)
            agency.accommodation[dimension] = 1.0 - gap
            gained += before - gap
        agency.accommodation_gained = gained / len(dimensions) if dimensions else 0.0


def gap_before(agency: Agency, dimension: str) -> float:
    """Return ``1 - acc`` without consultation."""
    planned = 0.8 if dimension in agency.spec["planned_for"] else 0.4
    level = agency.spec["accommodation"].get(dimension, planned) + agency.locality.place["accommodation"]
    return 1.0 - min(1.0, max(0.0, float(level)))


def closed(item: dict[str, Any], locality: Locality, dimension: str) -> float:
    """Return the share of the gap that a consultation has closed, ``xi part acted min(1, age / weeks)``."""
    if item["programme"] and not locality.place["in_programme"]:
        return 0.0
    done = (locality.model.week - locality.after_wave(item["starts"])) / item["weeks"]
    heard = part(item, locality, dimension) * item["acted_on"]
    return float(item["gain"] * heard * min(1.0, max(0.0, done)))


def part(item: dict[str, Any], locality: Locality, dimension: str) -> float:
    """Return the mean share of those asked who answer, over groups by how many there have the need."""
    groups = locality.model.tree["population"]["groups"]
    asked = [group for group in groups if group["name"] in item["groups"]]
    with_need = [group["share"] * group["access"].get(dimension, 0.0) for group in asked]
    if not sum(with_need):
        return 0.0
    answer = [by_difficulty(item["participation"], group["difficulty"], (1.0, 0.7, 0.4)) for group in asked]
    return float(sum(n * p for n, p in zip(with_need, answer, strict=True)) / sum(with_need))
