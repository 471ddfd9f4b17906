"""The modules of joinup and what each imports, read from their source."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path, PurePath

import networkx as nx

ROOT = Path(__file__).parents[2]
LAYERS = ("sim", "scenarios", "experiments", "viz", "cli")
"""From the ground up: a layer imports from itself and from below."""

FOLDERS = {
    **{layer: Path(layer, "joinup", layer) for layer in LAYERS if layer != "cli"},
    "cli": Path("joinup", "cli"),
}
"""Where each layer's code is: all but the command line are source roots of their own."""

BESIDE = {"tests", "benchmarks", *LAYERS}
"""What stands beside joinup in the repository and is not installed; layers are imported from joinup."""


def files(layer: str, root: Path = ROOT) -> list[Path]:
    """Return the modules of a layer, or of a folder in it (``sim/kernels``), in a checkout."""
    layer, _, below = layer.partition("/")
    return sorted((root / FOLDERS[layer] / below).rglob("*.py"))


def name_of(file: Path, root: Path = ROOT) -> str:
    """Return the name that a module is imported by."""
    parts = file.relative_to(root).with_suffix("").parts
    # Four layers are source roots: sim/joinup/sim/run.py is joinup.sim.run.
    parts = parts[1:] if parts[0] in LAYERS else parts
    return ".".join(part for part in parts if part != "__init__")


def imports(source: str, package: str = "") -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever in it.

    Imports within functions and for type checkers only count like any other. ``import a.b`` gives the
    module the name ``a`` too, and so all that is in it.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
                if "." in alias.name and alias.asname is None:
                    yield alias.name.partition(".")[0]
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (f"{node.module}." if node.module else "")
            yield from (absolute(base + alias.name, package) for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in ("__import__", "import_module") and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield absolute(argument.value, package)


def absolute(name: str, package: str) -> str:
    """Return the full name of what a module of a package calls ``..name``."""
    below = name.lstrip(".")
    if below == name:
        return name
    above = package.split(".")
    return ".".join([*above[: len(above) - (len(name) - len(below)) + 1], below])


def called(node: ast.Call) -> str:
    """Return the last name of what is called, or nothing."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def imported_by(file: Path, root: Path = ROOT) -> list[str]:
    """Return the full names of everything that a file imports."""
    return list(imports(file.read_text(encoding="utf-8"), package_of(name_of(file, root), file)))


def package_of(name: str, file: PurePath) -> str:
    """Return the package that relative imports of a module start from."""
    return name if file.name == "__init__.py" else name.rpartition(".")[0]


def upward_imports(root: Path = ROOT) -> list[tuple[str, str]]:
    """Return which modules of a checkout import what from above their layer, as pairs of names.

    The public page is above every layer, and so is whatever it offers: ``from joinup import load``.
    """
    return [
        (name_of(file, root), name)
        for place, layer in enumerate(LAYERS)
        for file in files(layer, root)
        for name in imported_by(file, root)
        if _is_above(name, LAYERS[: place + 1])
    ]


def _is_above(name: str, layers: tuple[str, ...]) -> bool:
    top, _, below = name.partition(".")
    return top in BESIDE or (top == "joinup" and below.partition(".")[0] not in layers)


@cache
def graph() -> nx.DiGraph[str]:
    """Return who imports whom, module by module, of all layers."""
    return graph_of({name_of(file): imported_by(file) for layer in LAYERS for file in files(layer)})


def graph_of(imported: Mapping[str, Iterable[str]]) -> nx.DiGraph[str]:
    """Return who imports whom, from the full names of everything that each module imports."""
    found: nx.DiGraph[str] = nx.DiGraph()
    found.add_nodes_from(imported)
    for name, targets in imported.items():
        for target in targets:
            module = target
            while module and module not in imported:
                module = module.rpartition(".")[0]
            if module and module != name:
                found.add_edge(name, module)
    return found


def circles(found: nx.DiGraph[str]) -> list[list[str]]:
    """Return the sets of modules that import each other, directly or by way of others."""
    return [sorted(one) for one in nx.strongly_connected_components(found) if len(one) > 1]
