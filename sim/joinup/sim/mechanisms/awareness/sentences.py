"""How people learn of the service, in words (R3)."""

from __future__ import annotations

from joinup.sim.mechanisms.awareness.parameters import Campaign
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import groups_named, payer_named, span
from joinup.sim.text.words import capital, listing, percent, plain_name, pounds, title

CONTACT_SENTENCES = {
    "mixing": "People hear of the service from others in their locality, more from their own group.",
    "small_world": "People hear of the service from a few neighbours and an occasional distant contact.",
    "scale_free": "People hear of the service through networks in which a few people have many contacts.",
    "blocks": "People hear of the service through networks that mostly stay within groups.",
}


def campaigns(scenario: Scenario) -> list[str]:
    """State whom publicity reaches, how and until when."""
    return [
        f"{capital(title(one))}: {pounds(one.spend)} a week for each 1,000 people, by"
        f" {plain_name(one.channel)}, for {groups_named(scenario, one.audience)}, paid by"
        f" {payer_named(scenario, one.payer)}, {span(scenario, one.starts, one.ends)}."
        f"{_limits(one)}"
        for one in scenario.campaigns
    ] or ["There are no campaigns; people hear of the service from each other."]


def _limits(one: Campaign) -> str:
    """State whom a campaign cannot reach and what it costs to begin, where that is not nothing."""
    said = ""
    if one.ceiling < 1:
        said += f" However much is spent, its channel reaches {percent(one.ceiling)} of them at most."
    if one.fixed_cost:
        said += f" To get it under way costs {pounds(one.fixed_cost)} in each locality."
    return said


def how_people_know(scenario: Scenario) -> str:
    """3a."""
    rules = scenario.awareness
    opening = "as many as without advertising" if rules.opening is None else percent(rules.opening)
    ways = [
        f"word of mouth (up to {percent(rules.word_of_mouth)} a week)",
        f"by chance ({percent(rules.spontaneous)} a week)",
    ]
    ways += [f"the campaign '{title(one)}'" for one in scenario.campaigns]
    ways += [f"outreach of {title(a)}" for a in scenario.agencies if a.outreach]
    return (
        f"At the start of the warm-up {opening} know of it. People learn of it by {listing(ways)};"
        f" {percent(rules.forgetting)} forget in a week."
    )


def publicity_bought(scenario: Scenario) -> str:
    """3b."""
    if not scenario.campaigns:
        return "No publicity is bought."
    parts = [
        f"'{title(one)}' at {pounds(one.spend)} a week for each 1,000 people, for"
        f" {groups_named(scenario, one.audience)}"
        for one in scenario.campaigns
    ]
    return f"{capital(listing(parts))}. Returns diminish: each further pound buys less."
