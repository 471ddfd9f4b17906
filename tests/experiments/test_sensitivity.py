"""What matters in a study: against functions whose answers are known."""

from __future__ import annotations

from math import pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from SALib.analyze import morris as salib
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.analysis.methods.morris import elementary_effects, noise_of_effect, screen
from joinup.experiments.analysis.methods.noise import noise
from joinup.experiments.analysis.outcome_names import outcome_named
from joinup.experiments.analysis.sensitivity import sensitivity_of
from joinup.experiments.report.text.sensitivity import deciders, sensitivity_sections
from joinup.experiments.study.design import Design
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.sampling import sampled
from joinup.scenarios.load import load
from tests.support.fake_studies import RESOLVED, MadeStudy, ishigami, three, three_ranges

FORM = "partnership.form"
OUTCOME = outcome_named("resolved", [RESOLVED])
TOWN = load("town")


def design(method: str, points: int, *, low: float = 0.0, high: float = 1.0, replicates: int = 1) -> Design:
    return sampled(TOWN, three_ranges(low, high), points=points, method=method, replicates=replicates)


def linear(point: dict[str, Any], seed: int) -> float:
    x, y, _ = three(point)
    return 10 * x - 4 * y


def test_sobol_indices_of_ishigamis_function_are_those_worked_out_by_hand() -> None:
    study = MadeStudy(design("saltelli", 1024, low=-pi, high=pi), ishigami)
    found = sensitivity_of(study, OUTCOME)
    table = found.answers[0].table.set_index("path").loc[[one.path for one in study.ranges]]
    assert table["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.04)
    assert table["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.04)
    for index, known in (("first", [0.3139, 0.4424, 0.0]), ("total", [0.5576, 0.4424, 0.2437])):
        assert (table[f"{index}_low"] < np.array(known) + 0.02).all()
        assert (table[f"{index}_high"] > np.array(known) - 0.02).all()
    assert found.blocks == 1024 and found.dropped == 0


def test_noise_that_all_points_share_changes_no_index() -> None:
    shift = {1: 300.0, 2: -50.0, 3: 7.0}
    plain = MadeStudy(design("saltelli", 64, low=-pi, high=pi, replicates=3), ishigami)
    lucky = MadeStudy(plain.design, lambda point, seed: ishigami(point, seed) + shift[seed])
    one, other = (sensitivity_of(study, OUTCOME).answers[0] for study in (plain, lucky))
    columns = ["first", "first_low", "total", "total_high"]
    assert np.allclose(one.table[columns], other.table[columns], atol=1e-9)
    assert one.noise.share_of_a_run == pytest.approx(0, abs=1e-12)
    assert other.noise.share_of_a_run > 0.99
    assert other.noise.common_share_of_noise == pytest.approx(1)
    assert other.noise.share_left == pytest.approx(0, abs=1e-9)


def test_the_noise_of_each_point_is_separated_from_effects_of_parameters() -> None:
    rng = np.random.default_rng(7)
    points, seeds, own = rng.normal(0, 3, 400), rng.normal(0, 2, 4), rng.normal(0, 1, (400, 4))
    found = noise(points[:, None] + seeds[None, :] + own)
    assert found.between == pytest.approx(9, rel=0.2)
    assert found.own == pytest.approx(1, rel=0.1)
    assert found.common == pytest.approx(seeds.var(ddof=1), rel=0.2)
    assert found.share_left == pytest.approx(0.25 / 9.25, rel=0.25)


def test_one_replicate_says_nothing_about_noise() -> None:
    study = MadeStudy(design("morris", 4), linear)
    answer = sensitivity_of(study, OUTCOME).answers[0]
    assert np.isnan(answer.noise.own) and np.isnan(answer.floor)
    sections = sensitivity_sections(sensitivity_of(study, OUTCOME))
    assert any("one replicate" in sentence for section in sections for sentence in section.sentences)


def test_elementary_effects_of_a_straight_line_are_its_slopes() -> None:
    found = sensitivity_of(MadeStudy(design("morris", 5, low=2, high=4), linear), OUTCOME).answers[0].table
    assert found["path"].tolist() == ["trust.start", "service.fatigue", "routine.handover"]
    assert found["mu_star"].tolist() == pytest.approx([20, 8, 0])
    assert found["mu"].tolist() == pytest.approx([20, -8, 0])
    assert found["sigma"].tolist() == pytest.approx([0, 0, 0], abs=1e-9)
    assert found["beyond_noise"].tolist() == [True, True, False]


def test_elementary_effects_are_salibs() -> None:
    made = design("morris", 20, low=-pi, high=pi)
    sample = np.array([list(row.values()) for row in made.samples]) / (2 * pi) + 0.5
    values = np.array([ishigami(dict(row), 1) for row in made.samples])
    problem = {"num_vars": 3, "names": list("abc"), "bounds": [[0.0, 1.0]] * 3}
    theirs = salib.analyze(problem, sample, values, seed=1)
    ours = screen(sample, values)
    for name in ("mu", "mu_star", "sigma"):
        assert ours[name].tolist() == pytest.approx(list(theirs[name]))
    half = (ours["mu_star_high"] - ours["mu_star_low"]) / 2
    assert half.tolist() == pytest.approx(list(theirs["mu_star_conf"]), rel=0.15)


def test_steps_of_whole_numbers_are_taken_as_they_were_made() -> None:
    ranges = [Range("agencies.housing.places", 10, 17, True), Range("trust.start", 0, 1, False)]
    made = sampled(TOWN, ranges, points=6, method="morris")
    study = MadeStudy(made, lambda point, seed: 3.0 * point["agencies.housing.places"])
    found = sensitivity_of(study, OUTCOME).answers[0].table.set_index("path")
    assert found["mu_star"]["agencies.housing.places"] == pytest.approx(21)
    assert found["sigma"]["agencies.housing.places"] == pytest.approx(0, abs=1e-9)


def test_the_floor_of_an_effect_is_what_noise_alone_gives() -> None:
    made = design("morris", 400)
    sample = np.array([list(row.values()) for row in made.samples])
    values = np.random.default_rng(3).normal(0, 2.0, len(sample))
    assert np.abs(elementary_effects(sample, values)).mean() == pytest.approx(
        noise_of_effect(sample, 2.0), rel=0.05
    )


def test_a_sample_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="not a Morris sample"):
        elementary_effects(np.random.default_rng(1).random((8, 3)), np.zeros(8))


def difference(point: dict[str, Any], seed: int) -> float:
    """Return a figure for which the form pays only if trust is above a half, and the rest is no matter."""
    x, y, z = three(point)
    level = 100 * y + 30 * z + seed
    return level + (8 * (x - 0.5) + 0.001 * (seed % 2) if point[FORM] == "formal" else 0.0)


@pytest.mark.parametrize(("method", "points"), [("morris", 10), ("saltelli", 128)])
def test_the_conclusion_turns_on_what_turns_the_sign(method: str, points: int) -> None:
    made = design(method, points, replicates=3).crossed({FORM: ["formal", "none"]})
    found = sensitivity_of(MadeStudy(made, difference), OUTCOME)
    level, _, gap = found.answers
    assert level.table["path"].iloc[0] == "service.fatigue"
    assert gap.table["path"].iloc[0] == "trust.start"
    assert gap.table["beyond_noise"].tolist() == [True, False, False]
    assert found.conclusion is not None
    assert (found.conclusion.better, found.conclusion.than) == ("formal", "none")
    assert 0.3 < found.conclusion.share < 0.7
    assert found.conclusion.judged.verdict == "cannot tell"
    assert deciders(found)["path"].tolist() == ["trust.start"]
    words = sensitivity_sections(found)[0].sentences
    assert any("Trust at the start (judgement)" in sentence for sentence in words)


def test_a_conclusion_that_no_parameter_reverses_is_reported_as_such() -> None:
    made = design("morris", 4, replicates=2).crossed({FORM: ["formal", "none"]})
    found = sensitivity_of(MadeStudy(made, lambda p, s: linear(p, s) + (p[FORM] == "formal")), OUTCOME)
    assert found.conclusion is not None and found.conclusion.share == 1
    assert found.conclusion.judged.draws == found.points
    assert any("same at every point" in words for words in sensitivity_sections(found)[0].sentences)


def test_trajectories_with_missing_runs_are_left_out_whole_and_said_to_be() -> None:
    study = MadeStudy(design("morris", 5, replicates=2), linear)
    study.rows = study.rows.iloc[1:]
    found = sensitivity_of(study, OUTCOME)
    assert (found.blocks, found.dropped) == (4, 1)
    assert found.answers[0].table["mu_star"].tolist() == pytest.approx([10, 4, 0])
    assert "1 trajectory was left out" in sensitivity_sections(found)[-1].sentences[-1]


def test_options_that_are_not_there_are_named() -> None:
    made = design("morris", 3).crossed({FORM: ["formal", "none"]})
    with pytest.raises(StudyError, match=r"name two of the study's options \(formal, none\)"):
        sensitivity_of(MadeStudy(made, difference), OUTCOME, ("formal", "merged"))


def command_line(*arguments: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    return outcome.exit_code, outcome.output


def test_the_command_screens_a_scenario_and_then_works_out_indices(tmp_path: Path) -> None:
    folder = tmp_path / "matters"
    how = (
        "--over",
        "agencies.housing.places=2:60",
        "--over",
        "trust.start",
        "--points",
        "3",
        "--replications",
        "2",
        "--clients",
        "200",
        "--weeks",
        "52",
        "--workers",
        "0",
    )
    code, printed = command_line("sensitivity", "town", *how, "--out", str(folder))
    assert code == ExitCode.DONE, printed
    assert "What the conclusion depends on" in printed and "'formal' less 'none'" in printed
    code, again = command_line("sensitivity", str(folder / "morris"), "--outcome", "net_benefit")
    assert code == ExitCode.DONE and "net benefit" in again
    alone = (
        "--set",
        "partnership.form=none",
        "--indices",
        "4",
        "--most",
        "1",
        "--out",
        str(tmp_path / "alone"),
    )
    code, printed = command_line("sensitivity", "town", *how, *alone)
    assert code == ExitCode.DONE, printed
    assert "Sobol indices of the 1 parameter that matter" in printed and "First order" in printed
    assert (tmp_path / "alone" / "saltelli" / "study.sqlite").exists()
    code, printed = command_line("sensitivity", str(folder / "morris"), "--outcome", "resolvd")
    assert code == ExitCode.BAD_INPUT and "did you mean 'resolved'" in printed


def test_a_study_of_another_kind_gets_the_sweep_to_make(tmp_path: Path) -> None:
    size = ("--clients", "200", "--weeks", "52", "--workers", "0", "--out", str(tmp_path / "s"))
    command_line("sweep", "town", "--vary", f"{FORM}=none,formal", *size)
    code, printed = command_line("sensitivity", str(tmp_path / "s"))
    assert code == ExitCode.BAD_INPUT
    assert "kind 'factorial'" in printed and "--method morris" in printed and "Traceback" not in printed


def test_two_designs_on_one_scenario_have_folders_of_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    how = ("--points", "2", "--clients", "60", "--weeks", "8", "--workers", "0")
    designs = (("--over", "trust.start"), ("--over", "service.fatigue"), ("--over", "trust.start=0.1:0.2"))
    for over in designs:
        for replicates in ("1", "2"):
            code, printed = command_line("sensitivity", "town", *over, "--replications", replicates, *how)
            assert code == ExitCode.DONE, printed
    assert len(list((tmp_path / "studies").iterdir())) == len(designs)


def test_two_designs_in_one_folder_do_not_break_each_other(tmp_path: Path) -> None:
    how = ("--points", "2", "--clients", "60", "--weeks", "8", "--workers", "0", "--out", str(tmp_path))
    for over, replicates in (("trust.start", "3"), ("service.fatigue", "1"), ("trust.start", "2")):
        code, printed = command_line(
            "sensitivity", "town", "--over", over, "--replications", replicates, *how
        )
        assert code == ExitCode.DONE, printed
