"""The public page: ``import joinup as ju`` is all that a user needs, and it is what it says."""

from __future__ import annotations

import ast
import doctest
import inspect
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import get_overloads

import pytest

import joinup as ju
from tests.cli.test_command_line import HEAVY

HOME = Path(__file__).parents[1]
STUB = HOME / "joinup" / "__init__.pyi"
CALLS = [name for name in ju.__all__ if inspect.isfunction(getattr(ju, name))]
CLASSES = [name for name in ju.__all__ if inspect.isclass(getattr(ju, name))]
SERVES_UNTIL_CTRL_C = {"live"}
"""Calls whose example cannot run in a test."""

WITH_EXAMPLES = {"Comparison", "Design", "Model", "Result", "Session", "Study"}

HEADING = re.compile(r"^(\w+)\n-+$", re.MULTILINE)


def test_the_stub_and_the_package_offer_the_same_names() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    declared = [
        (alias.name, node.module)
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    ]
    assert sorted(name for name, _ in declared) == sorted(ju.__all__)
    [names] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    assert names == ju.__all__ == sorted(names)
    assert sorted(dir(ju)) == sorted([*names, "__version__"])
    for name, module in declared:
        if name != "errors":
            assert getattr(ju, name) is getattr(import_module(str(module)), name), name


def test_the_page_is_one_page() -> None:
    assert 20 <= len(ju.__all__) <= 40


@pytest.mark.parametrize("name", ["optimise", "advise", "appraise", "validate", "outcomes"])
def test_a_name_appears_only_when_it_works(name: str) -> None:
    assert name not in dir(ju)
    with pytest.raises(AttributeError, match=f"module 'joinup' has no attribute '{name}'"):
        getattr(ju, name)


def test_the_version_is_that_of_the_installed_package() -> None:
    assert ju.__version__.startswith("0.")


@pytest.mark.parametrize("name", CALLS)
def test_every_call_is_typed_and_says_what_it_takes_gives_and_raises(name: str) -> None:
    call = getattr(ju, name)
    for one in (call, *get_overloads(call)):
        signature = inspect.signature(one)
        hints = inspect.get_annotations(one)
        assert {*signature.parameters, "return"} == set(hints), name
    text = inspect.getdoc(call) or ""
    headings = HEADING.findall(text)
    assert "Examples" in headings, name
    if inspect.signature(call).parameters:
        assert "Parameters" in headings, name
        parameters = inspect.signature(call).parameters.values()
        taken = {f"*{one.name}" if one.kind is one.VAR_POSITIONAL else one.name for one in parameters}
        assert _described(text) == taken, name


def _described(text: str) -> set[str]:
    """Return the parameters that a docstring describes."""
    part = text.partition("Parameters\n----------\n")[2].partition("\n\n")[0]
    names = [line for line in part.splitlines() if line and not line.startswith(" ")]
    return {name.strip() for line in names for name in line.split(",")}


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_is_documented(name: str) -> None:
    shown = getattr(ju, name)
    assert inspect.getdoc(shown)
    for member, value in vars(shown).items():
        if not member.startswith("_") and (inspect.isfunction(value) or isinstance(value, property)):
            assert inspect.getdoc(value), f"{name}.{member}"


@pytest.mark.parametrize("name", sorted({*CALLS, *WITH_EXAMPLES} - SERVES_UNTIL_CTRL_C))
def test_every_example_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shown = getattr(ju, name)
    module = sys.modules[shown.__module__]
    found = [one for one in doctest.DocTestFinder(recurse=False).find(shown, name, module) if one.examples]
    assert found, name
    for one in found:
        assert not any(doctest.SKIP in example.options for example in one.examples), name
        assert doctest.DocTestRunner().run(one).failed == 0


def test_the_package_itself_has_an_example_that_runs() -> None:
    results = doctest.testmod(ju)
    assert results.attempted > 0 and results.failed == 0


@pytest.mark.parametrize(
    "use",
    [
        "dir(ju)",
        "ju.available()",
        "ju.load('town')",
        "ju.check('town')",
        "ju.schema()",
        "ju.errors.ScenarioError",
    ],
)
def test_what_needs_no_model_waits_for_nothing_heavy(use: str) -> None:
    code = f"import sys, joinup as ju; {use}; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SHADOWS = {
    "sim.py": "raise SystemExit('this sim is not joinup')",
    "experiments.py": "raise SystemExit('these experiments are not joinup')",
    "scenarios.py": "raise SystemExit('these scenarios are not joinup')",
    "viz/__init__.py": "raise SystemExit('this viz is not joinup')",
    "joinup_scenarios/__init__.py": "",
}
SCRIPT = """
import joinup as ju
from joinup import scenarios, sim, experiments, viz
assert "town" in ju.available()
print(ju.run("town", weeks=4, clients=50, changes={"warm_up_weeks": 0}).weeks, ju.schema()["title"])
"""


@pytest.mark.parametrize("how", ["script beside them", "path of modules", "python -m"])
def test_files_and_packages_of_the_users_with_our_rooms_names_break_nothing(how: str, tmp_path: Path) -> None:
    for name, text in SHADOWS.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "study.py").write_text(SCRIPT, encoding="utf-8")
    command = {
        "script beside them": [sys.executable, "study.py"],
        "path of modules": [
            sys.executable,
            "-c",
            f"import sys; sys.path.insert(0, {str(tmp_path)!r}); exec({SCRIPT!r})",
        ],
        "python -m": [sys.executable, "-m", "joinup", "check", "town"],
    }[how]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ("town: no problems" if how == "python -m" else "4 joinup scenario")


@pytest.mark.parametrize("name", ju.errors.__all__)
def test_every_error_is_one_of_joinups(name: str) -> None:
    error = getattr(ju.errors, name)
    assert error is ju.errors.Problem or issubclass(error, ju.errors.JoinupError)
    assert f"``{name}``" in (ju.errors.__doc__ or "") or name in ("Problem", "JoinupError")


def test_no_error_of_joinups_is_left_out() -> None:
    for name in ju.__all__:
        getattr(ju, name)
    every: set[type[Exception]] = set()
    found: list[type[Exception]] = [ju.errors.JoinupError]
    while found:
        error = found.pop()
        every.add(error)
        found += error.__subclasses__()
    ours = {error.__name__ for error in every if error.__module__.startswith("joinup.")}
    assert ours - INNER == set(ju.errors.__all__) - {"Problem"}


INNER = {"AccessRefusedError", "NoTallies", "NothingPlausibleError", "StoppedError", "TookTooLongError"}
"""Errors that calls, and the server of a room, catch themselves."""
