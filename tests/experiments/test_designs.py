"""Designs: what is asked for is what is run, at every point, and wrong points are named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from joinup.experiments.study.design import Design, at_point
from joinup.experiments.study.design_options import design_of
from joinup.experiments.study.ranges import Range, declared_ranges, lever_ranges
from joinup.experiments.study.sampling import Method, factorial, from_table, sampled
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import plain_town


@pytest.fixture(scope="module")
def town() -> Scenario:
    return load("town")


def messages(caught: pytest.ExceptionInfo[ScenarioError]) -> str:
    return str(caught.value)


def test_a_factorial_has_every_combination_once(town: Scenario) -> None:
    design = factorial(town, {"trust.start": [0.1, 0.5], "partnership.form": ["none", "formal", "formal"]})
    assert len(design.points) == 4
    assert {tuple(point.values()) for point in design.points} == {
        (0.1, "none"),
        (0.1, "formal"),
        (0.5, "none"),
        (0.5, "formal"),
    }


def test_every_replicate_has_the_same_seed_at_every_point(town: Scenario) -> None:
    design = factorial(town, {"trust.start": [0.1, 0.5]}, replicates=3, seed=7)
    assert design.runs == 6
    assert [scenario.trust.start for _, scenario in design.scenarios()] == [0.1, 0.5]


@pytest.mark.parametrize("method", ["sobol", "latin_hypercube", "saltelli", "morris"])
def test_samples_stay_within_their_ranges_and_repeat(town: Scenario, method: Method) -> None:
    ranges = [Range("trust.start", 0.1, 0.6, False), Range("funding.programme.ends", 100, 110, True)]
    design, again = (sampled(town, ranges, points=8, method=method, sample_seed=3) for _ in range(2))
    table = design.table
    assert table["trust.start"].between(0.1, 0.6).all()
    assert table["funding.programme.ends"].between(100, 110).all()
    assert all(isinstance(point["funding.programme.ends"], int) for point in design.points)
    assert design.points == again.points
    assert len(design.samples) == {"sobol": 8, "latin_hypercube": 8, "saltelli": 32, "morris": 24}[method]


def test_a_sobol_sample_that_grows_keeps_its_points(town: Scenario) -> None:
    ranges = lever_ranges(town)
    few, many = (sampled(town, ranges, points=n).points for n in (8, 16))
    assert many[:8] == few


def test_whole_numbers_get_equal_parts_of_a_range() -> None:
    values = Range("weeks", 1, 4, True).at(np.linspace(0, 1, 4000, endpoint=False))
    assert np.bincount(np.array(values, int)).tolist() == [0, 1000, 1000, 1000, 1000]
    assert Range("weeks", 1, 4, True).at(np.array([1.0])) == [4]


def test_ranges_come_from_levers_and_from_the_file(town: Scenario) -> None:
    levers = {one.path: one for one in lever_ranges(town)}
    assert levers["funding.programme.ends"] == Range("funding.programme.ends", 52, 260, True)
    declared = {one.path for one in declared_ranges(town)}
    assert {"service.repeated_assessment", "agencies.housing.places", "trust.up"} <= declared


def test_options_are_crossed_with_a_sample(town: Scenario) -> None:
    design = sampled(town, [Range("trust.start", 0.1, 0.6, False)], points=4)
    crossed = design.crossed({"partnership.form": ["none", "merged"]})
    assert len(crossed.points) == 8
    assert crossed.options == {"partnership.form": ["none", "merged"]}


def test_the_form_none_is_the_baseline_none(town: Scenario) -> None:
    assert at_point(town, {"partnership.form": "none"}) == town.baseline("none")
    changed = at_point(town, {"partnership.form": "none", "trust.start": 0.2})
    assert changed == town.with_changes({"trust.start": 0.2}).baseline("none")
    assert at_point(town, {"baseline": "no_programme"}) == town.baseline("no_programme")
    with pytest.raises(ScenarioError, match="unknown baseline 'nun'"):
        at_point(town, {"baseline": "nun"})


def test_a_table_leaves_empty_cells_as_they_are(town: Scenario) -> None:
    table = pd.DataFrame({"trust.start": [0.2, np.nan], "funding.programme.ends": [100.0, 120.0]})
    design = from_table(town, table)
    assert design.points == (
        {"trust.start": 0.2, "funding.programme.ends": 100},
        {"funding.programme.ends": 120},
    )


def test_every_wrong_point_is_named_with_its_values(town: Scenario) -> None:
    design = factorial(town, {"trust.start": [0.5, 7], "partnership.form": ["fromal"]})
    with pytest.raises(ScenarioError) as caught:
        list(design.scenarios())
    text = messages(caught)
    assert "point 0 (trust.start=0.5, partnership.form=fromal): unknown form" in text
    assert "did you mean 'formal'?" in text
    assert "point 1 (trust.start=7, partnership.form=fromal): 7 is too large" in text


@pytest.mark.parametrize(
    ("question", "points"),
    [
        ({"vary": ("partnership.form=none,formal", "trust.start=0.1:0.5:3")}, 6),
        ({"vary": ("funding.programme.ends=100:103:4",)}, 4),
        ({"over": ("trust.start",), "points": 8}, 8),
        ({"over": ("trust.start=0.2:0.3", "service.repeated_assessment"), "points": 4}, 4),
        ({"over": ("levers",), "points": 4, "vary": ("partnership.form=none,merged",)}, 8),
        ({"vary": ("baseline=none,no_programme",)}, 2),
    ],
)
def test_designs_can_be_asked_for_in_words(town: Scenario, question: dict[str, Any], points: int) -> None:
    design = design_of(town, **question)
    assert len(design.points) == points
    assert len(list(design.scenarios())) == points


def test_steps_are_written_as_people_write_them(town: Scenario) -> None:
    design = design_of(town, vary=("trust.start=0.1:0.7:7",))
    assert [point["trust.start"] for point in design.points] == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({}, "what is to be varied?"),
        ({"vary": ("trust.start",)}, "write path=a,b,c or path=low:high:n"),
        ({"vary": ("trust.stat=1",)}, "did you mean 'start'?"),
        ({"vary": ("trust.start=0.5:0.1:3",)}, "low must be below high"),
        ({"vary": ("trust.start=a:b:c",)}, "low and high must be numbers"),
        ({"vary": ("trust.start=0.1", "trust.start=0.2")}, "'trust.start' is given twice"),
        ({"vary": ("trust.start=0.1",), "over": ("trust.start",)}, "'trust.start' is given twice"),
        ({"over": ("partnership.form",)}, "is not a number"),
        ({"over": ("weeks",)}, "no range is known for 'weeks'"),
        ({"over": ("trust.start=0.1",)}, "write path=low:high"),
        ({"over": ("trust.start=0.6:0.1",)}, "low 0.6 is not below high 0.1"),
        ({"over": ("trust.start=0.1:inf",)}, "the ends of a range are numbers, not 0.1 and inf"),
        ({"over": ("trust.start",), "method": "sobel"}, "did you mean 'sobol'?"),
        ({"table": Path("nowhere.csv")}, "there is no file 'nowhere.csv'"),
        ({"table": Path("x.csv"), "vary": ("trust.start=1",)}, "table: cannot be combined"),
    ],
)
def test_a_question_that_makes_no_sense_is_reported(
    town: Scenario, question: dict[str, Any], said: str
) -> None:
    with pytest.raises(ScenarioError) as caught:
        design_of(town, **question)
    assert said in messages(caught)


def test_a_cell_that_is_not_blank_is_no_blank(town: Scenario, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("trust.start,weeks\n0.2,30\n,40\n0.3,\n")
    assert design_of(town, table=file).points == (
        {"trust.start": 0.2, "weeks": 30},
        {"weeks": 40},
        {"trust.start": 0.3},
    )
    for word in ("None", "inf", "abc"):
        file.write_text(f"trust.start\n0.2\n{word}\n")
        with pytest.raises(ScenarioError, match=f"3:1: trust.start: expected a number, not '{word}'"):
            design_of(town, table=file)
    file.write_text("trust.start\n0.2\nnan\n")
    with pytest.raises(ScenarioError, match="3:1: trust.start: 'nan' stands for a value that is missing"):
        design_of(town, table=file)


def test_all_that_is_wrong_with_a_question_is_reported_at_once(town: Scenario) -> None:
    with pytest.raises(ScenarioError) as caught:
        design_of(town, vary=("trust.stat=1",), over=("weeks",))
    assert len(caught.value.problems) == 2


def test_levers_without_ranges_are_reported() -> None:
    with pytest.raises(ScenarioError, match="names no levers with ranges"):
        design_of(plain_town(), over=("levers",))


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"replicates": 0}, "at least one"), ({"seed": -1}, "below 0"), ({"points": ()}, "no points")],
)
def test_a_design_must_have_runs(town: Scenario, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        Design(**{"scenario": town, "points": ({"trust.start": 0.1},), **changes})


def test_a_number_of_points_that_saltelli_is_not_made_for_is_told_in_our_words(
    town: Scenario, recwarn: pytest.WarningsRecorder
) -> None:
    sampled(town, [Range("trust.start", 0.1, 0.5, False)], points=4, method="saltelli")
    assert not recwarn.list
    with pytest.warns(UserWarning, match="powers of two, such as 4 or 8, and less so with 5 points"):
        sampled(town, [Range("trust.start", 0.1, 0.5, False)], points=5, method="saltelli")
