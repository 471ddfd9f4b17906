"""Flipped bits: a file of a study that is not what it was is told, never read."""

from __future__ import annotations

import random
import shutil
import warnings
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


def is_part(some: pd.DataFrame, whole: pd.DataFrame) -> bool:
    """Return whether all rows of a table are rows of another."""
    rows = {tuple(map(str, row)) for row in whole.itertuples(index=False)}
    return {tuple(map(str, row)) for row in some.itertuples(index=False)} <= rows


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
        where = f"bit {bit} of byte {at} of {path.relative_to(flipped)}"
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            try:
                found = tables(flipped)
            except JoinupError:
                return None
        if all(one.equals(other) for one, other in zip(found, whole, strict=True)):
            return None
        if not any("damaged" in str(one.message) for one in told):
            return f"{where}: other tables, without a word"
        if all(is_part(one, other) for one, other in zip(found, whole, strict=True)):
            return None
        return f"{where}: other numbers, though with a warning"

    return attack
