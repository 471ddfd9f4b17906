"""A place that is held until the next service starts (V60)."""

from __future__ import annotations

import numpy as np

from tests.verification.checks import Case, Check, agrees, mean
from tests.verification.scenes import panels, scene

SKIP, WEEKS = 100, 1000


def throughput(first: float, second: float) -> float:
    """Return what two places in a row complete a week; the first is always fed, the second may block it.

    States: second free, second serving, second serving and first blocked. In a week each completes by its
    chance, and places are filled at its end.
    """
    chain = np.array(
        [
            [1 - first, first, 0.0],
            [(1 - first) * second, first * second + (1 - first) * (1 - second), first * (1 - second)],
            [0.0, second, 1 - second],
        ]
    )
    values, vectors = np.linalg.eig(chain.T)
    stationary = np.real(vectors[:, np.argmax(np.real(values))])
    stationary /= stationary.sum()
    return float(second * stationary[1:].sum())


def _tandem() -> list[Check]:
    checks = []
    for first, second, published, localities in (
        (0.25, 0.25, 0.175000, 300),
        (0.5, 0.1, 0.098214, 640),
        (0.25, 0.1, 0.091549, 500),
    ):
        scenario = scene(
            # More than can be served in the time.
            clients=int(1.4 * (SKIP + WEEKS) * published) + 10,
            weeks=SKIP + WEEKS,
            localities=localities,
            agencies=[
                {"name": "hostel", "places": 1, "service_weeks": 1 / first, "holds_place": 1},
                {"name": "tenancy", "places": 1, "service_weeks": 1 / second},
            ],
            group={"opening": {"waiting": 1}},
            service={"cold_hand_off": 1},
        )
        flows = panels(scenario, ["resolved", "waiting", "held"])
        # The first was fed to the end.
        assert (flows["waiting"][-1] > flows["held"][-1]).all()
        name = f"chances {first} and {second} a week: completed both, a week"
        expected = agrees(throughput(first, second), published, 6)
        checks.append(mean(name, expected, flows["resolved"][SKIP:].mean(axis=0)))
    return checks


CASES = (
    Case(
        "V60",
        "Two services of one place each, the first always fed; its place is held until the second starts",
        "the stationary law of a chain of three states (second free, second serving, first blocked as well):"
        " 0.175000, 0.098214, 0.091549 a week",
        _tandem,
    ),
)
