"""From simulated clients to the people they stand for, as the columns are declared."""

from __future__ import annotations

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
    frame = simulated.copy()
    whole = float(people_per_client).is_integer() and people_per_client < LARGEST_EXACT
    each = int(people_per_client) if whole else people_per_client
    for column in table.columns:
        if column.added:
            frame[column.name] = each
        elif column.per_client and column.name in frame:
            frame[column.name] = frame[column.name] * each
    return frame.rename(columns={c.name: c.for_people for c in table.columns if c.for_people})
