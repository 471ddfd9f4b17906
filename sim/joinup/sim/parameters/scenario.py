"""A scenario: everything that is said about a run before it starts, validated."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator

from joinup.sim.declarations import Name, Real, Strict, Whole, listed, parameter
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.extensions.extension import Extension
from joinup.sim.extensions.registry import at_hand, carried
from joinup.sim.extensions.sections import in_force, not_in_force, sections, with_named
from joinup.sim.mechanisms.accountability.parameters import Accountability, Redress
from joinup.sim.mechanisms.awareness.parameters import Awareness, Campaign
from joinup.sim.mechanisms.effort.parameters import Decisions, Incentive
from joinup.sim.mechanisms.funding.parameters import Funding, Pool, Workforce
from joinup.sim.mechanisms.journeys.order import Journeys
from joinup.sim.mechanisms.journeys.parameters import Outcomes, Service
from joinup.sim.mechanisms.ledger.parameters import Money
from joinup.sim.mechanisms.navigators.parameters import Navigator
from joinup.sim.mechanisms.outreach_and_consultation.parameters import Consultation
from joinup.sim.mechanisms.partnership.forms import Form
from joinup.sim.mechanisms.partnership.parameters import Partnership, Routine, Trust
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.mechanisms.prevention.parameters import Prevention
from joinup.sim.mechanisms.reporting.parameters import Measurement
from joinup.sim.parameters import paths
from joinup.sim.parameters.agencies import Agency
from joinup.sim.parameters.baselines import Counterfactual, without_joint_working, without_programme
from joinup.sim.parameters.changes import DEFAULT_START
from joinup.sim.parameters.checks import check
from joinup.sim.parameters.edition import VERSION, in_edition, with_defaults
from joinup.sim.parameters.events import Event, Lever
from joinup.sim.parameters.fixed import stays
from joinup.sim.parameters.load import Load
from joinup.sim.parameters.observables import Observable
from joinup.sim.parameters.population import Population
from joinup.sim.parameters.provenance import Provenance, strip_provenance
from joinup.sim.parameters.schema_errors import explain
from joinup.sim.parameters.spelling import as_written, primary_changes, spellings, with_our_words
from joinup.sim.parameters.spelling import primary_path as spelt
from joinup.sim.parameters.trees import merged, plain

NO_EFFECT = ("title", "description", "levers", "observables", "worth_having", "load")
"""Of a load, what has an effect is the places that were solved for it."""


class Scenario(Strict):
    """A validated scenario: the parameters of the model.

    What a person holds is a :class:`joinup.scenarios.scenario.Scenario`, which can also describe and save
    itself; the model needs no more than this.
    """

    schema_version: Literal[1, 2] = Field(
        default=1, description="version of the file format, and edition of the model where the file is silent"
    )
    name: Name
    title: str = ""
    description: str = ""
    start_date: date = Field(default=DEFAULT_START, description="first day of week 0")
    weeks: Whole = parameter(260, unit="weeks", ge=1, about="length of the run")
    warm_up_weeks: Whole = parameter(
        156, unit="weeks", ge=0, about="weeks run before week 0 under the opening programme"
    )
    population: Population
    agencies: Annotated[tuple[Agency, ...], Field(min_length=1)]
    load: Load = Load()
    awareness: Awareness = Awareness()
    service: Service = Service()
    journeys: Journeys = Journeys()
    outcomes: Outcomes = Outcomes()
    decisions: Decisions = Decisions()
    trust: Trust = Trust()
    routine: Routine = Routine()
    forms: dict[Name, Form] = Field(
        default_factory=lambda: dict(FORMS),
        description="forms of joint working; entries change the shipped ones or add new ones",
    )
    partnership: Partnership = Partnership()
    incentives: tuple[Incentive, ...] = listed("instruments that change what joint effort pays")
    funding: tuple[Funding, ...] = listed("windows of extra money")
    workforce: Workforce = Workforce()
    pool: Pool = Pool()
    campaigns: tuple[Campaign, ...] = listed("paid publicity")
    consultations: tuple[Consultation, ...] = listed("consultations of client groups")
    prevention: tuple[Prevention, ...] = listed("what keeps needs from arising")
    navigators: tuple[Navigator, ...] = listed("who goes with clients from one agency to the next")
    measurement: Measurement = Measurement()
    redress: Redress = Redress()
    accountability: Accountability = Accountability()
    money: Money = Money()
    events: tuple[Event, ...] = listed("what happens in given weeks")
    observables: tuple[Observable, ...] = listed("series to lay beside published ones")
    levers: tuple[Lever, ...] = listed("parameters that people may want to change")
    worth_having: dict[Name, Annotated[Real, Field(ge=0)]] = parameter(
        {},
        unit="as the outcome",
        about="smallest differences worth having, by outcome; others: 1 % of the reference's value",
    )
    extensions: dict[Name, Any] = Field(
        default_factory=dict, description="what users have added, by name, with their own parameters"
    )

    _extensions: tuple[Extension, ...] = PrivateAttr(default=())
    _at_hand: tuple[Extension, ...] = PrivateAttr(default=())
    _provenance: dict[str, Provenance] = PrivateAttr(default_factory=dict)

    @field_validator("forms", mode="before")
    @classmethod
    def _on_top_of_shipped_forms(cls, given: Any) -> Any:
        shipped = {name: form.model_dump() for name, form in FORMS.items()}
        return merged(shipped, given) if isinstance(given, Mapping) else given

    @field_validator("extensions", mode="before")
    @classmethod
    def _with_parameters(cls, given: Any) -> Any:
        return sections(given)

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        problems = check(type(self), self.model_dump())
        if problems:
            raise ScenarioError(problems)
        self._extensions, self._at_hand = in_force(self.extensions), at_hand()
        return self

    @classmethod
    def parse(cls, tree: Mapping[str, Any]) -> Self:
        """Build a scenario from plain mappings, lists and scalars.

        Raises
        ------
        ScenarioError
            With every problem found: in single values, between parts, in events and levers.
        ArgumentError
            If it is no mapping.
        """
        if not isinstance(tree, Mapping):
            raise ArgumentError("tree", tree, "a mapping of sections; joinup.load reads files")
        other, twice = spellings(cls, dict(tree))
        plain, facts, problems = strip_provenance(with_our_words(dict(tree), other))
        try:
            scenario = cls._of_plain(plain, problems)
        except ScenarioError as error:
            found = [replace(one, path=as_written(one.path, other)) for one in error.problems]
            raise ScenarioError([*twice, *found]) from None
        if twice:
            raise ScenarioError(twice)
        scenario._provenance = {
            paths.by_name(scenario, path): Provenance(**entry) for path, entry in facts.items()
        }
        return scenario

    @classmethod
    def _of_plain(cls, tree: Mapping[str, Any], problems: Sequence[Problem] = ()) -> Self:
        """Build a scenario from a tree without provenance; problems found before go first."""
        try:
            scenario = cls.model_validate(with_defaults(cls, with_named(dict(tree))))
        except ValidationError as error:
            raise ScenarioError([*problems, *explain(error, cls), *check(cls, dict(tree))]) from None
        except ScenarioError as error:
            raise ScenarioError([*problems, *error.problems]) from None
        if problems:
            raise ScenarioError(problems)
        return scenario

    def __eq__(self, other: object) -> bool:
        """Return whether two scenarios say the same and rest on the same, be they of a subclass or not."""
        if not isinstance(other, Scenario):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self._provenance == other._provenance

    @property
    def provenance(self) -> dict[str, Provenance]:
        """What the file says about where its numbers come from, by path."""
        return dict(self._provenance)

    def with_provenance(self, facts: Mapping[str, Provenance]) -> Self:
        """Return the scenario with other facts, by path, about where its numbers come from."""
        other = self.model_copy()
        other._provenance = dict(facts)
        return other

    @property
    def hash(self) -> str:
        """SHA-256 of everything that can affect a result."""
        content = self.model_dump(mode="json", exclude=set(NO_EFFECT))
        if self._extensions:
            content["code"] = {one.name: one.fingerprint for one in self._extensions}
        else:
            del content["extensions"]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def extensions_in_force(self) -> tuple[Extension, ...]:
        """What users have added to it, by name."""
        return self._extensions

    @property
    def extensions_at_hand(self) -> tuple[Extension, ...]:
        """What is in force, and what else its changes may name where nothing is registered."""
        return tuple({one.name: one for one in (*self._at_hand, *self._extensions)}.values())

    def with_at_hand(self, extensions: Iterable[Extension]) -> Self:
        """Return the scenario with further extensions that its changes may name."""
        there = {one.name for one in self.extensions_at_hand}
        new = [one for one in extensions if one.name not in there]
        if not new:
            return self
        other = self.model_copy()
        other._at_hand = (*self.extensions_at_hand, *new)
        return other

    def extension_number(self, name: str) -> int:
        """Return the place of an extension among those in force."""
        return [one.name for one in self._extensions].index(name)

    @property
    def form_in_force(self) -> Form:
        """The form of joint working, with what the partnership says of its parts itself."""
        return self.partnership.shaping(self.forms[self.partnership.form])

    @property
    def weeks_to_set_up(self) -> int:
        """Weeks that the form takes to set up, with trust as it is at the start of a run."""
        members = len(self.partnership.members or self.agencies)
        return self.form_in_force.governance.weeks_to_set_up(members, self.trust.start)

    @property
    def people_per_client(self) -> float:
        """How many people a simulated client stands for."""
        people = self.population.people
        return 1.0 if people is None else people / self.population.clients

    def get(self, path: str) -> Any:
        """Return the value at a path such as ``agencies.housing.places``."""
        return paths.find(self, path)

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """Return the scenario with other values at the given paths.

        Parameters
        ----------
        changes
            New values by path, for instance ``{"partnership.form": "merged"}``.

        Raises
        ------
        ScenarioError
            With every path that leads nowhere and every value that is not allowed.
        ArgumentError
            If they are no values by path.

        Examples
        --------
        >>> import joinup as ju
        >>> ju.load("town").with_changes({"trust.start": 0.4}).trust.start
        0.4
        """
        return self.with_values(changes)

    def with_values(self, changes: Mapping[str, Any]) -> Self:
        """Return the scenario with other values at the given paths, whatever else may follow from them."""
        if not (isinstance(changes, Mapping) and all(isinstance(path, str) for path in changes)):
            raise ArgumentError("changes", changes, "values by path, such as {'trust.start': 0.4}")
        if not changes:
            return self
        with carried(self.extensions_at_hand):
            return self._reaching(changes)._changed(changes)

    def reaching(self, paths: Iterable[str]) -> Self:
        """Return the scenario with every extension in force, by its defaults, whose parameters paths name.

        What :meth:`with_changes` would do of itself; so parameters can be asked about before.
        """
        with carried(self.extensions_at_hand):
            return self._reaching(paths)

    def _reaching(self, paths: Iterable[str]) -> Self:
        missing = not_in_force(self.extensions, paths)
        return self._changed({f"extensions.{name}": {} for name in missing}) if missing else self

    def _changed(self, changes: Mapping[str, Any]) -> Self:
        ours, problems = primary_changes(Scenario, changes)
        tree = in_edition(type(self), self._plain(), ours.get(VERSION))
        for path, value in ours.items():
            given, _, wrong = strip_provenance(plain(value), paths.split(path))
            problems += wrong
            try:
                paths.put(self, tree, path, given)
            except ScenarioError as error:
                problems += error.problems
        if any(path.startswith("load.") for path in ours) and isinstance(tree["load"], dict):
            # What was solved is not for this load.
            tree["load"]["solved"] = None
        changed = self._of_plain(tree, problems)
        changed._provenance = {
            path: facts
            for path, facts in self._provenance.items()
            if not any(f"{path}.".startswith(f"{new}.") for new in ours)
        }
        return changed

    def week_of(self, day: date) -> int:
        """Return the week in which a date falls (week 0 starts on ``start_date``)."""
        return (day - self.start_date).days // 7

    def event_week(self, event: Event) -> int:
        """Return the week of an event, whether given as week or date."""
        if event.week is not None:
            return event.week
        assert event.date is not None
        return self.week_of(event.date)

    def baseline(self, which: Counterfactual) -> Self:
        """Return the scenario without joint working, or without the programme as well (ODD 6).

        ``none`` removes the form, and with it every joint lever, and keeps money, places (staffed
        when the scenario staffs them), campaigns, prevention and outreach. ``no_programme`` takes
        the extra money away too: funding, and the campaigns, consultations, prevention and events
        marked as part of the programme.

        Raises
        ------
        ScenarioError
            If there is no such baseline.
        """
        if which not in get_args(Counterfactual):
            raise ScenarioError([Problem.unknown((), "baseline", which, get_args(Counterfactual))])
        tree = without_joint_working(self._plain(), self.weeks_to_set_up)
        if which == "no_programme":
            tree = without_programme(tree)
        with carried(self.extensions_at_hand):
            baseline = self._of_plain(tree)
        baseline._provenance = {
            path: facts
            for path, facts in self._provenance.items()
            if paths.has(baseline, path) and baseline.get(path) == self.get(path)
        }
        return baseline

    def _plain(self) -> dict[str, Any]:
        tree: dict[str, Any] = json.loads(self.model_dump_json())
        return tree


def primary_path(path: str) -> str:
    """Return a path in joinup's own words.

    Examples
    --------
    >>> primary_path("agencies.housing.slots")
    'agencies.housing.places'
    """
    return spelt(Scenario, path)


def is_fixed(path: str) -> bool:
    """Return whether a parameter cannot change while a run is under way.

    Examples
    --------
    >>> is_fixed("population.clients"), is_fixed("trust.up")
    (True, False)
    """
    return stays(primary_path(path))
