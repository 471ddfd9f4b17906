"""When two extensions do the same, and what may not be registered at all."""

from __future__ import annotations

import datetime
import random
import time
from collections.abc import Callable
from functools import cache
from random import random as any_number
from time import perf_counter
from typing import Any

import numpy as np
import numpy.random as of_numpy
import pytest
from numpy.random import default_rng
from scipy import stats

from joinup.sim.errors import ScenarioError
from joinup.sim.extensions.decorators import measure, mechanism, rule
from joinup.sim.extensions.fingerprint import fingerprint
from joinup.sim.extensions.registry import registered
from tests.support import neighbour

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


def reads_in_a_lambda(here: Any) -> None:
    here.agencies["effort"] *= max([1.0, 2.0], key=lambda level: level * HALF)


def reads_in_a_function_within(here: Any) -> None:
    def share() -> float:
        return float(sum(HALF for _ in range(2)))

    here.agencies["effort"] *= share()


class Learner:
    """Learns at a pace."""

    def pace(self) -> float:
        """Return the pace."""
        return HALF


def uses_a_class(here: Any) -> None:
    here.agencies["effort"] *= Learner().pace()


@cache
def remembered() -> float:
    """Return a number."""
    return HALF


def uses_a_cached_function(here: Any) -> None:
    here.agencies["effort"] *= remembered()


def doubled(function: Callable[..., float]) -> Callable[..., float]:
    """Return a function with twice its result."""

    def wrapper(*given: float) -> float:
        return function(*given) / HALF

    return wrapper


@doubled
def decorated() -> float:
    """Return a number."""
    return 0.25


def uses_a_decorated_function(here: Any) -> None:
    here.agencies["effort"] *= decorated()


@pytest.mark.parametrize(
    ("function", "name", "value"),
    [
        (reads_a_number, "HALF", 0.25),
        (calls_another, "twice", reads_a_number),
        (reads_an_array, "LEVELS", np.array([0.0, 2.0])),
        (reads_in_a_lambda, "HALF", 0.25),
        (reads_in_a_function_within, "HALF", 0.25),
        (uses_a_class, "HALF", 0.25),
        (uses_a_cached_function, "HALF", 0.25),
        (uses_a_decorated_function, "HALF", 0.25),
    ],
)
def test_a_fingerprint_follows_what_a_function_reads(
    function: Any, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(function)
    assert fingerprint(function) == before
    monkeypatch.setitem(globals(), name, value)
    assert fingerprint(function) != before


def uses_a_neighbour(here: Any) -> None:
    here.agencies["effort"] *= neighbour.half(1.0)


def imports_a_neighbour(here: Any) -> None:
    from tests.support.neighbour import half

    here.agencies["effort"] *= half(1.0)


@pytest.mark.parametrize("function", [uses_a_neighbour, imports_a_neighbour])
def test_a_fingerprint_follows_modules_of_the_users_own(
    function: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = fingerprint(function)
    monkeypatch.setattr(neighbour, "RATE", 0.25)
    assert fingerprint(function) != before


def with_default(level: float) -> Callable[[Any], None]:
    """Return a function that calls one with a default."""

    def share(part: float = level) -> float:
        return part

    def made(here: Any) -> None:
        here.agencies["effort"] *= share()

    return made


def test_a_fingerprint_follows_defaults_of_the_functions_it_calls() -> None:
    assert fingerprint(with_default(0.5)) == fingerprint(with_default(0.5))
    assert fingerprint(with_default(0.5)) != fingerprint(with_default(0.25))


def plays(here: Any, *, growth: float = 0.1) -> None:
    here.agencies["effort"] *= growth


def test_identity_follows_place_and_columns_and_what_a_measure_says_of_itself() -> None:
    made = []
    place: Any
    columns: Any
    for place in ({"after": "effort"}, {"before": "effort"}, {"after": "awareness"}):
        for columns in ({}, {"agency": {"seen": 0.0}}, {"agency": {"seen": 1.0}}, {"client": {"seen": 0.0}}):
            mechanism(**place, **columns)(plays)
            made.append(registered("mechanism")["plays"].fingerprint)
    assert len({*made}) == len(made)
    mechanism(after="effort")(plays)
    assert registered("mechanism")["plays"].fingerprint == made[0]

    def counted(result: Any) -> float:
        return 1.0

    said = []
    facts: Any
    for facts in ({}, {"unit": "weeks"}, {"better": "lower"}):
        measure(**facts)(counted)
        said.append(registered("measure")["counted"].fingerprint)
    assert len({*said}) == len(said)


def test_the_order_of_a_set_does_not_matter() -> None:
    words = [f"word{number}" for number in range(40)]

    def asks(names: frozenset[str]) -> Callable[[Any], None]:
        def made(here: Any) -> None:
            assert here.name in names

        return made

    assert fingerprint(asks(frozenset(words))) == fingerprint(asks(frozenset(reversed(words))))
    assert fingerprint(asks(frozenset(words))) != fingerprint(asks(frozenset(words[1:])))


def reads_a_table(here: Any) -> None:
    here.agencies["effort"] *= TABLE["a"]


def draws_by_itself(here: Any) -> None:
    here.agencies["effort"] *= random.random()


def draws_with_numpy(here: Any) -> None:
    here.agencies["effort"] *= np.random.default_rng().random()


def draws_with_a_name_of_random(here: Any) -> None:
    here.agencies["effort"] *= any_number()


def draws_with_a_name_of_numpy(here: Any) -> None:
    here.agencies["effort"] *= default_rng().random()


def draws_with_another_name_of_numpy(here: Any) -> None:
    here.agencies["effort"] *= of_numpy.default_rng().random()


def draws_within(here: Any) -> None:
    def drawn() -> float:
        return float(np.random.default_rng().random())

    here.agencies["effort"] *= drawn()


def draws_with_an_import(here: Any) -> None:
    import numpy

    here.agencies["effort"] *= numpy.random.default_rng().random()


GENERATOR = np.random.default_rng(1)


def draws_with_a_generator(here: Any) -> None:
    here.agencies["effort"] *= GENERATOR.random()


class Drawer:
    """Draws."""

    level = random.random()


def draws_in_a_class(here: Any) -> None:
    here.agencies["effort"] *= Drawer.level


def asks_the_time(here: Any) -> None:
    here.agencies["effort"] *= time.time() % 1


def asks_the_time_by_name(here: Any) -> None:
    here.agencies["effort"] *= perf_counter() % 1


def asks_the_date(here: Any) -> None:
    here.agencies["effort"] *= datetime.datetime.now().day / 31


CALLS = 0


def counts(here: Any) -> None:
    global CALLS
    CALLS += 1


OBJECTS = np.array([TABLE, None], dtype=object)


def reads_objects(here: Any) -> None:
    here.agencies["effort"] *= len(OBJECTS)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (reads_a_table, "it reads 'TABLE' of its module, a dict"),
        (draws_by_itself, "it uses 'random'"),
        (draws_with_numpy, r"it uses 'numpy.random': take draws from here.draw\(\)"),
        (draws_with_a_name_of_random, "it uses 'random': take draws"),
        (draws_with_a_name_of_numpy, "it uses 'numpy.random': take draws"),
        (draws_with_another_name_of_numpy, "it uses 'numpy.random': take draws"),
        (draws_within, "it uses 'numpy.random': take draws"),
        (draws_with_an_import, "it uses 'numpy.random': take draws"),
        (draws_with_a_generator, "it uses 'numpy.random': take draws"),
        (asks_the_time, "it uses 'time': take the week from here.week rather than the clock"),
        (asks_the_time_by_name, "it uses 'time': take the week"),
        (asks_the_date, "it uses 'datetime': take the week"),
        (counts, "it changes 'CALLS' of what surrounds it: keep .* a column of its own"),
        (reads_objects, "it reads 'OBJECTS' of its module, a ndarray"),
    ],
)
def test_what_cannot_be_repeated_is_refused_with_its_line(function: Any, message: str) -> None:
    with pytest.raises(
        ScenarioError, match=rf"test_fingerprints.py, line \d+: '{function.__name__}'.*{message}"
    ):
        mechanism(after="effort")(function)


def test_a_class_that_draws_is_named() -> None:
    with pytest.raises(ScenarioError, match=r"line \d+: 'Drawer' cannot be registered: it uses 'random'"):
        fingerprint(draws_in_a_class)


def test_what_surrounds_a_function_cannot_be_changed_by_it() -> None:
    calls = 0

    def counts_calls(here: Any) -> None:
        nonlocal calls
        calls += 1

    with pytest.raises(ScenarioError, match="it changes 'calls' of what surrounds it"):
        fingerprint(counts_calls)


def uses_installed_packages(here: Any) -> None:
    here.agencies["effort"] *= np.exp(np.pi) * stats.norm.cdf(0.5)


def test_what_installed_packages_have_may_be_read() -> None:
    assert fingerprint(uses_installed_packages)


def test_a_function_without_source_is_refused() -> None:
    made: dict[str, Any] = {}
    exec("def made(here):\n    pass", made)
    with pytest.raises(ScenarioError, match="its source cannot be read"):
        mechanism(after="effort")(made["made"])


def test_wrong_signatures_and_columns_are_reported() -> None:
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
