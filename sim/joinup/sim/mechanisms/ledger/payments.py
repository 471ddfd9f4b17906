"""A payment: payer, payee and category (ODD 4.8)."""

from __future__ import annotations

from typing import NamedTuple

FUNDER = "funder"
STAFF = ("service", "coordination", "set_up", "redress")
"""Categories of staff time, in the order in which it is posted."""


class Line(NamedTuple):
    """One kind of payment: a line of the ledger.

    Attributes
    ----------
    payer, payee, category
        Who pays whom for what.
    of_joint_working
        Whether it is part of the price of joint working: money that is paid for it and could buy places.
    """

    payer: str
    payee: str
    category: str
    of_joint_working: bool = False
