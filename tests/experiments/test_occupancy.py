"""Places in use by agency: told by every run, and warned of where many are empty or all are taken."""

from __future__ import annotations

import json

import pytest

import joinup as ju
from joinup.experiments.run.json_summary import as_json
from joinup.experiments.run.runs import Runs
from joinup.experiments.run.summary_tables import occupancy_text
from tests.support.scenarios import plain_town

SMALL = {"weeks": 30, "warm_up_weeks": 13, "population.clients": 300}


@pytest.fixture(scope="module")
def runs() -> Runs:
    changes = {**SMALL, "agencies.adviser.places": 60, "agencies.clinic.places": 3}
    found = ju.run(plain_town(changes), replicates=2, baselines="off")
    assert isinstance(found, Runs)
    return found


def test_it_is_the_share_of_places_in_use_over_the_run(runs: Runs) -> None:
    table = runs.first.simulated.agencies
    sums = table.groupby("agency")[["in_service", "places"]].sum()
    share = (sums["in_service"] / sums["places"]).to_dict()
    every = runs.replicates
    mine = every[(every["outcome"] == "occupancy") & (every["seed"] == 1)].set_index("group")["value"]
    assert mine.to_dict() == pytest.approx(share)
    assert set(share) == {"adviser", "housing", "clinic"}


def test_json_has_it_among_the_outcomes_of_all(runs: Runs) -> None:
    answer = json.loads(as_json(runs.findings))
    found = answer["outcomes"]["all"]["occupancy"]
    low, high = answer["intervals"]["outcomes"]["all"]["occupancy"]["housing"]
    assert 0 < found["adviser"] < 0.6 < found["clinic"] <= 1
    assert low <= found["housing"] <= high


def test_the_summary_says_it(runs: Runs) -> None:
    said = occupancy_text(runs.findings)
    assert said.startswith("Places in use: adviser ")
    assert "%" in said and "clinic" in said


def test_a_run_warns_of_agencies_that_are_slack_or_full(runs: Runs) -> None:
    warned = [warning for warning in runs.warnings if "of its places in use" in warning]
    assert [warning.split()[0] for warning in warned] == ["Adviser", "Clinic"]
    assert "so much room is rare" in warned[0] and "whoever comes waits" in warned[1]
