"""The baselines of a scenario, by name."""

from __future__ import annotations

from typing import cast

from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import BASELINES, SAME_MONEY, Counterfactual


def baseline_of[Given: Scenario](scenario: Given, which: str) -> Given:
    """Return a baseline of a scenario; for ``none_same_money`` the scenario is run to find its price.

    Raises
    ------
    ScenarioError
        If there is no such baseline.
    """
    if which not in BASELINES:
        raise ScenarioError([Problem.unknown((), "baseline", which, BASELINES)])
    if which != SAME_MONEY:
        return scenario.baseline(cast(Counterfactual, which))
    # The others need no model.
    from joinup.sim.counterfactuals import same_money

    return same_money(scenario)
