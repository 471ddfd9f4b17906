"""A client's journey: presenting, hand-offs, relapse and take-up (V26, V27, V27b, V27c)."""

from __future__ import annotations

import math

import numpy as np

from joinup.sim.run import run
from tests.verification.chains import Floats, law_of_time, moments_of_time
from tests.verification.checks import Case, Check, agrees, law, mean, share
from tests.verification.flows import finishing_times
from tests.verification.scenes import scene, totals

PRESENT, SERVED, HANDED_ON, RETURN = 0.15, 0.2, 0.4, 0.05
STEPS = ("seeking", "in service", "lapsed", "seeking again", "in service again")


def journey(natural_exit: float) -> tuple[Floats, Floats]:
    """Return the weekly chain of a client with two needs, and the chance of ending resolved from each step.

    Seekers who present start service in the same week, so do those handed on; whoever is lost in the
    hand-off lapses, comes back to seek, and presents from the week after.
    """
    stays = 1 - natural_exit
    chain = np.zeros((5, 5))
    chain[0, 1] = chain[3, 4] = stays * PRESENT
    chain[0, 0] = chain[3, 3] = stays * (1 - PRESENT)
    chain[1, 1], chain[1, 4], chain[1, 2] = 1 - SERVED, SERVED * HANDED_ON, SERVED * (1 - HANDED_ON)
    chain[2, 2], chain[2, 3] = stays * (1 - RETURN), stays * RETURN
    chain[4, 4] = 1 - SERVED
    resolved = np.zeros(5)
    resolved[4] = SERVED
    return chain, np.linalg.solve(np.eye(5) - chain, resolved)


def _journey() -> list[Check]:
    checks = []
    for natural_exit, clients, weeks in ((0.0, 400_000, 700), (0.02, 360_000, 600)):
        chain, done = journey(natural_exit)
        expected, variance = moments_of_time(chain, 0)
        if natural_exit == 0:
            agrees(expected, 32.6667, 4)
            agrees(math.sqrt(variance), 22.3408, 4)
        scenario = scene(
            clients=clients,
            weeks=weeks,
            agencies=[
                {"name": name, "places": clients, "service_weeks": 1 / SERVED} for name in ("first", "second")
            ],
            group={"presenting": PRESENT, "natural_exit": natural_exit, "opening": {"seeking": 1}},
            service={"cold_hand_off": HANDED_ON, "return_from_lapse": RETURN},
        )
        episodes = run(scenario).episodes
        times = finishing_times(episodes)
        resolved = (episodes["outcome"] == "resolved") | (episodes["outcome"] == "joined_up")
        name = "no exit" if natural_exit == 0 else f"exit {natural_exit:g}"
        checks += [
            law(f"{name}: law of weeks to the end", law_of_time(chain, 0, 300), times),
            mean(f"{name}: mean weeks", expected, times),
            mean(f"{name}: variance of weeks", variance, (times - expected) ** 2),
        ]
        if natural_exit:
            # Weighting each step by the chance of ending resolved gives the chain of those who do.
            given = chain * done / done[:, None]
            checks += [
                share(f"{name}: share resolved", done[0], int(resolved.sum()), len(episodes)),
                mean(f"{name}: mean weeks of those resolved", moments_of_time(given, 0)[0], times[resolved]),
            ]
    return checks


def _pillar_to_post() -> list[Check]:
    """Pass clients through k agencies, without joint working and with J = 1."""
    checks = []
    for joint, published in ((False, (0.4, 0.16, 0.064)), (True, (0.8, 0.64, 0.512))):
        odds = 0.4 / 0.6 * (6 if joint else 1)
        for agencies, known in enumerate(published, 2):
            expected = agrees((odds / (1 + odds)) ** (agencies - 1), known, 9)
            # Enough clients to find an error of 2 %.
            clients = math.ceil(70_000 * (1 - expected) / expected) + 20_000
            scenario = scene(
                clients=clients,
                weeks=80,
                agencies=[
                    {"name": f"agency_{n}", "places": clients, "service_weeks": 2} for n in range(agencies)
                ],
                group={"opening": {"in_service": 1}},
                service={"cold_hand_off": 0.4, "joint_hand_off": math.log(6)},
                forms={"formal": {"reach": 1, "set_up_weeks": 0}},
                partnership={"form": "formal" if joint else "none"},
                decisions={"rule": "fixed", "fixed_effort": 1},
            )
            flows = totals(scenario, ["resolved", "in_service"])
            assert flows["in_service"][-1] == 0
            name = f"{'J = 1' if joint else 'J = 0'}, {agencies} agencies: all needs met"
            checks.append(share(name, expected, int(flows["resolved"].sum()), clients))
    return checks


def _relapse() -> list[Check]:
    clients = 600_000
    relapse, recovery, weeks = 0.004, 0.03, 300
    everybody_helped = {"name": "office", "places": clients, "service_weeks": 1}
    scenario = scene(
        clients=clients,
        weeks=weeks + 1,
        agencies=[everybody_helped],
        group={"natural_exit": recovery, "opening": {"in_service": 1}},
        service={"relapse": relapse},
    )
    seeking = totals(scenario, ["seeking"])["seeking"]
    limit = agrees(relapse / (relapse + recovery), 0.117647, 6)
    checks = [
        share(
            f"in need again after {after} weeks",
            limit * (1 - (1 - relapse - recovery) ** after),
            int(seeking[after]),
            clients,
            sees=0.025 if after < weeks else 0.02,
        )
        for after in (26, 104, weeks)
    ]
    scenario = scene(
        clients=clients,
        weeks=105,
        agencies=[everybody_helped],
        group={"opening": {"in_service": 1}},
        service={"relapse": 0.002143},
    )
    relapses = totals(scenario, ["relapses"])["relapses"]
    expected = agrees(1 - (1 - 0.002143) ** 104, 0.2000, 4)
    return [*checks, share("returned within 104 weeks", expected, int(relapses.sum()), clients)]


def _take_up() -> list[Check]:
    checks = []
    clients, weeks = 1_150_000, 39
    for hazard, published in ((0.001585, 0.06), (0.002984, 0.11), (0.005076, 0.18)):
        scenario = scene(
            clients=clients,
            weeks=weeks,
            agencies=[{"name": "office", "places": clients, "service_weeks": 8}],
            group={"presenting": hazard, "opening": {"seeking": 1}},
        )
        expected = agrees(1 - (1 - hazard) ** weeks, published, 3)
        reached = int(totals(scenario, ["reached"])["reached"].sum())
        checks.append(share(f"hazard {hazard}: taken up by week {weeks}", expected, reached, clients))
    return checks


CASES = (
    Case(
        "V26",
        "A client with two needs and no waits: presents 0.15, served 0.2, handed on 0.4, returns 0.05",
        "absorbing chain of seeking, service, lapse, seeking, service: t = N 1 = 32.6667 weeks, variance"
        " (2 N - I) t - t^2, s.d. 22.3408; with needs that end by themselves, shares resolved B = N R",
        _journey,
    ),
    Case(
        "V27",
        "From pillar to post through k agencies, with J = 0 and J = 1",
        "0.4^(k-1) and 0.8^(k-1); logistic(logit 0.4 + ln 6) = 0.8",
        _pillar_to_post,
    ),
    Case(
        "V27b",
        "Relapse: two states, weekly chances 0.004 and 0.03; and return within two years",
        "r / (r + m) (1 - (1 - r - m)^t), 0.117647 in the end; 1 - (1 - r)^T = 0.2000",
        _relapse,
    ),
    Case(
        "V27c",
        "Take-up of people who present with a weekly chance h: nothing, a letter, a letter and help",
        "1 - (1 - h)^39 = 0.06, 0.11, 0.18",
        _take_up,
    ),
)
