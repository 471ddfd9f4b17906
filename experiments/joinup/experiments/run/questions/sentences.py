"""Findings on each key question, in a sentence or two.

One function for each question, in the order of ``joinup.scenarios.questions.questions``. Where a value is
missing, the sentence states why, and what to run to get one.
"""

from __future__ import annotations

from joinup.experiments.analysis.methods.statistics import NET_BENEFIT, WEEKS
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE
from joinup.experiments.run.findings import UNSETTLED, Findings
from joinup.experiments.run.measures_table import NET_COST, Key
from joinup.experiments.run.questions.readings import (
    COMPARED,
    JOINT_WORKING,
    MEASURE,
    PROGRAMME,
    Finding,
    absolute,
    body_of,
    cannot_tell,
    difference_at,
    differences_from,
    drop_outs,
    form_of,
    gaps_by_name,
    is_there,
    kept,
    lowest_to_highest,
    missing,
    needs_baseline,
    parts_of,
    score,
)
from joinup.experiments.run.request import COUNTERFACTUALS
from joinup.experiments.run.verdicts import why_missing
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.words import capital, count, listing, titles


def who_gains(findings: Findings) -> Finding:
    """1a."""
    gaps = differences_from(findings, JOINT_WORKING)
    if gaps is None:
        return needs_baseline(JOINT_WORKING)
    less: list[str] = []
    more: list[str] = []
    unclear: list[str] = []
    for key, gap in gaps.items():
        if key[:2] != ("net", NET_COST) or not gap.estimate.mean:
            continue
        body = body_of(findings, key.part)
        if not gap.verdict.is_clear and gap.estimate.runs >= FEWEST_DRAWS:
            unclear.append(body)
        else:
            (less if gap.estimate.mean < 0 else more).append(f"{body} {MONEY.difference(gap.estimate)}")
    parts = [("pays less", less), ("pays more", more), ("no difference, or cannot tell", unclear)]
    phrases = [f"{what}: {listing(bodies)}" for what, bodies in parts if bodies]
    if not phrases:
        return Finding(f"{COMPARED[JOINT_WORKING]}, nobody pays more or less.")
    return Finding(f"{COMPARED[JOINT_WORKING]}, in GBP, {'; '.join(phrases)}.")


def effort_short_of_best(findings: Findings) -> Finding:
    """1b."""
    effort, gap = score(findings, "effort"), score(findings, "effort_gap")
    if not (is_there(effort) and is_there(gap)):
        return missing(findings, "effort")
    return Finding(
        f"Members give {SHARE.level(effort)} of full effort; the best for the partnership would be"
        f" {SHARE.difference(absolute(gap)).lstrip('+')} {'more' if gap.mean >= 0 else 'less'}."
    )


def paid_and_given(findings: Findings) -> Finding:
    """1c."""
    names = titles(findings.request.scenario.agencies)
    received = {key.part: found.mean for key, found in findings.levels.items() if key[0] == "received"}
    ours = {name: received.get(name, 0.0) for name in names}
    total = sum(ours.values())
    if not total:
        return Finding("No incentive money reached an agency.")
    given = parts_of(findings, "contribution")
    if not all(is_there(given[name]) for name in ours if name in given):
        return cannot_tell(f"GBP {MONEY.alone(total)} was paid, but nobody gave staff time")
    widest = max(ours, key=lambda name: ours[name] / total - given[name].mean)
    return Finding(
        f"GBP {MONEY.alone(total)} went to agencies. Largest excess over contribution: {names[widest]}"
        f" received {SHARE.alone(ours[widest] / total)} of it and gave {SHARE.level(given[widest])} of joint"
        " staff time."
    )


def effort_by_agency(findings: Findings) -> Finding:
    """1d."""
    names = titles(findings.request.scenario.agencies)
    efforts = {key.part: found for key, found in findings.levels.items() if key[:2] == ("agency", "effort")}
    if not efforts:
        return missing(findings, "effort")
    most = max(efforts, key=lambda name: efforts[name].mean)
    least = min(efforts, key=lambda name: efforts[name].mean)
    return Finding(
        f"Effort ranges from {SHARE.level(efforts[least])} ({names[least]}) to {SHARE.level(efforts[most])}"
        f" ({names[most]}) of full effort. The model does not separate staff and managers."
    )


def reach_by_group(findings: Findings) -> Finding:
    """2a."""
    inclusion = score(findings, "inclusion_ratio")
    if not is_there(inclusion):
        return missing(findings, "inclusion_ratio")
    spread = lowest_to_highest(findings, "reach", SHARE)
    ratio = DECIMAL.level(inclusion)
    return Finding(f"Of episodes of need, {spread} get to a service; lowest over highest {ratio}.")


def reach_of_consulted(findings: Findings) -> Finding:
    """2b."""
    scenario = findings.request.scenario
    asked = dict.fromkeys(group for one in scenario.consultations for group in one.groups)
    if not asked:
        return cannot_tell("nobody is consulted in this scenario")
    gaps = differences_from(findings, PROGRAMME)
    if gaps is None:
        return needs_baseline(PROGRAMME)
    names = titles(scenario.population.groups)
    phrases = gaps_by_name(gaps, {names[group]: Key("scorecard", "reach", group) for group in asked})
    return Finding(
        f"{COMPARED[PROGRAMME]}, reach of those consulted: {phrases}. Money and publicity contribute too."
    )


def turned_away(findings: Findings) -> Finding:
    """2c."""
    rule = findings.request.scenario.population.eligibility
    if rule is None:
        return Finding("There is no rule, so nobody is turned away.")
    if rule.otherwise == "as_before":
        return cannot_tell("people left out are served as before and not counted separately")
    return Finding(f"Turned away per 100 episodes: {drop_outs(findings, 'refused')}.")


def aware_at_the_end(findings: Findings) -> Finding:
    """3a."""
    everybody = findings.levels[Key("outcome", "aware", ALL)]
    spread = lowest_to_highest(findings, "aware", SHARE)
    return Finding(
        f"{SHARE.level(everybody)} know of it at the end: {spread}. How people learned of it is not recorded."
    )


def price_of_awareness(findings: Findings) -> Finding:
    """3b."""
    price = score(findings, "cost_per_aware")
    if not is_there(price):
        return missing(findings, "cost_per_aware")
    text = f"GBP {DECIMAL.level(price)} for each person made aware."
    gaps = differences_from(findings, PROGRAMME)
    if gaps is not None:
        names = titles(findings.request.scenario.population.groups)
        phrases = gaps_by_name(gaps, {name: Key("outcome", "aware", group) for group, name in names.items()})
        text += f" {COMPARED[PROGRAMME]}, aware at the end: {phrases}."
    campaign = findings.request.scenario.campaigns[0].name
    return Finding(
        f"{text} For the effect of further spending, rerun with another campaigns.{campaign}.spend."
    )


def wrong_doors(findings: Findings) -> Finding:
    """3c."""
    return Finding(f"Lost at a wrong door per 100 episodes: {drop_outs(findings, 'wrong_door_lapsed')}.")


def outcomes_kept(findings: Findings) -> Finding:
    """4a."""
    return kept(findings, "outcomes_kept", "Episodes resolved a week")


def joint_work_kept(findings: Findings) -> Finding:
    """4b."""
    return kept(findings, "joint_intensity_kept", "Joint intensity")


def returned(findings: Findings) -> Finding:
    """4c."""
    back, resolved = (findings.levels[Key("outcome", name, ALL)] for name in ("relapses", "resolved"))
    if not resolved.mean:
        return cannot_tell("no episode was resolved")
    ratio = 100 * back.mean / resolved.mean
    return Finding(
        f"{COUNT.level(back)} relapses after earlier help: {DECIMAL.alone(ratio)} per 100 episodes resolved."
    )


def steadiness_of_the_baseline(findings: Findings) -> Finding:
    """5a."""
    if not findings.request.scenario.warm_up_weeks:
        return cannot_tell("there is no warm-up")
    moving = sum(warning.startswith(UNSETTLED) for warning in findings.warnings)
    if moving:
        stocks = count(moving, "stock was", "stocks were")
        return Finding(f"Not steady: {stocks} still changing in the year before week 0.")
    return Finding("Steady: no stock changed beyond noise in the year before week 0.")


def gross_and_net(findings: Findings) -> Finding:
    """5b."""
    key = Key("outcome", "resolved", ALL)
    gross = f"Gross, {COUNT.level(findings.levels[key])} episodes were resolved"
    gaps = differences_from(findings, PROGRAMME)
    if gaps is None:
        return Finding(f"{gross}; the net number needs --baseline {PROGRAMME}.")
    return Finding(
        f"{gross}; net of the counterfactual without the programme, {difference_at(gaps, key, COUNT)}."
    )


def flattery(findings: Findings) -> Finding:
    """5c."""
    found = score(findings, "flattery")
    if not is_there(found):
        return missing(findings, "flattery")
    error = "overstate" if found.mean >= 0 else "understate"
    return Finding(f"Reports {error} results by {SHARE.level(absolute(found))} of the true value on average.")


def ranking(findings: Findings) -> Finding:
    """5d."""
    found = score(findings, "rank_correlation")
    if not is_there(found):
        return missing(findings, "rank_correlation")
    return Finding(f"Rank correlation of reported and true results over localities: {DECIMAL.level(found)}.")


def missed_shortfalls(findings: Findings) -> Finding:
    """5e."""
    found = score(findings, "missed_shortfalls")
    if not is_there(found):
        return missing(findings, "missed_shortfalls")
    text = f"{SHARE.level(found)} of shortfalls were in no report, so no action could follow."
    if not found.mean:
        text = "Every shortfall was in a report."
    if findings.request.scenario.measurement.correction:
        text += " For the effect of action, rerun with measurement.correction=0."
    return Finding(text)


def full_cost(findings: Findings) -> Finding:
    """6a."""
    spending, joint, failure = (
        MONEY.level(findings.levels[Key("money", name)])
        for name in ("spending", "coordination", "failure_demand")
    )
    return Finding(
        f"GBP {spending} spent, {joint} of it on joint work; unmet need costs a further {failure}."
    )


def anyway(findings: Findings) -> Finding:
    """6b."""
    alone = findings.levels[Key("outcome", "resolved_without_help", ALL)]
    phrases = [
        f"{COMPARED[name].lower()}, weeks of need: {difference_at(differences, WEEKS, COUNT)}"
        for name in COUNTERFACTUALS
        if (differences := findings.differences.get(name)) is not None
    ]
    text = f"{COUNT.level(alone)} needs ended without help"
    if not phrases:
        return Finding(f"{text}; the effect of joint working needs a baseline.")
    return Finding(f"{text}; {'; '.join(phrases)}.")


def contributions(findings: Findings) -> Finding:
    """6c."""
    names = titles(findings.request.scenario.agencies)
    parts = parts_of(findings, "contribution")
    phrases = [f"{names[name]} {SHARE.level(found)}" for name, found in parts.items() if is_there(found)]
    return (
        Finding(f"Of joint staff time: {listing(phrases)}.") if phrases else missing(findings, "contribution")
    )


def forms_compared(findings: Findings) -> Finding:
    """6d."""
    request = findings.request
    ours = request.scenario.partnership.form
    phrases = [
        f"compared with {form_of(name, other)}:"
        f" {difference_at(findings.differences[name], NET_BENEFIT, MONEY)}"
        for name, other in request.baselines.items()
        if name != PROGRAMME and other.partnership.form != ours
    ]
    other = next(name for name in request.scenario.forms if name not in (ours, "none"))
    how = f"Other forms need runs of their own: --set partnership.form={other}."
    if not phrases:
        return cannot_tell(f"only one form was run. {how.rstrip('.')}")
    return Finding(f"Net benefit in GBP {'; '.join(phrases)}. {how}")


def traced(findings: Findings) -> Finding:
    """7a."""
    found = score(findings, "traced_spending")
    if not is_there(found):
        return missing(findings, "traced_spending")
    return Finding(f"{SHARE.level(found)} of spending can be traced to an owner. For results, see 1b and 6c.")


def reports_and_money(findings: Findings) -> Finding:
    """7b."""
    unspent, hidden = score(findings, "unspent"), score(findings, "flattery")
    phrases = []
    if is_there(hidden):
        error = "overstate" if hidden.mean >= 0 else "understate"
        phrases.append(f"reports {error} results by {SHARE.level(absolute(hidden))} of the true value")
    if is_there(unspent):
        phrases.append(f"{SHARE.level(unspent)} of programme money was not spent as allocated")
    if not phrases:
        return cannot_tell(f"{why_missing(MEASURE['flattery'], '', findings.request.scenario)}")
    return Finding(f"{capital('; '.join(phrases))}.")


def complaints(findings: Findings) -> Finding:
    """7c."""
    made, unowned, upheld = (score(findings, name) for name in ("complaints", "unowned", "upheld"))
    if not (is_there(made) and is_there(upheld)):
        return cannot_tell("nobody complained")
    return Finding(
        f"{DECIMAL.level(made)} of 100 dissatisfied clients complain; {SHARE.level(unowned)} of"
        f" complaints have no owner, {SHARE.level(upheld)} are upheld and bring the client back."
    )
