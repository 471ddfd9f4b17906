"""Text on the circumstances in which options work, and on their robustness over all futures."""

from __future__ import annotations

from math import isfinite

from joinup.experiments.analysis.discover import Discovery, OptionDiscovery
from joinup.experiments.analysis.methods.prim import FEWEST_CASES, Box, Boxes
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Judged, Verdict
from joinup.experiments.report.text.guide import overall
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.text.words import capital, count, number, percent, plain_name


def discovery_sections(discovery: Discovery) -> list[Section]:
    """Return the findings, section by section."""
    sections = [_setting(discovery)]
    sections += [_works_section(discovery, works) for works in discovery.works]
    return [*sections, _tree(discovery), _robustness(discovery)]


def _setting(discovery: Discovery) -> Section:
    found = discovery.found
    sentences = [
        f"{count(len(found), 'future')}, each with {count(len(found.names), 'option')} and"
        f" {count(found.replicates, 'replicate')} on the same draws. An option works in a future if its"
        f" mean {found.outcome.title} is better than that of '{discovery.reference}' by what is worth having"
        f" ({found.outcome.writer.size(found.worth)}).",
        f"Over all futures: {overall(found, discovery.standing)}.",
    ]
    if found.dropped:
        sentences.append(f"{count(found.dropped, 'future was', 'futures were')} left out: runs are missing.")
    if found.replicates < 2:
        sentences.append("With one replicate, chance and what differs between futures are one spread.")
    return Section("Futures and options", tuple(sentences))


def _works_section(discovery: Discovery, works: OptionDiscovery) -> Section:
    judged, write = works.judged, discovery.found.outcome.writer
    sentences = [
        f"Better than '{discovery.reference}' in {_share(judged.share_better)} of futures, worse in"
        f" {_share(judged.share_worse)}. In the"
        f" median future it gains {write.alone(judged.middle)},"
        f" in 8 of 10 {write.alone(judged.low)} to {write.alone(judged.high)}."
        f" {_said(judged, discovery.reference)}."
    ]
    boxes = works.boxes
    what = "does not work" if works.of_failures else "works"
    if not boxes.boxes:
        sentences.append(
            f"It {what} in only {count(boxes.cases, 'future')}: too few to find where."
            if boxes.cases < FEWEST_CASES
            else "No circumstances were found that separate these futures from the others."
        )
        return Section(capital(plain_name(works.option)), tuple(sentences))
    for place, box in enumerate(boxes.boxes):
        start = f"It {what} mostly where" if place == 0 else "Also where"
        sentences.append(f"{start} {box.words(_small(discovery.found.titles))}: {_figures(box, boxes)}.")
    sentences.append(_check(boxes))
    rows = tuple(
        (
            str(place),
            capital(discovery.found.titles.get(limit.name, limit.name)),
            _end(limit.low),
            _end(limit.high),
            ", ".join(limit.values),
            f"{limit.quasi_p:.2g}",
        )
        for place, box in enumerate(boxes.boxes, 1)
        for limit in box.limits
    )
    columns = ("Box", "Circumstance", "Above", "Below", "Is", "Quasi-p")
    return Section(capital(plain_name(works.option)), tuple(sentences), Table(columns, rows))


def _said(judged: Judged, reference: str) -> str:
    """State the verdict on an option over all futures."""
    if judged.verdict is Verdict.CANNOT_TELL and judged.draws < FEWEST_DRAWS:
        return f"Cannot tell: {FEWEST_DRAWS} futures are the fewest that give a verdict"
    words = {Verdict.BETTER: "Better", Verdict.WORSE: "Worse", Verdict.CANNOT_TELL: "Cannot tell"}
    said = words.get(judged.verdict, "No difference")
    than = {Verdict.BETTER: " than ", Verdict.WORSE: " than "}.get(judged.verdict, " from ")
    return f"Over all futures: {said.lower()}{than}'{reference}'"


def _share(value: float) -> str:
    return percent(round(value, 3))


def _small(titles: dict[str, str]) -> dict[str, str]:
    """Return titles in lower case, for the middle of a sentence."""
    return {name: f"{title[:1].lower()}{title[1:]}" for name, title in titles.items()}


def _end(value: float | None) -> str:
    return "" if value is None else number(value)


def _figures(box: Box, boxes: Boxes) -> str:
    return (
        f"{count(box.futures, 'future')}, density {_share(box.density)} (overall {_share(boxes.base)}),"
        f" coverage {_share(box.coverage)} of all such futures, {count(len(box.limits), 'circumstance')}"
    )


def _check(boxes: Boxes) -> str:
    if not isfinite(boxes.held_out_density):
        return "Too few futures for a check out of sample."
    verdict = "confirmed" if boxes.holds_up else "not beyond noise: do not rely on it"
    return (
        "Out of sample (5-fold cross-validation): density"
        f" {_share(boxes.held_out_density)}, coverage {_share(boxes.held_out_coverage)}; {verdict}."
    )


def _tree(discovery: Discovery) -> Section:
    heading, tree = "Which option is best when", discovery.tree
    if tree is None:
        return Section(heading, (f"Said of {FEWEST_DRAWS} futures or more.",))
    if len(tree.leaves) == 1:
        alone = tree.leaves[0].says
        said = (
            "No difference in any future" if alone == Verdict.NO_DIFFERENCE else f"'{alone}' in every future"
        )
        return Section(heading, (f"{said}.",))
    gain = tree.right_held_out - tree.right_without
    sentences = [
        f"A decision tree names the best option in {_share(tree.right)} of futures, in"
        f" {_share(tree.right_held_out)} of held-out futures; always naming the most frequent"
        f" best option is right in {_share(tree.right_without)}."
    ]
    if gain <= 0:
        sentences.append("The tree is no better: these circumstances do not predict which option is best.")
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
    columns = ("Where", "Most often best", "Density", "Coverage", "Futures")
    return Section(heading, tuple(sentences), Table(columns, rows))


def _robustness(discovery: Discovery) -> Section:
    write, table = discovery.found.outcome.writer, discovery.robustness.table
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
    good = f"as good as '{discovery.reference}' in the same future"
    if discovery.threshold is not None:
        at = "at least" if discovery.found.outcome.higher_is_better else "at most"
        good = f"{at} {write.alone(discovery.threshold)}"
    sentences = (
        discovery.robustness.words(),
        f"Regret: how far an option falls short of the best in the same future. Good enough: {good} (Starr's"
        " domain criterion). All futures have the same weight, whatever their likelihood.",
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
    return Section("Robustness of options over all futures", sentences, Table(columns, rows))
