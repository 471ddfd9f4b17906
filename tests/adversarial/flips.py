"""Flipped bits: a file of a study that is not what it was is told, never read."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pandas as pd

import joinup as ju
from joinup.sim.errors import JoinupError
from tests.adversarial.breach import Attack
from tests.adversarial.commands import STUDY, prepared


def tables(study: Path) -> list[pd.DataFrame]:
    """Return all that readers take from a study.

    Raises
    ------
    JoinupError
        If something is not as it was written.
    """
    found = ju.open(study)
    assert isinstance(found, ju.Study)
    return [found.points, found.summaries(), found.money()]


def attack_on_bits(folder: Path) -> Attack:
    """Return the attack, which works in a folder."""
    prepared(folder)
    whole = tables(folder / STUDY)

    def attack(chance: random.Random) -> str | None:
        flipped = folder / "flipped"
        shutil.rmtree(flipped, ignore_errors=True)
        shutil.copytree(folder / STUDY, flipped)
        files = sorted(path for path in flipped.rglob("*") if path.is_file() and path.stat().st_size)
        path = chance.choice(files)
        content = bytearray(path.read_bytes())
        at, bit = chance.randrange(len(content)), chance.randrange(8)
        content[at] ^= 1 << bit
        path.write_bytes(content)
        try:
            found = tables(flipped)
        except JoinupError:
            return None
        if all(one.equals(other) for one, other in zip(found, whole, strict=True)):
            return None
        return f"bit {bit} of byte {at} of {path.relative_to(flipped)}: other tables, without a word"

    return attack
