"""What was decided in a session, week by week, and by whom.

The log is enough to play a session again. Its entries are the events of a scenario, so that what a room
decided is a scenario like any other: `as_scenario` returns it, for ``joinup run``, sweeps and comparisons.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from experiments.studies.identity import model_version
from sim.errors import Problem, ScenarioError
from sim.parameters import Scenario

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was decided between two weeks.

    Attributes
    ----------
    week
        The week from which it holds.
    who
        Who decided it, for the record.
    title
        What people call it.
    set
        New values by path.
    turnover_shock
        Share of staff who leave at once.
    agencies
        Agencies whose staff leave (empty: all).
    """

    week: int
    who: str
    title: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)
    turnover_shock: float = 0.0
    agencies: tuple[str, ...] = ()


def as_scenario(scenario: Scenario, log: Iterable[Entry]) -> Scenario:
    """Return a scenario in which everything that was decided happens as an event.

    What was decided between two weeks holds before the scenario's own events of the second.

    Raises
    ------
    ScenarioError
        If an entry is not allowed.
    """
    tree = json.loads(scenario.model_dump_json())
    taken = {event["name"] for event in tree["events"]}
    decided = []
    for number, entry in enumerate(log, 1):
        name = f"decided_{number}"
        decided.append(
            {
                "name": f"{name}_in_session" if name in taken else name,
                "title": entry.title or f"decided by {entry.who}",
                "week": entry.week,
                "set": dict(entry.set),
                "turnover_shock": entry.turnover_shock,
                "agencies": list(entry.agencies),
            }
        )
    tree["events"] = [*decided, *tree["events"]]
    return Scenario.parse(tree).with_provenance(scenario.provenance)


def save(path: Path, scenario: Scenario, seed: int, log: Iterable[Entry], *, weeks: int) -> None:
    """Write a session: scenario, seed, log, the weeks played and the model's version.

    The file is written under another name and renamed, so that it is never there in part.
    """
    content = {
        "joinup_session": FORMAT,
        "model_version": model_version(),
        "scenario": json.loads(scenario.model_dump_json()),
        "seed": seed,
        "weeks": weeks,
        "log": [asdict(entry) for entry in log],
    }
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    partial.write_text(json.dumps(content, indent=2), encoding="utf-8")
    partial.replace(path)


@dataclass(frozen=True, slots=True)
class Saved:
    """A session as it was saved."""

    scenario: Scenario
    seed: int
    weeks: int
    log: tuple[Entry, ...]
    version: str


def load_session(path: str | Path) -> Saved:
    """Read a saved session.

    Raises
    ------
    ScenarioError
        If the file is not there, is not a session, or its scenario is not valid.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError([Problem((), f"'{path}': {(error.strerror or str(error)).lower()}")]) from None
    except ValueError as error:
        raise ScenarioError([Problem((), f"'{path}' is not a saved session: {error}")]) from None
    if not isinstance(content, dict) or content.get("joinup_session") != FORMAT:
        raise ScenarioError([Problem((), f"'{path}' is not a session saved by this version of joinup")])
    try:
        log = tuple(
            Entry(**{**entry, "agencies": tuple(entry.get("agencies", ()))}) for entry in content["log"]
        )
        seed, weeks = int(content["seed"]), int(content["weeks"])
        return Saved(Scenario.parse(content["scenario"]), seed, weeks, log, str(content["model_version"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ScenarioError([Problem((), f"'{path}' is not a whole session: {error}")]) from None
