"""Named structures: the same scenario with the model built otherwise, told apart from chance and doubt."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.analysis.methods.paired import WEEKS, difference_of
from joinup.experiments.analysis.methods.verdicts import Spread, Verdict, over_structures
from joinup.experiments.run.json_summary import as_json
from joinup.experiments.study.design import at_point
from joinup.experiments.study.structures import BESIDE, FACTORS, structures_of
from joinup.sim.errors import ScenarioError
from tests.support.scenarios import plain_town

SMALL = {"weeks": 30, "warm_up_weeks": 13, "population.clients": 150, "partnership.form": "formal"}


@pytest.mark.parametrize("name", ju.available())
@pytest.mark.parametrize("edition", [1, 2])
def test_every_shipped_scenario_can_be_played_in_every_structure(name: str, edition: int) -> None:
    scenario = ju.load(name).with_changes({"schema_version": edition})
    built = {one.name: at_point(scenario, one.changes) for one in structures_of(scenario)}
    assert len(built) == 18
    assert built["edition_1"].schema_version == 1 and built["structure_1"].schema_version == 2
    if edition == 1:
        assert built["edition_1"] == scenario


def test_sixteen_structures_keep_every_factor_apart_from_every_two_others() -> None:
    """The design is balanced and of resolution IV."""
    levels = [
        [one.levels[factor] == FACTORS[factor][1][0] for factor in FACTORS]
        for one in structures_of(plain_town())
        if one.name not in BESIDE
    ]
    signs = 2.0 * np.array(levels) - 1.0
    assert signs.shape == (16, 7) and not signs.sum(axis=0).any()
    assert (signs.T @ signs == 16 * np.eye(7)).all()
    for one, other in combinations(range(7), 2):
        rest = [place for place in range(7) if place not in (one, other)]
        assert not (signs[:, rest].T @ (signs[:, one] * signs[:, other])).any()


def test_the_first_structure_is_the_second_edition_but_for_a_faster_merger() -> None:
    town = plain_town(SMALL).with_changes({"schema_version": 2})
    first, second = structures_of(town)[:2]
    fast = {"forms.merged.transition.loss": 0.05, "forms.merged.transition.fades": 26}
    assert town.with_changes(first.changes) == town.with_changes(fast)
    assert [name for name in FACTORS if first.levels[name] != second.levels[name]] == [
        "joint_link",
        "merger",
        "joint_result",
    ]


def test_constant_reach_is_what_trust_and_agreement_of_a_half_give() -> None:
    town = plain_town(SMALL).with_changes({"schema_version": 2})
    constant = next(one for one in structures_of(town) if one.levels["reach"] == "constant")
    reach = town.with_changes(constant.changes).forms["formal"].governance
    assert (reach.reach.base, reach.reach.trust, reach.veto) == (0.3 + 0.5 * 0.5, 0.0, 0.0)


def test_what_an_option_changes_no_structure_changes() -> None:
    named = "outcomes.in_service_weight"
    assert all(named not in one.changes for one in structures_of(plain_town(), without=[named]))


def test_a_verdict_takes_three_structures_in_four() -> None:
    gains = np.array([2.0] * 12 + [-1.0] * 4)
    assert over_structures(gains, worth=0.5).verdict is Verdict.BETTER
    assert over_structures(gains[:15], worth=0.5).verdict is Verdict.CANNOT_TELL
    assert over_structures(np.array([2.0] * 11 + [-1.0] * 5), worth=0.5).verdict is Verdict.CANNOT_TELL
    assert over_structures(gains, worth=3.0).verdict is Verdict.NO_DIFFERENCE
    found = over_structures(gains, worth=0.5)
    assert (found.low, found.middle, found.high, found.draws) == (-1.0, 2.0, 2.0, 16)


@pytest.fixture(scope="module")
def compared() -> ju.Comparison:
    """Two options in every structure, two draws each."""
    return ju.compare(plain_town(SMALL), "none", structures=True, replicates=2, seed=3, workers=0)


def difference_in(structures: pd.DataFrame, name: str) -> float:
    """Return the difference in weeks of need that a structure finds by itself."""
    row = structures[(structures["structure"] == name) & (structures["measure"] == WEEKS)]
    return float(row["difference"].item())


def test_each_structure_is_the_scenario_as_it_builds_it(compared: ju.Comparison) -> None:
    assert (compared.kind, compared.spread, compared.draws) == ("structure", Spread.STRUCTURE, 16)
    town = plain_town(SMALL)
    one = next(one for one in structures_of(town) if one.name == "structure_7")
    alone = ju.compare(town.with_changes(one.changes), "none", replicates=2, seed=3, workers=0)
    for label in compared.labels:
        mean = alone.tables[label][WEEKS].mean()
        assert compared.tables[label][WEEKS].loc["structure_7"] == pytest.approx(mean, rel=1e-12)
    assert compared.structures is not None
    ours = alone.table.set_index("measure").loc[WEEKS, "difference"]
    assert difference_in(compared.structures, "structure_7") == pytest.approx(ours)


def test_the_first_edition_stands_beside_the_design(compared: ju.Comparison) -> None:
    assert compared.structures is not None
    alone = ju.compare(plain_town(SMALL), "none", replicates=2, seed=3, workers=0)
    ours = alone.table.set_index("measure").loc[WEEKS, "difference"]
    assert difference_in(compared.structures, "edition_1") == ours
    assert not set(BESIDE) & set(compared.tables["none"].index)


def test_an_effect_is_the_mean_at_the_second_value_less_that_at_the_first(compared: ju.Comparison) -> None:
    assert compared.factors is not None
    rows = {(row["measure"], row["factor"]): row for row in compared.factors.to_dict("records")}
    effect = rows[WEEKS, "in_service_weight"]
    gaps = compared.tables[compared.labels[0]][WEEKS] - compared.tables["none"][WEEKS]
    built = structures_of(plain_town(SMALL))
    light = [one.name for one in built if one.levels.get("in_service_weight") == "0.3"]
    assert effect["difference"] == pytest.approx(gaps[light].mean() - gaps.drop(light).mean())
    # Two draws give an interval of chance and no verdict.
    assert effect["spread"] == "chance" and effect["pairs"] == 2
    assert effect["low"] < effect["difference"] < effect["high"] and effect["verdict"] == "cannot tell"


def test_a_factor_that_an_option_sets_is_none() -> None:
    built = structures_of(plain_town(SMALL), without=["decisions.rule"])
    first, *_ = built
    assert list(first.levels) == [name for name in FACTORS if name != "choice"]
    assert all("decisions.rule" not in one.changes for one in built)


def test_structures_that_share_too_few_draws_give_no_verdict(compared: ju.Comparison) -> None:
    """Two draws may all lie on one side in every structure."""
    assert compared.beneath is not None and compared.beneath.draws == 2
    row = compared.table.set_index("measure").loc[WEEKS].to_dict()
    equal = row["low"] == row["high"] == 0
    assert difference_of(row).verdict is (Verdict.NO_DIFFERENCE if equal else Verdict.CANNOT_TELL)


def test_it_is_stored_and_shown(compared: ju.Comparison, tmp_path: Path) -> None:
    again = ju.open(compared.save(tmp_path / "kept"))
    assert isinstance(again, ju.Comparison) and again.structures is not None
    assert again.table.equals(compared.table) and compared.structures is not None
    assert again.structures.equals(compared.structures)
    assert again.factors is not None and compared.factors is not None
    assert again.factors.equals(compared.factors)
    assert again.kind == "structure" and again.beneath is not None
    page = compared.report(out=tmp_path).read_text()
    assert "95%" not in page.split("structure by structure")[0], "nothing there is an interval of chance"
    assert "range of all structures" in page
    assert "structure by structure" in page and "What moves the answer" in page and "Edition 1" in page


def test_a_run_is_laid_beside_its_baselines_over_doubt_and_structures(tmp_path: Path) -> None:
    town = plain_town(SMALL)
    runs = ju.run(
        town, seed=3, replicates=2, baselines="none", ensemble=2, structures=True, out=tmp_path / "out"
    )
    spreads = runs.findings.spreads
    assert [one.spread for one in spreads] == [Spread.DOUBT] * 4 + [Spread.STRUCTURE] * 4
    assert [one.draws for one in spreads] == [2] * 4 + [16] * 4
    ensemble = ju.compare(town, "none", ensemble=2, seed=3, workers=0)
    weeks = ensemble.table.set_index("measure").loc[WEEKS]
    assert (spreads[2].group, spreads[2].middle) == ("all", weeks["difference"])
    assert json.loads(as_json(runs.findings))["spreads"] == [one.facts for one in spreads]
    stored = ju.open(tmp_path / "out")
    assert isinstance(stored, ju.Runs) and stored.findings.spreads == spreads


def test_structures_go_with_baselines_and_not_with_what_is_of_one_model() -> None:
    alone: Any = ju.run
    town = plain_town(SMALL)
    with pytest.raises(ScenarioError, match="structures"):
        alone(town, structures=True)
    with pytest.raises(ScenarioError, match="structures: there is no baseline"):
        ju.run(town, replicates=2, baselines="off", structures=True)
    with pytest.raises(ScenarioError, match="structures: cannot be combined with until"):
        ju.compare(town, "none", structures=True, until=1.0)
    with pytest.raises(ScenarioError, match="cannot be combined with structures"):
        ju.design(town, table=ju.design(town, vary={"trust.start": 0.2}).table, structures=True)


def test_a_sweep_crosses_options_with_structures() -> None:
    design = ju.design(plain_town(SMALL), structures=True, choices={"slow": {"trust.up": 0.01}})
    assert len(design.points) == 18 and "slow, edition_1" in design.choices
    assert len(ju.design(plain_town(SMALL), structures=True, vary={"trust.up": [0.1, 0.2]}).points) == 36
