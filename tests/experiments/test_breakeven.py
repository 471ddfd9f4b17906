"""From which value of a parameter, and from which week, one option overtakes another."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner, Result

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.analysis.breakeven import less_is_better, outcome_column, over_time, repayment
from joinup.experiments.analysis.methods.crossings import crossings, next_values
from joinup.experiments.analysis.options import options_of
from joinup.experiments.analysis.storage import Execution
from joinup.experiments.calls.breakeven import options_between
from joinup.experiments.study.study import open_study
from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario

Floats = npt.NDArray[np.float64]

VALUES = np.linspace(0.0, 1.0, 7)


def joinup(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def noise(*, draws: int = 30, seed: int = 1, spread: float = 0.3, values: int = 7) -> Floats:
    """Return noise that a draw has at every value, and a little of its own at each."""
    random = np.random.default_rng(seed)
    found: Floats = random.normal(0, spread, (draws, 1)) + random.normal(0, spread / 5, (draws, values))
    return found


def test_a_known_crossing_is_found() -> None:
    found = crossings(VALUES.tolist(), 4 * (VALUES - 0.4) + noise())
    assert found.verdict == "crosses"
    [crossing] = found.crossings
    assert crossing.at == pytest.approx(0.4, abs=0.05)
    assert crossing.low <= 0.4 <= crossing.high
    assert crossing.upwards


def test_the_interval_of_a_crossing_covers_it_as_often_as_it_says() -> None:
    inside = []
    for seed in range(100):
        [crossing] = crossings(VALUES.tolist(), 3 * (VALUES - 0.45) + noise(seed=seed)).crossings
        inside.append(crossing.low <= 0.45 <= crossing.high)
    # The bootstrap's percentiles over 30 draws are a little narrow.
    assert 0.87 <= np.mean(inside) <= 0.99


@pytest.mark.parametrize(
    ("curve", "verdict"),
    [
        (3 + VALUES, "better"),
        (-3 - VALUES, "worse"),
        (0 * VALUES, "cannot tell"),
        (2 * VALUES - 2.0, "worse"),  # It reaches 0 at the end, but not beyond.
    ],
)
def test_without_a_crossing_it_says_who_is_ahead(curve: Floats, verdict: str) -> None:
    found = crossings(VALUES.tolist(), curve + noise())
    assert found.verdict == verdict and found.crossings == ()


def test_options_that_are_equal_or_nearly_so_are_no_different() -> None:
    equal = crossings(VALUES.tolist(), np.zeros((2, len(VALUES))))
    assert equal.verdict == "no difference" and equal.crossings == ()
    near = crossings(VALUES.tolist(), noise(spread=0.1), np.full(len(VALUES), 2.0))
    assert near.verdict == "no difference"
    few = crossings(VALUES.tolist(), 3 + noise(draws=19))
    assert few.verdict == "cannot tell"


def test_more_than_one_crossing_is_reported() -> None:
    found = crossings(VALUES.tolist(), 1.5 - 20 * (VALUES - 0.5) ** 2 + noise())
    assert [crossing.upwards for crossing in found.crossings] == [True, False]
    first, second = (crossing.at for crossing in found.crossings)
    assert first == pytest.approx(0.5 - np.sqrt(0.075), abs=0.08)
    assert second == pytest.approx(0.5 + np.sqrt(0.075), abs=0.08)


def test_noise_alone_rarely_makes_a_crossing() -> None:
    """Clear at 95 % for all values at once: both ways by chance is much rarer than one in twenty."""
    random = np.random.default_rng(4)
    false = sum(
        bool(crossings(VALUES.tolist(), random.normal(size=(20, len(VALUES)))).crossings) for _ in range(300)
    )
    assert false <= 6


def test_values_are_bisected_until_noise_limits_the_precision() -> None:
    sharp = crossings([0.0, 1.0], np.array([[-1.0, 2.0], [-1.01, 2.0], [-1.0, 2.01]] * 7))
    assert next_values(sharp, whole=False) == [0.5]
    assert next_values(sharp, whole=True) == []
    many = np.linspace(0.0, 1.0, 41)
    vague = crossings(many.tolist(), 2 * (many - 0.45) + noise(spread=2.0, draws=200, values=41))
    assert vague.verdict == "crosses" and next_values(vague, whole=False) == []


def test_the_week_in_which_a_dip_is_repaid() -> None:
    # Nothing for 5 weeks, 10 a week lost for 10 weeks, 4 a week gained after that.
    gap = np.concatenate([np.zeros(5), np.full(10, -10.0), np.full(40, 4.0)])
    found = repayment(np.cumsum(np.tile(gap, (12, 1)), axis=1))
    assert found.depth == -100
    assert found.first_benefit.week == 15
    assert found.repaid.week == 15 + 25  # 26 weeks of 4 are more than 100.
    assert (found.repaid.low, found.repaid.high, found.repaid.missing) == (40, 40, 0)


def test_a_dip_that_is_not_repaid_within_the_run() -> None:
    gap = np.concatenate([np.full(10, -10.0), np.full(10, 4.0)])
    found = repayment(np.cumsum(np.tile(gap, (5, 1)), axis=1))
    assert found.first_benefit.week == 10
    assert np.isnan(found.repaid.week) and found.repaid.missing == 1


def test_a_benefit_from_the_start_has_no_dip() -> None:
    found = repayment(np.cumsum(np.tile([0.0, 0.0, 1.0, 1.0], (3, 1)), axis=1))
    assert (found.depth, found.first_benefit.week, found.repaid.week) == (0, 2, 2)


def test_which_way_is_better() -> None:
    assert less_is_better(outcome_column("public_cost_discounted"))
    assert less_is_better(outcome_column("need_weeks"))
    assert not less_is_better(outcome_column("net_benefit"))
    assert not less_is_better("outcome.resolved.most_people")


def test_weekly_sums_end_at_the_difference_of_the_whole_run(tmp_path: Path) -> None:
    none, formal = options_of("town", vary=["partnership.form=none,formal"], clients=200, weeks=52)
    found = over_time(
        formal,
        none,
        outcome="outcome.resolved.all",
        replicates=3,
        execution=Execution(folder=tmp_path / "weekly", workers=0),
    )
    study = open_study(tmp_path / "weekly")
    runs = study.summaries().pivot(index="seed", columns="partnership.form", values="outcome.resolved.all")
    assert found.total[:, -1] == pytest.approx((runs["formal"] - runs["none"]).to_numpy())


def test_the_command_finds_the_price_at_which_places_stop_paying(tmp_path: Path) -> None:
    """Public cost is linear in a price: where the gap is 0 can be computed from two prices."""
    words = (
        "breakeven",
        "town",
        "--between",
        "agencies.housing.places=8,agencies.housing.places=20",
        "--path",
        "agencies.housing.place_cost",
        "--low",
        "500",
        "--high",
        "4000",
        "--outcome",
        "public_cost",
        "--steps",
        "3",
        "--replications",
        "20",
        "--clients",
        "400",
        "--weeks",
        "52",
        "--set",
        "money.unmet_need=1000",
        "--workers",
        "0",
        "--out",
        tmp_path / "study",
    )
    told = json.loads(joinup(*words, "--json").stdout)
    low, high = told["values"][0], told["values"][-1]
    slope = (high["better_by"] - low["better_by"]) / (4000 - 500)
    [crossing] = told["crossings"]
    assert crossing["at"] == pytest.approx(500 - low["better_by"] / slope, rel=0.01)
    assert crossing["low"] <= crossing["at"] <= crossing["high"]
    assert crossing["ahead_beyond"] == "agencies.housing.places=8"  # Dear places speak for few.
    before = open_study(tmp_path / "study").counts
    shown = joinup(*words)
    assert shown.exit_code == ExitCode.DONE, shown.stderr
    assert f"'agencies.housing.places=8' is ahead from {crossing['at']:.4g} upwards" in shown.stdout
    assert "95% confidence interval" in shown.stdout
    assert open_study(tmp_path / "study").counts == before


def test_the_command_finds_a_week(tmp_path: Path) -> None:
    words = (
        "breakeven",
        "town",
        "--between",
        "formal,none",
        "--replications",
        "3",
        "--clients",
        "200",
        "--weeks",
        "52",
        "--workers",
        "0",
        "--out",
        tmp_path / "weekly",
    )
    shown = joinup(*words)
    assert shown.exit_code == ExitCode.DONE, shown.stderr
    assert "Cannot tell from when: 20 replicates are needed" in shown.stdout
    told = json.loads(joinup(*words, "--json").stdout)
    assert told["weeks"] == 52 and len(told["total"]) == 52


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--between", "none"], "name two options"),
        (["--between", "none,none"], "the two are the same"),
        (["--between", "none,mergd"], "did you mean 'merged'"),
        (["--between", "none,merged", "--path", "trust.strat"], "did you mean 'start'"),
        (["--between", "none,merged", "--path", "partnership.form"], "is not a number"),
        (["--between", "none,merged", "--path", "weeks"], "no range is known"),
        (["--between", "none,merged", "--low", "1"], "--low: needs --path"),
        (["--between", "none,merged", "--outcome", "happiness"], "unknown outcome"),
        (["--between", "none,merged", "--replications", "1"], "at least 2"),
    ],
)
def test_what_has_no_break_even_is_refused(words: list[str], message: str) -> None:
    found = joinup("breakeven", "town", *words)
    assert found.exit_code == ExitCode.BAD_INPUT
    assert message in found.stderr


def test_a_file_is_an_option_as_a_shipped_name_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text("extends: town\nname: mine\n", encoding="utf-8")
    for given in ("mine.yaml", "./mine.yaml", Path("mine.yaml"), load("mine.yaml")):
        for word in ("mine.yaml", "./mine.yaml", "mine"):
            if not isinstance(given, Scenario) or word == "mine":
                pair = options_between(given, f"{word},none", None, 26, 200)
                assert [one.label for one in pair] == ["mine", "none"]
    assert [one.label for one in options_between("town", "none,town", None, 26, 200)] == ["none", "town"]
