"""The notebook of the tutorials runs on ``import joinup as ju`` alone, and every cell shows one screen."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from joinup.sim.text.card import HEIGHT, WIDTH

PAGE = Path(__file__).parents[1] / "docs" / "tutorials" / "notebook.md"
CELLS = re.findall(r"^```python\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
STEPS = ("load(", "describe(", "set(", "run(", "plot(", "compare(", "sweep(", "guide(", "save(", "open(")


def shown_by(cell: str, names: dict[str, Any]) -> Any:
    """Run a cell as a notebook does; return what its last line is."""
    *before, last = ast.parse(cell).body
    assert isinstance(last, ast.Expr)
    exec(compile(ast.Module(before, []), str(PAGE), "exec"), names)
    return eval(compile(ast.Expression(last.value), str(PAGE), "eval"), names)


def test_the_notebook_has_a_dozen_cells_and_needs_nothing_else() -> None:
    assert 10 <= len(CELLS) <= 14
    imported = [node for cell in CELLS for node in ast.walk(ast.parse(cell)) if isinstance(node, ast.Import)]
    assert [ast.unparse(node) for node in imported] == ["import joinup as ju"]
    assert "from " not in "".join(CELLS)
    assert [step for step in STEPS if step not in "".join(CELLS)] == []


def test_every_cell_runs_and_shows_one_screen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    for cell in CELLS:
        thing = shown_by(cell, names)
        lines = repr(thing).split("\n")
        assert len(lines) <= HEIGHT and max(map(len, lines)) <= WIDTH, cell
        if not isinstance(thing, bool | Path):
            assert thing._repr_html_().startswith("<"), cell
    assert names["again"].scenario == names["small"]
    assert (tmp_path / "unmet-need.svg").read_text(encoding="utf-8").startswith("<?xml")
