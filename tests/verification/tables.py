"""Comparing the tables of two runs, figure by figure."""

from __future__ import annotations

import numpy as np
import pandas as pd

TABLES = (
    "weekly",
    "agencies",
    "links",
    "decisions",
    "effort_gap",
    "targets",
    "campaigns",
    "ledger",
    "costs",
    "funding",
    "episodes",
    "complaints",
    "summary",
    "scorecard",
)
"""Every table of a result."""


def differing_figures(one: pd.DataFrame, other: pd.DataFrame) -> int:
    """Return how many cells of two tables are not equal; all of them if their shapes do."""
    if one.shape != other.shape or list(one.columns) != list(other.columns):
        return max(one.size, other.size)
    different = 0
    for column in one.columns:
        a, b = one[column].to_numpy(), other[column].to_numpy()
        gone_a, gone_b = pd.isna(one[column]).to_numpy(), pd.isna(other[column]).to_numpy()
        there = ~gone_a & ~gone_b
        different += int(np.sum(gone_a != gone_b)) + int(np.sum(a[there] != b[there]))
    return different
