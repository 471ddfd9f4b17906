"""Options beside each other: what pairing is worth, who dominates whom, what is enough, who contributes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.analysis.compare import compare_options, compare_study
from joinup.experiments.analysis.methods.cost_effectiveness import (
    DOMINATED,
    EXTENDEDLY,
    ON_FRONTIER,
    acceptability_curve,
    frontier,
    icer,
    incremental_analysis,
)
from joinup.experiments.analysis.methods.paired import (
    COST_DISCOUNTED,
    NET_BENEFIT,
    WEEKS_DISCOUNTED,
    paired_differences,
    pairing,
)
from joinup.experiments.analysis.methods.shapley import Coalition, partners_of, shapley, sub_partnerships
from joinup.experiments.analysis.methods.stopping import FEWEST, Next, advise
from joinup.experiments.analysis.options import options_of
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.analysis.storage import Execution
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.sampling import sampled
from joinup.experiments.study.study import open_study
from joinup.experiments.study.sweep import run_design
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from tests.support.scenarios import plain_town

SMALL = ("--clients", "200", "--weeks", "52", "--workers", "0")
SMALL_TOWN = {"population.clients": 200, "population.people": 2000, "weeks": 26, "warm_up_weeks": 26}


def joinup(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def draws_of(
    measures: Mapping[str, tuple[Sequence[float], Sequence[float]]], worth: float = 1.0
) -> PairedDraws:
    """Return arms with given costs and weeks in unmet need."""
    tables = {
        label: pd.DataFrame({COST_DISCOUNTED: costs, WEEKS_DISCOUNTED: weeks}, dtype=float)
        for label, (costs, weeks) in measures.items()
    }
    return PairedDraws(tables, worth, "replicate", plain_town())


# Pairing


def test_pairing_is_worth_what_theory_says() -> None:
    """Clients with a threshold each, p 0.50 beside 0.55: .4975 alone over .0475 paired, 10.47."""
    draws_of_both = np.random.default_rng(42).random((4000, 500))
    low, high = (draws_of_both < 0.50).mean(axis=1), (draws_of_both < 0.55).mean(axis=1)
    assert (high >= low).all()
    assert pairing(high, low).ratio == pytest.approx(0.4975 / 0.0475, rel=0.1)
    other_luck = np.random.default_rng(43).random((4000, 500))
    assert pairing((other_luck < 0.55).mean(axis=1), low).ratio == pytest.approx(1.0, abs=0.1)


def test_the_same_scenario_twice_differs_by_nothing_in_any_figure() -> None:
    options = options_of("town", ["trust.start=0.3"], clients=200, weeks=26)
    found = paired_differences(compare_options(options, replicates=2, execution=Execution(workers=0)))
    assert len(found) > 80
    assert set(found["verdict"]) <= {"no difference", "cannot tell"}


def test_the_reference_is_none_if_none_is_an_option() -> None:
    arms = draws_of({"town": ([2], [1]), "none": ([1], [2])})
    assert paired_differences(arms)["option"].unique().tolist() == ["town"]
    assert paired_differences(arms, reference="town")["option"].unique().tolist() == ["none"]


def test_net_benefit_is_weeks_avoided_at_their_worth_less_the_extra_cost() -> None:
    arms = draws_of({"none": ([10, 20], [100, 110]), "formal": ([15, 22], [90, 108])}, worth=3.0)
    found: Any = paired_differences(arms).set_index("measure").loc[NET_BENEFIT]
    assert found["difference"] == pytest.approx(np.mean([3 * 10 - 5, 3 * 2 - 2]))


# Cost and effect


def test_a_full_incremental_analysis_marks_dominated_and_extendedly_dominated_options() -> None:
    #          A   B   C   D   E
    costs = [0.0, 10, 20, 25, 50]
    effect = [0.0, 1, 5, 4, 7]
    status, versus = frontier(costs, effect)
    # B: 10 a unit, and from B to C 2.5 a unit. D costs more than C and does less.
    assert status == [ON_FRONTIER, EXTENDEDLY, ON_FRONTIER, DOMINATED, ON_FRONTIER]
    assert versus == [None, 2, 0, 2, 2]


def test_the_frontier_is_the_convex_hull() -> None:
    """The best option at any worth is on the frontier, and every option of it is the best at some worth."""
    random = np.random.default_rng(7)
    for _ in range(200):
        costs, effects = random.integers(0, 30, (2, 6)).astype(float)
        status, _ = frontier(costs.tolist(), effects.tolist())
        on = {place for place, word in enumerate(status) if word == ON_FRONTIER}
        slopes = {
            (costs[a] - costs[b]) / (effects[a] - effects[b])
            for a, b in combinations(range(6), 2)
            if effects[a] != effects[b]
        }
        steps = sorted({0.0, *(slope for slope in slopes if slope > 0)})
        between = [(a + b) / 2 for a, b in zip(steps, [*steps[1:], steps[-1] + 2], strict=True)]
        best = {(costs[p], effects[p]) for w in between for p in [int(np.argmax(w * effects - costs))]}
        assert {(costs[place], effects[place]) for place in on} == best


def test_the_table_of_the_incremental_analysis() -> None:
    same = [100, 100] * 10
    good = ([9, 11] * 10, [90, 90] * 10)
    arms = draws_of({"none": ([0, 0] * 10, same), "dear": ([30, 30] * 10, same), "good": good})
    found = incremental_analysis(arms).set_index("option")
    assert found["status"].to_dict() == {"none": ON_FRONTIER, "good": ON_FRONTIER, "dear": DOMINATED}
    assert found.loc["good", "icer"] == pytest.approx(1.0)
    assert found.loc["dear", "versus"] == "good"
    assert found["icer"].isna().to_dict() == {"none": True, "good": False, "dear": True}


def test_fiellers_interval_has_the_coverage_it_states() -> None:
    random = np.random.default_rng(11)
    inside = 0
    for _ in range(1500):
        effect = random.normal(4, 2, 20)
        cost = 2.5 * effect + random.normal(0, 3, 20)
        found = icer(cost, effect)
        inside += found.low <= 2.5 <= found.high
    assert inside / 1500 == pytest.approx(0.95, abs=0.02)


def test_a_ratio_whose_effect_may_be_zero_has_no_bounds() -> None:
    found = icer(np.array([1.0, 2.0, 3.0]), np.array([-5.0, 1.0, 5.0]))
    assert np.isnan(found.low) and np.isnan(found.high)


def test_acceptability_its_frontier_and_what_certainty_is_worth() -> None:
    # At 1 GBP a week: A 0, 0; B -1, +3.
    arms = draws_of({"A": ([0, 0] * 10, [0, 0] * 10), "B": ([1, 1] * 10, [0, -4] * 10)})
    curve = acceptability_curve(arms, [0.0, 1.0]).to_dict("records")
    assert curve[0]["best"] == "A" and curve[0]["A"] == 1.0 and curve[0]["evpi"] == 0.0
    assert curve[1]["best"] == "B" and curve[1]["B"] == 0.5 == curve[1]["best_share"]
    assert curve[1]["evpi"] == pytest.approx(0.5)  # (0 + 3) / 2 - 1
    assert curve[1]["lead"] == pytest.approx(1.0)


def test_the_frontier_of_acceptability_need_not_be_the_option_that_is_best_most_often() -> None:
    nothing = [0] * 60
    arms = draws_of({"A": (nothing, nothing), "B": ([1, 1, -9] * 20, nothing)})
    [row] = acceptability_curve(arms, [1.0]).to_dict("records")
    assert row["best"] == "B" and row["best_share"] == pytest.approx(1 / 3)


# Sharp enough


@pytest.mark.parametrize("ratio", [1.5, 3.0, 5.0])
def test_intervals_that_were_waited_for_cover_as_the_documentation_says(ratio: float) -> None:
    random = np.random.default_rng(5)
    covered = []
    for _ in range(2000):
        gaps = random.normal(0.0, 1.0, 1000)
        runs = FEWEST
        while (advice := advise(gaps[:runs], target=1 / ratio)).next is Next.MORE:
            assert runs < advice.runs <= 2 * runs
            runs = advice.runs
        assert advice.next is Next.ENOUGH
        assert advice.half_width <= 1 / ratio
        covered.append(abs(gaps[:runs].mean()) <= advice.half_width)
    assert 0.92 <= np.mean(covered) <= 0.965


def test_it_says_early_that_an_answer_will_not_be_sharp_enough() -> None:
    gaps = np.random.default_rng(1).normal(0.0, 1.0, FEWEST)
    advice = advise(gaps, target=0.01, most=1000)
    assert advice.next is Next.TOO_MANY
    # (1.96 / 0.01)^2 for a spread of 1.
    assert advice.projected == pytest.approx((1.96 * gaps.std(ddof=1) / 0.01) ** 2, rel=0.01)


def test_fewer_than_the_fewest_are_never_enough() -> None:
    assert advise(np.zeros(FEWEST - 1), target=1.0).next is Next.MORE
    assert advise(np.zeros(FEWEST), target=1.0).next is Next.ENOUGH


# Partners


def game(worth: Callable[[Coalition], float], players: str) -> dict[str, float]:
    every = [Coalition(m) for size in range(len(players) + 1) for m in combinations(players, size)]
    found = shapley({coalition: np.array([worth(coalition)]) for coalition in every})
    return {player: float(value[0]) for player, value in found.items()}


def test_shapley_values_of_known_games() -> None:
    # Gloves: one left hand, two right hands.
    gloves = game(lambda who: float("l" in who and len(who) > 1), "lrs")
    assert gloves == pytest.approx({"l": 2 / 3, "r": 1 / 6, "s": 1 / 6})
    # A runway: each pays a share of the parts that it needs.
    length = {"a": 1.0, "b": 3.0, "c": 6.0}
    runway = game(lambda who: max((length[one] for one in who), default=0.0), "abc")
    assert runway == pytest.approx({"a": 1 / 3, "b": 1 / 3 + 1, "c": 1 / 3 + 1 + 3})


def test_shapley_values_add_up_in_every_draw_and_a_partner_that_adds_nothing_gets_nothing() -> None:
    random = np.random.default_rng(3)
    worth = {Coalition(m): random.normal(size=8) for size in range(6) for m in combinations("abcde", size)}
    worth |= {who | {"idle"}: value for who, value in list(worth.items())}
    found = shapley(worth)
    assert found.pop("idle") == pytest.approx(np.zeros(8))
    assert sum(found.values()) == pytest.approx(worth[Coalition("abcde")] - worth[Coalition()])


def test_sub_partnerships_have_a_lead_of_their_own_and_one_partner_is_none() -> None:
    [town] = options_of("town", clients=200)
    found = sub_partnerships(town)
    assert len(found) == 2**4
    assert found[frozenset(partners_of(town.scenario))].changes == {}
    assert found[frozenset({"health"})].changes == {"baseline": "none"}
    without = found[frozenset({"housing", "health"})].changes
    assert without == {"partnership.members": ["housing", "health"], "partnership.lead": "housing"}


def test_contributions_are_for_joint_working_of_two_to_six() -> None:
    with pytest.raises(ScenarioError, match="no joint working"):
        partners_of(load("town").baseline("none"))


# Options


def test_options_are_said_as_one_would_guess(tmp_path: Path) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("schema_version: 1\nextends: town\nname: other\n", encoding="utf-8")
    words = [
        "none",
        "no_programme",
        "merged",
        "trust.start=0.5",
        "room_to_spare",
        str(file),
        "trust.start=0.5;partnership.form=merged",
        "none:agencies.housing.places=30",
        "room_to_spare:partnership.members=[advice, housing]",
    ]
    found = {option.label: option for option in options_of("town", words)}
    assert found["town"].changes == {}
    assert found["no_programme"].changes == {"baseline": "no_programme"}
    assert found["merged"].changes == {"partnership.form": "merged"}
    assert found["trust.start=0.5"].changes == {"trust.start": 0.5}
    assert found["room_to_spare"].scenario.name == "room_to_spare"
    assert found["other"].scenario.name == "other"
    assert found["trust.start=0.5;partnership.form=merged"].changes["partnership.form"] == "merged"
    more_places = found["none:agencies.housing.places=30"].changes
    assert more_places == {"baseline": "none", "agencies.housing.places": 30}
    last = found["room_to_spare:partnership.members=[advice, housing]"]
    assert last.changes == {"partnership.members": ["advice", "housing"]}


def test_varied_options_are_every_combination() -> None:
    found = options_of("town", vary=["partnership.form=none,merged", "trust.start=0.2,0.4"])
    assert [option.label for option in found] == [
        "none;trust.start=0.2",
        "none;trust.start=0.4",
        "merged;trust.start=0.2",
        "merged;trust.start=0.4",
    ]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["town", "mergd"], "did you mean 'merged'"),
        (["town", "trust.strat=1"], "did you mean 'start'"),
        (["town", "trust.start=7"], "trust.start=7"),
        (["town", "none", "none"], "option 'none' is given twice"),
        (["town"], "there is nothing to compare with"),
        (["town", "none", "--reference", "formal"], "unknown option 'formal'"),
        (["town", "none", "--by", "trust.start"], "--by: needs a study"),
        (["town", "none", "--until", "0"], "--until 0: must be above 0"),
        (["nowhere", "none"], "nowhere"),
    ],
)
def test_what_cannot_be_compared_is_refused(words: list[str], message: str) -> None:
    found = joinup("compare", *words)
    assert found.exit_code == ExitCode.BAD_INPUT
    assert message in found.stderr


# The command


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a study of town beside none and merged."""
    folder = tmp_path_factory.mktemp("comparing") / "study"
    words = ("compare", "town", "none", "merged", *SMALL, "--replications", "4", "--out", folder)
    found = joinup(*words)
    assert found.exit_code == ExitCode.DONE, found.stderr
    assert "merged, from none" in found.stdout
    assert "Fewer than 20 replicates give no verdict" in found.stdout
    assert "Said of 20 replicates or more" in found.stdout
    return folder


def test_no_run_is_made_twice(compared: Path) -> None:
    before = open_study(compared).runs["finished"].tolist()
    words = ("town", "none", "merged", *SMALL, "--replications", "4", "--out", compared, "--json")
    found = joinup("compare", *words)
    told = json.loads(found.stdout)
    assert open_study(compared).runs["finished"].tolist() == before
    assert told["draws"] == 4 and told["reference"] == "none"
    assert {row["option"] for row in told["differences"]} == {"town", "merged"}
    study = open_study(compared)
    table = study.summaries().set_index("seed")
    one, other = (table[table["point"] == study.number_of(changes)] for changes in ({}, {"baseline": "none"}))
    gap = (one["outcome.resolved.all"] - other["outcome.resolved.all"]).mean()
    wanted = ("town", "outcome.resolved.all")
    [row] = [row for row in told["differences"] if (row["option"], row["measure"]) == wanted]
    assert row["difference"] == pytest.approx(gap)


def test_contributions_add_up_on_the_command_line(compared: Path) -> None:
    words = ("town", "none", *SMALL, "--replications", "3", "--shapley", "--json", "--out", compared)
    found = joinup("compare", *words)
    told = json.loads(found.stdout)
    rows = pd.DataFrame(told["contributions"])
    values_of = rows.set_index("partner").groupby("measure")["contribution"]
    by_figure = {str(name): values for name, values in values_of}
    differences = {row["measure"]: row["difference"] for row in told["differences"]}
    assert len(by_figure) == 4
    for figure, values in by_figure.items():
        together = values.pop("all together")
        assert values.sum() == pytest.approx(together)
        assert together == pytest.approx(differences[figure])


def test_replicates_are_added_until_the_answer_is_sharp(compared: Path) -> None:
    words = ("compare", "town", "none", *SMALL, "--outcome", "resolved", "--out", compared)
    first = json.loads(joinup(*words, "--until", "1000", "--json").stdout)
    assert first["until"]["reached"] and first["until"]["replicates"] == FEWEST
    wide = first["until"]["half_width"]
    second = json.loads(joinup(*words, "--until", str(0.8 * wide), "--json").stdout)
    assert second["until"]["reached"] and second["until"]["replicates"] > FEWEST
    assert second["until"]["half_width"] <= 0.8 * wide
    never = joinup(*words, "--until", "0.001", "--most", "100")
    assert "No: the widest confidence interval is" in never.stdout and "it would take about" in never.stdout
    assert joinup(*words[:-4], "--outcome", "happiness", "--until", "1", "--out", compared).exit_code == 2


def test_scenarios_that_differ_have_studies_of_their_own(tmp_path: Path) -> None:
    options = options_of("town", ["room_to_spare", "none"], clients=200, weeks=26)
    arms = compare_options(options, replicates=2, execution=Execution(folder=tmp_path, workers=0))
    assert sorted(folder.name.split("-")[0] for folder in arms.studies) == ["room_to_spare", "town"]
    assert arms.draws == 2


# Studies


def test_points_of_a_study_are_compared_within_their_settings(tmp_path: Path) -> None:
    over = [Range("trust.start", 0.1, 0.6, False)]
    design = sampled(load("town").with_changes(SMALL_TOWN), over, points=4, replicates=2).crossed(
        {"partnership.form": ["none", "formal"]}
    )
    study = run_design(design, study=tmp_path / "study", workers=0)
    arms = compare_study(study)
    assert arms.labels == ("none", "formal") and arms.kind == "setting" and arms.draws == 4
    runs = study.summaries().groupby(["trust.start", "partnership.form"])
    by_hand = runs["outcome.resolved.all"].mean().unstack()
    found = paired_differences(arms).set_index("measure").loc["outcome.resolved.all", "difference"]
    assert found == pytest.approx(float((by_hand["formal"] - by_hand["none"]).median()))
    shown = joinup("compare", tmp_path / "study")
    assert shown.exit_code == ExitCode.DONE
    assert "4 settings" in shown.stdout and "doubt about what" in shown.stdout
    refused = joinup("compare", tmp_path / "study", "none", "--weeks", "26")
    assert refused.exit_code == ExitCode.BAD_INPUT and refused.stderr.count("cannot be combined") == 2
    with pytest.raises(StudyError, match=r"does not vary 'trust.up'"):
        compare_study(study, "trust.up")
