"""The key questions of 2001: each is answered from the scenario's values and the runs' figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from joinup.experiments.run.findings import Findings, find
from joinup.experiments.run.questions.answers import ANSWERS, key_answers
from joinup.experiments.run.replicates import run_replicates
from joinup.experiments.run.request import RunRequest
from joinup.scenarios.describe.description import describe
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.scenarios.questions.questions import KEY_QUESTIONS
from joinup.sim.parameters import Scenario
from joinup.sim.results.risks import RISKS
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town

NUMBERS = [question.number for question in KEY_QUESTIONS]

MANY_PLACES: dict[str, Any] = {
    "weeks": 104,
    "population.clients": 600,
    "population.localities.north.count": 9,
    "agencies.adviser.places": 20,
    "agencies.housing.places": 40,
    "agencies.clinic.places": 30,
    "population.eligibility": {"groups": {"others": 0.7}},
    "partnership.free_rider_share": 0.3,
}
"""Enough weeks and localities for every question to have an answer."""


def findings_of(scenario: Scenario, *, seed: int = 1, replicates: int = 2, alone: bool = False) -> Findings:
    """Run a scenario, and its baselines unless alone."""
    baselines = (
        {}
        if alone
        else {"none": scenario.baseline("none"), "no_programme": scenario.baseline("no_programme")}
    )
    request = RunRequest(
        scenario=scenario,
        changes={},
        seed=seed,
        replicates=replicates,
        baselines=baselines,
        trace=0,
        asked=(scenario.name,),
    )
    return find(request, run_replicates(request))


@pytest.fixture(scope="module")
def full() -> Findings:
    return findings_of(busy_town(MANY_PLACES))


@pytest.fixture(scope="module")
def other() -> Findings:
    """Return one run of the same towns with fewer places, a clearer owner and other draws."""
    changes = {**MANY_PLACES, "agencies.clinic.places": 18, "redress.clarity": 0.7}
    return findings_of(busy_town(changes), seed=11, replicates=1)


@pytest.fixture(scope="module")
def bare() -> Findings:
    return findings_of(plain_town({"warm_up_weeks": 0}), replicates=1, alone=True)


def shown(findings: Findings) -> dict[str, str]:
    return {answer.question.number: answer.shows for answer in key_answers(findings)}


def told(findings: Findings) -> set[str]:
    return {answer.question.number for answer in key_answers(findings) if answer.answered}


def test_every_risk_has_its_questions_in_order() -> None:
    assert list(dict.fromkeys(question.risk for question in KEY_QUESTIONS)) == list(RISKS)
    for risk in RISKS:
        letters = [question.letter for question in KEY_QUESTIONS if question.risk == risk]
        assert letters == list("abcdefgh"[: len(letters)])
        assert len(letters) >= 3
    assert list(ANSWERS) == NUMBERS


@pytest.mark.parametrize("name", available())
def test_a_description_asks_every_question_and_says_what_is_assumed(name: str) -> None:
    scenario = load(name)
    text = str(describe(scenario))
    assert "not its wording" in text
    for question in KEY_QUESTIONS:
        assumed = question.assumes(scenario)
        assert assumed.endswith("."), question.number
        assert f"{question.number} {question.text}; The scenario assumes: {assumed}" in text


PLAIN: Callable[..., Scenario] = plain_town
BUSY: Callable[..., Scenario] = busy_town

CHANGES: dict[str, tuple[Callable[..., Scenario], dict[str, Any], str]] = {
    "1a": (PLAIN, {"money.unmet_need": 250}, "GBP 250"),
    "1b": (PLAIN, {"agencies.clinic.own_weight": 1.7}, "1 to 1.7"),
    "1c": (BUSY, {"partnership.free_rider_share": 0.2}, "20% of members try"),
    "1d": (PLAIN, {"agencies.clinic.manager_support": 0.25}, "clinic 25%"),
    "2a": (PLAIN, {"population.groups.others.title": "Newcomers"}, "Newcomers (30%)"),
    "2b": (PLAIN, {"consultations": [{"name": "a", "groups": ["others"]}]}, "Consulted: others."),
    "2c": (PLAIN, {"population.eligibility": {"groups": {"others": 0.7}}}, "30% of others are left out"),
    "3a": (PLAIN, {"agencies.clinic.outreach": 2.0}, "outreach of clinic"),
    "3b": (BUSY, {"campaigns.posters.spend": 77}, "GBP 77 a week"),
    "3c": (PLAIN, {"partnership.form": "merged"}, "Yes, while merged services"),
    "4a": (BUSY, {"funding.programme.mainstreamed": 0.6}, "60% of its places are kept"),
    "4b": (PLAIN, {"routine.embedding": 0.05}, "up to 5% a week"),
    "4c": (PLAIN, {"service.relapse": 0.0}, "at 0% a year"),
    "5a": (PLAIN, {"measurement.target": 40}, "not set by a baseline"),
    "5b": (PLAIN, {"measurement.metric": "stock"}, "A stock"),
    "5c": (PLAIN, {"measurement.audit": 0.9}, "90% of reports"),
    "5d": (PLAIN, {"measurement.audit": 0.0}, "none of the count is checked"),
    "5e": (PLAIN, {"measurement.correction": 0.0}, "None: reviews have no effect."),
    "6a": (PLAIN, {"service.full_effort": 0.15}, "takes 15% of staff time"),
    "6b": (PLAIN, {"population.groups.others.natural_exit": 0.07}, "2% to 7% of needs"),
    "6c": (PLAIN, {"agencies.clinic.places": 20}, "clinic GBP 18,200"),
    "6d": (PLAIN, {"partnership.form": "formal"}, "60% of contacts"),
    "7a": (PLAIN, {"redress.clarity": 0.85}, "In 85% of cases it is clear"),
    "7b": (PLAIN, {"measurement.lag": 26}, "26 weeks late"),
    "7c": (PLAIN, {"decisions.pressure_weight": 0.5}, "agencies respond to them (weight 0.5)"),
}
"""For each question a change that moves what is assumed, and what must then be said."""


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_assumed_follows_from_the_scenario(number: str) -> None:
    question = KEY_QUESTIONS[NUMBERS.index(number)]
    town, change, wanted = CHANGES[number]
    assert wanted in question.assumes(town(change))
    assert wanted not in question.assumes(town())


def test_what_pulls_against_joint_work_is_named() -> None:
    question = KEY_QUESTIONS[NUMBERS.index("1b")]
    assert question.assumes(plain_town()).endswith("barriers: separate budgets.")
    told = question.assumes(busy_town({"partnership.free_rider_share": 0.1, "events": []}))
    assert told.endswith(
        "barriers: a rule on who may be served, money in proportion to remaining need, a penalty for"
        " missing own targets and members who are there only for the money (10%)."
    )
    sponsored = plain_town({"partnership.form": "contract_network", "partnership.sponsors": 3})
    assert "2 more sponsors with own targets (weight 0.1)" in question.assumes(sponsored)


@pytest.mark.parametrize(
    ("metric", "wanted"), [("stock", "joint results of all"), ("people", "without joint work")]
)
def test_a_reward_can_be_collected_on_what_is_reported(metric: str, wanted: str) -> None:
    question = KEY_QUESTIONS[NUMBERS.index("1c")]
    assert wanted in question.assumes(busy_town({"measurement.metric": metric}))


def test_a_run_in_which_everything_happens_can_tell_on_every_question(full: Findings) -> None:
    assert sorted(set(NUMBERS) - told(full)) == []


@pytest.mark.parametrize("number", sorted(set(NUMBERS) - {"5a"}))
def test_what_is_shown_follows_from_the_runs(number: str, full: Findings, other: Findings) -> None:
    assert shown(full)[number] != shown(other)[number]


def test_a_bare_run_says_what_it_cannot_tell_and_why(bare: Findings) -> None:
    text = shown(bare)
    cannot = set(NUMBERS) - told(bare)
    assert cannot == {"1a", "1b", "1d", "2b", "3b", "4a", "4b", "5a", "5d", "5e", "6c", "6d"}
    assert all(text[number].startswith("Cannot tell: ") for number in cannot)
    assert "--baseline none" in text["1a"]
    assert text["4a"] == "Cannot tell: no funding that ends."
    assert text["5a"] == "Cannot tell: there is no warm-up."
    assert "--set partnership.form=informal" in text["6d"]


def test_a_baseline_year_that_was_still_moving_is_said_to_be_unsteady() -> None:
    moving = plain_town({"awareness.opening": 0.0, "warm_up_weeks": 52, "population.clients": 3000})
    assert shown(findings_of(moving, alone=True))["5a"].startswith("Not steady: ")


def test_who_gains_adds_up_what_each_body_pays_and_receives() -> None:
    scenario = busy_town()
    findings = findings_of(scenario, replicates=1)

    def paid(variant: Scenario) -> dict[str, float]:
        ledger = run(variant, seed=1).ledger
        out = ledger.groupby("payer", observed=True)["gbp"].sum()
        transfers = ledger[ledger["category"] == "incentive"]
        back = transfers.groupby("payee", observed=True)["gbp"].sum()
        bodies = {*out.index, *back.index}
        return {str(body): float(out.get(body, 0.0) - back.get(body, 0.0)) for body in bodies}

    ours, theirs = paid(scenario), paid(scenario.baseline("none"))
    gaps = {key.part: gap for key, gap in findings.differences["none"].items() if key.kind == "net"}
    assert set(gaps) == set(ours) | set(theirs)
    for body, gap in gaps.items():
        assert gap.estimate.mean == pytest.approx(ours.get(body, 0.0) - theirs.get(body, 0.0))
    text = shown(findings)["1a"]
    less = text.partition("pays less: ")[2].partition("pays more")[0]
    for name in ("adviser", "housing", "clinic"):
        assert (name in less) == (gaps[name].estimate.mean < 0)


def test_another_scenario_as_baseline_answers_whether_another_form_is_cheaper() -> None:
    ours = busy_town()
    request = RunRequest(
        scenario=ours,
        changes={},
        seed=1,
        replicates=2,
        baselines={"merged_town": busy_town({"partnership.form": "merged"})},
        trace=0,
        asked=("busy",),
    )
    findings = find(request, run_replicates(request))
    assert shown(findings)["6d"].startswith("Net benefit in GBP compared with merged ('merged_town'): ")
