"""How agencies learn and report: experience, trust, aspiration and gaming (cases V33 to V36).

V32, Roth and Erev's reinforcement, is not a rule of the model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.verification.bare import QUARTER, bare, chances, game
from tests.verification.checks import Case, Check, close, exact, mean, near

Floats = npt.NDArray[np.float64]

LEVELS = 11
"""Effort levels of a scenario that names none."""


def _weighted_experience(*, foregone: float, rho: float, quarters: int) -> Result:
    """Run experience-weighted attraction on constant pay-offs 1 (no effort) and 1.5 (full effort)."""
    learning = {"decay": 0.9, "foregone": foregone, "experience_decay": rho, "experience": 1.0}
    rule = {"rule": "ewa", "grid": [0.0, 1.0], "precision": 1.0, "experience_weighting": learning}
    agencies = [{"own_weight": 1.0, "intrinsic": 1.5}] * 2
    return game(quarters=quarters, agencies=agencies, decisions=rule)


def _attraction_gap(result: Result) -> Floats:
    """Return A_2 - A_1 by quarter: the log-odds of the chances, as lambda is 1."""
    chance = chances(result)
    return np.log(chance[:, 1] / chance[:, 0])


def _attractions() -> list[Check]:
    phi, pay_offs = 0.9, np.array([1.0, 1.5])
    checks = []
    for rho, level in ((phi, (1.0, 1.5)), (0.5, (5.0, 7.5)), (0.0, (10.0, 15.0))):
        star = pay_offs * (1 - rho) / (1 - phi)
        assert np.allclose(star, level, rtol=1e-12)
        gap = _attraction_gap(_weighted_experience(foregone=1.0, rho=rho, quarters=300))
        expected = star[1] - star[0]
        checks.append(close(f"rho {rho:g}: A_2 - A_1 in the long run", expected, gap[-1], relative=1e-9))
    chance = chances(_weighted_experience(foregone=1.0, rho=phi, quarters=40))[-1, 1]
    better = float(np.exp(pay_offs[1]) / np.exp(pay_offs).sum())
    assert round(better, 6) == 0.622459
    checks.append(close("rho 0.9: chance of the better", better, chance, relative=1e-9))
    # With rho = 0 attractions open at the pay-offs, and what is missing shrinks by phi each time.
    gap = _attraction_gap(_weighted_experience(foregone=1.0, rho=0.0, quarters=40))
    for t in (1, 10, 39):
        missing = 5.0 - gap[t]
        checks.append(close(f"rho 0: missing after {t} quarters", 4.5 * phi**t, missing, relative=1e-9))
    result = _weighted_experience(foregone=0.5, rho=0.7, quarters=40)
    replayed = _replay(result, phi=phi, delta=0.5, rho=0.7, pay_offs=pay_offs)
    worst = np.abs(_attraction_gap(result) - replayed).max()
    what = "delta 0.5: largest difference from attractions replayed with the choices made"
    checks.append(near(what, 0.0, worst, within=1e-9, why="1e-9 absolute"))
    return checks


def _replay(result: Result, *, phi: float, delta: float, rho: float, pay_offs: Floats) -> Floats:
    """Return A_2 - A_1 by the formula of Camerer and Ho, given what was chosen."""
    table = result.decisions
    rows = table[table["agency"] == "a"]
    chosen = rows["chosen"].to_numpy().reshape(-1, 2)
    assert 0 < chosen[:, 1].sum() < len(chosen)
    attraction, experience = pay_offs.copy(), 1.0
    gaps = [attraction[1] - attraction[0]]
    for took in chosen[:-1]:
        weight = delta + (1 - delta) * took
        attraction = (phi * experience * attraction + weight * pay_offs) / (rho * experience + 1)
        experience = rho * experience + 1
        gaps.append(attraction[1] - attraction[0])
    return np.array(gaps)


UP, DOWN = 0.1, 0.3
PARTNERS = 7


def _trust_moments(p: float) -> tuple[float, float]:
    """Return mean and s.d. of trust in the long run, for a partner who keeps a promise with chance p.

    ``tau <- tau + up (1 - tau)`` with chance p, else ``tau - down tau``; moments of both sides agree.
    """
    first = p * UP / (p * UP + (1 - p) * DOWN)
    second = p * (2 * UP * (1 - UP) * first + UP**2) / (1 - _kept(p))
    return first, float(np.sqrt(second - first**2))


def _kept(p: float) -> float:
    """Return the share of a second moment that a quarter leaves."""
    return p * (1 - UP) ** 2 + (1 - p) * (1 - DOWN) ** 2


def _trust() -> list[Check]:
    checks = []
    paths = {}
    for p, figure, quarters, towns in ((0.9, 0.75, 45, 820), (0.75, 0.50, 24, 600), (0.5, 0.25, 40, 650)):
        level, _ = _trust_moments(p)
        assert round(level, 12) == figure
        result = _promises(p, level, quarters, localities=towns)
        table = result.decisions
        odd = (table.loc[table["effort"] == 1, "probability"] - p).abs().max()
        checks.append(near(f"p {p:g}: chance of a kept promise off p", 0, odd, within=1e-12, why="1e-12"))
        # Trust of the first agency in each of the others: independent of each other.
        links, efforts = result.links["trust"].to_numpy(), result.effort_gap["effort"].to_numpy()
        trust = links.reshape(quarters, towns, PARTNERS, PARTNERS - 1)[:, :, 0].reshape(quarters, -1)
        kept = efforts.reshape(quarters, towns, PARTNERS)[:, :, 1:].reshape(quarters, -1)
        before = np.vstack([np.full((1, trust.shape[1]), level), trust[:-1]])
        after = before + np.where(kept > before, UP, DOWN) * (kept - before)
        what = f"p {p:g}: largest difference from trust replayed with the promises kept"
        checks.append(near(what, 0, np.abs(trust - after).max(), within=1e-12, why="1e-12 absolute"))
        checks.append(mean(f"p {p:g}: mean trust", level, trust.mean(axis=0)))
        paths[p] = trust
    # Trust opens at its mean; what is missing of its variance shrinks by the same share each quarter.
    level, spread = _trust_moments(0.9)
    assert round(spread, 5) == 0.15918
    squares = (paths[0.9] - level) ** 2 / (1 - _kept(0.9) ** np.arange(1, len(paths[0.9]) + 1))[:, None]
    # The mean of these is the s.d., to first order in its error.
    deviations = (squares[8:] + spread**2) / (2 * spread)
    return [*checks, mean("p 0.9: s.d. of trust", spread, deviations.mean(axis=0))]


def _promises(p: float, trust: float, quarters: int, *, localities: int) -> Result:
    """Run agencies that make full effort with chance p, and nothing else, as they please."""
    precision = 2.0
    # Own targets weigh nothing, so that the gap in pay-offs is the motivation of its own.
    motive = float(np.log(p / (1 - p))) / precision
    return game(
        quarters=quarters,
        localities=localities,
        agencies=[{"own_weight": 0.0, "intrinsic": motive}] * PARTNERS,
        decisions={"grid": [0.0, 1.0], "promised": 1.0, "precision": precision},
        trust={"start": trust, "up": UP, "down": DOWN},
    )


def _aspiration() -> list[Check]:
    alpha, base, slope = 0.75, 0.05, 0.5
    high, low = 1.0, 0.5
    # A fine for doing nothing lowers the pay-off of every effort alike: nobody needs help, so that
    # own performance is 0. Motivation makes up for own targets, so that effort changes nothing.
    fines = [
        {"name": name, "kind": "penalty", "of_full_cost": high - low, "starts": starts, "ends": ends}
        for name, starts, ends in (("first", 0, 10 * QUARTER), ("second", 16 * QUARTER, 30 * QUARTER))
    ]
    result = game(
        quarters=30,
        agencies=[{"own_weight": high, "intrinsic": high}] * 2,
        incentives=fines,
        decisions={"rule": "aspiration", "aspiration": {"inertia": alpha, "base": base, "slope": slope}},
    )
    pay_offs = result.decisions.groupby("quarter")["pay_off"]
    assert pay_offs.max().round(12).equals(pay_offs.min().round(12))
    # Each level but the present one comes up with the chance of a search over the number of levels.
    search = LEVELS * chances(result).min(axis=1)
    checks = []
    for t in (0, 1, 5, 9):
        expected = low + alpha**t * (high - low)
        found = _level(search[t], low, base, slope)
        checks.append(close(f"level after {t} quarters of falling short", expected, found))
    bottom = low + alpha**10 * (high - low)
    checks.append(close("chance of a search when content", base, search[10]))
    top = high + alpha**6 * (bottom - high)
    for t in (16, 20, 29):
        expected = low + alpha ** (t - 16) * (top - low)
        what = f"level in quarter {t}, after 6 quarters of doing better"
        checks.append(close(what, expected, _level(search[t], low, base, slope)))
    return checks


def _level(search: float, pay_off: float, base: float, slope: float) -> float:
    """Return the level a at which ``base + slope (a - pi) / a`` is the chance of a search."""
    return pay_off / (1 - (search - base) / slope)


def _reports(
    measurement: Mapping[str, Any] | None = None,
    *,
    weight: float = 2.0,
    quarters: int = 2,
    localities: int = 40,
) -> tuple[Floats, Floats]:
    """Return reported and true figures at the ends of quarters, where there is something to report.

    People stay where they open: half in service, half given up.
    """
    scenario = bare(
        weeks=QUARTER * quarters,
        clients=40,
        localities=localities,
        agencies=[{"joint_weight": weight, "places": 40 * localities, "service_weeks": 1e12}] * 2,
        group={"opening": {"in_service": 0.5, "lapsed": 0.5}},
        service={"return_from_lapse": 0.0, "recurrence": 0.0},
        partnership={"form": "informal"},
        decisions={"rule": "fixed"},
        measurement={"metric": "places", "lag": 0, "gaming_cost": 4.0, "audit": 0.3, **(measurement or {})},
    )
    agencies = run(scenario, seed=5).agencies
    ends = agencies[(agencies["week"] % QUARTER == QUARTER - 1) & (agencies["true"] > 0)]
    assert len(ends) > 0.99 * 2 * localities * quarters
    return ends["reported"].to_numpy(), ends["true"].to_numpy()


def _gaming() -> list[Check]:
    weight, credit, audit, cost = 2.0, 0.5, 0.3, 4.0
    flattery = weight * credit * (1 - audit) / cost
    checks = []
    for what, sign, metric in (("places", 1, "places"), ("a stock, which flattery lowers", -1, "stock")):
        reported, true = _reports({"metric": metric})
        for name, found in (("lowest", (reported / true).min()), ("highest", (reported / true).max())):
            checks.append(close(f"{name} reported over true: {what}", 1 + sign * flattery, found))
    reported, true = _reports({"deadlines": [QUARTER - 1], "deadline_gain": 1.0}, quarters=1)
    what = "reported over true in the quarter of a published date"
    checks.append(close(what, 1 + 2 * flattery, (reported / true).max()))
    for what, (reported, true) in {
        "if all is audited": _reports({"audit": 1.0}),
        "without a joint weight": _reports(weight=0.0),
    }.items():
        checks.append(exact(f"reported less true {what}", 0, np.abs(reported - true).max()))
    reported, true = _reports({"noise": 0.1}, quarters=4, localities=3_000)
    checks.append(mean("reported over true less 1, with noise", flattery, reported / true - 1))
    return checks


CASES: tuple[Case, ...] = (
    Case(
        "V33",
        "Experience-weighted attraction on constant pay-offs",
        "A = pi (1 - rho) / (1 - phi) in the long run, what is missing shrinking by phi; chances softmax of"
        " lambda A. delta = 1, phi = 0.9, pay-offs 1 and 1.5",
        _attractions,
    ),
    Case(
        "V34",
        "Trust in a partner who keeps promises with chance p",
        "mean p up / (p up + (1 - p) down); s.d. from the second moment, which one step leaves as it is",
        _trust,
    ),
    Case(
        "V35",
        "Level of aspiration under a constant pay-off",
        "a_t = pi + alpha^t (a_0 - pi), seen through the chance of a search, p0 + p1 (a - pi) / a",
        _aspiration,
    ),
    Case(
        "V36",
        "Gaming of reports",
        "reported / true - 1 = w_joint s_f (1 - audit) / c_g, reversed for a stock, doubled before a"
        " published date; 0 if all is audited or nothing joint is rewarded",
        _gaming,
    ),
)
