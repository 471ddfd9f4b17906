"""What money for joint work does to those who are paid (V67)."""

from __future__ import annotations

import numpy as np

from joinup.sim.results.result import Result
from tests.verification.bare import game
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


CASES: tuple[Case, ...] = (
    Case(
        "V67",
        "A year's subsidy of 0.6 of full cost, crowding out 0.3, half-life 104 weeks",
        "exp(-0.3 0.6) = 0.835270 of an agency's own motivation is left; when the subsidy has been over for the"
        " half-life, 1 - (1 - 0.835270) / 2 = 0.917635",
        _crowding_out,
    ),
)
