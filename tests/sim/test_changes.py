"""What events and levers may change: each change alone, those of an event together, events in order."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from joinup.sim.errors import Path, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import PLAIN


def problems(changes: dict[str, Any]) -> tuple[Problem, ...]:
    """Return what is wrong with the plain town with other parts."""
    try:
        Scenario.parse({**copy.deepcopy(PLAIN), **changes})
    except ScenarioError as error:
        return error.problems
    return ()


def told(*events: dict[str, Any], **changes: Any) -> list[tuple[Path, str]]:
    """Return place and message of what is wrong with the plain town with these events."""
    named = [{"name": f"event_{place}", **event} for place, event in enumerate(events)]
    return [(one.path, one.message) for one in problems({"events": named, **changes})]


FUNDING = [{"name": "extra", "places": {"housing": 4}, "localities": ["north"]}]


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("service.abandonment", 1.5, "1.5 is too large; it must be 1 or less"),
        ("service.abandonment", -0.5, "-0.5 is too small; it must be 0 or more"),
        ("agencies.housing.places", "many", "expected a number, not 'many'"),
        ("agencies.housing.service_weeks", 0, "0 is too small; it must be 1 or more"),
        ("agencies.housing.accommodation.hours", "low", "expected a number, not 'low'"),
        ("agencies.housing.fungible", "perhaps", "expected true or false, not 'perhaps'"),
        ("agencies.housing.fixed_effort", [0.5, "full"], "expected a number, not 'full'"),
        ("funding.extra.places.housing", "many", "expected a number, not 'many'"),
        ("funding.extra.places.clinic", "many", "expected a number, not 'many'"),
        ("funding.extra.localities.0", 7, "expected text, not 7"),
        ("measurement.deadlines", ["soon"], "expected a whole number, not 'soon'"),
        ("measurement.deadlines.0", "soon", "expected a whole number, not 'soon'"),
        ("population.groups.most.reach.posters", "far", "expected a number, not 'far'"),
        ("population.groups.most.onset", "often", "expected a number, not 'often'"),
        ("partnership.form", 7, "expected text, not 7"),
        ("decisions.rule", "guess", "'guess' is not allowed"),
    ],
)
def test_a_new_value_must_be_of_the_kind_and_within_the_limits_of_what_it_replaces(
    path: str, value: Any, message: str
) -> None:
    parts: dict[str, Any] = copy.deepcopy({"funding": FUNDING, "measurement": {"deadlines": [30]}})
    parts["population"] = copy.deepcopy(PLAIN["population"])
    parts["population"]["groups"][0]["reach"] = {"posters": 0.5}
    found = told({"week": 5, "set": {path: value}}, **parts)
    assert [text for _, text in found] == [message]
    assert found[0][0][:4] == ("events", 0, "set", path)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("service.abandonment", 0.2),
        ("agencies.housing.accommodation.language", 0.3),
        ("agencies.housing.fixed_effort", [0.5, 1.0]),
        ("agencies.housing.fixed_effort", 0.5),
        ("funding.extra.places.clinic", 3),
        ("funding.extra.localities.0", "south"),
        ("measurement.deadlines.0", 20),
        ("population.groups.most.reach.posters", 0.9),
        ("partnership.form", "merged"),
        ("partnership.ends", None),
    ],
)
def test_a_sound_value_is_accepted(path: str, value: Any) -> None:
    parts: dict[str, Any] = copy.deepcopy({"funding": FUNDING, "measurement": {"deadlines": [30]}})
    parts["population"] = copy.deepcopy(PLAIN["population"])
    parts["population"]["groups"][0]["reach"] = {"posters": 0.5}
    assert told({"week": 5, "set": {path: value}}, **parts) == []


def test_what_is_fixed_or_not_there_is_reported_at_its_key_with_what_was_probably_meant() -> None:
    event = {"name": "both", "week": 5, "set": {"population.clients": 9, "agencies.houzing.places": 3}}
    fixed, missing = problems({"events": [event]})
    assert fixed.on_key and missing.on_key
    assert fixed.path == ("events", 0, "set", "population.clients")
    assert fixed.message == "'population.clients' cannot change while a run is under way"
    assert missing.path == ("events", 0, "set", "agencies.houzing.places")
    assert missing.suggestion == "housing"
    assert missing.allowed == ("adviser", "housing", "clinic")


def test_a_wrong_value_in_a_change_is_reported_with_what_was_probably_meant() -> None:
    changes = {"decisions.rule": "logitt", "partnership": {"frm": "merged"}}
    rule, key = problems({"events": [{"name": "both", "week": 5, "set": changes}]})
    assert rule.path == ("events", 0, "set", "decisions.rule")
    assert rule.suggestion == "logit"
    assert rule.allowed == ("logit", "best_reply", "ewa", "aspiration", "fixed")
    assert key.message == "unknown key 'frm'" and key.suggestion == "form"
    assert "members" in key.allowed


def test_what_an_event_changes_must_fit_the_rest_and_is_reported_at_the_change_at_fault() -> None:
    [(path, message)] = told({"week": 5, "set": {"service.abandonment": 0.1, "agencies.housing.places": 0}})
    assert path == ("events", 0, "set", "agencies.housing.places")
    assert message == "no agency with places serves the need 'home'"
    [lead] = problems({"events": [{"name": "lead", "week": 5, "set": {"partnership.lead": "clinik"}}]})
    assert lead.path == ("events", 0, "set", "partnership.lead")
    assert lead.message == "lead 'clinik' is not a member"
    assert lead.allowed == ("adviser", "housing", "clinic")
    form = {"name": "form", "week": 5, "set": {"partnership.form": "mergd"}}
    assert [one.suggestion for one in problems({"events": [form]})] == ["merged"]
    # In a list without names, by place.
    moved = {"week": 5, "set": {"funding.extra.localities.0": "nowhere"}}
    assert told(moved, funding=FUNDING) == [
        (("events", 0, "set", "funding.extra.localities.0"), "unknown locality 'nowhere'")
    ]


def test_changes_of_one_event_belong_together() -> None:
    led = {"partnership": {"lead": "housing", "members": ["housing", "clinic"]}}
    moved = {"partnership.members": ["adviser", "clinic"], "partnership.lead": "adviser"}
    assert told({"week": 5, "set": moved}, **led) == []
    text = "lead 'housing' is not a member"
    place: Path = ("events", 0, "set", "partnership.members")
    assert told({"week": 5, "set": {"partnership.members": ["adviser", "clinic"]}}, **led) == [(place, text)]
    # Either may be said alone, but not both together: then the event as a whole is at fault.
    both = {"partnership.members": ["adviser", "clinic"], "partnership.lead": "housing"}
    assert told({"week": 5, "set": both}) == [(("events", 0, "set"), text)]


def test_an_event_comes_on_top_of_those_before_it_whatever_their_order_in_the_file() -> None:
    late = {"week": 20, "set": {"partnership.lead": "housing"}}
    early = {"week": 10, "set": {"partnership.members": ["adviser", "clinic"]}}
    text = "lead 'housing' is not a member"
    lead: Path = ("set", "partnership.lead")
    members: Path = ("set", "partnership.members")
    assert told(late, early) == [(("events", 0, *lead), text)]
    assert told(early, late) == [(("events", 1, *lead), text)]
    assert told({**late, "week": 5}, early) == [(("events", 1, *members), text)]
    widened = {"week": 15, "set": {"partnership.members": ["adviser", "housing"]}}
    assert told(late, early, widened) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"week": 9}, {"date": "2001-03-12"}),
        ({"date": "2001-03-04"}, {"week": 9}),
        ({"date": "2001-03-04"}, {"date": "2001-03-05"}),
        ({"week": 51}, {}),
        ({"date": "2001-03-05"}, {}),
    ],
)
def test_weeks_and_dates_are_put_in_one_order(first: dict[str, Any], second: dict[str, Any]) -> None:
    # 1 January 2001 is a Monday, so week 9 starts on 5 March.
    lead = {**second, "set": {"partnership.lead": "housing"}}
    members = {**first, "set": {"partnership.members": ["adviser", "clinic"]}}
    found = told(lead, members, start_date="2001-01-01")
    assert (("events", 0, "set", "partnership.lead"), "lead 'housing' is not a member") in found
    assert ("events", 1, "set", "partnership.members") not in [path for path, _ in found]


@pytest.mark.parametrize("other", [{}, {"title": 5}], ids=["alone", "beside another problem"])
def test_weeks_are_counted_from_the_default_start_where_none_is_given(other: dict[str, Any]) -> None:
    # 3 January 2000 is a Monday, so week 9 starts on 6 March.
    members = {"week": 9, "set": {"partnership.members": ["adviser", "clinic"]}}
    text = "lead 'housing' is not a member"
    for date, at_fault in (("2000-03-05", 1), ("2000-03-07", 0)):
        lead = {"date": date, "set": {"partnership.lead": "housing"}}
        [(path, message)] = [one for one in told(lead, members, **other) if one[0][0] == "events"]
        assert path[:2] == ("events", at_fault) and message == text


def test_an_event_at_fault_is_reported_once_and_does_not_put_later_ones_at_fault() -> None:
    closed = {"week": 5, "set": {"agencies.housing.places": 0}}
    later = {"week": 6, "set": {"agencies.clinic.places": 5}}
    assert told(closed, later) == [
        (("events", 0, "set", "agencies.housing.places"), "no agency with places serves the need 'home'")
    ]
    # And what was wrong in the file before is told where it is, not once more at each event.
    found = told(later, partnership={"lead": "clinik"})
    assert found == [(("partnership", "lead"), "lead 'clinik' is not a member")]


def test_an_unsound_change_is_left_out_and_the_rest_of_its_event_checked() -> None:
    mixed = {"week": 5, "set": {"service.abandonment": 7, "agencies.housing.places": 0}}
    assert [path[3] for path, _ in told(mixed)] == ["service.abandonment", "agencies.housing.places"]


@pytest.mark.parametrize("events", [None, 5, "text", {"name": "one"}, ["text", 5, None]])
def test_events_of_a_wrong_type_are_reported_by_the_schema_alone(events: Any) -> None:
    found = problems({"events": events})
    assert found and all(one.path[0] == "events" and len(one.path) <= 2 for one in found)


def test_a_levers_path_must_lead_somewhere_and_its_range_must_rise() -> None:
    levers = [
        {"path": "service.abandonment", "low": 0.1, "high": 0.1},
        {"path": "service.abandonmet", "low": 0.0, "high": 0.2},
        {"path": "service.relapse", "low": 0.25, "high": 0.125},
        {"path": "weeks"},
    ]
    path, order = problems({"levers": levers})
    assert path.path == ("levers", 1, "path") and path.suggestion == "abandonment"
    assert path.message == "nothing called 'abandonmet' in 'service'"
    assert "abandonment" in path.allowed
    assert (order.path, order.message) == (("levers", 2, "low"), "low 0.25 is above high 0.125")
