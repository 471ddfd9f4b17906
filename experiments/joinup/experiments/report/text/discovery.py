"""Say in plain English in which circumstances options work, and how they stand over all futures."""

from __future__ import annotations

from math import isfinite

from joinup.experiments.analysis.discover import Discovery, Works
from joinup.experiments.analysis.methods.prim import FEWEST_CASES, Box, Boxes
from joinup.scenarios.describe.description import Section, Table
from joinup.scenarios.words import capital, count, number, percent, plain_name


def discovery_sections(said: Discovery) -> list[Section]:
    """Return what was discovered, section by section."""
    sections = [_setting(said)]
    sections += [_works_section(said, works) for works in said.works]
    return [*sections, _tree(said), _standing(said)]


def _setting(said: Discovery) -> Section:
    found = said.found
    told = [
        f"{count(len(found), 'future')}, each with {count(len(found.names), 'option')} and"
        f" {count(found.replicates, 'replicate')} on the same draws. An option works in a future if its"
        f" mean {found.outcome.title} is better than that of '{said.reference}'."
    ]
    if found.dropped:
        told.append(f"{count(found.dropped, 'future was', 'futures were')} left out: runs are missing.")
    if found.replicates < 2:
        told.append("With one replicate nothing can be told from chance.")
    return Section("What was looked at", tuple(told))


def _works_section(said: Discovery, works: Works) -> Section:
    told = [
        f"Better than '{said.reference}' in {_share(works.share)} of futures (beyond chance in"
        f" {_share(works.share_clearly)}; worse beyond chance in"
        f" {_share(works.share_clearly_not)})."
    ]
    boxes = works.boxes
    what = "does not work" if works.of_failures else "works"
    if not boxes.boxes:
        told.append(
            f"It {what} in only {count(boxes.cases, 'future')}: too few to say where."
            if boxes.cases < FEWEST_CASES
            else "No circumstances were found that tell where."
        )
        return Section(capital(plain_name(works.option)), tuple(told))
    for place, box in enumerate(boxes.boxes):
        start = f"It {what} mostly where" if place == 0 else "Also where"
        told.append(f"{start} {box.words(_small(said.found.titles))}: {_figures(box, boxes)}.")
    told.append(_check(boxes))
    rows = tuple(
        (
            str(place),
            capital(said.found.titles.get(limit.name, limit.name)),
            _end(limit.low),
            _end(limit.high),
            ", ".join(limit.values),
            f"{limit.quasi_p:.2g}",
        )
        for place, box in enumerate(boxes.boxes, 1)
        for limit in box.limits
    )
    columns = ("Box", "Circumstance", "Above", "Below", "Is", "Quasi-p")
    return Section(capital(plain_name(works.option)), tuple(told), Table(columns, rows))


def _share(value: float) -> str:
    return percent(round(value, 3))


def _small(titles: dict[str, str]) -> dict[str, str]:
    """Return titles for the middle of a sentence."""
    return {name: f"{title[:1].lower()}{title[1:]}" for name, title in titles.items()}


def _end(value: float | None) -> str:
    return "" if value is None else number(value)


def _figures(box: Box, boxes: Boxes) -> str:
    return (
        f"{count(box.futures, 'future')}, {_share(box.density)} of them such (density; overall"
        f" {_share(boxes.base)}), {_share(box.coverage)} of all such futures"
        f" (coverage), {count(len(box.limits), 'circumstance')}"
    )


def _check(boxes: Boxes) -> str:
    if not isfinite(boxes.held_out_density):
        return "Too few futures to check out of sample."
    verdict = "this holds up" if boxes.holds_up else "no more than chance may give: do not build on it"
    return (
        f"Out of sample (boxes found anew in four fifths of the futures, five times): density"
        f" {_share(boxes.held_out_density)}, coverage {_share(boxes.held_out_coverage)}; {verdict}."
    )


def _tree(said: Discovery) -> Section:
    tree = said.tree
    gain = tree.right_held_out - tree.right_without
    told = [
        f"A decision tree names the best option in {_share(tree.right)} of futures, in"
        f" {_share(tree.right_held_out)} of futures that it has not seen; always saying the most"
        f" frequent would be right in {_share(tree.right_without)}."
    ]
    if gain <= 0:
        told.append("It does no better than that: these circumstances do not tell which option is best.")
    rows = tuple(
        (
            capital(leaf.words),
            plain_name(leaf.says),
            _share(leaf.density),
            _share(leaf.coverage),
            number(leaf.futures),
        )
        for leaf in tree.leaves
    )
    columns = ("Where", "Best most often", "Density", "Coverage", "Futures")
    return Section("Which option is best when", tuple(told), Table(columns, rows))


def _standing(said: Discovery) -> Section:
    write, table = said.found.outcome.writer, said.robustness.table
    figures = ["mean", "worst", "regret_mean", "regret_90", "regret_max"]
    rows = tuple(
        (
            plain_name(str(name)),
            *map(write.alone, levels),
            *(_share(share) if isfinite(share) else "-" for share in shares),
        )
        for name, levels, shares in zip(
            table.index,
            table[figures].to_numpy().tolist(),
            table[["best", "satisfied"]].to_numpy().tolist(),
            strict=True,
        )
    )
    good = f"as good as '{said.reference}' in the same future"
    if said.threshold is not None:
        at = "at least" if said.found.outcome.higher_is_better else "at most"
        good = f"{at} {write.alone(said.threshold)}"
    told = (
        said.robustness.words(),
        f"Regret: how far an option falls short of the best in the same future. Good enough: {good} (Starr's"
        " domain criterion). Futures count alike, whether they are likely or not.",
    )
    columns = (
        "Option",
        "Mean",
        "Worst",
        "Mean regret",
        "90% regret",
        "Largest regret",
        "Best in",
        "Good enough in",
    )
    return Section("How options stand over all futures", told, Table(columns, rows))
