"""``joinup run``: a scenario beside its baselines, stored and summarised."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from joinup.cli.app import command
from joinup.cli.options import (
    COMMANDS_THAT_RUN,
    OUTPUT,
    RUNS,
    SCENARIO,
    AsJson,
    Changes,
    Clients,
    Ensemble,
    Out,
    Replicates,
    Seed,
    Structures,
    Weeks,
)
from joinup.experiments.run.errors import RunsNotStoredError
from joinup.sim.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from joinup.experiments.run.runs import Runs

REPLICATES = 5
"""Default number of replicates: enough for confidence intervals, few enough to wait for."""

FIXED = {
    "scenario": "a session contains its scenario; leave out '{}'",
    "seed": "a session contains its seed; leave out --seed (--replications adds other seeds)",
    "clients": "a session contains its clients; leave out --clients",
    "changes": "a session contains all its values; leave out --set, or change them in a session",
    "yardstick": "a session's decisions are what its agencies did; leave out --yardstick",
    "ensemble": "a session contains all its values; leave out --ensemble",
    "structures": "a session was played in one structure; leave out --structures",
}
"""Options that would change the session, and the message for each."""


@command(COMMANDS_THAT_RUN, call="run", other_calls={"replay": "replay"})
def run(
    context: typer.Context,
    scenario: Annotated[
        str | None, typer.Argument(metavar="NAME|FILE", help="A shipped scenario or a file.")
    ] = None,
    replay: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Run a saved session again: its scenario, seed, weeks and decisions, beside the scenario"
            " as it was written (as_written) and without joint working (none). One run by"
            " default.",
            rich_help_panel=SCENARIO,
        ),
    ] = None,
    seed: Seed = 1,
    changes: Changes = None,
    weeks: Weeks = None,
    clients: Clients = None,
    replicates: Replicates = REPLICATES,
    baselines: Annotated[
        list[str] | None,
        typer.Option(
            "--baseline",
            metavar="none|none_same_money|no_programme|NAME|FILE|off",
            help="Compare with the same clients without joint working, without it and with its money in"
            " places, without the programme, or in another scenario; may be repeated. Default: none and"
            " no_programme.",
            rich_help_panel=RUNS,
        ),
    ] = None,
    yardstick: Annotated[
        bool,
        typer.Option(
            "--yardstick",
            help="Run it also with every member making the same effort, at five levels: which is best for"
            " clients?",
            rich_help_panel=RUNS,
        ),
    ] = False,
    ensemble: Ensemble = None,
    structures: Structures = False,
    out: Out = None,
    as_json: AsJson = False,
    trace: Annotated[
        int, typer.Option(help="Record the journeys of this many clients.", rich_help_panel=OUTPUT)
    ] = 0,
) -> None:
    """Run a scenario, compare it with its baselines and print a summary."""
    given = {name for name in context.params if _is_given(context, name)}
    if replay is not None:
        _refuse_fixed_options(replay, given, scenario)
    elif scenario is None:
        text = "say what to run: the name of a shipped scenario, a file, or a saved session with --replay"
        raise ScenarioError([Problem((), text)])
    from joinup.cli.progress import RunProgress

    failure = None
    with RunProgress(quiet=as_json) as progress:
        try:
            if replay is not None:
                from joinup.experiments.calls.replay import replay as run_again

                runs = run_again(
                    replay,
                    weeks=weeks,
                    replicates=replicates if "replicates" in given else 1,
                    baselines=baselines,
                    trace=trace,
                    out=out or True,
                    progress=progress.show,
                )
            else:
                from joinup.experiments.calls.run import run as run_scenario

                assert scenario is not None
                runs = run_scenario(
                    scenario,
                    seed,
                    changes=changes,
                    weeks=weeks,
                    clients=clients,
                    replicates=replicates,
                    baselines=baselines,
                    yardstick=yardstick,
                    ensemble=ensemble,
                    structures=structures,
                    trace=trace,
                    out=out or True,
                    progress=progress.show,
                )
        except RunsNotStoredError as error:
            failure, runs = error, error.runs
    _print(runs, as_json=as_json)
    if failure is not None:
        raise failure


def _print(runs: Runs, *, as_json: bool) -> None:
    if as_json:
        from joinup.experiments.run.json_summary import as_json as written

        sys.stdout.write(f"{written(runs.findings)}\n")
    else:
        from joinup.experiments.run.summary import print_summary

        print_summary(runs.findings)


def _refuse_fixed_options(file: Path, given: Iterable[str], scenario: str | None) -> None:
    """Refuse options that a saved session fixes."""
    problems = [
        Problem((), f"--replay: {text.format(scenario)}") for name, text in FIXED.items() if name in given
    ]
    if not problems:
        return
    from joinup.experiments.session.files import load_session

    try:
        load_session(file)
    except ScenarioError as error:
        problems += error.problems
    raise ScenarioError(problems)


def _is_given(context: typer.Context, name: str) -> bool:
    """Return whether an option was given, rather than left at its default."""
    source = context.get_parameter_source(name)
    return source is not None and source.name not in ("DEFAULT", "DEFAULT_MAP")
