"""Queues for one and several servers, with and without giving up (V05-V09)."""

from __future__ import annotations

from functools import cache

import numpy as np

from tests.verification.chains import (
    Floats,
    after,
    erlang_a_queue,
    erlang_c_queue,
    excess,
    poisson,
    queue_chain,
    stationary,
    window_mean,
)
from tests.verification.checks import POWER, Case, Check, Z, agrees, close, law, mean, near, ratio
from tests.verification.scenes import Ints, panels, queue

WARM_UP = 150
"""Weeks left out when a figure is stationary; what is left of the opening is in the expected value."""


def _one_server(kind: str, states: Floats, known_queue: float) -> list[Check]:
    """Measure L, pi0, W and the law of X for one server with mu 0.4 and 0.3 arrivals a week."""
    arrivals, service, weeks, opening, sees = 0.3, 0.4, 1050, 4, 0.09
    chain = queue_chain(states, places=1, service=service)
    limit = stationary(chain)
    levels = np.arange(len(limit))
    agrees(float(limit @ levels), known_queue, 6)
    agrees(float(limit[0]), 1 - arrivals / service, 6)

    def expected(of: Floats) -> float:
        value = window_mean(chain, of, opening=opening, skip=WARM_UP, weeks=weeks - WARM_UP)
        assert abs(value / float(limit @ of) - 1) < 2e-3
        return value

    scenario = queue(
        arrivals=arrivals,
        places=1,
        service=service,
        weeks=weeks,
        clients=70,
        localities=500,
        opening=opening,
        kind=kind,
    )
    found = panels(scenario, ["in_service", "waiting", "weeks_waited", "started_service"])
    present = found["in_service"] + found["waiting"]
    counted = present[WARM_UP:]
    spent = found["weeks_waited"][WARM_UP:].sum(axis=0) + found["in_service"][WARM_UP:].sum(axis=0)
    known_wait = known_queue / arrivals
    served = found["started_service"][WARM_UP:].sum(axis=0)
    return [
        mean("L, clients present, long run", expected(levels.astype(float)), counted.mean(axis=0), sees=sees),
        mean(
            "pi0, share of weeks with nobody present, long run",
            expected((levels == 0) * 1.0),
            (counted == 0).mean(axis=0),
            sees=sees,
        ),
        ratio("W, weeks waited and in service per client, long run", known_wait, spent, served, sees=sees),
        *_clearing_a_list(chain, kind),
    ]


def _clearing_a_list(chain: Floats, kind: str) -> list[Check]:
    # Queues forget so slowly that a law in the long run takes hundreds of weeks a sample. From a known
    # opening each queue is one, after half a year, and its law is the chain's.
    opening, weeks = 6, 26
    scenario = queue(
        arrivals=0.3,
        places=1,
        service=0.4,
        weeks=weeks,
        clients=40,
        localities=1000,
        opening=opening,
        kind=kind,
    )
    found = panels(scenario, ["in_service", "waiting"], seeds=14)
    present = found["in_service"] + found["waiting"]
    levels = np.arange(len(chain), dtype=np.float64)
    expected = window_mean(chain, levels, opening=opening, skip=0, weeks=weeks)
    return [
        law(f"law of X, week {weeks} from {opening} present", after(chain, opening, weeks)[:40], present[-1]),
        mean(f"mean of X, weeks 1 to {weeks} from {opening} present", expected, present.mean(axis=0)),
    ]


def _by_chance() -> list[Check]:
    arrivals, service = 0.3, 0.4
    known = arrivals * (1 - arrivals) / (service - arrivals)
    agrees(known, 2.1, 9)
    agrees(known / arrivals, 7, 9)
    chances = np.zeros(200)
    chances[:2] = 1 - arrivals, arrivals
    limit = stationary(queue_chain(chances, places=1, service=service))
    falling = arrivals * (1 - service) / (service * (1 - arrivals))
    return [
        close("exact chain: ratio of P(3) to P(2)", falling, limit[3] / limit[2], relative=1e-9),
        *_one_server("bernoulli", chances, known),
    ]


def _poisson_one_server() -> list[Check]:
    arrivals, service = 0.3, 0.4
    second_moment = arrivals + arrivals**2
    known = (arrivals - 2 * arrivals**2 + second_moment) / (2 * (service - arrivals))
    agrees(known, arrivals * (2 - arrivals) / (2 * (service - arrivals)), 12)
    agrees(known, 2.55, 9)
    return _one_server("poisson", poisson(arrivals, 199), known)


@cache
def waits(
    arrivals: float,
    places: int,
    *,
    opening: int,
    weeks: int,
    localities: int,
    seeds: int,
    service: float = 0.1,
) -> dict[str, Ints]:
    """Run queues for several servers; return weeks by queues of what is needed to measure waits."""
    clients = places + (120 if places <= 20 else 170)
    scenario = queue(
        arrivals=arrivals,
        places=places,
        service=service,
        weeks=weeks,
        clients=clients,
        localities=localities,
        opening=opening,
    )
    return panels(scenario, ["in_service", "waiting", "weeks_waited", "started_service"], seeds=seeds)


@cache
def several_servers(arrivals: float, places: int, service: float = 0.1) -> tuple[Floats, float]:
    """Return the exact chain of a queue for several servers and its mean queue."""
    chain = queue_chain(poisson(arrivals, 4 * places + 180), places=places, service=service)
    return chain, float(stationary(chain) @ excess(len(chain), places))


SEVERAL = (
    # Lambda, c, Lq as published, digits, opening, weeks, what the long run sees, seeds of the short one.
    # Queues this long take hours to 2 %, which the runs from a long list find in seconds.
    (0.9, 10, 5.719, 3, 21, 1000, 0.33, 11),
    (0.8, 10, 1.556, 3, 13, 1000, 0.33, 12),
    (1.8, 20, 4.711, 3, 29, 1000, 0.33, 7),
    (9.0, 100, 1.857, 3, 94, 500, 0.33, 6),
    (8.0, 100, 0.0749, 4, 80, 350, 0.75, 8),
    (9.5, 100, 9.145, 3, 120, 500, 0.33, 5),
)
LONG_RUNS = 250
"""Queues of which a long run is made."""

AHEAD = 13
"""Weeks of the short runs, whose exact answer is the chain from a known opening."""


def _several_servers() -> list[Check]:
    checks = []
    for arrivals, places, published, digits, opening, weeks, sees, seeds in SEVERAL:
        name = f"Lambda {arrivals:g}, c {places}"
        chain, limit = several_servers(arrivals, places)
        agrees(limit, published, digits)
        checks.append(_long_run(name, arrivals, places, opening, weeks, sees))
        checks.append(_from_a_long_list(name, chain, arrivals, places, seeds))
    agrees(erlang_c_queue(9, 10), 6.019, 3)
    for load, places, service in ((0.5, 1, 0.5), (4.0, 5, 0.5), (9.0, 10, 0.5), (9.0, 10, 0.1)):
        _, limit = several_servers(load * service, places, service)
        share = limit / erlang_c_queue(load, places)
        within = 1e-9 if places == 1 else 0.01
        checks.append(
            near(
                f"exact chain over Erlang-C, c {places}, mu {service:g}",
                1 - service / 2,
                share,
                within=within,
                why="exact for one server, else 1 %",
            )
        )
    return checks


def _long_run(name: str, arrivals: float, places: int, opening: int, weeks: int, sees: float) -> Check:
    chain, limit = several_servers(arrivals, places)
    found = waits(arrivals, places, opening=opening, weeks=weeks, localities=LONG_RUNS, seeds=1)
    expected = window_mean(
        chain, excess(len(chain), places), opening=opening, skip=WARM_UP, weeks=weeks - WARM_UP
    )
    assert abs(expected / limit - 1) < 0.02
    return mean(f"{name}: Lq, long run", expected, found["waiting"][WARM_UP:].mean(axis=0), sees=sees)


def _from_a_long_list(name: str, chain: Floats, arrivals: float, places: int, seeds: int) -> Check:
    opening = places + {10: 8, 20: 15, 100: 40}[places]
    expected = window_mean(chain, excess(len(chain), places), opening=opening, skip=0, weeks=AHEAD)
    found = waits(arrivals, places, opening=opening, weeks=AHEAD, localities=1000, seeds=seeds)
    what = f"{name}: Lq, weeks 1 to {AHEAD} from {opening} present"
    return mean(what, expected, found["waiting"].mean(axis=0))


def _finer_steps() -> list[Check]:
    """Shorten the step: one server, offered load one half."""
    limit = erlang_c_queue(0.5, 1)
    checks, errors = [], []
    for step, weeks, seeds, sees in ((1, 750, 1, 0.065), (2, 1000, 2, 0.065), (4, 1000, 1, 0.14)):
        _, known = several_servers(0.5 / step, 1, 1 / step)
        found = waits(0.5 / step, 1, service=1 / step, opening=0, weeks=weeks, localities=500, seeds=seeds)
        queued = found["waiting"][WARM_UP:].mean(axis=0)
        checks.append(mean(f"step 1/{step} week: Lq", known, queued, sees=sees))
        errors.append((limit - queued.mean(), queued.std(ddof=1) / np.sqrt(queued.size)))
    (coarse, coarse_error), (fine, fine_error) = errors[:2]
    slope = float(np.log2(coarse / fine))
    uncertain = float(np.hypot(coarse_error / coarse, fine_error / fine) / np.log(2))
    checks.append(
        Check(
            "order of convergence to Erlang-C, steps 1 and 1/2 week",
            1.0,
            slope,
            Z * uncertain,
            f"{Z} s.e.",
            (Z + POWER) * uncertain,
            0.28,
        )
    )
    for name, abandonment in (("Erlang-C", 0.0), ("Erlang-A", 0.05)):
        order = _order_of_the_chain(abandonment)
        checks.append(near(f"exact chain: order of convergence to {name}", 1.0, order, within=0.1, why="0.1"))
    return checks


def _order_of_the_chain(abandonment: float) -> float:
    """Return the slope of log error on log step for c = 10, offered load 9, mu 0.1."""
    places, arrivals, service = 10, 0.9, 0.1
    limit = erlang_c_queue(9, places)
    if abandonment:
        limit = erlang_a_queue(arrivals, places, service, abandonment)
    errors = []
    steps = np.array([1, 2, 4, 8])
    for step in steps:
        chain = queue_chain(
            poisson(arrivals / step, 220),
            places=places,
            service=service / step,
            abandonment=abandonment / step,
        )
        errors.append(abs(float(stationary(chain) @ excess(len(chain), places)) - limit))
    return float(-np.polyfit(np.log(steps), np.log(errors), 1)[0])


IMPATIENT = (
    # c, Lq as published, what the mean queue sees
    (80, 20.067, 0.02),
    (100, 3.986, 0.055),
)


@cache
def impatient(places: int) -> dict[str, Ints]:
    """Run queues with theta = mu = 0.1 and 10 arrivals a week, from 100 present."""
    scenario = queue(
        arrivals=10,
        places=places,
        service=0.1,
        weeks=245,
        clients=190,
        localities=650,
        opening=100,
        abandonment=0.1,
    )
    columns = ["onsets", "completions", "exits_waiting", "abandoned", "in_service", "waiting"]
    return panels(scenario, columns, seeds=3)


def _as_patient_as_served() -> list[Check]:
    load = poisson(100, 189)
    checks = []
    for places, published, sees in IMPATIENT:
        limit = agrees(float(load @ excess(190, places)), published, 3)
        found = impatient(places)
        queued, present = found["waiting"], found["waiting"] + found["in_service"]
        counted = slice(44, None)
        gave_up = (found["exits_waiting"] + found["abandoned"])[counted].sum(axis=0)
        checks += [
            mean(f"c {places}: mean of X", 100, present[counted].mean(axis=0)),
            law(f"c {places}: law of X, every 40 weeks", load, present[44::40]),
            mean(f"c {places}: Lq", limit, queued[counted].mean(axis=0), sees=sees),
            ratio(
                f"c {places}: share that gives up",
                0.1 * limit / 10,
                gave_up,
                found["onsets"][counted].sum(axis=0),
                sees=sees,
            ),
        ]
    return checks


CASES = (
    Case(
        "V05",
        "One server, one arrival or none a week: alpha 0.3, mu 0.4 (Geo/Geo/1)",
        "L = alpha (1 - alpha) / (mu - alpha) = 2.1, W = L / alpha = 7, pi0 = 1 - alpha / mu = 0.25, P(n)"
        " falling by alpha (1 - mu) / (mu (1 - alpha)); law of X from the weekly chain",
        _by_chance,
    ),
    Case(
        "V06",
        "One server, Poisson arrivals: Lambda 0.3, mu 0.4",
        "L = (Lambda - 2 Lambda^2 + E A^2) / (2 (mu - Lambda))"
        " = Lambda (2 - Lambda) / (2 (mu - Lambda)) = 2.55",
        _poisson_one_server,
    ),
    Case(
        "V07",
        "Several servers, Poisson arrivals, mu 0.1",
        "the weekly Markov chain, stationary or from a known opening; (1 - mu / 2) of the Erlang-C queue,"
        " exactly for one server and within 1 % for 5 and 10",
        _several_servers,
    ),
    Case(
        "V08",
        "Step 1/m week: mu and Lambda over m, for one server with offered load one half",
        "Lq = (1 - mu / 2m) of Erlang-C: the error halves when the step does; the same for the chain with 10"
        " servers, with and without giving up (theta 0.05)",
        _finer_steps,
    ),
    Case(
        "V09",
        "Giving up as fast as being served: theta = mu = 0.1, Lambda 10, 80 and 100 servers",
        "X is Poisson(Lambda / mu) whatever c; P(give up) = theta E (X - c)+ / Lambda",
        _as_patient_as_served,
    ),
)
