"""How much joint effort members make, and who makes it (R1 and R6)."""

from __future__ import annotations

import numpy as np

from joinup.sim.results.measure import Measure, agencies, mean, ratio
from joinup.sim.results.tables import Tallies


def _effort(run: Tallies) -> float:
    return mean(run.agency("effort")[run.agency("member") == 1])


EFFORT = Measure(
    risk="R1",
    name="effort",
    title="joint effort of members",
    unit="share of full effort",
    better=None,
    good="near what is best for clients",
    bad="far from it",
    definition="mean x over members and weeks of the partnership",
    formula=_effort,
)


def _effort_gap(run: Tallies) -> float:
    gaps = run.best_efforts - run.efforts
    return mean(gaps[np.isfinite(gaps)])


EFFORT_GAP = Measure(
    risk="R1",
    name="effort_gap",
    title="effort below what is best by the agencies' own weights",
    unit="share",
    better=None,
    good="about 0",
    bad="far from 0",
    definition="mean of the common effort that is best by the members' weights together, less effort chosen",
    formula=_effort_gap,
)


def _contribution(run: Tallies) -> dict[str, float]:
    cost = np.array([run.by_week(f"agencies.{role}.place_cost") for role in run.roles]).T
    places = (run.agency("effort") * run.agency("places")).sum(axis=1)
    given = (places * cost[: len(places)]).sum(axis=0)
    total = float(given.sum())
    return {role: ratio(float(part), total) for role, part in zip(run.roles, given, strict=True)}


CONTRIBUTION = Measure(
    risk="R6",
    name="contribution",
    title="each partner's part of joint staff time",
    unit="share",
    better=None,
    good="in proportion to what each could give",
    bad="one or two give nearly all",
    definition="joint effort times places times place cost, by agency / all agencies",
    formula=_contribution,
    parts=agencies,
)
