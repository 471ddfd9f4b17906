"""Who answers for joint matters, by form (ODD 7.7)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import plain_town

LEAD = "partnership.form"


def town(changes: dict[str, Any], form: str = "lead_agency", *, owner: float | None = 1.0) -> Scenario:
    """Return the town where everybody complains and it is never clear of whom."""
    loud = {"redress.complaint": 1.0, "redress.clarity": 0.0, "weeks": 40, "warm_up_weeks": 0}
    form_of = {LEAD: form, f"forms.{form}.governance.owner": owner}
    return plain_town(loud | form_of | changes)


def unowned(result: Result) -> dict[str, float]:
    sums = result.weekly.groupby("group", observed=True)[["complaints", "unowned"]].sum()
    assert sums["complaints"].min() > 10
    return {str(group): float(part) for group, part in (sums["unowned"] / sums["complaints"]).items()}


def test_an_owner_answers_for_covered_clients_only() -> None:
    found = unowned(run(town({"partnership.covers.groups": ["others"]}), 1))
    assert found["others"] == 0 and 0.5 < found["most"] < 0.8


def test_an_owner_answers_at_members_only_and_while_the_partnership_lasts() -> None:
    outsider = {"partnership.members": ["adviser", "housing"], "agencies.clinic.places": 1}
    some = unowned(run(town(outsider), 1))
    assert 0.05 < min(some.values()) <= max(some.values()) < 0.6
    ended = run(town({"partnership.ends": 20}), 1).weekly.groupby("week")["unowned"].sum()
    assert ended[ended.index < 20].sum() == 0 < ended[ended.index >= 20].sum()


def test_without_an_owner_of_the_form_one_agency_in_all_is_found_by_chance() -> None:
    alone, shared = (run(town({}, form, owner=None), 1) for form in ("none", "formal"))
    for result in (alone, shared):
        assert unowned(result)["most"] == pytest.approx(2 / 3, abs=0.12)


def traced(scenario: Scenario) -> float:
    card = run(scenario, 1).scorecard
    return float(card.set_index("measure")["value"]["traced_spending"])


def test_pooled_and_set_up_money_has_the_owner_that_the_form_names() -> None:
    none, half, whole = (
        traced(town({"redress.complaint": 0.0}, "dedicated_unit", owner=owner)) for owner in (None, 0.5, 1.0)
    )
    assert none < half < whole == pytest.approx(1, abs=1e-12)
    assert half == pytest.approx((none + whole) / 2, rel=1e-6)


def test_it_is_said_who_answers() -> None:
    said = str(describe(town({"redress.clarity": 0.3}, owner=0.8)))
    assert "answers in 80% of cases; 86% of complaints find an owner" in said
    assert "There is no single place" in str(describe(town({}, owner=None)))
