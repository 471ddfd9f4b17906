"""Wild command lines: options at random, some with values that fit and some with values that cannot."""

from __future__ import annotations

import contextlib
import os
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command
from typer.testing import CliRunner

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from tests.adversarial.breach import Attack

SMALL = ("--weeks", "8", "--clients", "60")
"""What keeps a run short, where a command takes it."""

SHORTER = {"sensitivity": ("--over", "trust.start", "--points", "2")}
"""What keeps other work short."""

STUDY = "study"
"""A small study, which lies beside every command line."""

SERVES = "live"
"""The command that ends only when it is interrupted; it is called with what it refuses."""

FITTING = {
    "arm": ("town", "none", "merged"),
    "vary": ("partnership.form=none,merged", "trust.start=0.1:0.5:2", "service.fatigue=0.1,0.2"),
    "over": ("trust.start", "service.fatigue", "trust.start=0:0.5"),
    "set": ("partnership.form=merged", "trust.start=0.3", "weeks=9", "funding=[]"),
    "table": ("points.csv",),
    "choices": ("points.csv",),
    "outcomes": ("need_weeks", "net_benefit", "resolved"),
    "outcome": ("need_weeks", "net_benefit"),
    "by": ("partnership.form", "trust.start", "load"),
    "to": ("csv", "parquet"),
    "baseline": ("none", "no_programme", "off"),
    "between": ("town,none", "formal,merged"),
    "replications": ("1", "2"),
    "seed": ("1", "7"),
}
"""Values that fit, by the name of an option."""

HOSTILE = (
    *("", " ", "-1", "0", "nan", "inf", "1e308", "99999999999999999999", "0x1", "١", "1,,2", "=", "a=b=c"),
    *("[/old]", "[red]x", "=1+1", "../..", "/dev/null", "/proc/self/mem", "#", "?", "%20", "a\nb", "\u202e"),
    *("trust.start=", "trust.strat=0.1", "partnership.form=mergd", "x" * 3_000, "é", "*", "$(id)", "'; --"),
)
"""Values that fit nowhere, or nearly."""


@contextlib.contextmanager
def in_folder(folder: Path) -> Iterator[None]:
    """Work in a folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def prepared(folder: Path) -> None:
    """Put a small study and a table of points into a folder."""
    (folder / "points.csv").write_text("partnership.form,trust.start\nnone,0.1\nmerged,0.2\n", "utf-8")
    with in_folder(folder):
        words = ["sweep", "town", *SMALL, "--vary", "partnership.form=none,merged", "--out", STUDY]
        done = CliRunner().invoke(app, [*words, "--workers", "1"])
        if done.exit_code != ExitCode.DONE:
            raise RuntimeError(done.output)


def command_line(chance: random.Random) -> list[str]:
    """Return a command with arguments and options at random."""
    group: Any = get_command(app)
    commands: dict[str, Any] = group.commands
    name = chance.choice(sorted(commands))
    words, options = [name], []
    for one in commands[name].params:
        if one.param_type_name == "argument":
            if chance.random() < 0.9:
                words.append(chance.choice(("town", STUDY, "points.csv", "harbour", chance.choice(HOSTILE))))
        elif one.opts and one.name not in ("help", "extension"):
            options.append(one)
    if any(one.name == "weeks" for one in options):
        words += (*SMALL, *SHORTER.get(name, ()))
    chosen = chance.sample(options, min(len(options), chance.randrange(4)))
    for one in chosen:
        words.append(chance.choice(one.opts))
        if not one.is_flag:
            fitting = FITTING.get(str(one.name), ("1", "2", "town", STUDY))
            words.append(chance.choice(fitting if chance.random() < 0.6 else HOSTILE))
    return [*words, "--port", "-1"] if name == SERVES else words


def attack_on_commands(folder: Path) -> Attack:
    """Return the attack, which works in a folder with a small study."""
    prepared(folder)

    def attack(chance: random.Random) -> str | None:
        words = command_line(chance)
        with in_folder(folder):
            done = CliRunner().invoke(app, words)
        said = f"joinup {words}\nexit code {done.exit_code}\n{done.output[-2_000:]}"
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            return f"{said}\n{done.exception!r}"
        if done.exit_code not in set(ExitCode) or "Traceback" in done.output:
            return said
        if done.exit_code != ExitCode.DONE and not done.output.strip():
            return f"{said}\nrefused without a word"
        return None

    return attack
