"""The debrief: this run compared with the scenario as written and with no joint working.

A session is one replicate, with the same random draws in every arm. So the debrief states by how much arms
differ, and not which decision caused it, nor whether it would happen again with other seeds:
:mod:`joinup.experiments.session.effects` makes further runs for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite, nan, sqrt
from typing import Literal

from joinup.experiments.analysis.methods.verdicts import t_quantile
from joinup.experiments.report.formatting import COUNT, SHARE, Writer
from joinup.experiments.run.measures_table import Key, measures_of
from joinup.experiments.run.summary_differences import COSTS, ROWS, DifferenceRow
from joinup.experiments.session.log import AS_WRITTEN, NONE, RUN
from joinup.experiments.session.snapshot import ArmSnapshot, Snapshot
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.tables import UNMET
from joinup.sim.text.words import capital, count, day, listing, titles

Word = Literal["higher", "lower", "no difference", "cannot tell"]
"""What one pair of runs can say: it gives no verdict of better or worse."""

UNMET_NOW = Key("now", "unmet_need", ALL)
AWARE = Key("outcome", "aware", ALL)

SPELT_OUT = {"coordination": "Spending on joint work, GBP", "failure_demand": "Failure demand, GBP"}
"""Labels of rows that are not in a table here."""

MEASURES = (
    DifferenceRow(UNMET_NOW, "People in need and not being helped, now", COUNT),
    *ROWS,
    DifferenceRow(AWARE, "People who know of the service", SHARE),
    *(replace(row, label=SPELT_OUT.get(row.key.name, row.label)) for row in COSTS),
)
"""Measures of all people."""

BY_GROUP = ("unmet_need", "need_weeks", "resolved", "reached", "aware")
"""Measures of each group as well."""

COUNTERFACTUALS = {AS_WRITTEN: "in the scenario as written", NONE: "without joint working"}
"""The counterfactual arms, in words."""

REPLICATES = (5, 10, 20, 50)
"""Numbers of replicates for which confidence intervals are stated."""

SUGGESTED = 20
"""Number of replicates that is suggested."""


@dataclass(frozen=True, slots=True)
class Gap:
    """The difference of this run from a counterfactual arm.

    Attributes
    ----------
    arm
        The arm.
    value
        The arm's own value.
    difference
        This run's value less the arm's; NaN if either is missing.
    word
        Whether this run's is higher or lower.
    """

    arm: str
    value: float
    difference: float
    word: Word


@dataclass(frozen=True, slots=True)
class MeasureComparison:
    """One measure of this run and of the counterfactual arms.

    Attributes
    ----------
    name, title
        Its name in tables and its title.
    group, group_title
        The client group, or everybody.
    value
        Value in this run; NaN if missing.
    gaps
        Differences from the scenario as written, and from no joint working.
    sentence
        The same in plain English.
    """

    name: str
    title: str
    group: str
    group_title: str
    value: float
    gaps: tuple[Gap, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision."""

    week: int
    date: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """The debrief of a session, at its end or at any time before.

    Attributes
    ----------
    title, weeks, of_weeks
        The scenario's title, weeks run, and weeks in all.
    headline
        The main result in a sentence or two.
    figures, by_group
        Measures of all people, and of each group.
    decisions
        The decisions, in order.
    noise
        How much of a difference may be noise, and how many replicates would show it.
    command
        The command that runs the same decisions with other seeds; ``session.json`` is the saved session.
    """

    title: str
    weeks: int
    of_weeks: int
    headline: str
    measures: tuple[MeasureComparison, ...]
    by_group: tuple[MeasureComparison, ...]
    decisions: tuple[Decided, ...]
    noise: str
    command: str


def debrief(session: Snapshot, *, file: str = "session.json") -> Debrief:
    """Return the debrief of a session.

    Parameters
    ----------
    session
        The session as it stands.
    file
        Name of the file it is saved in, for the command.
    """
    values = {name: arm_measures(session.arms[name]) for name in (RUN, *COUNTERFACTUALS)}
    groups = titles(session.scenario.population.groups)
    overall = tuple(_comparison(row, ALL, "Everybody", values) for row in MEASURES)
    by_group = tuple(
        _comparison(_of_group(row, group), group, title, values)
        for row in MEASURES
        if row.key.name in BY_GROUP and row.key.part == ALL
        for group, title in groups.items()
    )
    return Debrief(
        title=session.scenario.title or session.scenario.name,
        weeks=session.weeks,
        of_weeks=session.scenario.weeks,
        headline=_headline(session, overall),
        measures=overall,
        by_group=by_group,
        decisions=tuple(
            Decided(entry.week, day(session.day(entry.week)), entry.who, entry.words)
            for entry in session.run.log
        ),
        noise=noise_note(),
        command=f"joinup run --replay {file} --replications {SUGGESTED}",
    )


def arm_measures(arm: ArmSnapshot) -> dict[Key, float]:
    """Return every measure of an arm, for all people, and the people now in need and not being helped."""
    run = arm.result.tallies
    if not run.weeks:
        return {}
    weight = run.scenario.people_per_client
    now = run.weekly_of(*UNMET)[-1] * weight
    stocks = {
        Key("now", "unmet_need", group): float(value) for group, value in zip(run.groups, now, strict=True)
    }
    return {**measures_of(arm.result).values, **stocks, UNMET_NOW: float(now.sum())}


def noise_note() -> str:
    """State what one run cannot show, and how the confidence interval narrows with replicates."""
    widths = [f"±{t_quantile(runs) / sqrt(runs):.2f} with {runs}" for runs in REPLICATES]
    return (
        "This is one run: one set of random draws, the same in every arm, so that arms differ only by the"
        " decisions. With other seeds the same decisions may do more, less or the opposite. Replicates show"
        " which: in standard deviations of the difference between paired runs, the 95% confidence interval of"
        f" the mean difference is {listing(widths)} replicates."
    )


def _of_group(row: DifferenceRow, group: str) -> DifferenceRow:
    return replace(row, key=row.key._replace(part=group))


def _comparison(
    row: DifferenceRow, group: str, group_title: str, values: dict[str, dict[Key, float]]
) -> MeasureComparison:
    mine = values[RUN].get(row.key, nan)
    gaps = tuple(_gap(row, arm, mine, values[arm].get(row.key, nan)) for arm in COUNTERFACTUALS)
    title = capital(row.label.strip())
    whom = "" if group == ALL else f", {group_title}"
    return MeasureComparison(
        name=row.key.name,
        title=title,
        group=group,
        group_title=group_title,
        value=mine,
        gaps=gaps,
        sentence=_sentence(f"{title}{whom}", mine, gaps, row.writer),
    )


def _gap(row: DifferenceRow, arm: str, mine: float, other: float) -> Gap:
    return Gap(arm, other, mine - other, _word(mine - other))


def _word(difference: float) -> Word:
    if not isfinite(difference):
        return "cannot tell"
    if difference == 0:
        return "no difference"
    return "higher" if difference > 0 else "lower"


def _sentence(what: str, mine: float, gaps: tuple[Gap, ...], writer: Writer) -> str:
    if not isfinite(mine):
        return f"{what}: no value."
    return f"{what}: {writer.alone(mine)} in this run, {listing(_comparisons(gaps, writer))}."


def _comparisons(gaps: tuple[Gap, ...], writer: Writer) -> Iterator[str]:
    for gap in gaps:
        words = COUNTERFACTUALS[gap.arm]
        if not isfinite(gap.difference):
            yield f"no value {words}"
        elif gap.difference == 0:
            yield f"the same {'' if gap.arm == NONE else 'as '}{words}"
        else:
            size = f"{writer.alone(abs(gap.difference))}"
            size = size.replace("%", " points") if writer is SHARE else size
            than = "more" if gap.difference > 0 else "less"
            yield f"{size} {than} than {words} ({writer.alone(gap.value)})"


def _headline(session: Snapshot, measures: tuple[MeasureComparison, ...]) -> str:
    if not session.weeks:
        return "No week has been run yet."
    weeks = next(one for one in measures if one.name == "need_weeks")
    money = next(one for one in measures if one.name == "public_cost")
    return (
        f"{count(session.weeks, 'week')} of {session.scenario.weeks} run,"
        f" {count(len(session.run.log), 'decision')} made. {weeks.sentence} {money.sentence}"
    )
