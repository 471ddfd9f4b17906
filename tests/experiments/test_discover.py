"""In which circumstances options work: against boxes, trees and regrets that are known."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.analysis.discover import discover
from joinup.experiments.analysis.futures import futures
from joinup.experiments.analysis.guide import guide
from joinup.experiments.analysis.methods.prim import find_boxes, quasi_p
from joinup.experiments.analysis.methods.robustness import robustness
from joinup.experiments.analysis.methods.trees import grow
from joinup.experiments.analysis.outcome_names import outcome_named
from joinup.experiments.report.text.guide import guide_sections
from joinup.experiments.study.design import Design
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.sampling import factorial, sampled
from joinup.scenarios.load import load
from tests.support.fake_studies import RESOLVED, MadeStudy, three, three_ranges

FORM = "partnership.form"
TOWN = load("town")
OUTCOME = outcome_named("resolved", [RESOLVED])
COLUMNS = [f"c{place}" for place in range(6)]


def cube(rows: int = 400, seed: int = 1) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).random((rows, len(COLUMNS))), columns=COLUMNS)


def test_a_planted_box_is_found_with_its_limits_and_holds_out_of_sample() -> None:
    frame = cube(300)
    cases = ((frame["c1"] > 0.6) & (frame["c4"] < 0.5)).to_numpy()
    found = find_boxes(frame, cases)
    box = found.boxes[0]
    limits = {limit.name: (limit.low, limit.high) for limit in box.limits}
    assert set(limits) == {"c1", "c4"}
    assert limits["c1"][0] == pytest.approx(0.6, abs=0.03) and limits["c1"][1] is None
    assert limits["c4"][1] == pytest.approx(0.5, abs=0.03) and limits["c4"][0] is None
    assert box.coverage > 0.9 and box.density > 0.9
    assert all(limit.quasi_p < 0.001 for limit in box.limits)
    assert found.held_out_density > 0.9 and found.held_out_coverage > 0.85 and found.holds_up
    assert box.words({"c1": "need", "c4": "trust"}).startswith("need above 0.6")


def test_boxes_of_pure_noise_do_not_hold_up() -> None:
    for seed in range(2):
        cases = np.random.default_rng(seed).random(200) < 0.3
        found = find_boxes(cube(200, seed), cases)
        assert not (found.boxes and found.held_out_density > found.base + 0.1)


def test_names_can_be_limits_too() -> None:
    frame = cube(300).assign(form=np.tile(["a", "b", "c"], 100))
    found = find_boxes(frame, (frame["form"] == "b").to_numpy())
    assert [(limit.name, limit.values) for limit in found.boxes[0].limits] == [("form", ("b",))]


def test_few_cases_are_not_described() -> None:
    assert find_boxes(cube(100), np.arange(100) < 5).boxes == ()


def test_quasi_p_is_the_binomial_chance_of_so_many_cases() -> None:
    one = np.array([True] * 10 + [False] * 10)
    cases = np.array([True] * 9 + [False] + [True] * 1 + [False] * 9)
    # Without the limit half are cases: the chance of 9 or more of 10 is 11 / 1024.
    assert quasi_p([one], cases).tolist() == pytest.approx([11 / 1024])


def test_a_tree_separates_names_and_says_when_it_cannot() -> None:
    frame = cube(300)
    names = np.where(frame["c2"] > 0.7, "merged", "none")
    tree = grow(frame, names, {"c2": "Load"})
    words = {leaf.words: leaf.says for leaf in tree.leaves}
    assert set(words.values()) == {"merged", "none"}
    assert all(text.startswith("Load ") for text in words)
    assert tree.right == 1 and tree.right_held_out > 0.97
    guess = grow(frame, np.random.default_rng(1).choice(["a", "b"], 300), {})
    assert guess.right_held_out < 0.6


def test_regret_and_satisficing_on_a_table_worked_out_by_hand() -> None:
    merits = np.array([[10.0, 8.0, 0.0], [0.0, 4.0, 5.0], [3.0, 3.0, 1.0]])
    found = robustness(merits, ("a", "b", "c"), np.full(3, 3.0))
    assert found.table["regret_max"].tolist() == [5, 2, 10]
    assert found.table["regret_mean"].tolist() == pytest.approx([5 / 3, 1, 4])
    assert found.table["regret_90"].tolist() == pytest.approx([4.0, 1.8, 8.4])
    assert found.table["mean"].tolist() == pytest.approx([13 / 3, 5, 2])
    assert found.table["worst"].tolist() == [0, 3, 0]
    assert found.table["satisfied"].tolist() == pytest.approx([2 / 3, 1, 1 / 3])
    assert found.agreed == ("b",) and "said of 20 futures or more" in found.words()
    often = robustness(np.tile(merits, (7, 1)), ("a", "b", "c"), np.full(21, 3.0))
    assert often.words() == "All measures of robustness put 'b' first."


def test_measures_that_rank_options_differently_are_said_to() -> None:
    merits = np.tile([[100.0, 10.0], [0.0, 9.0]], (10, 1))
    found = robustness(merits, ("bold", "safe"), np.full(20, 5.0))
    assert found.first["mean"] == ("bold",) and found.first["worst"] == ("safe",)
    assert found.first["regret_max"] == ("bold",) and found.first["satisfied"] == ("safe",)
    assert "disagree" in found.words() and "'safe' in the worst future" in found.words()


def test_what_is_as_good_as_the_reference_says_nothing_of_the_reference() -> None:
    merits = np.array([[1.0, 2.0], [1.0, 0.0]])
    found = robustness(merits, ("none", "formal"), merits[:, 0], reference="none")
    assert np.isnan(found.table["satisfied"].iloc[0]) and "satisfied" not in found.first


def crossing(point: dict[str, Any], seed: int) -> float:
    """Return a figure for which 'merged' pays where the first parameter is small, 'none' else."""
    x, y, _ = three(point)
    gain = {"none": 0.0, "formal": -1.0, "merged": 40 * (0.5 - x)}[point[FORM]]
    return 100 * y + gain + seed % 3 + (0.1 * (seed % 2) if point[FORM] == "merged" else 0.0)


def design(points: int = 96, replicates: int = 3) -> Design:
    made = sampled(TOWN, three_ranges(0, 1), points=points, method="sobol", replicates=replicates)
    return made.crossed({FORM: ["none", "formal", "merged"]})


def test_futures_pair_options_on_the_same_seeds() -> None:
    found = futures(MadeStudy(design(), crossing), OUTCOME)
    assert found.names == ("none", "formal", "merged") and found.values.shape == (96, 3, 3)
    assert set(found.circumstances) == {"trust.start", "service.fatigue", "routine.handover"}
    assert np.allclose(found.gains("formal", "none"), -1)
    expected = 40 * (0.5 - found.circumstances["trust.start"].to_numpy())
    assert np.allclose(found.gains("merged", "none").mean(axis=1), expected, atol=0.11)
    assert found.titles["trust.start"] == "Trust at the start"


def test_a_future_with_a_missing_run_is_left_out_and_counted() -> None:
    study = MadeStudy(design(8), crossing)
    study.rows = study.rows.iloc[1:]
    found = futures(study, OUTCOME)
    assert len(found) == 7 and found.dropped == 1


def test_combinations_of_values_are_futures_too() -> None:
    made = factorial(
        TOWN,
        {
            FORM: ["none", "merged"],
            "trust.start": [0.1, 0.6],
            "service.fatigue": [0, 0.5],
            "routine.handover": [0.2],
        },
    )
    with pytest.raises(StudyError, match="only one option"):
        futures(MadeStudy(made, crossing), OUTCOME, "routine.handover")
    assert len(futures(MadeStudy(made, crossing), OUTCOME)) == 4


def test_discovery_finds_where_options_work_and_where_one_does_not() -> None:
    said = discover(futures(MadeStudy(design(), crossing), OUTCOME))
    by = {works.option: works for works in said.works}
    assert by["formal"].judged.share_better == 0 and by["formal"].judged.verdict == "worse"
    merged = by["merged"]
    assert merged.judged.share_better == pytest.approx(0.5, abs=0.03)
    (limit,) = merged.boxes.boxes[0].limits
    assert limit.name == "trust.start"
    assert (limit.low if merged.of_failures else limit.high) == pytest.approx(0.5, abs=0.06)
    assert said.tree is not None and {leaf.says for leaf in said.tree.leaves} == {"none", "merged"}


def test_the_guide_says_which_is_best_where_by_how_much_and_where_it_cannot_tell() -> None:
    found = futures(MadeStudy(design(), crossing), OUTCOME)
    said = guide(found)
    assert next(iter(said.influence)) == "trust.start"
    low, high = (row for row in said.rows if row.heading == "Trust at the start")
    assert (low.best, low.rival, low.is_clear) == ("merged", "none", True)
    assert low.lead == pytest.approx(10, abs=1)
    assert low.wins["merged"] > 0.95
    assert (high.best, high.is_clear) == ("none", True)
    assert high.lead == pytest.approx(1, abs=0.1)
    words = " ".join(guide_sections(found, said)[0].sentences)
    assert "'merged' is better than all others where trust at the start is below" in words
    equal = futures(
        MadeStudy(design(), lambda p, s: three(p)[1] + np.sin(1e4 * three(p)[0] * len(p[FORM]))), OUTCOME
    )
    sentences = guide_sections(equal, guide(equal))[0].sentences
    assert "Over all futures: cannot tell between 'formal', 'merged' and 'none'" in sentences[1]
    assert sentences[2] == "No circumstance is shown at which the best option changes."


@pytest.fixture(scope="module")
def town_study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies") / "town"
    code, printed = command_line(
        "sweep",
        "town",
        "--vary",
        f"{FORM}=none,formal,merged",
        "--over",
        "agencies.housing.places",
        "--over",
        "trust.start",
        "--points",
        "16",
        "--replications",
        "2",
        "--clients",
        "200",
        "--weeks",
        "52",
        "--workers",
        "0",
        "--out",
        str(folder),
    )
    assert code == ExitCode.DONE, printed
    return folder


def command_line(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return outcome.exit_code, outcome.output


def test_the_commands_tell_of_a_study_and_write_markdown(town_study: Path, tmp_path: Path) -> None:
    code, printed = command_line("discover", str(town_study), "--outcome", "resolved", "--threshold", "100")
    assert code == ExitCode.DONE and "Good enough: at least 100" in " ".join(printed.split())
    code, printed = command_line("guide", str(town_study), "--by", "load", "--by", "trust.start")
    assert (
        code == ExitCode.DONE and "Share of places in use" in printed and "Circumstance by option" in printed
    )
    page = tmp_path / "guide.md"
    code, printed = command_line("guide", str(town_study), "--outcome", "net_benefit", "--out", str(page))
    assert code == ExitCode.DONE
    text = page.read_text(encoding="utf-8")
    assert text.splitlines()[2].startswith("# A town with four agencies") and "| Where |" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("discover", "--option", "trust.starts"), "the study does not vary it; did you mean 'trust.start'?"),
        (("discover", "--only", "mergd"), "has no option 'mergd'"),
        (("discover", "--outcome", "episodes"), "neither good nor bad by itself"),
        (("guide", "--by", "lod"), "did you mean 'load'?"),
    ],
)
def test_what_cannot_be_used_is_reported(town_study: Path, arguments: tuple[str, ...], said: str) -> None:
    code, printed = command_line(arguments[0], str(town_study), *arguments[1:])
    assert code == ExitCode.BAD_INPUT
    assert said in printed


def test_a_study_without_options_gets_the_way_to_add_them(tmp_path: Path) -> None:
    folder = str(tmp_path / "s")
    command_line(
        "sweep",
        "town",
        "--over",
        "trust.start",
        "--points",
        "2",
        "--clients",
        "200",
        "--weeks",
        "52",
        "--workers",
        "0",
        "--out",
        folder,
    )
    for command in ("discover", "guide", "report"):
        code, printed = command_line(command, folder)
        assert code == ExitCode.BAD_INPUT and "--vary partnership.form=none,formal" in printed
