"""Points in tables: read by the one reader, and told by the file's lines."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.study.posteriors import Posterior, read_posterior
from joinup.experiments.study.ranges import Range
from joinup.sim.errors import ScenarioError

FILES = {
    "rows end in a comma": (
        "agencies.housing.slots,agencies.health.slots\n20,30,\n25,18,\n",
        [(20, 30), (25, 18)],
    ),
    "semicolons": (
        "partnership.form;trust.start\nformal;0,25\nnone;0,3\n",
        [("formal", 0.25), ("none", 0.3)],
    ),
    "tabs": ("partnership.form\tweeks\nformal\t25\nnone\t30\n", [("formal", 25), ("none", 30)]),
    "pounds": (
        'partnership.form,agencies.housing.slot_cost\nformal,"1,200"\nnone,"£600"\n',
        [("formal", 1200), ("none", 600)],
    ),
    "an export": ("point,trust.start,trust.up\n0,0.0,0.1\n1,0.1,0.2\n", [(0.0, 0.1), (0.1, 0.2)]),
    "a title and a note": (
        "Two points\n\ntrust.start,trust.up\n0.2,0.1\n0.3,0.2\n\nSource: own\n",
        [(0.2, 0.1), (0.3, 0.2)],
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_points_are_understood_as_they_are_written(name: str, tmp_path: Path) -> None:
    text, points = FILES[name]
    (tmp_path / "points.csv").write_text(text, encoding="utf-8")
    design = ju.design("town", table=tmp_path / "points.csv")
    assert [tuple(point.values()) for point in design.points] == points
    assert (
        ju.design("town", table=ju.table(tmp_path / "points.csv", kind="points", scenario="town")) == design
    )


def test_points_of_a_workbook_or_parquet_are_those_of_the_text(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"partnership.form": ["formal", "none"], "trust.start": [0.25, None], "weeks": [30, 40]}
    )
    frame.to_csv(tmp_path / "p.csv", index=False)
    frame.to_parquet(tmp_path / "p.parquet")
    frame.to_excel(tmp_path / "p.xlsx", index=False, engine="xlsxwriter")
    text, *others = (ju.design("town", table=tmp_path / f"p.{kind}") for kind in ("csv", "parquet", "xlsx"))
    assert text.points[1] == {"partnership.form": "none", "weeks": 40}
    assert all(other.points == text.points for other in others)


def test_what_is_wrong_with_a_point_is_reported_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("partnership.form,trust.start\nformal,0.2\nformal,0.2\n\nfromal,0.2\nformal,7\n")
    with pytest.raises(ScenarioError) as caught:
        list(ju.design("town", table=path).scenarios())
    first, second = caught.value.problems
    assert (first.file, first.line, first.column) == (str(path), 5, 1)
    assert first.suggestion == "formal"
    assert (second.line, second.column) == (6, 2)
    assert "7.0 is too large" in second.message


def test_the_command_says_what_it_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    path.write_text("Two points\n\npartnership.form;trust.start\nformal;0,2\n")
    told = CliRunner().invoke(
        app, ["sweep", "town", "--table", str(path), "--weeks", "4", "--clients", "50", "--dry-run"]
    )
    assert told.exit_code == ExitCode.DONE, told.stderr
    assert f"{path}:1: passed over (title or note): Two points" in told.stderr
    assert f"{path}: the decimal mark is a comma" in told.stderr


def test_draws_may_be_kept_as_another_table(tmp_path: Path) -> None:
    ranges = (Range("trust.start", 0.1, 0.6, False),)
    draws = pd.DataFrame({"trust.start": [0.2, 0.3]})
    Posterior(draws, ranges, {"scenario": {"name": "town"}}).save(tmp_path)
    (tmp_path / "posterior.csv").write_text("trust.start;\n0,2;\n0,3;\n")
    pd.testing.assert_frame_equal(read_posterior(tmp_path / "posterior.csv").draws, draws)
    (tmp_path / "posterior.csv").write_text("trust.start,\n0.2,\n..,\n")
    with pytest.raises(
        ScenarioError, match=r"posterior.csv:3:1: trust.start: '..' stands for a value that is"
    ):
        read_posterior(tmp_path / "posterior.csv")
