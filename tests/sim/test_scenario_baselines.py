"""The baseline without joint working has all the rest; the one without the programme has less (ODD 6)."""

from __future__ import annotations

from typing import Any

import pytest

from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.baselines import Counterfactual
from tests.support.scenarios import busy_town

MONEY = {"name": "programme", "starts": 4, "ends": 33, "places": {"housing": 8}}
EVENTS: list[dict[str, Any]] = [
    {"name": "merger", "week": 24, "set": {"partnership.form": "merged"}},
    {"name": "mixed", "week": 25, "set": {"partnership.leaving": True, "service.fatigue": 0.3}},
    {"name": "money", "week": 26, "set": {"funding.programme.places.housing": 2, "service.creaming": 0.5}},
    {"name": "posters", "week": 27, "set": {"campaigns.posters.spend": 5}},
    {"name": "news", "week": 28, "set": {"campaigns.news.spend": 5}},
    {"name": "leavers", "week": 30, "turnover_shock": 0.3},
    {"name": "launch", "week": 31, "set": {"service.fatigue": 0.2}},
    {"name": "prize", "week": 32, "set": {"incentives.prize.gbp": 5}},
    {"name": "ties", "week": 33, "set": {"forms.formal.reach": 0.5}},
    {"name": "hearing", "week": 34, "set": {"consultations.asked.cost": 5}},
]


def town(changes: dict[str, Any] | None = None) -> Scenario:
    campaigns = [
        {"name": "posters", "spend": 60, "programme": True},
        {"name": "news", "spend": 60, "programme": False},
    ]
    given = {
        "partnership.form": "formal",
        "funding": [MONEY],
        "campaigns": campaigns,
        "events": [{"programme": event["name"] == "launch", **event} for event in EVENTS],
        "levers": [{"path": "campaigns.posters.spend", "low": 0, "high": 90}],
    }
    return busy_town({**given, **(changes or {})})


def sets(scenario: Scenario) -> dict[str, dict[str, Any]]:
    return {event.name: dict(event.set) for event in scenario.events}


def test_the_baseline_without_joint_working_keeps_what_is_not_joint() -> None:
    baseline = town().baseline("none")
    assert baseline.partnership.form == "none"
    assert baseline.levers == ()
    assert sets(baseline) == {
        "mixed": {"service.fatigue": 0.3},
        "money": {"funding.programme.places.housing": 2, "service.creaming": 0.5},
        "posters": {"campaigns.posters.spend": 5},
        "news": {"campaigns.news.spend": 5},
        "leavers": {},
        "launch": {"service.fatigue": 0.2},
        "hearing": {"consultations.asked.cost": 5},
    }
    assert [campaign.name for campaign in baseline.campaigns] == ["posters", "news"]
    assert (baseline.funding[0].starts, baseline.funding[0].ends) == (4, 33)


def test_the_baseline_without_the_programme_loses_its_money_publicity_and_events() -> None:
    baseline = town().baseline("no_programme")
    assert sets(baseline) == {
        "mixed": {"service.fatigue": 0.3},
        "money": {"service.creaming": 0.5},
        "news": {"campaigns.news.spend": 5},
        "leavers": {},
    }
    assert [campaign.name for campaign in baseline.campaigns] == ["news"]
    assert baseline.consultations == ()
    assert (baseline.funding[0].starts, baseline.funding[0].ends) == (52, None)


@pytest.mark.parametrize(("given", "after"), [(None, 13), (0, 0), (20, 20)])
def test_a_baseline_recruits_when_the_scenario_does(given: int | None, after: int) -> None:
    ours = town({"funding": [{**MONEY, "recruits_after": given}]})
    for which in ("none", "no_programme"):
        baseline = ours.baseline(which)
        assert baseline.funding[0].recruits_after == after
        rows = [Engine(scenario, 1).world.fund["recruits_after"].tolist() for scenario in (ours, baseline)]
        assert rows == [[after], [after]]


@pytest.mark.parametrize("which", ["none", "no_programme"])
def test_a_baseline_of_a_baseline_is_the_baseline(which: Counterfactual) -> None:
    baseline = town().baseline(which)
    assert baseline.baseline(which) == baseline
