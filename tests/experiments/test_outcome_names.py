"""Outcomes are known by name before anything is run."""

from __future__ import annotations

import pytest

import joinup as ju
from joinup.experiments.analysis.outcome_names import Outcome, outcome_columns, outcomes_named
from joinup.experiments.run.measures_table import measures_of
from joinup.experiments.study.rows import column
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town

TOWN = ju.load("town").with_changes({"weeks": 4, "warm_up_weeks": 0})


@pytest.mark.parametrize("scenario", [TOWN, busy_town(), plain_town({"weeks": 4})], ids=lambda one: one.name)
def test_every_outcome_of_a_run_is_known_before_it_is_run(scenario: Scenario) -> None:
    columns = [column(key) for key in measures_of(run(scenario)).values]
    kinds = ("outcome", "scorecard", "money")
    assert [one for one in columns if one.split(".")[0] in kinds] == list(outcome_columns(scenario))


def test_outcomes_are_looked_up_together() -> None:
    found = outcomes_named(TOWN, ["resolved", "net_benefit", "drop_outs.most_people: refused", "episodes"])
    assert [one.higher_is_better for one in found] == [True, True, False, None]
    assert [type(one) for one in found] == [Outcome] * 4
    with pytest.raises(ju.errors.ScenarioError) as told:
        outcomes_named(TOWN, ["resolved", "resolved.nobody", "rich"])
    assert len(told.value.problems) == 2
