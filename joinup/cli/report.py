"""``joinup report``: a study as one web page, with its charts as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import COMMANDS_THAT_ANALYSE, OUTPUT, USUAL_OUTCOME, Option, Outcome, Study


@command(COMMANDS_THAT_ANALYSE, call="Study.report")
def report(
    study: Study,
    outcome: Outcome = USUAL_OUTCOME,
    option: Option = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder (default: report/ in the study).", rich_help_panel=OUTPUT),
    ] = None,
) -> None:
    """Write a report on a study: one web page that works offline, with its charts as files."""
    from joinup.experiments.calls.study import study_at
    from joinup.sim.text.words import count

    stored = study_at(study)
    typer.echo(stored.standing.sentence)
    page, *charts = stored.report(outcome=outcome, option=option, out=out)
    typer.echo(f"Wrote {page} ({page.stat().st_size / 1e6:.1f} MB)")
    typer.echo(f"and {count(len(charts), 'chart file')} in {page.parent / 'charts'}")
