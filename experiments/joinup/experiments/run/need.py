"""What counts as need, and who was helped from onset on: what the second edition reports (ODD 7.10)."""

from __future__ import annotations

from joinup.experiments.report.formatting import COUNT, DECIMAL, SHARE, Writer
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.measures_table import Key
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.words import listing, number

WEIGHTS = (0.0, 0.3, 1.0)
"""Weights of a week in service at which weeks of need are shown."""

HELP: dict[str, tuple[str, Writer]] = {
    "helped_within_26": ("Helped in\n26 weeks", SHARE),
    "helped_within_52": ("Helped in\n52 weeks", SHARE),
    "helped_within_104": ("Helped in\n104 weeks", SHARE),
    "weeks_to_help": ("Weeks\nto help", DECIMAL),
    "ended_by_itself": ("Ended by\nitself", SHARE),
    "not_helped": ("Not\nhelped", COUNT),
}
"""Outcomes of help that are printed in the second edition."""


def need_text(findings: Findings) -> str:
    """State the weeks of need at several weights of a week in service, and below which slow looks better."""
    unmet, served = (_mean(findings, name, ALL) for name in ("unmet_need_weeks", "in_service_weeks"))
    weight = findings.request.scenario.outcomes.in_service_weight
    weights = sorted({*WEIGHTS, weight})
    ours = COUNT.pair(findings.levels[Key("outcome", "need_weeks", ALL)])
    said = listing(COUNT.alone(unmet + each * served) for each in weights)
    text = (
        f"Weeks of need, with a week in service counted as {listing(number(each) for each in weights)}:"
        f" {said}; this scenario counts it as {number(weight)}: {' '.join(ours).strip()}."
        f" Below {number(round(bound(findings), 2))} services that take longer would look better,"
        " and just above it they may."
    )
    return text + (" It should not be lower." if weight < bound(findings) else "")


def bound(findings: Findings) -> float:
    """Return w*, the weight of a week in service below which slow services look better.

    ``w* = U / (U + N)`` of the weeks in unmet need and without need (ODD 7.10).
    """
    scenario = findings.request.scenario
    people = _mean(findings, "clients", ALL) * scenario.people_per_client
    unmet, served = (_mean(findings, name, ALL) for name in ("unmet_need_weeks", "in_service_weeks"))
    without = people * scenario.weeks - unmet - served
    return unmet / (unmet + without) if unmet + without > 0 else 0.0


def _mean(findings: Findings, name: str, group: str) -> float:
    return findings.levels[Key("outcome", name, group)].mean
