"""A session as a file (JSON).

::

    joinup_session   1, the format
    model_version    joinup's version and a hash of the model's code
    scenario         every value of the scenario as it was opened
    provenance       the sources of its numbers, by path
    seed, weeks      seed of every draw; weeks that were run
    log              the decisions: week, who, title, set, turnover_shock, agencies
    arms             what-ifs and other arms in which something was decided: name, title, since (the week
                     in which a what-if branched off), log, ahead (decisions of later weeks)

Such a file is not trusted. All problems in it are reported at once, with their positions.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from joinup.experiments.run.results_folder import to_disk
from joinup.experiments.session.log import Entry
from joinup.experiments.session.saved_session import SavedArm, SavedSession, moved
from joinup.scenarios.files import Source, text_of
from joinup.scenarios.read import read
from joinup.scenarios.records import SESSION as MARK
from joinup.scenarios.scenario import Scenario as PublicScenario
from joinup.scenarios.source_tree import Node, locate, with_names
from joinup.sim.declarations import Real, Strict, Whole
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.extensions.extension import Better, Kind
from joinup.sim.extensions.registry import carried, stored
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.provenance import Provenance
from joinup.sim.parameters.schema_errors import explain

FORMAT = 1


class _Decided(Strict):
    """An entry of the log in a file; the scenario checks whether its decision is allowed."""

    week: Whole = Field(ge=0)
    who: str
    title: str = ""
    set: dict[str, Any] = Field(default_factory=dict)
    turnover_shock: Real = 0.0
    agencies: tuple[str, ...] = ()


class _Arm(Strict):
    """An arm beside the run in a file."""

    name: str
    title: str
    since: Whole | None = Field(default=None, ge=0)
    log: tuple[_Decided, ...] = ()
    ahead: tuple[_Decided, ...] = ()


class _Extension(Strict):
    """What a session says of an extension; its code is never in the file."""

    kind: Kind
    name: str
    about: str = ""
    unit: str = ""
    better: Better = "neither"
    where: str = ""
    file: str = ""
    fingerprint: str


class _File(Strict):
    """The content of the file; the scenario is checked separately."""

    joinup_session: int
    model_version: str
    scenario: dict[str, Any]
    provenance: dict[str, Provenance] = Field(default_factory=dict)
    extensions: tuple[_Extension, ...] = ()
    seed: Whole = Field(ge=0, lt=2**63)
    weeks: Whole = Field(ge=0)
    log: tuple[_Decided, ...]
    arms: tuple[_Arm, ...] = ()


def save(
    path: Path,
    scenario: Scenario,
    seed: int,
    log: Iterable[Entry],
    *,
    weeks: int,
    arms: Iterable[SavedArm] = (),
) -> None:
    """Write a session: scenario, seed, log, the weeks run, its other arms and the model's version.

    The file is written under another name, to disk, and renamed, so that it is never incomplete: whatever
    happens, the session that was there before or the new one is there.
    """
    # Imported late, as it loads the tables of studies, which a replay does not need.
    from joinup.experiments.study.identity import model_version

    content = {
        MARK: FORMAT,
        "model_version": model_version(),
        "seed": seed,
        "weeks": weeks,
        "log": [asdict(entry) for entry in log],
        "arms": [asdict(arm) for arm in arms],
        "scenario": json.loads(scenario.model_dump_json()),
        "extensions": [one.facts for one in scenario.extensions_at_hand],
        "provenance": {at: facts.model_dump(exclude_none=True) for at, facts in scenario.provenance.items()},
    }
    partial = path.with_name(f".{path.name}.partial-{os.getpid()}")
    try:
        partial.write_text(json.dumps(content, indent=2, ensure_ascii=False), encoding="utf-8")
        to_disk(partial)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    to_disk(path.parent)


def load_session(path: str | Path) -> SavedSession:
    """Read a saved session.

    Raises
    ------
    ScenarioError
        Listing every problem: a missing file, a file that is not a session, values of wrong types, a
        scenario that is not valid, weeks that were not run, decisions that the scenario does not allow.
    """
    shown = os.fspath(path)
    text = _text(shown)
    content = _parsed(text, shown)
    try:
        return _session(content)
    except ScenarioError as error:
        root = _tree(text, shown)
        raise ScenarioError([_placed(problem, root, shown) for problem in error.problems]) from None


def _text(shown: str) -> str:
    if not os.path.exists(shown):
        raise ScenarioError([Problem((), f"there is no file '{shown}'")])
    return text_of(Source(Path(shown).resolve(), Path(shown).resolve().parent, shown))


def _parsed(text: str, shown: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice = [key for place, (key, _) in enumerate(pairs) if key in dict(pairs[:place])]
        if twice:
            raise ValueError(f"'{twice[0]}' is given twice")
        return dict(pairs)

    try:
        content = json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        ends = error.pos >= len(text.rstrip())
        why = "the file ends too early" if ends else f"{error.msg[:1].lower()}{error.msg[1:]}"
        problem = Problem((), f"not a saved session: {why}").at(shown, error.lineno, error.colno)
        raise ScenarioError([problem]) from None
    except RecursionError:
        raise ScenarioError([Problem((), f"'{shown}' is not a saved session: too deep")]) from None
    except ValueError as error:
        raise ScenarioError([Problem((), f"'{shown}' is not a saved session: {error}")]) from None
    if not isinstance(content, dict) or MARK not in content:
        raise ScenarioError([Problem((), f"'{shown}' is not a session saved by joinup (no '{MARK}')")])
    if content[MARK] != FORMAT:
        text = (
            f"'{shown}' was saved by another version of joinup (format {content[MARK]!r:.40}, not {FORMAT})"
        )
        raise ScenarioError([Problem((), text)])
    return content


def _session(content: dict[str, Any]) -> SavedSession:
    try:
        file = _File.model_validate(content)
    except ValidationError as error:
        raise ScenarioError(explain(error, _File)) from None
    try:
        with carried(stored(one.model_dump() for one in file.extensions)):
            scenario = PublicScenario.parse(file.scenario).with_provenance(file.provenance)
    except ScenarioError as error:
        placed = [moved(problem, ("scenario", *problem.path)) for problem in error.problems]
        raise ScenarioError(placed) from None
    arms = tuple(
        SavedArm(one.name, one.title, one.since, _entries(one.log), _entries(one.ahead)) for one in file.arms
    )
    saved = SavedSession(scenario, file.seed, file.weeks, _entries(file.log), file.model_version, arms)
    problems = saved.problems()
    if problems:
        raise ScenarioError(problems)
    return saved


def _entries(decided: Iterable[_Decided]) -> tuple[Entry, ...]:
    return tuple(
        Entry(one.week, one.who, one.title, one.set, one.turnover_shock, one.agencies) for one in decided
    )


def _tree(text: str, shown: str) -> Node | None:
    """Return the file with the position of every value; None if it exceeds the limits."""
    try:
        return read(text, shown)[0]
    except ScenarioError:
        return None


def _placed(problem: Problem, root: Node | None, shown: str) -> Problem:
    if root is None:
        return problem.at(shown, 1, 1)
    mark = locate(root, problem.path, on_key=problem.on_key)
    path = with_names(root, problem.path)
    return moved(problem, path).at(mark.file, mark.line, mark.column)
