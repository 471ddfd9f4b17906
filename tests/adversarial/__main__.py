"""Attack joinup for some minutes: ``python -m tests.adversarial [--only PART] [--first N] [--count N]``."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from tests.adversarial.breach import Attack, Breach, attacked
from tests.adversarial.commands import attack_on_commands
from tests.adversarial.faults import attack_on_writes
from tests.adversarial.flips import attack_on_bits
from tests.adversarial.scenarios import attack_on_scenarios
from tests.adversarial.sessions import attack_on_sessions

PARTS: dict[str, tuple[Callable[[Path], Attack], int]] = {
    # Child processes are forked: before anything has started threads.
    "writes": (attack_on_writes, 16),
    "sessions": (attack_on_sessions, 16),
    "scenarios": (attack_on_scenarios, 200),
    "commands": (attack_on_commands, 120),
    "bits": (attack_on_bits, 100),
}
"""What is attacked, and how often if not told otherwise."""


def attacks(part: str, *, first: int, count: int, seed: int) -> list[Breach]:
    """Attack one part some times; return what was found."""
    make, _ = PARTS[part]
    with tempfile.TemporaryDirectory(prefix="adversarial-") as folder:
        attack = make(Path(folder))
        found = [attacked(part, attack, number, seed) for number in range(first, first + count)]
    return [one for one in found if one is not None]


def main() -> int:
    """Attack; return how many promises were broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    broken = 0
    for part in chosen.only or PARTS:
        since, count = time.monotonic(), chosen.count or PARTS[part][1]
        found = attacks(part, first=chosen.first, count=count, seed=chosen.seed)
        broken += len(found)
        for one in found:
            print(f"== {part} {one.number}\n{one.what}\n", flush=True)
        print(f"{part}: {count} attacks, {len(found)} breaches, {time.monotonic() - since:.0f} s", flush=True)
    return broken


if __name__ == "__main__":
    sys.exit(min(main(), 1))
