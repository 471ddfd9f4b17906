"""The ``joinup`` command with everything: that of :mod:`joinup.cli.main`, and live sessions."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from joinup.cli.app import reporting
from joinup.cli.main import USUAL, app, main

__all__ = ["app", "main"]

DEFAULT_PORT = 8765


Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes a free one.")]
Share = Annotated[bool, typer.Option("--share", help="Let others on the network come in, with a PIN.")]
Address = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="With --share: the network address to use, if there are several."),
]
Pin = Annotated[
    str | None, typer.Option(metavar="PIN", help="With --share: six digits to ask for, as after a restart.")
]


@app.command()
@reporting
def live(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="[NAME|FILE]", help="A shipped scenario or a file; town if not given."),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of all random draws; 1 if not given.")] = None,
    replay: Annotated[
        str | None, typer.Option(metavar="FILE", help="Go on with a session that was saved or exported.")
    ] = None,
    study: Annotated[
        str | None, typer.Option(metavar="FOLDER", help="With --run: open a run of a study.")
    ] = None,
    run: Annotated[
        str | None, typer.Option(metavar="RUN", help="Its number in the study, or its identity.")
    ] = None,
    port: Port = DEFAULT_PORT,
    share: Share = False,
    address: Address = None,
    pin: Pin = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Play a scenario in the browser, alone or with a room of people, and change it while it runs."""
    from joinup.sim.errors import Problem, ScenarioError
    from joinup.sim.extras import extra

    problems = [
        Problem((), f"{option} needs --share")
        for option, value in (("--address", address), ("--pin", pin))
        if value is not None and not share
    ]
    if pin is not None and not (len(pin) == 6 and pin.isascii() and pin.isdigit()):
        problems.append(Problem((), f"--pin {pin}: give six digits"))
    if (study is None) != (run is None):
        problems.append(Problem((), "--study and --run go together"))
    named = {"a scenario": scenario, "--replay": replay, "--study": study}
    given = [name for name, value in named.items() if value is not None]
    if len(given) > 1:
        problems.append(Problem((), f"{' and '.join(given)}: give only one of them"))
    elif seed is not None and scenario is None and given:
        problems.append(Problem((), f"--seed: {given[0]} has a seed of its own"))
    if problems:
        raise ScenarioError(problems)
    from joinup.viz.start import room_start

    start = room_start(scenario, seed=seed, replay=replay, study=study, run=run)
    with extra():
        from joinup.viz.server.launch import launch

    # A room stays open for hours.
    gc.set_threshold(*USUAL)
    launch(start, port=port, share=share, address=address, pin=pin, browser=not no_browser)


if __name__ == "__main__":
    main()
