"""From simulated clients to the people they stand for, as the columns are declared."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from joinup.sim.results.columns import Table

LARGEST_EXACT = 2**53
"""Whole numbers up to this are exact as floating-point numbers."""


def columns_of(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the columns of a table by name."""
    return {str(name): values.array for name, values in frame.items()}


def for_people(simulated: Mapping[str, Any], table: Table, people_per_client: float) -> pd.DataFrame:
    """Return a table for people.

    Counts stay whole numbers where each client stands for a whole number of people. Otherwise they are
    exact multiples and never rounded, so that sums agree.

    Parameters
    ----------
    simulated
        The columns of the table for simulated clients.
    table
        What its columns are.
    people_per_client
        How many people a client stands for.

    Examples
    --------
    >>> from joinup.sim.results.columns import TABLES
    >>> costs = {"payer": ["health"], "category": ["service"], "gbp": np.array([10.0])}
    >>> for_people(costs, TABLES["costs"], 4.0)["gbp"].tolist()
    [40.0]
    """
    whole = float(people_per_client).is_integer() and people_per_client < LARGEST_EXACT
    each = int(people_per_client) if whole else people_per_client
    counted = {column.name for column in table.columns if column.per_client} if each != 1 else set()
    names = {column.name: column.for_people for column in table.columns if column.for_people}
    # Put together at once: pandas takes twice the time of a short run to change a table column by column.
    columns = {
        names.get(name, name): values * each if name in counted else values
        for name, values in simulated.items()
    }
    rows = len(next(iter(simulated.values())))
    columns |= {column.name: np.full(rows, each) for column in table.columns if column.added}
    return pd.DataFrame(columns)
