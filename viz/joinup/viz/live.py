"""``ju.live``: a session in the browser, alone or with a room of people."""

from __future__ import annotations

import os

from joinup.experiments.arguments import ScenarioLike, named, path_if_given, whole, whole_if_given, wrong
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.extras import extra
from joinup.sim.seeds import Seed, seed_of
from joinup.viz.start import room_start

DEFAULT_PORT = 8765
LAST_PORT = 65535


def live(
    scenario: ScenarioLike | None = None,
    *,
    seed: Seed = None,
    replay: str | os.PathLike[str] | None = None,
    study: str | os.PathLike[str] | None = None,
    run: str | int | None = None,
    port: int = DEFAULT_PORT,
    share: bool = False,
    address: str | None = None,
    pin: str | None = None,
    browser: bool = True,
) -> None:
    """Run a scenario in the browser, alone or with a room of people, and change it while it runs.

    Returns when the session ends (Ctrl-C).

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario; ``town`` if nothing is named.
    seed
        Seed of every draw; 1 if not given.
    replay
        A saved or exported session, to continue it.
    study, run
        The folder of a study and a run of it, by its number or identity, to open that.
    port
        Port to listen on; 0 picks a free one.
    share
        Whether others on the network can join, with a PIN.
    address
        With `share`: the network address to use, if there are several.
    pin
        With `share`: six-digit PIN, such as that of a room before a restart; random if not given.
    browser
        Whether to open a browser.

    Raises
    ------
    ScenarioError
        Listing every problem with the arguments.
    ArgumentError
        If an argument has the wrong type.

    Examples
    --------
    >>> live("town")  # doctest: +SKIP
    """
    port = whole(port, "port")
    problems = [
        Problem((), f"{named(argument)} needs {named('share')}")
        for argument, value in (("address", address), ("pin", pin))
        if value is not None and not share
    ]
    if port > LAST_PORT:
        problems += wrong("port", f"ports go up to {LAST_PORT}", given=port).problems
    if pin is not None and not (isinstance(pin, str) and len(pin) == 6 and pin.isascii() and pin.isdigit()):
        problems += wrong("pin", "give six digits", given=pin).problems
    if (study is None) != (run is None):
        problems.append(Problem((), f"{named('study')} and {named('run')} go together"))
    sources = {"a scenario": scenario, named("replay"): replay, named("study"): study}
    given = [name for name, value in sources.items() if value is not None]
    if len(given) > 1:
        problems.append(Problem((), f"{' and '.join(given)}: give only one of them"))
    elif seed is not None and scenario is None and given:
        problems.append(Problem((), f"{named('seed')}: {given[0]} has a seed of its own"))
    if problems:
        raise ScenarioError(problems)
    start = room_start(
        scenario,
        seed=None if seed is None else seed_of(seed, named("seed")),
        replay=path_if_given(replay, "replay"),
        study=path_if_given(study, "study"),
        run=_run(run),
    )
    with extra():
        from joinup.viz.server.launch import launch

    launch(start, port=port, share=share, address=address, pin=pin, browser=browser)


def _run(run: str | int | None) -> str | int | None:
    """Return a run's number or identity."""
    if run is None or isinstance(run, str):
        return run
    try:
        return whole_if_given(run, "run")
    except ArgumentError:
        raise ArgumentError(named("run"), run, "the number of a run, or its identity") from None
