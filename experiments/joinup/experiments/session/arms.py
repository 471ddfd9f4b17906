"""Arms: the same people with the same random draws, under the decisions and under counterfactuals."""

from __future__ import annotations

import pickle
from collections.abc import Iterable
from dataclasses import dataclass, replace

from joinup.experiments.session.log import AS_WRITTEN, NONE, RUN, Entry
from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario


@dataclass(frozen=True, slots=True)
class Arm:
    """One course of events: a run under way.

    Attributes
    ----------
    name, title
        Its name and title.
    engine
        The run under way.
    since
        Week in which it branched off; None if it exists from the start.
    log
        Its decisions.
    """

    name: str
    title: str
    engine: Engine
    since: int | None = None
    log: tuple[Entry, ...] = ()

    def copy(self) -> Arm:
        """Return an independent copy."""
        return replace(self, engine=pickle.loads(pickle.dumps(self.engine)))


def initial_arms(scenario: Scenario, seed: int, *, traced: int = 0) -> dict[str, Arm]:
    """Return the arms a session starts with, run up to week 0."""
    ways = {
        RUN: ("This run", scenario),
        AS_WRITTEN: ("Scenario as written", scenario),
        NONE: ("Without joint working", scenario.baseline("none")),
    }
    arms = {}
    for name, (title, way) in ways.items():
        engine = Engine(way, seed, by_locality=True, trace=traced)
        engine.advance(scenario.warm_up_weeks)
        arms[name] = Arm(name, title, engine)
    return arms


def apply(engine: Engine, entries: Iterable[Entry]) -> None:
    """Apply a decision from the engine's week on.

    Raises
    ------
    ScenarioError
        If it is not allowed; nothing is changed then.
    """
    for entry in entries:
        if entry.set:
            engine.intervene(entry.set, who=entry.who)
        if entry.turnover_shock:
            engine.shock(entry.turnover_shock, entry.agencies, who=entry.who)
