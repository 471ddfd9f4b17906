"""How far forms of joint working reach, and what changing to one costs (V71 and V72)."""

from __future__ import annotations

from math import exp
from typing import Any

from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import partnership
from tests.verification.checks import Case, Check, agrees, close

SECOND: dict[str, Any] = {"schema_version": 2}
STILL = {"up": 0.0, "down": 0.0, "lost_with_staff": 0.0}
PHI = (
    ("formal", 2, 0.30, 0.50, 0.08, (0.4010, 0.5622, 0.7380)),
    ("formal", 4, 0.30, 0.50, 0.08, (0.3574, 0.5268, 0.7263)),
    ("formal", 8, 0.30, 0.50, 0.08, (0.2838, 0.4625, 0.7033)),
    ("informal", 4, 0.05, 0.85, 0.04, (0.2722, 0.5250, 0.8020)),
)


def _form(form: str, members: int, weeks: int, **parts: Any) -> Scenario:
    """Return like agencies in a form of the second edition, which nobody undoes."""
    whole = partnership(members, form=form, weeks=weeks, **SECOND, **parts)
    return whole.with_changes({"partnership.transition.reversal": 0.0})


def _reach() -> list[Check]:
    """Let members who agree on goals and whose trust stays set up their form."""
    checks = []
    for form, members, base, trust, veto, published in PHI:
        for tau, literal in zip((0.3, 0.6, 0.9), published, strict=True):
            phi = agrees((base + trust * tau) * (1 - veto * (1 - tau)) ** members, literal, 4)
            engine = Engine(_form(form, members, 40, trust=STILL | {"start": tau}), 1)
            engine.advance(27)
            what = f"{form}, {members} members, trust {tau}: phi"
            checks.append(close(what, phi, float(engine.state.reach[0])))
    return checks


def _change() -> list[Check]:
    """Merge two agencies in week 0."""
    scenario = _form("merged", 2, 260)
    table = run(scenario, 1).agencies.query("agency == 'agency_0'")
    lost = table["dip_time"].cumsum().to_numpy()
    checks = []
    for weeks, literal in ((26, 2.0658), (52, 3.3187), (104, 4.5396), (260, 5.2148)):
        wanted = agrees(0.1 * (1 - exp(-weeks / 52)) / (1 - exp(-1 / 52)), literal, 4)
        checks.append(close(f"weeks of capacity lost in {weeks}", wanted, float(lost[weeks - 1])))
    engine = Engine(scenario, 1)
    for weeks, literal in ((52, 0.6005), (104, 0.8214)):
        engine.advance(weeks + 1 - engine.week)
        wanted = agrees(0.95 * (1 - exp(-weeks / 52)), literal, 4)
        checks.append(close(f"phi after {weeks} weeks", wanted, float(engine.state.reach[0])))
    return checks


CASES = (
    Case(
        "V71",
        "Members who agree on goals, with trust that stays, set up a form of the second edition",
        "phi = (base + trust tau) (1 - veto (1 - tau))^A",
        _reach,
    ),
    Case(
        "V72",
        "Two agencies merge, second edition",
        "capacity lost in t weeks: the sum of 0.1 exp(-s / 52) over s < t; phi = 0.95 (1 - exp(-t / 52))",
        _change,
    ),
)
