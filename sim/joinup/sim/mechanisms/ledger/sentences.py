"""Who pays, in words (R1 and R6)."""

from __future__ import annotations

from joinup.sim.mechanisms.effort.sentences import PAID_FOR_EFFORT
from joinup.sim.mechanisms.partnership.sentences import FORM_NAMES, forms_in_time
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import payer_named
from joinup.sim.text.words import body_name, listing, percent, plain_name, pounds, title


def failure(scenario: Scenario) -> list[str]:
    """Say what an unmet need costs and who pays."""
    bearers = [(title(agency), agency.failure_share) for agency in scenario.agencies]
    bearers += [(body_name(name), share) for name, share in scenario.money.outside_failure_shares.items()]
    said = [f"A week of unmet need costs the public {pounds(scenario.money.unmet_need)}."]
    shares = [f"{name} {percent(share)}" for name, share in bearers if share]
    said.append(f"It is borne by {listing(shares)}." if shares else "Who bears it is not stated.")
    return said


def who_pays(scenario: Scenario) -> str:
    """1a."""
    shares = {title(agency): agency.failure_share for agency in scenario.agencies}
    shares |= {body_name(name): share for name, share in scenario.money.outside_failure_shares.items()}
    bearers = [f"{name} ({percent(share)})" for name, share in shares.items() if share]
    said = f"A week of unmet need costs {pounds(scenario.money.unmet_need)}"
    said += f", borne by {listing(bearers)}; they gain if it falls." if bearers else "; who bears it is open."
    payers = dict.fromkeys(payer_named(scenario, window.payer) for window in scenario.funding)
    payers |= dict.fromkeys(
        payer_named(scenario, one.payer)
        for one in scenario.incentives
        if one.kind in (*PAID_FOR_EFFORT, "failure_grant")
    )
    if payers:
        said += f" Extra money comes from {listing(payers)}."
    return said + " Joint effort is paid for in staff time of each member."


def full_cost(scenario: Scenario) -> str:
    """6a."""
    forms = forms_in_time(scenario)
    setting_up = listing(
        f"{percent(form.set_up_cost)} of a year's budgets to set up {FORM_NAMES.get(name, plain_name(name))}"
        for name, form in forms.items()
        if form.set_up_cost
    )
    effort = percent(scenario.service.full_effort)
    said = f"Full joint effort takes {effort} of staff time, costed as the services it displaces"
    said += f"; there is {setting_up}." if setting_up else "; nothing is paid to set joint working up."
    return f"{said} What clients spend in time and money is not counted."
