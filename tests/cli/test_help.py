"""Help: groups, whole lines, and nothing cut."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from joinup.cli.app import COMMANDS
from joinup.cli.exit_codes import ExitCode
from joinup.cli.help import first_sentence
from joinup.cli.main import app

PAGES = ["", *COMMANDS]


def help_of(command: str, columns: int) -> str:
    """Return the help of a command, or of all, as a terminal of some width shows it."""
    words = [command, "--help"] if command else ["--help"]
    result = CliRunner().invoke(app, words, prog_name="joinup", terminal_width=columns)
    assert result.exit_code == ExitCode.DONE
    return result.stdout


def words_of(text: str) -> list[str]:
    return re.findall(r"\S+", text)


@pytest.mark.parametrize("columns", [80, 100])
@pytest.mark.parametrize("command", PAGES)
def test_no_line_is_cut(command: str, columns: int) -> None:
    text = help_of(command, columns)
    assert max(len(line) for line in text.splitlines()) <= columns
    assert "..." not in re.sub(r"\S*\.\.\.", "", text)
    assert "…" not in text
    assert not re.search(r"[A-Za-z]-$", text, re.MULTILINE), "a word is broken at the end of a line"


@pytest.mark.parametrize("command", PAGES)
def test_help_says_the_same_in_every_width(command: str) -> None:
    narrow, wide = (words_of(help_of(command, columns)) for columns in (80, 100))
    assert narrow == wide


def test_every_command_stands_in_a_group_with_its_whole_sentence() -> None:
    text = " ".join(words_of(help_of("", 80)))
    for name, command in COMMANDS.items():
        assert f" {name} {first_sentence(command.function.__doc__)}" in text
    groups = list(dict.fromkeys(command.group for command in COMMANDS.values()))
    assert len(groups) == 5
    assert all(f"\n{group}:\n" in help_of("", 80) for group in groups)


def test_the_help_of_all_tells_the_exit_codes() -> None:
    text = " ".join(words_of(help_of("", 80)))
    for code in ExitCode:
        assert f"{code:d} {code.meaning}" in text


@pytest.mark.parametrize(
    "command", ["sweep", "compare", "run", "breakeven", "calibrate", "sensitivity", "live"]
)
def test_long_lists_of_options_come_in_groups(command: str) -> None:
    headings = re.findall(r"^(\S.*):$", help_of(command, 80), re.MULTILINE)
    assert len(headings) >= 3
    assert headings[0] == "Arguments" and headings[-1] == "Other"


@pytest.mark.parametrize("command", list(COMMANDS))
def test_help_says_which_call_does_the_same(command: str) -> None:
    assert f"In Python: joinup.{COMMANDS[command].call}" in help_of(command, 80)


@pytest.mark.parametrize("command", list(COMMANDS))
def test_every_option_says_what_it_takes(command: str) -> None:
    text = help_of(command, 100)
    assert "<" not in text, "the name of a type in place of a word"
