"""Help in groups; lines are wrapped, never cut."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

WIDEST = 100
"""Widest line of help, in characters."""

LONGEST_IN_LINE = 30
"""Longest option that has its help beside it; that of longer ones goes below."""

OTHER = "Other"
ARGUMENTS = "Arguments"


class GroupedCommand(TyperCommand):
    """A command whose options are listed by group."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments, then the options group by group."""
        _write(formatter, _grouped((_heading(one), _row(one)) for one in self.get_params(ctx)))


class GroupedCommands(TyperGroup):
    """Commands listed by group, each with its whole first sentence."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands group by group."""
        commands = ((name, self.commands[name]) for name in self.list_commands(ctx))
        _write(
            formatter,
            _grouped(
                (getattr(command, "rich_help_panel", None) or OTHER, (name, first_sentence(command.help)))
                for name, command in commands
                if not command.hidden
            ),
        )


def first_sentence(text: str | None) -> str:
    """Return the first paragraph of a help text as one line."""
    return " ".join((text or "").partition("\n\n")[0].split())


def default_of(option: TyperOption) -> str | None:
    """Return an option's default as help shows it; None if there is none to show."""
    if option.is_flag or option.default is None:
        return None
    return str(option.default)


def option_words(option: TyperOption) -> str:
    """Return how an option is written: its names and its value."""
    value = "" if option.is_flag else f" {option.metavar or 'N'}"
    return ", ".join([*option.opts, *option.secondary_opts]) + value


def _heading(param: Any) -> str:
    if isinstance(param, TyperArgument):
        return ARGUMENTS
    return getattr(param, "rich_help_panel", None) or OTHER


def _row(param: Any) -> tuple[str, str]:
    text = " ".join((param.help or "").split())
    if isinstance(param, TyperArgument):
        return str(param.metavar), text
    default = default_of(param)
    notes = [f"default: {default}"] if default is not None else []
    notes += ["required"] if param.required else []
    return option_words(param), f"{text} [{'; '.join(notes)}]" if notes else text


def _grouped(rows: Iterable[tuple[str, tuple[str, str]]]) -> dict[str, list[tuple[str, str]]]:
    """Return rows by heading, in the order in which headings first appear; rows without one last."""
    found: dict[str, list[tuple[str, str]]] = {}
    for heading, row in rows:
        found.setdefault(heading, []).append(row)
    return {**{name: rows for name, rows in found.items() if name != OTHER}, OTHER: found.get(OTHER, [])}


def _write(formatter: Any, groups: dict[str, list[tuple[str, str]]]) -> None:
    words = [len(row[0]) for rows in groups.values() for row in rows if len(row[0]) <= LONGEST_IN_LINE]
    indent = max(words, default=0) + 2
    for heading, rows in groups.items():
        if not rows:
            continue
        with formatter.section(heading):
            before = " " * formatter.current_indent
            for word, text in rows:
                lines = wrap(text, formatter.width - len(before) - indent, break_on_hyphens=False)
                first = lines.pop(0) if lines and len(word) <= LONGEST_IN_LINE else ""
                formatter.write(f"{before}{word:<{indent}}{first}".rstrip() + "\n")
                for line in lines:
                    formatter.write(f"{before}{'':<{indent}}{line}\n")
