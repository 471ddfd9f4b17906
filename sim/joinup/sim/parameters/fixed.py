"""What cannot change while a run is under way."""

from __future__ import annotations

from joinup.sim.parameters.paths import split

FIXED_PATHS = (
    "schema_version",
    "name",
    "title",
    "description",
    "start_date",
    "weeks",
    "warm_up_weeks",
    "load",
    "population.clients",
    "population.people",
    "population.needs",
    "population.localities",
    "population.variation",
    "population.contacts",
    "population.eligibility",
    "journeys",
    "events",
    "observables",
    "levers",
    "worth_having",
    "decisions.grid",
    "measurement.lag",
    "awareness.opening",
    "trust.start",
    "routine.start",
    "partnership.decline_share",
    "partnership.free_rider_share",
    "measurement.metric",
    "measurement.target_ratio",
)
"""Sections that cannot change while a run is under way: the people, where they live, and the clock."""

WHOLE_PARTS = (
    "population",
    "population.groups",
    "population.access",
    "agencies",
    "incentives",
    "funding",
    "campaigns",
    "consultations",
    "prevention",
    "navigators",
    "forms",
    "money.outside_failure_shares",
)
"""Lists of parts: one number in a part can change in mid-run, the list itself cannot."""

NAMED_PARTS = ("agencies", "incentives", "funding", "campaigns", "consultations", "prevention", "navigators")

FIXED_LEAVES = (
    "name",
    "title",
    "needs",
    "share",
    "access",
    "opening",
    "arrivals",
    "intrinsic",
    "kind",
    "payer",
    "payee",
    "programme",
)
"""What cannot change within a group, an agency, an incentive or a payment."""


def stays(path: str) -> bool:
    """Return whether a parameter, called by its path in joinup's own words, cannot change in mid-run."""
    if any(path == fixed or path.startswith(f"{fixed}.") for fixed in FIXED_PATHS):
        return True
    parts = split(path)
    if path in WHOLE_PARTS or (len(parts) == 2 and parts[0] in NAMED_PARTS):
        return True
    if parts[:2] == ("population", "groups"):
        return len(parts) <= 3 or parts[3] in FIXED_LEAVES
    return len(parts) > 2 and parts[0] in NAMED_PARTS and parts[2] in FIXED_LEAVES
