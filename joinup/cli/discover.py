"""``joinup discover``: in which circumstances options work."""

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


@command(COMMANDS_THAT_ANALYSE, call="Study.discover", presentation=("out",))
def discover(
    study: Study,
    outcome: Outcome = USUAL_OUTCOME,
    option: Option = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="VALUE", help="Option to compare with (default: none).", rich_help_panel=OUTPUT),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="VALUE", help="Only this option; may be repeated.", rich_help_panel=OUTPUT),
    ] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            metavar="NUMBER",
            help="Outcome that is good enough (default: as good as --against).",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    out: MarkdownFile = None,
) -> None:
    """Find the circumstances in which an option works, with regret and satisficing over all futures."""
    from joinup.cli.texts.lines import print_page
    from joinup.experiments.calls.study import study_at
    from joinup.experiments.report.text.discovery import discovery_sections
    from joinup.sim.text.words import capital, title

    stored = study_at(study)
    found = stored.discover(outcome=outcome, option=option, against=against, only=only, threshold=threshold)
    heading = f"{capital(title(stored.scenario))}: in which circumstances options work"
    print_page(heading, discovery_sections(found), out, first=stored.standing.sentence)
