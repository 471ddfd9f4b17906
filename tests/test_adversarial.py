"""The adversary finds what is planted, and attacks alike each time."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import joinup as ju
from joinup.scenarios.load import load
from tests.adversarial import breach, scenarios
from tests.adversarial.breach import attacked


def test_a_traceback_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(path: Path) -> ju.Scenario:
        scenario = load(path)
        if "e" in path.read_text(encoding="utf-8"):
            raise KeyError("weeks")
        return scenario

    monkeypatch.setattr(scenarios, "load", careless)
    attack = scenarios.attack_on_scenarios(tmp_path)
    found = [attacked("scenarios", attack, number, seed=1) for number in range(30)]
    assert any(one is not None and "KeyError: 'weeks'" in one.what for one in found)


def test_a_hang_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breach, "SECONDS", 1)

    def hang(chance: random.Random) -> None:
        while True:
            pass

    found = attacked("scenarios", hang, 0, seed=1)
    assert found is not None and "1 seconds" in found.what


def test_an_attack_is_the_same_each_time() -> None:
    text = scenarios.shipped_texts()[0]
    damaged = [scenarios.damaged(text, random.Random(f"1/scenarios/{number}")) for number in (1, 1, 2)]
    assert damaged[0] == damaged[1] != damaged[2]
