"""Each partner's contribution: Shapley values over sub-partnerships.

A partner's Shapley value is the mean of what it adds when it joins, over every order in which partners can
join::

    phi_i = sum over S without i of |S|! (n - |S| - 1)! / n! (v(S and i) - v(S))

``v(S)`` is the result with the members S, run with the same draws for every S; so each replicate has
its own Shapley values, with mean and confidence interval as for any paired difference. The values add up to
what all partners achieve together, ``v(all) - v(none)``, in every replicate (Shapley 1953).

A partnership needs two members: with fewer, the baseline ``none`` is run.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.analysis.compare import LOCAL, compare_options
from joinup.experiments.analysis.methods.paired import measure_values
from joinup.experiments.analysis.methods.statistics import difference
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.analysis.options import Option
from joinup.experiments.analysis.paired_draws import Floats, PairedDraws
from joinup.experiments.analysis.storage import Execution
from joinup.experiments.run.directions import better_of
from joinup.experiments.run.measures_table import Key
from joinup.experiments.study.design import BASELINE, at_point
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario

MOST_PARTNERS = 6
Coalition = frozenset[str]


def partners_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the members of a scenario's partnership.

    Raises
    ------
    ScenarioError
        If there is no joint working, or there are too few or too many partners.
    """
    if scenario.partnership.form == "none":
        raise ScenarioError([Problem((), "the scenario has no joint working to contribute to")])
    partners = scenario.partnership.members or tuple(agency.name for agency in scenario.agencies)
    if not 2 <= len(partners) <= MOST_PARTNERS:
        text = f"{len(partners)} partners: contributions are estimated for 2 to {MOST_PARTNERS}"
        raise ScenarioError([Problem((), text)])
    return tuple(partners)


def sub_partnerships(option: Option) -> dict[Coalition, Option]:
    """Return an option with every possible sub-partnership.

    The lead agency leads where it is a member; else the first member does.
    """
    scenario = at_point(option.scenario, option.changes)
    partners = partners_of(scenario)
    lead = scenario.partnership.lead
    found: dict[Coalition, Option] = {}
    for size in range(len(partners) + 1):
        for members in combinations(partners, size):
            given: dict[str, Any] = dict(option.changes)
            if size < 2:
                given[BASELINE] = "none"
            elif size < len(partners):
                given["partnership.members"] = list(members)
                if lead is not None and lead not in members:
                    given["partnership.lead"] = members[0]
            label = " + ".join(members) or "nobody"
            found[frozenset(members)] = Option(label, option.scenario, given, option.asked)
    return found


def contributions(
    option: Option,
    *,
    measures: tuple[str, ...],
    replicates: int = 20,
    seed: int = 1,
    execution: Execution = LOCAL,
) -> pd.DataFrame:
    """Return each partner's contribution to some measures.

    Parameters
    ----------
    option
        The option to run (:func:`joinup.experiments.analysis.options_of`); at most six partners.
    figures
        Columns of summaries, or ``value.net_benefit``.
    replicates, seed, how
        As in :func:`joinup.experiments.analysis.compare`.

    Returns
    -------
    DataFrame
        One row per figure and partner, and one for all together: contribution, its 95 % confidence interval,
        pairs, verdict.

    Examples
    --------
    >>> contributions(options_of("town")[0], measures=("outcome.resolved.all",))  # doctest: +SKIP
    """
    coalitions = sub_partnerships(option)
    arms = compare_options(list(coalitions.values()), replicates=replicates, seed=seed, execution=execution)
    return contributions_of(arms, coalitions, measures)


def contributions_of(
    arms: PairedDraws, coalitions: Mapping[Coalition, Option], measures: tuple[str, ...]
) -> pd.DataFrame:
    """Return each partner's contribution from the arms of every sub-partnership."""
    rows = []
    everybody, nobody = max(coalitions, key=len), Coalition()
    for measure in measures:
        worth = {who: measure_values(arms, option.label, measure) for who, option in coalitions.items()}
        values = shapley(worth)
        values["all together"] = worth[everybody] - worth[nobody]
        key = Key(*measure.split(".", 2))
        worth_having = worth_of(key, float(worth[nobody].mean()), arms.scenario.worth_having)
        for name, gaps in values.items():
            found = difference(gaps.tolist(), [0.0] * len(gaps), better=better_of(key), worth=worth_having)
            rows.append(
                {
                    "measure": measure,
                    "partner": name,
                    "contribution": found.estimate.mean,
                    "low": found.estimate.low,
                    "high": found.estimate.high,
                    "pairs": found.estimate.runs,
                    "worth_having": worth_having,
                    "verdict": str(found.verdict),
                }
            )
    return pd.DataFrame(rows)


def shapley(worth: Mapping[Coalition, Floats]) -> dict[str, Floats]:
    """Return every player's Shapley value in each draw.

    Parameters
    ----------
    worth
        Value of each coalition, draw by draw; every coalition is required.

    Examples
    --------
    >>> one, other = frozenset("a"), frozenset("b")
    >>> game = {frozenset(): 0.0, one: 1.0, other: 2.0, one | other: 5.0}
    >>> shapley({who: np.array([value]) for who, value in game.items()})["b"]
    array([3.])
    """
    players = sorted({player for coalition in worth for player in coalition})
    n = len(players)
    found = {}
    for player in players:
        value = np.zeros_like(worth[Coalition()], dtype=float)
        others = [name for name in players if name != player]
        for size in range(n):
            weight = factorial(size) * factorial(n - size - 1) / factorial(n)
            for members in combinations(others, size):
                without = Coalition(members)
                value = value + weight * (worth[without | {player}] - worth[without])
        found[player] = value
    return found
