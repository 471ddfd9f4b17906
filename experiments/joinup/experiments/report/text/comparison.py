"""Sentences and tables on how options differ, how surely, and what each is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import isfinite
from typing import Any

import pandas as pd

from joinup.experiments.analysis.methods.cost_effectiveness import (
    DOMINATED,
    EQUAL,
    EXTENDEDLY,
    ON_FRONTIER,
    UNKNOWN,
    acceptability_curve,
    incremental_analysis,
)
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, difference_of, paired_differences
from joinup.experiments.analysis.methods.statistics import FEWEST, Difference, Estimate
from joinup.experiments.analysis.methods.statistics import NET_BENEFIT as NET_BENEFIT_KEY
from joinup.experiments.analysis.methods.stopping import Next
from joinup.experiments.analysis.methods.verdicts import CONFIDENCE, FEWEST_DRAWS, Spread, Verdict
from joinup.experiments.analysis.outcome_names import outcome_named
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.analysis.precision import Precision
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, Writer
from joinup.experiments.report.text.same_money import worth_its_price
from joinup.experiments.report.text.structures import structure_sections
from joinup.experiments.report.text.who_gains import who_gains
from joinup.experiments.run.measures_table import OWN, Key
from joinup.experiments.run.summary_differences import COSTS, HOW_TOLD, ROWS, VALUE, DifferenceRow
from joinup.experiments.study.rows import column
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.extensions.registry import carried
from joinup.sim.text.words import capital, count, listing, number, percent, plain_name, titles

BY_GROUP = ("reached", "resolved")
"""Outcomes reported for each client group, besides weeks of need."""

NET = tuple(row for row in VALUE if row.key == NET_BENEFIT_KEY)
EVERY_ROW = (*ROWS, *COSTS, *NET)
ON_A_SCREEN = (
    "reached",
    "resolved",
    "joined_up",
    "mean_wait_weeks",
    "need_weeks",
    "public_cost",
    "net_benefit",
)


def comparison_sections(
    arms: PairedDraws,
    precision: Precision | None = None,
    contributions: pd.DataFrame | None = None,
    structures: pd.DataFrame | None = None,
    factors: pd.DataFrame | None = None,
    *,
    every: bool = False,
) -> list[Section]:
    """Return what a comparison found, section by section.

    Parameters
    ----------
    arms
        The options, draw by draw.
    precision, contributions, structures, factors
        As of :class:`joinup.experiments.analysis.comparison.Comparison`.
    every
        Whether every measure is reported.
    """
    sections = []
    if len(arms.labels) > 1:
        found = paired_differences(arms)
        sections += [
            _differences(arms, label, found[found["option"] == label], every=every)
            for label in arms.labels
            if label != arms.reference
        ]
        sections += worth_its_price(arms)
        if structures is None or factors is None:
            sections += [_incremental(arms), _acceptability(arms)]
        else:
            sections += structure_sections(arms, structures, factors)
        if precision is not None:
            sections.append(_precision(precision))
    if contributions is not None:
        sections.append(_partners(contributions))
    return sections


OF_KIND = {
    "replicate": (
        "the same people and the same random draws in every option",
        "Differences are means; ±: 95% confidence interval, of chance alone.",
    ),
    "structure": (
        "the same people and random draws in every option, each averaged over its draws",
        "Differences are medians; in brackets: from the least to the most of them. The spread is of how the"
        " model is built. No share of structures is a chance.",
    ),
    "setting": (
        "the same values of all else in every option, each averaged over its replicates",
        "Differences are medians; in brackets: where 8 settings in 10 lie. The spread is of doubt about what"
        " the study varied, and of chance as far as replicates have not averaged it out.",
    ),
}
"""What draws of a kind have in common, and what their spread is."""


TOLD = {
    Spread.CHANCE: HOW_TOLD,
    Spread.DOUBT: "Better and worse: so say nine settings in ten, and the median is worth having. No"
    " difference: eight in ten are smaller than that. Cannot tell: anything else.",
    Spread.STRUCTURE: "Better, worse and no difference: so say three structures in four by what is worth"
    " having, and their mean over the same draws. Cannot tell: anything else.",
}
"""What verdicts mean, by what spreads the draws."""


def in_short(arms: PairedDraws) -> list[str]:
    """Return what was compared, and how often."""
    each, spread = OF_KIND[arms.kind]
    said = [
        f"{count(len(arms.labels), 'option')}: {listing(arms.labels)}."
        f" Differences are from '{arms.reference}'.",
        f"{count(arms.draws, arms.kind)}: {each}. {spread}",
        TOLD[arms.spread],
    ]
    if arms.lost:
        said.append(
            f"{count(arms.lost, 'replicate')} left out: a run has no result (see the study's failures)."
        )
    if arms.draws < FEWEST[arms.spread]:
        said.append(f"Fewer than {FEWEST[arms.spread]} {arms.kind}s give no verdict: ask for more.")
    return said


def rows_of(arms: PairedDraws) -> dict[str, DifferenceRow]:
    """Return the reported measures by short name, those that users have added included."""
    names = [name for name in arms.measures if name.startswith(f"{OWN}.")]
    with carried(arms.scenario.extensions_at_hand):
        own = [outcome_named(name, names, ranked=False) for name in names]
    added = (DifferenceRow(Key(*one.column.split(".", 2)), capital(one.title), one.writer) for one in own)
    return {short_name(row.key): row for row in (*EVERY_ROW, *added)}


def short_name(key: Key) -> str:
    """Return a measure's name in tables; the part of a user's own measure belongs to it."""
    return f"{key.name}.{key.part}" if key.kind == OWN and key.part else key.name


def verdict_table(arms: PairedDraws) -> pd.DataFrame:
    """Return whether each option is better or worse than the reference: measures times options."""
    found: dict[str, dict[str, str]] = {}
    for label, row, one in _told(arms, rows_of(arms).values()):
        found.setdefault(short_name(row.key), {})[label] = str(one["verdict"])
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("measure")


def headlines(arms: PairedDraws) -> tuple[tuple[str, ...], ...]:
    """Return rows of a few measures: what it is, the reference's mean, each option's difference."""
    rows: dict[str, list[str]] = {}
    shown = [row for row in rows_of(arms).values() if row.key.name in ON_A_SCREEN or row.key.kind == OWN]
    for _, row, one in _told(arms, shown):
        found = difference_of(one)
        told = found.word
        if found.verdict.is_clear or found.is_of_too_few:
            told = f"{written(found, row.writer)} {told}".rstrip()
        level = row.writer.alone(one["reference_mean"]) if row not in NET else ""
        rows.setdefault(row.label.strip(), [level]).append(told)
    return tuple((label, *cells) for label, cells in rows.items())


def written(found: Difference, writer: Writer) -> str:
    """Write a difference with its interval."""
    return writer.difference(found.estimate)


def _told(
    arms: PairedDraws, rows: Iterable[DifferenceRow]
) -> Iterator[tuple[str, DifferenceRow, Mapping[Any, Any]]]:
    """Yield options and measures that they have, with the difference from the reference."""
    table = paired_differences(arms) if len(arms.labels) > 1 else pd.DataFrame()
    by_name = {(one["option"], one["measure"]): one for one in table.to_dict("records")}
    for row in rows:
        for label in arms.labels:
            if (one := by_name.get((label, column(row.key)))) is not None:
                yield label, row, one


def _rows(arms: PairedDraws) -> list[DifferenceRow]:
    groups = titles(arms.scenario.population.groups)
    by_group = [
        DifferenceRow(Key("outcome", row.key.name, group), f"  {words}", row.writer)
        for row in ROWS
        if row.key.name in BY_GROUP or column(row.key) == WEEKS
        for group, words in groups.items()
    ]
    found: list[DifferenceRow] = []
    for row in ROWS:
        found.append(row)
        found += [one for one in by_group if one.key.name == row.key.name]
    own = [row for row in rows_of(arms).values() if row.key.kind == OWN]
    return [*found, *COSTS, *NET, *own]


def _differences(arms: PairedDraws, label: str, found: pd.DataFrame, *, every: bool) -> Section:
    by_measure = {str(row["measure"]): row for row in found.to_dict("records")}
    rows = _rows(arms)
    if every:
        named = {column(row.key) for row in rows}
        rows += [
            DifferenceRow(Key(*measure.split(".", 2)), measure, _writer(measure))
            for measure in by_measure
            if measure not in named
        ]
    lines, untold = [], []
    for row in rows:
        one = by_measure.get(column(row.key))
        if one is None:
            continue
        gap = difference_of(one)
        levels = [row.writer.alone(one[name]) for name in ("reference_mean", "mean")]
        cells = (row.writer.difference(gap.estimate), row.writer.size(gap.worth), gap.word)
        share = _share(arms, gap) if row.better else ""
        lines.append((row.label, *levels, *cells, *((share,) if arms.kind != "replicate" else ())))
        if gap.word == Verdict.CANNOT_TELL:
            untold.append(row.label.strip())
    groups = {
        words: difference_of(one)
        for group, words in titles(arms.scenario.population.groups).items()
        if (one := by_measure.get(column(Key("outcome", "need_weeks", group)))) is not None
    }
    said = [who_gains(groups)] if groups else []
    if untold:
        said.append(
            f"Cannot tell: {len(untold)} of {len(lines)} differences, with {count(arms.draws, arms.kind)}."
        )
    if arms.kind == "replicate" and arms.draws >= FEWEST_DRAWS:
        said.append(_many_rows(found))
    ratio = by_measure.get(WEEKS, {}).get("runs_saved_ratio", float("nan"))
    if isfinite(ratio):
        said.append(
            f"Weeks of need: with independent draws for each option, the same precision would have"
            f" taken {ratio:,.1f} times as many runs."
        )
    columns = ["", arms.reference, label, "Difference", "Worth having", ""]
    if arms.kind != "replicate":
        columns.append("Better in")
    return Section(f"{label}, from {arms.reference}", tuple(said), Table(tuple(columns), tuple(lines)))


def _share(arms: PairedDraws, gap: Difference) -> str:
    """Write in how many draws it is better: of settings a share, of structures their number."""
    if arms.spread is Spread.STRUCTURE:
        return f"{round(gap.share_better * arms.draws)} of {arms.draws}"
    return percent(round(gap.share_better, 2))


def _many_rows(found: pd.DataFrame) -> str:
    """State how many differences hold up if it is allowed for that many are compared."""
    clear = int((found["p_adjusted"] <= 1 - CONFIDENCE).sum())
    return (
        f"Of 20 differences that are only noise, about one looks real; {len(found)} measures were compared."
        f" Of them {clear} are different from 0 if that is allowed for (Benjamini-Hochberg, 5%)."
    )


def _writer(measure: str) -> Writer:
    if measure.startswith(("money.", "funding.", "received.", "net.")):
        return MONEY
    if measure.startswith("outcome."):
        return COUNT
    return DECIMAL


BEFORE = {
    DOMINATED: " by ",
    EXTENDEDLY: " by a mix with ",
    EQUAL: " from ",
    UNKNOWN: " whether dominated by ",
}
"""Words between an option's status and the option that it is compared with."""


def _incremental(arms: PairedDraws) -> Section:
    rows = []
    for row in incremental_analysis(arms).to_dict("records"):
        ratio = row["icer"]
        interval = ""
        if row["status"] == ON_FRONTIER and row["versus"]:
            bounded = isfinite(row["icer_low"])
            interval = (
                f"{MONEY.alone(row['icer_low'])} to {MONEY.alone(row['icer_high'])}"
                if bounded
                else ("no bounds: the effect may be zero")
            )
        status = str(row["status"])
        if row["versus"]:
            status += BEFORE.get(status, ", after ")
            status += str(row["versus"])
        rows.append(
            (
                str(row["option"]),
                MONEY.alone(row["cost"]),
                COUNT.alone(row["need_weeks"]),
                status,
                MONEY.alone(ratio) if isfinite(ratio) else "",
                interval,
            )
        )
    columns = ("", "Public cost, GBP", "Weeks of need", "", "GBP a week avoided", "95% CI")
    said = (
        "Dominated: another costs no more and avoids more. By a mix: two others together would do better."
        " 'cannot tell': the draws do not bear out what the means say, or are too few."
    )
    heading = "Cost and effect, discounted: full incremental analysis"
    return Section(heading, (said,), Table(columns, tuple(rows)))


def _acceptability(arms: PairedDraws) -> Section:
    heading = "Which is best, by what a week without need is worth"
    if arms.draws < FEWEST_DRAWS:
        return Section(heading, (f"Said of {FEWEST_DRAWS} {arms.kind}s or more.",))
    rows = tuple(
        (
            f"GBP {number(row['value_of_week'])}",
            *(percent(round(row[name], 3)) for name in (*arms.labels, "no_difference")),
            str(row["best"] if row["verdict"] == Verdict.BETTER else row["verdict"]),
            MONEY.alone(row["lead"]),
            MONEY.alone(row["evpi"]),
        )
        for row in acceptability_curve(arms).to_dict("records")
    )
    columns = ("A week", *arms.labels, "No difference", "Best", "Lead, GBP", "Certainty, GBP")
    noise = (
        "The shares are of replicates, so they show noise only, which nobody can know beforehand, and not"
        " uncertainty about the scenario's parameters: for that, compare a study that samples ranges."
        if arms.kind == "replicate"
        else "The shares are of settings: they show uncertainty about what the study varied."
    )
    said = (
        "Shares of draws that an option wins by what is worth having. Certainty: expected value of perfect"
        f" information, which is what it would be worth to know the draw before choosing. {noise}"
    )
    return Section(heading, (said,), Table(columns, rows))


def _precision(found: Precision) -> Section:
    heading = f"Precise enough? Half-width of {found.target:,g} wanted, of '{found.outcome}'"
    advice = found.advice
    runs = count(advice.runs, "replicate")
    if advice.next is Next.ENOUGH:
        said = (
            f"Yes: the widest confidence interval is ±{advice.half_width:,.4g} after {runs}.",
            "Stopping when an interval is narrow lowers its coverage, to about 94% instead of 95%.",
        )
        return Section(heading, said)
    needed = f"about {advice.projected:,.0f}" if isfinite(advice.projected) else "far more"
    no = (
        f"No: the widest confidence interval is ±{advice.half_width:,.4g} after {runs},"
        f" and it would take {needed}. At most {found.most:,} are allowed."
    )
    return Section(heading, (no,))


def _partners(found: pd.DataFrame) -> Section:
    measures = list(dict.fromkeys(found["measure"].tolist()))
    words = {column(row.key): (row.label.strip(), row.writer) for row in (*ROWS, *COSTS, *VALUE)}
    words[NET_BENEFIT] = ("Net benefit, GBP", MONEY)
    rows = []
    for partner in dict.fromkeys(found["partner"].tolist()):
        cells = [plain_name(str(partner))]
        for measure in measures:
            one = found[(found["measure"] == measure) & (found["partner"] == partner)].to_dict("records")[0]
            estimate = Estimate(one["contribution"], one["low"], one["high"], one["pairs"])
            writer = words.get(measure, ("", COUNT))[1]
            unsure = "" if Verdict(one["verdict"]).is_clear else f" ({one['verdict']})"
            cells.append(writer.difference(estimate) + unsure)
        rows.append(tuple(cells))
    columns = ("", *(words.get(measure, (measure, COUNT))[0] for measure in measures))
    said = (
        "The mean of what a partner adds when it joins, over every order of joining; a partnership of one is"
        " none. The contributions add up to what all achieve together."
    )
    heading = "What each partner contributes (Shapley values over all sub-partnerships)"
    return Section(heading, (said,), Table(columns, tuple(rows)))
