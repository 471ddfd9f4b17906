"""Who answers for a complaint, by form and number of agencies (V70)."""

from __future__ import annotations

from tests.verification.checks import Case, Check, agrees, share
from tests.verification.scenes import scene, totals

CLARITY, CLIENTS = 0.3, 70_000

OWNERS = (
    ("informal", 4, 1 / 4, 0.525),
    ("formal", 4, 1 / 4, 0.525),
    ("contract_network", 4, 0.5, 0.35),
    ("lead_agency", 4, 0.8, 0.14),
    ("dedicated_unit", 4, 0.7, 0.21),
    ("merged", 4, 1.0, 0.0),
    ("formal", 2, 1 / 2, 0.35),
    ("formal", 8, 1 / 8, 0.6125),
    ("none", 4, 1 / 4, 0.525),
)
"""Form, agencies, chance that somebody answers where it is not clear who, share of complaints unowned."""


def _unowned() -> list[Check]:
    """Let everybody give up waiting and complain, and count the complaints that nobody owns."""
    checks = []
    for form, agencies, owner, published in OWNERS:
        scenario = scene(
            clients=CLIENTS,
            weeks=1,
            agencies=[{"name": f"office_{n}", "places": 1, "service_weeks": 1000} for n in range(agencies)],
            group={"opening": {"waiting": 1}},
            service={"abandonment": 1},
            redress={"complaint": 1, "clarity": CLARITY},
            partnership={"form": form},
            schema_version=2,
        )
        flows = totals(scenario, ["complaints", "unowned"])
        made, unowned = int(flows["complaints"].sum()), int(flows["unowned"].sum())
        expected, name = (1 - CLARITY) * (1 - owner), f"{form} of {agencies} agencies: unowned"
        if owner == 1:
            checks.append(Check(name, published, unowned / made, 0.0, "exact"))
        else:
            checks.append(share(name, agrees(expected, published, 4), unowned, made, sees=0.05))
    return checks


CASES = (
    Case(
        "V70",
        "Everybody gives up waiting and complains; clarity 0.3, forms of the second edition",
        "no owner: (1 - clarity)(1 - o): 0.525, 0.525, 0.35, 0.14, 0.21, 0 with four agencies; formal 0.35"
        " with two and 0.6125 with eight",
        _unowned,
    ),
)
