"""Text on which option is best in which circumstances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from joinup.experiments.analysis.futures import Futures
from joinup.experiments.analysis.guide import Guide, GuideRow
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.text.words import capital, count, listing, percent, plain_name

MOST_NAMED = 5


def guide_sections(found: Futures, guided: Guide) -> list[Section]:
    """Return a guide on one page."""
    return [_in_short(found, guided), _best(found, guided), _wins(found, guided), _limits(found, guided)]


def _in_short(found: Futures, guided: Guide) -> Section:
    everywhere = guided.rows[0]
    sentences = [
        f"Outcome: {found.outcome.title}. {count(len(found), 'future')} with"
        f" {count(found.replicates, 'replicate')} each, with common random numbers.",
        f"Over all futures: {_verdict(found, everywhere)}.",
    ]
    parts = guided.rows[1:]
    for name in dict.fromkeys(row.best for row in parts if row.is_clear):
        if where := _where([row for row in parts if row.is_clear and row.best == name], parts):
            sentences.append(f"'{name}' is best where {where}.")
    if where := _where([row for row in parts if row.enough and not row.is_clear], parts):
        sentences.append(f"Cannot tell which is best where {where}.")
    return Section("In short", tuple(sentences))


def _where(rows: Sequence[GuideRow], parts: Sequence[GuideRow]) -> str:
    """Name the circumstances of some rows: ``trust is below 0.3 or where load is 70% to 85%``.

    A circumstance with all of its parts among the rows is left out.
    """
    labels: dict[str, list[str]] = {}
    for row in rows:
        labels.setdefault(row.heading, []).append(row.label.removeprefix("is "))
    every = Counter(part.heading for part in parts)
    words = (
        f"{heading[:1].lower()}{heading[1:]} is {listing(found, 'or')}"
        for heading, found in labels.items()
        if len(found) < every[heading]
    )
    return listing(words, "or where")


def _verdict(found: Futures, row: GuideRow) -> str:
    if not row.enough:
        return f"too few futures ({row.futures})"
    lead = _lead(found, row)
    sure = (
        f"best in {percent(round(row.share_best, 3))} of futures, ahead beyond noise in"
        f" {percent(round(row.share_clearly, 3))}"
    )
    if not row.is_clear:
        return f"cannot tell between '{row.best}' and '{row.rival}' (median difference {lead}; {sure})"
    return f"'{row.best}', ahead of '{row.rival}' by {lead} in the median future; {sure}"


def _lead(found: Futures, row: GuideRow) -> str:
    write = found.outcome.writer
    return f"{write.alone(row.lead)} ({write.alone(row.lead_low)} to {write.alone(row.lead_high)})"


def _best(found: Futures, guided: Guide) -> Section:
    rows = []
    for name, row in zip(_names(guided), guided.rows, strict=True):
        if not row.enough:
            rows.append((*name, str(row.futures), "too few futures", "", "", "", ""))
            continue
        best = plain_name(row.best if row.is_clear else f"cannot tell ({row.best}?)")
        rows.append(
            (
                *name,
                str(row.futures),
                best,
                plain_name(row.rival),
                _lead(found, row),
                percent(round(row.share_best, 2)),
                percent(round(row.share_clearly, 2)),
            )
        )
    columns = ("Where", "", "Futures", "Best", "Next", "Ahead by", "Best in", "Beyond noise")
    sentences = (
        "Best: least mean regret. Ahead: the median over futures of the paired difference, with its 95%"
        " confidence interval over futures. Beyond noise: share of futures in which it is ahead and the 95%"
        " confidence interval over replicates excludes 0.",
    )
    return Section("The best option, its lead and the evidence", sentences, Table(columns, tuple(rows)))


def _wins(found: Futures, guided: Guide) -> Section:
    rows = tuple(
        (*name, *(percent(round(row.wins[option], 2)) if row.enough else "-" for option in found.names))
        for name, row in zip(_names(guided), guided.rows, strict=True)
    )
    options = (capital(plain_name(name)) for name in found.names)
    columns = ("Where", "", *options)
    sentences = ("Share of futures in which each option is best.",)
    return Section("Circumstance by option", sentences, Table(columns, rows))


def _names(guided: Guide) -> list[tuple[str, str]]:
    """Return the circumstance of each row, given once, and the part of its range."""
    headings = [row.heading for row in guided.rows]
    return [
        (heading if place == 0 or headings[place - 1] != heading else "", guided.rows[place].label)
        for place, heading in enumerate(headings)
    ]


def _limits(found: Futures, guided: Guide) -> Section:
    names = [(found.titles[name], share) for name, share in guided.influence.items() if share > 0][
        :MOST_NAMED
    ]
    sentences = []
    if names:
        most = listing(f"{title} ({percent(round(share, 3))})" for title, share in names)
        sentences.append(
            "Circumstances that separate the options most (share of their differences explained by each"
            f" alone): {most}."
        )
    sentences.append(
        "Ranges are mostly judgement and all futures have the same weight: shares of futures are not"
        " probabilities. The model is for comparing and learning, not for forecasts."
    )
    if found.dropped:
        sentences.append(f"{count(found.dropped, 'future was', 'futures were')} left out: runs are missing.")
    return Section("Caveats", tuple(sentences))
