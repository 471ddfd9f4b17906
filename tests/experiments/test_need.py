"""What the second edition reports of need and help, beside what the first does."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

import joinup as ju
from joinup.experiments.run.need import HELP, bound, need_text
from joinup.experiments.run.runs import Runs
from joinup.experiments.run.summary_differences import differences_table, in_short
from joinup.experiments.run.summary_tables import outcomes_table
from tests.support.scenarios import plain_town

SMALL = {"weeks": 60, "warm_up_weeks": 13, "population.clients": 300}


@pytest.fixture(scope="module")
def runs() -> Runs:
    found = ju.run(plain_town(SMALL).with_changes({"schema_version": 2}), replicates=2)
    assert isinstance(found, Runs)
    return found


def text_of(*parts: object) -> str:
    out = io.StringIO()
    console = Console(file=out, width=140)
    for part in parts:
        console.print(part)
    return out.getvalue()


def test_the_bound_is_of_the_weeks_without_and_in_unmet_need(runs: Runs) -> None:
    found = bound(runs.findings)
    weekly = [run.weekly for run in (ju.run(runs.findings.request.scenario, seed=seed) for seed in (1, 2))]
    unmet = sum(float(table["unmet_need_weeks"].sum()) for table in weekly)
    without = sum(float(table["no_need"].sum()) for table in weekly)
    assert found == pytest.approx(unmet / (unmet + without))


def test_weeks_of_need_are_shown_at_three_weights_and_a_low_one_is_warned_of(runs: Runs) -> None:
    said = need_text(runs.findings)
    assert "counted as 0, 0.3 and 1" in said and "counts it as 1: " in said and "±" in said
    assert "should not be lower" not in said
    low = ju.run(
        runs.findings.request.scenario.with_changes({"outcomes.in_service_weight": 0.001}), replicates=2
    )
    assert need_text(low.findings).endswith("It should not be lower.")


def test_help_is_told_by_group_and_compared(runs: Runs) -> None:
    table = text_of(outcomes_table(runs.findings, HELP))
    assert "Helped in" in table and "All" in table and "±" in table
    compared = text_of(in_short(runs.findings), differences_table(runs.findings, "none"))
    for label in ("Weeks of need", "Helped within 52 weeks of onset", "Times services did not help"):
        assert label in compared
    first = ju.run(plain_town(SMALL), replicates=2)
    assert "Helped within" not in text_of(in_short(first.findings), differences_table(first.findings, "none"))
