"""What changes with size, and by how much (V42, V46, V47)."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import two_steps

Floats = npt.NDArray[np.float64]

# Common random numbers (V42) -----------------------------------------------------------------------

MANY = 100_000
ONE_TRY = {"population.clients": MANY, "agencies.adviser.places": MANY, "agencies.housing.places": MANY}
"""Everybody is handed on once, and that is all that chance decides."""


def got_through(chance: float, seed: int) -> Floats:
    """Return for every client whether the hand-off succeeded (1) or not (0)."""
    scenario = two_steps({**ONE_TRY, "service.cold_hand_off": chance, "weeks": 3})
    episodes = run(scenario, seed).episodes.sort_values("client")
    assert len(episodes) == scenario.population.clients
    return np.asarray(episodes["outcome"] == "joined_up", dtype=np.float64)


def test_common_draws_make_a_difference_ten_times_as_sharp() -> None:
    """Chances .50 and .55: variance d - d^2 = .0475 against .4975 of independent runs, ratio 10.47."""
    low, high, elsewhere = got_through(0.50, 1), got_through(0.55, 1), got_through(0.55, 2)
    assert (high >= low).all(), "whoever gets through gets through where it is easier"
    common, independent = np.var(high - low), np.var(elsewhere - low)
    assert independent / common == pytest.approx(10.47, rel=0.10)
    assert (elsewhere < low).mean() == pytest.approx(0.5 * 0.45, rel=0.05), "other draws are independent"


# Economy of scale (V46) ------------------------------------------------------------------------------


MEAN_WAIT = {10: 1.945, 5: 5.266}
"""Mean weeks waited by number of places, at a load of 0.8 and completion by 0.1 a week: the exact weekly
chain with Poisson arrivals (cases V07 and V14)."""


def town_of_queues(localities: int, places: int, load: float, done: float) -> Scenario:
    """Return many towns, each with its own queue; nobody gives up."""
    places = localities * places
    return Scenario.parse(
        {
            "name": "queues",
            "weeks": 520,
            "warm_up_weeks": 156,
            "population": {
                "clients": 20 * places,
                "needs": [{"name": "help"}],
                "groups": [
                    {
                        "name": "all",
                        "share": 1,
                        "needs": {"help": 1},
                        "natural_exit": 0,
                        "arrivals": {"per_week": [load * places * done]},
                    }
                ],
                "localities": [{"name": "town", "count": localities}],
            },
            "agencies": [{"name": "office", "needs": ["help"], "places": places, "service_weeks": 1 / done}],
            "awareness": {"opening": 1, "forgetting": 0},
            "service": {"abandonment": 0, "relapse": 0},
        }
    )


@pytest.mark.parametrize(("places", "towns"), [(10, 40), (5, 80)])
def test_a_town_cut_in_two_waits_as_long_as_its_own_queue_says(places: int, towns: int) -> None:
    """The same people and places: 1.9 weeks in one queue for ten places, 5.3 in two for five each."""
    expected = MEAN_WAIT[places]
    scenario = town_of_queues(towns, places, 0.8, 0.1)
    sums = [run(scenario, seed, tables=False).weekly.sum() for seed in range(1, 13)]
    found = np.array([run_sums["weeks_waited"] / run_sums["started_service"] for run_sums in sums])
    error = found.std(ddof=1) / np.sqrt(len(found))
    assert abs(found.mean() - expected) < 4 * error
    assert error < 0.05 * expected


def test_a_town_cut_in_parts_is_the_same_town_where_places_never_run_out() -> None:
    """Client by client: nobody waits, and nobody hears from others."""
    whole = two_steps(
        {
            **ONE_TRY,
            "population.clients": 3000,
            "weeks": 60,
            "population.groups.all.onset": 0.02,
            "service.cold_hand_off": 0.4,
            "service.return_from_lapse": 0.2,
            "awareness.opening": 0.5,
            "awareness.spontaneous": 0.05,
            "awareness.word_of_mouth": 0.0,
            "population.certain_presenting": False,
            "population.groups.all.presenting": 0.5,
            "population.groups.all.opening": None,
        }
    )
    # A place has places for each of its people.
    cut = whole.with_changes({"population.localities": [{"name": f"part_{n}"} for n in range(5)]})
    one, other = run(whole, 1), run(cut, 1)
    pd.testing.assert_frame_equal(one.weekly, other.weekly, check_exact=True)
    before, after = (
        result.episodes.drop(columns="locality").sort_values(["client", "onset"], ignore_index=True)
        for result in (one, other)
    )
    pd.testing.assert_frame_equal(before, after, check_exact=True)
    assert one.weekly["resolved"].sum() > 1000
    assert one.weekly["weeks_waited"].sum() == 0


# Growing in proportion (V47) -------------------------------------------------------------------------

SIZES = (1, 2, 4, 8, 16)
TOWNS = 300


@cache
def towns_of_size(size: int) -> pd.DataFrame:
    """Return figures per client of many towns, with people, places and money times a size."""
    tree = {
        "name": "growing",
        "weeks": 52,
        "warm_up_weeks": 52,
        "population": {
            "clients": 40 * size * TOWNS,
            "needs": [{"name": "advice"}, {"name": "home"}],
            "groups": [
                {
                    "name": "all",
                    "share": 1,
                    "onset": 0.03,
                    "needs": {"advice": 0.7, "home": 0.6},
                    "presenting": 0.4,
                }
            ],
            "localities": [{"name": "town", "count": TOWNS}],
        },
        "agencies": [
            {"name": "adviser", "needs": ["advice"], "places": 3 * size * TOWNS, "service_weeks": 4},
            {"name": "housing", "needs": ["home"], "places": 3 * size * TOWNS, "service_weeks": 5},
        ],
        "awareness": {"opening": 0.8, "word_of_mouth": 0.0},
    }
    result = run(Scenario.parse(tree), 1, tables=False, by_locality=True)
    sums = result.weekly.groupby("locality")[["unmet_need_weeks", "resolved", "waiting"]].sum()
    money = result.ledger.groupby("locality", observed=True)["gbp"].sum()
    return sums.assign(cost=money) / (40 * size * 52)


@pytest.mark.parametrize("figure", ["unmet_need_weeks", "resolved", "cost"])
def test_noise_averages_out_with_the_square_root_of_size(figure: str) -> None:
    spread = [towns_of_size(size)[figure].std(ddof=1) for size in SIZES]
    slope = np.polyfit(np.log(SIZES), np.log(spread), 1)[0]
    assert slope == pytest.approx(-0.5, abs=0.05)


def test_queues_per_head_shrink_with_size_and_other_figures_settle() -> None:
    """Towards the limit of many people each doubling changes less."""

    def means(figure: str) -> Floats:
        return np.array([towns_of_size(size)[figure].mean() for size in SIZES])

    queue = means("waiting")
    assert (np.diff(queue) < 0).all()
    assert queue[-1] < 0.8 * queue[0]
    for figure in ("resolved", "cost"):
        steps = np.abs(np.diff(means(figure)))
        error = towns_of_size(SIZES[-1])[figure].std(ddof=1) / np.sqrt(TOWNS)
        assert steps[-1] < 0.5 * steps[0] + 3 * float(error)
