"""Text on which option is best in which circumstances."""

from __future__ import annotations

from collections.abc import Sequence

from joinup.experiments.analysis.futures import Futures
from joinup.experiments.analysis.guide import UNCHANGED, Guide, GuideRow
from joinup.experiments.analysis.methods.standings import Standing
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Verdict
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.text.words import capital, count, listing, percent, plain_name

MOST_KNOWN = 8


def guide_sections(found: Futures, guided: Guide) -> list[Section]:
    """Return a guide on one page."""
    return [
        _in_short(found, guided),
        _best(found, guided),
        _wins(found, guided),
        _information(found, guided),
        _limits(found),
    ]


def overall(found: Futures, standing: Standing) -> str:
    """State the result over all futures together; the same in a guide and in a discovery.

    Examples
    --------
    >>> overall(found, standing_of(found.merits, found.names, found.worth))  # doctest: +SKIP
    "no difference between 'none' and 'formal'"
    """
    judged, write = standing.judged, found.outcome.writer
    if standing.rival is None:
        return f"{Verdict.NO_DIFFERENCE} between {_named(standing.best)}"
    if not standing.is_told:
        few = count(judged.draws, "future")
        return f"{Verdict.CANNOT_TELL}: {few}, and {FEWEST_DRAWS} are the fewest that give a verdict"
    how = (
        f"in the median future '{standing.leader}' leads '{standing.rival}' by {write.alone(judged.middle)},"
        f" in 8 of 10 by {write.alone(judged.low)} to {write.alone(judged.high)}; by what is worth having"
        f" ({write.size(judged.worth)}) in {percent(round(judged.share_better, 3))}, the other way round in"
        f" {percent(round(judged.share_worse, 3))}"
    )
    equal = f", between which there is {Verdict.NO_DIFFERENCE}" if standing.equals else ""
    if standing.verdict is Verdict.BETTER:
        return f"{_named(standing.best)}{equal}: {Verdict.BETTER} than all others; {how}"
    return f"{Verdict.CANNOT_TELL} between {_named([*standing.best, standing.rival])}: {how}"


def _named(names: Sequence[str | None]) -> str:
    return listing(f"'{name}'" for name in names if name)


def _in_short(found: Futures, guided: Guide) -> Section:
    everywhere, parts = guided.rows[0], guided.rows[1:]
    sentences = [
        f"Outcome: {found.outcome.title}. {count(len(found), 'future')} with"
        f" {count(found.replicates, 'replicate')} each, with common random numbers.",
        f"Over all futures: {overall(found, everywhere.standing)}.",
    ]
    changing = [row for row in parts if row.label != UNCHANGED]
    for row in changing:
        where = f"{_lower(row.heading)} {_is(row.label)}"
        best = row.standing.best
        if row.is_clear:
            are = "is" if len(best) == 1 else "are"
            sentences.append(f"{_named(best)} {are} better than all others where {where}.")
        else:
            sentences.append(
                f"{capital(str(row.verdict))} between {_named([*best, row.rival])} where {where}."
            )
    if not changing and everywhere.verdict is not Verdict.NO_DIFFERENCE:
        sentences.append("No circumstance is shown at which the best option changes.")
    return Section("In short", tuple(sentences))


def _is(label: str) -> str:
    return label if label.startswith("is ") else f"is {label}"


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _lead(found: Futures, row: GuideRow) -> str:
    write, judged = found.outcome.writer, row.standing.judged
    return f"{write.alone(judged.middle)} ({write.alone(judged.low)} to {write.alone(judged.high)})"


def told(row: GuideRow) -> str:
    """Return the best option of a row, or the verdict if none is better than all others."""
    if row.is_clear:
        return listing((plain_name(name) for name in row.standing.best), "or")
    if row.verdict is Verdict.NO_DIFFERENCE:
        return str(row.verdict)
    return f"{Verdict.CANNOT_TELL} ({plain_name(row.best)}?)" if row.enough else "too few futures"


def _best(found: Futures, guided: Guide) -> Section:
    rows = []
    for name, row in zip(_names(guided), guided.rows, strict=True):
        judged = row.standing.judged
        shares = (percent(round(share, 2)) for share in (judged.share_better, judged.share_worse))
        lead = (plain_name(row.rival or "-"), _lead(found, row), *shares) if row.enough else ("", "", "", "")
        rows.append((*name, str(row.futures), told(row), *lead))
    columns = ("Where", "", "Futures", "Best", "Next", "Ahead by", "Better in", "Worse in")
    sentences = (
        "Best: better than all others in nine futures of ten, by what is worth having"
        f" ({found.outcome.writer.size(found.worth)}). Ahead: the median future; in brackets, where 8"
        " futures in 10 lie; this spread is of doubt about what the study varied, and of chance as far as"
        " replicates have not averaged it out. Better, worse in: shares of futures in which it is so by what"
        " is worth having. Cuts are where the data show that the best option changes (999 shuffles, 5%,"
        " allowing for the number of circumstances looked at).",
    )
    return Section("The best option, its lead and the evidence", sentences, Table(columns, tuple(rows)))


def _wins(found: Futures, guided: Guide) -> Section:
    rows = tuple(
        (
            *name,
            *(percent(round(row.wins[option], 2)) if row.enough else "-" for option in found.names),
            percent(round(row.standing.nobody, 2)) if row.enough else "-",
        )
        for name, row in zip(_names(guided), guided.rows, strict=True)
    )
    options = (capital(plain_name(name)) for name in found.names)
    columns = ("Where", "", *options, "No single one")
    sentences = ("Share of futures in which each option is best by what is worth having.",)
    return Section("Circumstance by option", sentences, Table(columns, rows))


def _names(guided: Guide) -> list[tuple[str, str]]:
    """Return the circumstance of each row, given once, and the part of its range."""
    headings = [row.heading for row in guided.rows]
    return [
        (heading if place == 0 or headings[place - 1] != heading else "", guided.rows[place].label)
        for place, heading in enumerate(headings)
    ]


def _information(found: Futures, guided: Guide) -> Section:
    heading, write = "What it would be worth to know", found.outcome.writer
    if len(found) < FEWEST_DRAWS:
        return Section(heading, (f"Said of {FEWEST_DRAWS} futures or more.",))
    everything = f"To know the future before choosing: {write.alone(guided.evpi)} (EVPI)."
    shown = [(name, one) for name, one in guided.information.items() if one.is_shown][:MOST_KNOWN]
    if not shown:
        return Section(heading, (everything, "No circumstance alone is shown to be worth knowing."))
    rows = tuple(
        (found.titles[name], write.alone(one.value), write.alone(one.by_chance)) for name, one in shown
    )
    sentences = (
        everything,
        "EVPPI: what it would be worth to know one circumstance, by a regression of the options' outcomes on"
        " it (Strong, Oakley and Brennan 2014). By chance: what 19 in 20 circumstances without effect would"
        " seem to be worth at most. Futures have equal weight: these are values of information only as far as"
        " their ranges say what is believed.",
    )
    return Section(heading, sentences, Table(("Circumstance", "EVPPI", "By chance"), rows))


def _limits(found: Futures) -> Section:
    sentences = [
        "Ranges are mostly judgement and all futures have the same weight: shares of futures are not"
        " probabilities. The model is for comparing and learning, not for forecasts."
    ]
    if found.dropped:
        sentences.append(f"{count(found.dropped, 'future was', 'futures were')} left out: runs are missing.")
    return Section("Caveats", tuple(sentences))
