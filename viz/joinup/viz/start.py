"""The start of a room: a scenario, a saved session, or a run of a study."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from joinup.experiments.arguments import ScenarioLike
from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import title

if TYPE_CHECKING:
    from joinup.experiments.session.saved_session import SavedSession

DEFAULT, DEFAULT_SEED = "town", 1

LONGEST_NUMBER = 10
"""Digits from which a text is the identity of a run and not its number."""


@dataclass(frozen=True, slots=True)
class RoomStart:
    """The start of a room.

    Attributes
    ----------
    scenario, seed
        The scenario to run.
    label
        Its label.
    saved
        A session to continue, if any.
    """

    scenario: Scenario
    seed: int
    label: str
    saved: SavedSession | None = None


def room_start(
    scenario: ScenarioLike | None = None,
    *,
    seed: int | None = None,
    replay: Path | None = None,
    study: Path | None = None,
    run: str | int | None = None,
) -> RoomStart:
    """Return the start of a room; the shipped town if nothing is named.

    Raises
    ------
    ScenarioError
        If there is no such thing, or it is not valid.
    """
    if replay is not None:
        from joinup.experiments.session.files import load_session

        found = load_session(replay)
        return RoomStart(found.scenario, found.seed, title(found.scenario), found)
    if study is not None and run is not None:
        from joinup.experiments.study.one_run import open_run

        is_number = isinstance(run, str) and run.isdecimal() and len(run) < LONGEST_NUMBER
        stored = open_run(study, int(run) if is_number else run)
        return RoomStart(stored.scenario, stored.seed, stored.label)
    chosen = load(DEFAULT if scenario is None else scenario)
    return RoomStart(chosen, DEFAULT_SEED if seed is None else seed, title(chosen))
