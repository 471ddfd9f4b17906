"""Sentences and tables on what each part of a form is worth."""

from __future__ import annotations

from math import isfinite

from joinup.experiments.analysis.decomposition import INTERACTION, WHOLE, Decomposition
from joinup.experiments.analysis.methods.paired import NET_BENEFIT
from joinup.experiments.report.formatting import COUNT, MONEY
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.words import count, listing, titles

LABELS = {WHOLE: "The whole form, beside none", INTERACTION: "  beyond the sum of its parts"}


def decomposition_sections(found: Decomposition) -> list[Section]:
    """Return what was found: who gains from which part, then all and the money."""
    groups = titles(found.comparison.scenario.population.groups)
    table = found.table
    sections = []
    for measure, group, heading, writer in (
        *(("need_weeks", group, f"Weeks of need: {words}", COUNT) for group, words in groups.items()),
        ("need_weeks", ALL, "Weeks of need: all", COUNT),
        (NET_BENEFIT.split(".")[1], ALL, "Net benefit, GBP", MONEY),
    ):
        kept = table[(table["measure"] == measure) & (table["group"] == group)]
        rows = [
            (
                LABELS.get(one["part"], f"  {one['part']}"),
                writer.alone(one["difference"]),
                f"{writer.alone(one['low'])} to {writer.alone(one['high'])}" if isfinite(one["low"]) else "",
                str(one["verdict"]),
            )
            for one in sorted(kept.to_dict("records"), key=lambda one: bool(one["part"] != WHOLE))
        ]
        columns = ("", "Difference", "8 members in 10" if _is_doubt(found) else "95% CI", "")
        sections.append(Section(heading, (), Table(columns, tuple(rows))))
    return sections


def in_short(found: Decomposition) -> list[str]:
    """Return what was compared, and how to read it."""
    draws = count(found.comparison.draws, "member of an ensemble" if _is_doubt(found) else "replicate")
    return [
        f"Parts of '{found.form}' that do anything here: {listing(found.parts)}.",
        f"Each line: the whole form less the form without that part, {draws}, the same draws in all. Fewer"
        " weeks of need, and more net benefit, are better.",
    ]


def _is_doubt(found: Decomposition) -> bool:
    return found.comparison.kind == "setting"
