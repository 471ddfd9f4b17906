"""A live session that is saved while the disk fails, is full, or the process is killed.

A session is kept as a file, saved over itself. Whatever happens, that file is the session as it was before or
as it is now: no decision that was saved is lost, and saving again works.
"""

from __future__ import annotations

import random
import shutil
import signal
from pathlib import Path

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.experiments.session.files import load_session
from joinup.sim.errors import JoinupError
from tests.adversarial.breach import Attack
from tests.adversarial.faults import a_fault, forked

FILE = "session.json"
SMALL = {"population.clients": 60, "weeks": 8, "warm_up_weeks": 0}

WRITES, SECONDS = 8, 0.3
"""How late a fault comes: a session is saved by few writes."""

MERGE = {"partnership.form": "merged"}


def begin(folder: Path) -> None:
    """Save a session of two weeks."""
    session = ju.Session(ju.load("town").with_changes(SMALL))
    session.run_for(2)
    session.save(folder / FILE)


def go_on(folder: Path) -> tuple[int, str]:
    """Open the session, decide something, run a week and save it over itself."""
    try:
        session = ju.open(folder / FILE)
        assert isinstance(session, ju.Session)
        session.decide(MERGE, who="room")
        session.run_for(1)
        session.save(folder / FILE)
    except JoinupError as error:
        return ExitCode.RUN_FAILED, str(error)
    return ExitCode.DONE, ""


def attack_on_sessions(folder: Path) -> Attack:
    """Return the attack, which works in a folder."""
    before = folder / "before"
    before.mkdir()
    begin(before)
    # Here and not in a child: children have what is loaded by now.
    go_on(Path(shutil.copytree(before, folder / "loaded")))

    def attack(chance: random.Random) -> str | None:
        here = folder / "work"
        shutil.rmtree(here, ignore_errors=True)
        shutil.copytree(before, here)
        fault, disturb = a_fault(chance, here, writes=WRITES, seconds=SECONDS)
        code, said = forked(lambda: go_on(here), disturb)
        what = f"a session is saved: {fault}"
        if code not in {ExitCode.DONE, ExitCode.RUN_FAILED, -signal.SIGKILL, -signal.SIGALRM}:
            return f"{what}: exit code {code}\n{said}"
        weeks = state_of(here)
        if weeks not in ((2, 0), (3, 1)) or (code == ExitCode.DONE and weeks != (3, 1)):
            return f"{what}: exit code {code}, and {weeks} weeks and decisions are left\n{said}"
        code, said = go_on(here)
        if code != ExitCode.DONE or state_of(here) != (weeks[0] + 1, weeks[1] + 1):
            return f"{what}; again: exit code {code}, {state_of(here)}\n{said}"
        return None

    return attack


def state_of(folder: Path) -> tuple[int, int]:
    """Return how many weeks and decisions the saved session has."""
    saved = load_session(folder / FILE)
    return saved.weeks, len(saved.log)
