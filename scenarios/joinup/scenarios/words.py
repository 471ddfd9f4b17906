"""Plain words for what scenario files write in short."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Protocol

GRADES = {
    "A": "official text or figures",
    "A-": "official, but open to more than one reading",
    "B": "press and other second-hand accounts",
    "C": "arithmetic on official figures",
    "L": "research literature",
    "L2": "research literature, second hand",
    "W": "weak or indirect research",
    "recalled": "recalled, not checked against the source",
    "derived": "worked out from sourced figures",
    "fitted": "fitted to published figures",
    "judgement": "judgement",
}

RULES = {
    "logit": "mostly do what pays them best, with some error",
    "best_reply": "always do what pays them best",
    "ewa": "learn from what paid in earlier quarters",
    "aspiration": "try something else when results fall short of what they hoped for",
    "fixed": "make the effort that the scenario sets",
}

BELIEFS = {
    "promised": "expect partners to keep their promises as far as they trust them",
    "observed": "expect partners to do what they did last quarter",
    "expected": "weigh up what partners are likely to do",
}

CREDIT = {
    "equal": "credit for joint results is shared equally",
    "half_to_lead": "half the credit for joint results goes to the lead",
    "whole": "everybody is credited with the whole of joint results",
}

FORMS = {
    "informal": "an informal partnership",
    "formal": "a formal partnership",
    "contract_network": "a network under contract (a formal partnership)",
    "lead_agency": "a partnership with a lead agency (a formal partnership)",
    "dedicated_unit": "a dedicated unit (realigned boundaries)",
    "merged": "merged services (realigned boundaries)",
}

INCENTIVES = {
    "subsidy": "a subsidy for joint effort",
    "joint_target": "a joint target",
    "reward": "a reward for reaching the target",
    "charge": "a charge for keeping clients waiting after a hand-off",
    "failure_grant": "money in proportion to need that remains",
    "pooled_budget": "pooled budgets",
    "penalty": "a penalty for missing own targets",
}

METRICS = {
    "people": "the people helped",
    "contacts": "contacts with clients",
    "stock": "the people in need on a given day",
    "places": "places filled",
    "joined_up": "clients whose needs were all met without being lost on the way",
}

MEASURES = {
    "in_need_not_in_service": "people in need and not in service",
    "in_service": "people in service",
    "waiting": "people waiting",
    "aware_share": "share of people who know of the service",
    "covered_share": "share of people who live where a partnership is in force",
    "partnerships": "partnerships in force",
    "places": "places",
    "places_opened": "places opened",
    "places_closed": "places closed",
    "spend": "money spent",
    "extra_places_spend": "money spent on extra places",
    "extra_places_unspent": "money given for extra places and not spent",
    "resolved": "people whose needs were met",
    "started_service": "people who started service",
    "onsets": "people whose need arose",
    "people_in_need_in_year": "people in need at some time in a year",
}

CONTACTS = {
    "mixing": "People hear of the service from others in their locality, more from their own group.",
    "small_world": "People hear of the service from a few neighbours and the odd distant acquaintance.",
    "scale_free": "People hear of the service through networks in which a few know very many.",
    "blocks": "People hear of the service through networks that follow the groups.",
}


UNITS = {"pay-off": "weight (1: what full joint effort costs)", "factor": "times", "share": "share of 1"}

PARAMETERS = {
    "Agency.outreach": "people found by outreach a week",
    "Agency.places": "places",
    "Campaign.spend": "spending a week for each 1,000 people",
    "Funding.places": "extra places",
    "Group.needs": "chance of needing it, when in need",
    "Group.access": "share for whom it matters",
    "Group.presenting": "weekly chance that someone who knows of the service and could use it goes there",
    "Incentive.weight": "weight that it gives joint results",
    "Partnership.form": "form of joint working",
}
"""Short names of parameters whose declaration is meant for modellers."""


class Named(Protocol):
    """Anything that has a name for files and may have a title for people."""

    @property
    def name(self) -> str:
        """What files call it."""

    @property
    def title(self) -> str:
        """What people call it, if anything."""


def title(thing: Named) -> str:
    """Return what people call a thing."""
    return thing.title or plain_name(thing.name)


def titles(things: Iterable[Named]) -> dict[str, str]:
    """Return what people call things, by name."""
    return {thing.name: title(thing) for thing in things}


def plain_name(name: str) -> str:
    """Write a name such as ``drug_and_alcohol`` as words."""
    return name.replace("_", " ").replace(".", ", ")


def body_name(name: str) -> str:
    """Write the name of a body outside the partnership: ``nhs`` as NHS, ``local_courts`` as words."""
    return name.upper() if not set(name) & set("aeiouy") else plain_name(name)


def listing(words: Iterable[str], last: str = "and") -> str:
    """Write ``a, b and c``."""
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"


def percent(share: float) -> str:
    """Write a share of 1 as a percentage."""
    return f"{100 * share:.3g}%"


def number(value: Any) -> str:
    """Write a number with thousands marked and no more digits than help."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value == round(value) and abs(value) < 1e15 else f"{value:,.4g}"
    if isinstance(value, tuple | list):
        return listing(number(item) for item in value) or "none"
    return "not set" if value is None else plain_name(str(value))


def pounds(value: float) -> str:
    """Write an amount of money."""
    return f"GBP {value:,.0f}" if value >= 10 or value == round(value) else f"GBP {value:,.2f}"


def count(amount: int, one: str, many: str = "") -> str:
    """Write a number with its noun."""
    return f"{number(amount)} {one if amount == 1 else many or one + 's'}"


def day(when: date) -> str:
    """Write a date as ``1 April 1999``."""
    return f"{when.day} {when:%B %Y}"


def capital(text: str) -> str:
    """Write the first letter as a capital."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Write a text as a sentence: a capital first, one full stop last."""
    return capital(text.strip()).rstrip(".") + "." if text.strip() else ""
