"""Say in plain English which option is best in which circumstances."""

from __future__ import annotations

from collections.abc import Sequence

from joinup.experiments.analysis.futures import Futures
from joinup.experiments.analysis.guide import Guide, Row
from joinup.scenarios.describe.description import Section, Table
from joinup.scenarios.words import capital, count, listing, percent, plain_name

MOST_NAMED = 5


def guide_sections(found: Futures, said: Guide) -> list[Section]:
    """Return a guide on one page."""
    return [_in_short(found, said), _best(found, said), _wins(found, said), _limits(found, said)]


def _in_short(found: Futures, said: Guide) -> Section:
    everywhere = said.rows[0]
    told = [
        f"Judged by {found.outcome.title}, in {count(len(found), 'future')} with"
        f" {count(found.replicates, 'replicate')} each, on the same draws.",
        f"Over all futures: {_verdict(found, everywhere)}.",
    ]
    for name in dict.fromkeys(row.best for row in said.rows[1:] if row.is_clear):
        where = _where([row for row in said.rows[1:] if row.is_clear and row.best == name])
        told.append(f"'{name}' is best where {where}.")
    unclear = [row for row in said.rows[1:] if row.enough and not row.is_clear]
    if unclear:
        told.append(f"It cannot be told which is best where {_where(unclear)}.")
    return Section("In short", tuple(told))


def _where(rows: Sequence[Row]) -> str:
    """Say in which circumstances some rows are: ``trust is below 0.3 or where load is 70% to 85%``."""
    places: dict[str, list[str]] = {}
    for row in rows:
        heading = f"{row.heading[:1].lower()}{row.heading[1:]}"
        places.setdefault(heading, []).append(row.label.removeprefix("is "))
    words = (f"{heading} is {listing(labels, 'or')}" for heading, labels in places.items())
    return listing(words, "or where")


def _verdict(found: Futures, row: Row) -> str:
    if not row.enough:
        return f"too few futures ({row.futures})"
    lead = _lead(found, row)
    sure = (
        f"best in {percent(round(row.share_best, 3))} of futures, beyond chance ahead of it in"
        f" {percent(round(row.share_clearly, 3))}"
    )
    if not row.is_clear:
        return f"'{row.best}' cannot be told from '{row.rival}' (median difference {lead}; {sure})"
    return f"'{row.best}', ahead of '{row.rival}' by {lead} in the median future; {sure}"


def _lead(found: Futures, row: Row) -> str:
    write = found.outcome.writer
    return f"{write.alone(row.lead)} ({write.alone(row.lead_low)} to {write.alone(row.lead_high)})"


def _best(found: Futures, said: Guide) -> Section:
    rows = []
    for name, row in zip(_names(said), said.rows, strict=True):
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
    columns = ("Where", "", "Futures", "Best", "Next", "Ahead of it by", "Best in", "Beyond chance")
    told = (
        "Best: least regret on average. Ahead: the median over futures of the paired difference, with a 95%"
        " interval over futures. Beyond chance: in what share of futures it is ahead by more than the luck of"
        " the draws.",
    )
    return Section("Which is best, by how much, how sure", told, Table(columns, tuple(rows)))


def _wins(found: Futures, said: Guide) -> Section:
    rows = tuple(
        (*name, *(percent(round(row.wins[option], 2)) if row.enough else "-" for option in found.names))
        for name, row in zip(_names(said), said.rows, strict=True)
    )
    options = (capital(plain_name(name)) for name in found.names)
    columns = ("Where", "", *options)
    told = ("Share of futures in which each option is best.",)
    return Section("Circumstance by option", told, Table(columns, rows))


def _names(said: Guide) -> list[tuple[str, str]]:
    """Return the circumstance of each row, told once, and which part of it."""
    headings = [row.heading for row in said.rows]
    return [
        (heading if place == 0 or headings[place - 1] != heading else "", said.rows[place].label)
        for place, heading in enumerate(headings)
    ]


def _limits(found: Futures, said: Guide) -> Section:
    names = [(found.titles[name], share) for name, share in said.influence.items() if share > 0][:MOST_NAMED]
    told = []
    if names:
        most = listing(f"{title} ({percent(round(share, 3))})" for title, share in names)
        told.append(f"What sets the options apart most (share of their differences explained alone): {most}.")
    told.append(
        "Futures were drawn over ranges that are mostly judgement and count alike: shares of futures are not"
        " probabilities. The model is for comparing and learning, not for forecasts."
    )
    if found.dropped:
        told.append(f"{count(found.dropped, 'future was', 'futures were')} left out: runs are missing.")
    return Section("What to keep in mind", tuple(told))
