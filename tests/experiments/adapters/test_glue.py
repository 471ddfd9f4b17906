"""What stands between joinup and another tool is at most five lines, and the documentation has them all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "docs" / "how-to" / "use-other-tools.md"
MOST = 5


def glue(block: str) -> list[str]:
    """Return a block's lines of code without imports and printing."""
    lines: list[str] = []
    for statement in ast.parse(block).body:
        printed = isinstance(statement, ast.Expr) and ast.unparse(statement).startswith("print(")
        if not printed and not isinstance(statement, ast.Import | ast.ImportFrom):
            source = ast.get_source_segment(block, statement) or ""
            lines += [line for line in source.splitlines() if line.strip()]
    return lines


@pytest.mark.parametrize(
    ("heading", "needed"),
    [
        ("EMA Workbench", "perform_experiments"),
        ("SALib", "analyze_morris"),
        ("optuna", "optimize"),
        ("Approximate Bayesian computation by hand", "posterior"),
    ],
)
def test_a_tool_runs_on_joinup_with_five_lines_of_glue(heading: str, needed: str) -> None:
    section = PAGE.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"^```python\n(.*?)^```$", section, re.DOTALL | re.MULTILINE)
    [block] = [one for one in blocks if re.search(r"ju\.(simulator|to_)", one) and needed in one]
    assert len(glue(block)) <= MOST, glue(block)
