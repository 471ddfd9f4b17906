"""What a room begins with: a scenario, a session that was saved, or a run of a study."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from joinup.scenarios.load import load
from joinup.scenarios.words import title
from joinup.sim.parameters import Scenario

if TYPE_CHECKING:
    from joinup.experiments.session.files import SavedSession

DEFAULT, DEFAULT_SEED = "town", 1


@dataclass(frozen=True, slots=True)
class RoomStart:
    """What a room begins with.

    Attributes
    ----------
    scenario, seed
        What is played.
    label
        What to call it.
    saved
        A session to go on with, if any.
    """

    scenario: Scenario
    seed: int
    label: str
    saved: SavedSession | None = None


def room_start(
    scenario: str | None = None,
    *,
    seed: int | None = None,
    replay: str | None = None,
    study: str | None = None,
    run: str | None = None,
) -> RoomStart:
    """Return what a room begins with; the shipped town if nothing is named.

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

        stored = open_run(study, int(run) if run.isdecimal() and len(run) < 10 else run)
        return RoomStart(stored.scenario, stored.seed, stored.label)
    chosen = load(scenario or DEFAULT)
    return RoomStart(chosen, DEFAULT_SEED if seed is None else seed, title(chosen))
