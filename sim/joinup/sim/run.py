"""Run a scenario from start to end."""

from __future__ import annotations

from collections.abc import Callable
from typing import SupportsIndex

from joinup.sim.engine import Engine
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.results.run_tables import RunTables
from joinup.sim.seeds import Seed

WEEKS_BETWEEN_CALLS = 13


def run(
    scenario: Scenario,
    seed: Seed = None,
    *,
    by_locality: bool = False,
    tables: bool = True,
    trace: int = 0,
    threads: int = 1,
    progress: Callable[[int], None] | None = None,
) -> Result:
    """Run a scenario, warm-up included, and return its tables.

    Parameters
    ----------
    scenario
        What to run.
    seed
        Seed of every draw, a whole number or a `numpy.random.SeedSequence`; 1 if not given. Same seed,
        same result, bit for bit.
    by_locality
        Whether weekly and money tables keep localities apart.
    tables
        Whether tables by agency, link and decision and the list of episodes are kept.
    trace
        Number of clients whose moves are written down.
    threads
        Threads that share the localities of a large run; the result does not depend on it.
    progress
        Called now and then with the number of weeks run so far.

    Raises
    ------
    ScenarioError
        If a number is out of range.
    ArgumentError
        If an argument is of a wrong type.
    InvariantError
        If an accounting identity of the model fails.

    Examples
    --------
    >>> run(load("town"), seed=1).summary  # doctest: +SKIP
    """
    if not isinstance(scenario, Scenario):
        raise ArgumentError("scenario", scenario, "a Scenario, as joinup.load makes of a name or a file")
    _check_count(trace, "trace", least=0)
    _check_count(threads, "threads", least=1)
    engine = Engine(scenario, seed, by_locality=by_locality, tables=tables, trace=trace, threads=threads)
    total = scenario.warm_up_weeks + scenario.weeks
    if progress is None:
        engine.advance(total)
    else:
        done = 0
        while done < total:
            step = min(WEEKS_BETWEEN_CALLS, total - done)
            engine.advance(step)
            done += step
            progress(done)
    return Result(RunTables(engine))


def _check_count(given: object, argument: str, *, least: int) -> None:
    """Refuse what is no whole number, or too small."""
    if not isinstance(given, SupportsIndex):
        raise ArgumentError(argument, given, "a whole number")
    if given.__index__() < least:
        raise ScenarioError([Problem((), f"{argument} {given}: must be at least {least}")])
