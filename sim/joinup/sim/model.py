"""The model for Mesa users: stepped week by week, watched and steered.

All of Mesa that joinup uses is in this module and :mod:`joinup.sim.agents`.
"""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from typing import Any

import mesa
import networkx as nx
from mesa.agentset import AgentSet
from mesa.experimental.scenarios import Scenario as MesaScenario

from joinup.sim.agents import Agency, Funder
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.construction import localities
from joinup.sim.clients import ClientPopulation
from joinup.sim.engine import Engine
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.mechanisms.journeys.flows import RESOLVED
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.schedule import Step
from joinup.sim.seeds import Seed, seed_of
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count, listing, number, plain_name, title

STEPS = ("step", "_run_step")
"""What a subclass may have of its own, and only stepping calls."""

_warned: dict[Any, Any] = {}
"""Whom Python has warned already."""


class Model(mesa.Model, Shown):
    """Joint working between agencies, run week by week.

    Parameters
    ----------
    scenario
        What to run. The warm-up runs at once; the first step is week 0.
    seed
        Seed of every draw, as for :func:`joinup.sim.run.run`: 1 if not given, never the clock.
    rng
        The same by the name that Mesa gives it, for `mesa.batch_run` and the like.
    by_locality, trace
        As for :func:`joinup.sim.run.run`.

    Raises
    ------
    ScenarioError
        If the seed is none, or given by both names.

    Notes
    -----
    Copies and pickles are Mesa's own, and complete: a subclass keeps its attributes, agents and events.

    A subclass may have a `step` of its own. Mesa calls it from week 0 on: in `run_for`, in batch runs, in
    copies and pickles. The warm-up is run before, and without it. What takes a scenario, such as
    :func:`joinup.run`, knows nothing of it and takes no model. A mechanism is part of all of these.

    Examples
    --------
    >>> from joinup.sim.compiled.warm_up import SMALLEST
    >>> model = Model(Scenario.parse(SMALLEST), seed=1)
    >>> model.run_for(52)
    >>> model.week
    52
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: Seed = None,
        *,
        rng: Seed = None,
        by_locality: bool = False,
        trace: int = 0,
    ) -> None:
        if seed is not None and rng is not None:
            raise ScenarioError([Problem(("seed",), "seed and rng are one thing: give one of them")])
        number = seed_of(rng if seed is None else seed)
        super().__init__(scenario=MesaScenario(rng=number, name=scenario.name, hash=scenario.hash))
        self.engine = Engine(scenario, number, by_locality=by_locality, trace=trace)
        self._note_own_step()
        self.engine.advance(scenario.warm_up_weeks)
        self._make_agents()

    def _note_own_step(self) -> None:
        """Let results say that a subclass's step made them, and warn that the warm-up is without it."""
        kind = type(self)
        own = [getattr(kind, name) for name in STEPS if getattr(kind, name) is not getattr(Model, name)]
        if not own:
            return
        self.engine.stepped_by = f"{kind.__module__}.{kind.__qualname__}"
        if weeks := self.parameters.warm_up_weeks:
            code = inspect.unwrap(own[0]).__code__
            before = f"{count(weeks, 'week')} of warm-up are run without it"
            text = f"{own[0].__qualname__} is called from week 0 on, {before}: a mechanism is part of both"
            warnings.warn_explicit(text, UserWarning, code.co_filename, code.co_firstlineno, registry=_warned)

    def _make_agents(self) -> None:
        scenario = self.engine.opening_scenario
        self.funder = Funder(self)
        for place, (name, _) in enumerate(localities(scenario)):
            for role, agency in enumerate(scenario.agencies):
                Agency(self, place, role, name, agency.name)
        self.datacollector = mesa.DataCollector(model_reporters=dict(REPORTERS))

    @property
    def parameters(self) -> Scenario:
        """The scenario as it stands now, with all that has been changed in mid-run."""
        return self.engine.scenario

    @property
    def week(self) -> int:
        """The week that the next step will run."""
        return self.engine.week

    @property
    def agencies(self) -> AgentSet:
        """All agencies."""
        return self.agents_by_type[Agency]

    @property
    def clients(self) -> ClientPopulation:
        """All clients, with the reading side of Mesa's AgentSet."""
        return ClientPopulation(self.engine)

    def step(self) -> None:
        """Run one week: the steps of `Engine.schedule`, in order."""
        engine = self.engine
        engine.make_room(1)
        engine.apply_calendar()
        engine.open_stretch(engine.week + 1)
        # Step by step, all localities have their events at the same time.
        engine.state.event_first[:] = engine.world.localities["first"]
        with engine.calling():
            for step in engine.schedule:
                if step.phase == "in_locality":
                    self._run_step(step)
        episodes = engine.episodes_of_the_week()
        engine.close_stretch(engine.week + 1, [episodes])
        self.datacollector.collect(self)
        if engine.week >= self.parameters.weeks:
            self.running = False

    def _run_step(self, step: Step) -> None:
        """Run one step of the coming week in all localities."""
        for kernel in step.kernels:
            kernel(*self.engine.handles, self.engine.week, 0, len(self.engine.world.localities))

    def intervene(self, changes: Mapping[str, Any], *, who: str = "user") -> None:
        """Change parameters from the coming week on; see :meth:`joinup.sim.engine.Engine.intervene`."""
        self.engine.intervene(changes, who=who)

    def partnership(self, locality: str | None = None) -> nx.DiGraph[str]:
        """Return a locality's partnership: members, trust, joint intensity and hand-offs.

        Parameters
        ----------
        locality
            Name of the locality; the first if not given.
        """
        names = [name for name, _ in localities(self.parameters)]
        number = 0 if locality is None else names.index(locality)
        roles = [agency.name for agency in self.parameters.agencies]
        rows = self.engine.state.agency[number]
        form = list(self.parameters.forms)[self.engine.state.form[number]]
        graph: nx.DiGraph[str] = nx.DiGraph(form=form, locality=names[number])
        for role, row in zip(roles, rows, strict=True):
            graph.add_node(role, member=bool(row["member"]), effort=float(row["effort"]))
        for a, one in enumerate(roles):
            for b, other in enumerate(roles):
                if a != b and rows["member"][a] and rows["member"][b]:
                    link = self.engine.state.link[number, a, b]
                    graph.add_edge(
                        one,
                        other,
                        trust=float(link["trust"]),
                        joint_intensity=float(link["joint"]),
                        hand_offs=int(link["hand_offs"]),
                    )
        return graph

    def result(self) -> Result:
        """Return the tables of the run so far."""
        return Result.of(self.engine)

    def _card(self) -> Card:
        scenario = self.parameters
        state = {"in need and not in service": in_need_not_in_service, "in service": in_service}
        clients = [f"{number(measure(self))} {where}" for where, measure in state.items()]
        return Card(
            title=f"Model of {scenario.name}: {capital(title(scenario))}",
            sentences=(
                f"Week {self.week} of {number(scenario.weeks)}, seed {self.engine.seed}.",
                f"Form of joint working: {plain_name(scenario.partnership.form)}.",
                f"{count(scenario.population.clients, 'client')}, {listing(clients)}.",
            ),
            calls=("step()", "run_for(weeks)", "intervene({path: value})", "result()"),
        )


def _people_in(model: Model, state: int) -> int:
    return int(model.engine.state.stock[:, :, state].sum())


def in_need_not_in_service(model: Model) -> int:
    """Return the clients in need and not in service, those apart who wait in a place that they hold."""
    outside = sum(_people_in(model, state) for state in (k.SEEKING, k.WAITING, k.LAPSED))
    return outside - _people_in(model, k.HELD_COUNT)


def waiting(model: Model) -> int:
    """Return the clients on lists."""
    return _people_in(model, k.WAITING)


def in_service(model: Model) -> int:
    """Return the clients in service."""
    return _people_in(model, k.IN_SERVICE)


def aware(model: Model) -> int:
    """Return the clients who know of the service."""
    return _people_in(model, k.AWARE_COUNT)


def mean_effort(model: Model) -> float:
    """Return the mean joint effort over agencies."""
    return float(model.engine.state.agency["effort"].mean())


def mean_joint_intensity(model: Model) -> float:
    """Return the mean joint intensity over agencies."""
    return float(model.engine.state.agency["joint_mean"].mean())


def resolved(model: Model) -> int:
    """Return the episodes resolved in the last week."""
    return int(model.engine.record.flow[:, :, RESOLVED].sum())


def cost_gbp(model: Model) -> float:
    """Return the money of the last week in GBP, transfers included once."""
    return float(model.engine.record.money.sum())


REPORTERS = {
    function.__name__: function
    for function in (
        in_need_not_in_service,
        waiting,
        in_service,
        aware,
        mean_effort,
        mean_joint_intensity,
        resolved,
        cost_gbp,
    )
}
"""What Mesa's DataCollector collects each week."""
