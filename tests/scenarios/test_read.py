"""Reading YAML: what words mean, and that hostile text costs little."""

from __future__ import annotations

import math
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinup.scenarios.load import load
from joinup.scenarios.read import read, scalar, value_of
from joinup.sim.errors import ScenarioError


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1", 1),
        ("-3", -3),
        ("1_000", 1000),
        ("0.25", 0.25),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("-.inf", -math.inf),
        ("true", True),
        ("False", False),
        ("~", None),
        ("", None),
        ("null", None),
        ("yes", "yes"),
        ("off", "off"),
        ("tRue", "tRue"),
        ("1999-04-01", "1999-04-01"),
        ("12:30", "12:30"),
        ("1,000", "1,000"),
        ("0x1F", "0x1F"),
        ("٣", "٣"),
        ("1.2.3", "1.2.3"),
    ],
)
def test_words_mean_what_yaml_1_2_says(text: str, meaning: Any) -> None:
    assert scalar(text) == meaning
    assert type(scalar(text)) is type(meaning)


def test_a_number_too_long_for_a_whole_one_is_still_a_number() -> None:
    assert scalar("9" * 30) == pytest.approx(1e30)
    assert scalar("9" * 400) == math.inf


def test_two_halves_of_a_character_are_the_character_as_in_json() -> None:
    assert value_of(r'"\ud83c\udfe5 \u00e9"') == "🏥 é"
    assert read(r'{"\ud83c\udfe5": 1}', "f")[0].plain() == {"🏥": 1}


@pytest.mark.parametrize("code", ["0000", "d83c", "dfe5", "dfe5\\ud83c", "fffe"])
@pytest.mark.parametrize("text", ['a: "x \\u{}"', 'a: 1\n"\\u{}": 2', 'a: ["\\u{}"]'])
def test_what_no_text_can_hold_is_refused_with_its_place(code: str, text: str) -> None:
    with pytest.raises(ScenarioError, match=f"^f:[12]:[145]: .*U.{code[:4].upper()} is not allowed"):
        read(text.format(code), "f")


def test_quoted_and_block_text_stays_text() -> None:
    assert value_of("'1'") == "1"
    assert read('a: |\n  1\nb: "true"\n', "f")[0].plain() == {"a": "1\n", "b": "true"}


@pytest.mark.parametrize(
    ("text", "meaning"), [("[a, 1]", ["a", 1]), ("{a: 0.5}", {"a": 0.5}), (" 3 ", 3), ("  ", None)]
)
def test_values_of_options_are_yaml(text: str, meaning: Any) -> None:
    assert value_of(text) == meaning


@pytest.mark.parametrize("text", ["[1", "{a: 1, a: 2}", "&a 1", "!!int 3"])
def test_values_of_options_obey_the_same_rules(text: str) -> None:
    with pytest.raises(ScenarioError):
        value_of(text)


def test_a_byte_order_mark_is_no_problem(tmp_path: Any) -> None:
    file = tmp_path / "bom.yaml"
    file.write_bytes(b"\xef\xbb\xbf- a list")
    with pytest.raises(ScenarioError, match="bom.yaml:1:1: expected sections"):
        load(file)


@pytest.mark.parametrize(
    "text",
    ["[" * 900_000, "- " * 450_000, "{a: " * 200_000, "? " * 450_000, "&a " * 300_000, "a: &a [*a, *a]\n"],
    ids=["brackets", "dashes", "braces", "keys", "anchors", "alias of itself"],
)
def test_hostile_text_is_refused_at_the_first_limit(text: str) -> None:
    started = time.process_time()
    with pytest.raises(ScenarioError):
        read(text, "hostile")
    assert time.process_time() - started < 5


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_any_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read(text, "any")
    except ScenarioError as error:
        assert all(problem.line and problem.column for problem in error.problems)


@given(st.text(alphabet="ab:-[]{}\"'#&*!|>%@`,? \n\t", max_size=60))
def test_any_yaml_like_text_is_read_or_refused_with_a_place(text: str) -> None:
    try:
        read(text, "any")
    except ScenarioError as error:
        assert all(problem.line and problem.column for problem in error.problems)
