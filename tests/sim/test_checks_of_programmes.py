"""Incentives, funding, forms and observables that do not fit are reported at their place."""

from __future__ import annotations

import pytest

from joinup.sim.errors import Problem
from tests.support.sound_scenario import WHOLE, problems


@pytest.mark.parametrize("kind", ["subsidy", "reward", "failure_grant", "penalty"])
def test_an_incentive_in_money_needs_one_amount(kind: str) -> None:
    text = f"a {kind} needs either 'gbp' or 'of_full_cost'"
    assert problems((("incentives", 1), {"name": "second", "kind": kind})) == [
        Problem(("incentives", 1), text)
    ]
    assert problems((("incentives", 1), {"name": "second", "kind": kind, "gbp": 1.0})) == []


@pytest.mark.parametrize(
    "part",
    [
        "agencies",
        "incentives",
        "funding",
        "campaigns",
        "consultations",
        "prevention",
        "navigators",
        "events",
        "observables",
    ],
)
def test_names_of_a_list_differ(part: str) -> None:
    name = WHOLE[part][0]["name"]
    [problem] = [
        one for one in problems(((part, len(WHOLE[part])), WHOLE[part][0])) if "already" in one.message
    ]
    assert problem.path == (part, len(WHOLE[part]), "name")
    assert problem.message == f"there is already one called '{name}'; names must differ"


def test_a_form_and_its_lead_are_among_those_there_are() -> None:
    [form] = problems(
        (("partnership", "form"), "mergd"),
        (("forms",), {"own": {"family": "informal partnership", "reach": 0.5, "credit": "equal"}}),
    )[:1]
    assert form.path == ("partnership", "form") and form.message == "unknown form of joint working 'mergd'"
    assert form.suggestion == "merged" and form.allowed[-1] == "own" and form.allowed[0] == "none"
    lead = problems((("partnership", "lead"), "clinic"), (("partnership", "members"), ["adviser", "housing"]))
    assert lead == [Problem(("partnership", "lead"), "lead 'clinic' is not a member", ("adviser", "housing"))]
    assert problems((("partnership", "lead"), "clinic")) == []


def test_money_of_the_programme_comes_only_to_places_that_are_in_it() -> None:
    out = (("population", "localities", 1, "in_programme"), False)
    assert problems(out, (("funding", 0, "localities"), ["north"])) == []
    assert problems(out, (("funding", 0, "localities"), ["north", "south"])) == [
        Problem(
            ("funding", 0, "localities", 1), "'south' is not in the programme, so its money cannot go there"
        )
    ]
