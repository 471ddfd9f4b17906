"""``joinup merge``: join studies that were run in parts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_ON_STUDIES


@command(COMMANDS_ON_STUDIES, call="merge")
def merge(
    parts: Annotated[list[Path], typer.Argument(metavar="PART", help="Studies to merge.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Folder of the new study.")],
) -> None:
    """Merge studies that were run in parts (sweep --shard)."""
    from joinup.experiments.calls.merge import merge as merged

    study = merged(*parts, out=out)
    typer.echo(f"{study.counts.get('done', 0):,} finished runs are in '{out}'.")
