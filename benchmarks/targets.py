"""What is wanted, and what of it is reached."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One line of the table.

    Attributes
    ----------
    work
        What is measured.
    unit
        Of the figures.
    must, stretch
        What must be reached, and what would be better still.
    more_is_better
        Whether the figure is to be at least, or at most, what is wanted.
    """

    work: str
    unit: str
    must: float
    stretch: float
    more_is_better: bool = False

    def verdict(self, found: float) -> str:
        """Say whether a figure reaches the target."""
        for wanted, word in ((self.stretch, "stretch"), (self.must, "met")):
            if found >= wanted if self.more_is_better else found <= wanted:
                return word
        return "**missed**"


@dataclass(frozen=True, slots=True)
class Measured:
    """A target, what was measured, and how."""

    target: Target
    found: float
    spread: float | None
    how: str


MESA_10K = Target("10 000 clients, 52 weeks, against idiomatic Mesa", "times faster", 100, 150, True)
MESA_100K = Target("100 000 clients, 52 weeks, against idiomatic Mesa", "times faster", 200, 300, True)
SMALL = Target("1 000 clients, 52 weeks, against idiomatic Mesa", "times faster", 50, 150, True)
MILLION = Target("1 000 000 clients, 260 weeks", "ns of CPU per client-week", 15, 8)
NATIONAL = Target("3 700 000 clients in 81 localities, 260 weeks, 2 threads", "s on the clock", 15, 8)
TEN_MILLION = Target("10 000 000 clients, 52 weeks: most memory", "GB", 2, 1)
MEMORY = Target("memory per client, no contact network", "bytes", 32, 20)
MEMORY_CONTACTS = Target("memory per client, 6 contacts each", "bytes", 64, 50)
TWO_CORES = Target("1 000 000 clients in 100 localities, 2 threads to 1", "times faster", 1.6, 1.85, True)
GROWTH = Target("growth from 10 000 to 10 000 000 clients: largest over smallest cost", "ratio", 2, 1.5)
SET_UP = Target("set-up of 1 000 000 clients", "s of CPU", 1, 0.4)
HELP = Target("`joinup --help`", "s on the clock", 0.5, 0.3)
FIRST = Target("`joinup run town`, first after installation", "s on the clock", 25, 15)
LATER = Target("`joinup run town`, later", "s on the clock", 3, 2)
