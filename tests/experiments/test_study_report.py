"""The report of a study: a page that needs nothing else, that everybody can read, the same every time."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.report.study_report import report, sweep_command_of
from joinup.experiments.study.study import open_study
from joinup.sim.results.risks import RISKS

SIZE = ("--clients", "200", "--weeks", "52", "--workers", "0")
ALONE = {"meta", "br", "use", "link", "img", "path", "hr"}


class Page(HTMLParser):
    """Checks that tags are closed in turn, and gathers what stands in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in ALONE:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert tag in ALONE or self.open.pop() == tag, f"</{tag}> closes another"

    def of(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.tags if name == tag)


@pytest.fixture(scope="module")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("studies") / "forms"
    return swept(
        folder,
        "--vary",
        "partnership.form=none,formal,merged",
        "--over",
        "agencies.housing.places",
        "--over",
        "trust.start=0.1:0.6",
        "--points",
        "20",
        "--replications",
        "2",
    )


def swept(folder: Path, *how: str) -> Path:
    outcome = CliRunner().invoke(app, ["sweep", "town", *how, *SIZE, "--out", str(folder)])
    assert outcome.exit_code == ExitCode.DONE, outcome.output
    return folder


@pytest.mark.parametrize(
    ("how", "charts"),
    [
        ((), ["gain-over-reference", "regret"]),
        (("--vary", "trust.start=0.1,0.3,0.5,0.7"), ["gain-over-reference", "gain-across", "regret"]),
    ],
    ids=["one", "four"],
)
def test_a_study_of_few_futures_has_a_report_without_what_they_cannot_tell(
    how: tuple[str, ...], charts: list[str], tmp_path: Path
) -> None:
    folder = swept(tmp_path / "study", "--vary", "partnership.form=none,formal", *how, "--replications", "2")
    made = report(open_study(folder), "need_weeks")
    assert "too few futures" in made.page
    assert [chart.name for chart in made.charts] == charts


def test_the_page_is_whole_and_everybody_can_read_it(forms: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = CliRunner().invoke(app, ["report", str(forms), "--out", str(out)], catch_exceptions=False)
    assert outcome.exit_code == ExitCode.DONE
    file = out / "report.html"
    assert file.stat().st_size < 3e6
    page = Page(file.read_text(encoding="utf-8"))
    assert next(page.of("html"))["lang"] == "en-GB"
    assert not list(page.of("script")) and not list(page.of("link")) and not list(page.of("img"))
    figures = list(page.of("svg"))
    assert len(figures) == len(list(page.of("figure"))) == 4
    assert all(one["role"] == "img" and len(one["aria-label"]) > 60 for one in figures)
    ids = [one["id"] for _, one in page.tags if "id" in one]
    assert len(ids) == len(set(ids))
    targets = [one[key] for _, one in page.tags for key in ("href", "src") if key in one]
    assert targets and all(target[1:] in ids for target in targets if target.startswith("#"))
    assert [target for target in targets if not target.startswith("#")] == []
    without_sources = re.sub(r"<td>.*?</td>", "", file.read_text(encoding="utf-8"))
    assert not re.search(r"url\((?!#)|@import|https?://", without_sources)
    assert len(list(page.of("caption"))) == len(list(page.of("table")))
    assert all("scope" in one for one in page.of("th"))


def test_the_page_says_what_it_rests_on(forms: Path) -> None:
    text = report(open_study(forms), "net_benefit").page
    for part in (
        "The question",
        "The design",
        "The seven risks",
        "Caveats",
        "Every parameter and its source",
        "How to repeat this",
    ):
        assert f">{part}</h2>" in text
    assert all(f"{risk}: {title}" in text for risk, title in RISKS.items())
    assert "service.repeated_assessment" in text and "judgement" in text
    assert open_study(forms).facts["version"] in text


def test_figures_are_files_with_the_numbers_the_same_every_time(forms: Path) -> None:
    one, other = (report(open_study(forms), "resolved") for _ in range(2))
    assert one.page == other.page
    assert [chart.name for chart in one.charts] == [
        "best-by-circumstance",
        "gain-over-reference",
        "gain-across",
        "regret",
    ]
    for first, second in zip(one.charts, other.charts, strict=True):
        assert first.table.rows
        for kind, start in (("svg", b"<?xml"), ("png", b"\x89PNG")):
            drawn = first.drawn(kind)
            assert drawn.startswith(start)
            assert drawn == second.drawn(kind)
        assert first.stamp == f"study forms, joinup {open_study(forms).facts['version']}"


def test_the_command_that_repeats_it_makes_the_same_study(forms: Path, tmp_path: Path) -> None:
    study = open_study(forms)
    command = sweep_command_of(study)
    assert command is not None
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    name, *arguments = shlex.split(command)[1:]
    group.commands[name].make_context(name, list(arguments))
    folder = tmp_path / "again"
    arguments += ["--workers", "0", "--out", str(folder)]
    outcome = CliRunner().invoke(app, [name, *arguments])
    assert outcome.exit_code == ExitCode.DONE, outcome.output
    again = open_study(folder)
    assert again.points.equals(study.points)
    columns = ["point", "seed", "outcome.resolved.all"]
    assert again.summaries()[columns].equals(study.summaries()[columns])


def test_a_screening_has_figures_of_what_matters(tmp_path: Path) -> None:
    folder = swept(
        tmp_path / "s",
        "--over",
        "agencies.housing.places",
        "--over",
        "trust.start",
        "--method",
        "morris",
        "--points",
        "3",
        "--replications",
        "2",
        "--set",
        "partnership.form=none",
    )
    made = report(open_study(folder), "resolved")
    assert [chart.name for chart in made.charts] == ["what-matters-1"]
    assert ">What matters</h2>" in made.page
    Page(made.page)


def test_a_place_that_cannot_be_written_is_reported(forms: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    outcome = CliRunner().invoke(app, ["report", str(forms), "--out", str(tmp_path / "taken")])
    assert outcome.exit_code == ExitCode.RUN_FAILED
    assert "cannot be written" in outcome.output
