"""Every table that cannot be read gives exactly the messages it must give.

Beside ``refused/NAME.csv`` stands ``NAME.expected``: what ``joinup table NAME.csv`` prints to standard
error, of a file called ``points_...`` as points of the town and of ``series_...`` as a series. After a wanted
change of messages, write them anew and read the difference:
``python -m tests.scenarios.tables.test_refused``
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app

FOLDER = Path(__file__).parent / "refused"
FILES = sorted(FOLDER.glob("*.csv"))


def said_of(file: Path) -> str:
    """Return what the command says of a table, as whoever is in its folder sees it."""
    kinds = {"points": ("--kind", "points", "--scenario", "town"), "series": ("--kind", "series")}
    told = CliRunner().invoke(app, ["table", file.name, *kinds.get(file.stem.partition("_")[0], ())])
    assert told.exit_code == ExitCode.BAD_INPUT, f"{file.name} is read: {told.stdout}"
    assert not told.stdout
    return told.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_table_that_cannot_be_read_is_refused_in_words(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    assert said_of(file) == file.with_suffix(".expected").read_text(encoding="utf-8")


if __name__ == "__main__":
    os.chdir(FOLDER)
    for one in FILES:
        one.with_suffix(".expected").write_text(said_of(one), encoding="utf-8")
