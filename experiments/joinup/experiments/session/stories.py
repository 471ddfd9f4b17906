"""Follow one person: their story in this run beside how the same person fares in the counterfactual."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.results.journeys import journey

STATES = ("not in need", "looking for help", "on a list", "in service", "dropped out")


@dataclass(frozen=True, slots=True)
class Story:
    """One person's moves, each with its cause.

    Attributes
    ----------
    client, group
        Whose story it is.
    moves
        Week and sentence of every move.
    state
        Where the person is now.
    """

    client: int
    group: str
    moves: tuple[tuple[int, str], ...]
    state: str


def followed(engine: Engine) -> dict[str, tuple[int, ...]]:
    """Return the clients whose moves are written down, by group."""
    groups = [group.name for group in engine.opening_scenario.population.groups]
    traced = np.flatnonzero(engine.state.client["flags"] & k.TRACED_BIT)
    of_group = engine.state.group[traced]
    return {name: tuple(traced[of_group == place].tolist()) for place, name in enumerate(groups)}


def story(engine: Engine, client: int) -> Story:
    """Return the story so far of a client who is followed."""
    group = int(engine.state.group[client])
    return Story(
        client=client,
        group=engine.opening_scenario.population.groups[group].name,
        moves=journey(engine, client),
        state=STATES[int(engine.state.state[client])],
    )
