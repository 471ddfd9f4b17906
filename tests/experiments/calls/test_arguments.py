"""Calls take what a person has, and a wrong type is one clear error that names the argument."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import joinup as ju
from joinup.cli.app import COMMANDS, option_of
from joinup.cli.main import app
from joinup.experiments.arguments import named, spelled
from joinup.sim.parameters import Scenario

untyped: Any = ju
"""The same page for calls that a type checker refuses."""

SMALL: dict[str, Any] = {"clients": 100, "weeks": 13, "changes": {"warm_up_weeks": 0}}


@pytest.fixture(autouse=True)
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def town() -> Scenario:
    changes = {"population.clients": 100, "population.people": 2000, "weeks": 13, "warm_up_weeks": 0}
    return ju.load("town").with_changes(changes)


def test_a_scenario_is_a_name_a_path_or_itself(town: Scenario) -> None:
    file = ju.new("harbour")
    assert ju.run("harbour.yaml", **SMALL).scenario == ju.run(file, **SMALL).scenario
    for given in ("town", town):
        assert ju.run(given, **SMALL).scenario.hash == town.hash
    assert ju.Session(town).scenario is town
    assert ju.Session("town").scenario.name == "town"


def test_fewer_clients_stand_for_as_many_people() -> None:
    result = ju.run("town", **SMALL)
    assert result.people_per_client == 20.0


def test_changes_are_values_by_path_or_texts(town: Scenario) -> None:
    wanted = town.with_changes({"trust.start": 0.4, "agencies.housing.places": 30})
    forms: list[Any] = [
        {"trust.start": 0.4, "agencies.housing.places": 30},
        {"trust.start": np.float64(0.4), "agencies.housing.slots": np.int32(30)},
        ["trust.start=0.4", "agencies.housing.places=30"],
        ("trust.start=0.4", "agencies.housing.slots=30"),
    ]
    for changes in forms:
        assert ju.run(town, changes=changes).scenario == wanted


@pytest.mark.parametrize(
    "seed", [7, np.int64(7), np.uint8(7), np.array(7)], ids=lambda one: type(one).__name__
)
def test_a_seed_is_a_whole_number_of_any_kind(seed: Any, town: Scenario) -> None:
    assert ju.run(town, seed).seed == ju.run(town, seed=seed).seed == 7
    assert ju.design(town, vary={"trust.start": 0.4}, seed=seed).seed == 7
    assert untyped.run(town, seed, replicates=np.int64(2), baselines="off").seeds == (7, 8)
    assert ju.Session(town, seed).seed == 7


def test_a_seed_sequence_and_a_generator_are_seeds(town: Scenario) -> None:
    first, second = (ju.run(town, one).seed for one in np.random.SeedSequence(42).spawn(2))
    assert first != second
    assert ju.run(town, np.random.SeedSequence(42).spawn(2)[1]).seed == second
    generator = np.random.default_rng(5)
    drawn = [ju.run(town, generator).seed for _ in range(2)]
    assert drawn[0] != drawn[1]
    assert ju.run(town, np.random.default_rng(5)).seed == drawn[0]


def test_no_seed_is_the_seed_one(town: Scenario) -> None:
    assert ju.run(town, None).seed == ju.run(town).seed == 1


def test_options_come_one_by_one_in_a_list_or_as_what_they_are(town: Scenario) -> None:
    def labels(*options: Any) -> tuple[str, ...]:
        return ju.compare(town, *options, replicates=2, workers=0).labels

    assert labels("none", "merged") == labels(["none", "merged"]) == ("town", "none", "merged")
    assert labels({"partnership.form": "merged"}, "none") == ("town", "merged", "none")
    other = town.with_changes({"trust.start": 0.5})
    assert labels(other, town.with_changes({"trust.start": 0.6})) == ("town", "town (2)", "town (3)")
    assert labels({"trust.start": np.float64(0.5), "trust.up": 0.1}) == (
        "town",
        "trust.start=0.5;trust.up=0.1",
    )


def test_the_same_option_in_any_form_is_the_same_run(town: Scenario) -> None:
    merged = town.with_changes({"partnership.form": "merged"})
    forms = ("merged", "partnership.form=merged", {"partnership.form": "merged"}, merged)
    found = [ju.compare(town, form, replicates=2, workers=0).values("outcome.resolved.all") for form in forms]
    for one in found[1:]:
        np.testing.assert_array_equal(one, found[0])


def test_two_options_are_a_text_or_a_pair(town: Scenario) -> None:
    merged = town.with_changes({"partnership.form": "merged"})
    how: dict[str, Any] = {"replicates": 2, "workers": 0}
    forms: list[Any] = [
        "merged,none",
        ["merged", "none"],
        ({"partnership.form": "merged"}, "none"),
        (merged, "none"),
    ]
    totals = [ju.breakeven(town, form, **how).table["total"].tolist() for form in forms]
    assert all(one == totals[0] for one in totals)
    with_itself = ju.breakeven(town, [town, "none"], **how)
    assert [option.label for option in with_itself.options] == ["town", "none"]


VARIED: list[Any] = [
    {"partnership.form": ["none", "merged"], "trust.start": 0.4},
    {"partnership.form": np.array(["none", "merged"]), "trust.start": [np.float64(0.4)]},
    {"partnership.form": pd.Series(["none", "merged"]), "trust.start": (0.4,)},
    ["partnership.form=none,merged", "trust.start=0.4"],
]


@pytest.mark.parametrize("vary", VARIED, ids=range(len(VARIED)))
def test_values_are_lists_arrays_series_or_texts(vary: Any, town: Scenario) -> None:
    design = ju.design(town, vary=vary)
    assert [dict(point) for point in design.points] == [
        {"partnership.form": form, "trust.start": 0.4} for form in ("none", "merged")
    ]


def test_ranges_are_given_by_path_or_in_words(town: Scenario) -> None:
    how: dict[str, Any] = {"points": 4}
    by_path = ju.design(town, over={"trust.start": (0.1, 0.5), "service.repeated_assessment": None}, **how)
    in_words = ju.design(town, over=["trust.start=0.1:0.5", "service.repeated_assessment"], **how)
    assert by_path.points == in_words.points and len(by_path.points) == 4
    assert ju.design(town, over="levers", **how).ranges == ju.design(town, over=("levers",), **how).ranges


def test_a_table_is_a_data_frame_or_a_file(town: Scenario) -> None:
    table = pd.DataFrame({"trust.start": [0.2, np.nan], "agencies.housing.places": [20, 30]})
    table.to_csv("points.csv", index=False)
    design = ju.design(town, table=table)
    assert (
        design.points
        == ju.design(town, table="points.csv").points
        == ju.design(town, table=Path("points.csv")).points
    )
    assert len(ju.sweep(town, table=table, workers=0).summaries()) == 2


def test_a_sweep_of_a_design_is_the_sweep_that_the_arguments_make(town: Scenario) -> None:
    how: dict[str, Any] = {"vary": {"trust.start": [0.2, 0.4]}, "replicates": 2, "seed": 5}
    made = ju.sweep(ju.design("town", **how, **SMALL), workers=0)
    direct = ju.sweep("town", **how, **SMALL, workers=0)
    pd.testing.assert_frame_equal(made.summaries(), direct.summaries())


def test_a_design_has_its_own_scenario_and_points(town: Scenario) -> None:
    design = ju.design(town, vary={"trust.start": 0.2})
    with pytest.raises(ju.errors.ScenarioError, match="^weeks: a Design has its own"):
        ju.sweep(design, weeks=5)
    with pytest.raises(ju.errors.ScenarioError, match="^seed: a Design has its own"):
        ju.sweep(design, seed=5)


WRONG: list[tuple[str, Callable[[], Any], str]] = [
    ("scenario", lambda: untyped.run(3), "scenario: expected the name of a shipped scenario, the path of"),
    ("scenario", lambda: untyped.load(3.5), "scenario: expected the name of a shipped"),
    ("seed", lambda: untyped.run("town", seed="one"), "seed: expected a whole number, or"),
    ("scenario", lambda: untyped.Session(3), "scenario: expected the name of a shipped scenario"),
    ("seed", lambda: untyped.design("town", seed=True, vary={"trust.start": 1}), "not True (a bool)"),
    (
        "sample_seed",
        lambda: untyped.design("town", over="levers", sample_seed=0.5),
        "sample_seed: expected a whole",
    ),
    ("weeks", lambda: untyped.run("town", weeks="ten"), "weeks: expected a whole number, not 'ten' (a str)"),
    ("clients", lambda: untyped.run("town", clients=1.5), "clients: expected a whole number, not 1.5"),
    ("changes", lambda: untyped.run("town", changes=5), "changes: expected a text, or several"),
    ("changes", lambda: untyped.run("town", changes={5: 1}), "changes: expected values by path"),
    (
        "replicates",
        lambda: untyped.compare("town", "none", replicates="many"),
        "replicates: expected a whole number",
    ),
    ("vary", lambda: untyped.design("town", vary=5), "vary: expected a text, or several in a list, not 5"),
    (
        "over",
        lambda: untyped.design("town", over={"trust.start": 5}),
        "over: expected two numbers for 'trust.start'",
    ),
    ("table", lambda: untyped.design("town", table=5), "table: expected a DataFrame, or the path"),
    ("posterior", lambda: untyped.design("town", posterior=5), "posterior: expected the path of a posterior"),
    ("options", lambda: untyped.compare("town", "none", 5), "options: expected"),
    ("until", lambda: untyped.compare("town", "none", until="narrow"), "until: expected a finite number"),
    ("outcome", lambda: untyped.compare("town", "none", outcome=5), "outcome: expected the name"),
    (
        "workers",
        lambda: untyped.sweep("town", vary={"trust.start": 0.1}, workers=0.5),
        "workers: expected a whole",
    ),
    ("out", lambda: untyped.sweep("town", vary={"trust.start": 0.1}, out=5), "out: expected a path"),
    ("between", lambda: untyped.breakeven("town", 5), "between: expected"),
    ("path", lambda: untyped.open(5), "path: expected the path of a file or folder"),
    ("files", lambda: untyped.check(5), "files: expected the name of a shipped scenario"),
    ("name", lambda: untyped.new(5), "name: expected a name of lower-case letters"),
    ("design", lambda: untyped.estimate("town"), "design: expected a Design"),
    ("design", lambda: next(untyped.stream("town")), "design: expected a Design"),
    ("session", lambda: untyped.replay(5), "session: expected the path of a saved session"),
    ("parts", lambda: untyped.merge(5, out="x"), "parts: expected a Study or its folder"),
    ("port", lambda: untyped.live("town", port="x"), "port: expected a whole number, not 'x'"),
    ("study", lambda: untyped.sensitivity(5), "scenario: expected"),
    ("fit", lambda: untyped.calibrate("town", 5), "fit: expected a text, or several in a list"),
]


@pytest.mark.parametrize(
    ("call", "said"), [one[1:] for one in WRONG], ids=[f"{n}-{one[0]}" for n, one in enumerate(WRONG)]
)
def test_a_wrong_type_is_one_clear_error(call: Callable[[], Any], said: str) -> None:
    with pytest.raises(ju.errors.ArgumentError) as caught:
        call()
    assert said in str(caught.value)
    assert len(caught.value.problems) == 1
    assert isinstance(caught.value, TypeError)
    assert caught.value.argument in said or said.startswith("not ")


RANGE: list[tuple[Callable[[], Any], str]] = [
    (lambda: ju.run("town", weeks=0), "weeks 0: must be at least 1"),
    (lambda: ju.run("town", seed=-1), "seed -1 is not between 0 and 2^63 - 1"),
    (lambda: ju.run("town", replicates=0), "replicates 0: must be at least 1"),
    (lambda: ju.compare("town", "none", until=-1), "until -1: must be above 0"),
    (lambda: ju.compare("town", "none", value_of_week=-5), "value_of_week -5: must be at least 0"),
    (lambda: ju.breakeven("town", "merged,none", replicates=1), "replicates 1: at least 2 are needed"),
    (lambda: ju.breakeven("town", "merged"), "between merged: name two options, such as merged,none"),
    (lambda: ju.sweep("town", vary={"trust.start": 0.1}, shard="3/2"), "shard 3/2: write i/n"),
    (lambda: ju.sweep("town", vary={"trust.start": 0.1}, shard=(0, 2)), "shard (0, 2): write i/n"),
    (lambda: untyped.run("town", baselines="none"), "baselines: give replicates as well"),
    (lambda: ju.run("town", changes={"trust.start": 2}), "changes trust.start=2: 2 is too large"),
    (lambda: ju.run("town", replicates=1, baselines="noen"), "baselines noen: no shipped scenario"),
    (lambda: ju.design("town"), "what is to be varied? Give vary, over, table, posterior or ensemble"),
    (lambda: ju.open("nowhere"), "there is no file and no folder 'nowhere'"),
    (lambda: ju.live("town", pin="12"), "pin needs share"),
    (lambda: ju.live("town", port=70000), "port 70000: ports go up to 65535"),
    (lambda: ju.live("town", share=True, pin="12a"), "pin 12a: give six digits"),
    (lambda: ju.new("My Town"), "'My Town' is not a name"),
    (lambda: ju.sensitivity("town", method="sobol"), "method sobol: sensitivity needs morris or saltelli"),
]


@pytest.mark.parametrize(("call", "said"), RANGE, ids=[one[1] for one in RANGE])
def test_what_is_out_of_range_is_reported_as_it_was_given(
    call: Callable[[], Any], said: str, in_folder: Path
) -> None:
    with pytest.raises(ju.errors.ScenarioError) as caught:
        call()
    assert str(caught.value).startswith(said)
    assert list(in_folder.iterdir()) == []


@pytest.fixture
def on_the_command_line() -> Iterator[None]:
    sweep = COMMANDS["sweep"].function
    assert app is not None
    with spelled(lambda argument: option_of(sweep, argument)):
        yield


@pytest.mark.usefixtures("on_the_command_line")
def test_the_command_line_spells_arguments_as_options() -> None:
    assert named("accept_changes") == "--accept-changes"
    with pytest.raises(ju.errors.ScenarioError, match=r"^--set trust.start=2: 2 is too large"):
        ju.run("town", changes={"trust.start": 2})
    with pytest.raises(
        ju.errors.ScenarioError, match="Give --vary, --over, --table, --posterior or --ensemble"
    ):
        ju.design("town")


def test_python_spells_arguments_as_python_again() -> None:
    assert named("accept_changes") == "accept_changes"


def test_everything_wrong_is_reported_at_once() -> None:
    with pytest.raises(ju.errors.ScenarioError) as caught:
        ju.design(
            "town", vary={"trust.stat": 1, "trust.start": [0.1]}, over={"trust.start": None, "weeks": None}
        )
    assert len(caught.value.problems) == 2
    assert [problem.suggestion for problem in caught.value.problems] == ["start", None]
