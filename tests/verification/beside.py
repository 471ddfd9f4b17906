"""Two services side by side, and one after the other (V61)."""

from __future__ import annotations

import numpy as np

from joinup.sim.run import run
from tests.verification.checks import Case, Check, agrees, mean
from tests.verification.scenes import scene


def _both() -> list[Check]:
    """Let everybody present in week 0 with two needs, and see in which week both have been met."""
    checks, clients = [], 120_000
    for first, second, at_once, in_order in ((0.125, 0.125, 11.7333, 16.0), (0.125, 0.25, 9.0909, 12.0)):
        either = 1 - (1 - first) * (1 - second)
        for pairs, name, expected in (
            ([["one", "two"]], "side by side", agrees(1 / first + 1 / second - 1 / either, at_once, 4)),
            ([], "in order", agrees(1 / first + 1 / second, in_order, 4)),
        ):
            scenario = scene(
                clients=clients,
                weeks=260,
                agencies=[
                    {"name": "one", "places": clients, "service_weeks": 1 / first},
                    {"name": "two", "places": clients, "service_weeks": 1 / second},
                ],
                group={"opening": {"seeking": 1}},
                certain_presenting=True,
                service={"cold_hand_off": 1},
                journeys={"together": pairs},
            )
            ends = run(scenario).episodes["end"].to_numpy()
            assert not np.isnan(ends).any()
            checks.append(mean(f"chances {first} and {second} a week, {name}: weeks", expected, ends))
    return checks


CASES = (
    Case(
        "V61",
        "Two needs, each met by a service with places for all and a chance of ending each week",
        "side by side: the larger of two geometric times, 1/p + 1/q - 1/(1 - (1 - p)(1 - q)) = 11.7333,"
        " 9.0909; in order: their sum, 16, 12",
        _both,
    ),
)
