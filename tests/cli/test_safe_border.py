"""No text of a file and no name of a folder is more than text: to terminals, sheets, pages and SQL."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.report.terminal import print_page
from joinup.experiments.study.study import open_study
from tests.support.hostile import FOLDER, TEXTS, hostile_scenario

FILE = "[red]=1 #?%20;'.yaml"
SMALL = ("--weeks", "8", "--clients", "60", "--set", "warm_up_weeks=4")
FORMULA = re.compile(r"[=+\-@\t\r](?![\d.,]+$)")
"""How a text begins that a spreadsheet takes for a formula; a number below 0 is none."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Stand in a folder with a hostile name, beside a hostile scenario."""
    made = tmp_path_factory.mktemp("border") / FOLDER
    made.mkdir()
    (made / FILE).write_text(json.dumps(hostile_scenario(), ensure_ascii=False), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        yield made


def joinup(*words: str) -> str:
    """Return what a command prints."""
    told = CliRunner().invoke(app, list(words))
    assert told.exit_code == ExitCode.DONE, f"{words[0]}: {told.output[-2000:]}"
    for line in told.output.splitlines():
        assert line.isprintable(), f"{words[0]} drives the terminal: {line!r}"
    return told.output


def on_scenario(*words: str) -> tuple[str, ...]:
    return (words[0], FILE, *words[1:], *SMALL)


COMMANDS = {
    "check": ("check", FILE),
    "describe": ("describe", FILE),
    "run": on_scenario("run", "--replications", "2", "--out", f"run {FOLDER}"),
    "compare": on_scenario("compare", "none", "merged", "--replications", "2", "--workers", "0"),
    "breakeven": on_scenario(
        *("breakeven", "--between", "none,formal", "--path", "trust.start", "--steps", "2"),
        *("--replications", "2", "--workers", "0"),
    ),
    "sensitivity": on_scenario(
        *("sensitivity", "--method", "morris", "--points", "2", "--over", "trust.start", "--workers", "0"),
        *("--out", f"morris {FOLDER}"),
    ),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_titles_are_printed_as_they_are_written(folder: Path, name: str) -> None:
    told = joinup(*COMMANDS[name])
    if name in ("describe", "run"):
        assert TEXTS[0] in told


def test_scenarios_with_hostile_names_are_refused_in_words(folder: Path) -> None:
    for text in TEXTS:
        file = folder / "named.yaml"
        file.write_text(json.dumps(hostile_scenario(name=text), ensure_ascii=False), encoding="utf-8")
        told = CliRunner().invoke(app, ["check", file.name])
        assert told.exit_code == ExitCode.BAD_INPUT and "Traceback" not in told.output
        assert all(line.isprintable() for line in told.output.splitlines())


NO_TEXT = "a\udc80b"
"""As Python takes a name whose bytes are no UTF-8."""


def test_names_that_are_no_text_are_refused_in_words(folder: Path) -> None:
    (folder / f"{NO_TEXT}.yaml").write_text("extends: town\n", encoding="utf-8")
    for words in (
        ("run", f"{NO_TEXT}.yaml"),
        ("check", f"{NO_TEXT}.yaml"),
        ("run", "town", "--out", NO_TEXT),
        ("sweep", "town", "--vary", "trust.start=0.1", "--out", NO_TEXT),
        ("run", "town", "--set", f"title={NO_TEXT}"),
        ("run", "town", "--set", f"{NO_TEXT}=1"),
        ("open", NO_TEXT),
    ):
        told = CliRunner().invoke(app, list(words))
        assert told.exit_code == ExitCode.BAD_INPUT, words
        assert "Traceback" not in told.output and isinstance(told.exception, SystemExit)
    assert not (folder / NO_TEXT).exists()
    with pytest.raises(ju.errors.ScenarioError, match="title: .* has half a character"):
        ju.load("town").with_changes({"title": NO_TEXT})


@pytest.fixture(scope="module")
def study(folder: Path) -> str:
    """Return the hostile name of the folder of a study of the hostile scenario."""
    vary = ("--vary", "partnership.form=none,formal", "--over", "trust.start", "--points", "2")
    joinup(*on_scenario("sweep", *vary, "--workers", "0", "--weekly", "--out", FOLDER))
    return FOLDER


def test_a_study_is_read_exported_and_reported_whatever_its_folder_is_called(study: str) -> None:
    for command in ("guide", "discover", "compare", "report"):
        joinup(command, study)
    for kind in ("csv", "xlsx", "parquet", "netcdf"):
        joinup("export", study, "--to", kind)
    joinup("merge", study, "--out", f"whole {study}")
    whole = open_study(Path(f"whole {study}")).summaries()
    assert len(whole) == 4 and whole.equals(open_study(Path(study)).summaries())
    for page in Path(study).rglob("*.html"):
        assert_only_text(page.read_text(encoding="utf-8"))
    for sheet in Path(study).rglob("*.csv"):
        assert_no_formula(sheet)
    for book in Path(study).rglob("*.xlsx"):
        with zipfile.ZipFile(book) as packed:
            parts = {name: packed.read(name) for name in packed.namelist()}
        assert not [name for name, part in parts.items() if b"<f>" in part or b"<hyperlink" in part]


def test_the_name_of_a_study_is_no_pattern_that_others_match(study: str, folder: Path) -> None:
    shutil.copytree(study, folder / "a*")
    shutil.copytree(study, folder / "ab")
    assert len(open_study(Path("a*")).summaries()) == 4


def test_what_calls_return_is_only_text_in_a_notebook(folder: Path) -> None:
    town = ju.load(FILE)
    small = town.set(weeks=8, clients=60, warm_up_weeks=4) if hasattr(town, "set") else town
    shown = [
        small,
        ju.run(small),
        ju.compare(small, "none", replicates=2, workers=0),
        ju.design(small, over="levers"),
    ]
    for one in shown:
        assert_only_text(one._repr_html_())
        assert all(line.isprintable() for line in repr(one).splitlines())


def test_what_a_result_writes_is_no_formula(folder: Path) -> None:
    for sheet in (folder / f"run {FOLDER}").rglob("*.csv"):
        assert_no_formula(sheet)


@pytest.mark.parametrize("text", TEXTS[:2])
def test_a_table_prints_markup_as_it_is_written(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    from rich.table import Table

    table = Table(text, title=text)
    table.add_row(text)
    print_page(lambda console: console.print(table))
    assert capsys.readouterr().out.count(text) == 3


class _Elements(HTMLParser):
    """Collects what of a page is not text."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str | None]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, attrs))


def assert_only_text(page: str) -> None:
    """Check that a page has no script, no address of elsewhere and nothing that runs."""
    elements = _Elements()
    elements.feed(page)
    assert elements.found
    for tag, attributes in elements.found:
        assert tag not in ("script", "iframe", "object", "embed", "img"), tag
        for name, value in attributes:
            assert not name.startswith("on"), name
            assert name not in ("href", "src") or (value or "").startswith(("#", "data:image/")), value


def assert_no_formula(sheet: Path) -> None:
    """Check that no cell of a CSV file begins like a formula."""
    with sheet.open(encoding="utf-8", newline="") as rows:
        for row in csv.reader(rows):
            assert not [cell for cell in row if FORMULA.match(cell)], (sheet.name, row)
