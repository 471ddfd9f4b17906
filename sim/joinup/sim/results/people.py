"""From simulated clients to the people they stand for, as the columns are declared."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from joinup.sim.results.columns import Table

LARGEST_EXACT = 2**53
"""Whole numbers up to this are exact as floating-point numbers."""


def for_people(simulated: pd.DataFrame, table: Table, people_per_client: float) -> pd.DataFrame:
    """Return a table for people.

    Counts stay whole numbers where each client stands for a whole number of people. Otherwise they are
    exact multiples and never rounded, so that sums agree.

    Parameters
    ----------
    simulated
        The table for simulated clients.
    table
        What its columns are.
    people_per_client
        How many people a client stands for.

    Examples
    --------
    >>> from joinup.sim.results.columns import TABLES
    >>> costs = pd.DataFrame({"payer": ["health"], "category": ["service"], "gbp": [10.0]})
    >>> for_people(costs, TABLES["costs"], 4.0)["gbp"].tolist()
    [40.0]
    """
    whole = float(people_per_client).is_integer() and people_per_client < LARGEST_EXACT
    each = int(people_per_client) if whole else people_per_client
    counted = {column.name for column in table.columns if column.per_client} if each != 1 else set()
    names = {column.name: column.for_people for column in table.columns if column.for_people}
    # Put together at once: pandas takes twice the time of a short run to change a table column by column.
    columns: dict[str, Any] = {
        names.get(str(name), str(name)): values.array * each if name in counted else values.array
        for name, values in simulated.items()
    }
    columns |= {column.name: np.full(len(simulated), each) for column in table.columns if column.added}
    return pd.DataFrame(columns, index=simulated.index)
