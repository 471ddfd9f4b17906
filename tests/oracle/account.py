"""The yearly account of a partnership, and what follows from a miss (step 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from joinup.sim import randomness
from tests.oracle.chance import below, key_of

if TYPE_CHECKING:
    from tests.oracle.locality import Locality

YEAR = 52
CUT = ("subsidy", "reward", "failure_grant", "payment")
"""Kinds of incentives of which less is paid after a miss."""


class Account:
    """What the partnership of a locality has been held to.

    Parameters
    ----------
    locality
        The locality.
    """

    def __init__(self, locality: Locality) -> None:
        self.locality = locality
        self.left = 1.0
        self.cut_from: list[int] = []
        self.missed_in_a_row = 0
        self.dissolved_in: int | None = None

    def give(self) -> None:
        """Give account of year k in week ``52 k + lag``; cuts begin in week ``52 (k + 1)``."""
        terms, week = self.locality.model.tree["accountability"], self.locality.model.week
        year, over = divmod(week - terms["account_lag"], YEAR)
        if not over and year >= 1 and self.locality.partnership.in_force:
            self.close(year, terms)
        if week in self.cut_from:
            self.left *= 1.0 - terms["cut"]

    def close(self, year: int, terms: dict[str, Any]) -> None:
        """Count a miss; with chance o_f somebody is held to it."""
        self.missed_in_a_row = self.missed_in_a_row + 1 if self.is_missed() else 0
        if not self.missed_in_a_row:
            return
        locality = self.locality
        owner = locality.partnership.form.governance["owner"]
        owner = 1.0 / len(locality.agencies) if owner is None else owner
        draw = locality.model.chance.of_name(key_of(locality.name), locality.model.week, randomness.ACCOUNT)
        if below(draw, owner):
            self.cut_from.append(YEAR * (year + 1))
        if terms["strikes"] is not None and self.missed_in_a_row >= terms["strikes"]:
            self.dissolved_in = locality.model.week

    def is_missed(self) -> bool:
        """Return whether members' last four reports miss their targets, or there are none."""
        members = [a for a in self.locality.partnership.members if a.target is not None]
        if not members:
            return False
        reports = [(report, a.target) for a in members for report in a.heard[-4:]]
        if not reports:
            return True
        reported, target = (sum(pair[n] or 0.0 for pair in reports) for n in (0, 1))
        if self.locality.model.tree["measurement"]["metric"] == "stock":
            return reported > target
        return reported < target

    def ends(self, week: int | None) -> int | None:
        """Return the week in which something ends, at the latest that in which it is all dissolved."""
        if self.dissolved_in is None or week is None:
            return self.dissolved_in if week is None else week
        return min(week, self.dissolved_in)
