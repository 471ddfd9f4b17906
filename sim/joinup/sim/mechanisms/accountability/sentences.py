"""Complaints and who answers, in words (R7)."""

from __future__ import annotations

import math

from joinup.sim.declarations import number_or_infinite
from joinup.sim.mechanisms.partnership.sentences import FORM_NAMES, forms_in_time
from joinup.sim.parameters import Scenario
from joinup.sim.text.names import payer_named
from joinup.sim.text.words import capital, count, listing, number, percent, plain_name


def complaints(scenario: Scenario) -> list[str]:
    """State how complaints are handled."""
    rules = scenario.redress
    said = [
        f"About {percent(rules.complaint)} of dissatisfied clients complain. In {percent(rules.clarity)} of"
        f" cases it is clear who is responsible; {percent(rules.upheld)} of complaints that find an owner"
        " are upheld."
    ]
    if rules.staff_weeks:
        said.append(
            f"Each takes {number(rules.staff_weeks)} weeks of a member of staff who then serves nobody."
        )
    patience = number_or_infinite(rules.patience)
    if math.isfinite(patience):
        year = 1 - math.exp(-max(0.0, 52 - patience) / rules.patience_scale)
        said.append(
            f"Who has waited more than {count(round(patience), 'week')} for a service may be dissatisfied"
            f" with that: {percent(year)} after a year."
        )
    return said


def accounts(scenario: Scenario) -> list[str]:
    """State what a partnership answers for once a year; nothing if it answers for nothing."""
    rules = scenario.accountability
    if not rules.cut and rules.strikes is None:
        return []
    owner = scenario.form_in_force.governance.owner
    chance = 1 / len(scenario.agencies) if owner is None else owner
    said = f"{capital(count(rules.account_lag, 'week'))} after each year of a partnership, its members' last"
    said += " four reports are held against their targets."
    if rules.cut:
        said += (
            f" If they miss them, somebody is held to it with a chance of {percent(chance)}, and next year's"
            f" extra money, subsidies, rewards, payments and grants are cut by {percent(rules.cut)}."
        )
    if rules.strikes is not None:
        said += (
            f" {capital(count(rules.strikes, 'miss', 'misses'))} in a row end the partnership and its money."
        )
    return [said]


def who_answers(scenario: Scenario) -> str:
    """7a."""
    payers = dict.fromkeys(window.payer for window in scenario.funding)
    money = listing(payer_named(scenario, payer) for payer in payers)
    said = f"{capital(money)} for the extra money" if money else "Each agency for its own money"
    leads = [name for name, form in forms_in_time(scenario).items() if form.money.decides == "one_manager"]
    if leads:
        kinds = listing(FORM_NAMES.get(name, plain_name(name)) for name in leads)
        said += f"; one manager for results while {kinds} is in force"
    else:
        said += "; for joint results, no single manager"
    clear = percent(scenario.redress.clarity)
    return f"{said}. In {clear} of cases it is clear who owns a joint matter. Parliament is not in the model."


def where_to_complain(scenario: Scenario) -> str:
    """7c."""
    rules = scenario.redress
    weight = scenario.decisions.pressure_weight
    moved = (
        f"agencies respond to them (weight {number(weight)})" if weight else "agencies do not respond to them"
    )
    waits = "" if rules.patience == "infinite" else ", unless they are about a wait that is over"
    owner = scenario.form_in_force.governance.owner
    owned = rules.clarity + (1 - rules.clarity) * (1 / len(scenario.agencies) if owner is None else owner)
    form = FORM_NAMES.get(scenario.partnership.form, plain_name(scenario.partnership.form))
    where = (
        "There is no single place"
        if owner is None
        else f"Where it is not clear who is responsible, {form} answers in {percent(owner)} of cases"
    )
    return (
        f"{where}; {percent(owned)} of complaints find an owner. Of those,"
        f" {percent(rules.upheld)} are upheld and bring the client back to the front of a waiting"
        f" list{waits}; {moved}."
    )
