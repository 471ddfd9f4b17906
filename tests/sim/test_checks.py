"""Parts that do not fit together are told once, at their place, with exactly what is allowed there."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from joinup.sim.errors import Path, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import PLAIN
from tests.support.sound_scenario import WHOLE, problems

AGENCIES = ("adviser", "housing", "clinic")

PAYERS = (*AGENCIES, "funder", "insurers")

NEEDS = ("advice", "home", "health")

GROUPS, PLACES, ACCESS = ("most", "others"), ("north", "south"), ("hours", "language")

GROUP: Path = ("population", "groups", 0)


def test_the_sound_scenario_is_sound() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("path", "what", "allowed", "on_key"),
    [
        ((*GROUP, "needs"), "need", NEEDS, True),
        ((*GROUP, "access"), "access dimension", ACCESS, True),
        (("population", "eligibility", "groups"), "group", GROUPS, True),
        (("population", "eligibility", "localities"), "locality", PLACES, False),
        (("population", "eligibility", "applies_at"), "agency", AGENCIES, False),
        (("agencies", 1, "needs"), "need", NEEDS, False),
        (("agencies", 1, "accommodation"), "access dimension", ACCESS, True),
        (("agencies", 1, "planned_for"), "access dimension", ACCESS, False),
        (("partnership", "members"), "agency", AGENCIES, False),
        (("partnership", "merger_loses"), "group", GROUPS, False),
        (("incentives", 0, "agencies"), "agency", AGENCIES, False),
        (("funding", 0, "places"), "agency", AGENCIES, True),
        (("funding", 0, "localities"), "locality", PLACES, False),
        (("campaigns", 0, "audience"), "group", GROUPS, False),
        (("consultations", 0, "groups"), "group", GROUPS, False),
        (("consultations", 0, "agencies"), "agency", AGENCIES, False),
        (("events", 0, "agencies"), "agency", AGENCIES, False),
        (("service", "outreach_to"), "group", GROUPS, False),
        (("observables", 0, "localities"), "locality", PLACES, False),
        (("observables", 0, "payers"), "payer", PAYERS, False),
        (("observables", 1, "groups"), "group", GROUPS, False),
        (("observables", 1, "agencies"), "agency", AGENCIES, False),
    ],
)
def test_a_name_that_is_not_there_is_reported_with_those_that_are(
    path: Path, what: str, allowed: tuple[str, ...], on_key: bool
) -> None:
    wrong = allowed[0] + "z"
    value = {allowed[0]: 0.5, wrong: 0.5} if on_key else [*allowed[:1], wrong]
    found = [one for one in problems((path, value)) if one.path[: len(path)] == path]
    assert found == [
        Problem((*path, wrong if on_key else 1), f"unknown {what} '{wrong}'", allowed, allowed[0], on_key)
    ]
    right = {allowed[0]: 0.5} if on_key else [allowed[0]]
    assert [one for one in problems((path, right)) if one.path[: len(path)] == path] == []


@pytest.mark.parametrize(
    "path",
    [
        ("incentives", 0, "payer"),
        ("incentives", 0, "payee"),
        ("funding", 0, "payer"),
        ("campaigns", 0, "payer"),
        ("consultations", 0, "payer"),
    ],
)
def test_who_pays_is_an_agency_the_funder_or_an_outside_body(path: Path) -> None:
    for payer in PAYERS:
        assert problems((path, payer)) == []
    assert problems((path, "fundr")) == [Problem(path, f"unknown {path[-1]} 'fundr'", PAYERS, "funder")]


@pytest.mark.parametrize(
    ("path", "value", "place", "message"),
    [
        ((*GROUP, "needs"), {"advice": 1.5}, (*GROUP, "needs", "advice"), "1.5 is not between 0 and 1"),
        (
            (*GROUP, "needs"),
            {"advice": -1, "home": 1},
            (*GROUP, "needs", "advice"),
            "-1 is not between 0 and 1",
        ),
        (
            (*GROUP, "needs"),
            {"advice": 0, "home": 0},
            (*GROUP, "needs"),
            "at least one need must be possible",
        ),
        ((*GROUP, "needs"), {}, (*GROUP, "needs"), "at least one need must be possible"),
        ((*GROUP, "access"), {"hours": 1.25}, (*GROUP, "access", "hours"), "1.25 is not between 0 and 1"),
        ((*GROUP, "access"), {"hours": -0.1}, (*GROUP, "access", "hours"), "-0.1 is not between 0 and 1"),
        (
            (*GROUP, "opening"),
            {"seeking": 0.5, "lapsed": 0.75},
            (*GROUP, "opening"),
            "shares add up to 1.25, more than 1",
        ),
        ((*GROUP, "share"), 0.5, ("population", "groups"), "shares of the groups add up to 0.8, not 1"),
        (
            ("agencies", 1, "accommodation"),
            {"hours": 1.5},
            ("agencies", 1, "accommodation", "hours"),
            "1.5 is not between 0 and 1",
        ),
        (
            ("agencies", 1, "accommodation"),
            {"hours": -1},
            ("agencies", 1, "accommodation", "hours"),
            "-1 is not between 0 and 1",
        ),
        (
            ("agencies", 1, "fixed_effort"),
            [0.5, 1.5],
            ("agencies", 1, "fixed_effort"),
            "effort 1.5 is not between 0 and 1",
        ),
        (("agencies", 1, "fixed_effort"), [], ("agencies", 1, "fixed_effort"), "give at least one effort"),
        (
            ("agencies", 1, "fixed_effort"),
            -0.5,
            ("agencies", 1, "fixed_effort"),
            "effort -0.5 is not between 0 and 1",
        ),
        (
            ("decisions", "fixed_effort"),
            1.5,
            ("decisions", "fixed_effort"),
            "effort 1.5 is not between 0 and 1",
        ),
        (
            ("agencies", 1, "failure_share"),
            0.5,
            ("money", "outside_failure_shares"),
            "failure shares of agencies and outside payers add up to 1.2, not 1",
        ),
        (
            ("incentives", 0, "of_full_cost"),
            0.5,
            ("incentives", 0),
            "a subsidy needs either 'gbp' or 'of_full_cost', not both",
        ),
        (("incentives", 0, "gbp"), None, ("incentives", 0), "a subsidy needs either 'gbp' or 'of_full_cost'"),
        (("incentives", 0, "ends"), 0, ("incentives", 0, "ends"), "ends in week 0, before it starts"),
        (("campaigns", 0, "ends"), -1, ("campaigns", 0, "ends"), "ends in week -1, before it starts"),
        (("partnership", "ends"), 0, ("partnership", "ends"), "ends in week 0, before it starts"),
        (
            ("funding", 0, "places"),
            {"housing": -1},
            ("funding", 0, "places", "housing"),
            "-1 places; give 0 or more",
        ),
        (("events", 0, "date"), "2001-01-01", ("events", 0), "an event needs either 'week' or 'date'"),
        (("events", 0, "week"), None, ("events", 0), "an event needs either 'week' or 'date'"),
        (("events", 0, "turnover_shock"), 0, ("events", 0), "an event needs 'set' or 'turnover_shock'"),
        (
            ("events", 0, "week"),
            -27,
            ("events", 0, "week"),
            "week -27 is before the run starts (week -26, with the warm-up)",
        ),
        (("weeks",), 29_975, ("weeks",), "weeks and warm-up together are at most 30000"),
        (("population", "clients"), 1, ("population", "clients"), "1 clients are too few for 2 localities"),
        (
            ("decisions", "grid"),
            [0.5, 0.25],
            ("decisions", "grid"),
            "effort levels must rise, from 0 or more to 1 or less",
        ),
        (
            ("decisions", "grid"),
            102,
            ("decisions", "grid"),
            "102 effort levels; give 2 to 101, or the levels",
        ),
        (
            ("observables", 1, "sum_weeks"),
            4,
            ("observables", 1, "sum_weeks"),
            "'waiting' is a level: it is not summed over weeks",
        ),
        (
            ("agencies", 3),
            {"name": "funder", "needs": ["home"], "places": 2},
            ("agencies", 3, "name"),
            "'funder' is the funder's own name",
        ),
    ],
)
def test_what_does_not_fit_is_reported_at_its_place(
    path: Path, value: Any, place: Path, message: str
) -> None:
    assert [one.message for one in problems((path, value)) if one.path == place] == [message]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((*GROUP, "needs"), {"advice": 0, "home": 1}),
        ((*GROUP, "access"), {"hours": 0, "language": 1}),
        ((*GROUP, "opening"), {"seeking": 0.5, "lapsed": 0.5}),
        ((*GROUP, "share"), 0.7 + 5e-7),
        (("agencies", 1, "accommodation"), {"hours": 0, "language": 1}),
        (("agencies", 1, "fixed_effort"), [0, 1]),
        (("agencies", 1, "failure_share"), 0.3 + 5e-7),
        (("incentives", 0, "ends"), 1),
        (("campaigns", 0, "ends"), 1),
        (("partnership", "ends"), 1),
        (("funding", 0, "places"), {"housing": 0}),
        (("events", 0, "week"), -26),
        (("weeks",), 29_974),
        (("population", "clients"), 2),
        (("decisions", "grid"), [0, 1]),
        (("decisions", "grid"), 2),
        (("decisions", "grid"), 101),
        (("observables", 0, "sum_weeks"), 4),
        (("observables", 1, "sum_weeks"), 1),
    ],
)
def test_what_just_fits_is_accepted(path: Path, value: Any) -> None:
    assert problems((path, value)) == []


def test_every_possible_need_is_served_by_an_agency_with_places_or_money_for_them() -> None:
    closed: tuple[Path, Any] = (("agencies", 1, "places"), 0)
    assert problems(closed) == [], "extra money pays for places"
    found = problems(closed, (("funding", 0, "places"), {"housing": 0}))
    assert [one.path for one in found] == [("population", "groups", n, "needs", "home") for n in (0, 1)]
    assert {one.message for one in found} == {"no agency with places serves the need 'home'"}
    assert all(one.on_key for one in found)
    # A small part of a place is enough, from whichever window, and what nobody can need nobody must serve.
    more: tuple[Path, Any] = (("funding", 1), {"name": "more", "places": {"clinic": 1}})
    assert problems(closed, (("funding", 0, "places"), {"housing": 0.5}), more) == []
    nowhere = [((*GROUP[:2], n, "needs", "home"), 0) for n in (0, 1)]
    assert problems(closed, (("funding", 0, "places"), {"housing": 0}), *nowhere) == []


def test_what_is_wrong_with_people_is_reported_together() -> None:
    strangers: tuple[Path, Any] = (("population", "eligibility"), {"groups": {"some": 0.5}})
    found = problems(((*GROUP, "access", "hourz"), 0.5), strangers)
    assert [one.message for one in found] == ["unknown access dimension 'hourz'", "unknown group 'some'"]


def test_an_agency_without_a_share_of_failure_has_none_whatever_else_is_wrong() -> None:
    silent = {"name": "housing", "needs": ["home"], "places": 14, "service_weeks": 5}
    text = "failure shares of agencies and outside payers add up to 0.7, not 1"
    for more in ((), ((("title",), 5),)):
        assert text in [one.message for one in problems((("agencies", 1), silent), *more)]
    [alone] = problems((("agencies", 1), silent), (("money",), {}))
    assert (alone.path, alone.message) == (("agencies",), text), "where nobody outside could make it up"


@pytest.mark.parametrize(
    ("kind", "needed"), [("joint_target", "weight"), ("charge", "rate"), ("pooled_budget", "share")]
)
def test_an_incentive_needs_what_its_kind_rests_on(kind: str, needed: str) -> None:
    incentive = {"name": "second", "kind": kind}
    assert problems((("incentives", 1), incentive)) == [
        Problem(("incentives", 1), f"a {kind} needs '{needed}'")
    ]
    assert problems((("incentives", 1), {**incentive, needed: 0.5})) == []


@pytest.mark.parametrize("part", ["needs", "access", "groups", "localities"])
def test_names_of_the_population_differ(part: str) -> None:
    items = PLAIN["population"][part]
    found = problems((("population", part, len(items)), items[0]))
    assert ("population", part, len(items), "name") in [one.path for one in found if "already" in one.message]


def test_an_observable_has_only_the_filters_that_its_measure_allows() -> None:
    found = problems((("observables", 0, "groups"), ["most"]))
    assert found == [
        Problem(
            ("observables", 0, "groups"),
            "'spend' cannot be narrowed down to groups",
            ("payers", "categories", "localities"),
            None,
            True,
        )
    ]
    both = problems((("observables", 1, "groups"), ["most"]), (("observables", 1, "agencies"), ["clinic"]))
    text = "'waiting' can be counted by groups or by agencies, not by both"
    assert both == [Problem(("observables", 1, "agencies"), text, (), None, True)]
    seen = {"name": "extra_money", "measure": "extra_places_spend", "windows": ["extr"]}
    assert problems((("observables", 2), seen)) == [
        Problem(("observables", 2, "windows", 0), "unknown funding window 'extr'", ("extra",), "extra")
    ]
    [category] = problems((("observables", 0, "categories"), ["servise"]))
    assert category.message == "unknown category 'servise'" and category.suggestion == "service"
    point = {"date": "2001-01-01", "value": 3, "grade": "D"}
    [grade] = problems((("observables", 0, "published"), [point]))
    assert grade.path == ("observables", 0, "published", 0, "grade")
    assert grade.message == "unknown grade 'D'" and "judgement" in grade.allowed
    del point["grade"]
    assert problems((("observables", 0, "published"), [point])) == []
    [kind] = problems((("observables", 0, "published"), [{**point, "grade": 5}]))
    assert kind.message == "expected text, not 5"


def test_there_are_at_most_sixteen_agencies_and_as_many_contacts_as_can_be_numbered() -> None:
    more = [{**PLAIN["agencies"][0], "name": f"agency_{n}", "failure_share": 0} for n in range(14)]
    changes = [(("agencies", 3 + n), agency) for n, agency in enumerate(more)]
    assert problems(*changes[:13]) == []
    assert problems(*changes) == [Problem(("agencies",), "there are 17 agencies; at most 16")]
    many = (("population", "clients"), 2**28), (("population", "contacts", "degree"), 16)
    text = f"{2**28} clients with 16 contacts each are more than {2**32 - 1} contacts"
    assert [one for one in problems(*many) if one.path[-1] == "degree"] == [
        Problem(("population", "contacts", "degree"), text)
    ]


@pytest.mark.parametrize(("week", "told"), [(-156, 0), (-157, 1)])
def test_the_warm_up_has_its_default_where_a_file_is_silent_and_wrong_elsewhere(week: int, told: int) -> None:
    tree = copy.deepcopy({**WHOLE, "title": 5})
    del tree["warm_up_weeks"]
    tree["events"][0]["week"] = week
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(tree)
    text = f"week {week} is before the run starts (week -156, with the warm-up)"
    assert [one.message for one in caught.value.problems].count(text) == told


def test_what_a_file_leaves_out_has_its_default_where_something_else_is_wrong() -> None:
    def told(weeks: int = 52, clients: int = 300, ends: int = 5) -> list[str]:
        tree = copy.deepcopy({**WHOLE, "title": 5, "weeks": weeks})
        del tree["warm_up_weeks"]
        tree["population"]["clients"] = clients
        tree["population"]["localities"] = [{"name": "north", "count": 5}, {"name": "south"}]
        tree["campaigns"] = [{"name": "posters", "spend": 5.0, "ends": ends}]
        with pytest.raises(ScenarioError) as caught:
            Scenario.parse(tree)
        messages = [one.message for one in caught.value.problems]
        messages.remove("expected text, not 5")
        return messages

    assert told(weeks=30_000 - 156, clients=6, ends=1) == []
    assert told(weeks=30_001 - 156) == ["weeks and warm-up together are at most 30000"]
    assert told(clients=5) == ["5 clients are too few for 6 localities"]
    assert told(ends=0) == ["ends in week 0, before it starts"]
