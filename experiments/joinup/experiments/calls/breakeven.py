"""``ju.breakeven``: from which value of a parameter, or week, one option is better than another."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack, overload

import pandas as pd

from joinup.experiments.analysis.breakeven import (
    OverTime,
    break_even,
    checked_column,
    less_is_better,
    outcome_column,
    over_time,
)
from joinup.experiments.analysis.methods.crossings import Crossings
from joinup.experiments.analysis.options import Option, OptionLike, options_of
from joinup.experiments.arguments import Changes, Folder, ScenarioLike, named, real_if_given, whole, wrong
from joinup.experiments.calls.execution import execution_of
from joinup.experiments.run.admission import check_count
from joinup.experiments.study.ranges import Range, range_of
from joinup.experiments.study.sweep import Progress, Stopper
from joinup.scenarios.load import load
from joinup.sim.errors import ArgumentError
from joinup.sim.parameters import Scenario
from joinup.sim.seeds import Seed, seed_of
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count, plain_name

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

type Between = str | Sequence[OptionLike]
"""Two options: a pair, or a text that names both."""

MOST_STEPS = 10_000

BRACKETS = {"[": 1, "{": 1, "]": -1, "}": -1}


@dataclass(frozen=True, repr=False)
class BreakevenValue(Shown):
    """From which value of a parameter one option is better than another.

    Attributes
    ----------
    options
        The two options: whether the first overtakes the second.
    outcome
        What better means.
    over
        The parameter and its range.
    crossings
        Differences at each value, and where their sign changes.
    """

    options: tuple[Option, Option]
    outcome: str
    over: Range
    crossings: Crossings

    @property
    def verdict(self) -> str:
        """``crosses``, or the verdict on the first option over the whole range."""
        return self.crossings.verdict

    @property
    def table(self) -> pd.DataFrame:
        """How much better the first option is at each value, with the margin of a simultaneous interval."""
        found = self.crossings
        return pd.DataFrame(
            {
                "value": found.values,
                "better_by": found.mean,
                "margin": found.margin,
                "worth_having": found.worth,
                "verdict": [str(one) for one in found.verdicts],
            }
        )

    def plot(self) -> Chart:
        """Draw how much better the first option is at each value; needs Matplotlib."""
        from joinup.experiments.report.breakeven_chart import value_chart, writer_of

        write = writer_of(outcome_column(self.outcome))
        return value_chart(self.crossings, _labels(self.options), self.over.path, self.outcome, write)

    def _card(self) -> Card:
        from joinup.experiments.report.breakeven_chart import ahead, writer_of

        one, other = _labels(self.options)
        found, write = self.crossings, writer_of(outcome_column(self.outcome))
        said = [
            f"Break-even at {crossing.at:.4g} (95% confidence interval {crossing.low:.4g} to"
            f" {crossing.high:.4g}): '{one if crossing.upwards else other}' is ahead above it."
            for crossing in found.crossings
        ] or [f"'{one}' from '{other}': {found.verdict}."]
        words = ahead(one, other)
        gaps = zip(found.values, found.mean, found.margin, found.verdicts, strict=True)
        rows = tuple(
            (f"{value:.4g}", f"{write.alone(float(mean))} ±{write.alone(float(margin))}", words[verdict])
            for value, mean, margin, verdict in gaps
        )
        return Card(
            f"Break-even of '{one}' and '{other}' in {plain_name(self.outcome)}, by {self.over.path}",
            (f"{count(len(found.gaps), 'replicate')} at each value.", *said),
            (self.over.path, f"'{one}' better by", ""),
            rows,
            ("found.table", ".crossings", ".plot()"),
        )


@dataclass(frozen=True, repr=False)
class BreakevenWeek(Shown):
    """From which week one option is better than another.

    Attributes
    ----------
    options
        The two options: the first is the one that may have to be paid for at first.
    outcome
        What better means.
    over_time
        How the difference adds up week by week.
    """

    options: tuple[Option, Option]
    outcome: str
    over_time: OverTime

    @property
    def table(self) -> pd.DataFrame:
        """The difference summed to each week, mean over replicates; positive if the first is better."""
        total = self.over_time.total.mean(axis=0)
        return pd.DataFrame({"week": range(len(total)), "total": total})

    def plot(self) -> Chart:
        """Draw how the difference adds up week by week; needs Matplotlib."""
        from joinup.experiments.report.breakeven_chart import week_chart, writer_of

        write = writer_of(outcome_column(self.outcome))
        return week_chart(self.over_time, _labels(self.options), self.outcome, write)

    def _card(self) -> Card:
        from joinup.experiments.report.breakeven_chart import when, writer_of

        one, other = _labels(self.options)
        found, write = self.over_time, writer_of(outcome_column(self.outcome))
        draws, weeks = found.total.shape
        behind = f"At its deepest '{one}' is behind by {write.alone(-found.depth)}."
        return Card(
            f"Break-even of '{one}' and '{other}' in {plain_name(self.outcome)}, by week",
            (
                f"{count(draws, 'replicate')} of {count(weeks, 'week')}.",
                behind if found.depth < 0 else f"'{one}' is at no time behind, on average.",
                f"{capital(when(found.repaid))}.",
            ),
            calls=("found.table", ".over_time", ".plot()"),
        )


def _labels(options: tuple[Option, Option]) -> tuple[str, str]:
    one, other = options
    return one.label, other.label


class How(TypedDict, total=False):
    """How options are compared."""

    outcome: str
    replicates: int
    seed: Seed
    changes: Changes | None
    weeks: int | None
    clients: int | None
    out: Folder | None
    workers: int | None
    accept_changes: bool
    any_scale: bool
    progress: Callable[[Progress], None] | None
    stopper: Stopper | None


class HowOverValues(How, total=False):
    """How options are compared, and the range searched for a value."""

    low: float | None
    high: float | None
    steps: int


@overload
def breakeven(
    scenario: ScenarioLike, between: Between, *, path: None = None, **how: Unpack[How]
) -> BreakevenWeek: ...


@overload
def breakeven(
    scenario: ScenarioLike, between: Between, *, path: str, **how: Unpack[HowOverValues]
) -> BreakevenValue: ...


@overload
def breakeven(
    scenario: ScenarioLike, between: Between, *, path: str | None, **how: Unpack[HowOverValues]
) -> BreakevenValue | BreakevenWeek: ...


def breakeven(
    scenario: ScenarioLike,
    between: Between,
    *,
    path: str | None = None,
    low: float | None = None,
    high: float | None = None,
    steps: int = 7,
    outcome: str = "net_benefit",
    replicates: int = 40,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    out: Folder | None = None,
    workers: int | None = None,
    accept_changes: bool = False,
    any_scale: bool = False,
    progress: Callable[[Progress], None] | None = None,
    stopper: Stopper | None = None,
) -> BreakevenValue | BreakevenWeek:
    """Find from which value of a parameter, or from which week, one option is better than another.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    between
        Two options, as in :func:`joinup.compare`: whether the first overtakes the second. A text names both
        with a comma between them: ``"merged,none"``.
    path
        The parameter; the break-even week is sought if not given.
    low, high
        Ends of its range; as the scenario states them if not given.
    steps
        Initial values; more are added around each break-even point.
    outcome
        What better means: ``net_benefit``, ``need_weeks``, ``resolved``, ``public_cost`` or any other
        measure.
    replicates, seed
        Runs of each option and value, and the seed of the first.
    changes, weeks, clients
        What is changed in every option, as in :func:`joinup.run`.
    out
        Folder for the studies of the runs; True is the usual one, under ``studies``. A temporary one if not
        given.
    workers, accept_changes, any_scale, progress, stopper
        As in :func:`joinup.sweep`.

    Returns
    -------
    BreakevenValue or BreakevenWeek
        The first with `path`.

    Raises
    ------
    ScenarioError
        Listing every problem with the arguments; nothing is run then.
    ArgumentError
        If an argument is of a wrong type.

    Examples
    --------
    >>> import joinup as ju
    >>> town = ju.load("town").with_changes({"population.clients": 200, "weeks": 26})
    >>> found = ju.breakeven(town, "merged,none", path="trust.start", steps=2, replicates=2, workers=0)
    >>> found.table.columns.tolist()
    ['value', 'better_by', 'margin', 'worth_having', 'verdict']
    >>> len(ju.breakeven(town, ["merged", "none"], replicates=2, workers=0).table)
    26
    """
    replicates, steps = whole(replicates, "replicates", least=1), whole(steps, "steps", least=2)
    check_count(steps, MOST_STEPS, "value")
    if replicates < 2:
        raise wrong("replicates", "at least 2 are needed for a confidence interval", given=replicates)
    seed = seed_of(seed, named("seed"))
    low, high = real_if_given(low, "low"), real_if_given(high, "high")
    if not isinstance(outcome, str):
        raise ArgumentError(named("outcome"), outcome, "the name of an outcome, such as net_benefit")
    one, other = options = options_between(scenario, between, changes, weeks, clients)
    execution = execution_of(
        out,
        "weekly" if path is None else "compare",
        workers=workers,
        accept_changes=accept_changes,
        any_scale=any_scale,
        progress=progress,
        stopper=stopper,
    )
    column = checked_column(one.scenario, outcome)
    less_is_better(column)
    if path is None:
        for argument, end in (("low", low), ("high", high)):
            if end is not None:
                raise wrong(argument, f"needs {named('path')}")
        total = over_time(one, other, outcome=column, replicates=replicates, seed=seed, execution=execution)
        return BreakevenWeek(options, outcome, total)
    over = range_of(one.scenario, path, low, high)
    found = break_even(
        one, other, over, outcome=column, steps=steps, replicates=replicates, seed=seed, execution=execution
    )
    return BreakevenValue(options, outcome, over, found)


def options_between(
    scenario: ScenarioLike, between: Between, changes: Changes | None, weeks: int | None, clients: int | None
) -> tuple[Option, Option]:
    """Return the two options that are named; nothing is run."""
    if not isinstance(between, Sequence):
        raise ArgumentError(named("between"), between, "two options, such as 'merged,none' or a pair")
    words: list[OptionLike] = list(split(between)) if isinstance(between, str) else list(between)
    if len(words) != 2 or not all(word.strip() for word in words if isinstance(word, str)):
        raise wrong("between", "name two options, such as merged,none", given=between)
    if isinstance(words[0], str) and words[0] == words[1]:
        raise wrong("between", "the two are the same", given=between)
    others = [word for word in words if not _is_first(word, scenario)]
    first, *rest = options_of(scenario, others, changes=changes, weeks=weeks, clients=clients)
    left = iter(rest)
    one, other = (first if _is_first(word, scenario) else next(left) for word in words)
    return one, other


def _is_first(word: OptionLike, scenario: ScenarioLike) -> bool:
    """Return whether an option is the scenario as it stands: itself, by its name, or by its file."""
    if word is scenario:
        return True
    if not isinstance(word, str | os.PathLike):
        return False
    text = os.fspath(word)
    if isinstance(scenario, Scenario):
        return text == scenario.name
    if not isinstance(scenario, str | os.PathLike):
        return False
    given = os.fspath(scenario)
    return text in (given, load(scenario).name) or Path(text).absolute() == Path(given).absolute()


def split(text: str) -> list[str]:
    """Split a text at commas that are not within brackets.

    Examples
    --------
    >>> split("partnership.members=[adviser, housing], none")
    ['partnership.members=[adviser, housing]', 'none']
    """
    parts, depth = [""], 0
    for char in text:
        depth += BRACKETS.get(char, 0)
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts]
