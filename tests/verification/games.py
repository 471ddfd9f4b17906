"""Games that agencies play: public goods, quantal response and a stag hunt (cases V28 to V31).

The pay-off of effort is set up so that it is the game of the textbook: with the weight of own targets
``v`` and the return of joint effort to each of A members ``m = w_joint measurability / A``, an agency
gets ``v (1 - x) + m (sum of efforts) - (c / 2) x^2``.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq

from joinup.sim.results.result import Result
from tests.verification.bare import QUARTER, chances, game
from tests.verification.checks import Case, Check, close, exact, mean, near, share

Floats = npt.NDArray[np.float64]

LEVELS = np.arange(11) / 10
"""The effort levels of a scenario that names none."""


def _logistic(z: float) -> float:
    return float(1 / (1 + np.exp(-z)))


def _voluntary_contributions() -> list[Check]:
    members, m, v, c = 4, 0.5, 0.3, 2.0
    own = [{"own_weight": v, "joint_weight": members * m, "measurability": 1.0}] * members
    rule = {"rule": "best_reply", "grid": 101, "effort_cost": c}
    alone, together, subsidy = (m - v) / c, (members * m - v) / c, (members - 1) * m
    assert (round(alone, 12), round(together, 12), subsidy) == (0.10, 0.85, 1.5)
    gap = game(quarters=2, agencies=own, decisions=rule).effort_gap
    checks = [
        close("best reply", alone, gap["effort"].max()),
        close("effort best for the partnership", together, gap["best_effort"].max()),
    ]
    grant = [{"name": "grant", "kind": "subsidy", "of_full_cost": subsidy}]
    paid = game(quarters=2, agencies=own, decisions=rule, incentives=grant).effort_gap
    checks.append(close("best reply to the optimal subsidy", together, paid["effort"].min()))

    # Linear cost and 1/A < m < 1 of own weight: a dilemma, whose price per head is A m - 1.
    linear = [{**one, "own_weight": 1.0} for one in own]
    rule = {"rule": "best_reply", "beliefs": "observed"}
    dilemma = game(quarters=2, agencies=linear, decisions=rule)
    checks.append(exact("best reply in the linear dilemma", 0, dilemma.effort_gap["effort"].max()))
    best = dilemma.effort_gap["best_effort"].min()
    checks.append(exact("effort best for the partnership in the dilemma", 1, best))
    everybody = game(
        quarters=2, agencies=linear, decisions={"rule": "fixed", "fixed_effort": 1.0, "beliefs": "observed"}
    )
    price = _pay_off(everybody, 1.0) - _pay_off(dilemma, 0.0)
    checks.append(close("price of free riding per head", members * m - 1, price))
    eager = game(quarters=2, agencies=own, decisions=rule).effort_gap["effort"].min()
    checks.append(exact("best reply if own targets weigh less than m", 1, eager))
    return [*checks, *_shared_costs()]


def _shared_costs() -> list[Check]:
    """Each member minds its share sigma of the cost of failure; a pool makes it mind all of it."""
    sigma, v, c = (0.1, 0.2, 0.3, 0.4), 0.1, 1.0
    agencies = [{"own_weight": v, "failure_share": share} for share in sigma]
    rule = {"rule": "best_reply", "grid": 101, "effort_cost": c, "failure_weight": 1.0}
    pool = {"family": "formal partnership", "reach": 1.0, "pooled_share": 1.0}
    forms = {
        "each_alone": {**pool, "pooled_share": 0.0},
        "pool_of_many": pool,
        "pool_under_one": {**pool, "one_manager": True},
    }
    gaps = {
        form: game(quarters=1, agencies=agencies, decisions=rule, form=form, forms=forms).effort_gap
        for form in forms
    }
    together = (sum(sigma) - v) / c
    checks = [
        close(f"cost of failure: best reply of a share of {share:g}", (share - v) / c, effort)
        for share, effort in zip(sigma, gaps["each_alone"]["effort"], strict=True)
    ]
    best = gaps["each_alone"]["best_effort"].max()
    one, many = gaps["pool_under_one"]["effort"].min(), gaps["pool_of_many"]["effort"].max()
    return [
        *checks,
        close("cost of failure: best for the partnership", together, best),
        close("the same: best reply if all is pooled and one manager decides", together, one),
        close("the same: best reply if all is pooled and each decides", (sum(sigma) / 4 - v) / c, many),
    ]


def _pay_off(result: Result, effort: float) -> float:
    """Return the first agency's pay-off of an effort in the second quarter."""
    table = result.decisions
    rows = table[(table["quarter"] == 1) & (table["agency"] == "a") & (table["effort"] == effort)]
    return float(rows["pay_off"].iloc[0])


SLOPE = -0.5
"""Pay-off slope m - v of the cases V29 and V30: m = 0.5, v = 1."""

LINEAR = [{"own_weight": 1.0, "joint_weight": 4.0, "measurability": 1.0}] * 8


def _expected_effort(precision: float, levels: Floats) -> float:
    """Return sum x exp(lambda d x) / sum exp(lambda d x)."""
    weight = np.exp(precision * SLOPE * levels)
    return float(levels @ weight / weight.sum())


def _mean_effort(result: Result) -> float:
    """Return the mean effort by the chances of the first decision of the table."""
    table = result.decisions
    place = table["locality"].iloc[0]
    first = table[(table["quarter"] == 0) & (table["agency"] == "a") & (table["locality"] == place)]
    return float(first["effort"] @ first["probability"])


def _quantal_response() -> list[Check]:
    figures = {0.0: 0.5, 1.0: 0.450252, 2.0: 0.401976, 5.0: 0.276958}
    checks = []
    for precision, figure in figures.items():
        expected = _expected_effort(precision, LEVELS)
        assert round(expected, 6) == figure
        result = game(quarters=8, agencies=LINEAR, localities=1_000, decisions={"precision": precision})
        what = f"lambda {precision:g}: mean effort"
        checks.append(close(f"{what} by the chances", expected, _mean_effort(result)))
        checks.append(mean(f"{what} chosen", expected, result.effort_gap["effort"]))
    # A finer and finer grid: the density exp(k x) on [0, 1]; two grids take out the first-order error.
    k = 2.0 * SLOPE
    limit = 1 / (1 - np.exp(-k)) - 1 / k
    assert round(limit, 6) == 0.418023
    rough, fine = (
        _mean_effort(game(quarters=1, agencies=LINEAR, decisions={"precision": 2.0, "grid": n}))
        for n in (51, 101)
    )
    why = "1e-5: error of the grid, extrapolated"
    checks.append(near("lambda 2 on a continuum", limit, 2 * fine - rough, within=1e-5, why=why))
    return checks


def _limits_of_precision() -> list[Check]:
    checks = []
    for what, precision in (("lambda without end", "infinite"), ("lambda 1e6", 1e6)):
        result = game(quarters=4, agencies=LINEAR, localities=400, decisions={"precision": precision})
        table = result.decisions
        worst = table.loc[table["effort"] == 0, "probability"].min()
        checks.append(exact(f"{what}: least chance of the best reply", 1, worst))
        checks.append(exact(f"{what}: highest effort chosen", 0, result.effort_gap["effort"].max()))
    result = game(
        quarters=10, agencies=LINEAR, localities=1_000, decisions={"precision": 0.0, "grid": [0.0, 1.0]}
    )
    table = result.decisions
    spread = (table["probability"] - 0.5).abs().max()
    checks.append(exact("lambda 0: chances off 1/2", 0, spread))
    chosen = int(result.effort_gap["effort"].sum())
    checks.append(share("lambda 0: full effort chosen", 0.5, chosen, len(result.effort_gap)))
    return checks


HUNT = {"hunt": {"family": "formal partnership", "reach": 1.0, "credit": "whole"}}
"""A form that credits each member with the whole: joint effort is worth 4 p, own targets 3."""


def _hunt(precision: float, *, begin: float, quarters: int) -> Floats:
    """Return the chance of joining the hunt, by quarter, from a first chance `begin`.

    Nobody is believed to join before the first decision, so that a grant s in the first quarter
    makes the first chance ``logistic(lambda (s - 3))``.
    """
    grant = 3 + np.log(begin / (1 - begin)) / precision
    result = game(
        quarters=quarters,
        form="hunt",
        forms=HUNT,
        agencies=[{"own_weight": 3.0, "joint_weight": 4.0, "measurability": 1.0}] * 2,
        decisions={"grid": [0.0, 1.0], "beliefs": "expected", "complementarity": 1.0, "precision": precision},
        incentives=[{"name": "grant", "kind": "subsidy", "of_full_cost": float(grant), "ends": QUARTER}],
    )
    return chances(result)[:, 1]


def _hunt_fixed_points(precision: float) -> list[float]:
    """Return the roots of ``p = logistic(lambda (4 p - 3))``."""

    def gap(p: float) -> float:
        return _logistic(precision * (4 * p - 3)) - p

    grid = np.linspace(0, 1, 2001)
    signs = np.sign([gap(p) for p in grid])
    at = np.flatnonzero(signs[:-1] != signs[1:])
    return [brentq(gap, grid[n], grid[n + 1], xtol=1e-15) for n in at]


def _stag_hunt() -> list[Check]:
    # Two fixed points meet where the curve touches the diagonal: 4 lambda p (1 - p) = 1.
    def off_diagonal(precision: float) -> float:
        p = (1 + float(np.sqrt(1 - 1 / precision))) / 2
        return _logistic(precision * (4 * p - 3)) - p

    critical = brentq(off_diagonal, 2.0, 6.0)
    assert round(critical, 3) == 3.589
    low, unstable, high = _hunt_fixed_points(4.0)
    assert low < 1e-5 and (round(unstable, 4), round(high, 4)) == (0.8674, 0.9722)
    (only,) = _hunt_fixed_points(1.0)
    assert round(only, 4) == 0.0594

    checks = []
    for what, begin, expected in (
        ("from below", 0.05, low),
        ("from just below the unstable point", unstable - 0.001, low),
        ("from just above the unstable point", unstable + 0.001, high),
        ("from above", 0.999, high),
    ):
        ends = _hunt(4.0, begin=begin, quarters=60)
        checks.append(close(f"lambda 4, {what}: first chance", begin, ends[0]))
        checks.append(close(f"lambda 4, {what}: where it ends", expected, ends[-1]))
    for begin in (0.05, 0.95):
        ends = _hunt(1.0, begin=begin, quarters=60)[-1]
        checks.append(close(f"lambda 1, from {begin:g}: where it ends", only, ends))
    for side, precision, equilibria in (("below", critical - 0.01, 1), ("above", critical + 0.01, 3)):
        roots = _hunt_fixed_points(precision)
        assert (len(roots), roots[-1] > 0.5) == (equilibria, equilibria == 3)
        ends = _hunt(precision, begin=0.999, quarters=400)[-1]
        checks.append(close(f"lambda just {side} {critical:.3f}, from above", roots[-1], ends, relative=1e-9))
    return checks


CASES: tuple[Case, ...] = (
    Case(
        "V28",
        "A public-goods game under best reply",
        "x = (m + s - v) / c alone, (A m - v) / c together, subsidy (A - 1) m makes them agree; linear"
        " cost: corners, and a loss of A m - 1 per head (v = 1). A = 4, m = 0.5, v = 0.3, c = 2. Cost of"
        " failure: (sigma - v) / c alone, (sum of sigma - v) / c together, as under one manager of a pool",
        _voluntary_contributions,
    ),
    Case(
        "V29",
        "Quantal response in a linear game",
        "sum x e^(lambda d x) / sum e^(lambda d x) over the effort levels, d = m - v = -0.5; on a"
        " continuum 1 / (1 - e^-k) - 1 / k, k = lambda d",
        _quantal_response,
    ),
    Case(
        "V30",
        "Quantal response at its limits",
        "lambda without end: best reply; lambda 0: every level with the same chance",
        _limits_of_precision,
    ),
    Case(
        "V31",
        "A stag hunt with one or three equilibria",
        "roots of p = logistic(lambda (4 p - 3)), found numerically; three above lambda = 3.589. Which"
        " one is reached depends on where the game begins",
        _stag_hunt,
    ),
)
