"""Relapse that fades, and waits that displease (V58, V59)."""

from __future__ import annotations

import math

import numpy as np

from tests.verification.checks import Case, Check, agrees, share
from tests.verification.scenes import scene, totals

FADES, RELAPSE = 104.0, 0.00341


def ever(relapse: float, fades: float, weeks: int) -> float:
    """Return the chance to relapse within some weeks of help: ``1 - prod (1 - r exp(-t / T))``."""
    return float(1 - np.prod(1 - relapse * np.exp(-np.arange(1, weeks + 1) / fades)))


def _relapse_fades() -> list[Check]:
    """Help everybody in week 0, and count who returns."""
    checks = []
    for name, relapse, fades, weeks, clients, published in (
        ("never fades: returned within 104 weeks", 0.00214, math.inf, 104, 300_000, 0.199724),
        ("fades: returned within 104 weeks", RELAPSE, FADES, 104, 300_000, 0.200172),
        ("fades: ever returned", RELAPSE, FADES, 1200, 180_000, 0.297590),
    ):
        scenario = scene(
            clients=clients,
            weeks=weeks + 1,
            agencies=[{"name": "office", "places": clients, "service_weeks": 1}],
            group={"opening": {"in_service": 1}},
            service={"relapse": relapse, "relapse_fades": "infinite" if math.isinf(fades) else fades},
        )
        returned = int(totals(scenario, ["relapses"])["relapses"].sum())
        # Beyond 1,200 weeks fewer than one in 100,000 would return.
        expected = agrees(ever(relapse, fades, weeks), published, 5 if weeks > 104 else 6)
        checks.append(share(name, expected, returned, clients))
    return checks


def _waits() -> list[Check]:
    """Open places for everybody after some weeks, and count who is displeased."""
    checks, clients = [], 120_000
    for waited, published in ((13, 0.0), (26, 0.3935), (52, 0.7769)):
        opened = waited - 1
        scenario = scene(
            clients=clients,
            weeks=waited,
            agencies=[{"name": "office", "places": 1, "service_weeks": 1000}],
            group={"opening": {"waiting": 1}},
            redress={"complaint": 0, "patience": 13, "patience_scale": 26},
            events=[{"name": "open", "week": opened, "set": {"agencies.office.places": clients}}],
        )
        flows = totals(scenario, ["started_service", "displeased"])
        started, displeased = int(flows["started_service"][opened]), int(flows["displeased"].sum())
        name = f"waited {waited} weeks: displeased"
        if waited == 13:
            checks.append(Check(name, 0.0, displeased / started, 0.0, "exact"))
            continue
        checks.append(
            share(name, agrees(1 - math.exp(-(waited - 13) / 26), published, 4), displeased, started)
        )
    return checks


CASES = (
    Case(
        "V58",
        "Everybody is helped in week 0; those helped relapse with a chance that never fades, or fades",
        "1 - prod over weeks t of (1 - r exp(-t / T)): 0.199724 for r = 0.00214 without end; 0.200172 within"
        " 104 weeks and 0.297590 ever for r = 0.00341, T = 104",
        _relapse_fades,
    ),
    Case(
        "V59",
        "Everybody waits W weeks and is then served; patience 13 weeks, scale 26",
        "displeased: 1 - exp(-(W - 13)+ / 26) = 0, 0.3935, 0.7769 for W = 13, 26, 52",
        _waits,
    ),
)
