"""The documentation: generated parts are fresh, links resolve, commands parse, examples run."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.cli.reference import commands as commands_table
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.run.results_contents import ACROSS, TABLES
from joinup.scenarios.documentation import reference
from joinup.scenarios.load import load
from joinup.scenarios.read import read
from joinup.sim.arrays import codes as k
from joinup.sim.clients import COLUMNS
from joinup.sim.mechanisms.ledger.kernels import INVARIANTS
from joinup.sim.mechanisms.ledger.parameters import CATEGORIES
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.randomness import PURPOSES
from joinup.sim.results.result import Result
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.run import run

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]
RESULTS_PAGE = DOCS / "how-to" / "read-the-results.md"
EXAMPLES = ("script-in-python", "replay-a-session", "use-other-tools", "add-a-mechanism")
SMALL = {"population.clients": 300, "population.people": 2000, "weeks": 104}
LESS = {
    'ju.load("town")': f'ju.load("town").with_changes({SMALL})',
    '{"clients": 300, "weeks": 104}': '{"clients": 100, "weeks": 13}',
    "points=8, replicates=2": "points=4, replicates=2",
}
"""What the documentation's examples show, and the smaller runs by which they are tried."""


def shown(page: Path) -> str:
    return str(page.relative_to(ROOT))


def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def blocks(language: str) -> list[Any]:
    """Return every fenced block of a language with the page that it is on."""
    fence = re.compile(rf"^```{language}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    return [
        pytest.param(page, found[1], id=f"{shown(page)}-{number}")
        for page in PAGES
        for number, found in enumerate(fence.finditer(text_of(page)))
    ]


def commands() -> Iterator[str]:
    for block in blocks("sh"):
        for line in str(block.values[1]).splitlines():
            _, found, rest = line.partition("uv run joinup")
            if found:
                yield rest.partition(">")[0].strip()


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text_of(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def small_result() -> Result:
    changes = {"population.clients": 200, "population.people": 2000, "weeks": 52}
    return run(load("town").with_changes(changes), by_locality=True)


def test_generated_parts_are_up_to_date() -> None:
    stale = [shown(page) for page in reference.stale_pages()]
    assert stale == [], "run: uv run python -m joinup.cli.reference"


def test_every_generated_part_is_on_a_page() -> None:
    found = {name for page in PAGES for _, name, _ in reference.BLOCK.findall(text_of(page))}
    assert found == set(reference.GENERATED)


def test_every_draw_is_explained() -> None:
    assert set(reference.DRAWS) == set(PURPOSES)


@pytest.mark.parametrize("page", PAGES, ids=shown)
def test_links_resolve(page: Path) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text_of(page)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.is_relative_to(ROOT), target
        assert other.exists(), target
        assert not anchor or anchor in anchors(other), target


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_commands_parse(command: str) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    name, *arguments = shlex.split(command)
    group.commands[name].make_context(name, arguments)


def test_every_command_is_in_the_table_of_commands() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert re.findall(r"^\| `joinup (\w+)", commands_table(), re.MULTILINE) == list(group.commands)


def test_every_command_option_and_exit_code_is_in_the_reference() -> None:
    page = text_of(DOCS / "reference" / "command-line.md")
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    assert set(re.findall(r"^\| `joinup (\w+)", page, re.MULTILINE)) == set(group.commands)
    for name, command in group.commands.items():
        section = page.partition(f"### `joinup {name}`\n")[2].partition("\n### ")[0]
        names = (word for option in command.params for word in (*option.opts, *option.secondary_opts))
        options = {word for word in names if word.startswith("--")}
        told = "".join(re.findall(r"^\| (`--.*?`) \|", section, re.MULTILINE))
        assert set(re.findall(r"`(--[\w-]+)", told)) == options, name
    assert re.findall(r"^\| (\d+) \|", page, re.MULTILINE) == [str(int(code)) for code in ExitCode]


@pytest.mark.parametrize(("page", "block"), blocks("python"))
def test_python_examples_compile(page: Path, block: str) -> None:
    compile(block, shown(page), "exec")


def script_of(page: Path, folder: Path) -> Path:
    """Write a page's examples as a script, in the order in which they stand, of less than they show."""
    source = "\n".join(str(block.values[1]) for block in blocks("python") if block.values[0] == page)
    for told, less in LESS.items():
        source = source.replace(told, less)
    script = folder / "my_study.py"
    script.write_text(source, encoding="utf-8")
    return script


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "how-to" / "compare-options.md"], ids=shown)
def test_python_examples_with_worker_processes_run(page: Path, tmp_path: Path) -> None:
    """As a script of the user's, in an empty folder."""
    script = script_of(page, tmp_path)
    done = subprocess.run([sys.executable, script.name], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", [DOCS / "how-to" / f"{name}.md" for name in EXAMPLES], ids=shown)
def test_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In an empty folder, without the seconds that a process of its own takes to start."""
    script = script_of(page, tmp_path)
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings():
        warnings.simplefilter("default")  # Other people's packages warn, which ends no script.
        runpy.run_path(str(script), run_name="my_study")


@pytest.mark.parametrize(("page", "block"), blocks("yaml"))
def test_scenario_examples_are_valid(page: Path, block: str, tmp_path: Path) -> None:
    assert read(block, shown(page))[1] == []
    if not re.search(r"^extends:", block, re.MULTILINE):
        return  # a part of a scenario
    file = tmp_path / "example.yaml"
    file.write_text(block, encoding="utf-8")
    load(file)


def test_results_in_the_documentation_can_be_repeated(tmp_path: Path) -> None:
    folder = tmp_path / "results"
    options = ["--weeks", "26", "--clients", "200", "--replications", "1", "--baseline", "none"]
    outcome = CliRunner().invoke(app, ["run", "town", *options, "--json", "--out", str(folder)])
    assert outcome.exit_code == ExitCode.DONE
    page = text_of(RESULTS_PAGE)
    told = (json.loads(outcome.stdout), json.loads(text_of(folder / "run.json")))
    keys = {key for record in told for key in record} - {"made_by", "identity", "files"}
    assert sorted(key for key in keys if f"`{key}`" not in page) == []
    names: dict[str, Any] = {}
    for block in blocks("python"):
        if block.values[0] == RESULTS_PAGE:
            exec(compile(str(block.values[1]), shown(RESULTS_PAGE), "exec"), names)
    assert names["repeat"](folder).weeks == 26


def test_every_table_and_column_is_explained(small_result: Result) -> None:
    page = text_of(RESULTS_PAGE)
    tables = {*TABLES, "effort_gap", "targets", "costs"}
    for name in tables:
        assert f"`{name}`" in page
        missing = [column for column in getattr(small_result, name).columns if f"`{column}`" not in page]
        assert missing == [], name
    for word in (*ACROSS, *(measure.name for measure in MEASURES), *CATEGORIES, *Verdict):
        assert f"`{word}" in page


def test_every_part_of_a_client_is_explained() -> None:
    page = text_of(DOCS / "how-to" / "script-in-python.md")
    assert [name for name in COLUMNS if f"`{name}`" not in page] == []


def test_the_odd_names_everything_that_can_be_chosen() -> None:
    page = text_of(DOCS / "explanation" / "odd.md")
    names = (*FORMS, *k.INCENTIVES, *k.RULES, *k.METRICS, *CATEGORIES, *k.BELIEFS[2:], *k.CREDITS)
    assert [name for name in names if f"`{name}`" not in page] == []
    assert [text for text in INVARIANTS if f"- {text}\n" not in page] == []
    assert all(state.upper() in page for state in k.STATES)
