"""Queues under load: flow balance, overload, fixed throughput, merged pools (V10-V14)."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.verification.chains import Floats, excess, poisson, queue_chain, stationary, window_mean
from tests.verification.checks import Case, Check, agrees, exact, law, mean, near, ratio
from tests.verification.queues import LONG_RUNS, WARM_UP, impatient, several_servers, waits
from tests.verification.scenes import Ints, panels, queue


def _balance() -> list[Check]:
    """Look at the queues of V09 with 80 servers as flows."""
    found = impatient(80)
    gave_up = found["exits_waiting"] + found["abandoned"]
    present = found["in_service"] + found["waiting"]
    opening = 100
    kept = opening + (found["onsets"] - found["completions"] - gave_up).cumsum(axis=0)
    busy, queued = found["in_service"][:-1].sum(axis=0), found["waiting"][:-1].sum(axis=0)
    completed, left = found["completions"][1:].sum(axis=0), gave_up[1:].sum(axis=0)
    counted = slice(44, None)
    out = 0.1 * found["in_service"][counted] + 0.1 * found["waiting"][counted]
    return [
        exact(
            f"arrivals less departures explain X: breaches in {kept.size:,} weeks",
            0,
            int(np.sum(kept != present)),
        ),
        exact(
            "nobody waits while a server is free: breaches",
            0,
            int(np.sum((found["waiting"] > 0) & (found["in_service"] < 80))),
        ),
        ratio("completions per client in service and week (mu)", 0.1, completed, busy),
        ratio("giving up per client waiting and week (theta)", 0.1, left, queued),
        mean("mu E min(X, c) + theta E (X - c)+ (Lambda)", 10, out.mean(axis=0)),
    ]


def _overload() -> list[Check]:
    places, service, abandonment, weeks, skip = 80, 0.1, 0.05, 260, 60
    checks = []
    for arrivals, published, queue_length, clients, seeds in (
        (12.0, 0.33333, 80.000, 290, 1),
        (10.0, 0.20005, None, 230, 2),
    ):
        chain = queue_chain(poisson(arrivals, 400), places=places, service=service, abandonment=abandonment)
        limit = float(stationary(chain) @ excess(len(chain), places))
        if queue_length is not None:
            agrees(limit, queue_length, 3)
        lost = agrees(abandonment * limit / arrivals, published, 5)
        fluid = 1 - places * service / arrivals
        opening = places + round(limit)
        scenario = queue(
            arrivals=arrivals,
            places=places,
            service=service,
            weeks=weeks,
            clients=clients,
            localities=750,
            opening=opening,
            abandonment=abandonment,
        )
        found = panels(scenario, ["onsets", "exits_waiting", "waiting"], seeds=seeds)
        name = f"Lambda {arrivals:g}"
        gave_up, came = found["exits_waiting"][skip:].sum(axis=0), found["onsets"][skip:].sum(axis=0)
        checks += [
            near(f"{name}: exact chain against 1 - c mu / Lambda", fluid, lost, within=1e-3, why="0.001"),
            ratio(f"{name}: share that gives up", lost, gave_up, came),
            mean(f"{name}: Lq", limit, found["waiting"][skip:].mean(axis=0)),
        ]
    return checks


def _growing_list() -> list[Check]:
    arrivals, places, service, opening, weeks = 3, 20, 0.1, 60, 40
    scenario = queue(
        arrivals=arrivals,
        places=places,
        service=service,
        weeks=weeks,
        clients=240,
        localities=1000,
        opening=opening,
    )
    found = panels(scenario, ["in_service", "waiting"], seeds=9)
    present = found["in_service"] + found["waiting"]
    checks = [exact("weeks in which a server is free", 0, int(np.sum(found["in_service"] < places)))]
    for at in (10, 20, 40):
        expected = (arrivals - places * service) * at
        sees = 0.05 if at < weeks else 0.02
        checks.append(mean(f"growth of X in {at} weeks", expected, present[at - 1] - opening, sees=sees))
    return checks


THROUGHPUT = (
    # Lambda, C, carried over as published, weeks, queues, what the long run sees
    (9.0, 10, 3.101, 500, 150, 0.2),
    (4.5, 5, 3.495, 500, 150, 0.2),
    (18.0, 20, 2.597, 400, 150, 0.2),
    (9.5, 10, 7.952, 600, 150, 0.22),
)


def throughput_chain(arrivals: float, capacity: int) -> Floats:
    """Return the chain ``X' = (X - C)+ + A``: service of exactly one week."""
    return queue_chain(poisson(arrivals, 260), places=capacity, service=1.0)


def _fixed_throughput() -> list[Check]:
    checks = []
    for arrivals, capacity, published, weeks, localities, sees in THROUGHPUT:
        name = f"({arrivals:g}, {capacity})"
        chain = throughput_chain(arrivals, capacity)
        over = excess(len(chain), capacity)
        limit = float(stationary(chain) @ over)
        agrees(limit, published, 3)
        opening = round(arrivals + limit)
        scenario = queue(
            arrivals=arrivals,
            places=capacity,
            service=1.0,
            weeks=weeks,
            clients=12 * capacity + 60,
            localities=localities,
            opening=opening,
        )
        found = panels(scenario, ["onsets", "in_service", "waiting"])
        present = found["in_service"] + found["waiting"]
        before = np.vstack([np.full((1, present.shape[1]), opening), present[:-1]])
        breaches = int(np.sum(present != np.maximum(before - capacity, 0) + found["onsets"]))
        expected = window_mean(chain, over, opening=opening, skip=WARM_UP, weeks=weeks - WARM_UP)
        assert abs(expected / limit - 1) < 0.03
        checks += [
            exact(f"{name}: X' = (X - C)+ + A: breaches in {present.size:,} weeks", 0, breaches),
            law(f"{name}: law of arrivals", poisson(arrivals, 80), found["onsets"][::10]),
            mean(f"{name}: E min(X, C)", arrivals, found["in_service"][WARM_UP:].mean(axis=0)),
            mean(
                f"{name}: carried over, long run",
                expected,
                found["waiting"][WARM_UP:].mean(axis=0),
                sees=sees,
            ),
        ]
    return [*checks, _carried_over_from_a_list()]


def _carried_over_from_a_list() -> Check:
    """Look at what is carried over to 2 %: by short runs from a long list."""
    arrivals, capacity, opening, weeks = 1.2, 2, 14, 13
    chain = throughput_chain(arrivals, capacity)
    over = excess(len(chain), capacity)
    scenario = queue(
        arrivals=arrivals,
        places=capacity,
        service=1.0,
        weeks=weeks,
        clients=60,
        localities=1000,
        opening=opening,
    )
    found = panels(scenario, ["waiting"], seeds=10)
    expected = window_mean(chain, over, opening=opening, skip=0, weeks=weeks)
    what = f"({arrivals:g}, {capacity}): carried over, weeks 1 to {weeks} from {opening} present"
    return mean(what, expected, found["waiting"].mean(axis=0))


@cache
def _pool(arrivals: float, places: int) -> dict[str, Ints]:
    openings = {5: (8, 1000), 10: (13, 1000), 20: (29, 1000), 50: (52, 500), 100: (94, 500)}
    opening, weeks = (21, 1000) if (arrivals, places) == (0.9, 10) else openings[places]
    return waits(arrivals, places, opening=opening, weeks=weeks, localities=LONG_RUNS, seeds=1)


def _merged_pools() -> list[Check]:
    checks = []
    for arrivals, places, apart, together, known in (
        (0.4, 5, 5.266, 1.945, 0.369),
        (0.9, 10, 6.355, 2.617, 0.412),
        (4.5, 50, 0.692, 0.206, 0.298),
    ):
        _, queue_apart = several_servers(arrivals, places)
        _, queue_together = several_servers(2 * arrivals, 2 * places)
        wait_apart = agrees(queue_apart / arrivals, apart, 3)
        wait_together = agrees(queue_together / (2 * arrivals), together, 3)
        agrees(wait_together / wait_apart, known, 3)
        name = f"c {places} x 2"
        for pools, rate, number, wait in (
            ("apart", arrivals, places, wait_apart),
            ("merged", 2 * arrivals, 2 * places, wait_together),
        ):
            found = _pool(rate, number)
            waited = found["weeks_waited"][WARM_UP:].sum(axis=0)
            served = found["started_service"][WARM_UP:].sum(axis=0)
            checks.append(ratio(f"{name}, {pools}: mean wait, long run", wait, waited, served, sees=0.33))
    return [*checks, _merged_over_apart()]


def _merged_over_apart() -> Check:
    """Compare merged and separate pools over a quarter, from a list, with service of four weeks."""
    arrivals, places, opening, weeks, service = 1.0, 5, 8, 13, 0.25
    expected, queues = [], []
    for pools in (2, 1):
        chain, _ = several_servers(pools * arrivals, pools * places, service)
        over = excess(len(chain), pools * places)
        expected.append(window_mean(chain, over, opening=pools * opening, skip=0, weeks=weeks) / pools)
        found = waits(
            pools * arrivals,
            pools * places,
            service=service,
            opening=pools * opening,
            weeks=weeks,
            localities=2000,
            seeds=8,
        )
        queues.append(found["waiting"].mean(axis=0) / pools)
    what = f"c 5 x 2, mu 0.25: merged over apart, weeks 1 to {weeks} from 8 present in each"
    return ratio(what, expected[0] / expected[1], queues[0], queues[1], sees=0.036)


CASES = (
    Case(
        "V10",
        "The queues of V09 with 80 servers, as flows",
        "X changes by arrivals less departures; Lambda = mu E min(X, c) + theta E (X - c)+",
        _balance,
    ),
    Case(
        "V11",
        "Overload: 80 servers, mu 0.1, theta 0.05, Lambda 12 and 10",
        "the weekly chain: P(give up) = theta Lq / Lambda, near 1 - c mu / Lambda",
        _overload,
    ),
    Case(
        "V12",
        "A list that grows: Lambda 3, 20 servers, mu 0.1, nobody gives up, 60 present at first",
        "E X_T - X_0 = (Lambda - c mu) T while all servers are busy",
        _growing_list,
    ),
    Case(
        "V13",
        "Fixed throughput (Lambda, C): service takes exactly a week",
        "X' = (X - C)+ + A for every queue and week; E min(X, C) = Lambda; carried over from the chain",
        _fixed_throughput,
    ),
    Case(
        "V14",
        "Two like pools merged, with no other effect of joint working; mu 0.1, load 0.8, 0.9, 0.9",
        "waits from the two chains: 5.266 and 1.945 weeks (0.369), 6.355 and 2.617 (0.412),"
        " 0.692 and 0.206 (0.298)",
        _merged_pools,
    ),
)
