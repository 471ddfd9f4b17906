"""How closely members work together, and how much of it lasts (R1 and R4)."""

from __future__ import annotations

from joinup.sim.results.measure import Measure, after_funding, funding_ends, lasting, mean
from joinup.sim.results.tables import Tallies


def _joint_intensity(run: Tallies) -> float:
    return mean(run.agency("joint_intensity")[run.agency("member") == 1])


JOINT_INTENSITY = Measure(
    risk="R1",
    name="joint_intensity",
    title="joint intensity",
    unit="0-1",
    better="higher",
    good="above 0.5",
    bad="below 0.1",
    definition="mean J between members over weeks of the partnership",
    formula=_joint_intensity,
)


def _lasting_joint(run: Tallies) -> dict[str, float]:
    return lasting(run.agency("joint_intensity").mean(axis=(1, 2)), funding_ends(run))


JOINT_INTENSITY_KEPT = Measure(
    risk="R4",
    name="joint_intensity_kept",
    title="joint intensity after funding",
    unit="ratio to funded level",
    better="higher",
    good="above 0.8",
    bad="below 0.4",
    definition="mean J of 26 weeks around the week / last funded year",
    formula=_lasting_joint,
    parts=after_funding,
)
