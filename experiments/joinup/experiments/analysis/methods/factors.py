"""By how much each choice of how the model is built moves a difference between options."""

from __future__ import annotations

import numpy as np
import pandas as pd

from joinup.experiments.analysis.methods.paired import measure_values
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.study.structures import FACTORS

STRUCTURE = "structure"
"""The kind of draws that are structures, and the column that names them."""


def factor_effects(arms: PairedDraws, structures: pd.DataFrame, label: str, measure: str) -> pd.DataFrame:
    """Return by how much each factor moves an option's difference from the reference.

    Parameters
    ----------
    arms
        A comparison of structures.
    structures
        The value of each factor in each of them, as in
        :attr:`joinup.experiments.analysis.comparison.Comparison.structures`.
    label
        The option.
    measure
        The measure, such as ``outcome.need_weeks.all``.

    Returns
    -------
    DataFrame
        One row a factor, the one that moves it most first: ``factor``, ``first`` and ``second`` (its two
        values), and ``effect``: the mean difference over the structures that have the second less the mean
        over those that have the first. The design keeps effects apart from each other and from what any two
        factors do together.
    """
    gaps = measure_values(arms, label, measure) - measure_values(arms, arms.reference, measure)
    levels = structures.drop_duplicates(STRUCTURE).set_index(STRUCTURE).loc[arms.tables[label].index]
    rows = []
    for factor, ((first, _), (second, _)) in FACTORS.items():
        at = levels[factor].to_numpy()
        effect = float(np.mean(gaps[at == second]) - np.mean(gaps[at == first]))
        rows.append({"factor": factor, "first": first, "second": second, "effect": effect})
    return pd.DataFrame(rows).sort_values("effect", key=abs, ascending=False, ignore_index=True)
