"""What stands below the public page takes what its words suggest, or says in one sentence what it takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.experiments.analysis import options
from joinup.experiments.study import sampling
from joinup.sim import run as runs
from joinup.sim.parameters import Scenario

untyped: Any = ju
run: Any = runs.run
options_of: Any = options.options_of
sampled: Any = sampling.sampled
factorial: Any = sampling.factorial
"""The same calls, of which a type checker would refuse some."""

SMALL = ju.load("town").with_changes({"population.clients": 60, "weeks": 2, "warm_up_weeks": 0})
VARIED: dict[str, Any] = {"vary": {"trust.start": 0.1}, "workers": 0}


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def session() -> Any:
    return ju.Session(SMALL)


def designed() -> Any:
    return ju.design(SMALL, vary={"trust.start": 0.1})


def simulator() -> Any:
    return ju.simulator(SMALL, outcomes="resolved", over={"trust.start": (0, 1)})


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "run by name": (lambda: run("town"), "scenario: expected a Scenario, as joinup.load makes of a name"),
    "trace below 0": (lambda: run(SMALL, trace=-1), "trace -1: must be at least 0"),
    "trace no number": (lambda: run(SMALL, trace="all"), "trace: expected a whole number, not 'all'"),
    "no threads": (lambda: run(SMALL, threads=0), "threads 0: must be at least 1"),
    "half a thread": (lambda: run(SMALL, threads=0.5), "threads: expected a whole number, not 0.5"),
    "public trace": (lambda: untyped.run(SMALL, trace=-1), "trace -1: must be at least 0"),
    "model trace": (lambda: untyped.Model(SMALL, trace=-1), "trace -1: must be at least 0"),
    "public threads": (lambda: untyped.run(SMALL, threads=0), "threads 0: must be at least 1"),
    "progress": (lambda: untyped.run(SMALL, progress=3), "progress: expected a function, not 3"),
    "progress of runs": (
        lambda: untyped.run(SMALL, replicates=1, progress=3),
        "progress: expected a function",
    ),
    "progress of a sweep": (
        lambda: untyped.sweep(SMALL, progress=3, **VARIED),
        "progress: expected a function",
    ),
    "measures": (
        lambda: untyped.sweep(SMALL, measures=3, **VARIED),
        "measures: expected decorated functions",
    ),
    "shard": (lambda: untyped.sweep(SMALL, shard=3, **VARIED), "shard: expected which part of how many"),
    "cluster": (lambda: untyped.sweep(SMALL, cluster=3, **VARIED), "cluster: expected the address of a Dask"),
    "stream of a cluster": (
        lambda: next(untyped.stream(designed(), cluster=3)),
        "cluster: expected the address",
    ),
    "stream of workers": (
        lambda: next(untyped.stream(designed(), workers="all")),
        "workers: expected a whole number",
    ),
    "option": (lambda: options_of(SMALL, 3), "options: expected"),
    "ranges": (lambda: sampled(SMALL, "trust.start", points=4), "ranges: expected ranges, or two numbers"),
    "points": (lambda: sampled(SMALL, {"trust.start": (0, 1)}, points="many"), "points: expected a whole"),
    "crossed": (lambda: designed().crossed(3), "options: expected values by path"),
    "changes": (lambda: untyped.load("town").with_changes(3), "changes: expected values by path"),
    "path of a change": (
        lambda: untyped.load("town").with_changes({3: 1}),
        "changes: expected values by path",
    ),
    "path": (lambda: untyped.load("town").get(3), "path: expected a path such as 'trust.start'"),
    "path of break-even": (
        lambda: untyped.breakeven(SMALL, "none,merged", path=3),
        "path: expected a path such as 'trust.start'",
    ),
    "tree": (lambda: untyped.Scenario.parse(None), "tree: expected a mapping of sections"),
    "nothing to open": (lambda: untyped.open(None), "path: expected the path of a file or folder, not None"),
    "study": (lambda: untyped.Study(3), "path: expected the path of a file or folder"),
    "study nowhere": (lambda: untyped.Study("nowhere"), "there is no study in 'nowhere'"),
    "weeks of a session": (lambda: session().run_for("all"), "weeks: expected a whole number"),
    "weeks back": (lambda: session().run_for(-1), "weeks -1: must be at least 0"),
    "week of a session": (lambda: session().rewind("start"), "week: expected a whole number"),
    "theta": (lambda: simulator()("a"), "theta: expected numbers"),
    "rule": (lambda: untyped.rule()(3), "function: expected a function: write the decorator above it"),
    "mechanism": (lambda: untyped.mechanism(after="effort")(3), "function: expected a function"),
    "unit": (lambda: untyped.measure(unit=3)(len), "unit: expected a text, such as 'weeks'"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_in_one_sentence(name: str) -> None:
    call, said = REFUSED[name]
    with pytest.raises(ju.errors.JoinupError) as told:
        call()
    assert said in str(told.value)
    assert len(str(told.value).splitlines()) == 1
    if ": expected" in said:
        assert isinstance(told.value, TypeError)


GIVEN: tuple[Any, ...] = (
    *(None, 3, 2.5, True, b"town", "no such thing"),
    *([], {}, object(), np.arange(3), Scenario),
)
MORE: dict[str, dict[str, Any]] = {
    "breakeven": {"between": "none,merged"},
    "calibrate": {"fit": "waits"},
    "merge": {"out": "merged"},
    "simulator": {"outcomes": "resolved", "over": "levers"},
    "to_ema": {"outcomes": "resolved", "over": "levers"},
    "to_salib": {"outcomes": "resolved", "over": "levers"},
}
CALLS = [
    *("Model", "Session", "Study", "breakeven", "calibrate", "compare", "decompose", "design"),
    *("estimate", "load"),
    *("merge", "new", "open", "repeat", "replay", "run", "sensitivity", "simulator", "stream", "sweep"),
    *("table", "to_ema", "to_salib"),
]
OTHERS = {
    *("Comparison", "Design", "Result", "Runs", "Scenario", "errors"),
    *("available", "check", "live", "schema"),
    *("incentive", "measure", "mechanism", "parameter", "rule"),
}
"""What calls return, what needs no argument or returns what is wrong, and what stands above functions."""


def test_every_public_call_is_tried() -> None:
    assert {*CALLS} | OTHERS == {*ju.__all__}


@pytest.mark.parametrize("name", CALLS)
def test_no_public_call_lets_an_error_from_inside_out(name: str) -> None:
    """Whatever stands in place of the first argument, the error is ours."""

    def call(given: Any) -> None:
        found = getattr(untyped, name)(given, **MORE.get(name, {}))
        if name == "stream":
            next(found)

    for given in GIVEN:
        with pytest.raises(ju.errors.JoinupError):
            call(given)


def test_what_the_words_suggest_works() -> None:
    for seed in (None, 1, np.int64(1), np.uint8(1)):
        assert run(SMALL, seed) == run(SMALL, 1)
    assert run(SMALL, np.random.SeedSequence(4)) == run(SMALL, np.random.SeedSequence(4))
    both, one = options_of(SMALL, ["none", "merged"]), options_of(SMALL, "merged")
    assert [option.label for option in both] == ["town", "none", "merged"]
    assert [option.label for option in one] == ["town", "merged"]
    by_path = sampled(SMALL, {"trust.start": (0.1, 0.5)}, points=4)
    assert by_path.points == ju.design(SMALL, over={"trust.start": (0.1, 0.5)}, points=4).points
    assert factorial(SMALL, {"partnership.form": "merged"}).points == ({"partnership.form": "merged"},)
    assert designed().crossed({"partnership.form": "merged"}).runs == 1


def test_rows_that_are_alike_stay_apart_and_in_order() -> None:
    """A study runs what is alike once, as one point; the rows are all there."""
    rows = pd.DataFrame({"trust.start": [0.4, 0.1, 0.4, 0.2]})
    design = ju.design(SMALL, table=rows)
    assert [row["trust.start"] for row in design.samples] == [0.4, 0.1, 0.4, 0.2]
    assert design.table["trust.start"].tolist() == [0.4, 0.1, 0.2]
    asked = simulator()(rows)
    assert asked.shape == (4, 1) and asked[0] == asked[2]
