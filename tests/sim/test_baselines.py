"""Shipped scenarios give what they gave when they were last looked at (tests/baselines)."""

from __future__ import annotations

from pathlib import Path

import pytest

from joinup.scenarios.files import available
from tests.baselines import record
from tests.baselines.record import ADVICE, CLOSE, FOLDER, Figures, figures_of, moved, read, table


@pytest.mark.parametrize("name", available())
def test_a_shipped_scenario_gives_what_it_gave(name: str) -> None:
    changes = moved(read(name), figures_of(name))
    assert changes == [], f"\n{table(name, changes)}\n{ADVICE}"


def test_every_baseline_is_of_a_shipped_scenario() -> None:
    left = {path.stem for path in FOLDER.glob("*.json")} - set(available())
    assert left == set(), f"baselines of no scenario; remove them with: {record.REFRESH}"


def test_a_scenario_without_a_baseline_says_how_to_make_one() -> None:
    with pytest.raises(AssertionError, match="'atlantis' has no baseline.*python -m tests.baselines"):
        read("atlantis")


BEFORE: Figures = {"resolved": 100, "cost": 2e6, "nothing": 0.0, "missing": None}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"resolved": 101}, "+1 (+1.00%)"),
        ({"resolved": 100.5}, "+0.5 (+0.50%)"),
        ({"cost": 2e6 * (1 + 10 * CLOSE)}, "+0.02 (+0.00%)"),
        ({"nothing": 1e-3}, "+0.001"),
        ({"missing": 3}, "new"),
        ({"cost": None}, "gone"),
    ],
)
def test_what_moved_is_reported_with_how_much(now: Figures, told: str) -> None:
    (change,) = moved(BEFORE, BEFORE | now)
    assert change.what == next(iter(now))
    assert change.by == told
    assert change.what in table("town", [change])
    assert told in table("town", [change])


def test_figures_that_come_and_go_are_reported() -> None:
    assert [c.by for c in moved(BEFORE, BEFORE | {"more": 1})] == ["new"]
    assert [(c.what, c.by) for c in moved(BEFORE, {"cost": 2e6, "nothing": 0.0, "missing": None})] == [
        ("resolved", "gone")
    ]


def test_last_bits_of_sums_do_not_count_and_everything_else_does() -> None:
    assert moved(BEFORE, BEFORE) == []
    assert moved(BEFORE, BEFORE | {"cost": 2e6 * (1 + CLOSE / 10)}) == []


def test_a_figure_is_read_back_to_the_last_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record, "FOLDER", tmp_path)
    figures: Figures = {"a third": 1 / 3, "many": 2**53 + 1, "none": None, "small": 5e-324}
    record.write("town", figures)
    assert read("town") == figures


def test_a_long_table_is_cut() -> None:
    changes = moved({}, {f"figure_{n}": n for n in range(20)})
    text = table("town", changes, most=5)
    assert "20 figures moved" in text
    assert text.endswith("... and 15 more")
    assert len(text.splitlines()) == 8
