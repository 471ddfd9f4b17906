"""The smallest difference of a measure that is worth having.

A scenario may declare it by outcome (``worth_having: {need_weeks: 500}``); it then holds for everybody
together. Anything else, and every group or part, is worth having from `OF_REFERENCE` of the reference's value
on. That of the net benefit is all that public services and unmet need cost there, as a week is valued.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite

from joinup.experiments.run.measures_table import OWN, Key
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.outcomes import ALL, TITLES
from joinup.sim.results.scorecard import MEASURES

OF_REFERENCE = 0.01

SAME_AS = {"weeks_avoided": "need_weeks", "incremental_cost": "public_cost"}
MONEY = ("public_cost", "spending", "coordination", "failure_demand")
OUTCOMES = (*TITLES, *MONEY, "net_benefit")
SCORES = tuple(measure.name for measure in MEASURES if measure.name not in OUTCOMES)
KINDS = ("outcome", "money", "value")


def worth_of(key: Key, reference: float, declared: Mapping[str, float]) -> float:
    """Return the smallest difference of a measure that is worth having, in its own unit.

    Parameters
    ----------
    key
        The measure.
    reference
        Its value in what differences are taken from.
    declared
        What the scenario declares.

    Examples
    --------
    >>> weeks = Key("outcome", "need_weeks", "all")
    >>> worth_of(weeks, 20_000.0, {}), worth_of(weeks, 20_000.0, {"need_weeks": 500.0})
    (200.0, 500.0)
    """
    name = key.name.removesuffix("_discounted")
    name = SAME_AS.get(name, name)
    named = key.kind in (*KINDS, OWN) or (key.kind == "scorecard" and name in SCORES)
    if named and key.part in ("", ALL) and name in declared:
        return declared[name]
    return OF_REFERENCE * abs(reference) if isfinite(reference) else 0.0


def check_worth_having(scenario: Scenario) -> None:
    """Make sure that every outcome of which a scenario says what is worth having is one.

    Raises
    ------
    ScenarioError
        With every other name.
    """
    allowed = (*OUTCOMES, *SCORES, *_own(scenario))
    unknown = [name for name in scenario.worth_having if name not in allowed]
    if unknown:
        raise ScenarioError(
            [Problem.unknown(("worth_having", name), "outcome", name, allowed) for name in unknown]
        )


def _own(scenario: Scenario) -> Iterable[str]:
    return (one.name for one in scenario.extensions_in_force if one.kind == "measure")
