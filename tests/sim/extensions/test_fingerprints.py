"""When two extensions do the same, and what may not be registered at all."""

from __future__ import annotations

import random
import time
from typing import Any

import numpy as np
import pytest

from joinup.sim.errors import ScenarioError
from joinup.sim.extensions.decorators import mechanism, rule
from joinup.sim.extensions.fingerprint import fingerprint

HALF = 0.5
TABLE = {"a": 1}
LEVELS = np.array([0.0, 1.0])


def twice(number: float) -> float:
    return 2 * number


def reads_a_number(here: Any) -> None:
    here.agencies["effort"] *= HALF


def calls_another(here: Any) -> None:
    here.agencies["effort"] *= twice(0.25)


def reads_an_array(here: Any) -> None:
    here.agencies["effort"] *= LEVELS.mean()


@pytest.mark.parametrize(
    ("function", "name", "value"),
    [
        (reads_a_number, "HALF", 0.25),
        (calls_another, "twice", reads_a_number),
        (reads_an_array, "LEVELS", np.array([0.0, 2.0])),
    ],
)
def test_a_fingerprint_follows_what_a_function_reads(
    function: Any, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(function)
    assert fingerprint(function) == before
    monkeypatch.setitem(globals(), name, value)
    assert fingerprint(function) != before


def reads_a_table(here: Any) -> None:
    here.agencies["effort"] *= TABLE["a"]


def draws_by_itself(here: Any) -> None:
    here.agencies["effort"] *= random.random()


def draws_with_numpy(here: Any) -> None:
    here.agencies["effort"] *= np.random.default_rng().random()


def asks_the_time(here: Any) -> None:
    here.agencies["effort"] *= time.time() % 1


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (reads_a_table, "it reads 'TABLE' of its module, a dict"),
        (draws_by_itself, "it uses 'random'"),
        (draws_with_numpy, r"it uses 'numpy.random': take draws from here.draw\(\)"),
        (asks_the_time, "it uses 'time'"),
    ],
)
def test_what_cannot_be_repeated_is_refused_with_its_line(function: Any, message: str) -> None:
    with pytest.raises(
        ScenarioError, match=rf"test_fingerprints.py, line \d+: '{function.__name__}'.*{message}"
    ):
        mechanism(after="effort")(function)


def test_a_function_without_source_is_refused() -> None:
    made: dict[str, Any] = {}
    exec("def made(here):\n    pass", made)
    with pytest.raises(ScenarioError, match="its source cannot be read"):
        mechanism(after="effort")(made["made"])


def test_wrong_signatures_and_columns_are_told() -> None:
    def two(here: Any, there: Any, *, needed: float, text: Any = "a") -> None:
        pass

    with pytest.raises(ScenarioError) as refused:
        mechanism(after="effort")(two)
    assert "must take one argument" in str(refused.value)
    assert "parameter 'needed' needs a default" in str(refused.value)
    assert "parameter 'text' must be a number" in str(refused.value)
    with pytest.raises(ScenarioError, match="column 'name' starts with 'x', which is no number"):
        rule(agency={"name": "x"})
    with pytest.raises(ScenarioError, match="after= or before="):
        mechanism()
