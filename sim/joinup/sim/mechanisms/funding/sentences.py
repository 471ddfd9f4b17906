"""Extra money, in words (R4)."""

from __future__ import annotations

from joinup.sim.parameters import Scenario
from joinup.sim.text.names import agencies_named, payer_named, span, when, where
from joinup.sim.text.words import capital, listing, number, percent, title


def funding(scenario: Scenario) -> list[str]:
    """State who pays for extra places, until when, and what remains."""
    said = []
    for window in scenario.funding:
        places = listing(
            f"{number(extra)} places at {agencies_named(scenario, (name,))}"
            for name, extra in window.places.items()
        )
        spent = "may be spent later" if window.carry_forward else "is lost at the end of the year"
        kept = percent(window.mainstreamed) if window.mainstreamed else "None"
        said.append(
            f"{capital(title(window))}: {places or 'no places'}{where(scenario, window.localities)}, paid by"
            f" {payer_named(scenario, window.payer)}, {span(scenario, window.starts, window.ends)}. It takes"
            f" {number(window.recruitment_weeks)} weeks on average to fill a new post; unspent money"
            f" {spent}. {kept} of the extra places are kept when the money ends."
        )
    slack = scenario.workforce.slack
    if said and not isinstance(slack, str):
        said.append(
            "All recruit among the same staff: it takes twice as long while extra places asked for are"
            f" {percent(slack)} of contracted ones, three times at twice as many."
        )
    return said or ["None."]


def money_ends(scenario: Scenario) -> str:
    """4a."""
    ending = [window for window in scenario.funding if window.ends is not None]
    if not ending:
        return "No start-up money ends." if scenario.funding else "There is no start-up money."
    return " ".join(
        f"{capital(title(w))} ends on {when(scenario, w.ends)}; {percent(w.mainstreamed)} of its places are"
        " kept and paid for by the agencies."
        for w in ending
        if w.ends is not None
    )
