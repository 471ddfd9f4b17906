"""The columns of `Record`: what a run writes down.

A table whose first axis is weeks or quarters grows with the run (:mod:`joinup.sim.arrays.written`).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from joinup.sim.arrays.clients import MOVE_COLUMNS
from joinup.sim.arrays.columns import F8, I4, I8, Records, along


class Record(NamedTuple):
    """What is written down."""

    flow: Annotated[I8, along("locality", "group", "flow", about="what is counted this week", unit="clients")]
    money: Annotated[F8, along("locality", "line", about="what is paid this week", unit="GBP")]
    broken: Annotated[
        I8, along("locality", "identity", about="the first identity found broken; -1 for none", initial=-1)
    ]
    # The weeks just run, by locality: added up in order, whichever thread ran them.
    stretch: Annotated[I8, along("one", about="first week of the stretch being run", unit="week")]
    kept_counts: Annotated[
        I4, along("stretch_week", "locality", "group", "count", about="stocks and flows", unit="clients")
    ]
    kept_money: Annotated[F8, along("stretch_week", "locality", "line", about="what was paid", unit="GBP")]
    kept_filled: Annotated[
        I4,
        along("stretch_week", "locality", "fund", "agency", about="places paid for", unit="clients at once"),
    ]
    kept_funds: Annotated[
        F8, along("stretch_week", "locality", "fund", "pot", about="money not spent", unit="GBP")
    ]
    # The tables.
    weekly: Annotated[
        I8, along("week", "kept_locality", "group", "count", about="stocks and flows", unit="clients")
    ]
    ledger: Annotated[F8, along("week", "kept_locality", "line", about="what was paid", unit="GBP")]
    agencies: Annotated[
        F8, along("detailed_week", "locality", "agency", "agency_figure", about="how agencies stood")
    ]
    links: Annotated[
        F8, along("detailed_quarter", "locality", "agency", "agency", "link_figure", about="how links stood")
    ]
    payoffs: Annotated[
        F8,
        along(
            "detailed_quarter",
            "locality",
            "agency",
            "effort",
            about="pay-off foreseen",
            unit="pay-off",
            initial=np.nan,
        ),
    ]
    chances: Annotated[
        F8,
        along(
            "detailed_quarter",
            "locality",
            "agency",
            "effort",
            about="chance of being chosen",
            unit="share",
            initial=np.nan,
        ),
    ]
    choices: Annotated[
        F8,
        along(
            "detailed_quarter",
            "locality",
            "agency",
            about="effort chosen; not a number of those who are not members",
            unit="share",
            initial=np.nan,
        ),
    ]
    best: Annotated[
        F8,
        along(
            "detailed_quarter",
            "locality",
            "agency",
            about="effort best for the partnership; not a number of those who are not members",
            unit="share",
            initial=np.nan,
        ),
    ]
    exposed: Annotated[
        F8, along("week", "campaign", "group", about="who was exposed to the campaign", unit="share")
    ]
    advertising: Annotated[
        F8, along("week", "campaign", about="S: advertising stock", unit="GBP a week per 1,000 addressed")
    ]
    scarcity: Annotated[F8, along("week", about="how many times as long recruiting takes", unit="factor")]
    funding: Annotated[F8, along("week", "fund", "fund_figure", about="what became of the money", unit="GBP")]
    trace: Annotated[Records, along("move", of=MOVE_COLUMNS, about="moves of traced clients")]
    trace_count: Annotated[I8, along("one", about="how many moves are written")]
