"""Pages about shipped scenarios: one for each, from its file alone, and never stale."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from joinup.scenarios.documentation import reference
from joinup.scenarios.documentation.scenario_pages import page, scenario_pages
from joinup.scenarios.evidence import numbers
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import day
from tests.support.scenarios import PLAIN

NAMES = available()

PAGES = cache(scenario_pages)
"""The pages of the shipped files, which do not change meanwhile."""


def test_there_is_a_page_for_every_scenario_and_an_index_of_them() -> None:
    pages = PAGES()
    assert set(pages) == {"README.md", *(f"{name}.md" for name in NAMES)}
    for name in NAMES:
        assert f"]({name}.md)" in pages["README.md"]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_says_what_the_file_says(name: str) -> None:
    scenario = load(name)
    text = PAGES()[f"{name}.md"]
    for heading in (
        "In short",
        "How they work together",
        "The key questions of 2001",
        "What you can change",
        "Evidence for the numbers",
        "Sources of the numbers",
    ):
        assert f"\n## {heading}\n" in text
    for series in scenario.observables:
        for point in series.published:
            assert (f"| {day(point.date)} |" in text) == (point.used_for != "held_out")
    for one in numbers(scenario):
        if one.given and one.source and one.source.startswith("http"):
            assert one.source in text


def test_figures_held_out_are_counted_and_not_shown() -> None:
    series = {
        "name": "need",
        "measure": "in_need_not_in_service",
        "published": [
            {"date": "2000-02-01", "value": 112233, "source": "a count", "grade": "A"},
            {"date": "2000-03-01", "value": 445566, "used_for": "held_out"},
        ],
    }
    text = page(Scenario.parse({**PLAIN, "observables": [series]}))
    assert "| 1 February 2000 | 112,233 | shown only | official text or figures | a count |" in text
    assert "1 figure held out" in text
    assert "445" not in text


def test_a_number_with_a_note_is_listed_with_it_and_the_others_are_counted() -> None:
    facts = {"low": 0.1, "high": 0.3, "grade": "B", "source": "a <b> survey", "note": "of 1999"}
    text = page(Scenario.parse({**PLAIN, "trust": {"start": {"value": 0.2, **facts}, "up": 0.15}}))
    row = "| Tau at the start of a run | 0.2 share | 0.1 to 0.3 | press and other secondary sources |"
    assert f"{row} a \\<b> survey | of 1999 |" in text
    alone = page(Scenario.parse({**PLAIN, "trust": {"up": 0.15}}))
    others = sum(one.given for one in numbers(Scenario.parse({**PLAIN, "trust": {"up": 0.15}})))
    assert f"{others} other numbers set by the file are judgement" in alone
    assert f"{others} other numbers" in text


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a fresh folder of pages that takes the place of ``docs/``."""
    folder = tmp_path / "docs"
    folder.mkdir()
    monkeypatch.setattr(reference, "DOCS", folder)
    monkeypatch.setattr(reference, "scenario_pages", PAGES)
    return folder


def test_pages_that_are_missing_changed_or_left_over_are_found_and_mended(
    docs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert reference.main(["--check"]) == 1
    assert reference.main([]) == 0
    assert reference.main(["--check"]) == 0
    pages = docs / reference.SCENARIOS
    changed, gone, left = (pages / name for name in ("town.md", "README.md", "no_more.md"))
    changed.write_text("something else", encoding="utf-8")
    gone.unlink()
    left.write_text("about a scenario that is no more", encoding="utf-8")
    capsys.readouterr()
    assert reference.main(["--check"]) == 1
    said = capsys.readouterr().out
    for name in ("town.md", "README.md", "no_more.md"):
        assert f"docs/reference/scenarios/{name}: out of date" in said.replace("\\", "/")
    assert left.exists()
    assert reference.main([]) == 0
    assert not left.exists()
    assert gone.exists()
    assert reference.main(["--check"]) == 0
