"""Every command is one call of ``import joinup as ju``, with the same argument names and defaults."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import joinup as ju
from joinup.cli import main
from joinup.cli.app import COMMANDS, Command, option_of

CLI = Path(main.__file__).parent
RECEIVERS = {"Study": "study", "Scenario": "scenario"}
"""The argument of a command that is the object whose method it calls."""

OWN_DEFAULTS = {("run", "replicates"): (5, None)}
"""Where a command and its call have different defaults on purpose: one run is quick, and a person at a
terminal wants intervals."""


def call_of(command: Command) -> Callable[..., Any]:
    """Return the call that a command makes."""
    found: Any = ju
    for part in command.call.split("."):
        found = getattr(found, part)
    assert callable(found)
    call: Callable[..., Any] = found
    return call


def shared(command: Command) -> dict[str, inspect.Parameter]:
    """Return the parameters of a command that are to be those of its call."""
    receiver = RECEIVERS.get(command.call.partition(".")[0]) if "." in command.call else None
    left_out = {"context", receiver, *command.presentation, *command.other_calls}
    every = inspect.signature(command.function).parameters
    return {name: parameter for name, parameter in every.items() if name not in left_out}


@pytest.fixture(params=sorted(COMMANDS))
def command(request: pytest.FixtureRequest) -> Command:
    return COMMANDS[request.param]


def test_a_command_has_the_arguments_of_its_call(command: Command) -> None:
    ours, theirs = shared(command), inspect.signature(call_of(command)).parameters
    assert not set(ours) - set(theirs)
    for name, parameter in ours.items():
        here, there = parameter.default, theirs[name].default
        if there is inspect.Parameter.empty or theirs[name].kind is inspect.Parameter.VAR_POSITIONAL:
            assert here in (inspect.Parameter.empty, None), name
        else:
            expected = OWN_DEFAULTS.get((command.name, name), (there, there))
            assert (here, there) == expected, name


def test_what_a_call_takes_a_command_takes_but_for_what_only_a_program_has(command: Command) -> None:
    of_long_commands = ("sweep", "compare", "decompose", "breakeven", "calibrate", "sensitivity", "repeat")
    only_in_python: dict[str, set[str]] = {
        "run": {"by_locality", "tables", "threads", "progress"},
        **{name: {"progress", "stopper"} for name in of_long_commands},
    }
    theirs = set(inspect.signature(call_of(command)).parameters) - {"self"}
    assert theirs - set(shared(command)) == only_in_python.get(command.name, set())


def test_options_that_make_another_call_name_one(command: Command) -> None:
    for argument, call in command.other_calls.items():
        assert argument in inspect.signature(command.function).parameters
        assert callable(getattr(ju, call))


def test_what_only_presents_is_no_argument_of_the_call(command: Command) -> None:
    theirs = inspect.signature(call_of(command)).parameters
    assert not command.presentation & set(theirs)


def test_there_is_one_file_a_command_with_its_signature_and_body(command: Command) -> None:
    file = CLI / f"{command.name}.py"
    assert file.is_file()
    assert command.function.__module__ == f"joinup.cli.{command.name}"


def test_options_keep_their_spelling() -> None:
    spelled = {
        ("run", "changes"): "--set",
        ("run", "replicates"): "--replications",
        ("run", "baselines"): "--baseline",
        ("sweep", "accept_changes"): "--accept-changes",
        ("compare", "value_of_week"): "--value-of-week",
        ("live", "browser"): "--no-browser",
        ("check", "files"): "files",
        ("guide", "vary"): "--vary",
    }
    for (name, argument), word in spelled.items():
        assert option_of(COMMANDS[name].function, argument) == word


def test_an_option_that_several_commands_have_is_declared_once() -> None:
    hints = [get_type_hints(command.function, include_extras=True) for command in COMMANDS.values()]
    names = (
        "changes",
        "weeks",
        "clients",
        "vary",
        "over",
        "replicates",
        "workers",
        "accept_changes",
        "as_json",
    )
    for name in names:
        found = [hint[name] for hint in hints if name in hint]
        assert len(found) > 1
        assert all(one.__metadata__ == found[0].__metadata__ for one in found), name
