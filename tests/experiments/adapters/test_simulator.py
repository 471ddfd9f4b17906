"""``ju.simulator``: parameters to outcomes, the same numbers as a sweep, from any kind of point."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.adapters.simulator import Simulator
from joinup.sim.run import run
from tests.support.scenarios import plain_town

SMALL: dict[str, Any] = {
    "clients": 300,
    "weeks": 52,
    "changes": {"warm_up_weeks": 0, "partnership.starts": 0},
}
OVER = {"trust.start": (0.1, 0.6), "funding.programme.ends": (30, 60)}
FORMS = {"partnership.form": ["none", "formal", "merged"]}
OUTCOMES = ["resolved", "reached.shift_workers", "net_benefit"]
ASKED: dict[str, Any] = {"over": OVER, "vary": FORMS, "outcomes": OUTCOMES}


def town(**asked: Any) -> Simulator:
    return ju.simulator("town", **{**ASKED, **SMALL, **asked})


@pytest.fixture(scope="module")
def simulate() -> Simulator:
    return town()


def test_it_says_what_it_takes_and_what_it_gives(simulate: Simulator) -> None:
    assert simulate.names == ("trust.start", "funding.programme.ends", "partnership.form")
    assert simulate.bounds == ((0.1, 0.6), (30, 60), (0, 2))
    assert simulate.choices == {"partnership.form": ("none", "formal", "merged")}
    assert simulate.outcomes == tuple(OUTCOMES)
    shown = "<simulator of 'town': 3 parameters to resolved, reached.shift_workers, net_benefit; 1 replicate"
    assert repr(simulate) == f"{shown} from seed 1>"


def test_ranges_are_those_of_a_sweep() -> None:
    for over in ("levers", "declared", "trust.start", ["trust.start", "trust.up=0:0.2"]):
        ranges = ju.design("town", over=over, points=1).ranges
        made = ju.simulator("town", over=over, outcomes="resolved")
        assert made.names == tuple(one.path for one in ranges)
        assert made.bounds == tuple((one.low, one.high) for one in ranges)


def test_a_point_is_numbers_values_by_path_keywords_or_a_row_of_a_table(simulate: Simulator) -> None:
    by_path = {"trust.start": 0.3, "funding.programme.ends": 40, "partnership.form": "merged"}
    found = simulate(by_path)
    assert found.shape == (3,)
    assert simulate([0.3, 40, 2]).tolist() == found.tolist()
    assert simulate(**by_path).tolist() == found.tolist()
    table = pd.DataFrame([by_path, by_path])[list(reversed(by_path))]
    assert simulate(table).tolist() == [found.tolist()] * 2
    assert simulate(table.iloc[0]).tolist() == found.tolist()


def test_what_values_by_path_leave_out_stays_as_it_is(simulate: Simulator) -> None:
    assert simulate({}).tolist() == simulate().tolist() == simulate([0.3, 182, 1]).tolist()


def test_paths_have_their_other_words() -> None:
    made = town(over={"agencies.housing.slots": (12, 40)}, vary=None)
    assert made.names == ("agencies.housing.places",)
    assert made(**{"agencies.housing.slots": 20}).tolist() == made([20]).tolist() != made([35]).tolist()


def test_one_parameter_may_be_a_number() -> None:
    one = town(over={"trust.start": (0.1, 0.6)}, vary=None)
    assert one(0.4).tolist() == one([0.4]).tolist() == one([[0.4]])[0].tolist()


def test_numbers_are_those_of_a_sweep(simulate: Simulator, tmp_path: Path) -> None:
    points = simulate.prior(6, seed=3)
    table = pd.DataFrame(points, columns=list(simulate.names))
    table["partnership.form"] = [FORMS["partnership.form"][int(place)] for place in points[:, 2]]
    summaries = ju.sweep("town", table=table, workers=0, out=tmp_path, **SMALL).summaries()
    found = simulate(points)
    assert found[:, 0].tolist() == summaries["outcome.resolved.all"].tolist()
    assert found[:, 1].tolist() == summaries["outcome.reached.shift_workers"].tolist()
    cost, weeks = (summaries[f"money.{name}"] for name in ("public_cost_discounted", "need_weeks_discounted"))
    value_of_week = ju.load("town").money.value_of_week
    assert found[:, 2].tolist() == (-(cost + value_of_week * weeks)).tolist()


def test_the_net_benefit_is_by_the_value_of_a_week_at_the_point() -> None:
    asked = ["money.need_weeks_discounted", "net_benefit"]
    made = town(over={"money.value_of_week": (50, 300)}, vary=None, outcomes=asked)
    (weeks, low), (_, high) = made([[100.0], [200.0]])
    assert low - high == pytest.approx(100 * weeks)


def test_a_run_does_not_depend_on_company_order_copies_or_processes(simulate: Simulator) -> None:
    points = simulate.prior(5, seed=1)
    found = simulate(points)
    assert simulate(points[::-1]).tolist() == found[::-1].tolist()
    assert [simulate(point).tolist() for point in points] == found.tolist()
    copy = pickle.loads(pickle.dumps(simulate))
    assert copy(points).tolist() == found.tolist()
    assert town(workers=2)(points).tolist() == found.tolist()


def test_equal_points_are_run_once(simulate: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def counted(*given: Any, **options: Any) -> Any:
        made.append(1)
        return run(*given, **options)

    monkeypatch.setattr("joinup.sim.run.run", counted)
    found = simulate([[0.3, 40.2, 0], [0.3, 39.8, 0], [0.3, 40, 1]])
    assert len(made) == 2
    assert found[0].tolist() == found[1].tolist() != found[2].tolist()


def test_replicates_come_back_as_their_mean_or_one_by_one() -> None:
    point = [0.3, 40, 1]
    one_by_one = town(replicates=3, stacked=True)(point)
    assert one_by_one.shape == (3, 3)
    assert town(replicates=3)(point).tolist() == one_by_one.mean(axis=0).tolist()
    assert [town(seed=seed)(point).tolist() for seed in (1, 2, 3)] == one_by_one.tolist()
    assert town(replicates=3, stacked=True)([point, point]).shape == (2, 3, 3)
    assert town().with_seed(2)(point).tolist() == one_by_one[1].tolist()


def test_all_points_have_the_same_draws_unless_each_is_to_have_its_own() -> None:
    # What a week is worth changes no run, so that only draws can tell points apart.
    idle: dict[str, Any] = {"over": {"money.value_of_week": (50, 300)}, "vary": None, "outcomes": "resolved"}
    points = np.linspace(50, 300, 6)[:, None]
    assert len({*town(**idle)(points)[:, 0]}) == 1
    own = town(**idle, common_draws=False)
    found = own(points)[:, 0].tolist()
    assert len({*found}) > 1
    assert [own(point).item() for point in points] == found == own(points)[:, 0].tolist()
    assert own.with_seed(2)(points)[:, 0].tolist() != found


def test_the_prior_is_uniform_over_the_ranges(simulate: Simulator) -> None:
    points = simulate.prior(3000, seed=5)
    assert points.shape == (3000, 3)
    assert points.tolist() == simulate.prior(3000, seed=np.int64(5)).tolist()
    assert points.tolist() != simulate.prior(3000, seed=6).tolist()
    low, high = np.array(simulate.bounds).T
    assert ((points >= low) & (points <= high)).all()
    assert points[:, 0].mean() == pytest.approx(0.35, abs=0.01)
    assert {*points[:, 1]} == {*range(30, 61)}
    _, counts = np.unique(points[:, 2], return_counts=True)
    assert counts == pytest.approx([1000] * 3, abs=100)


def test_whole_numbers_are_rounded(simulate: Simulator) -> None:
    for theta in ([0.3, 39.6, 1], {"trust.start": 0.3, "funding.programme.ends": 39.6}):
        [point], _ = simulate.space.points(theta)
        assert point["funding.programme.ends"] == 40 and isinstance(point["funding.programme.ends"], int)


BAD_POINTS: list[tuple[Any, str]] = [
    ([0.3, 40], "theta: expected 3 numbers (trust.start, funding.programme.ends, partnership.form) for each"),
    (np.zeros((2, 2, 3)), "for each point, not 2 by 2 by 3 numbers"),
    ("0.3", "theta: expected numbers (one row a point), values by path, or a DataFrame, not '0.3' (a str)"),
    ({"trust.strat": 0.3}, "unknown parameter 'trust.strat'; did you mean 'trust.start'?"),
    ({"trust.start": float("nan")}, "point 0 (trust.start=nan): "),
    ({"partnership.form": "mergd"}, "point 0 (partnership.form=mergd): "),
    ([[0.3, 40, 1], [np.nan, 40, 1.5]], "point 1: 'trust.start' is nan\npoint 1: 'partnership.form' is 1.5"),
    ([0.3, 40, 3], "point 0: 'partnership.form' is 3, not the place of one of its 3 values (0 to 2)"),
]


@pytest.mark.parametrize(("theta", "said"), BAD_POINTS, ids=[said[:30] for _, said in BAD_POINTS])
def test_a_bad_point_is_reported(simulate: Simulator, theta: Any, said: str) -> None:
    with pytest.raises(ju.errors.ScenarioError) as told:
        simulate(theta)
    assert said in str(told.value)


def test_all_bad_points_are_reported_at_once_and_nothing_is_run(
    simulate: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("joinup.sim.run.run", lambda *_, **__: pytest.fail("a run was made"))
    points = [[0.3, 40, 1], [-1, 40, 1], [0.3, 40, 1], [2, -40, 1]]
    with pytest.raises(ju.errors.ScenarioError) as told:
        simulate(points)
    which = [str(problem).partition(" (")[0] for problem in told.value.problems]
    assert which == ["point 1", "point 3", "point 3"]
    with pytest.raises(ju.errors.ScenarioError, match="give a point by itself or by keywords"):
        simulate(points[0], **{"trust.start": 0.3})


def test_a_failed_run_is_nan_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(scenario: ju.Scenario, seed: int, **options: Any) -> Any:
        if seed == 2 and scenario.trust.start > 0.5:
            raise ju.errors.InvariantError("clients got lost")
        return run(scenario, seed, **options)

    monkeypatch.setattr("joinup.sim.run.run", failing)
    simulate = town(replicates=2)
    found = simulate([[0.3, 40, 1], [0.55, 40, 1]])
    assert np.isfinite(found[0]).all() and np.isnan(found[1]).all()
    [failure] = simulate.failures
    assert (failure.seed, failure.point["trust.start"]) == (2, 0.55)
    assert failure.error == "InvariantError: clients got lost"
    stacked = town(replicates=2, stacked=True)([0.55, 40, 1])
    assert np.isfinite(stacked[0]).all() and np.isnan(stacked[1]).all()
    simulate([0.3, 40, 1])
    assert simulate.failures == []


BAD_QUESTIONS: list[tuple[dict[str, Any], str]] = [
    ({"over": None, "vary": None}, "what is to be varied? Give over or vary"),
    ({"over": {"trust.strat": (0, 1)}}, "did you mean 'start'?"),
    ({"over": {"trust.start": (0.6, 0.1)}}, "low 0.6 is not below high 0.1"),
    ({"vary": {"trust.start": [0.1, 0.2]}}, "'trust.start' is given twice"),
    ({"vary": {"partnership.form": "merged"}}, "two or more; set one value with changes"),
    ({"outcomes": []}, "outcomes: name at least one"),
    ({"outcomes": ["resolved", "resolved"]}, "outcomes: one is given twice"),
    ({"outcomes": ["resolvd", "rich"]}, "there is no outcome 'resolvd'; did you mean 'resolved'?"),
    ({"outcomes": ["resolvd", "rich"]}, "there is no outcome 'rich'"),
    ({"outcomes": 3}, "outcomes: expected a text, or several in a list, not 3 (an int)"),
    ({"replicates": 0}, "replicates 0: must be at least 1"),
    ({"seed": -1}, "seed -1 is not between"),
    ({"workers": 1.5}, "workers: expected a whole number"),
]


@pytest.mark.parametrize(("asked", "said"), BAD_QUESTIONS, ids=[said[:30] for _, said in BAD_QUESTIONS])
def test_what_cannot_be_asked_is_reported_before_anything_is_run(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(ju.errors.ScenarioError) as told:
        town(**asked)
    assert said in str(told.value)


def test_nothing_is_stored(simulate: Simulator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    simulate(simulate.prior(2))
    assert list(tmp_path.iterdir()) == []


def test_scenarios_that_are_not_kept_are_built_again(
    simulate: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    points = simulate.prior(4)
    found = simulate(points)
    monkeypatch.setattr("joinup.experiments.adapters.simulator.MOST_KEPT", 1)
    assert simulate(points).tolist() == found.tolist()


def test_a_scenario_of_ones_own_can_be_simulated() -> None:
    made = ju.simulator(plain_town({"weeks": 4}), over={"trust.start": (0, 1)}, outcomes="reached.others")
    assert np.isfinite(made([0.5])).all()
