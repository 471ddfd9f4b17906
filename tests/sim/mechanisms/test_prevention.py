"""Prevention lowers the chance that needs arise, by its age and by how far agencies work jointly."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

SMALL = {"weeks": 40, "warm_up_weeks": 0, "population.clients": 400}
JOINT = {"partnership.form": "formal", "decisions.rule": "fixed", "decisions.fixed_effort": 0.5}


def town(*parts: dict[str, Any], **changes: Any) -> Scenario:
    return plain_town(SMALL | {"prevention": list(parts)} | changes)


def visits(**facts: Any) -> dict[str, Any]:
    return {"name": "visits", "cut": 0.2, "ramp": 10, "joint_part": 0.5, "cost": 52.0, **facts}


def onset_in(engine: Engine, week: int) -> Any:
    engine.advance(week + 1 - engine.week)
    return engine.state.onset / engine.world.onset


def test_it_grows_to_its_ramp_and_without_partnership_its_joint_part_does_nothing() -> None:
    engine = Engine(town(visits(starts=5, ends=30)), 1)
    for week, share in ((4, 0.0), (5, 0.0), (10, 0.5), (15, 1.0), (29, 1.0), (30, 0.0)):
        assert onset_in(engine, week) == pytest.approx(1 - 0.2 * share * 0.5), week


def test_joint_working_brings_the_rest_as_far_as_it_goes() -> None:
    engine = Engine(town(visits(ramp=0), **JOINT), 1)
    found = onset_in(engine, 30)
    joint = [float(np.mean(engine.state.agency["joint_mean"][n])) for n in range(2)]
    assert min(joint) > 0.1
    for n in range(2):
        assert found[n] == pytest.approx(1 - 0.2 * (0.5 + 0.5 * joint[n]))


def test_several_multiply_and_each_is_for_its_groups_and_localities() -> None:
    parts = visits(ramp=0, joint_part=0), visits(name="leaflets", ramp=0, joint_part=0, groups=["others"])
    where = [{"name": "in_it"}, {"name": "out_of_it", "in_programme": False}]
    engine = Engine(town(*parts, **{"population.localities": where}), 1)
    assert onset_in(engine, 3) == pytest.approx(np.array([[0.8, 0.64], [1.0, 1.0]]))


def test_it_prevents_onsets_and_leaves_relapse_alone() -> None:
    all_of_it = visits(cut=0.3, ramp=0, joint_part=0)
    one_week = {"population.clients": 20_000, "weeks": 1}
    with_it, without = (run(town(*parts, **one_week), 1).weekly for parts in ((all_of_it,), ()))
    assert with_it.onsets.sum() == pytest.approx(0.7 * without.onsets.sum(), rel=0.1)
    assert with_it.relapses.equals(without.relapses)


def test_it_costs_by_head_while_it_runs_and_is_paid_by_its_payer() -> None:
    part = visits(starts=5, ends=15, groups=["others"], payer="clinic")
    result = run(town(part), 1)
    paid = result.simulated.ledger.query("category == 'prevention'")
    people = int((Engine(result.scenario, 1).state.group == 1).sum())
    assert set(paid.payer) == {"clinic"} and paid[paid.gbp > 0].week.nunique() == 10
    assert paid.gbp.sum() == pytest.approx(10 * 52 / 52 * people)


def test_it_stays_without_joint_working_and_goes_with_the_programme() -> None:
    own = visits(name="own", programme=False)
    scenario = town(visits(), own, **JOINT)
    assert len(scenario.baseline("none").prevention) == 2
    assert [one.name for one in scenario.baseline("no_programme").prevention] == ["own"]


def test_wrong_groups_payers_and_times_are_told() -> None:
    with pytest.raises(ScenarioError) as told:
        town(visits(groups=["moost"], payer="fundr", starts=9, ends=4))
    said = str(told.value)
    for part in ("did you mean 'most'", "did you mean 'funder'", "before it starts"):
        assert part in said


def test_it_is_said_in_words_where_there_is_any() -> None:
    said = str(describe(town(visits(starts=5))))
    assert "20% fewer needs arise" in said and "GBP 52 a year" in said
    assert "Prevention" not in str(describe(town()))
