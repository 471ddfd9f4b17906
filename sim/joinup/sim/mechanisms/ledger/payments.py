"""A payment: payer, payee and category (ODD 4.8)."""

from __future__ import annotations

from typing import NamedTuple

FUNDER = "funder"
STAFF = ("service", "coordination", "set_up")
"""Categories of staff time, in the order in which it is posted."""


class Line(NamedTuple):
    """One kind of payment: a line of the ledger."""

    payer: str
    payee: str
    category: str
