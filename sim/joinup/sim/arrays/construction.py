"""From a scenario to the arrays that the kernels read (:class:`~joinup.sim.arrays.world.World`).

Built once, and again whenever an event changes a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.agencies import AGENCY_SPEC
from joinup.sim.arrays.columns import F8, I8, Records, allocate
from joinup.sim.arrays.programme import (
    applies,
    by_difficulty,
    campaign_audience,
    campaign_reach,
    campaign_rows,
    consult_applies,
    consult_gain,
    consult_rows,
    fund_rows,
    incentive_rows,
    navigator_rows,
    prevention_rows,
    shared_cost,
)
from joinup.sim.arrays.settings import form_rows, rows_of, settings_row
from joinup.sim.arrays.sizes import sizes_of
from joinup.sim.arrays.world import GROUP, LOCALITY, World
from joinup.sim.mechanisms.ledger.lines import outside_shares
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.population import Locality


def localities(scenario: Scenario) -> list[tuple[str, Locality]]:
    """Return every locality by name; one with a count stands for ``name_1``, ``name_2`` ..."""
    named = []
    for locality in scenario.population.localities:
        if locality.count == 1:
            named.append((locality.name, locality))
        else:
            named += [(f"{locality.name}_{n + 1}", locality) for n in range(locality.count)]
    return named


def apportion(total: float, weights: Sequence[float] | F8, at_least: int = 0) -> I8:
    """Share out a whole number in proportion to weights (largest remainder).

    Parameters
    ----------
    total
        What to share out; rounded to a whole number.
    weights
        One weight per part.
    at_least
        Smallest share of a part with a positive weight, if there is enough for all.
    """
    parts = np.asarray(weights, dtype=float)
    whole = int(np.floor(total + 0.5))
    if whole <= 0 or parts.sum() <= 0:
        return np.zeros(len(parts), np.int64)
    if len(parts) == 1:
        return np.array([whole], dtype=np.int64)
    least = np.where(parts > 0, at_least, 0)
    if whole < least.sum():
        least[:] = 0
    exact = (whole - least.sum()) * parts / parts.sum()
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(-(exact - shares), kind="stable")
    shares[order[: whole - int(least.sum() + shares.sum())]] += 1
    return np.asarray(least + shares, dtype=np.int64)


def _spread(seed: int, name: str, salt: int, sd: float) -> float:
    """Return a log-normal factor with mean log 0, drawn by name."""
    return float(np.exp(_normal(seed, name, salt, sd))) if sd else 1.0


def _normal(seed: int, name: str, salt: int, sd: float) -> float:
    """Return a normal number with mean 0, drawn by name."""
    if sd == 0:
        return 0.0
    key = np.uint64(randomness.mix(np.uint64(randomness.name_hash(name)), salt))
    return float(sd * randomness.named_normal(np.uint64(seed), key, 0, randomness.VARIATION))


def _weekly(yearly: float, weeks: int) -> float:
    return float(1 - (1 - yearly) ** (weeks / 52))


def build_world(scenario: Scenario, seed: int) -> World:
    """Turn a scenario into arrays.

    Parameters
    ----------
    scenario
        As it stands this week.
    seed
        Seed of the run.
    """
    population, agencies = scenario.population, scenario.agencies
    named = localities(scenario)
    roles = [agency.name for agency in agencies]
    dimensions = [dimension.name for dimension in population.access]
    needs = [need.name for need in population.needs]
    scale = 1 / scenario.people_per_client

    sizes = apportion(population.clients, [locality.share for _, locality in named], 1)
    rows = np.zeros(len(named), LOCALITY)
    rows["end"] = np.cumsum(sizes)
    rows["first"] = rows["end"] - sizes
    for row, (name, locality) in zip(rows, named, strict=True):
        row["name"] = randomness.name_hash(name)
        row["in_programme"] = locality.in_programme
        row["wave"] = locality.partnership_starts if locality.partnership_starts is not None else -k.NEVER
        row["starts"] = max(scenario.partnership.starts, int(row["wave"]))
        row["hand_off"] = locality.hand_off + _normal(seed, name, 3, population.variation.hand_off)

    place_factor: F8 = np.array(
        [locality.places * _spread(seed, name, 1, population.variation.places) for name, locality in named]
    )
    place_weights: F8 = place_factor * sizes
    onset_factor = np.array(
        [locality.onset * _spread(seed, name, 2, population.variation.onset) for name, locality in named]
    )
    in_programme = np.array([locality.in_programme for _, locality in named])
    cost = scenario.partnership.information.cost * scale
    rows["information_cost"] = cost * in_programme / max(1, in_programme.sum())
    group_rows, grid = _group_rows(scenario), _grid(scenario)
    onset = np.minimum(1.0, onset_factor[:, None] * np.array([group.onset for group in population.groups]))
    onset[:, group_rows["arrivals"] != k.ONSET] = 0.0

    efforts, arrivals = _fixed_effort(scenario), _arrivals(scenario, scale)
    outside = outside_shares(scenario)
    return allocate(
        World,
        {
            **sizes_of(scenario),
            "outside_payer": len(outside),
            "given_quarter": len(efforts[0]),
            "given_week": len(arrivals[0]),
            "contact_start": 1,
            "contact": 0,
        },
        p=settings_row(scenario, seed),
        form=form_rows(scenario),
        localities=rows,
        group=group_rows,
        spec=_agency_rows(scenario, seed, named, place_weights, scale),
        onset=onset,
        need_chance=[[group.needs.get(need, 0.0) for need in needs] for group in population.groups],
        need_option=_options(needs),
        need_before=_pairs([(second, first) for first, second in scenario.journeys.before], needs),
        need_together=_pairs(
            [pair for one in scenario.journeys.together for pair in (one, (one[1], one[0]))], needs
        ),
        dimension_weight=[dimension.weight for dimension in population.access],
        accommodation=_accommodation(scenario, named, dimensions),
        grid=grid,
        grid_option=_options([f"{effort:.9g}" for effort in grid]),
        fixed_effort=efforts,
        incentive=incentive_rows(scenario),
        incentive_applies=applies([item.agencies for item in scenario.incentives], roles),
        fund=fund_rows(scenario),
        fund_places=_fund_places(scenario, named, place_weights, scale),
        campaign=campaign_rows(scenario),
        campaign_reach=campaign_reach(scenario),
        campaign_audience=campaign_audience(scenario, sizes, in_programme),
        consult=consult_rows(scenario),
        consult_applies=consult_applies(scenario, roles, dimensions),
        consult_gain=consult_gain(scenario, dimensions),
        consult_cost=[shared_cost(item, in_programme) * scale for item in scenario.consultations],
        navigator=navigator_rows(scenario),
        navigator_places=[
            # Shared out as an agency's places are.
            apportion(max(1.0, one.caseload * scale) if one.caseload > 0 else 0.0, place_weights, 1)
            for one in scenario.navigators
        ],
        navigator_applies=applies(
            [one.groups for one in scenario.navigators], [group.name for group in population.groups]
        ),
        prevention=prevention_rows(scenario),
        prevention_applies=applies(
            [one.groups for one in scenario.prevention], [group.name for group in population.groups]
        ),
        outside_share=list(outside.values()),
        deadlines=scenario.measurement.deadlines,
        arrivals=arrivals,
    )


def _pairs(pairs: Sequence[tuple[str, str]], needs: Sequence[str]) -> list[int]:
    """Return for each need the others that it is paired with, a bit each."""
    found = {(needs.index(one), needs.index(other)) for one, other in pairs}
    return [sum(1 << other for one, other in found if one == need) for need in range(len(needs))]


def _options(names: Sequence[str]) -> list[int]:
    return [randomness.option_hash(name) for name in names]


def _group_rows(scenario: Scenario) -> Records:
    rows = rows_of(scenario.population.groups, GROUP)
    wanted, covers = scenario.service.outreach_to, scenario.partnership.covers
    for row, group in zip(rows, scenario.population.groups, strict=True):
        row["name"] = randomness.name_hash(group.name)
        row["right_door"] = by_difficulty(group, group.right_door, (0.8, 0.7, 0.6))
        row["outreach"] = not wanted or group.name in wanted
        row["arrivals"] = k.ARRIVAL_KINDS.index(group.arrivals.kind) if group.arrivals else k.ONSET
        row["loses"] = group.name in scenario.partnership.merger_loses
        shares = scenario.partnership.information
        row["consent"] = shares.consent if group.consent is None else group.consent
        possible = sum(chance > 0 for chance in group.needs.values())
        row["covered"] = (not covers.groups or group.name in covers.groups) and possible >= covers.min_needs
    return rows


def _agency_rows(
    scenario: Scenario, seed: int, named: list[tuple[str, Locality]], weights: F8, scale: float
) -> Records:
    partnership, decisions = scenario.partnership, scenario.decisions
    needs = [need.name for need in scenario.population.needs]
    rule = scenario.population.eligibility
    rows = np.repeat(rows_of(scenario.agencies, AGENCY_SPEC)[None], len(named), axis=0)
    spread = scenario.population.variation.efficacy
    efficacy = [locality.efficacy * _spread(seed, name, 4, spread) for name, locality in named]
    for a, agency in enumerate(scenario.agencies):
        column = rows[:, a]
        column["turnover_week"] = _weekly(agency.turnover, 1)
        column["turnover_quarter"] = _weekly(agency.turnover, k.QUARTER)
        column["outreach"] = agency.outreach * scale * weights / max(weights.sum(), 1e-300)
        # An agency with places does not vanish, however few clients are simulated.
        places = max(1.0, agency.places * scale) if agency.places > 0 else 0.0
        column["contracted"] = apportion(places, weights, 1)
        column["rule"] = _rule_number(scenario, agency.rule or decisions.rule)
        column["applies_rule"] = rule is not None and (not rule.applies_at or agency.name in rule.applies_at)
        column["efficacy"] = np.minimum(1.0, agency.efficacy * np.array(efficacy))
        column["service_weeks"] *= [place.service_weeks.get(agency.name, 1.0) for _, place in named]
        column["option"] = randomness.option_hash(agency.name)
        column["serves"] = sum(1 << needs.index(need) for need in set(agency.needs))
        invited = not partnership.members or agency.name in partnership.members
        for row, (locality, _) in zip(column, named, strict=True):
            key = randomness.name_hash(f"{locality}/{agency.name}")
            row["name"] = key
            declines = _happens(seed, key, randomness.DECLINE, partnership.decline_share)
            row["may_join"] = invited and (not declines or agency.name == partnership.lead)
            row["free_rider"] = _happens(seed, key, randomness.FREE_RIDER, partnership.free_rider_share)
            row["intrinsic"] = agency.intrinsic
            if agency.intrinsic is None:
                z = randomness.named_normal(np.uint64(seed), np.uint64(key), 0, randomness.INTRINSIC)
                row["intrinsic"] = decisions.intrinsic_mean + decisions.intrinsic_sd * z
    return rows


def _rule_number(scenario: Scenario, name: str) -> int:
    return k.RULES.index(name) if name in k.RULES else k.OWN + scenario.extension_number(name)


def _fund_places(scenario: Scenario, named: list[tuple[str, Locality]], weights: F8, scale: float) -> I8:
    """Return the extra places of each funding window, (windows, localities, agencies)."""
    places = np.zeros((len(scenario.funding), len(named), len(scenario.agencies)), np.int64)
    for f, window in enumerate(scenario.funding):
        there = np.array(
            [
                locality.in_programme and (not window.localities or locality.name in window.localities)
                for _, locality in named
            ]
        )
        for a, agency in enumerate(scenario.agencies):
            places[f, :, a] = apportion(window.places.get(agency.name, 0) * scale, weights * there)
    return places


def _happens(seed: int, key: int, purpose: int, probability: float) -> bool:
    if probability <= 0:
        return False
    word = randomness.named_draw(np.uint64(seed), np.uint64(key), 0, purpose)
    return int(word) < int(randomness.threshold(float(probability)))


def _accommodation(scenario: Scenario, named: list[tuple[str, Locality]], dimensions: list[str]) -> F8:
    base = np.array(
        [
            [agency.accommodation.get(d, 0.8 if d in agency.planned_for else 0.4) for d in dimensions]
            for agency in scenario.agencies
        ],
        dtype=float,
    ).reshape(len(scenario.agencies), len(dimensions))
    shift = np.array([locality.accommodation for _, locality in named])
    levels: F8 = np.clip(base[None] + shift[:, None, None], 0.0, 1.0)
    return levels


def _grid(scenario: Scenario) -> F8:
    grid = scenario.decisions.grid
    return np.linspace(0, 1, grid) if isinstance(grid, int) else np.array(grid, dtype=float)


def _fixed_effort(scenario: Scenario) -> list[list[float]]:
    series = []
    for agency in scenario.agencies:
        given = scenario.decisions.fixed_effort if agency.fixed_effort is None else agency.fixed_effort
        series.append(list(given) if isinstance(given, tuple) else [float(given)])
    longest = max(len(one) for one in series)
    return [one + [one[-1]] * (longest - len(one)) for one in series]


def _arrivals(scenario: Scenario, scale: float) -> list[list[float]]:
    series = [
        [number * scale for number in group.arrivals.per_week] if group.arrivals else [0.0]
        for group in scenario.population.groups
    ]
    longest = max(len(one) for one in series)
    return [one + [one[-1]] * (longest - len(one)) for one in series]
