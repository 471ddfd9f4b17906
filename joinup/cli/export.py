"""``joinup export``: a study's tables for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_ON_STUDIES, Study


@command(COMMANDS_ON_STUDIES, call="Study.export")
def export(
    study: Study,
    to: Annotated[str, typer.Option(metavar="csv|xlsx|netcdf|parquet", help="Format.")] = "csv",
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for the files (default: export/ in the study).")
    ] = None,
) -> None:
    """Write a study's tables for other programs."""
    from joinup.experiments.calls.study import study_at

    stored = study_at(study)
    typer.echo(stored.standing.sentence)
    for file in stored.export(to=to, out=out):
        typer.echo(f"Wrote {file}")
