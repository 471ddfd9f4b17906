"""The ``joinup`` command with everything: that of :mod:`experiments.cli`, and sessions in the browser."""

from __future__ import annotations

from typing import Annotated

import typer

from experiments.cli import app
from experiments.cli_base import reporting

__all__ = ["app", "main"]

DEFAULT_PORT = 8765


Wanted = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes a free one.")]
Share = Annotated[bool, typer.Option("--share", help="Let others on the network come in, with a PIN.")]
Address = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="With --share: the network address to use, if there are several."),
]
Pin = Annotated[
    str | None,
    typer.Option(metavar="PIN", help="With --share: six digits to ask for, as after a restart."),
]


@app.command()
@reporting
def live(
    scenario: Wanted = "town",
    seed: Annotated[int, typer.Option(min=0, help="Seed of all random draws.")] = 1,
    port: Port = DEFAULT_PORT,
    share: Share = False,
    address: Address = None,
    pin: Pin = None,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open a browser.")] = False,
) -> None:
    """Play a scenario in the browser, alone or with a room of people, and change it while it runs."""
    from scenarios import load
    from sim.errors import Problem, ScenarioError

    problems = [
        Problem((), f"{option} needs --share")
        for option, value in (("--address", address), ("--pin", pin)) if value is not None and not share
    ]  # fmt: skip
    if pin is not None and not (len(pin) == 6 and pin.isascii() and pin.isdigit()):
        problems.append(Problem((), f"--pin {pin}: give six digits"))
    if problems:
        raise ScenarioError(problems)
    chosen = load(scenario)
    from viz.server.launching import launch

    launch(chosen, seed=seed, port=port, share=share, address=address, pin=pin, browser=not no_browser)


def main() -> None:
    """Run the ``joinup`` command."""
    app(prog_name="joinup")


if __name__ == "__main__":
    main()
