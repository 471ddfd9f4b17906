"""The modules of joinup and what each imports, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

ROOT = Path(__file__).parents[2]
LAYERS = ("sim", "scenarios", "experiments", "viz", "cli")
"""From the ground up: a layer imports from itself and from below."""

FOLDERS = {
    **{layer: ROOT / layer / "joinup" / layer for layer in LAYERS if layer != "cli"},
    "cli": ROOT / "joinup" / "cli",
}
"""Where each layer's code is: all but the command line are source roots of their own."""


def files(layer: str) -> list[Path]:
    """Return the modules of a layer, or of a folder in it (``sim/kernels``)."""
    root, _, below = layer.partition("/")
    return sorted((FOLDERS[root] / below).rglob("*.py"))


def name_of(file: Path) -> str:
    """Return the name that a module is imported by."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    # Four layers are source roots: sim/joinup/sim/run.py is joinup.sim.run.
    parts = parts[1:] if parts[0] in LAYERS else parts
    return ".".join(part for part in parts if part != "__init__")


def imports(source: str, package: str = "") -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever in it.

    Imports within functions and for type checkers only count like any other.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in ("__import__", "import_module") and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def called(node: ast.Call) -> str:
    """Return the last name of what is called, or nothing."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def imported_by(file: Path) -> list[str]:
    """Return the full names of everything that a file imports."""
    name = name_of(file)
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    return list(imports(file.read_text(encoding="utf-8"), package))


@cache
def graph() -> nx.DiGraph[str]:
    """Return who imports whom, module by module, of all layers."""
    known = {name_of(file): file for layer in LAYERS for file in files(layer)}
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(known)
    for name, file in known.items():
        for target in imported_by(file):
            module = target
            while module and module not in known:
                module = module.rpartition(".")[0]
            if module and module != name:
                found.add_edge(name, module)
    return found


def circles() -> list[list[str]]:
    """Return the sets of modules that import each other, directly or by way of others."""
    return [sorted(found) for found in nx.strongly_connected_components(graph()) if len(found) > 1]
