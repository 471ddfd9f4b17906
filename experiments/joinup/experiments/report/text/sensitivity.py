"""Say in plain English what matters in a study."""

from __future__ import annotations

from math import isfinite

import pandas as pd

from joinup.experiments.analysis.methods.noise import Noise
from joinup.experiments.analysis.sensitivity import MORRIS, Answer, Conclusion, Sensitivity
from joinup.experiments.report.formatting import Writer
from joinup.scenarios.describe.description import Section, Table
from joinup.scenarios.words import GRADES, capital, count, listing, percent

MOST_ROWS = 12
NO_EVIDENCE = ("judgement", "recalled", "W")
"""Grades of numbers that no source states."""

MOST_NAMED = 5
TURNS = 0.05
"""Total index of a sign from which a parameter is said to decide it, if its interval leaves out nought."""


def sensitivity_sections(found: Sensitivity) -> list[Section]:
    """Return what matters for each figure, and what the conclusion turns on."""
    sections = [] if found.conclusion is None else [_conclusion(found, found.conclusion)]
    sections += [_answer(found, answer) for answer in found.answers]
    return [*sections, _method(found)]


def _conclusion(found: Sensitivity, said: Conclusion) -> Section:
    sentences = [
        f"'{said.better}' is better than '{said.than}' on {found.outcome.title} at"
        f" {percent(round(said.share, 3))} of"
        f" {count(found.points, 'point')} of the sample (beyond chance at"
        f" {percent(round(said.share_clearly, 3))}; worse beyond chance at"
        f" {percent(round(said.share_clearly_not, 3))})."
    ]
    if found.replicates < 2:
        sentences.append("With one replicate nothing can be told from chance: sweep with more.")
    if said.share in (0.0, 1.0):
        sentences.append("The conclusion is the same at every point: no parameter in its range turns it.")
        return Section("What the conclusion turns on", tuple(sentences))
    deciding = deciders(found)
    if deciding.empty:
        sentences.append("No single parameter can be said to turn it.")
    else:
        names = listing(
            f"{name} ({GRADES[grade]})"
            for name, grade in zip(deciding["title"], deciding["grade"], strict=True)
        )
        sentences.append(f"What it turns on most: {names}.")
        weak = int(deciding["grade"].isin(NO_EVIDENCE).sum())
        if weak:
            whose = (
                "It rests"
                if len(deciding) == 1
                else (f"{'All' if weak == len(deciding) else weak} of them rest")
            )
            sentences.append(f"{whose} on no direct evidence: the conclusion stands or falls with that.")
    return Section("What the conclusion turns on", tuple(sentences), _turning(found, said))


def deciders(found: Sensitivity) -> pd.DataFrame:
    """Return the parameters that the conclusion turns on, most first: at most five."""
    if found.conclusion is None:
        return pd.DataFrame()
    table = found.conclusion.table
    if found.method == MORRIS:
        # With too few replicates no flip is beyond chance; flips as such are then all there is.
        key = "flips_clearly" if table["flips_clearly"].any() else "flips"
        return table[table[key] > 0].head(MOST_NAMED)
    return table[(table["total_low"] > 0) & (table["total"] >= TURNS)].head(MOST_NAMED)


def _turning(found: Sensitivity, said: Conclusion) -> Table:
    table = said.table.head(MOST_ROWS)
    if found.method == MORRIS:
        turning = tuple(
            (
                capital(row["title"]),
                f"{row['flips']} of {row['steps']}",
                str(row["flips_clearly"]),
                GRADES[row["grade"]],
            )
            for _, row in table.iterrows()
            if row["flips"]
        )
        return Table(("Parameter", "Steps that turn it", "Beyond chance", "Evidence"), turning)
    rows = tuple(
        (capital(row["title"]), _index(row, "total"), GRADES[row["grade"]]) for _, row in table.iterrows()
    )
    return Table(("Parameter", "Total index of the sign", "Evidence"), rows)


def _answer(found: Sensitivity, answer: Answer) -> Section:
    told = answer.table[answer.table["beyond_noise"]]
    sentences = [noise_in_words(answer.noise)]
    if told.empty:
        sentences.append("No parameter does more than luck alone could.")
    else:
        first = listing(told["title"].head(MOST_NAMED))
        most = "What matters most" if len(told) > MOST_NAMED else "What matters"
        sentences.append(
            f"{most}: {first}. {count(len(told), 'parameter does', 'parameters do')} more than luck alone"
            f" could, of {len(answer.table)}."
        )
    key = "mu_star" if found.method == MORRIS else "total"
    shown = answer.table[answer.table[key] > 0].head(MOST_ROWS)
    rows = tuple(_row(found, row) for _, row in shown.iterrows())
    names = ["Effect (mu*)", "mu", "sigma"] if found.method == MORRIS else ["First order", "Total"]
    columns = ("Parameter", *names, "More than luck", "Evidence")
    return Section(capital(answer.title), tuple(sentences), Table(columns, rows))


def _row(found: Sensitivity, row: pd.Series) -> tuple[str, ...]:
    cells = [_index(row, "first"), _index(row, "total")] if found.method != MORRIS else []
    if found.method == MORRIS:
        write = found.outcome.writer
        cells = [_range(write, row, "mu_star"), write.alone(row["mu"]), _range(write, row, "sigma")]
    return (capital(row["title"]), *cells, "yes" if row["beyond_noise"] else "no", GRADES[row["grade"]])


def noise_in_words(found: Noise) -> str:
    """Say how much of a figure's variance is luck."""
    if not isfinite(found.own):
        return "How much is luck cannot be told from one replicate: sweep with --replications 2 or more."
    return (
        f"Luck: {percent(_round(found.share_of_a_run))} of the variance of single runs"
        f" ({percent(_round(found.common_share_of_noise))} of it is the same at every point and drops out"
        f" of comparisons); {percent(_round(found.share_left))} of what is left after averaging"
        f" {count(found.replicates, 'replicate')} is luck still."
    )


def _round(share: float) -> float:
    return round(share, 3)


def _method(found: Sensitivity) -> Section:
    if found.method == MORRIS:
        said = (
            f"Morris screening: {count(found.blocks, 'trajectory', 'trajectories')} in which one parameter"
            " moves at a time, by two thirds of its range. mu* is the mean of absolute effects per whole"
            " range; mu is their mean (much smaller than mu*: the effect goes both ways); sigma is how much"
            " effects differ from place to place (as large as mu*: it depends on the others). Screening ranks"
            " parameters; for shares of variance take the few that matter and sweep with --method saltelli."
        )
    else:
        said = (
            f"Sobol indices by SALib, from {count(found.blocks, 'base point')} of a Saltelli sample, each the"
            " share of the variance between points that a parameter accounts for: alone (first order), and"
            " with everything that it works together with (total). Where intervals are wide, more base points"
            " are needed (powers of two)."
        )
    parts = [
        said,
        "Figures are averaged over seeds first. In brackets: 95% bootstrap intervals, which are about the"
        " sample and not about luck; 'more than luck' means that the interval lies above what luck alone"
        " would give.",
    ]
    if found.dropped:
        kind = (
            ("trajectory was", "trajectories were")
            if found.method == MORRIS
            else ("base point was", "base points were")
        )
        parts.append(f"{count(found.dropped, *kind)} left out, since runs are missing or have no figure.")
    return Section("How to read this", tuple(parts))


def _range(write: Writer, row: pd.Series, name: str) -> str:
    value, low, high = (write.alone(row[f"{name}{end}"]) for end in ("", "_low", "_high"))
    return f"{value} ({low} to {high})"


def _index(row: pd.Series, name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    return f"{value:.2f} ({low:.2f} to {high:.2f})"
