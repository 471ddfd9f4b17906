"""Relapse fades with the weeks since help, and long waits displease those who are served at last."""

from __future__ import annotations

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.scenarios.evidence import known
from joinup.sim.arrays import codes as k
from joinup.sim.errors import ScenarioError
from joinup.sim.mechanisms.journeys.sentences import how_many_return
from joinup.sim.run import run
from tests.support.scenarios import engine_of, plain_town

SMALL = {
    "weeks": 60,
    "warm_up_weeks": 13,
    "population.clients": 400,
    "population.localities": [{"name": "a"}],
}
SLOW = {"agencies.housing.places": 2, "service.abandonment": 0.0, "redress.complaint": 1.0}


def test_who_had_a_new_episode_counts_as_helped_only_if_the_last_one_helped() -> None:
    town = plain_town(SMALL | {"service.relapse_fades": 104.0})
    fading, lasting = engine_of(run(town, 1)), engine_of(run(plain_town(SMALL), 1))
    for engine, any_in_need in ((fading, False), (lasting, True)):
        helped = (engine.state.client["flags"] & k.HELPED_BIT) != 0
        in_need = engine.state.state != k.NO_NEED
        assert (helped & in_need).any() == any_in_need
        assert (helped & ~in_need).any()


def test_what_fades_slowly_is_near_what_does_not_fade_and_what_fades_at_once_is_gone() -> None:
    often = SMALL | {"service.relapse": 0.05, "population.clients": 2000}

    def relapses(fades: object) -> int:
        return int(run(plain_town(often | {"service.relapse_fades": fades}), 2).summary["relapses"].iloc[-1])

    assert relapses(0.05) < 5 < relapses(20.0) < relapses(1e9)
    # Only the bit of those in a new episode differs, and it counts once they have no need again.
    assert relapses(1e9) <= relapses("infinite")


def test_waits_displease_and_their_complaints_put_nobody_on_a_list() -> None:
    impatient = {"redress.patience": 2.0, "redress.patience_scale": 1.0, "redress.clarity": 1.0}
    patient, displeased = (
        run(plain_town(SMALL | SLOW | rules), 1) for rules in ({"redress.clarity": 1.0}, impatient)
    )
    weekly = displeased.weekly.sum(numeric_only=True)
    assert patient.weekly.displeased.sum() == 0
    assert 0 < weekly.displeased < weekly.started_service
    assert weekly.upheld > weekly.redress_joined
    # Everybody complains who is dissatisfied, and every complaint has an owner.
    assert weekly.complaints == pytest.approx(weekly.dissatisfied, rel=0.2)
    pressure = [
        float(one.agencies.groupby("agency").pressure.max()["housing"]) for one in (patient, displeased)
    ]
    assert pressure[1] > pressure[0]


def test_a_traced_client_is_displeased_by_the_wait_of_the_service_that_starts() -> None:
    town = plain_town(SMALL | SLOW | {"redress.patience": 1.0, "redress.patience_scale": 0.01})
    journeys = " ".join(line for one in run(town, 1, trace=400).journeys.values() for line in one)
    assert "displeased by the wait" in journeys


def test_neither_is_negative() -> None:
    for path in ("service.relapse_fades", "redress.patience"):
        with pytest.raises(ScenarioError, match=path.split(".")[1]):
            plain_town({path: -1.0})
    with pytest.raises(ScenarioError, match="patience_scale"):
        plain_town({"redress.patience_scale": 0.0})


def test_the_second_edition_has_another_relapse_with_a_range_of_its_own() -> None:
    silent = plain_town({"service.relapse": 0.00214})
    second = silent.with_changes({"schema_version": 2})
    assert (second.service.relapse, second.service.relapse_fades) == (0.00341, 104.0)
    assert second.with_changes({"schema_version": 1}) == silent
    ranges = [
        (known(one, "service.relapse").low, known(one, "service.relapse").high) for one in (silent, second)
    ]
    assert ranges == [(0.001, 0.0043), (0.0015, 0.007)]
    given = plain_town({"service.relapse": 0.01}).with_changes({"schema_version": 2})
    assert (given.service.relapse, given.service.relapse_fades) == (0.01, "infinite")


def test_both_are_said_in_words() -> None:
    fading = plain_town(
        {"service.relapse": 0.00341, "service.relapse_fades": 104.0, "redress.patience": 13.0}
    )
    first_year = 1 - np.prod(1 - 0.00341 * np.exp(-np.arange(1, 53) / 104))
    assert f"relapse at {first_year:.0%} a year" in how_many_return(fading)
    assert "wears off" in how_many_return(fading) and "wears off" not in how_many_return(plain_town())
    said = str(describe(fading))
    assert "waited more than 13 weeks" in said and "77.7% after a year" in said
    assert "waited more than" not in str(describe(plain_town()))
