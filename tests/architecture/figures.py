"""What the code is like, in figures, at one commit and at another.

``uv run python -m tests.architecture.figures 1d4c9fd HEAD`` prints a table of both.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tarfile
from collections import Counter
from collections.abc import Mapping
from pathlib import PurePath

from tests.architecture.modules import ROOT, circles, graph_of, imports, package_of

FOLDERS = ("sim", "scenarios", "experiments", "viz", "joinup", "tests", "benchmarks")
CODE = FOLDERS[:5]
TESTS = "tests"

Sources = Mapping[PurePath, str]


def sources_at(commit: str) -> Sources:
    """Return the text of every module at a commit."""
    packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
    found = {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        for member in archive:
            path = PurePath(member.name)
            if path.suffix == ".py" and path.parts[0] in FOLDERS and (file := archive.extractfile(member)):
                found[path] = file.read().decode()
    return found


def module_name(path: PurePath) -> str:
    """Return the name that a module is imported by; before joinup was a package, that of its path."""
    parts = path.with_suffix("").parts
    parts = parts[1:] if parts[1:2] == ("joinup",) else parts
    return ".".join(part for part in parts if part != "__init__")


def figures(sources: Sources) -> dict[str, float]:
    """Return the figures of a set of modules."""
    code = {path: text for path, text in sources.items() if path.parts[0] in CODE}
    lengths = [length for text in code.values() for length in function_lengths(ast.parse(text))]
    names = {path: module_name(path) for path in code}
    imported = {
        name: list(imports(code[path], package_of(name, path))) for path, name in names.items() if name
    }
    lines = Counter[str]()
    for path, text in sources.items():
        lines[path.parts[0]] += len(text.splitlines())
    every = "\n".join(sources.values())
    return {
        **{f"Lines in `{folder}/`": lines[folder] for folder in FOLDERS},
        "Modules, tests apart": len(code),
        "Lines of the longest of them": max(len(text.splitlines()) for text in code.values()),
        "Lines of a function, mean": sum(lengths) / len(lengths),
        "Modules in circles of imports": sum(len(circle) for circle in circles(graph_of(imported))),
        "Modules ending in -ing, tests too": sum(path.stem.endswith("ing") for path in sources),
        "Modules called opening": sum(path.stem == "opening" for path in sources),
        "`fmt: skip`": every.count("  # fmt: skip\n"),
        "`type: ignore`": every.count("  # type: ignore"),
    }


def function_lengths(tree: ast.Module) -> list[int]:
    """Return the lines of every function, its docstring left out."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            first = node.body[0]
            has_docstring = ast.get_docstring(node, clean=False) is not None and first.end_lineno is not None
            docstring = first.end_lineno - first.lineno + 1 if has_docstring and first.end_lineno else 0
            found.append(node.end_lineno - node.lineno + 1 - docstring)
    return found


def table(before: str, now: str) -> str:
    """Return the figures of two commits as a table in Markdown."""
    old, new = figures(sources_at(before)), figures(sources_at(now))
    rows = [f"| {name} | {_written(old[name])} | {_written(new[name])} |" for name in new]
    return "\n".join(["| | Before | Now |", "| --- | ---: | ---: |", *rows])


def _written(figure: float) -> str:
    return f"{figure:,.1f}" if isinstance(figure, float) else f"{figure:,}"


if __name__ == "__main__":
    print(table(*sys.argv[1:3]))
