"""``ju.to_salib``: a scenario in SALib."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from SALib import ProblemSpec
from SALib.analyze import sobol
from SALib.sample import latin
from SALib.sample import sobol as saltelli

import joinup as ju
from joinup.experiments.adapters.salib import SalibProblem

SMALL: dict[str, Any] = {
    "clients": 300,
    "weeks": 52,
    "changes": {"warm_up_weeks": 0, "partnership.starts": 0},
}
OVER = {"trust.start": (0.1, 0.6), "funding.programme.ends": (30, 60)}
FORMS = {"partnership.form": ["none", "formal", "merged"]}
ASKED: dict[str, Any] = {"over": OVER, "vary": FORMS, "outcomes": "net_benefit"}


def town(**asked: Any) -> SalibProblem:
    return ju.to_salib("town", **{**ASKED, **SMALL, **asked})


def test_the_problem_is_salibs() -> None:
    problem = town(outcomes=["resolved", "reached"]).problem
    assert problem == {
        "num_vars": 3,
        "names": ["trust.start", "funding.programme.ends", "partnership.form"],
        "bounds": [[0.1, 0.6], [29.5, 60.5], [-0.5, 2.5]],
        "outputs": ["resolved", "reached"],
    }
    assert town(grouped=True).problem["groups"] == ["trust", "funding", "partnership"]


def test_what_has_steps_takes_every_step_as_often() -> None:
    ours = town()
    seen: list[Any] = []
    samples = latin.sample(ours.problem, 3100, seed=1)
    object.__setattr__(ours, "simulate", _Seeing(ours.simulate, seen))
    ours.evaluate(samples)
    weeks, counts = np.unique(seen[0][:, 1], return_counts=True)
    assert weeks.tolist() == list(range(30, 61)) and counts.tolist() == [100] * 31
    assert {*seen[0][:, 2]} == {0, 1, 2}


class _Seeing:
    """Stands for a simulator, and keeps what it is given."""

    def __init__(self, simulate: Any, seen: list[Any]) -> None:
        self.space, self._seen = simulate.space, seen

    def __call__(self, numbers: Any) -> Any:
        self._seen.append(numbers)
        return np.zeros((len(numbers), 1))


def test_functions_of_salib_get_what_they_want() -> None:
    ours = town()
    samples = saltelli.sample(ours.problem, 4, calc_second_order=False, seed=1)
    values = ours.evaluate(samples)
    assert values.shape == (20,)
    again = ours.simulate([[trust, round(ends), round(form)] for trust, ends, form in samples])
    assert values.tolist() == again[:, 0].tolist()
    assert sobol.analyze(ours.problem, values, calc_second_order=False, seed=1)["S1"].shape == (3,)


def test_a_problem_spec_samples_evaluates_and_analyses() -> None:
    ours = town(outcomes=["resolved", "reached"])
    spec = ProblemSpec(ours.problem)
    spec.sample_morris(3, seed=1).evaluate(ours.evaluate).analyze_morris(seed=1)
    assert spec.results.shape == (12, 2)
    assert {*spec.analysis} == {"resolved", "reached"}
    assert len(spec.analysis["resolved"]["mu_star"]) == 3
    grouped = town(grouped=True, over={"trust.start": (0.1, 0.6), "trust.up": (0.0, 0.2)})
    spec = ProblemSpec(grouped.problem)
    spec.sample_morris(3, seed=1).evaluate(grouped.evaluate).analyze_morris(seed=1)
    assert list(spec.analysis["names"]) == ["trust", "partnership"]


def test_a_sample_that_is_not_allowed_is_reported() -> None:
    with pytest.raises(ju.errors.ScenarioError, match=r"point 1 \(trust.start=2.0"):
        town().evaluate([[0.3, 40, 1], [2.0, 40, 1]])
