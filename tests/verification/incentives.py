"""What money for joint work does to those who are paid, and to what they report (V67 and V68)."""

from __future__ import annotations

import numpy as np
from scipy import stats

from joinup.sim.engine import Engine
from joinup.sim.results.result import Result
from tests.verification.bare import QUARTER, bare, game
from tests.verification.checks import Case, Check, agrees, close


def _crowding_out() -> list[Check]:
    result = game(
        quarters=13,
        agencies=[{"own_weight": 0.0, "intrinsic": 1.0}] * 2,
        decisions={"rule": "best_reply", "crowding_out": 0.3, "crowding_half_life": 104},
        incentives=[{"name": "grant", "kind": "subsidy", "of_full_cost": 0.6, "ends": 52}],
    )
    during = agrees(np.exp(-0.3 * 0.6), 0.835270, 6)
    after = agrees(1 - (1 - during) / 2, 0.917635, 6)
    return [
        close("full effort under the subsidy, less what that pays", during, _worth(result, 3) - 0.6),
        close("full effort in the quarter after its end", during, _worth(result, 4)),
        close("full effort 104 weeks after its end", after, _worth(result, 12)),
    ]


def _worth(result: Result, quarter: int) -> float:
    """Return the first agency's pay-off of full effort."""
    table = result.decisions
    rows = table[(table["agency"] == "a") & (table["effort"] == 1) & (table["quarter"] == quarter)]
    return float(rows["pay_off"].iloc[0])


def _gaming() -> list[Check]:
    """Let the last report be 0.8 of the target when agencies decide again."""
    scenario = bare(
        weeks=2 * QUARTER,
        agencies=[{}, {}],
        partnership={"form": "informal"},
        measurement={
            "noise": 0.1,
            "audit": 0.3,
            "gaming_cost": 4,
            "target": 1,
            "lag": 52,
            "games_money": True,
        },
        incentives=[{"name": "prize", "kind": "reward", "of_full_cost": 1.0, "threshold": 0.6}],
    )
    engine = Engine(scenario, 1)
    engine.advance(1)
    engine.state.agency["reported"] = 0.8
    engine.advance(QUARTER)
    slope = agrees((stats.norm.cdf(1, 0.8, 0.1) - stats.norm.cdf(0.6, 0.8, 0.1)) / 0.4, 2.386249, 6)
    worth = agrees(0.8 * slope, 1.908999, 6)
    y = agrees(worth * 0.7 / 4, 0.334075, 6)
    measured = float(engine.state.agency["gaming"][0, 0])
    return [close("gaming", y, measured)]


CASES: tuple[Case, ...] = (
    Case(
        "V67",
        "A year's subsidy of 0.6 of full cost, crowding out 0.3, half-life 104 weeks",
        "exp(-0.3 0.6) = 0.835270 of an agency's own motivation is left; when the subsidy has been over for"
        " the half-life, 1 - (1 - 0.835270) / 2 = 0.917635",
        _crowding_out,
    ),
    Case(
        "V68",
        "A reward of full cost above 0.6 of the target, reports of 0.8 with noise 0.1, no joint weight",
        "0.8 [F(1) - F(0.6)] / 0.4 = 1.908999, F normal about 0.8; times (1 - audit) / c_g: 0.334075",
        _gaming,
    ),
)
