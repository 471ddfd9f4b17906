"""What more runs say of a session: without each decision, and with other luck.

Both play the session's weeks again, headless, and take as long as that takes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path

from joinup.experiments.analysis.methods.statistics import (
    COST,
    NET_BENEFIT,
    WEEKS,
    Difference,
    Verdict,
    compare,
    t_quantile,
)
from joinup.experiments.report.formatting import COUNT, MONEY, SHARE
from joinup.experiments.run.measures_table import Key, RunMeasures, measures_of
from joinup.experiments.run.replay import replay_of
from joinup.experiments.run.replicates import play
from joinup.experiments.run.summary_differences import Row
from joinup.experiments.session.log import AS_WRITTEN, Entry, as_scenario
from joinup.experiments.session.snapshot import Snapshot
from joinup.scenarios.words import capital, listing, number
from joinup.sim.errors import ScenarioError
from joinup.sim.results.outcomes import ALL
from joinup.sim.run import run

MOST_EFFECTS = 8
"""Decisions that are looked at, the latest, unless told otherwise: each takes a run."""

FEWEST, MOST_NEEDED = 2, 10_000
"""Replicates that have an interval; beyond so many, none is named."""

EFFECTS = (
    Row(WEEKS, "weeks in unmet need", COUNT, "lower"),
    Row(Key("outcome", "resolved", ALL), "episodes resolved", COUNT, "higher"),
    Row(Key("outcome", "reached", ALL), "share of episodes that got to a service", SHARE, "higher"),
    Row(COST, "public cost in GBP", MONEY, "lower"),
    Row(NET_BENEFIT, "net benefit in GBP", MONEY, "higher"),
)
"""What is told of a decision."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision changed, measured: this run less the same run without it, with the same luck.

    Attributes
    ----------
    entry
        The decision.
    differences
        Differences by figure; empty if the run cannot be played without it.
    sentence
        The same in plain English, or why it cannot be told.
    """

    entry: Entry
    differences: dict[Key, float]
    sentence: str


@dataclass(frozen=True, slots=True)
class SeedSpread:
    """A figure's difference from the scenario as it was written, over replicates with other luck.

    Attributes
    ----------
    key, title
        Which figure.
    difference
        Mean paired difference with its interval and what can be said of it.
    needed
        About how many replicates would tell the difference from chance, if it is what it looks like; None
        if there is no telling.
    sentence
        The same in plain English.
    """

    key: Key
    title: str
    difference: Difference
    needed: int | None
    sentence: str


def effect_of_each(session: Snapshot, *, most: int = MOST_EFFECTS) -> tuple[Effect, ...]:
    """Play the run again without each decision, one at a time, and return what each changed.

    Decisions work together, so that their effects need not add up to what all of them did.

    Parameters
    ----------
    session
        The session as it stands.
    most
        Most decisions to look at; the latest are.
    """
    log = session.run.log
    if not log or not session.weeks:
        return ()
    mine = measures_of(session.run.result)
    first = max(0, len(log) - most)
    return tuple(_effect(session, place, mine) for place in range(first, len(log)))


def _effect(session: Snapshot, place: int, mine: RunMeasures) -> Effect:
    log = session.run.log
    entry = log[place]
    written = session.scenario.with_changes({"weeks": session.weeks})
    try:
        scenario = as_scenario(written, (*log[:place], *log[place + 1 :]))
        without = measures_of(run(scenario, session.seed, by_locality=True))
    except ScenarioError as error:
        why = "; ".join(problem.message for problem in error.problems)
        return Effect(entry, {}, f"Without '{entry.words}' later decisions would not be allowed ({why}).")
    found = compare([mine], [without], value_of_week=written.money.value_of_week)
    gaps = {row.key: found[row.key].estimate.mean for row in EFFECTS}
    return Effect(entry, gaps, _effect_words(entry, gaps))


def _effect_words(entry: Entry, gaps: dict[Key, float]) -> str:
    told = []
    for row in EFFECTS:
        gap = gaps[row.key]
        if isfinite(gap) and gap != 0:
            size = row.writer.alone(abs(gap))
            size = size.replace("%", " points") if row.writer is SHARE else size
            sense = "better" if (gap > 0) == (row.better == "higher") else "worse"
            told.append(f"{row.label} {size} {'higher' if gap > 0 else 'lower'} ({sense})")
    head = f"Week {entry.week}, '{entry.words}'"
    if not told:
        return f"{head}: without it this run would have come to the same."
    return f"{head}: beside the same run without it, {listing(told)}."


def with_other_seeds(
    session: Snapshot, replicates: int = 5, *, played: Callable[[int], None] | None = None
) -> tuple[SeedSpread, ...]:
    """Play the same decisions with other luck, beside the scenario as it was written.

    Parameters
    ----------
    session
        The session as it stands; a week must have been played.
    replicates
        How many pairs of runs, at least two; the first has the session's own luck.
    played
        Told of weeks played.

    Raises
    ------
    ValueError
        If there are fewer than two replicates.
    ScenarioError
        If no week was played.
    """
    if replicates < FEWEST:
        raise ValueError(f"{replicates} replicates have no interval: at least {FEWEST} are needed")
    request = replay_of(session.saved(), Path("session.json"), replicates=replicates, baselines=(AS_WRITTEN,))
    found = play(request, played=played or (lambda _: None))
    value_of_week = session.scenario.money.value_of_week
    gaps = compare(found.runs, found.baselines[AS_WRITTEN], value_of_week=value_of_week)
    return tuple(_seed_spread(row, gaps[row.key]) for row in EFFECTS)


def _seed_spread(row: Row, gap: Difference) -> SeedSpread:
    needed = replicates_needed(gap)
    title = capital(row.label)
    pairs = gap.estimate.runs
    text = f"{title}: {row.writer.difference(gap.estimate)} over {pairs} runs with different luck"
    match gap.verdict:
        case Verdict.HIGHER | Verdict.LOWER:
            text += ", more than chance."
        case Verdict.CANNOT_TELL_APART if needed is not None:
            text += f", which chance may explain. About {number(needed)} would tell, if it is so large."
        case Verdict.CANNOT_TELL_APART:
            text += ", which chance may explain."
        case _:
            text = f"{title}: {gap.verdict}."
    return SeedSpread(row.key, title, gap, needed, text)


def replicates_needed(gap: Difference) -> int | None:
    """Return how many replicates an interval takes that leaves nought out, if the mean is as it looks.

    ``n`` such that ``t(n - 1, 97.5 %) sd / sqrt(n) <= |mean|``; None if no number up to ten thousand does.
    """
    found = gap.estimate
    if found.runs < FEWEST or not found.mean:
        return None
    spread = found.margin / t_quantile(found.runs) * found.runs**0.5
    ratio = spread / abs(found.mean)
    wanted = FEWEST
    while wanted <= MOST_NEEDED:
        by_now = ceil((t_quantile(wanted) * ratio) ** 2)
        if by_now <= wanted:
            return wanted
        wanted += 1
    return None
