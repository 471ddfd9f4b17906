"""Output that cannot be written is said in a line; where letters are few, they are spelled out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from joinup.cli.exit_codes import ExitCode
from joinup.experiments.report.terminal import print_page

FULL = Path("/dev/full")


def joinup(*words: str, output: int | Path = subprocess.PIPE, **environment: str) -> tuple[int, str, str]:
    """Return exit code, output and errors of the command, whose output goes where it is said."""
    target = output if isinstance(output, int) else os.open(output, os.O_WRONLY)
    told = subprocess.run(
        [sys.executable, "-m", "joinup", *words],
        stdout=target,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, **environment},
    )
    if target != output:
        os.close(target)
    return told.returncode, told.stdout, told.stderr


@pytest.mark.skipif(not FULL.exists(), reason="only where there is a device that is always full")
@pytest.mark.parametrize(("word", "unbuffered"), [("list", ""), ("--help", "1")])
def test_a_full_disk_is_said_in_one_line(word: str, unbuffered: str) -> None:
    code, _, told = joinup(word, output=FULL, PYTHONUNBUFFERED=unbuffered)
    assert told == "Standard output cannot be written: no space left on device.\n"
    assert code == ExitCode.RUN_FAILED


def test_whoever_stops_reading_ends_the_command_without_a_word() -> None:
    read, write = os.pipe()
    os.close(read)
    code, _, told = joinup("describe", "town", output=write)
    os.close(write)
    assert (code, told) == (ExitCode.NOT_READ, "")


def test_a_terminal_with_few_letters_gets_them_spelled_out(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "page.txt").open("w", encoding="ascii") as page:
        monkeypatch.setattr(sys, "stdout", page)
        print_page(lambda console: console.print("5.1m ±0.2m – café"))
    assert (tmp_path / "page.txt").read_text(encoding="ascii") == "5.1m +/-0.2m - cafe\n"


def test_every_command_spells_them_out() -> None:
    code, _, told = joinup("table", "±.csv", PYTHONIOENCODING="ascii")
    assert code == ExitCode.BAD_INPUT
    assert told.splitlines()[0] == "there is no file '+/-.csv'"
