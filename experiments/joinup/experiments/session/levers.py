"""What a room can change during a run: the scenario's levers, and ready-made actions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from joinup.experiments.session.instruments import (
    CAMPAIGN,
    CAMPAIGN_SPEND,
    GRANT,
    JOINT_TARGET,
    REWARD,
    consultation,
)
from joinup.scenarios.evidence import Known, levers
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.scenario import is_fixed
from joinup.sim.text.words import capital, plain_name

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ActionInput:
    """An input of an action: a number in a range, or one of several names."""

    name: str
    title: str
    value: Any
    unit: str = ""
    low: float = 0.0
    high: float = 1.0
    options: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision that an action makes: new values by path, or staff who leave."""

    title: str
    set: Mapping[str, Any] = field(default_factory=dict)
    turnover_shock: float = 0.0
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A ready-made decision.

    Attributes
    ----------
    name, title, about
        Its name, its title, and what it does.
    questions
        Its inputs.
    decide
        Returns its decision, given the inputs by name.
    """

    name: str
    title: str
    about: str
    inputs: tuple[ActionInput, ...]
    decide: Callable[[Answers], Decision]


def steerable(scenario: Scenario) -> list[Known]:
    """Return the scenario's levers that can be moved while a run is under way."""
    return [lever for lever in levers(scenario) if not is_fixed(lever.path)]


def only_before(scenario: Scenario) -> list[Known]:
    """Return the scenario's levers that can only be set before a run begins."""
    return [lever for lever in levers(scenario) if is_fixed(lever.path)]


def actions(scenario: Scenario, week: int) -> list[Action]:
    """Return the ready-made actions, given the scenario as it stands and the coming week."""
    found = [
        _campaign(week),
        _form(scenario),
        _pool(scenario),
        _incentive(
            JOINT_TARGET,
            "Start a joint target",
            "weight",
            "pay-off",
            1.5,
            4.0,
            week,
            "Members are judged by what they achieve together.",
        ),
        _incentive(
            REWARD,
            "Start a reward",
            "of_full_cost",
            "times the cost of full joint effort",
            1.0,
            3.0,
            week,
            "Members are paid at the end of each quarter for reaching the joint target.",
        ),
        _incentive(
            GRANT,
            "Start a grant",
            "of_full_cost",
            "times the cost of full joint effort",
            0.6,
            1.5,
            week,
            "Members are paid for the joint effort they make.",
        ),
        *_funding(scenario, week),
        _consult(scenario, week),
        *_hours(scenario),
        _places(scenario),
        _shock(scenario),
    ]
    return [action for action in found if action is not None]


def _agencies(scenario: Scenario) -> dict[str, str]:
    return {agency.name: agency.title or capital(plain_name(agency.name)) for agency in scenario.agencies}


def _weeks(value: int = 26) -> ActionInput:
    return ActionInput("weeks", "For how many weeks", value, "weeks", 1, 260, whole=True)


def _campaign(week: int) -> Action:
    spend = ActionInput("spend", "Spending", CAMPAIGN_SPEND, "GBP a week per 1,000 people", 0, 200)

    def decide(answers: Answers) -> Decision:
        changes = {"starts": week, "ends": week + int(answers["weeks"]), "spend": float(answers["spend"])}
        return Decision(
            f"Campaign for {int(answers['weeks'])} weeks",
            {f"campaigns.{CAMPAIGN}.{name}": value for name, value in changes.items()},
        )

    return Action(
        "campaign", "Launch a campaign", "Tells people about the service.", (spend, _weeks()), decide
    )


def _form(scenario: Scenario) -> Action:
    options = {name: plain_name(name) for name in scenario.forms}
    form = ActionInput("form", "Form", scenario.partnership.form, options=options)
    return Action(
        "form",
        "Change the form of joint working",
        "Set-up costs are paid again.",
        (form,),
        lambda answers: Decision(
            f"Form: {plain_name(str(answers['form']))}", {"partnership.form": answers["form"]}
        ),
    )


def _pool(scenario: Scenario) -> Action | None:
    form = scenario.partnership.form
    if scenario.forms[form].governance.kind == "none":
        return None
    path = f"forms.{form}.money.pooled_share"
    share = ActionInput("share", "Share of budgets pooled", scenario.get(path) or 0.5, "share", 0, 1)
    return Action(
        "pool",
        "Pool the budgets",
        "Places that may move go to where people are waiting.",
        (share,),
        lambda answers: Decision(
            f"Pool {float(answers['share']):.0%} of budgets", {path: float(answers["share"])}
        ),
    )


def _incentive(
    name: str, title: str, key: str, unit: str, value: float, high: float, week: int, about: str
) -> Action:
    size = ActionInput("size", "How much", value, unit, 0, high)

    def decide(answers: Answers) -> Decision:
        weeks = int(answers["weeks"])
        changes = {"starts": week, "ends": week + weeks, key: float(answers["size"])}
        return Decision(
            f"{title} for {weeks} weeks",
            {f"incentives.{name}.{leaf}": changed for leaf, changed in changes.items()},
        )

    return Action(name.removeprefix("room_"), title, about, (size, _weeks(104)), decide)


def _funding(scenario: Scenario, week: int) -> list[Action]:
    found = []
    for window in scenario.funding:
        title = window.title or capital(plain_name(window.name))
        ends = ActionInput(
            "ends",
            "Money until week",
            window.ends or scenario.weeks,
            "week",
            week,
            scenario.weeks,
            whole=True,
        )
        path = f"funding.{window.name}.ends"

        def decide(answers: Answers, path: str = path, title: str = title) -> Decision:
            end = int(answers["ends"])
            return Decision(f"{title}: money until week {end}", {path: end})

        about = "The current week stops the money now."
        name = f"Fund for longer, or stop: {title}"
        found.append(Action(f"fund_{window.name}", name, about, (ends,), decide))
    return found


def _consult(scenario: Scenario, week: int) -> Action:
    groups = {
        group.name: group.title or capital(plain_name(group.name)) for group in scenario.population.groups
    }
    group = ActionInput("group", "Whom to ask", next(iter(groups)), options=groups)

    def decide(answers: Answers) -> Decision:
        name = str(answers["group"])
        path = f"consultations.{consultation(name)}.starts"
        return Decision(f"Ask {groups[name]} what would help", {path: week})

    return Action(
        "consult", "Consult a group", "Agencies meet more of its needs over half a year.", (group,), decide
    )


def _hours(scenario: Scenario) -> list[Action]:
    """Return one action for each access dimension, such as opening hours."""
    found = []
    agencies = {"": "All agencies", **_agencies(scenario)}
    for dimension in scenario.population.access:
        title = dimension.title or capital(plain_name(dimension.name))

        def decide(answers: Answers, name: str = dimension.name, title: str = title) -> Decision:
            chosen = [answers["agency"]] if answers["agency"] else list(_agencies(scenario))
            met = float(answers["met"])
            return Decision(
                f"{title}: met by {met:.0%} ({agencies[str(answers['agency'])].lower()})",
                {f"agencies.{agency}.accommodation.{name}": met for agency in chosen},
            )

        inputs = (
            ActionInput("agency", "Where", "", options=agencies),
            ActionInput("met", "How far the need is met", 0.9, "share", 0, 1),
        )
        found.append(
            Action(
                f"access_{dimension.name}",
                title,
                "Meets an access need that keeps people away.",
                inputs,
                decide,
            )
        )
    return found


def _places(scenario: Scenario) -> Action:
    agencies = _agencies(scenario)
    inputs = (
        ActionInput("agency", "Where", next(iter(agencies)), options=agencies),
        ActionInput("more", "Places to add", 2, "places", 1, 100, whole=True),
    )

    def decide(answers: Answers) -> Decision:
        agency, more = str(answers["agency"]), float(answers["more"])
        path = f"agencies.{agency}.places"
        return Decision(f"{more:g} more places: {agencies[agency]}", {path: scenario.get(path) + more})

    return Action("places", "Add places", "The agency pays for them.", inputs, decide)


def _shock(scenario: Scenario) -> Action:
    agencies = {"": "All agencies", **_agencies(scenario)}
    inputs = (
        ActionInput("agency", "Where", "", options=agencies),
        ActionInput("share", "Share of staff who leave at once", 0.25, "share", 0.01, 1),
    )

    def decide(answers: Answers) -> Decision:
        share, agency = float(answers["share"]), str(answers["agency"])
        return Decision(
            f"{share:.0%} of staff leave ({agencies[agency].lower()})",
            turnover_shock=share,
            agencies=(agency,) if agency else (),
        )

    return Action("shock", "Staff leave", "Routines and trust go with them.", inputs, decide)
