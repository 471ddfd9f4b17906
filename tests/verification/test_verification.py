"""Verification by analytic limits: every case agrees with its exact answer, and the page shows them all."""

from __future__ import annotations

import re

import numpy as np
import pytest

from tests.verification import page
from tests.verification.checks import (
    DETECTABLE,
    FALSE_ALARM,
    LAW_DETECTABLE,
    Case,
    Check,
    correlation,
    law,
    mean,
    ratio,
    share,
)
from tests.verification.elsewhere import ELSEWHERE
from tests.verification.registry import CASES, LISTED, NOT_APPLICABLE, checks_of, missing


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.key))
def test_case_agrees_with_its_exact_answer(case: Case) -> None:
    figures = checks_of(case)
    assert figures
    assert [figure for figure in figures if not figure.passed] == []


def test_the_page_is_up_to_date() -> None:
    renew = "run: uv run python -m tests.verification"
    assert page.PAGE.read_text(encoding="utf-8") == page.text(), renew


def test_the_page_shows_every_case_once_and_no_other() -> None:
    shown = re.findall(r"^### (V\w+):", page.PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert shown == [case.key for case in CASES]
    assert len(set(shown)) == len(shown)


def test_every_listed_case_is_accounted_for() -> None:
    assert missing() == ()
    assert {*(case.key for case in CASES), *ELSEWHERE, *NOT_APPLICABLE} == set(LISTED)


def samples(number: int = 4000) -> np.ndarray:
    return np.random.default_rng(1).poisson(100, number)


def test_a_mean_that_is_off_by_its_smallest_error_found_is_found() -> None:
    right = mean("right", 100, samples())
    assert right.passed and right.detectable < DETECTABLE
    assert not mean("2 % too high", 100 * (1 + DETECTABLE), samples()).passed


def test_a_mean_of_too_few_samples_is_no_check() -> None:
    blind = mean("blind", 100, samples(20))
    assert abs(blind.measured - 100) < blind.tolerance and not blind.passed
    assert mean("known to be blind", 100, samples(20), sees=0.2).passed


def test_few_samples_widen_the_tolerance() -> None:
    few, many = (float(mean("", 100, samples(n)).rule.split()[0]) for n in (5, 4000))
    assert few > 2 * many


def test_ratios_shares_and_correlations_find_errors() -> None:
    below = np.full(4000, 2.0)
    assert ratio("right", 50, samples(), below).passed
    assert not ratio("off", 51, samples(), below).passed
    assert share("right", 0.5, 50_010, 100_000).passed
    assert not share("off", 0.5, 51_000, 100_000).passed
    assert correlation("none", samples(), samples()[::-1], sees=0.1).passed
    assert not correlation("complete", samples(), samples(), sees=0.1).passed


def laws(probabilities: np.ndarray, drawn_from: np.ndarray, number: int) -> Check:
    return law("", probabilities, np.random.default_rng(2).choice(drawn_from.size, number, p=drawn_from))


def test_a_wrong_distribution_is_found_as_often_as_the_page_says() -> None:
    fair = np.full(10, 0.1)
    check = laws(fair, fair, 8000)
    assert check.passed and check.expected == 9
    assert check.detectable <= LAW_DETECTABLE
    wrong = fair.copy()
    wrong[:5] += check.detectable / 5
    wrong[5:] -= check.detectable / 5
    generator = np.random.default_rng(3)
    drawn = [generator.choice(10, 8000, p=wrong) for _ in range(200)]
    found = sum(not law("", fair, sample).passed for sample in drawn)
    assert 0.82 < found / 200 <= 1
    assert FALSE_ALARM < 0.00011


def test_a_distribution_that_fits_too_well_is_found() -> None:
    fair = np.full(100, 0.01)
    assert not law("", fair, np.tile(np.arange(100), 400)).passed


def test_too_few_samples_of_a_distribution_are_no_check() -> None:
    fair = np.full(10, 0.1)
    assert not laws(fair, fair, 1000).passed


def test_a_figure_that_does_not_agree_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = Case("V99", "wrong", "none", lambda: [Check("figure", 1.0, 2.0, 0.5, "exact")])
    monkeypatch.setattr(page, "CASES", (wrong,))
    assert page.failures() == ["V99: figure"]
