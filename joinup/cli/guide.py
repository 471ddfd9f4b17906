"""``joinup guide``: which option is best in which circumstances."""

from __future__ import annotations

from typing import Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import (
    COMMANDS_THAT_ANALYSE,
    OUTPUT,
    USUAL_OUTCOME,
    MarkdownFile,
    Option,
    Outcome,
    Study,
)


@command(COMMANDS_THAT_ANALYSE, call="Study.guide", presentation=("out",))
def guide(
    study: Study,
    outcome: Outcome = USUAL_OUTCOME,
    option: Option = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            metavar="load|PATH", help="Circumstance to split by; may be repeated.", rich_help_panel=OUTPUT
        ),
    ] = None,
    out: MarkdownFile = None,
) -> None:
    """Find which option is best in which circumstances, by how much and how certain, on one page."""
    from joinup.cli.texts.lines import print_page
    from joinup.experiments.calls.study import study_at
    from joinup.experiments.report.text.guide import guide_sections
    from joinup.sim.text.words import capital, title

    stored = study_at(study)
    found = stored.guide(outcome=outcome, option=option, by=by)
    heading = f"{capital(title(stored.scenario))}: which is best in which circumstances"
    print_page(heading, guide_sections(found.found, found), out, first=stored.standing.sentence)
