"""Scenario files that somebody has damaged: each is read, or refused with a place for every problem."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

from joinup.scenarios.files import available, shipped
from joinup.scenarios.load import load
from joinup.sim.errors import ScenarioError
from joinup.sim.run import run
from tests.adversarial.breach import Attack

HOSTILE = (
    *("", "null", "~", "[]", "{}", "yes", "true", "-1", "0", "1e308", "-1e308", ".inf", ".nan", "1e-320"),
    *("99999999999999999999", "0x10", "1_000", "12:30:45", "2001-02-30", "'[/old]'", "'=1+1'", "&a [*a]"),
    *("!!python/object/apply:os.getcwd []", "!!binary aGVsbG8=", "<<: {a: 1}", "|", "- -", "'\\0'", "{a: b}"),
    *("'../../etc/passwd'", "'" + "x" * 5_000 + "'", "[[[[[[[[1]]]]]]]]", "'<script>'", "\u202e", "é", "#"),
)
"""What is put in the place of a value."""

SMALL = {"population.clients": 60, "population.people": 60, "weeks": 6, "warm_up_weeks": 2}


@cache
def shipped_texts() -> tuple[str, ...]:
    """Return the texts of the shipped scenarios."""
    return tuple(shipped(name).path.read_text(encoding="utf-8") for name in available())


Mutation = Callable[[list[str], random.Random], list[str]]


def _without_a_line(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    return lines[:at] + lines[at + 1 :]


def _a_line_twice(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    return [*lines[:at], lines[at], *lines[at:]]


def _lines_swapped(lines: list[str], chance: random.Random) -> list[str]:
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return lines


def _another_value(lines: list[str], chance: random.Random) -> list[str]:
    keyed = [at for at, line in enumerate(lines) if ":" in line]
    at = chance.choice(keyed)
    lines[at] = f"{lines[at].split(':')[0]}: {chance.choice(HOSTILE)}"
    return lines


def _another_indent(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.randrange(len(lines))
    lines[at] = " " * chance.randrange(6) + lines[at].lstrip()
    return lines


def _a_typing_error(lines: list[str], chance: random.Random) -> list[str]:
    at = chance.choice([at for at, line in enumerate(lines) if line.strip()])
    place = chance.randrange(len(lines[at]))
    letter = chance.choice("abcxyz:-#[]{}'\"&*!|>%@`, \t0")
    lines[at] = lines[at][:place] + letter + lines[at][place + chance.randrange(2) :]
    return lines


def _cut_short(lines: list[str], chance: random.Random) -> list[str]:
    return lines[: chance.randrange(len(lines))]


def _a_part_of_another(lines: list[str], chance: random.Random) -> list[str]:
    donor = chance.choice(shipped_texts()).splitlines()
    first = chance.randrange(len(donor))
    at = chance.randrange(len(lines))
    return lines[:at] + donor[first : first + chance.randrange(1, 30)] + lines[at:]


MUTATIONS: tuple[Mutation, ...] = (
    *(_without_a_line, _a_line_twice, _lines_swapped, _another_value, _another_value, _another_value),
    *(_another_indent, _a_typing_error, _a_typing_error, _cut_short, _a_part_of_another),
)


def damaged(text: str, chance: random.Random) -> bytes:
    """Return a scenario's text, damaged in one to three ways and sometimes in a byte."""
    lines = text.splitlines()
    for _ in range(chance.randrange(1, 4)):
        if lines:
            lines = chance.choice(MUTATIONS)(lines, chance)
    found = bytearray("\n".join(lines).encode("utf-8", "surrogatepass"))
    if found and chance.random() < 0.2:
        found[chance.randrange(len(found))] ^= 1 << chance.randrange(8)
    return bytes(found)


def attack_on_scenarios(folder: Path) -> Attack:
    """Return the attack, which writes its files in a folder."""
    texts = shipped_texts()
    path = folder / "damaged.yaml"

    def attack(chance: random.Random) -> str | None:
        path.write_bytes(damaged(chance.choice(texts), chance))
        try:
            scenario = load(path)
        except ScenarioError as error:
            unplaced = [one for one in error.problems if one.file is None or one.line is None]
            return f"{path.read_bytes()!r}\nno place: {unplaced}" if unplaced else None
        try:
            run(scenario.with_changes(SMALL), seed=1)
        except ScenarioError:
            return None  # What is small for one scenario is too small for another.
        return None

    return attack
