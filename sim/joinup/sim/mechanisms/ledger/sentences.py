"""Who pays, in words (R1 and R6)."""

from __future__ import annotations

from joinup.sim.mechanisms.effort.sentences import PAID_FOR_EFFORT
from joinup.sim.mechanisms.partnership.sentences import FORM_NAMES, forms_in_time
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import payer_named
from joinup.sim.text.words import body_name, listing, percent, plain_name, pounds, title


def failure(scenario: Scenario) -> list[str]:
    """State the cost of unmet need and who pays it."""
    bearers = [(title(agency), agency.failure_share) for agency in scenario.agencies]
    bearers += [(body_name(name), share) for name, share in scenario.money.outside_failure_shares.items()]
    said = [f"A week of unmet need costs the public {pounds(scenario.money.unmet_need)}."]
    shares = [f"{name} {percent(share)}" for name, share in bearers if share]
    borne = f"It is borne by {listing(shares)}." if shares else "The scenario does not state who bears it."
    return [*said, borne]


def who_pays(scenario: Scenario) -> str:
    """1a."""
    shares = {title(agency): agency.failure_share for agency in scenario.agencies}
    shares |= {body_name(name): share for name, share in scenario.money.outside_failure_shares.items()}
    bearers = [f"{name} ({percent(share)})" for name, share in shares.items() if share]
    said = f"A week of unmet need costs {pounds(scenario.money.unmet_need)}"
    if bearers:
        said += f", borne by {listing(bearers)}; they gain if it falls."
    else:
        said += "; the scenario does not state who bears it."
    payers = dict.fromkeys(payer_named(scenario, window.payer) for window in scenario.funding)
    payers |= dict.fromkeys(
        payer_named(scenario, one.payer)
        for one in scenario.incentives
        if one.kind in (*PAID_FOR_EFFORT, "failure_grant")
    )
    if payers:
        said += f" Extra money comes from {listing(payers)}."
    return said + " Each member pays for joint effort in staff time."


def full_cost(scenario: Scenario) -> str:
    """6a."""
    costs = {name: form.governance.set_up_cost for name, form in forms_in_time(scenario).items()}
    setting_up = listing(
        f"{percent(cost)} of a year's budgets for {FORM_NAMES.get(name, plain_name(name))}"
        for name, cost in costs.items()
        if cost
    )
    effort = percent(scenario.service.full_effort)
    said = f"Full joint effort takes {effort} of staff time, costed as the services it displaces"
    said += f"; setting up costs {setting_up}." if setting_up else "; setting up joint working costs nothing."
    return f"{said} Clients' own time and money are not counted."
