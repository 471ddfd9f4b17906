"""Being helped, and what is counted as need (V55 to V57)."""

from __future__ import annotations

from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.verification.checks import Case, Check, agrees, exact, mean, share
from tests.verification.scenes import panels, scene, totals

COMPLETES, ENDS, HELPS = 0.125, 0.02, 0.6


def _one_service() -> list[Check]:
    """Serve everybody once: completion comes first, then the need may end, and who is left lapses."""
    clients = 480_000
    scenario = scene(
        clients=clients,
        weeks=140,
        agencies=[{"name": "office", "places": clients, "service_weeks": 1 / COMPLETES, "efficacy": HELPS}],
        group={"natural_exit": ENDS, "opening": {"in_service": 1}},
        service={"ends_in_service": True},
    )
    flows = totals(scenario, ["resolved", "exits_in_service", "not_helped", "in_service"])
    assert flows["in_service"][-1] == 0
    leaves = COMPLETES + (1 - COMPLETES) * ENDS
    return [
        share(what, agrees(chance / leaves, published, 6), int(flows[flow].sum()), clients)
        for what, flow, chance, published in (
            ("helped", "resolved", COMPLETES * HELPS, 0.526316),
            ("ended by itself in service", "exits_in_service", (1 - COMPLETES) * ENDS, 0.122807),
            ("not helped", "not_helped", COMPLETES * (1 - HELPS), 0.350877),
        )
    ]


def _one_pass() -> list[Check]:
    """Pass everybody through one service for each need, whatever came of those before."""
    checks, clients = [], 245_000
    for needs, published in ((1, 0.6), (2, 0.36), (3, 0.216)):
        scenario = scene(
            clients=clients,
            weeks=70,
            agencies=[
                {"name": f"agency_{n}", "places": clients, "service_weeks": 2, "efficacy": HELPS}
                for n in range(needs)
            ],
            group={"opening": {"in_service": 1}},
            service={"cold_hand_off": 1},
        )
        flows = {name: int(of.sum()) for name, of in totals(scenario, ["resolved", "completions"]).items()}
        name = f"{needs} need{'s' * (needs > 1)}"
        expected = agrees(HELPS**needs, published, 9)
        checks += [
            exact(f"{name}: services completed", needs * clients, flows["completions"]),
            share(f"{name}: all met", expected, flows["resolved"], clients),
        ]
    return checks


def least_weight(without: float, unmet: float) -> float:
    """Return ``w* = U / (U + N)``, from which on longer services never look better."""
    return unmet / (unmet + without)


def need_a_week(without: float, unmet: float, served: float, weight: float) -> float:
    """Return need per person and week: ``(U + w S) / (N + U + S)``."""
    return (unmet + weight * served) / (without + unmet + served)


def _bound() -> list[Check]:
    """Lengthen services at weights below, at and above the bound: first without chance, then with it."""
    bound = least_weight(1, 1)
    checks = [
        exact(
            f"N 1, U 1, S {served}, weight {weight:g}: weeks of need in 60",
            60 * need_a_week(1, 1, served, weight),
            _need_weeks_without_chance(served, weight),
        )
        for weight in (bound / 2, bound, 1)
        for served in (1, 2, 3)
    ]
    # Left out at first: the weeks in which what everybody opens in wears off.
    without, unmet, localities, skip, weeks = 10, 4, 400, 110, 200
    bound = agrees(least_weight(without, unmet), 0.285714, 6)
    for served in (4, 8):
        scenario = _alternating(without, unmet, served, localities, skip + weeks)
        stocks = panels(scenario, ["seeking", "in_service"])
        unserved, serving = (stocks[name][skip:].mean(axis=0) / 50 for name in ("seeking", "in_service"))
        checks += [
            mean(
                f"N {without}, U {unmet}, S {served}, weight {weight:.6g}: need per person and week",
                need_a_week(without, unmet, served, weight),
                unserved + weight * serving,
            )
            for weight in (0, bound, 1)
        ]
    return checks


def _need_weeks_without_chance(served: int, weight: float) -> float:
    """Return the weeks of need of one person who seeks for a week, is served, and is well for a week."""
    scenario = scene(
        clients=1,
        weeks=60,
        certain_presenting=True,
        agencies=[{"name": f"agency_{n}", "places": 1, "service_weeks": 1} for n in range(served)],
        group={"onset": 1},
        service={"cold_hand_off": 1},
        outcomes={"in_service_weight": weight},
    )
    return float(run(scenario).summary["need_weeks"].iloc[-1])


def _alternating(without: float, unmet: float, served: float, localities: int, weeks: int) -> Scenario:
    """Return people who fall in need, present and are served by chance, with these mean weeks."""
    return scene(
        clients=50,
        weeks=weeks,
        localities=localities,
        agencies=[{"name": "office", "places": 50, "service_weeks": served}],
        group={"onset": 1 / without, "presenting": 1 / unmet},
    )


CASES = (
    Case(
        "V55",
        "One service, no waits: completes with c = 0.125, helps with 0.6; needs end with e = 0.02",
        "competing chances in service: helped c eta, ended by itself (1 - c) e, not helped c (1 - eta), each"
        " over c + (1 - c) e; 0.526316, 0.122807, 0.350877",
        _one_service,
    ),
    Case(
        "V56",
        "One, two and three needs, each served once by an agency of its own that helps with 0.6",
        "eta^k = 0.6, 0.36, 0.216; what does not help is passed over, so that all k services are completed",
        _one_pass,
    ),
    Case(
        "V57",
        "A person alternates between N weeks without need, U in unmet need and S in service of weight w",
        "renewal: need a week is (U + w S) / (N + U + S), which rises with S above w* = U / (U + N), falls"
        " below it, and at w* is w* whatever S",
        _bound,
    ),
)
