"""By how much each choice of how the model is built moves a difference between options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pandas as pd

from joinup.experiments.analysis.methods.paired import as_row, measure_values
from joinup.experiments.analysis.methods.statistics import difference
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.analysis.paired_draws import Floats, PairedDraws
from joinup.experiments.run.directions import better_of
from joinup.experiments.run.measures_table import Key
from joinup.experiments.study.structures import FACTORS, Structure

STRUCTURE = "structure"
"""The kind of draws that are structures, and the column that names them."""


def factor_effects(
    within: Mapping[str, PairedDraws], structures: Iterable[Structure], measures: Iterable[str]
) -> pd.DataFrame:
    """Return by how much each factor moves each option's difference from the reference.

    Parameters
    ----------
    within
        The options in each structure, draw by draw; all have the same draws.
    structures
        The structures of the design, with the value of each factor.
    measures
        The measures, such as ``outcome.need_weeks.all``.

    Returns
    -------
    DataFrame
        One row an option, measure and factor: ``first`` and ``second`` (its two values), and the effect as a
        difference with its interval and verdict: within each draw, the mean difference from the reference
        over the structures that have the second value, less the mean over those that have the first. The
        design keeps effects apart from each other and from what any two factors do together. The interval is
        of chance, or of doubt if draws are members: structures are what is varied here.
    """
    built = list(structures)
    arms = {one.name: within[one.name] for one in built}
    return pd.DataFrame([row for measure in measures for row in _rows(arms, built, measure)])


def _rows(
    arms: Mapping[str, PairedDraws], built: list[Structure], measure: str
) -> Iterator[dict[str, object]]:
    one_of_them, key = arms[built[0].name], Key(*measure.split(".", 2))
    reference = measure_values(one_of_them, one_of_them.reference, measure)
    worth = worth_of(key, float(np.mean(reference)), one_of_them.scenario.worth_having)
    for label in one_of_them.labels:
        if label == one_of_them.reference:
            continue
        gaps = np.array([_gaps(arms[one.name], label, measure) for one in built])
        for factor in built[0].levels:
            (first, _), (second, _) = FACTORS[factor]
            at = np.array([one.levels[factor] == second for one in built])
            effect = gaps[at].mean(axis=0) - gaps[~at].mean(axis=0)
            found = difference(
                effect.tolist(),
                [0.0] * len(effect),
                better=better_of(key),
                worth=worth,
                spread=one_of_them.spread,
            )
            values = {"factor": factor, "first": first, "second": second}
            yield {"option": label, "measure": measure, **values, **as_row(found)}


def _gaps(arms: PairedDraws, label: str, measure: str) -> Floats:
    return measure_values(arms, label, measure) - measure_values(arms, arms.reference, measure)
