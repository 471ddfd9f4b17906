"""How an agency's staff time is divided, and how fast its service goes (step 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.oracle.access import staff_share
from tests.oracle.governance import overhead, seconded
from tests.oracle.transition import loss, specialism_loss

if TYPE_CHECKING:
    from tests.oracle.agency import Agency


def divide_staff_time(agency: Agency) -> None:
    """Take off what joint working takes, in turn, as long as there is time; what is left is own work.

    ``own share = 1 - cov (overhead + seconded + dip + k_d r + e_max x) - redress``; of what is lost the
    part s slows the service: ``rate = (1 / service_weeks)(1 - s (1 - own share))(1 - cov specialism loss)
    (1 - cost_acc gained)``
    """
    partnership, cov = agency.locality.partnership, agency.coverage.share
    agency.overhead = agency.seconded_time = agency.dip = agency.door_time = specialism = 0.0
    free = 1.0
    if agency.member:
        agency.overhead = min(free, cov * overhead(partnership, agency))
        free -= agency.overhead
        agency.seconded_time = min(free, cov * seconded(partnership))
        free -= agency.seconded_time
        agency.dip = min(free, cov * loss(partnership))
        free -= agency.dip
        agency.door_time = min(free, cov * staff_share(partnership))
        free -= agency.door_time
        specialism = cov * specialism_loss(partnership)
    agency.redress_time = min(free, redress(agency))
    free -= agency.redress_time
    full = cov * agency.model.tree["service"]["full_effort"]
    if full * agency.effort > free:
        agency.effort = free / full
    agency.effort_time = full * agency.effort
    agency.own_share = free - agency.effort_time
    slowing, pace = agency.spec["paced_by_staff"], agency.own_share
    if slowing < 1.0:
        pace = 1.0 - slowing * (1.0 - agency.own_share)
    adapted = 1.0 - agency.spec["accommodation_cost"] * agency.accommodation_gained
    agency.rate = pace * (1.0 - specialism) * adapted / agency.service_weeks


def redress(agency: Agency) -> float:
    """Return the share of staff time for last week's complaints that it owned, ``n staff_weeks / places``."""
    weeks = agency.complaints_last_week * agency.model.tree["redress"]["staff_weeks"]
    return float(weeks / agency.places) if agency.places else 0.0
