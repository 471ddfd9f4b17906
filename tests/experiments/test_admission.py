"""Told beforehand: what cannot be is refused before anything is made, and what takes long is asked about."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.run.admission import admit, asking
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError

MANY = str(10**20)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("sweep", "town", "--vary", "trust.start=0:1:1000000000"), "1,000,000,000 values are too many"),
        (("sweep", "town", "--over", "trust.start", "--points", "1000000000"), "are too many"),
        (
            ("sweep", "town", "--over", "trust.start", "--method", "saltelli", "--points", "1000000000"),
            "are too many",
        ),
        (("sweep", "town", "--vary", "trust.start=0.1,0.2", "--replications", MANY), "are too many"),
        (("run", "town", "--replications", MANY), "are too many"),
        (("compare", "town", "none", "--replications", MANY), "are too many"),
        (("breakeven", "town", "--between", "town,none", "--replications", MANY), "are too many"),
        (
            ("breakeven", "town", "--between", "town,none", "--path", "trust.start", "--steps", MANY),
            "too many",
        ),
        (("run", "town", "--clients", str(10**11)), "too large"),
        (
            (
                "sweep",
                "town",
                "--vary",
                "trust.start=0.1,0.2",
                "--clients",
                str(10**8),
                "--replications",
                "1000",
            ),
            "",
        ),
        (("compare", "town", "none", "--clients", str(10**8), "--replications", "1000"), "take about"),
        (("run", "town", "--weeks", "1000000"), "at most 30000"),
        (("sweep", "town", "--vary", "trust.start=0.1,0.2", "--cluster", "tcp://127.0.0.1:1"), "no cluster"),
        (
            ("sweep", "town", "--vary", "trust.start=0.1,0.2", "--cluster", "nowhere"),
            "such as tcp://host:8786",
        ),
        (("compare", "town", "none", "--until", "1", "--outcome", "happiness"), "happiness"),
        (
            ("breakeven", "town", "--between", "town,none", "--path", "trust.start", "--outcome", "happ"),
            "happ",
        ),
        (("sensitivity", "town", "--over", "trust.start", "--outcome", "happiness"), "happiness"),
    ],
)
def test_what_cannot_be_is_refused_at_once(
    words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = CliRunner().invoke(app, list(words))
    assert found.exit_code == ExitCode.BAD_INPUT, found.output
    assert message in found.output
    assert not list(tmp_path.iterdir()), "nothing is written"


def test_what_takes_long_is_asked_about_by_the_command_and_not_in_python() -> None:
    long = load("town").with_changes({"population.clients": 20_000_000, "population.people": 20_000_000})
    admit(long, 10)
    with asking(yes=True):
        admit(long, 10)
    with asking(yes=False), pytest.raises(ScenarioError, match="will take about .* hours: add --yes"):
        admit(long, 100)
    with asking(yes=False):
        admit(load("town"), 20)


def test_a_wrong_setting_is_told_though_another_option_sets_the_same() -> None:
    with pytest.raises(ScenarioError, match="weeks"):
        ju.run("town", changes={"weeks": "abc"}, weeks=26)
    with pytest.raises(ScenarioError, match=r"population\.clients"):
        ju.run("town", changes={"population.clients": -1}, clients=200)
