"""Imports go one way: viz -> experiments -> scenarios -> sim; and sim is pure."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).parent.parent
FLOORS = ("sim", "scenarios", "experiments", "viz", "cli")
ROOTS = FLOORS[:-1]
CODE = {**{floor: HOME / floor / "joinup" / floor for floor in ROOTS}, "cli": HOME / "joinup" / "cli"}
"""From the ground up: a floor imports from itself and from below."""

FILES_PROCESSES_AND_WEB = {
    "asyncio",
    "concurrent",
    "ctypes",
    "ftplib",
    "glob",
    "http",
    "io",
    "multiprocessing",
    "os",
    "pathlib",
    "pickle",
    "requests",
    "ruamel",
    "selectors",
    "shelve",
    "shutil",
    "signal",
    "smtplib",
    "socket",
    "socketserver",
    "solara",
    "sqlite3",
    "ssl",
    "starlette",
    "subprocess",
    "sys",
    "tempfile",
    "typer",
    "urllib",
    "webbrowser",
    "yaml",
    "zipfile",
    "rich",
    "pyarrow",
    "duckdb",
}
ALLOWED = {
    ("joinup.sim.compiled.threads", "concurrent"),
    *(("joinup.sim.compiled.compiler", name) for name in ("os", "pathlib", "shutil", "tempfile")),
    *(("joinup.sim.compiled.warm_up", name) for name in ("os", "pathlib", "subprocess", "sys")),
}
"""Threads over localities are part of the model's speed, not a process; compiled code is kept in
a cache folder and the first time compiled with a helper, and no result depends on either."""

SECRETS = {("joinup.viz.server.access", "secrets")}
"""PINs and tokens must be such that nobody can foresee them; no result depends on them."""

CHANCE_AND_CLOCKS = {"random", "secrets", "time", "uuid"}
CLOCK_CALLS = {"now", "today", "utcnow", "fromtimestamp"}


def modules(floor: str) -> list[Path]:
    folder, _, below = floor.partition("/")
    return sorted((CODE[folder] / below).rglob("*.py"))


def name_of(file: Path) -> str:
    parts = file.relative_to(HOME).with_suffix("").parts
    # Each floor is a source root: sim/joinup/sim/run.py is joinup.sim.run.
    parts = parts[1:] if parts[0] in ROOTS else parts
    return ".".join(part for part in parts if part != "__init__")


def imports(source: str, package: str = "") -> Iterator[str]:
    """Yield the full name of everything that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _called(node) in ("__import__", "import_module") and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def imported_by(file: Path) -> list[str]:
    name = name_of(file)
    package = name if file.name == "__init__.py" else name.rpartition(".")[0]
    return list(imports(file.read_text(encoding="utf-8"), package))


FILES = [(floor, file) for floor in FLOORS for file in modules(floor)]


@pytest.mark.parametrize(("floor", "file"), FILES, ids=[name_of(file) for _, file in FILES])
def test_a_module_imports_only_from_its_own_floor_and_below(floor: str, file: Path) -> None:
    above = {f"joinup.{other}" for other in FLOORS[FLOORS.index(floor) + 1 :]} | {"tests", "benchmarks"}
    found = [*imported_by(file)]
    assert [n for n in found if ".".join(n.split(".")[: 1 + n.startswith("joinup.")]) in above] == []
    assert not {n.split(".")[0] for n in found} & set(ROOTS), "floors are imported from joinup"


@pytest.mark.parametrize("file", modules("sim"), ids=name_of)
def test_the_model_knows_no_files_processes_or_web(file: Path) -> None:
    found = {name.split(".")[0] for name in imported_by(file)} & FILES_PROCESSES_AND_WEB
    assert {name for name in found if (name_of(file), name) not in ALLOWED} == set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = {_called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"open", "input", "print", "exec", "eval", "to_parquet", "to_csv", "read_csv"}


@pytest.mark.parametrize("file", modules("sim"), ids=name_of)
def test_the_model_takes_no_chance_but_its_own_draws_and_never_asks_the_time(file: Path) -> None:
    found = imported_by(file)
    assert not {name.split(".")[0] for name in found} & CHANCE_AND_CLOCKS
    assert not [name for name in found if name.startswith("numpy.random")]
    tree = ast.parse(file.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & (CLOCK_CALLS | {"random", "default_rng"})
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "hash" not in names, "Python's hash of a text differs from process to process"


@pytest.mark.parametrize("floor", FLOORS[1:])
def test_no_other_floor_takes_chances_of_its_own(floor: str) -> None:
    """Designs and intervals may be drawn at random, but from a generator with a given seed."""
    for file in modules(floor):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found = {name.split(".")[0] for name in imported_by(file)} & {"random", "secrets"}
        assert {name for name in found if (name_of(file), name) not in SECRETS} == set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == "default_rng":
                assert node.args or node.keywords, f"{name_of(file)}: a generator without a seed"


def test_mesa_is_behind_two_modules() -> None:
    users = {
        name_of(file)
        for file in modules("sim")
        if any(name.split(".")[0] == "mesa" for name in imported_by(file))
    }
    assert users == {"joinup.sim.model", "joinup.sim.agents"}


def test_shared_kernels_know_arrays_and_nothing_else() -> None:
    allowed = {"__future__", "typing", "collections", "hashlib", "math", "numpy", "numba", "joinup"}
    for file in modules("sim/kernels"):
        found = imported_by(file)
        assert {name.split(".")[0] for name in found} <= allowed
        own = [name for name in found if name.startswith("joinup")]
        known = tuple(
            f"joinup.sim.{name}" for name in ("arrays", "compiled", "kernels", "mechanisms", "randomness")
        )
        assert [name for name in own if not name.startswith(known)] == []


@pytest.mark.parametrize(
    ("source", "package", "found"),
    [
        ("import joinup.viz.pages", "", ["joinup.viz.pages"]),
        ("def f():\n    from joinup.experiments import runner", "", ["joinup.experiments.runner"]),
        ("from ..scenarios import load", "joinup.sim.kernels", ["joinup.sim.scenarios.load"]),
        ("from . import layout", "joinup.sim.arrays", ["joinup.sim.arrays.layout"]),
        ("import importlib\nimportlib.import_module('viz')", "", ["importlib", "viz"]),
        ("try:\n    import random as r\nexcept ImportError: pass", "", ["random"]),
    ],
)
def test_no_way_of_importing_is_overlooked(source: str, package: str, found: list[str]) -> None:
    assert list(imports(source, package)) == found
