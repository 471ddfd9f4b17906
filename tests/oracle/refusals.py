"""Refusing hard cases that are handed on (steps 2, 4 and 6)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.chance import below, part_of, uniform

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client

QUARTER = 13
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Shares of the most that an agency may refuse."""


class Shunting:
    """``z``: the share of hard cases handed on to an agency that it refuses.

    Parameters
    ----------
    agency
        The agency.
    """

    def __init__(self, agency: Agency) -> None:
        self.agency = agency
        self.refused = 0.0
        self.handed: list[Client] = []
        self.handed_last_quarter: list[Client] = []
        self.full_weeks = self.full_weeks_last_quarter = 0

    def refuses(self, client: Client) -> bool:
        """Return whether a hard case that is handed on is refused."""
        if client.group["difficulty"] <= 1.0:
            return False
        self.handed.append(client)
        return below(client.chance(randomness.SHUNT), self.refused)

    def close_week(self) -> None:
        """Count a week that ended with no place free."""
        agency = self.agency
        self.full_weeks += len(agency.in_service) + len(agency.held) >= agency.places
        if agency.model.week % QUARTER == QUARTER - 1:
            self.full_weeks_last_quarter, self.full_weeks = self.full_weeks, 0
            self.handed_last_quarter, self.handed = self.handed, []

    def worth(self, z: float) -> float:
        """Return ``n [place_cost weeks busy - v sigma_eff unmet / (lambda_b + e)] z / B - (c_z/2 + ku) z^2``.

        ku is kappa U; weeks and e are means of the hard cases handed on last quarter.
        """
        agency, cases = self.agency, [client.group for client in self.handed_last_quarter]
        tree, decisions = agency.model.tree, agency.decisions
        gain = 0.0
        if cases and agency.full_cost > 0.0:
            difficulty = sum(group["difficulty"] for group in cases) / len(cases)
            ends = sum(group["natural_exit"] for group in cases) / len(cases)
            busy = self.full_weeks_last_quarter / QUARTER
            saved = agency.spec["place_cost"] * agency.service_weeks * difficulty * busy
            lost = (
                decisions["failure_weight"] * agency.effective_failure_share() * tree["money"]["unmet_need"]
            )
            back = tree["service"]["return_from_lapse"] + ends
            gain = len(cases) * (saved - (lost / back if back > 0.0 else 0.0)) / agency.full_cost
        cost = decisions["shunting_cost"] / 2.0 + decisions["pressure_weight"] * agency.pressure
        return float(gain * z - cost * z * z)

    def choose(self) -> None:
        """Choose z by the agency's rule: the best, none if effort is fixed, else as logit does."""
        agency, most = self.agency, self.agency.decisions["shunting_most"]
        self.refused = 0.0
        if not agency.member or agency.rule == "fixed" or most <= 0.0:
            return
        worth = [self.worth(level * most) for level in LEVELS]
        precision = agency.decisions["precision"]
        if agency.rule == "best_reply" or precision in ("infinite", math.inf):
            best = worth.index(max(worth))
        else:
            times = [
                math.log(-math.log(self.level_draw(n))) - precision * (it - max(worth))
                for n, it in enumerate(worth)
            ]
            best = times.index(min(times))
        self.refused = LEVELS[best] * most

    def level_draw(self, level: int) -> float:
        """Return this week's uniform draw of a level."""
        key = part_of(self.agency.key, level)
        return uniform(self.agency.model.chance.of_name(key, self.agency.model.week, randomness.SHUNT_LEVEL))
