"""``joinup live``: a session in the browser, alone or with a room of people."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.memory import USUAL_THRESHOLD
from joinup.cli.options import COMMANDS_LIVE

START, ROOM = "Session", "Access"


@command(COMMANDS_LIVE, call="live")
def live(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file; town if not given."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Seed of all random draws; 1 if not given.", rich_help_panel=START)
    ] = None,
    replay: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Continue a saved or exported session.", rich_help_panel=START),
    ] = None,
    study: Annotated[
        str | None,
        typer.Option(metavar="FOLDER", help="With --run: open a run of a study.", rich_help_panel=START),
    ] = None,
    run: Annotated[
        str | None,
        typer.Option(
            metavar="RUN", help="With --study: the run's number or identity.", rich_help_panel=START
        ),
    ] = None,
    port: Annotated[
        int, typer.Option(help="Port to listen on; 0 picks a free one.", rich_help_panel=ROOM)
    ] = 8765,
    share: Annotated[
        bool,
        typer.Option("--share", help="Let others on the network join, with a PIN.", rich_help_panel=ROOM),
    ] = False,
    address: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="With --share: the network address to use, if there are several.",
            rich_help_panel=ROOM,
        ),
    ] = None,
    pin: Annotated[
        str | None,
        typer.Option(
            metavar="PIN",
            help="With --share: six-digit PIN, such as that of a room before a restart.",
            rich_help_panel=ROOM,
        ),
    ] = None,
    browser: Annotated[
        bool, typer.Option(" /--no-browser", help="Do not open a browser.", rich_help_panel=ROOM)
    ] = True,
) -> None:
    """Run a scenario in the browser, alone or with a room of people, and change it while it runs."""
    from joinup.viz.live import live as served

    # A room stays open for hours.
    gc.set_threshold(*USUAL_THRESHOLD)
    served(
        scenario,
        seed=seed,
        replay=replay,
        study=study,
        run=run,
        port=port,
        share=share,
        address=address,
        pin=pin,
        browser=browser,
    )
