"""A scenario goes straight from a command to the compiled weeks and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import joinup as ju
from tests.architecture.modules import ROOT
from tests.architecture.walk import Walk, of_the_call, of_the_command, walk

PAGE = ROOT / "docs" / "contributing" / "architecture.md"
MOST_MODULES, MOST_RETURNS = 10, 8


@pytest.fixture(autouse=True)
def compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile what is not compiled yet, which takes longer when it is followed."""
    monkeypatch.chdir(tmp_path)
    ju.run("town", weeks=1, clients=200)


@pytest.mark.parametrize("follow", [of_the_command, of_the_call], ids=["command", "call"])
def test_the_way_to_the_kernels_and_back_is_short_and_on_the_page(follow: Callable[[], Walk]) -> None:
    found = follow()
    assert len(found.modules) <= MOST_MODULES
    assert found.returns <= MOST_RETURNS
    assert str(found) in PAGE.read_text(encoding="utf-8")


def module(name: str, source: str, **known: object) -> SimpleNamespace:
    """Make a module of a package that there is not."""
    inside = {"__name__": name, **known}
    exec(source, inside)
    return SimpleNamespace(**inside)


def test_a_module_that_only_passes_on_makes_the_way_longer() -> None:
    last = module("away.last", "def work(): pass\ndef measure(): pass")
    between = module("away.between", "def work(): last.work()", last=last)
    first = module(
        "away.first", "def run():\n    between.work()\n    last.measure()", between=between, last=last
    )
    found = walk(first.run, "away.first", [last.work, last.measure], packages=("away",))
    assert str(found).split() == ["away.first", "away.between", "away.last", "away.last"]
    assert (len(found.modules), found.returns) == (3, 3)
    with pytest.raises(AssertionError, match="not called"):
        walk(first.run, "away.between", [last.measure], packages=("away",))
