"""Arguments and options shared by several commands, each declared once.

A parameter of a command has the name of the call's argument, whatever the option is called.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

SCENARIO, DESIGN = "Scenario", "Design"
RUNS, OUTPUT = "Execution", "Output"
"""Groups of options in the help of a command."""

COMMANDS_ON_SCENARIOS = "Scenarios"
COMMANDS_THAT_RUN = "Run and compare"
COMMANDS_ON_STUDIES = "Studies: many runs, stored"
COMMANDS_THAT_ANALYSE = "Analyse a study"
COMMANDS_LIVE = "Live sessions"
"""Groups of commands in the help of ``joinup``."""

Scenario = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")]
Study = Annotated[Path, typer.Argument(metavar="STUDY", help="Folder of a study.")]

Changes = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="PATH=VALUE", help="Change a value; may be repeated.", rich_help_panel=SCENARIO
    ),
]
Weeks = Annotated[int | None, typer.Option(help="Weeks to run.", rich_help_panel=SCENARIO)]
Clients = Annotated[
    int | None,
    typer.Option(help="Clients to simulate, for the same number of people.", rich_help_panel=SCENARIO),
]

Vary = Annotated[
    list[str] | None,
    typer.Option(
        "--vary",
        metavar="PATH=A,B,C|PATH=LOW:HIGH:N",
        help="Values to combine with each other; may be repeated.",
        rich_help_panel=DESIGN,
    ),
]
Choices = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Options of several changes each: a table with a column 'option' and one a path.",
        rich_help_panel=DESIGN,
    ),
]
Ensemble = Annotated[
    int | None,
    typer.Option(
        metavar="MEMBERS",
        help="Draw everything that has a plausible range, the same in all options, so many times: doubt.",
        rich_help_panel=DESIGN,
    ),
]
Structures = Annotated[
    bool,
    typer.Option(
        "--structures",
        help="Run it in every named structure of the model too: does the answer turn on how it is built?",
        rich_help_panel=DESIGN,
    ),
]
Over = Annotated[
    list[str] | None,
    typer.Option(
        "--over",
        metavar="levers|declared|PATH|PATH=LOW:HIGH",
        help="Ranges to sample: of all levers, all that the scenario declares, or one; may be repeated.",
        rich_help_panel=DESIGN,
    ),
]
SampleSeed = Annotated[int, typer.Option(help="Seed of the sample.", rich_help_panel=DESIGN)]

_REPLICATES = typer.Option(
    "--replications",
    "--replicates",
    metavar="N",
    help="Runs of each variant, with different random draws.",
    rich_help_panel=RUNS,
)
Replicates = Annotated[int, _REPLICATES]
ReplicatesIfGiven = Annotated[int | None, _REPLICATES]
Seed = Annotated[int, typer.Option(help="Seed of the first replicate.", rich_help_panel=RUNS)]
Workers = Annotated[
    int | None,
    typer.Option(help="Processes (default: one per core); 0 uses this one only.", rich_help_panel=RUNS),
]
AcceptChanges = Annotated[
    bool,
    typer.Option(
        "--accept-changes",
        help="Continue although code or scenario has changed, and rerun everything.",
        rich_help_panel=RUNS,
    ),
]
AnyScale = Annotated[
    bool,
    typer.Option(
        "--any-scale",
        help="Go on although the number of simulated clients changes the answer.",
        rich_help_panel=RUNS,
    ),
]

Outcome = Annotated[
    str,
    typer.Option(
        metavar="NAME", help="Outcome to judge by, such as resolved or net_benefit.", rich_help_panel=OUTPUT
    ),
]
Option = Annotated[
    str | None,
    typer.Option(
        "--option",
        metavar="PATH",
        help="Path whose values are the options, if the study crossed several.",
        rich_help_panel=OUTPUT,
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Folder for the results (default: a new one in studies or results).",
        rich_help_panel=OUTPUT,
    ),
]
MarkdownFile = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE.md", help="Write Markdown instead of printing.", rich_help_panel=OUTPUT
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.", rich_help_panel=OUTPUT)]

USUAL_OUTCOME = "need_weeks"
"""The outcome that studies are judged by unless another is named."""
