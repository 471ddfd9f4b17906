"""The commands on one scenario: list, describe, check, write and run it.

What is heavy (the model, tables) is imported by the command that needs it, so that every command
answers in well under a second.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from joinup.cli.app import Wanted, app, reporting
from joinup.cli.console import print_description, print_scenarios
from joinup.sim.errors import Problem, ScenarioError

REPLICATES = 5
"""Runs that ``joinup run`` makes if not told otherwise: enough for intervals, quick to wait for."""


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"joinup {version('joinup')}")
        except PackageNotFoundError:
            typer.echo("joinup (not installed as a package)")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Simulate joint working between public agencies."""


@app.command("list")
@reporting
def list_scenarios() -> None:
    """List the shipped scenarios."""
    from joinup.scenarios.files import available
    from joinup.scenarios.load import load
    from joinup.scenarios.words import title

    print_scenarios((name, title(load(name))) for name in available())


@app.command()
@reporting
def describe(scenario: Wanted) -> None:
    """Say in plain English what a scenario says, what can be changed and what it rests on."""
    from joinup.scenarios.describe.description import describe as described
    from joinup.scenarios.load import load

    print_description(described(load(scenario)))


@app.command()
@reporting
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or shipped scenarios.")],
) -> None:
    """Report everything that is wrong with scenario files."""
    from joinup.scenarios.load import load

    problems: list[Problem] = []
    for file in files:
        try:
            load(file)
        except ScenarioError as error:
            problems += error.problems
        else:
            typer.echo(f"{file}: no problems")
    if problems:
        raise ScenarioError(problems)


@app.command()
@reporting
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    import json

    from joinup.scenarios.schema import json_schema

    typer.echo(json.dumps(json_schema(), indent=2))


@app.command()
@reporting
def new(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Lower-case letters, digits and '_'.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if there is one.")] = False,
) -> None:
    """Write NAME.yaml, a commented scenario to start from."""
    from joinup.scenarios.template import starting_file

    text = starting_file(name)
    path = Path(f"{name}.yaml")
    try:
        with path.open("w" if force else "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        message = f"'{path}' exists already; --force overwrites it"
        raise ScenarioError([Problem((), message)]) from None
    except OSError as error:
        reason = (error.strerror or "unknown reason").lower()
        raise ScenarioError([Problem((), f"'{path}' cannot be written: {reason}")]) from None
    typer.echo(f"Wrote {path}. Change it, then: joinup check {path}")


@app.command()
@reporting
def run(
    context: typer.Context,
    scenario: Annotated[
        str | None, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Play a saved session again: its scenario, seed, weeks and what was decided, beside the"
            " scenario as it was written (as_written) and without joint working (none). One run if not told"
            " otherwise.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Seed of the first replicate.")] = 1,
    weeks: Annotated[int | None, typer.Option(min=1, help="Weeks to run.")] = None,
    clients: Annotated[
        int | None, typer.Option(min=1, help="Clients to simulate (they stand for as many people).")
    ] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Change a value; may be repeated.")
    ] = None,
    replicates: Annotated[
        int,
        typer.Option("--replications", "--replicates", min=1, metavar="N", help="Runs with different draws."),
    ] = REPLICATES,
    baseline: Annotated[
        list[str] | None,
        typer.Option(
            metavar="none|no_programme|NAME|FILE|off",
            help="Compare with the same clients without joint working, without the programme, or in"
            " another scenario; may be repeated. Default: none and no_programme.",
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Folder for the results.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    trace: Annotated[int, typer.Option(min=0, help="Tell the story of this many clients.")] = 0,
) -> None:
    """Run a scenario, compare it with its baselines and print a summary."""
    from joinup.experiments.run.replay import prepare_replay
    from joinup.experiments.run.request import prepare

    if replay is not None:
        given = {name for name in context.params if _is_given(context, name)}
        request = prepare_replay(
            replay,
            given=given,
            scenario=scenario,
            weeks=weeks,
            replicates=replicates if "replicates" in given else 1,
            baselines=baseline or (),
            out=out,
            as_json=as_json,
            trace=trace,
        )
    elif scenario is None:
        text = "say what to run: the name of a shipped scenario, a file, or a saved session with --replay"
        raise ScenarioError([Problem((), text)])
    else:
        request = prepare(
            scenario,
            settings=settings or (),
            seed=seed,
            weeks=weeks,
            clients=clients,
            replicates=replicates,
            baselines=baseline or (),
            out=out,
            as_json=as_json,
            trace=trace,
        )
    # The model, and only now is it worth the wait. Whoever helps to compile it starts before all else.
    from joinup.sim.compiled.warm_up import call_for_help

    call_for_help()
    from joinup.cli.run import run_command

    run_command(request)


def _is_given(context: typer.Context, name: str) -> bool:
    """Return whether somebody typed an option, rather than leaving it at its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name not in ("DEFAULT", "DEFAULT_MAP")
