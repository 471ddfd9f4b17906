"""One client's journey as a story: every move with its cause (ODD 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.mechanisms.journeys.flows import (
    HAND_OFF_FAILED,
    HANDED_ON,
    NEED_RETURNED,
    WRONG_DOOR_FAILED,
    WRONG_DOOR_OK,
)

if TYPE_CHECKING:
    from joinup.sim.engine import Engine

OF_TWO_AGENCIES = (WRONG_DOOR_OK, WRONG_DOOR_FAILED, HANDED_ON, HAND_OFF_FAILED)


def journeys(engine: Engine) -> dict[int, list[str]]:
    """Return the stories of the traced clients, from week 0 on, by client number."""
    traced = np.flatnonzero(engine.state.client["flags"] & k.TRACED_BIT)
    stories: dict[int, list[str]] = {int(client): [] for client in traced}
    for rows in engine.traced:
        for row in rows:
            if row["week"] >= 0:
                stories[int(row["client"])].append(f"week {row['week']}: {_sentence(engine, row)}")
    return stories


def journey(engine: Engine, client: int) -> tuple[tuple[int, str], ...]:
    """Return the moves of one traced client from week 0 on: the week, and what happened and why."""
    return tuple(
        (int(row["week"]), _sentence(engine, row))
        for rows in engine.traced
        for row in rows[(rows["client"] == client) & (rows["week"] >= 0)]
    )


def _sentence(engine: Engine, row: Any) -> str:
    scenario = engine.scenario
    move = int(row["move"])

    def agency(number: int) -> str:
        found = scenario.agencies[number]
        return found.title or found.name

    text = k.MOVES[move]
    here, there, chance = int(row["agency"]), int(row["other"]), float(row["chance"])
    if move == NEED_RETURNED:
        need = scenario.population.needs[here]
        return f"{text} ({need.title or need.name})"
    if move in OF_TWO_AGENCIES:
        text += f", {agency(here)} to {agency(there)}"
        return f"{text} (chance {chance:.0%}, joint intensity {row['joint']:.2f})"
    if here != k.NOBODY:
        text += f", {agency(here)}"
    if 0 < chance < 1:
        text += f" (chance {chance:.1%})"
    return text
