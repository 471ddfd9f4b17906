"""The debrief: what the room did, against what the agencies would have done, and against no joint working.

A session is one draw of luck, the same in every arm. So the debrief says by how much arms differ, and not
which decision did it, nor whether it would do so again:
:mod:`joinup.experiments.session.effects` plays more runs for that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import isfinite, nan, sqrt
from typing import Literal

from joinup.experiments.analysis.methods.statistics import t_quantile
from joinup.experiments.report.formatting import COUNT, SHARE, Writer
from joinup.experiments.run.measures_table import Key, measures_of
from joinup.experiments.run.summary_differences import COSTS, ROWS, Row
from joinup.experiments.session.arms import RUN
from joinup.experiments.session.log import AS_WRITTEN, NONE
from joinup.experiments.session.snapshot import ArmSnapshot, Snapshot
from joinup.scenarios.words import capital, count, day, listing, titles
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.tables import UNMET

Word = Literal["better", "worse", "higher", "lower", "the same", "cannot tell"]

UNMET_NOW = Key("now", "unmet_need", ALL)
AWARE = Key("outcome", "aware", ALL)

SPELT_OUT = {"coordination": "Spending on joint work, GBP", "failure_demand": "Failure demand, GBP"}
"""What rows of a table are called that stand alone here."""

MEASURES = (
    Row(UNMET_NOW, "People in need and not being helped, now", COUNT, "lower"),
    *ROWS,
    Row(AWARE, "People who know of the service", SHARE, "higher"),
    *(replace(row, label=SPELT_OUT.get(row.key.name, row.label)) for row in COSTS),
)
"""What is told for all people."""

BY_GROUP = ("unmet_need", "unmet_need_weeks", "resolved", "reached", "aware")
"""What is told for each group besides."""

BESIDE = {AS_WRITTEN: "as the scenario has it", NONE: "without joint working"}
"""What this run is laid beside, in words."""

PAIRS = (5, 10, 20, 50)
"""Numbers of replicates whose margins are told."""

SUGGESTED = 20
"""Replicates that are suggested."""


@dataclass(frozen=True, slots=True)
class Gap:
    """How this run differs from an arm beside it.

    Attributes
    ----------
    arm
        Which arm.
    value
        The arm's own figure.
    difference
        This run's figure less the arm's; NaN if there is one figure only, or none.
    word
        Whether this run's is better or worse; higher or lower if neither is better by itself.
    """

    arm: str
    value: float
    difference: float
    word: Word


@dataclass(frozen=True, slots=True)
class MeasureComparison:
    """One figure of this run, beside those of the other arms.

    Attributes
    ----------
    name, title
        Its name in tables and what people call it.
    group, group_title
        Whom it is of: a client group, or everybody.
    value
        Of this run; NaN if there is none.
    gaps
        How it differs from the scenario as it was written, and from none.
    sentence
        All this in plain English.
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
    """One thing that was decided."""

    week: int
    date: str
    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Debrief:
    """What there is to say at the end of a session, or at any time before.

    Attributes
    ----------
    title, weeks, of_weeks
        What was played, how many weeks of how many.
    headline
        The most important of it in a sentence or two.
    figures, by_group
        Figures of all people, and of each group.
    decisions
        What was decided, in order.
    luck
        What one run can tell, and how many would tell more.
    command
        What plays the same decisions with other luck; ``session.json`` is the saved session.
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
    """Return what there is to say of a session.

    Parameters
    ----------
    session
        The session as it stands.
    file
        Name of the file it is saved in, for the command.
    """
    values = {name: arm_measures(session.arms[name]) for name in (RUN, *BESIDE)}
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
    """Return every figure of an arm, for all people; and who is in need and not being helped now."""
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
    """Say what one run can tell, and what more would tell."""
    margins = [f"{pairs} runs to within {t_quantile(pairs) / sqrt(pairs):.2f}" for pairs in PAIRS]
    return (
        "One run is one draw of luck. The same people meet the same luck in every arm, so that they differ by"
        " what was decided; but with other luck the same decisions may do more, less or the opposite. The"
        " mean difference is known the better, the more runs in pairs there are: with"
        f" {listing(margins)} times the spread from luck to luck."
    )


def _of_group(row: Row, group: str) -> Row:
    return replace(row, key=row.key._replace(part=group))


def _comparison(
    row: Row, group: str, group_title: str, values: dict[str, dict[Key, float]]
) -> MeasureComparison:
    mine = values[RUN].get(row.key, nan)
    gaps = tuple(_gap(row, arm, mine, values[arm].get(row.key, nan)) for arm in BESIDE)
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


def _gap(row: Row, arm: str, mine: float, other: float) -> Gap:
    return Gap(arm, other, mine - other, _word(row, mine - other))


def _word(row: Row, difference: float) -> Word:
    if not isfinite(difference):
        return "cannot tell"
    if difference == 0:
        return "the same"
    way: Word = "higher" if difference > 0 else "lower"
    if row.better is None:
        return way
    return "better" if way == row.better else "worse"


def _sentence(what: str, mine: float, gaps: tuple[Gap, ...], writer: Writer) -> str:
    if not isfinite(mine):
        return f"{what}: there is no figure."
    return f"{what}: {writer.alone(mine)} in this run, {listing(_beside(gaps, writer))}."


def _beside(gaps: tuple[Gap, ...], writer: Writer) -> Iterator[str]:
    for gap in gaps:
        words = BESIDE[gap.arm]
        if not isfinite(gap.difference):
            yield f"with nothing to lay beside it {words}"
        elif gap.difference == 0:
            yield f"the same {words}"
        else:
            size = f"{writer.alone(abs(gap.difference))}"
            size = size.replace("%", " points") if writer is SHARE else size
            than = "more" if gap.difference > 0 else "less"
            sense = f", {gap.word}" if gap.word in ("better", "worse") else ""
            yield f"{size} {than} than {words} ({writer.alone(gap.value)}{sense})"


def _headline(session: Snapshot, told: tuple[MeasureComparison, ...]) -> str:
    if not session.weeks:
        return "No week has been played yet."
    weeks = next(one for one in told if one.name == "unmet_need_weeks")
    money = next(one for one in told if one.name == "public_cost")
    return (
        f"{count(session.weeks, 'week')} of {session.scenario.weeks} played,"
        f" {count(len(session.run.log), 'decision')} made. {weeks.sentence} {money.sentence}"
    )
