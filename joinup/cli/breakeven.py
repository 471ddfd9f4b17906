"""``joinup breakeven``: from which value, or from which week, one option is ahead of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isfinite, isinf
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from joinup.cli.exit_codes import ExitCode
from joinup.cli.progress import watched
from joinup.cli.text import as_json, heading, line, table
from joinup.experiments.analysis.breakeven import (
    WEEKLY,
    OverTime,
    When,
    break_even,
    less_is_better,
    outcome_column,
    over_time,
)
from joinup.experiments.analysis.methods.crossings import Crossing, Crossings
from joinup.experiments.analysis.options import Option, options_of
from joinup.experiments.analysis.storage import Execution, kept_in
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, Writer
from joinup.experiments.study.ranges import Range, range_of
from joinup.scenarios.evidence import known
from joinup.scenarios.words import UNITS, capital, count, number
from joinup.sim.errors import Problem, ScenarioError


@dataclass(frozen=True, slots=True)
class BreakevenRequest:
    """A question of break-even as it was asked for on the command line.

    Attributes
    ----------
    scenario, settings, weeks, clients
        The scenario and what changes it everywhere.
    between
        The two options, ``A,B``: whether A overtakes B.
    path, low, high, steps
        The parameter, its range and how many values to begin with; without a path it is asked when.
    outcome
        What better means.
    replicates, seed
        Runs of each option and value, and seed of the first.
    out, workers, accept_changes
        Where and how runs are made.
    json
        Whether to print JSON.
    """

    scenario: str
    between: str
    path: str | None = None
    low: float | None = None
    high: float | None = None
    steps: int = 7
    outcome: str = "net_benefit"
    settings: tuple[str, ...] = ()
    weeks: int | None = None
    clients: int | None = None
    replicates: int = 40
    seed: int = 1
    out: Path | None = None
    workers: int | None = None
    accept_changes: bool = False
    json: bool = False
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))


def breakeven_command(request: BreakevenRequest) -> None:
    """Play what is needed, and say where one option overtakes the other.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked; nothing is run then.
    """
    if request.replicates < 2:
        raise ScenarioError([Problem((), "--replications 1: at least 2 are needed to know an interval")])
    one, other = _between(request)
    outcome = outcome_column(request.outcome)
    if request.path is None:
        _over_time(request, one, other, outcome)
        return
    over = range_of(one.scenario, request.path, request.low, request.high)
    with watched(request.console) as watch:
        execution = Execution(
            request.out or kept_in("compare"),
            request.workers,
            request.accept_changes,
            watch.show,
            watch.stopper,
        )
        found = break_even(
            one,
            other,
            over,
            outcome=outcome,
            steps=request.steps,
            replicates=request.replicates,
            seed=request.seed,
            execution=execution,
        )
    if request.json:
        as_json(_crossings_as_data(request, one, other, over, found))
    else:
        _print_crossings(request, one, other, over, found)
    if execution.stopped:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _between(request: BreakevenRequest) -> tuple[Option, Option]:
    words = [word.strip() for word in _split(request.between)]
    if len(words) != 2 or not all(words):
        text = f"--between {request.between}: name two options, such as merged,none"
        raise ScenarioError([Problem((), text)])
    if words[0] == words[1]:
        raise ScenarioError([Problem((), f"--between {request.between}: the two are the same")])
    options = options_of(
        request.scenario,
        [word for word in words if word != request.scenario],
        settings=request.settings,
        weeks=request.weeks,
        clients=request.clients,
    )
    named = dict(zip([request.scenario, *(w for w in words if w != request.scenario)], options, strict=True))
    return named[words[0]], named[words[1]]


def _split(text: str) -> list[str]:
    """Split at commas that are not within brackets."""
    parts, depth = [""], 0
    for char in text:
        depth += (char in "[{") - (char in "]}")
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def _writer(outcome: str) -> Writer:
    if outcome.startswith(("value.", "money.")):
        return MONEY
    return COUNT if outcome.startswith("outcome.") else DECIMAL


def _print_crossings(
    request: BreakevenRequest, one: Option, other: Option, over: Range, found: Crossings
) -> None:
    facts = known(one.scenario, over.path)
    unit = f" {facts.unit}" if facts.unit and facts.unit not in UNITS else ""
    now = number(facts.value)
    line(f"{capital(facts.title)} ({over.path}), from {over.low:g} to {over.high:g}{unit}; now {now}.")
    better = "less" if less_is_better(outcome_column(request.outcome)) else "more"
    line(
        f"Does '{one.label}' overtake '{other.label}' in {request.outcome} ({better} is better)?"
        f" {count(len(found.gaps), 'replicate')} of both at each value, the same luck in all."
    )
    heading(f"How much better '{one.label}' is, by value")
    writer = _writer(outcome_column(request.outcome))
    words = {1: f"{one.label} is ahead", -1: f"{other.label} is ahead", 0: "cannot tell"}
    rows = []
    for value, mean, margin, sign in zip(found.values, found.mean, found.margin, found.signs, strict=True):
        gap = f"{writer.alone(float(mean))} ±{writer.alone(float(margin))}"
        rows.append([f"{value:.4g}", gap, words[sign]])
    table([over.path, "Better by", ""], rows, left=(2,))
    line("The ± hold for all values at once with 95%.")
    heading("Break-even")
    for text in _said(one, other, over, found):
        line(text)


def _said(one: Option, other: Option, over: Range, found: Crossings) -> list[str]:
    if found.verdict == "cannot tell":
        return [
            "It cannot be told: at no value is either clearly ahead. More --replications may help, or it"
            " makes no difference that matters."
        ]
    if found.verdict in ("always", "never"):
        first, second = (one, other) if found.verdict == "always" else (other, one)
        unclear = found.signs.count(0)
        beyond = f" At {count(unclear, 'value')} it cannot be told." if unclear else ""
        return [
            f"None from {over.low:g} to {over.high:g}: '{first.label}' is ahead wherever it can be told, and"
            f" '{second.label}' clearly nowhere.{beyond}"
        ]
    said = [_crossing_said(one, other, over, crossing) for crossing in found.crossings]
    if len(said) > 1:
        said.insert(0, f"There are {len(said)} crossings: who is ahead changes more than once.")
    return said


def _crossing_said(one: Option, other: Option, over: Range, crossing: Crossing) -> str:
    winner = one.label if crossing.upwards else other.label
    if over.whole:
        least = int(-(-crossing.at // 1))
        text = f"'{winner}' is ahead from {least} upwards (crossing at {crossing.at:.4g}"
    else:
        text = f"'{winner}' is ahead from {crossing.at:.4g} upwards ("
    interval = f"95% interval {crossing.low:.4g} to {crossing.high:.4g})"
    text += f", {interval}" if over.whole else interval
    if crossing.lost > 0:
        text += f"; in {crossing.lost:.1%} of bootstrap samples there is no crossing here"
    return text + "."


def _crossings_as_data(
    request: BreakevenRequest, one: Option, other: Option, over: Range, found: Crossings
) -> dict[str, Any]:
    return {
        "path": over.path,
        "low": over.low,
        "high": over.high,
        "outcome": outcome_column(request.outcome),
        "between": [one.label, other.label],
        "replicates": len(found.gaps),
        "verdict": found.verdict,
        "values": [
            {"value": value, "better_by": float(mean), "margin": float(margin), "ahead": sign}
            for value, mean, margin, sign in zip(
                found.values, found.mean, found.margin, found.signs, strict=True
            )
        ],
        "crossings": [
            {
                "at": crossing.at,
                "low": crossing.low,
                "high": crossing.high,
                "between": list(crossing.between),
                "ahead_beyond": one.label if crossing.upwards else other.label,
                "share_without": crossing.lost,
            }
            for crossing in found.crossings
        ],
    }


def _over_time(request: BreakevenRequest, one: Option, other: Option, outcome: str) -> None:
    if request.low is not None or request.high is not None:
        raise ScenarioError([Problem((), "--low and --high need --path")])
    with watched(request.console) as watch:
        execution = Execution(
            request.out or kept_in("weekly"),
            request.workers,
            request.accept_changes,
            watch.show,
            watch.stopper,
        )
        found = over_time(
            one, other, outcome=outcome, replicates=request.replicates, seed=request.seed, execution=execution
        )
    if request.json:
        as_json(
            {
                "outcome": outcome,
                "between": [one.label, other.label],
                "replicates": len(found.total),
                "weeks": found.total.shape[1],
                "depth": found.depth,
                "first_benefit": _when_as_data(found.first_benefit),
                "repaid": _when_as_data(found.repaid),
                "total": [float(value) for value in found.total.mean(axis=0)],
            }
        )
    else:
        _print_over_time(one, other, outcome, found)
    if execution.stopped:
        raise typer.Exit(ExitCode.INTERRUPTED)


def _when_as_data(when: When) -> dict[str, float]:
    return {"week": when.week, "low": when.low, "high": when.high, "share_not_within_run": when.missing}


def _print_over_time(one: Option, other: Option, outcome: str, found: OverTime) -> None:
    draws, weeks = found.total.shape
    writer = _writer(outcome)
    line(
        f"'{one.label}' beside '{other.label}', {WEEKLY[outcome]}, summed from week 0:"
        f" {count(draws, 'replicate')}, the same luck in both."
    )
    if not found.total.any():
        line("They are the same in every week of every replicate.")
        return
    if found.depth < 0:
        line(f"At its deepest '{one.label}' is behind by {writer.alone(-found.depth)}.")
    else:
        line(f"'{one.label}' is at no time behind, on average.")
    line(f"First benefit (the sum begins to climb for good): {_when_said(found.first_benefit, weeks)}.")
    line(f"Dip repaid (the sum passes nought): {_when_said(found.repaid, weeks)}.")


def _when_said(when: When, weeks: int) -> str:
    said = f"week {when.week:.0f}" if isfinite(when.week) else f"not within the run of {weeks} weeks"
    if isinf(when.low):
        return f"{said} (nor within it in 95% of bootstrap samples)"
    high = "not within the run" if when.high == inf else f"week {when.high:.0f}"
    text = f"{said} (95% interval week {when.low:.0f} to {high}"
    if when.missing > 0:
        text += f"; not within the run in {when.missing:.0%} of bootstrap samples"
    return text + ")"
