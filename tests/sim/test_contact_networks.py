"""Who hears from whom, and how awareness spreads and fades (model.md 4.3)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.initial_state import opening_awareness
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

NETWORKS = ("small_world", "scale_free", "blocks")
Links = npt.NDArray[np.int64]


def nobody_in_need(clients: int, awareness: dict[str, Any], **changes: Any) -> Scenario:
    """Return a population that only hears and forgets."""
    groups = {f"population.groups.{group}.onset": 0.0 for group in ("most", "others")}
    spread = {f"awareness.{name}": value for name, value in awareness.items()}
    size = {"population.clients": clients, "warm_up_weeks": 0, "population.localities": [{"name": "one"}]}
    return plain_town({**size, **groups, **spread, **changes})


def network(kind: str, clients: int = 3000, **contacts: Any) -> Engine:
    return Engine(
        plain_town({"population.contacts": {"kind": kind, **contacts}, "population.clients": clients}), 1
    )


def links(engine: Engine) -> Links:
    """Return (client, neighbour) for every entry of the network."""
    start = engine.world.neighbour_start
    clients = np.repeat(np.arange(len(start) - 1), np.diff(start))
    return np.column_stack([clients, engine.world.neighbours]).astype(np.int64)


# Networks --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", NETWORKS)
def test_contacts_are_mutual_within_the_locality_and_never_oneself(kind: str) -> None:
    engine = network(kind)
    found = links(engine)
    one, other = found.T
    assert sorted(zip(one, other, strict=True)) == sorted(zip(other, one, strict=True))
    assert (one != other).all()
    ends = engine.world.localities["end"]
    assert (np.searchsorted(ends, one, "right") == np.searchsorted(ends, other, "right")).all()


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("degree", [2, 5, 6, 11])
def test_clients_have_as_many_contacts_on_average_as_the_scenario_says(kind: str, degree: int) -> None:
    found = links(network(kind, degree=degree))
    assert len(found) / 3000 == pytest.approx(degree, rel=0.02)


@pytest.mark.parametrize("kind", NETWORKS)
def test_a_network_repeats_with_its_seed_and_only_with_it(kind: str) -> None:
    contacts = {"population.contacts": {"kind": kind}}
    one, again, other = (links(Engine(plain_town(contacts), seed)) for seed in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


@settings(max_examples=30)
@given(st.sampled_from(NETWORKS), st.integers(3, 40), st.integers(2, 50))
def test_networks_of_tiny_places_are_sound_too(kind: str, clients: int, degree: int) -> None:
    engine = network(kind, clients=clients, degree=degree)
    found = links(engine)
    assert (found[:, 0] != found[:, 1]).all()
    assert found.min(initial=0) >= 0
    assert found.max(initial=0) < clients
    engine.advance(3)


def test_a_small_world_without_rewiring_is_a_ring_of_nearest_neighbours() -> None:
    engine = network("small_world", degree=6, rewiring=0.0)
    first, end = engine.world.localities["first"], engine.world.localities["end"]
    for low, high in zip(first, end, strict=True):
        size = high - low
        for client in (low, low + 10, high - 1):
            start = engine.world.neighbour_start[client : client + 2]
            expected = {int(low + (client - low + step) % size) for step in (-3, -2, -1, 1, 2, 3)}
            assert set(engine.world.neighbours[start[0] : start[1]].tolist()) == expected


def test_rewiring_makes_shortcuts() -> None:
    def distant(rewiring: float) -> float:
        one, other = links(network("small_world", degree=6, rewiring=rewiring)).T
        return float((np.abs(one - other) > 3).mean())

    assert distant(0.3) - distant(0.0) == pytest.approx(0.3, abs=0.02)


def test_a_scale_free_network_has_hubs_and_a_small_world_has_none() -> None:
    def most(kind: str) -> int:
        return int(np.diff(network(kind, degree=6).world.neighbour_start).max())

    assert most("scale_free") > 60 > 20 > most("small_world")


@pytest.mark.parametrize("homophily", [0.0, 0.5, 1.0])
def test_in_blocks_a_share_of_contacts_are_of_the_own_group(homophily: float) -> None:
    engine = network("blocks", degree=6, homophily=homophily)
    group = engine.state.group
    one, other = links(engine).T
    by_chance = 0.7**2 + 0.3**2
    expected = homophily + (1 - homophily) * by_chance
    assert (group[one] == group[other]).mean() == pytest.approx(expected, abs=0.02)


@pytest.mark.parametrize("kind", NETWORKS)
def test_nobody_learns_from_contacts_who_do_not_know(kind: str) -> None:
    hearsay = {"spontaneous": 0.0, "word_of_mouth": 0.3, "forgetting": 0.0, "opening": 0.01}
    engine = Engine(nobody_in_need(3000, hearsay, **{"population.contacts": {"kind": kind}}), 1)
    one, other = links(engine).T
    learned_in_all = 0
    for _ in range(15):
        before = engine.state.aware.copy()
        told = np.zeros(3000, bool)
        told[one[before[other] == 1]] = True
        engine.advance(1)
        learned = (before == 0) & (engine.state.aware == 1)
        assert not (learned & ~told).any()
        learned_in_all += int(learned.sum())
    assert learned_in_all > 50


@pytest.mark.parametrize("kind", NETWORKS)
def test_one_learns_with_the_aware_share_of_ones_own_contacts(kind: str) -> None:
    """With q = 1 whose contacts all know learns at once, and half of those of whom half know."""
    hearsay = {"spontaneous": 0.0, "word_of_mouth": 1.0, "forgetting": 0.0, "opening": 0.5}
    engine = Engine(nobody_in_need(20_000, hearsay, **{"population.contacts": {"kind": kind}}), 1)
    before = engine.state.aware
    one, other = links(engine).T
    contacts = np.bincount(one, minlength=20_000)
    aware = np.bincount(one, weights=before[other], minlength=20_000)
    engine.advance(1)
    learned = engine.state.aware == 1
    for share in (0.0, 0.5, 1.0):
        who = (before == 0) & (contacts > 0) & (aware == share * contacts)
        found = learned[who].mean()
        assert found == pytest.approx(share, abs=4.5 * np.sqrt(share * (1 - share) / who.sum()))


# Mixing ----------------------------------------------------------------------------------------

ONLY_OTHERS_HEAR = {
    "campaigns": [{"name": "posters", "spend": 400, "audience": ["others"]}],
    "awareness.spontaneous": 0.0,
    "awareness.word_of_mouth": 0.1,
    "awareness.opening": 0.0,
}


def aware_of_most(homophily: float) -> int:
    scenario = plain_town({**ONLY_OTHERS_HEAR, "population.contacts.homophily": homophily})
    weekly = run(scenario).weekly
    assert weekly.query("group == 'others' and week == 51").aware.item() > 20
    return int(weekly.query("group == 'most' and week == 51").aware.item())


def test_what_one_group_hears_stays_in_it_where_groups_do_not_mix() -> None:
    assert aware_of_most(1.0) == 0


def test_the_more_groups_mix_the_more_the_others_hear_of_it() -> None:
    apart, half, mixed = aware_of_most(0.95), aware_of_most(0.5), aware_of_most(0.0)
    assert 0 < apart < half < mixed


def test_localities_do_not_hear_from_each_other() -> None:
    scenario = plain_town(
        {
            **ONLY_OTHERS_HEAR,
            "population.localities": [{"name": "reached"}, {"name": "cut_off", "in_programme": False}],
        }
    )
    last = run(scenario, by_locality=True).weekly.query("week == 51").groupby("locality").aware.sum()
    assert last["cut_off"] == 0 < last["reached"]


# Awareness against exact answers ---------------------------------------------------------------


def share_aware(scenario: Scenario, weeks: tuple[int, ...]) -> list[float]:
    """Return the aware share after so many weeks."""
    weekly = run(scenario, seed=1, tables=False).weekly.groupby("week").aware.sum()
    return [weekly[week - 1] / scenario.population.clients for week in weeks]


def within(expected: float, clients: int, sigmas: float = 4.5) -> Any:
    return pytest.approx(expected, abs=sigmas * np.sqrt(expected * (1 - expected) / clients))


def test_publicity_alone_is_an_exact_binomial() -> None:
    """V18: ``a_t = p / (p + omega) (1 - (1 - p - omega)^t)``; .325126 after a year, .5 in the end."""
    alone = {"spontaneous": 0.01, "word_of_mouth": 0.0, "forgetting": 0.01, "opening": 0.0}
    found = share_aware(nobody_in_need(100_000, alone, weeks=520), (1, 52, 520))
    for share, expected in zip(found, (0.01, 0.325126, 0.5), strict=True):
        assert share == within(expected, 100_000)


def test_word_of_mouth_follows_the_competing_hazards() -> None:
    """V19 with V21: F_52, F_104, F_156, F_260, F_520 of model.md 7."""
    p, q = 0.03 / 52, 0.38 / 52
    hearsay = {"spontaneous": p, "word_of_mouth": q, "forgetting": 0.0, "opening": 0.0}
    weeks, published = (52, 104, 156, 260, 520), (0.035619, 0.084687, 0.149809, 0.329794, 0.812086)
    share, recursion = 0.0, {}
    for week in range(1, 521):
        share += (1 - share) * (1 - (1 - p) * (1 - q * share))
        recursion[week] = share
    assert [recursion[week] for week in weeks] == pytest.approx(published, abs=1e-6)
    found = share_aware(nobody_in_need(150_000, hearsay, weeks=520), weeks)
    # Chance early on is passed on by word of mouth, so the spread is wider than binomial.
    for one, expected in zip(found, published, strict=True):
        assert one == within(expected, 150_000, sigmas=9)


def test_hearing_and_forgetting_settle_at_the_fixed_point() -> None:
    """V23: F* = .809058 for p0 = .002, q = .05, omega = .01; it is also where a run opens."""
    settled = {"spontaneous": 0.002, "word_of_mouth": 0.05, "forgetting": 0.01}
    assert opening_awareness(nobody_in_need(300, {**settled, "opening": None}))[0] == pytest.approx(
        0.809058, abs=1e-6
    )
    opened = share_aware(nobody_in_need(100_000, {**settled, "opening": None}, weeks=156), (1, 52, 156))
    risen = share_aware(nobody_in_need(100_000, {**settled, "opening": 0.1}, weeks=520), (520,))
    for share in (*opened, *risen):
        assert share == within(0.809058, 100_000, sigmas=6)


def test_the_default_opening_awareness_is_053() -> None:
    scenario = plain_town({"awareness": {}})
    assert opening_awareness(scenario) == pytest.approx([0.53, 0.53], abs=0.005)


@pytest.mark.parametrize(
    ("awareness", "opening"),
    [
        ({"spontaneous": 0.0, "word_of_mouth": 0.0, "forgetting": 0.01}, 0.0),
        ({"spontaneous": 0.01, "word_of_mouth": 0.0, "forgetting": 0.0}, 1.0),
        ({"spontaneous": 0.0, "word_of_mouth": 0.02, "forgetting": 0.01}, 0.5),
        ({"spontaneous": 0.0, "word_of_mouth": 0.0, "forgetting": 0.0}, 0.0),
        ({"spontaneous": 1.0, "word_of_mouth": 0.3, "forgetting": 1.0}, 0.5),
    ],
)
def test_opening_awareness_at_the_edges(awareness: dict[str, float], opening: float) -> None:
    assert opening_awareness(nobody_in_need(300, {**awareness, "opening": None})) == pytest.approx(opening)


def test_certainty_and_impossibility() -> None:
    always = {"spontaneous": 1.0, "word_of_mouth": 0.0, "forgetting": 0.0, "opening": 0.0}
    never = {"spontaneous": 0.0, "word_of_mouth": 0.9, "forgetting": 0.0, "opening": 0.0}
    assert share_aware(nobody_in_need(2000, always), (1, 30)) == [1.0, 1.0]
    assert share_aware(nobody_in_need(2000, never), (1, 30)) == [0.0, 0.0]


# Advertising -----------------------------------------------------------------------------------


def test_the_advertising_stock_builds_up_to_spending_and_halves_in_its_half_life() -> None:
    campaign = {"name": "posters", "spend": 80, "starts": 4, "ends": 44, "half_life": 2.5}
    table = run(plain_town({"campaigns": [campaign]})).campaigns.query("group == 'most'")
    keep, stock, expected = 0.5 ** (1 / 2.5), 0.0, []
    for week in range(52):
        stock = keep * stock + (1 - keep) * (80 if 4 <= week < 44 else 0)
        expected.append(stock)
    np.testing.assert_allclose(table.stock, expected, rtol=1e-12)
    assert table.stock.iloc[43] == pytest.approx(80, rel=1e-3)
    assert table.stock.iloc[48] == pytest.approx(table.stock.iloc[43] / 4, rel=1e-9)
    assert (table.spend_gbp > 0).sum() == 40


def test_exposure_grows_with_stock_effect_and_reach() -> None:
    reach = {"population.groups.most.reach": 1.0, "population.groups.others.reach": {"posters": 0.4}}
    campaign = {"name": "posters", "spend": 80, "channel": "posters"}
    effect = {"awareness.advertising_effect": 0.002}
    table = run(plain_town({"campaigns": [campaign], **reach, **effect})).campaigns
    for group, part in (("most", 1.0), ("others", 0.4)):
        rows = table[table.group == group]
        np.testing.assert_allclose(rows.exposed, 1 - np.exp(-0.002 * part * rows.stock), rtol=1e-12)


def test_a_campaign_adds_its_hazard_to_what_people_hear_anyway() -> None:
    alone = {"spontaneous": 0.01, "word_of_mouth": 0.0, "forgetting": 0.0, "opening": 0.0}
    campaigns = [{"name": name, "spend": 300, "half_life": 1e-9} for name in ("posters", "radio")]
    reach = {f"population.groups.{group}.reach": 1.0 for group in ("most", "others")}
    scenario = nobody_in_need(100_000, alone, campaigns=campaigns, weeks=2, **reach)
    hazard = 1 - (1 - 0.01) * np.exp(-2 * 0.001 * 300)
    found = share_aware(scenario, (1, 2))
    assert found[0] == within(hazard, 100_000)
    assert found[1] == within(1 - (1 - hazard) ** 2, 100_000)


def test_a_campaign_costs_its_spending_per_thousand_of_its_audience() -> None:
    campaign = {"name": "posters", "spend": 50, "ends": 10, "audience": ["others"]}
    ledger = run(plain_town({"campaigns": [campaign]})).ledger.query("category == 'publicity'")
    assert ledger.gbp.sum() == pytest.approx(10 * 50 * 0.3 * 300 / 1000)
    assert set(ledger.week) == set(range(10))
    assert k.CONTACT_KINDS[k.MIXING] == "mixing"
