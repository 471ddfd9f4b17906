"""Stocks and flows without queues: identities, Little's law, loads, stage times (V01-V04, V15-V17)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from joinup.sim.arrays.codes import STATES
from joinup.sim.model import Model
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town
from tests.verification.chains import after, binomial, law_of_time, moments_of_time, poisson
from tests.verification.checks import DETECTABLE, Case, Check, agrees, correlation, exact, law, mean, ratio
from tests.verification.scenes import Ints, panels, queue, scene

IDENTITIES = {
    "no_need": (("resolved", "resolved_without_help"), ("onsets", "relapses")),
    "seeking": (("onsets", "relapses", "returned"), ("presented", "exits_seeking")),
    "waiting": (
        ("joined_list", "hand_offs_succeeded", "redress_joined", "promoted_waiting"),
        ("started_service", "abandoned", "exits_waiting"),
    ),
    "in_service": (("started_service", "promoted_serving"), ("completions", "exits_in_service")),
    "lapsed": (
        ("abandoned", "lapsed_after_hand_off", "not_helped", "wrong_door_lapsed", "refused"),
        ("returned", "redress_joined", "exits_lapsed"),
    ),
}
"""Flows that add to each stock in a week, and flows that take from it (ODD 7.10)."""


def _identities() -> list[Check]:
    scenario = busy_town()
    weekly = run(scenario, by_locality=True).weekly
    by_place = weekly.set_index(["locality", "group", "week"]).sort_index()
    size = by_place[list(STATES)].sum(axis=1)
    opening = size.groupby(level=[0, 1]).transform("first")
    what = f"clients in states add up: breaches in {len(weekly):,} cells"
    checks = [exact(what, 0, int(np.sum(size.to_numpy() != opening.to_numpy())))]
    for state, (adding, taking) in IDENTITIES.items():
        change = by_place[state].groupby(level=[0, 1]).diff().dropna()
        flows = by_place[list(adding)].sum(axis=1) - by_place[list(taking)].sum(axis=1)
        breaches = np.sum(change.to_numpy() != flows.loc[change.index].to_numpy())
        checks.append(exact(f"change of {state}: breaches in {len(change):,} cells", 0, int(breaches)))
    entered = by_place["onsets"] + by_place["relapses"]
    left = by_place["resolved"] + by_place["resolved_without_help"]
    inside = (size - by_place["no_need"]).groupby(level=[0, 1]).diff().dropna()
    breaches = np.sum(inside.to_numpy() != (entered - left).loc[inside.index].to_numpy())
    checks.append(exact("onsets less ends are the change of those in need: breaches", 0, int(breaches)))
    return [*checks, *_clients_one_by_one()]


def _clients_one_by_one() -> list[Check]:
    """Look at every client at the end of every week of the same town."""
    model = Model(busy_town(), rng=1)
    uncounted = several = wrong_needs = 0
    for _ in range(busy_town().warm_up_weeks + busy_town().weeks):
        model.step()
        clients = model.clients
        sets = [set(clients.select(state=state).get("unique_id")) for state in STATES]
        uncounted += len(clients) - len(set().union(*sets))
        several += sum(map(len, sets)) - len(set().union(*sets))
        for state, unmet, begun in clients.get(["state", "needs", "needs_at_onset"]):
            wrong_needs += bool(unmet & ~begun) or (unmet != 0) != (state != "no_need")
    return [
        exact("clients in no state, over all weeks", 0, uncounted),
        exact("clients in two states, over all weeks", 0, several),
        exact("clients with needs they did not have at onset, or in need with none", 0, wrong_needs),
    ]


def weeks_in_need(episodes: pd.DataFrame, weeks: int) -> int:
    """Return the week-ends spent in episodes, those still open counted up to the end of the run."""
    ends = episodes["end"].fillna(weeks).astype(int)
    return int((ends - episodes["onset"]).sum())


def _little() -> list[Check]:
    checks = []
    one_server = queue(
        arrivals=0.3, places=1, service=0.4, weeks=400, clients=60, localities=100, kind="bernoulli"
    )
    towns = {"one server": one_server, "a town": plain_town({"warm_up_weeks": 0, "weeks": 300})}
    for name, scenario in towns.items():
        result = run(scenario)
        present = result.weekly[["seeking", "waiting", "in_service", "lapsed"]].to_numpy().sum()
        arrived = (result.weekly["onsets"] + result.weekly["relapses"]).sum()
        spent = weeks_in_need(result.episodes, scenario.weeks)
        checks += [
            exact(f"{name}: week-ends present, all weeks (L T)", spent, present),
            exact(f"{name}: episodes and arrivals", arrived, len(result.episodes)),
        ]
    return checks


def _poisson_load() -> list[Check]:
    """Poisson arrivals, no queue: law, mean, variance and autocorrelation of the number present."""
    weeks = np.arange(23, 150, 24)
    scenario = queue(
        arrivals=10, places=150, service=0.125, weeks=145, clients=150, localities=650, opening=80
    )
    present = panels(scenario, ["in_service"], seeds=2)["in_service"]
    agrees(10 / 0.125, 80, 9)
    checks = [
        law("Lambda 10, mu 0.125: law of X", poisson(80, 150), present[weeks]),
        mean("Lambda 10, mu 0.125: mean of X", 80, present[weeks].mean(axis=0)),
        mean("Lambda 10, mu 0.125: variance of X", 80, _spread(present[weeks], 80), sees=0.12),
        _autocorrelation("Lambda 10, mu 0.125: autocorrelation", present, weeks, 80, sees=0.04),
    ]
    # All weeks once the opening is forgotten: neighbours are alike, but each adds what the mean needs.
    weeks = np.arange(32, 280)
    scenario = queue(
        arrivals=0.5, places=30, service=0.125, weeks=weeks[-1] + 2, clients=30, localities=700, opening=4
    )
    present = panels(scenario, ["in_service"], seeds=5)["in_service"]
    return [
        *checks,
        mean("Lambda 0.5, mu 0.125: variance of X", 4, _spread(present[weeks], 4), sees=0.025),
        _autocorrelation("Lambda 0.5, mu 0.125: autocorrelation", present, weeks, 4),
    ]


def _spread(present: Ints, known_mean: float) -> np.ndarray:
    return np.asarray(((present - known_mean) ** 2).mean(axis=0))


def _autocorrelation(
    what: str, present: Ints, weeks: Ints, known_mean: float, *, sees: float = DETECTABLE
) -> Check:
    deviation, following = present[weeks] - known_mean, present[weeks + 1] - known_mean
    together, alone = (deviation * following).mean(axis=0), (deviation**2).mean(axis=0)
    return ratio(what, 1 - 0.125, together, alone, sees=sees)


def need_chain(onset: float, service: float) -> np.ndarray:
    """Return the weekly chain of one client: no need, seeking for one week, in service."""
    return np.array([[1 - onset, onset, 0], [0, 0, 1], [service, 0, 1 - service]])


def _finite_population() -> list[Check]:
    clients, onset, service, weeks = 100, 0.02, 0.125, 60
    scenario = scene(
        clients=clients,
        weeks=weeks,
        localities=2000,
        certain_presenting=True,
        agencies=[{"name": "office", "places": clients, "service_weeks": 1 / service}],
        group={"onset": onset, "presenting": 1},
    )
    present = panels(scenario, ["no_need", "in_service"], seeds=3)
    chances = after(need_chain(onset, service), 0, weeks)
    in_need, in_service = clients - present["no_need"][-1], present["in_service"][-1]
    return [
        law("finite population: law of those in need", binomial(clients, chances[1:].sum()), in_need),
        law("finite population: law of those in service", binomial(clients, chances[2]), in_service),
        mean("finite population: mean in service", clients * chances[2], in_service),
    ]


def _transient() -> list[Check]:
    opening, arrivals, service = 160, 10, 0.125
    scenario = queue(
        arrivals=arrivals,
        places=300,
        service=service,
        weeks=32,
        clients=300,
        localities=1000,
        opening=opening,
    )
    present = panels(scenario, ["in_service"])["in_service"]
    load = arrivals / service
    checks = []
    for weeks in (1, 2, 4, 8, 16, 32):
        kept = (1 - service) ** weeks
        expected = opening * kept + load * (1 - kept)
        checks.append(mean(f"mean of X after {weeks} weeks", expected, present[weeks - 1]))
    return checks


def _tandem() -> list[Check]:
    """Poisson arrivals to the first of three stages, hand-offs that succeed with chance p."""
    arrivals, passed, rates, localities, weeks = 2.5, 0.8, (0.25, 0.2, 0.25), 1000, np.array([47, 67, 87])
    scenario = scene(
        clients=80,
        weeks=88,
        localities=localities,
        agencies=[
            {"name": f"stage_{n}", "places": 80, "service_weeks": 1 / rate} for n, rate in enumerate(rates, 1)
        ],
        group={"natural_exit": 1, "arrivals": {"per_week": [arrivals * localities]}},
        service={"cold_hand_off": passed},
    )
    parts = []
    for seed in range(1, 5):
        agencies = run(scenario, seed).agencies["in_service"].to_numpy()
        parts.append(agencies.reshape(88, localities, len(rates))[weeks].reshape(-1, len(rates)))
    load = np.concatenate(parts)
    checks = []
    for stage, rate in enumerate(rates):
        known = arrivals * passed**stage / rate
        checks.append(mean(f"stage {stage + 1}: mean load", known, load[:, stage]))
        checks.append(law(f"stage {stage + 1}: law of the load", poisson(known, 60), load[:, stage]))
    pairs = ((0, 1), (1, 2), (0, 2))
    return checks + [
        correlation(f"stages {one + 1} and {two + 1}: correlation", load[:, one], load[:, two], sees=0.05)
        for one, two in pairs
    ]


def _stage_times() -> list[Check]:
    checks = []
    for stages, clients, known_mean, known_variance in ((1, 560_000, 4.0, 12.0), (3, 400_000, 12.0, 36.0)):
        rate, longest = 0.25, 200
        agencies = [
            {"name": f"stage_{n}", "places": clients, "service_weeks": 1 / rate} for n in range(stages)
        ]
        scenario = scene(
            clients=clients,
            weeks=longest,
            agencies=agencies,
            group={"opening": {"in_service": 1}},
            service={"cold_hand_off": 1},
        )
        steps = np.diag(np.full(stages, 1 - rate)) + np.diag(np.full(stages - 1, rate), 1)
        expected, variance = moments_of_time(steps, 0)
        agrees(expected, known_mean, 9)
        agrees(variance, known_variance, 6)
        times = finishing_times(run(scenario).episodes)
        checks += [
            law(f"{stages} stage{'s' * (stages > 1)}: law of weeks", law_of_time(steps, 0, longest), times),
            mean(f"{stages} stage{'s' * (stages > 1)}: mean weeks", expected, times),
            mean(f"{stages} stage{'s' * (stages > 1)}: variance of weeks", variance, (times - expected) ** 2),
        ]
    return checks


def finishing_times(episodes: pd.DataFrame) -> Ints:
    """Return weeks from onset to end of the clients' first episodes, all of which must have ended."""
    first = episodes.drop_duplicates("client")
    assert first["end"].notna().all()
    return (first["end"].astype(int) - first["onset"]).to_numpy(dtype=np.int64)


def _rare_onsets() -> list[Check]:
    clients, onset = 10_000, 0.0006
    scenario = scene(
        clients=clients,
        weeks=13,
        localities=500,
        agencies=[{"name": "office", "places": 1, "service_weeks": 1}],
        group={"onset": onset, "natural_exit": 1},
    )
    onsets = panels(scenario, ["onsets"], seeds=2)["onsets"]
    exactly, limit = binomial(clients, onset)[:60], poisson(clients * onset, 59)
    distance = float(np.abs(exactly - limit).sum()) / 2
    assert distance <= onset
    return [
        law("law of onsets in a week against Poisson", limit, onsets),
        mean("mean onsets a week", clients * onset, onsets.mean(axis=0)),
    ]


CASES = (
    Case(
        "V01",
        "A town in which everything happens: seven incentives, two forms, money, publicity, shocks",
        "accounting: each client is in one state, and flows explain stocks",
        _identities,
    ),
    Case(
        "V02",
        "One server with arrivals by chance, and a town with three agencies, from an empty start",
        "Little's law on a finite horizon: sum of X over weeks = sum of stays, open ones up to the end",
        _little,
    ),
    Case(
        "V03",
        "No queue: Poisson arrivals, or a finite population, and as many places as clients",
        "X is Poisson(Lambda / mu) with autocorrelation (1 - mu)^k; in a finite population binomial, its"
        " chance from the chain no need, seeking (one week), in service",
        lambda: _poisson_load() + _finite_population(),
    ),
    Case(
        "V04",
        "No queue, from 160 clients in service: Lambda 10, mu 0.125",
        "E X_t = X_0 (1 - mu)^t + Lambda / mu (1 - (1 - mu)^t)",
        _transient,
    ),
    Case(
        "V15",
        "Three stages without queues, hand-offs that succeed with p = 0.8; Lambda 2.5, mu 0.25, 0.2, 0.25",
        "loads are Poisson(Lambda p^(j-1) / mu_j) and independent",
        _tandem,
    ),
    Case(
        "V16",
        "Weeks in service: one stage, and three stages with certain hand-offs, mu 0.25",
        "geometric: mean 1 / mu, variance (1 - mu) / mu^2; three stages negative binomial: mean 12,"
        " variance 36",
        _stage_times,
    ),
    Case(
        "V17",
        "Onsets in 10,000 clients with a weekly chance of 0.0006",
        "binomial, within total variation 0.0006 of Poisson(6)",
        _rare_onsets,
    ),
)
