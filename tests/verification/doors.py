"""Where people come in under joint working, and whom it is for (V65 and V66)."""

from __future__ import annotations

from typing import Any

from joinup.sim.run import run
from tests.verification.checks import Case, Check, agrees, exact, share
from tests.verification.scenes import scene, totals

ALONE, ACCURATE, WARM = 0.6, 0.92, 0.9
AGENCIES = 5


def _come_in(access: dict[str, Any], clients: int, **service: float) -> dict[str, int]:
    """Let everybody come in at once, half-way through 26 weeks of setting up a gateway or shared place."""
    scenario = scene(
        clients=clients,
        weeks=1,
        certain_presenting=True,
        agencies=[{"name": f"agency_{n}", "places": clients, "service_weeks": 1} for n in range(AGENCIES)],
        group={"right_door": ALONE, "opening": {"seeking": 1}, "needs": {"agency_0": 1}},
        service=service,
        decisions={"rule": "fixed", "fixed_effort": 0},
        partnership={"form": "informal", "starts": -13, "access": {"set_up_weeks": 26, **access}},
    )
    flows = totals(scenario, ["hand_offs_attempted", "wrong_door_lapsed"])
    return {name: int(of.sum()) for name, of in flows.items()}


def _right_door() -> list[Check]:
    """Count those who come to a wrong door: without luck, the others pick among all agencies."""
    checks, clients = [], 340_000
    for what, kind, accuracy, published in (
        ("own doors", "own_doors", ACCURATE, 0.6),
        ("gateway, r = 0.5", "single_gateway", ACCURATE, 0.76),
        ("gateway worse than own doors", "single_gateway", 0.5, 0.6),
    ):
        gain = max(0.0, accuracy - ALONE) * 0.5 if kind == "single_gateway" else 0.0
        wrong = (1 - agrees(ALONE + gain, published, 9)) * (AGENCIES - 1) / AGENCIES
        flows = _come_in({"kind": kind, "accuracy": accuracy}, clients)
        checks.append(share(f"{what}: come to a wrong door", wrong, flows["hand_offs_attempted"], clients))
    flows = _come_in({"kind": "co_located", "warm": WARM}, clients, cold_hand_off=0.0)
    lost, tried = flows["wrong_door_lapsed"], flows["hand_offs_attempted"]
    checks.append(share("shared place, r = 0.5: a wrong door loses", 1 - WARM * 0.5, lost, tried))
    return checks


def _nobody() -> list[Check]:
    """Run a merger for people with more needs than anybody can have, and none."""
    checks = []
    found = {}
    for name, partnership in (
        ("none", {"form": "none"}),
        ("nobody", {"form": "merged", "covers": {"min_needs": 3}}),
        ("all", {"form": "merged"}),
    ):
        scenario = scene(
            clients=2000,
            weeks=60,
            agencies=[{"name": f"agency_{n}", "places": 200, "service_weeks": 6} for n in range(2)],
            group={"onset": 0.05, "presenting": 0.3},
            partnership=partnership,
        )
        result = run(scenario)
        found[name] = result.summary["need_weeks"].iloc[-1], result.simulated.ledger["gbp"].sum()
    for at, what in enumerate(("weeks of need", "money")):
        checks.append(exact(f"covering nobody: {what}", found["none"][at], found["nobody"][at]))
    assert found["all"][0] != found["none"][0] and found["all"][1] != found["none"][1]
    return checks


CASES = (
    Case(
        "V65",
        "People come in half-way through setting up a gateway of accuracy 0.92 or a shared place, rd 0.6",
        "P(right door) = rd + (acc - rd)+ r = 0.76; the others pick among all five agencies; a wrong door"
        " in a shared place passes on with warm r = 0.45 where it would not otherwise",
        _right_door,
    ),
    Case(
        "V66",
        "A merger for people with more needs than anybody has",
        "it is not in force, so that weeks of need and money are those without joint working",
        _nobody,
    ),
)
