"""More of what helps helps, in expectation, with common draws (V54).

Each relation changes one number of both a plain town and of towns drawn at random, and looks at the
same seeds before and after. Only relations that no feedback reverses are here: publicity where places
are short need not help those worst off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import plain_town

Changes = dict[str, Any]
Measure = Callable[[Result], float]

SEEDS = range(1, 21)
ROLES = ("adviser", "housing", "clinic")
LEVEL = 0.01
NEVER_SO_UNLIKELY = 1e-4
"""Level of the test in drawn towns, where nothing but the absence of harm is claimed."""


def total(column: str) -> Measure:
    return lambda result: float(result.weekly[column].sum())


def overstatement(result: Result) -> float:
    """Return by how much agencies overstate, in the sum of what they report."""
    table = result.agencies.dropna(subset=["reported", "true"])
    return float((table["reported"] - table["true"]).sum())


@dataclass(frozen=True)
class Relation:
    """One relation: a sentence, a change, a measure, and which way it moves."""

    sentence: str
    before: Changes
    after: Changes
    measure: Measure
    sign: int
    tables: bool = False
    town: Changes = field(default_factory=dict)


def places(factor: float) -> Changes:
    places = {"adviser": 4, "housing": 7, "clinic": 5}
    return {f"agencies.{role}.places": factor * places[role] for role in ROLES}


RELATIONS = (
    Relation("more places complete more services", places(1), places(1.5), total("completions"), +1),
    Relation(
        "more places leave fewer weeks of unmet need", places(1), places(1.5), total("unmet_need_weeks"), -1
    ),
    Relation(
        "less giving up completes more services",
        {"service.abandonment": 0.3},
        {"service.abandonment": 0.02},
        total("completions"),
        +1,
        town=places(2) | {"service.return_from_lapse": 0.02},
    ),
    Relation(
        "easier hand-offs resolve more episodes",
        {"service.cold_hand_off": 0.2},
        {"service.cold_hand_off": 0.7},
        total("resolved"),
        +1,
        town=places(4),
    ),
    Relation(
        "lighter burdens bring more people to a service",
        {f"population.access.{name}.weight": 2.0 for name in ("hours", "language")},
        {f"population.access.{name}.weight": 0.2 for name in ("hours", "language")},
        total("started_service"),
        +1,
        town=places(4),
    ),
    Relation(
        "better accommodation brings more people to a service",
        {f"agencies.{role}.accommodation": {"hours": 0.0, "language": 0.0} for role in ROLES},
        {f"agencies.{role}.accommodation": {"hours": 1.0, "language": 1.0} for role in ROLES},
        total("started_service"),
        +1,
        town=places(4),
    ),
    Relation(
        "clearer ownership upholds more complaints",
        {"redress.clarity": 0.0},
        {"redress.clarity": 1.0},
        total("upheld"),
        +1,
    ),
    Relation(
        "more audit narrows the gap between reported and true",
        {"measurement.audit": 0.0},
        {"measurement.audit": 0.9},
        overstatement,
        -1,
        tables=True,
        town={
            "partnership.form": "formal",
            "decisions.rule": "fixed",
            "decisions.fixed_effort": 0.5,
            "incentives": [{"name": "aim", "kind": "joint_target", "weight": 3.0}],
        },
    ),
)

NAMED = pytest.mark.parametrize("relation", RELATIONS, ids=lambda relation: relation.sentence)


def moves(relation: Relation, town: Scenario, seeds: range = SEEDS) -> tuple[int, int]:
    """Return at how many seeds the measure moves as stated, and at how many the other way."""
    before, after = (town.with_changes(change) for change in (relation.before, relation.after))
    gains = [
        relation.sign
        * (
            relation.measure(run(after, seed, tables=relation.tables))
            - relation.measure(run(before, seed, tables=relation.tables))
        )
        for seed in seeds
    ]
    return sum(gain > 0 for gain in gains), sum(gain < 0 for gain in gains)


@NAMED
def test_the_relation_holds_in_a_plain_town(relation: Relation) -> None:
    with_it, against = moves(relation, plain_town(relation.town))
    assert binomtest(with_it, with_it + against, alternative="greater").pvalue < LEVEL


towns = st.fixed_dictionaries(
    {
        "population.clients": st.integers(60, 400),
        "population.contacts.kind": st.sampled_from(["mixing", "small_world"]),
        "population.groups.most.onset": st.floats(0.005, 0.05),
        "population.groups.others.right_door": st.floats(0.2, 1.0),
        "population.groups.most.presenting": st.floats(0.05, 0.8),
        "service.fatigue": st.floats(0.0, 0.6),
        "service.recurrence": st.floats(0.0, 0.05),
        "service.return_from_lapse": st.floats(0.0, 0.3),
        "service.creaming": st.floats(0.0, 3.0),
        "service.wait_deterrence": st.floats(0.0, 0.1),
        "redress.upheld": st.floats(0.1, 0.9),
        "agencies.housing.service_weeks": st.floats(1.0, 12.0),
        "partnership.form": st.sampled_from(["none", "informal", "lead_agency", "merged"]),
        "decisions.fixed_effort": st.floats(0.0, 1.0),
    }
)
"""Towns of all sizes and loads; efforts are given, so that no pay-off answers the change."""


@NAMED
@settings(max_examples=3)
@given(towns)
def test_the_relation_is_not_reversed_in_any_town(relation: Relation, drawn: Changes) -> None:
    town = plain_town({**drawn, **relation.town, "decisions.rule": "fixed"})
    with_it, against = moves(relation, town, range(1, 15))
    if with_it + against:
        assert binomtest(against, with_it + against, alternative="greater").pvalue > NEVER_SO_UNLIKELY


def test_a_reversed_relation_is_noticed() -> None:
    """Twice the staff time for joint work is no help: the sign test can fail."""
    false = Relation(
        "longer services complete more",
        {"agencies.housing.service_weeks": 4.0},
        {"agencies.housing.service_weeks": 9.0},
        total("completions"),
        +1,
    )
    with_it, against = moves(false, plain_town())
    assert binomtest(against, with_it + against, alternative="greater").pvalue < NEVER_SO_UNLIKELY
