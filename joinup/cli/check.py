"""``joinup check``: every problem in scenario files and studies, and what is doubtful in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from joinup.cli.app import command
from joinup.cli.exit_codes import ExitCode
from joinup.cli.options import COMMANDS_ON_SCENARIOS
from joinup.sim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from joinup.sim.parameters import Scenario


@command(COMMANDS_ON_SCENARIOS, call="check", presentation=("edition",))
def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE|STUDY", help="Files, shipped scenarios, or folders of studies."),
    ],
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Repair studies; damaged results are put aside, to be made again."),
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Fail on warnings too: overload, odd values and names.")
    ] = False,
    edition: Annotated[
        int | None,
        typer.Option(
            min=1, max=2, metavar="1|2", help="Print every value that another edition of the model changes."
        ),
    ] = None,
) -> None:
    """Check scenario files and studies: list every problem, warn of what is doubtful, state loads."""
    from joinup.experiments.calls.scenario_files import check as checked
    from joinup.experiments.study.manifest import holds_study

    problems: list[Problem] = []
    severities: set[str] = set()
    for file in files:
        found = checked(file, repair=repair, strict=strict)
        if found and holds_study(Path(file)):
            severities |= _print_findings(file, found)
            continue
        problems += found
        if not found:
            typer.echo(f"{file}: no problems")
            if not holds_study(Path(file)):
                _print_doubts(file)
                if edition is not None:
                    _print_mapping(file, edition)
    if problems:
        raise ScenarioError(problems)
    if "damage" in severities:
        raise typer.Exit(ExitCode.RUN_FAILED)
    if strict and "warning" in severities:
        raise typer.Exit(ExitCode.BAD_INPUT)


def _print_findings(file: str, findings: Sequence[Problem]) -> set[str]:
    """Print what is found in a study; return how serious it is."""
    from joinup.experiments.report.terminal import printable
    from joinup.experiments.study.audit import Finding
    from joinup.experiments.study.study import open_study
    from joinup.sim.errors import JoinupError

    try:
        standing = str(open_study(Path(file)).standing)
    except JoinupError:
        standing = "cannot be read"
    typer.echo(printable(f"{file}: {standing}"))
    found = [one for one in findings if isinstance(one, Finding)]
    for one in found:
        typer.echo(printable(f"  {one.severity}: {one}"))
    return {one.severity for one in found}


def _print_doubts(file: str) -> None:
    from joinup.experiments.report.terminal import printable
    from joinup.scenarios.doubts import doubts_of
    from joinup.scenarios.files import find
    from joinup.scenarios.inherit import moved_keys
    from joinup.scenarios.load import load
    from joinup.sim.mechanisms.journeys.sentences import places_solved
    from joinup.sim.text.words import count

    for one in moved_keys(find(file)):
        typer.echo(printable(f"Note: {one}"), err=True)
    doubts = doubts_of(file)
    for one in doubts:
        typer.echo(printable(f"Warning: {one}"), err=True)
    if doubts:
        typer.echo(f"{count(len(doubts), 'warning')}.", err=True)
    scenario = load(file)
    typer.echo(printable(f"Offered load: {_loads(scenario)}."), err=True)
    for said in places_solved(scenario):
        typer.echo(printable(said), err=True)


def _print_mapping(file: str, edition: int) -> None:
    from joinup.experiments.report.terminal import printable
    from joinup.scenarios.editions import mapping
    from joinup.scenarios.load import load
    from joinup.sim.text.words import count

    found = mapping(load(file), edition)
    for one in found:
        typer.echo(printable(f"  {one}"))
    typer.echo(f"Edition {edition} changes {count(len(found), 'value')}.")


def _loads(scenario: Scenario) -> str:
    from joinup.scenarios.doubts import loads_by_agency
    from joinup.sim.text.words import percent

    loads = loads_by_agency(scenario)
    return ", ".join(f"{name} {percent(round(one.offered_load, 2))}" for name, one in loads.items())
