"""``joinup repeat``: make the runs of a study again, and compare them bit for bit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from joinup.cli.app import command
from joinup.cli.exit_codes import ExitCode
from joinup.cli.options import COMMANDS_ON_STUDIES, Study, Workers

if TYPE_CHECKING:
    from joinup.experiments.study.repeat import Repetition

MOST_SHOWN = 5
"""Figures that differ which are listed one by one."""


@command(COMMANDS_ON_STUDIES, call="repeat")
def repeat(
    study: Study,
    run: Annotated[
        str | None,
        typer.Option(metavar="RUN", help="Only this run: its number or the start of its identity."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the runs made again (default: not kept).")
    ] = None,
    workers: Workers = None,
) -> None:
    """Make the runs of a study again from what it holds, and compare every figure bit for bit."""
    from joinup.cli.progress import watched
    from joinup.experiments.calls.repeat import repeat as repeated
    from joinup.experiments.calls.study import study_at

    typer.echo(study_at(study).standing.sentence)
    with watched() as watch:
        found = repeated(study, run, out=out, workers=workers, progress=watch.show, stopper=watch.stopper)
    _print(found)
    if out is not None:
        typer.echo(f"The runs made again are in '{out}'.")
    if watch.stopper.is_set and not found.study.is_complete:
        raise typer.Exit(ExitCode.INTERRUPTED)
    if not found.is_same:
        raise typer.Exit(ExitCode.RUN_FAILED)


def _print(found: Repetition) -> None:
    from joinup.experiments.report.terminal import printable
    from joinup.sim.text.words import count, number

    for change in found.changes:
        typer.echo(printable(f"Changed since: {change}."))
    runs = f"{number(found.same)} of {count(len(found.study.runs), 'run')}"
    typer.echo(f"{runs} repeated with the same figures, bit for bit.")
    for row in found.differences.head(MOST_SHOWN).itertuples():
        place = f"Point {row.point}, seed {row.seed}, {row.table}, {row.column}"
        typer.echo(printable(f"{place}: was {row.was}, is now {row.now}"))
    if len(found.differences) > MOST_SHOWN:
        typer.echo(f"and {len(found.differences) - MOST_SHOWN:,} more figures that differ.")
