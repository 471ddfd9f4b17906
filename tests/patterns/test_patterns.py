"""Patterns that others have published, and what the model makes of them (docs/explanation/patterns.md)."""

from __future__ import annotations

import numpy as np
import pytest

from tests.patterns.figures import FOLDER, Standing, odds, odds_ratio_per_unit, scenario
from tests.patterns.page import PAGE, PATTERNS, pattern_of, report

NOT_REPRODUCED = {
    "P1": (
        "A letter, and the need for help with forms met in full",
        "A letter, and one door at J = 1, chi at its default of 1.2",
    ),
    "P5": ("Formal partnership without it",),
    "P6": ("Staying on the list until served",),
    "P7": ("Two members, services completed", "Twelve members, each with the whole credit"),
    "P11": ("At least one, no campaign, a quarter of staff leave",),
    "P14": ("All defaults",),
}
"""What the model does not reproduce with its defaults; the page says so and why."""


@pytest.mark.parametrize("key", PATTERNS)
def test_the_model_reproduces_what_the_page_says_and_misses_what_it_says(key: str) -> None:
    misses = NOT_REPRODUCED.get(key, ())
    for figure in pattern_of(key).figures:
        expected = not figure.what.startswith(misses) if misses else True
        assert figure.reproduced == expected, f"{figure.what}: {figure.shown}, asked for {figure.criterion}"


def test_every_miss_is_one_of_the_figures() -> None:
    for key, misses in NOT_REPRODUCED.items():
        for miss in misses:
            assert sum(figure.what.startswith(miss) for figure in pattern_of(key).figures) == 1


def test_what_was_used_to_set_a_default_is_not_counted_as_validation() -> None:
    """The defaults that cite a pattern's study are those of P1's help, P6 and P14."""
    wait, voice = (pattern_of(key).figures for key in ("P6", "P14"))
    assert wait[0].standing == Standing.CALIBRATED
    assert {figure.standing for figure in voice} == {Standing.CALIBRATED}
    assert {figure.standing for figure in pattern_of("P1").figures[2:]} == {Standing.CALIBRATED}
    assert pattern_of("P1").figures[1].standing == Standing.VALIDATION


def test_the_page_of_patterns_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == report(), "run: uv run python -m tests.patterns"


def test_every_scenario_file_of_the_patterns_is_valid_and_used() -> None:
    names = {path.stem for path in FOLDER.glob("*.yaml")}
    assert {scenario(name).name for name in names} == names
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    assert [name for name in sorted(names) if f'"{name}"' not in code] == []


def test_the_logistic_regression_finds_the_odds_ratio_that_made_the_counts() -> None:
    week = np.arange(0.0, 20.0)
    chance = 1 / (1 + np.exp(-(0.4 + np.log(0.95) * week)))
    assert odds_ratio_per_unit(week, 1e5 * chance, np.full(20, 1e5)) == pytest.approx(0.95, rel=1e-12)
    assert odds(0.75) == pytest.approx(3.0)
