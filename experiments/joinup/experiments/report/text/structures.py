"""Sentences and tables on how far an answer turns on how the model is built."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from joinup.experiments.analysis.methods.factors import STRUCTURE
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, WEEKS, difference_of
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.report.formatting import COUNT, MONEY, Writer
from joinup.experiments.study.structures import BESIDE
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.words import plain_name, titles

SHOWN: Mapping[str, tuple[str, Writer]] = {
    WEEKS: ("Weeks of need", COUNT),
    NET_BENEFIT: ("Net benefit, GBP", MONEY),
}


def structure_sections(arms: PairedDraws, structures: pd.DataFrame, factors: pd.DataFrame) -> list[Section]:
    """Return what each structure says by itself, and which choice of structure moves it most.

    Parameters
    ----------
    arms
        A comparison of structures.
    structures
        What each says by itself, as in
        :attr:`joinup.experiments.analysis.comparison.Comparison.structures`.
    factors
        What moves differences, as in its `factors`.
    """
    labels = [label for label in arms.labels if label != arms.reference]
    return [
        *(_each(structures, labels, measure) for measure in SHOWN),
        *(_what_moves(arms, factors, label) for label in labels),
    ]


def _each(structures: pd.DataFrame, labels: Sequence[str], measure: str) -> Section:
    words, writer = SHOWN[measure]
    found = {
        (one[STRUCTURE], one["option"]): one
        for one in structures[structures["measure"] == measure].to_dict("records")
    }
    names = list(dict.fromkeys(structures[STRUCTURE].tolist()))
    rows = [(_title(name), *(_told(found[name, label], writer) for label in labels)) for name in names]
    said = (
        "Each line is one way to build the model, by itself; ± and brackets as in a comparison of its draws."
        f" {' and '.join(_title(name) for name in BESIDE)} stand beside the design and are not counted."
    )
    return Section(f"{words}, structure by structure", (said,), Table(("", *labels), tuple(rows)))


def _told(one: Mapping[Any, Any], writer: Writer) -> str:
    found = difference_of(one)
    return f"{writer.difference(found.estimate)} {found.word}".rstrip()


def _what_moves(arms: PairedDraws, factors: pd.DataFrame, label: str) -> Section:
    mine = factors[factors["option"] == label]
    effects = {(one["measure"], one["factor"]): one for one in mine.to_dict("records")}
    groups = titles(arms.scenario.population.groups)
    measures = {
        **{WEEKS.removesuffix(ALL) + group: (words, COUNT) for group, words in groups.items()},
        WEEKS: ("All", COUNT),
        NET_BENEFIT: ("Net benefit, GBP", MONEY),
    }
    named = {one["factor"]: one for one in mine.to_dict("records")}
    ranked = sorted(named, key=lambda factor: -abs(effects[WEEKS, factor]["difference"]))
    rows = tuple(
        (
            f"{plain_name(factor)}: {named[factor]['second']} for {named[factor]['first']}",
            *(_told(effects[name, factor], writer) for name, (_, writer) in measures.items()),
        )
        for factor in ranked
    )
    said = (
        "By how much the difference moves if the model is built the second way, mean over the sixteen: in"
        " weeks of need by group and of all, and in net benefit. ± and brackets: over draws, as above."
    )
    columns = ("", *(words for words, _ in measures.values()))
    return Section(f"What moves the answer on {label}", (said,), Table(columns, rows))


def _title(name: str) -> str:
    return plain_name(name).capitalize()
