"""Text of ``joinup breakeven``: where, or when, one option overtakes another."""

from __future__ import annotations

from math import inf, isfinite, isinf
from typing import Any

from joinup.cli.texts.lines import heading, line, table
from joinup.experiments.analysis.breakeven import WEEKLY, When, less_is_better, outcome_column
from joinup.experiments.analysis.methods.crossings import Crossing
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Verdict
from joinup.experiments.calls.breakeven import BreakevenValue, BreakevenWeek
from joinup.experiments.report.breakeven_chart import ahead, writer_of
from joinup.scenarios.evidence import known
from joinup.scenarios.words import UNITS
from joinup.sim.text.words import capital, count, number


def print_breakeven(found: BreakevenValue | BreakevenWeek) -> None:
    """Print the result."""
    if isinstance(found, BreakevenValue):
        _print_value(found)
    else:
        _print_week(found)


def as_data(found: BreakevenValue | BreakevenWeek) -> dict[str, Any]:
    """Return the result as data for other programs."""
    return _value_as_data(found) if isinstance(found, BreakevenValue) else _week_as_data(found)


def _print_value(answer: BreakevenValue) -> None:
    (one, other), over, found = answer.options, answer.over, answer.crossings
    facts = known(one.scenario, over.path)
    unit = f" {facts.unit}" if facts.unit and facts.unit not in UNITS else ""
    now = number(facts.value)
    line(f"{capital(facts.title)} ({over.path}), from {over.low:g} to {over.high:g}{unit}; now {now}.")
    better = "less" if less_is_better(outcome_column(answer.outcome)) else "more"
    line(
        f"Does '{one.label}' overtake '{other.label}' in {answer.outcome} ({better} is better)?"
        f" {count(len(found.gaps), 'replicate')} of both at each value, all with the same random draws."
    )
    heading(f"How much better '{one.label}' is, by value")
    writer = writer_of(outcome_column(answer.outcome))
    words = ahead(one.label, other.label)
    rows = []
    for value, mean, margin, verdict in zip(
        found.values, found.mean, found.margin, found.verdicts, strict=True
    ):
        gap = f"{writer.alone(float(mean))} ±{writer.alone(float(margin))}"
        rows.append([f"{value:.4g}", gap, words[verdict]])
    table([over.path, "Difference", ""], rows, left=(2,))
    line("±: 95% confidence intervals that hold for all values at once.")
    heading("Break-even")
    for text in _sentences(answer):
        line(text)


def _sentences(answer: BreakevenValue) -> list[str]:
    (one, other), over, found = answer.options, answer.over, answer.crossings
    if found.verdict == Verdict.CANNOT_TELL:
        return [
            f"Cannot tell: neither option is clearly ahead at any value. More --replications may help"
            f" ({FEWEST_DRAWS} at least)."
        ]
    if found.verdict == Verdict.NO_DIFFERENCE:
        return ["No difference at any value: what there is is smaller than is worth having."]
    if found.verdict in (Verdict.BETTER, Verdict.WORSE):
        first, second = (one, other) if found.verdict == Verdict.BETTER else (other, one)
        unclear = sum(not verdict.is_clear for verdict in found.verdicts)
        beyond = f" At {count(unclear, 'value')} neither is clearly ahead." if unclear else ""
        return [
            f"None from {over.low:g} to {over.high:g}: '{first.label}' is ahead wherever the difference is"
            f" clear, and '{second.label}' at no value.{beyond}"
        ]
    sentences = [_crossing_sentence(answer, crossing) for crossing in found.crossings]
    if len(sentences) > 1:
        number_of = f"There are {len(sentences)} break-even points"
        sentences.insert(0, f"{number_of}: which option is ahead changes more than once.")
    return sentences


def _crossing_sentence(answer: BreakevenValue, crossing: Crossing) -> str:
    one, other = answer.options
    winner = one.label if crossing.upwards else other.label
    if answer.over.whole:
        least = int(-(-crossing.at // 1))
        text = f"'{winner}' is ahead from {least} upwards (break-even at {crossing.at:.4g}"
    else:
        text = f"'{winner}' is ahead from {crossing.at:.4g} upwards ("
    interval = f"95% confidence interval {crossing.low:.4g} to {crossing.high:.4g})"
    text += f", {interval}" if answer.over.whole else interval
    if crossing.lost > 0:
        text += f"; in {crossing.lost:.1%} of bootstrap samples there is no break-even point here"
    return text + "."


def _value_as_data(answer: BreakevenValue) -> dict[str, Any]:
    (one, other), over, found = answer.options, answer.over, answer.crossings
    return {
        "path": over.path,
        "low": over.low,
        "high": over.high,
        "outcome": outcome_column(answer.outcome),
        "between": [one.label, other.label],
        "replicates": len(found.gaps),
        "verdict": found.verdict,
        "values": [
            {"value": value, "better_by": float(mean), "margin": float(margin), "verdict": str(verdict)}
            for value, mean, margin, verdict in zip(
                found.values, found.mean, found.margin, found.verdicts, strict=True
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


def _week_as_data(answer: BreakevenWeek) -> dict[str, Any]:
    found = answer.over_time
    return {
        "outcome": outcome_column(answer.outcome),
        "between": [option.label for option in answer.options],
        "replicates": len(found.total),
        "weeks": found.total.shape[1],
        "depth": found.depth,
        "first_benefit": _when_as_data(found.first_benefit),
        "repaid": _when_as_data(found.repaid),
        "total": [float(value) for value in found.total.mean(axis=0)],
    }


def _when_as_data(when: When) -> dict[str, float]:
    return {"week": when.week, "low": when.low, "high": when.high, "share_not_within_run": when.missing}


def _print_week(answer: BreakevenWeek) -> None:
    (one, other), found = answer.options, answer.over_time
    outcome = outcome_column(answer.outcome)
    draws, weeks = found.total.shape
    writer = writer_of(outcome)
    line(
        f"'{one.label}' beside '{other.label}', {WEEKLY[outcome]}, summed from week 0:"
        f" {count(draws, 'replicate')}, with the same random draws in both."
    )
    if not found.total.any():
        line("No difference: they are equal in every week of every replicate.")
        return
    if draws < FEWEST_DRAWS:
        line(f"Cannot tell from when: {FEWEST_DRAWS} replicates are needed.")
        return
    if found.depth < 0:
        line(f"At its lowest point '{one.label}' is behind by {writer.alone(-found.depth)}.")
    else:
        line(f"'{one.label}' is never behind, on average.")
    line(f"First benefit (the sum rises from then on): {_when(found.first_benefit, weeks)}.")
    line(f"Dip repaid (the sum is above 0): {_when(found.repaid, weeks)}.")


def _when(when: When, weeks: int) -> str:
    week = f"week {when.week:.0f}" if isfinite(when.week) else f"not within the run of {weeks} weeks"
    if isinf(when.low):
        return f"{week} (nor within it in 95% of bootstrap samples)"
    high = "not within the run" if when.high == inf else f"week {when.high:.0f}"
    text = f"{week} (95% confidence interval week {when.low:.0f} to {high}"
    if when.missing > 0:
        text += f"; not within the run in {when.missing:.0%} of bootstrap samples"
    return text + ")"
