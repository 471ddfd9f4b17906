"""The scenario in a record of joinup: a run's ``run.json``, a session, a comparison or a design.

Each has every value of the scenario with its source, and the code of extensions that it uses. A session's
decisions are events of its scenario.
"""

from __future__ import annotations

import json
from typing import Any

from joinup.scenarios.decisions import with_decisions
from joinup.scenarios.files import Source, text_of
from joinup.scenarios.scenario import Scenario
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.extensions.registry import carried, stored
from joinup.sim.parameters.provenance import Provenance

SUFFIX = ".json"

SESSION = "joinup_session"
"""The key that a session's file has, and no other record."""


def scenario_of_record(source: Source) -> Scenario:
    """Return the scenario in a record.

    Raises
    ------
    ScenarioError
        If the file is no record of joinup, or its scenario is not valid.
    """
    content = _content(source)
    try:
        with carried(stored(content.get("extensions", ()))):
            scenario = Scenario.parse(content["scenario"])
        provenance = {path: Provenance(**entry) for path, entry in content.get("provenance", {}).items()}
        decided = content["log"] if SESSION in content else ()
        return with_decisions(scenario.with_provenance(provenance), decided)
    except ScenarioError as error:
        problems = [Problem((), f"'{source.shown}', scenario: {problem}") for problem in error.problems]
        raise ScenarioError(problems) from None
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise ScenarioError([Problem((), f"'{source.shown}' is damaged: {error}")]) from None


def _content(source: Source) -> dict[str, Any]:
    try:
        content = json.loads(text_of(source))
    except json.JSONDecodeError as error:
        problem = Problem((), f"not JSON: {error.msg[:1].lower()}{error.msg[1:]}")
        raise ScenarioError([problem.at(source.shown, error.lineno, error.colno)]) from None
    except RecursionError:
        raise ScenarioError([Problem((), f"'{source.shown}' is nested too deeply")]) from None
    if not isinstance(content, dict) or not isinstance(content.get("scenario"), dict):
        text = f"'{source.shown}' holds no scenario: give a scenario file, or run.json or a session of joinup"
        raise ScenarioError([Problem((), text)])
    return content
