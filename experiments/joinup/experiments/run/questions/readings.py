"""Helpers for answers to the key questions: values from findings, or the reason why one is missing."""

from __future__ import annotations

from math import isfinite
from typing import NamedTuple

from joinup.experiments.analysis.methods.statistics import NO_VALUE, Difference, Estimate
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.report.formatting import DECIMAL, SHARE, Writer
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.measures_table import Key
from joinup.experiments.run.request import COUNTERFACTUALS
from joinup.experiments.run.summary_differences import difference_text
from joinup.experiments.run.verdicts import why_missing
from joinup.sim.parameters import Scenario
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.text.words import body_name, listing, plain_name, titles

JOINT_WORKING, PROGRAMME = COUNTERFACTUALS
COMPARED = {JOINT_WORKING: "Compared with no joint working", PROGRAMME: "Compared with no programme"}
MEASURE = {measure.name: measure for measure in MEASURES}


class Finding(NamedTuple):
    """The finding on a question, and whether it is an answer."""

    text: str
    answered: bool = True


def cannot_tell(why: str) -> Finding:
    """Return that the runs cannot tell, with the reason."""
    return Finding(f"Cannot tell: {why}.", answered=False)


def differences_from(findings: Findings, baseline: str) -> dict[Key, Difference] | None:
    """Return the differences from a baseline, if it was run."""
    return findings.differences.get(baseline)


def needs_baseline(name: str) -> Finding:
    """Return that this needs a comparison."""
    return cannot_tell(f"this needs a comparison: --baseline {name}")


def difference_at(gaps: dict[Key, Difference], key: Key, writer: Writer) -> str:
    """Write a difference, or the verdict if there is none to write."""
    if key not in gaps:
        return NO_VALUE
    gap = gaps[key]
    told = difference_text(gap, writer)
    return gap.words if told == Verdict.CANNOT_TELL else told


def gaps_by_name(gaps: dict[Key, Difference], keys: dict[str, Key]) -> str:
    """Write differences of shares by name; those of which the runs cannot tell come last, together."""
    told = {name: difference_text(gaps[key], SHARE) for name, key in keys.items()}
    unclear = [name for name, text in told.items() if text == Verdict.CANNOT_TELL]
    phrases = [f"{name} {text}" for name, text in told.items() if name not in unclear]
    if unclear:
        phrases.append(f"{Verdict.CANNOT_TELL} for {listing(unclear)}")
    return "; ".join(phrases)


def body_of(findings: Findings, name: str) -> str:
    """Write the name of a payer."""
    called = titles(findings.request.scenario.agencies)
    return called.get(name) or ("the funder" if name == "funder" else body_name(name))


def form_of(baseline: str, other: Scenario) -> str:
    """Write the form of joint working in a baseline."""
    if baseline == JOINT_WORKING:
        return "no joint working"
    return f"{plain_name(other.partnership.form)} ('{baseline}')"


def score(findings: Findings, measure: str, part: str = "") -> Estimate:
    """Return a measure of the scorecard, or a part of it."""
    return findings.levels[Key("scorecard", measure, part)]


def parts_of(findings: Findings, measure: str) -> dict[str, Estimate]:
    """Return the parts of a measure by name."""
    return {key.part: found for key, found in findings.levels.items() if key[:2] == ("scorecard", measure)}


def is_there(found: Estimate) -> bool:
    """Return whether there is a value."""
    return isfinite(found.mean)


def absolute(found: Estimate) -> Estimate:
    """Return a value without its sign."""
    return found if found.mean >= 0 else Estimate(-found.mean, -found.high, -found.low, found.runs)


def missing(findings: Findings, measure: str, part: str = "") -> Finding:
    """Return that a measure has no value, with the reason."""
    return cannot_tell(why_missing(MEASURE[measure], part, findings.request.scenario))


def lowest_to_highest(findings: Findings, measure: str, writer: Writer) -> str:
    """Write the groups with the lowest and the highest value."""
    names = titles(findings.request.scenario.population.groups)
    found = {part: one for part, one in parts_of(findings, measure).items() if is_there(one)}
    low = min(found, key=lambda part: found[part].mean)
    high = max(found, key=lambda part: found[part].mean)
    if low == high:
        return f"{writer.level(found[low])} ({names[low]})"
    return f"{writer.level(found[low])} ({names[low]}) to {writer.level(found[high])} ({names[high]})"


def drop_outs(findings: Findings, cause: str) -> str:
    """Write how often each group dropped out by a cause, per 100 episodes."""
    names = titles(findings.request.scenario.population.groups)
    found = {group: score(findings, "drop_outs", f"{group}: {cause}") for group in names}
    phrases = [f"{names[group]} {DECIMAL.level(one)}" for group, one in found.items() if is_there(one)]
    return listing(phrases) or "no episodes"


def kept(findings: Findings, measure: str, what: str) -> Finding:
    """Return a measure some time after funding, relative to its last funded year."""
    parts = parts_of(findings, measure)
    phrases = [f"{SHARE.level(found)} {part}" for part, found in parts.items() if is_there(found)]
    if phrases:
        return Finding(f"{what}, relative to the last funded year: {listing(phrases)}.")
    return missing(findings, measure, next(iter(parts)))
