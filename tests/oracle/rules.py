"""How an agency chooses its joint effort (step 2): rules, learning and draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.agency import QUARTER
from tests.oracle.chance import below, part_of, uniform
from tests.oracle.extension import OWN_RULES, own_chances

if TYPE_CHECKING:
    from tests.oracle.agency import Agency


def choose(agency: Agency) -> tuple[float, list[float]]:
    """Return the effort chosen and the chance that each level had."""
    levels = len(agency.effort_grid)
    if agency.is_free_rider:
        agency.choice = 0
        return 0.0, certainly(agency, 0)
    if agency.rule == "fixed":
        given = agency.spec["fixed_effort"]
        given = agency.decisions["fixed_effort"] if given is None else given
        series = given if isinstance(given, list) else [given]
        quarter = max(0, agency.model.week // QUARTER)
        effort = float(series[min(quarter, len(series) - 1)])
        # What a rule that learns later takes for chosen: the nearest level, the last one on ties.
        gap = [abs(level - effort) for level in agency.effort_grid]
        if min(gap) < gap[agency.choice]:
            agency.choice = gap.index(min(gap))
        return effort, certainly(agency, agency.choice)
    learns = agency.rule in ("ewa", "aspiration")
    beliefs = "observed" if learns else str(agency.decisions["beliefs"])
    pi = [agency.pay_off(x, beliefs) for x in agency.effort_grid]
    if agency.rule in OWN_RULES:
        chances = own_chances(agency, pi)
        possible = [n for n, chance in enumerate(chances) if chance > 0.0]
        agency.choice = min(
            possible, key=lambda n: math.log(-math.log(level_draw(agency, n))) - math.log(chances[n])
        )
    elif agency.rule == "best_reply":
        agency.choice = pi.index(max(pi))
        chances = certainly(agency, agency.choice)
    elif agency.rule == "logit":
        agency.choice, chances = draw_by_logit(agency, pi)
    elif agency.rule == "ewa":
        update_attractions(agency, pi)
        assert agency.attractions is not None
        agency.choice, chances = draw_by_logit(agency, agency.attractions)
    else:
        search = search_chance(agency, pi[agency.choice])
        chances = [search / levels + (1.0 - search) * (n == agency.choice) for n in range(levels)]
        week = agency.model.week
        if below(agency.model.chance.of_name(agency.key, week, randomness.EXPLORE), search):
            agency.choice = max(range(levels), key=lambda n: level_draw(agency, n))
    return agency.effort_grid[agency.choice], chances


def certainly(agency: Agency, choice: int) -> list[float]:
    """Return probability 1 for one level and 0 for the others."""
    return [float(n == choice) for n in range(len(agency.effort_grid))]


def level_draw(agency: Agency, level: int) -> float:
    """Return this week's uniform draw of an effort level."""
    name = f"{agency.effort_grid[level]:.9g}"
    key = part_of(agency.key, randomness.option_hash(name))
    return uniform(agency.model.chance.of_name(key, agency.model.week, randomness.EFFORT))


def draw_by_logit(agency: Agency, scores: list[float]) -> tuple[int, list[float]]:
    """Choose with chances ``exp(lambda score)``: the smallest ``-log(u) / weight`` wins."""
    if agency.decisions["precision"] in ("infinite", math.inf):
        return scores.index(max(scores)), certainly(agency, scores.index(max(scores)))
    logs = [agency.decisions["precision"] * (score - max(scores)) for score in scores]
    times = [math.log(-math.log(level_draw(agency, n))) - log for n, log in enumerate(logs)]
    weights = [math.exp(log) for log in logs]
    return times.index(min(times)), [weight / sum(weights) for weight in weights]


def update_attractions(agency: Agency, pi: list[float]) -> None:
    """``A_j <- [phi N A_j + (delta + (1 - delta) 1{j chosen}) pi_j] / (rho N + 1)``."""
    ewa = agency.decisions["experience_weighting"]
    if agency.attractions is None:
        agency.attractions, agency.experience = list(pi), ewa["experience"]
        return
    n, delta = agency.experience, ewa["foregone"]
    agency.experience = ewa["experience_decay"] * n + 1.0
    agency.attractions = [
        (ewa["decay"] * n * a + (delta + (1.0 - delta) * (j == agency.choice)) * pi[j]) / agency.experience
        for j, a in enumerate(agency.attractions)
    ]


def search_chance(agency: Agency, pi: float) -> float:
    """Return ``p0 + p1 max(0, (a - pi) / |a|)``; then ``a <- alpha a + (1 - alpha) pi``."""
    parameters = agency.decisions["aspiration"]
    a = float(agency.spec["own_weight"]) if agency.aspiration is None else agency.aspiration
    search = parameters["base"]
    if a != 0.0:
        search += parameters["slope"] * max(0.0, (a - pi) / abs(a))
    agency.aspiration = parameters["inertia"] * a + (1.0 - parameters["inertia"]) * pi
    return float(min(1.0, search))
