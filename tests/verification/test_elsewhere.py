"""The table of cases that are covered by tests of their own names tests that exist."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.verification.elsewhere import ELSEWHERE, Cover

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "cover",
    [cover for covers in ELSEWHERE.values() for cover in covers],
    ids=lambda cover: cover.test.partition("::")[2],
)
def test_every_test_named_exists(cover: Cover) -> None:
    file, _, name = cover.test.partition("::")
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert cover.shows


def test_the_table_covers_the_cases_of_comparison_and_symmetry() -> None:
    assert {f"V{number}" for number in range(42, 55)} <= set(ELSEWHERE)
