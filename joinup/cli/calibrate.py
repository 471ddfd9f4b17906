"""``joinup calibrate``: parameters fitted to a scenario's published figures."""

from __future__ import annotations

from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import (
    COMMANDS_THAT_RUN,
    DESIGN,
    AcceptChanges,
    AnyScale,
    Changes,
    Clients,
    Out,
    Replicates,
    SampleSeed,
    Scenario,
    Seed,
    Weeks,
    Workers,
)


@command(COMMANDS_THAT_RUN, call="calibrate")
def calibrate(
    scenario: Scenario,
    fit: Annotated[
        list[str],
        typer.Option(
            metavar="PATH|PATH=LOW:HIGH", help="Parameter to fit; may be repeated.", rich_help_panel=DESIGN
        ),
    ],
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    to: Annotated[
        list[str] | None,
        typer.Option(
            metavar="OBSERVABLE|OBSERVABLE@DATE",
            help="Published figures to fit to (default: all except those held out); may be repeated.",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    error: Annotated[
        float | None,
        typer.Option(
            metavar="SHARE",
            help="Model error to allow for, as a share of each figure (default: by grade of evidence).",
            rich_help_panel=DESIGN,
        ),
    ] = None,
    points: Annotated[
        int | None,
        typer.Option(
            help="Points in each wave (default: 12 per parameter, at least 32).", rich_help_panel=DESIGN
        ),
    ] = None,
    waves: Annotated[int, typer.Option(help="Waves of history matching.", rich_help_panel=DESIGN)] = 2,
    draws: Annotated[
        int, typer.Option(help="Candidate points for the posterior.", rich_help_panel=DESIGN)
    ] = 256,
    sample_seed: SampleSeed = 0,
    replicates: Replicates = 4,
    seed: Seed = 1,
    workers: Workers = None,
    accept_changes: AcceptChanges = False,
    any_scale: AnyScale = False,
    out: Out = None,
) -> None:
    """Fit parameters to published figures and store a posterior to sweep over."""
    from joinup.cli.progress import watched
    from joinup.cli.texts.calibration import print_calibration
    from joinup.experiments.calls.calibrate import calibrate as calibrated

    with watched() as watch:
        found = calibrated(
            scenario,
            fit,
            to=to,
            error=error,
            points=points,
            waves=waves,
            draws=draws,
            replicates=replicates,
            seed=seed,
            sample_seed=sample_seed,
            changes=changes,
            weeks=weeks,
            clients=clients,
            out=out or True,
            workers=workers,
            accept_changes=accept_changes,
            any_scale=any_scale,
            progress=watch.show,
            stopper=watch.stopper,
        )
    print_calibration(found)
