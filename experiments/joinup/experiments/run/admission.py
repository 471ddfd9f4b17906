"""The gate before anything is allocated or run: what runs will take, and what is refused.

Runs are counted before points are made. What this machine cannot do is refused with the number that is too
large; what it can do but would take long is asked about on the command line (``--yes``). A call in Python is
not asked.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import count

MOST_POINTS = 1_000_000
MOST_RUNS = 10_000_000

BYTES_A_CLIENT = 64
"""Of columns, lists and what building them takes (docs/explanation/performance.md)."""

BYTES_A_CONTACT = 8
NANOSECONDS_A_CLIENT = 15.0
"""A week; 7 to 26 in the shipped scenarios (``python -m benchmarks.admission``)."""

MICROSECONDS_A_LOCALITY = 10.0
"""A week; 8 to 16 in those of many localities."""

SECONDS_A_RUN = 0.015
"""Of a run of few weeks, clients and localities; 0.013 to 0.04."""

BYTES_STORED = 30_000
"""On disk, of a run of a study; 19,000 to 33,000."""

LONG = 3600.0
"""Seconds from which the command line asks."""

_answer: ContextVar[bool | None] = ContextVar("answer", default=None)


@contextmanager
def asking(*, yes: bool) -> Iterator[None]:
    """Ask about what takes long within the context, unless it was answered beforehand."""
    token = _answer.set(yes)
    try:
        yield
    finally:
        _answer.reset(token)


@dataclass(frozen=True, slots=True)
class Needs:
    """What runs will take.

    Attributes
    ----------
    runs
        How many.
    memory
        Bytes of memory of those that are under way at once.
    disk
        Bytes on disk.
    seconds
        How long all of them take together.
    """

    runs: int
    memory: float
    disk: float
    seconds: float


def needs_of(scenario: Scenario, runs: int, *, at_once: int, stored: bool) -> Needs:
    """Return what runs of a scenario will take, by arithmetic.

    Examples
    --------
    >>> from tests.support.scenarios import plain_town
    >>> needs_of(plain_town(), 1000, at_once=2, stored=True).disk
    30000000
    """
    population = scenario.population
    contacts = 0 if population.contacts.kind == "mixing" else population.contacts.degree
    each = population.clients * (BYTES_A_CLIENT + BYTES_A_CONTACT * contacts)
    weeks = scenario.weeks + scenario.warm_up_weeks
    localities = sum(one.count for one in population.localities)
    a_week = population.clients * NANOSECONDS_A_CLIENT / 1e9 + localities * MICROSECONDS_A_LOCALITY / 1e6
    seconds = SECONDS_A_RUN + weeks * a_week
    at_once = max(1, min(at_once, runs))
    return Needs(runs, each * at_once, runs * BYTES_STORED if stored else 0, runs * seconds / at_once)


def check_count(number: int, most: int, what: str) -> None:
    """Refuse more of something than is worth trying.

    Raises
    ------
    ScenarioError
        If there are more.

    Examples
    --------
    >>> check_count(10**9, MOST_POINTS, "point")
    Traceback (most recent call last):
    ...
    joinup.sim.errors.ScenarioError: 1,000,000,000 points are too many: 1,000,000 at most
    """
    if number > most:
        raise ScenarioError([Problem((), f"{count(number, what)} are too many: {most:,} at most")])


def admit(
    scenario: Scenario, runs: int, *, at_once: int = 1, folder: Path | None = None, stored: bool = False
) -> Needs:
    """Let runs through, or refuse what this machine cannot do, or what takes long and nobody has agreed to.

    Parameters
    ----------
    scenario
        The scenario, or the largest of several.
    runs
        How many runs.
    at_once
        How many at a time.
    folder
        Where they are stored; the temporary folder if not given.
    stored
        Whether they are.

    Raises
    ------
    ScenarioError
        With everything that stands against it.
    """
    check_count(runs, MOST_RUNS, "run")
    needs = needs_of(scenario, runs, at_once=at_once, stored=stored)
    problems = []
    if (free := _free_memory()) is not None and needs.memory > free:
        clients = f"{scenario.population.clients:,} simulated clients"
        text = f"{clients} take about {_size(needs.memory)} of memory, and {_size(free)} are free"
        problems.append(Problem((), text))
    room = _free_disk(folder)
    if room is not None and needs.disk > room:
        text = f"{count(runs, 'run')} take about {_size(needs.disk)} on disk, and {_size(room)} are free"
        problems.append(Problem((), text))
    if not problems and _answer.get() is False and needs.seconds > LONG:
        text = f"{count(runs, 'run')} will take about {_time(needs.seconds)}: add --yes to start all the same"
        problems.append(Problem((), text))
    if problems:
        raise ScenarioError(problems)
    return needs


def _free_memory() -> float | None:
    """Return the bytes of memory that a program can still have; None if that is not known."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        kilobytes = next(line for line in lines if line.startswith("MemAvailable:")).split()[1]
        return float(kilobytes) * 1024
    except (OSError, StopIteration, ValueError):
        pass
    try:
        return float(os.sysconf("SC_PHYS_PAGES")) * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _free_disk(folder: Path | None) -> float | None:
    place = Path.cwd() if folder is None else folder.absolute()
    for there in (place, *place.parents):
        if there.exists():
            try:
                return float(shutil.disk_usage(there).free)
            except OSError:
                return None
    return None


def _size(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.0f} MB"


def _time(seconds: float) -> str:
    hours = seconds / 3600
    return f"{hours:,.0f} hours" if hours < 72 else f"{hours / 24:,.0f} days"
