"""Ensembles draw what nobody knows, the same in every option, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

import joinup as ju
from joinup.experiments.analysis.compare import as_members
from joinup.experiments.analysis.options import Option
from joinup.experiments.study.design import at_point
from joinup.experiments.study.ensemble import DECIDED, FOLLOWS, doubted, ensemble
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters.paths import split
from tests.support.scenarios import plain_town

SMALL = {"weeks": 20, "warm_up_weeks": 13, "population.clients": 200}


@pytest.mark.parametrize("name", ju.available())
@pytest.mark.parametrize("edition", [1, 2])
def test_members_of_every_shipped_scenario_can_be_played(name: str, edition: int) -> None:
    scenario = ju.load(name).with_changes({"schema_version": edition})
    drawn = ensemble(scenario, 3)
    for member in drawn.points:
        at_point(scenario, member)
    for one in drawn.ranges:
        values = np.array([member[one.path] for member in drawn.points])
        whole = one.path.endswith(("share", "failure_share")) or "failure_shares" in one.path
        assert whole or ((one.low <= values) & (values <= one.high)).all(), one.path


def test_a_value_depends_on_seed_member_and_path_alone() -> None:
    scenario = ju.load("town")
    every, fewer = ensemble(scenario, 4), ensemble(scenario, 2, without={"trust.up"})
    assert every.points[:2] != fewer.points and all("trust.up" not in member for member in fewer.points)
    for one, other in zip(every.points, fewer.points, strict=False):
        assert {**one, "trust.up": 0} == {**other, "trust.up": 0}
    assert ensemble(scenario, 2, seed=2).points != ensemble(scenario, 2).points


def test_rates_are_drawn_on_a_log_scale_and_shares_in_log_odds() -> None:
    drawn = ensemble(ju.load("town"), 2000).table

    def middle(path: str, low: float, high: float) -> float:
        return float((drawn[path].median() - low) / (high - low))

    # The geometric mean of .05 and .2, and the middle in log-odds of .08 and .25.
    assert drawn["trust.up"].median() == pytest.approx(0.1, rel=0.05)
    assert drawn["decisions.precision"].median() == pytest.approx(10.5, rel=0.05)
    assert drawn["measurement.audit"].median() == pytest.approx(0.45, rel=0.05)


def test_what_people_decide_is_not_doubt() -> None:
    paths = [one.path for one in doubted(ju.load("rough_sleepers"))]
    decided = [path for path in paths if str(split(path)[0]) in DECIDED and not path.endswith(FOLLOWS)]
    assert paths and not decided
    assert not any(path.endswith((".places", "value_of_week", ".people")) for path in paths)


def test_prices_of_forms_are_doubt() -> None:
    town = ju.load("town").with_changes({"schema_version": 2})
    paths = {one.path: one for one in doubted(town)}
    veto = paths["forms.formal.governance.veto"]
    assert (veto.low, veto.high) == (0.0, 0.2)
    assert sum(path.startswith("forms.") for path in paths) > 40
    assert not [one.path for one in doubted(ju.load("town")) if one.path.startswith("forms.")]


def test_what_follows_from_decisions_is_doubt() -> None:
    paths = {one.path for one in doubted(ju.load("town").with_changes({"schema_version": 2}))}
    assert "partnership.information.without" in paths and "partnership.free_rider_share" in paths
    assert "population.variation.places" in paths and "incentives.grant.spent_on_places" in paths
    assert not paths & {"incentives.grant.of_full_cost", "partnership.sponsors", "agencies.housing.places"}


def test_members_of_an_option_of_another_edition_draw_what_that_edition_doubts() -> None:
    option = Option("second", plain_town(SMALL), {"schema_version": 2, "partnership.form": "merged"})
    (member,) = as_members([option], 1, seed=1)
    assert "forms.merged.transition.loss" in member.changes and member.changes["schema_version"] == 2


def test_options_share_a_members_values_and_are_compared_over_members() -> None:
    town = plain_town(SMALL)
    found = ju.compare(town, "none", "merged", ensemble=3, seed=5, workers=0)
    assert (found.kind, found.draws, found.labels) == ("setting", 3, (town.name, "none", "merged"))
    assert "range of 8 settings in 10" in found.plot().alternative
    members = ensemble(town, 3, seed=5, without={"partnership.form"}).points
    weeks = "outcome.need_weeks.all"
    for number, member in enumerate(members):
        alone = ju.compare(town.with_changes(member), "none", "merged", replicates=1, seed=5, workers=0)
        for label in ("none", "merged"):
            assert found.tables[label][weeks].iloc[number] == alone.tables[label][weeks].iloc[0]


def test_a_sweep_crosses_members_with_options() -> None:
    study = ju.sweep(plain_town(SMALL), ensemble=2, vary={"partnership.form": ["none", "formal"]}, workers=0)
    assert len(study.summaries()) == 4
    compared = ju.compare(study)
    assert (compared.kind, compared.draws) == ("setting", 2)


def test_an_ensemble_cannot_go_with_ranges_or_aim_at_a_precision() -> None:
    with pytest.raises(ScenarioError, match="ensemble"):
        ju.design("town", ensemble=3, over="levers")
    with pytest.raises(ScenarioError, match="ensemble"):
        ju.compare("town", "none", ensemble=3, until=1.0)
