"""A disk that fails at any write, and a process that is killed at any: what is there afterwards.

A command runs in a child process that is killed, or whose disk fails or is full, at a chosen write or moment.
What it leaves is read; then the same command runs again undisturbed. Readers must see what is whole or refuse
in words, and the second run must end with the tables of one that nothing disturbed.
"""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import os
import random
import resource
import shutil
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any

import pandas as pd
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.sim.errors import JoinupError
from tests.adversarial.breach import Attack
from tests.adversarial.commands import SMALL, in_folder
from tests.adversarial.flips import is_part

MADE = "made"
"""The folder that a command makes."""

SWEEP = ("sweep", "town", *SMALL, "--workers", "1", "--vary", "partnership.form=none,merged", "--out")

COMMANDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "sweep": ((*SWEEP, MADE),),
    "export": ((*SWEEP, "study"), ("export", "study", "--to", "csv", "--out", MADE)),
    "report": ((*SWEEP, "study"), ("report", "study", "--out", MADE)),
    "merge": ((*SWEEP, "one"), (*SWEEP, "two", "--seed", "5"), ("merge", "one", "two", "--out", MADE)),
    "run": (("run", "town", *SMALL, "--replications", "2", "--baseline", "off", "--out", MADE),),
}
"""What is attacked: the last command of each, after the others."""

MOST_WRITES, MOST_BYTES, MOST_SECONDS = 40, 100_000, 1.5
"""How late a fault comes; one that is never reached disturbs nothing."""

KINDS = ("killed at write", "broken at write", "no room beyond bytes", "killed after seconds")

Disturb = Callable[[], None]


def killed_at_write(write: int, folder: Path) -> None:
    """Let this process be killed at one of its writes."""
    _at_write(write, folder, lambda path: os.kill(os.getpid(), signal.SIGKILL))


def broken_at_write(write: int, folder: Path) -> None:
    """Let one of this process's writes fail."""

    def fail(path: Any) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), path)

    _at_write(write, folder, fail)


def _at_write(write: int, folder: Path, act: Callable[[Any], None]) -> None:
    """Act at one of the writes below a folder: opening for writing, making a folder, renaming, syncing."""
    left = write

    def reached(path: Any) -> None:
        nonlocal left
        is_path = isinstance(path, str | os.PathLike)
        if is_path and folder not in Path(os.path.abspath(path)).parents:
            return
        left -= 1
        if left == 0:
            act(os.fspath(path) if is_path else None)

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *args: Any, **options: Any) -> Any:
            reached(path)
            return real(path, *args, **options)

        return call

    real_open = builtins.open

    def opening(path: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if any(letter in mode for letter in "wax+"):
            reached(path)
        return real_open(path, mode, *args, **options)

    for module in (builtins, io):
        setattr(module, open.__name__, opening)
    for name in ("replace", "rename", "fsync", "mkdir"):
        setattr(os, name, guarded(getattr(os, name)))


def no_room(size: int) -> None:
    """Let no file of this process grow beyond some bytes, whoever writes it."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def killed_after(seconds: float) -> None:
    """Let this process be killed after some time, whatever it is doing."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)


def undisturbed() -> None:
    """Let everything go well."""


def a_fault(
    chance: random.Random, folder: Path, *, writes: int = MOST_WRITES, seconds: float = MOST_SECONDS
) -> tuple[str, Disturb]:
    """Return what goes wrong, in words and as what makes it so."""
    kind = chance.choice(KINDS)
    if kind == "no room beyond bytes":
        size = chance.randrange(MOST_BYTES)
        return f"{kind} {size}", partial(no_room, size)
    if kind == "killed after seconds":
        moment = chance.uniform(0.01, seconds)
        return f"{kind} {moment:.2f}", partial(killed_after, moment)
    write = chance.randrange(1, writes)
    act = killed_at_write if kind == "killed at write" else broken_at_write
    return f"{kind} {write}", partial(act, write, folder)


def in_a_child(words: tuple[str, ...], folder: Path, disturb: Disturb = undisturbed) -> tuple[int, str]:
    """Run a command in a child process; return its exit code, negative if it was killed, and what it said."""

    def command() -> tuple[int, str]:
        with in_folder(folder):
            done = CliRunner().invoke(app, list(words))
        text = done.output[-4_000:]
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            text += f"\nTraceback: {done.exception!r}"
        return done.exit_code, text

    return forked(command, disturb)


def forked(act: Callable[[], tuple[int, str]], disturb: Disturb = undisturbed) -> tuple[int, str]:
    """Act in a child process; return the code, negative if it was killed, and the text that came of it."""
    sys.stdout.flush()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        code = 70
        with contextlib.suppress(BaseException):
            disturb()
            code, text = act()
            os.write(writing, text.encode("utf-8", "replace"))
        os._exit(code)
    os.close(writing)
    with open(reading, encoding="utf-8", errors="replace") as said:
        text = said.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), text


def made_in(folder: Path, name: str) -> pd.DataFrame:
    """Return what a command has made, as a table of what must not depend on faults.

    Raises
    ------
    JoinupError
        If nothing whole is there.
    """
    made = folder / MADE
    if name in ("sweep", "merge"):
        study = ju.open(made)
        assert isinstance(study, ju.Study)
        table = study.summaries()
        return table.sort_values(list(table.columns)).reset_index(drop=True)
    if name == "run":
        runs = ju.open(made)
        assert isinstance(runs, ju.Runs)
        return runs.first.summary
    return pd.DataFrame({"file": sorted(path.name for path in made.rglob("*.*"))})


def attack_on_writes(folder: Path) -> Attack:
    """Return the attack, which works in a folder."""
    # What is compiled is compiled now, and not while somebody waits.
    _after("run", folder / "compiled")

    @cache
    def expected(name: str) -> pd.DataFrame:
        return made_in(_after(name, folder / f"whole_{name}"), name)

    def attack(chance: random.Random) -> str | None:
        name = chance.choice(sorted(COMMANDS))
        whole = expected(name)
        here = folder / "work"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(_before(name, folder / f"before_{name}"), here)
        fault, disturb = a_fault(chance, here)
        last = COMMANDS[name][-1]
        what = f"joinup {' '.join(last)}: {fault}"
        code, said = in_a_child(last, here, disturb)
        if "Traceback" in said or code not in {*ExitCode, -signal.SIGKILL, -signal.SIGALRM}:
            return f"{what}: exit code {code}\n{said}"
        left: pd.DataFrame | None = None
        if code == ExitCode.DONE:
            left = made_in(here, name)
        else:
            with contextlib.suppress(JoinupError):
                left = made_in(here, name)
                if name in ("sweep", "merge") and not is_part(left, whole):
                    return f"{what}: what is left differs\n{left}\n{whole}"
        again, said = in_a_child(last, here)
        # What was whole when its process was killed is not made a second time in the same folder.
        is_whole = again == ExitCode.BAD_INPUT and left is not None and left.equals(whole)
        if again != ExitCode.DONE and not is_whole:
            return f"{what}; again: exit code {again}\n{said}"
        if not made_in(here, name).equals(whole):
            return f"{what}; again: other tables\n{made_in(here, name)}\n{whole}"
        return None

    return attack


def _before(name: str, folder: Path) -> Path:
    """Return a folder in which all but the last command have run."""
    if not folder.exists():
        folder.mkdir()
        for words in COMMANDS[name][:-1]:
            _whole(words, folder)
    return folder


def _after(name: str, folder: Path) -> Path:
    """Return a folder in which all commands have run."""
    folder.mkdir()
    for words in COMMANDS[name]:
        _whole(words, folder)
    return folder


def _whole(words: tuple[str, ...], folder: Path) -> None:
    code, said = in_a_child(words, folder)
    if code != ExitCode.DONE:
        raise RuntimeError(f"joinup {' '.join(words)}: exit code {code}\n{said}")
