"""What more runs show of a session: the run without each decision, and replicates with other seeds.

Both run the session's weeks again, headless, and take as long as that takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, isfinite
from pathlib import Path

from joinup.experiments.analysis.methods.statistics import COST, NET_BENEFIT, WEEKS, Difference, compare
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Verdict, t_quantile
from joinup.experiments.report.formatting import COUNT, MONEY, SHARE
from joinup.experiments.run.measures_table import Key, RunMeasures, measures_of
from joinup.experiments.run.replay import replay_of
from joinup.experiments.run.replicates import run_replicates
from joinup.experiments.run.summary_differences import DifferenceRow
from joinup.experiments.session.log import AS_WRITTEN, Entry, as_scenario
from joinup.experiments.session.snapshot import Snapshot
from joinup.sim.errors import ScenarioError
from joinup.sim.results.outcomes import ALL
from joinup.sim.run import run
from joinup.sim.text.words import capital, listing, number

MOST_EFFECTS = 8
"""Most decisions that are examined by default, the latest: each takes a run."""

FEWEST, MOST_NEEDED = 2, 10_000
"""Fewest replicates that give a confidence interval; largest number that is suggested."""

EFFECTS = (
    DifferenceRow(WEEKS, "weeks of need", COUNT),
    DifferenceRow(Key("outcome", "resolved", ALL), "episodes resolved", COUNT),
    DifferenceRow(Key("outcome", "reached", ALL), "share of episodes that got to a service", SHARE),
    DifferenceRow(COST, "public cost in GBP", MONEY),
    DifferenceRow(NET_BENEFIT, "net benefit in GBP", MONEY),
)
"""Measures by which a decision is judged."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision changed: this run less the same run without it, with the same random draws.

    Attributes
    ----------
    entry
        The decision.
    differences
        Differences by measure; empty if the run cannot be repeated without it.
    sentence
        The same in plain English, or why it is not known.
    """

    entry: Entry
    differences: dict[Key, float]
    sentence: str


@dataclass(frozen=True, slots=True)
class SeedSpread:
    """A measure's difference from the scenario as written, over replicates with other seeds.

    Attributes
    ----------
    key, title
        Which measure.
    difference
        Mean paired difference with its confidence interval, and a verdict.
    needed
        About how many replicates it takes to tell, if the difference is as estimated; None if unknown.
    sentence
        The same in plain English.
    """

    key: Key
    title: str
    difference: Difference
    needed: int | None
    sentence: str


def effect_of_each(session: Snapshot, *, most: int = MOST_EFFECTS) -> tuple[Effect, ...]:
    """Repeat the run without each decision, one at a time, and return what each changed.

    Decisions work together, so that their effects need not add up to what all of them did.

    Parameters
    ----------
    session
        The session as it stands.
    most
        Most decisions to examine; the latest are.
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
        return Effect(entry, {}, f"Without '{entry.words}' later decisions are not valid ({why}).")
    found = compare([mine], [without], value_of_week=written.money.value_of_week)
    gaps = {row.key: found[row.key].estimate.mean for row in EFFECTS}
    return Effect(entry, gaps, _effect_words(entry, gaps))


def _effect_words(entry: Entry, gaps: dict[Key, float]) -> str:
    changes = []
    for row in EFFECTS:
        gap = gaps[row.key]
        if isfinite(gap) and gap != 0:
            size = row.writer.alone(abs(gap))
            size = size.replace("%", " points") if row.writer is SHARE else size
            changes.append(f"{row.label} {size} {'higher' if gap > 0 else 'lower'}")
    head = f"Week {entry.week}, '{entry.words}'"
    if not changes:
        return f"{head}: without it this run would be the same."
    return f"{head}: compared with the same run without it, {listing(changes)}."


def with_other_seeds(session: Snapshot, replicates: int = 5) -> tuple[SeedSpread, ...]:
    """Run the same decisions with other seeds, beside the scenario as written.

    Parameters
    ----------
    session
        The session as it stands; a week must have run.
    replicates
        How many pairs of runs, at least two; the first has the session's own seed.

    Raises
    ------
    ValueError
        If there are fewer than two replicates.
    ScenarioError
        If no week has run.
    """
    if replicates < FEWEST:
        raise ValueError(f"{replicates} replicates have no interval: at least {FEWEST} are needed")
    request = replay_of(session.saved(), Path("session.json"), replicates=replicates, baselines=(AS_WRITTEN,))
    found = run_replicates(request)
    value_of_week = session.scenario.money.value_of_week
    gaps = compare(
        found.runs,
        found.baselines[AS_WRITTEN],
        value_of_week=value_of_week,
        worth_having=session.scenario.worth_having,
    )
    return tuple(_seed_spread(row, gaps[row.key]) for row in EFFECTS)


def _seed_spread(row: DifferenceRow, gap: Difference) -> SeedSpread:
    needed = replicates_needed(gap)
    title = capital(row.label)
    pairs = gap.estimate.runs
    text = f"{title}: {row.writer.difference(gap.estimate)} over {pairs} replicates"
    match gap.verdict:
        case Verdict.CANNOT_TELL if not pairs:
            text = f"{title}: {gap.words}."
        case Verdict.CANNOT_TELL if needed is not None:
            text += f", {gap.words}. If it is that large, about {number(needed)} replicates would tell."
        case _:
            text += f", {gap.words}."
    return SeedSpread(row.key, title, gap, needed, text)


def replicates_needed(gap: Difference) -> int | None:
    """Return how many replicates a confidence interval needs to exclude 0, if the mean is as estimated.

    ``n`` such that ``t(n - 1, 97.5 %) sd / sqrt(n) <= |mean|``; None if no number up to ten thousand does.
    """
    found = gap.estimate
    if found.runs < FEWEST or not found.mean:
        return None
    spread = found.margin / t_quantile(found.runs) * found.runs**0.5
    ratio = spread / abs(found.mean)
    wanted = FEWEST_DRAWS
    while wanted <= MOST_NEEDED:
        by_now = ceil((t_quantile(wanted) * ratio) ** 2)
        if by_now <= wanted:
            return wanted
        wanted += 1
    return None
