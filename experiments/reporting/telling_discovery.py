"""Say in plain English in which circumstances options work, and how they stand over all futures."""

from __future__ import annotations

from math import isfinite

from experiments.analysis.boxes import FEWEST_CASES, Box, Boxes
from experiments.analysis.discovery import Discovery, Works
from scenarios.describing import Section, Table
from scenarios.words import capital, count, number, percent


def discovery_sections(said: Discovery) -> list[Section]:
    """Return what was discovered, section by section."""
    sections = [_setting(said)]
    sections += [_works_section(said, works) for works in said.works]
    return [*sections, _tree(said), _standing(said)]


def _setting(said: Discovery) -> Section:
    found = said.found
    told = [
        f"{count(len(found), 'future')}, each with {count(len(found.names), 'option')} and"
        f" {count(found.replications, 'replication')} on the same draws. An option works in a future if its mean"
        f" {found.outcome.title} is better than that of '{said.reference}'."
    ]
    if found.dropped:
        told.append(f"{count(found.dropped, 'future was', 'futures were')} left out: runs are missing.")
    if found.replications < 2:
        told.append("With one replication nothing can be told from chance.")
    return Section("What was looked at", tuple(told))


def _works_section(said: Discovery, works: Works) -> Section:
    told = [
        f"Better than '{said.reference}' in {percent(round(works.share, 3))} of futures (beyond chance in"
        f" {percent(round(works.share_clearly, 3))}; worse beyond chance in"
        f" {percent(round(works.share_clearly_not, 3))})."
    ]
    boxes = works.boxes
    what = "does not work" if works.of_failures else "works"
    if not boxes.boxes:
        told.append(
            f"It {what} in only {count(boxes.cases, 'future')}: too few to say where."
            if boxes.cases < FEWEST_CASES else "No circumstances were found that tell where."
        )  # fmt: skip
        return Section(capital(works.option), tuple(told))
    for place, box in enumerate(boxes.boxes):
        start = f"It {what} mostly where" if place == 0 else "Also where"
        told.append(f"{start} {box.words(_small(said.found.titles))}: {_figures(box, boxes)}.")
    told.append(_check(boxes))
    rows = tuple(
        (str(place), capital(said.found.titles.get(limit.name, limit.name)), _end(limit.low), _end(limit.high),
         ", ".join(limit.values), f"{limit.quasi_p:.2g}")
        for place, box in enumerate(boxes.boxes, 1) for limit in box.limits
    )  # fmt: skip
    columns = ("Box", "Circumstance", "Above", "Below", "Is", "Quasi-p")
    return Section(capital(works.option), tuple(told), Table(columns, rows))


def _small(titles: dict[str, str]) -> dict[str, str]:
    """Return titles for the middle of a sentence."""
    return {name: f"{title[:1].lower()}{title[1:]}" for name, title in titles.items()}


def _end(value: float | None) -> str:
    return "" if value is None else number(value)


def _figures(box: Box, boxes: Boxes) -> str:
    return (
        f"{count(box.futures, 'future')}, {percent(round(box.density, 3))} of them such (density; overall"
        f" {percent(round(boxes.base, 3))}), {percent(round(box.coverage, 3))} of all such futures (coverage),"
        f" {count(len(box.limits), 'circumstance')}"
    )


def _check(boxes: Boxes) -> str:
    if not isfinite(boxes.held_out_density):
        return "Too few futures to check out of sample."
    verdict = "this holds up" if boxes.holds_up else "this does not hold up: take it for chance"
    return (
        f"Out of sample (boxes found anew in four fifths of the futures, five times): density"
        f" {percent(round(boxes.held_out_density, 3))}, coverage {percent(round(boxes.held_out_coverage, 3))};"
        f" {verdict}."
    )


def _tree(said: Discovery) -> Section:
    tree = said.tree
    gain = tree.right_held_out - tree.right_without
    told = [
        f"A decision tree names the best option in {percent(round(tree.right, 3))} of futures, in"
        f" {percent(round(tree.right_held_out, 3))} of futures that it has not seen; always saying the most"
        f" frequent would be right in {percent(round(tree.right_without, 3))}."
    ]
    if gain <= 0:
        told.append("It does no better than that: these circumstances do not tell which option is best.")
    rows = tuple(
        (capital(leaf.words), leaf.says, percent(round(leaf.density, 3)), percent(round(leaf.coverage, 3)),
         number(leaf.futures))
        for leaf in tree.leaves
    )  # fmt: skip
    columns = ("Where", "Best most often", "Density", "Coverage", "Futures")
    return Section("Which option is best when", tuple(told), Table(columns, rows))


def _standing(said: Discovery) -> Section:
    write, table = said.found.outcome.writer, said.standing.table
    rows = tuple(
        (str(row.Index), write.alone(float(row.mean)), write.alone(float(row.worst)),
         write.alone(float(row.regret_mean)), write.alone(float(row.regret_90)),
         write.alone(float(row.regret_max)), percent(round(float(row.best), 3)),
         percent(round(float(row.satisfied), 3)) if isfinite(float(row.satisfied)) else "-")
        for row in table.itertuples()
    )  # fmt: skip
    good = (
        f"as good as '{said.reference}' in the same future" if said.threshold is None
        else f"{'at least' if said.found.outcome.higher_is_better else 'at most'} {write.alone(said.threshold)}"
    )  # fmt: skip
    told = (
        said.standing.words(),
        f"Regret: how far an option falls short of the best in the same future. Good enough: {good} (Starr's"
        " domain criterion). Futures count alike, whether they are likely or not.",
    )
    columns = ("Option", "Mean", "Worst", "Mean regret", "90% regret", "Largest regret", "Best in", "Good enough in")
    return Section("How options stand over all futures", told, Table(columns, rows))
