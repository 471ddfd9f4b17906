"""Funding windows: money for extra places, and the staff that it finds (step 1)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.locality import Locality
    from tests.oracle.model import JointWorking

YEAR = 52


def nearest(x: float) -> int:
    """Round, halves up."""
    return math.floor(x + 0.5)


def how_much_longer(model: JointWorking) -> float:
    """Return ``1 + T / (v C)``: all recruit among the same staff.

    T are the extra places that windows in force ask for, C the contracted ones, of all localities.
    """
    slack = model.tree["workforce"]["slack"]
    if slack in ("infinite", math.inf):
        return 1.0
    agencies = [(agency, locality) for locality in model.localities for agency in locality.agencies]
    contracted = sum(agency.contracted for agency, _ in agencies)
    asked = sum(
        model.extra_places(number, agency)
        for number, window in enumerate(model.tree["funding"])
        for agency, locality in agencies
        if asks(window, locality)
    )
    return float(1.0 + asked / (slack * contracted)) if contracted else 1.0


def asks(window: dict[str, Any], locality: Locality) -> bool:
    """Return whether a window has money for places in a locality this week."""
    week, ends = locality.model.week, locality.account.ends(window["ends"])
    return bool(locality.after_wave(window["starts"]) <= week and (ends is None or week < ends))


class Window:
    """The money of one funding window in one locality: what is given, staffed, left over, lapsed.

    Parameters
    ----------
    model, number, locality
        Of which window it is the part of which locality.
    """

    def __init__(self, model: JointWorking, number: int, locality: Locality) -> None:
        self.model, self.number, self.locality = model, number, locality
        self.opens: int | None = None
        self.level = dict.fromkeys(locality.agencies, 0.0)
        self.filled = dict.fromkeys(locality.agencies, 0)
        self.pot = 0.0

    def spend(self) -> None:
        """Turn the week's money into staff.

        ``places = T (1 - exp(-t / lag))``, t weeks after recruiting opens: with the money, but not
        until the set-up of a partnership planned to start no later. What is not spent stays in the
        pot until the year of the window ends, or is carried forward.
        """
        window = self.model.tree["funding"][self.number]
        week, partnership = self.model.week, self.locality.partnership
        starts = self.locality.after_wave(window["starts"])
        if week < starts:
            return
        if self.opens is None:
            after = window["recruits_after"]
            after = partnership.set_up_weeks if after is None else after
            planned = self.locality.after_wave(partnership.terms["starts"])
            self.opens = max(starts, planned + after) if planned <= starts else starts
        ends = self.locality.account.ends(window["ends"])
        given = spent = 0.0
        for agency in self.locality.agencies:
            cost, places = agency.spec["place_cost"], self.model.extra_places(self.number, agency)
            if ends is None or week < ends:
                given += places * cost
                lag = window["recruitment_weeks"] * how_much_longer(self.model)
                self.recruit(agency, places, lag)
                self.filled[agency] = nearest(self.level[agency])
            else:
                at_end = nearest(self.level[agency])
                kept = nearest(window["mainstreamed"] * at_end)
                agency.mainstreamed += kept
                affordable = window["carry_forward"] and self.pot - spent >= (at_end - kept) * cost
                self.filled[agency] = at_end - kept if affordable else 0
            agency.funded += self.filled[agency]
            spent += self.filled[agency] * cost
        self.pot += given - spent
        year_ends = (week - starts) % YEAR == YEAR - 1
        over = ends is not None and week >= ends
        if not window["carry_forward"] and (year_ends or over):
            self.pot = 0.0

    def recruit(self, agency: Agency, places: float, lag: float) -> None:
        """Close the share ``1 - exp(-1 / lag)`` of the gap to the places paid for."""
        assert self.opens is not None
        level, week = self.level[agency], self.model.week
        if lag <= 0.0:
            level = places if week >= self.opens else level
        elif week > self.opens:
            level += (places - level) * (1.0 - math.exp(-1.0 / lag))
        self.level[agency] = min(level, places)
