"""Imports go one way: joinup -> cli -> viz -> experiments -> scenarios -> sim; and sim is pure."""

from __future__ import annotations

import ast
import shutil
from pathlib import Path

import pytest

from tests.architecture.modules import (
    FOLDERS,
    LAYERS,
    ROOT,
    called,
    files,
    imported_by,
    imports,
    name_of,
    upward_imports,
)

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
    *(("joinup.sim.compiled.cache", name) for name in ("os", "pathlib", "shutil", "tempfile")),
    *(("joinup.sim.compiled.callbacks", name) for name in ("ctypes", "sys")),
    ("joinup.sim.compiled.compiler", "os"),
    *(("joinup.sim.compiled.private", name) for name in ("pathlib", "pickle")),
    *(("joinup.sim.compiled.warm_up", name) for name in ("os", "subprocess", "sys")),
    ("joinup.sim.extensions.source_code", "sys"),
    ("joinup.sim.extensions.global_chance", "sys"),
}
"""Threads over localities are part of the model's speed, not a process; compiled code is kept in
a cache folder and the first time compiled with a helper, and no result depends on either. What an extension
reads is looked up among the modules that are loaded, and what it calls is watched."""

SECRETS = {(f"joinup.viz.server.{name}", "secrets") for name in ("access", "people", "pin")}
"""PINs and tokens must be such that nobody can foresee them; no result depends on them."""

SEEDS = ("joinup.sim.seeds", "numpy.random.SeedSequence")
"""A user's seed sequence is made a seed of ours; nothing is drawn from it."""

WATCHES_CHANCE = "joinup.sim.extensions.global_chance"
"""It looks whether an extension has drawn from a generator of everybody's; it draws nothing."""

WATCHES_TIME = "joinup.sim.extensions.slowness"
"""It looks how much of a run's time an extension takes, to warn of it; no result depends on it."""

CHANCE_AND_CLOCKS = {"random", "secrets", "time", "uuid"}
CLOCK_CALLS = {"now", "today", "utcnow", "fromtimestamp"}


def test_a_module_imports_only_from_its_own_layer_and_below() -> None:
    assert all(len(files(layer)) > 20 for layer in LAYERS)
    assert upward_imports() == []


PUBLIC_PAGE = ("import joinup as ju", "from joinup import load", "from joinup import errors, sim")
"""Imports that are wrong in every layer."""

FROM_ABOVE = {
    "sim": (
        "from joinup.scenarios import load",
        "from .. import scenarios",
        "import joinup.viz.live as live",
    ),
    "scenarios": ("from joinup import experiments", "from ..experiments.calls.run import run"),
    "experiments": ("def late():\n    from joinup import viz", "import joinup.cli.main as main"),
    "viz": ("from joinup.cli.main import app", "importlib.import_module('..cli', 'joinup.viz')"),
    "cli": ("from tests.support import scenarios", "from scenarios import town"),
}


@pytest.mark.parametrize(
    ("layer", "wrong"), [(layer, line) for layer in LAYERS for line in (*PUBLIC_PAGE, *FROM_ABOVE[layer])]
)
def test_a_wrong_import_planted_in_a_copy_of_the_layers_is_found(
    layer: str, wrong: str, tmp_path: Path
) -> None:
    for folder in FOLDERS.values():
        (tmp_path / folder).mkdir(parents=True)
        for file in (ROOT / folder).glob("*.py"):
            shutil.copy(file, tmp_path / folder)
    assert upward_imports(tmp_path) == []
    planted = tmp_path / FOLDERS[layer] / "planted.py"
    planted.write_text(f"{wrong}\n", encoding="utf-8")
    found = upward_imports(tmp_path)
    assert {module for module, _ in found} == {f"joinup.{layer}.planted"}
    assert len(found) == 1


@pytest.mark.parametrize("file", files("sim"), ids=name_of)
def test_the_model_knows_no_files_processes_or_web(file: Path) -> None:
    found = {name.split(".")[0] for name in imported_by(file)} & FILES_PROCESSES_AND_WEB
    assert {name for name in found if (name_of(file), name) not in ALLOWED} == set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    calls = {called(node) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"open", "input", "print", "exec", "eval", "to_parquet", "to_csv", "read_csv"}


@pytest.mark.parametrize(
    "file", [one for one in files("sim") if name_of(one) not in (WATCHES_CHANCE, WATCHES_TIME)], ids=name_of
)
def test_the_model_takes_no_chance_but_its_own_draws_and_never_asks_the_time(file: Path) -> None:
    found = imported_by(file)
    assert not {name.split(".")[0] for name in found} & CHANCE_AND_CLOCKS
    drawn = [name for name in found if name.startswith("numpy.random")]
    assert [name for name in drawn if (name_of(file), name) != SEEDS] == []
    tree = ast.parse(file.read_text(encoding="utf-8"))
    attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not attributes & (CLOCK_CALLS | {"random", "default_rng"})
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "hash" not in names, "Python's hash of a text differs from process to process"


@pytest.mark.parametrize("layer", LAYERS[1:])
def test_no_other_layer_takes_chances_of_its_own(layer: str) -> None:
    """Designs and intervals may be drawn at random, but from a generator with a given seed."""
    for file in files(layer):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        found = {name.split(".")[0] for name in imported_by(file)} & {"random", "secrets"}
        assert {name for name in found if (name_of(file), name) not in SECRETS} == set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and called(node) == "default_rng":
                assert node.args or node.keywords, f"{name_of(file)}: a generator without a seed"


def test_mesa_is_behind_two_modules() -> None:
    users = {
        name_of(file)
        for file in files("sim")
        if any(name.split(".")[0] == "mesa" for name in imported_by(file))
    }
    assert users == {"joinup.sim.model", "joinup.sim.agents"}


def test_shared_kernels_know_arrays_and_nothing_else() -> None:
    allowed = {"__future__", "typing", "collections", "hashlib", "math", "numpy", "numba", "joinup"}
    for file in files("sim/kernels"):
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
        ("import joinup.viz.pages", "", ["joinup.viz.pages", "joinup"]),
        ("import joinup.viz.pages as pages", "", ["joinup.viz.pages"]),
        ("def f():\n    from joinup.experiments import runner", "", ["joinup.experiments.runner"]),
        ("from ..scenarios import load", "joinup.sim.kernels", ["joinup.sim.scenarios.load"]),
        ("from . import codes", "joinup.sim.arrays", ["joinup.sim.arrays.codes"]),
        ("from ...viz import live", "joinup.sim.kernels", ["joinup.viz.live"]),
        ("from ... import *", "joinup.sim.kernels", ["joinup.*"]),
        ("import importlib\nimportlib.import_module('viz')", "", ["importlib", "viz"]),
        ("import_module('..viz', __package__)", "joinup.sim", ["joinup.viz"]),
        ("try:\n    import random as r\nexcept ImportError: pass", "", ["random"]),
    ],
)
def test_no_way_of_importing_is_overlooked(source: str, package: str, found: list[str]) -> None:
    assert list(imports(source, package)) == found
