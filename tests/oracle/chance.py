"""Chance: the only thing that this implementation shares with the fast one.

Every draw is a pure function of (seed, entity, week, purpose). Clients are known by number,
everything else by the hash of its name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TypeVar

import numpy as np

from joinup.sim import randomness

T = TypeVar("T")


def below(word: int, probability: float) -> bool:
    """Return whether a draw makes something of a given probability happen."""
    return word < int(randomness.threshold(float(probability)))


def uniform(word: int) -> float:
    """Return the number in (0, 1) that a draw stands for."""
    return (word + 0.5) / 2.0**32


def logistic(z: float) -> float:
    """Return 1 / (1 + exp(-z))."""
    if z == -math.inf:
        return 0.0
    return 1.0 / (1.0 + math.exp(-z))


def logit(p: float) -> float:
    """Return the log-odds of a probability; infinite for 0 and 1."""
    if p <= 0.0:
        return -math.inf
    return math.inf if p >= 1.0 else math.log(p / (1.0 - p))


def expected_reward(mean: float, spread: float, threshold: float) -> float:
    """Return ``E[clip((Z - th) / (1 - th), 0, 1)]``, Z normal."""
    if threshold >= 1.0:
        return 1.0 if mean >= 1.0 else 0.0
    if spread <= 0.0:
        return min(1.0, max(0.0, (mean - threshold) / (1.0 - threshold)))

    def above(limit: float) -> float:
        z = (mean - limit) / spread
        density = math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        return spread * density + (mean - limit) * 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))

    return (above(threshold) - above(1.0)) / (1.0 - threshold)


def by_difficulty(given: float | None, difficulty: float, levels: tuple[float, float, float]) -> float:
    """Return what is given, or else the level for easy (1), middling (1.15) or hard (1.4) cases."""
    if given is not None:
        return given
    return levels[0] if difficulty < 1.075 else levels[1] if difficulty < 1.275 else levels[2]


class Chance:
    """The draws of one run.

    Parameters
    ----------
    seed
        Seed of the run.
    """

    def __init__(self, seed: int) -> None:
        self.seed = np.uint64(seed)

    def weekly(self, client: int, week: int, purpose: int) -> int:
        """Return one of the two draws that each client has each week (`AWARE`, `MOVE`)."""
        return int(randomness.screening_draw(self.seed, client, week, purpose))

    def of_client(self, client: int, week: int, purpose: int, option: str = "") -> int:
        """Return a client's draw, for one named option if there are several."""
        number = randomness.option_hash(option) if option else 0
        return int(randomness.draw(self.seed, client, number, week, purpose))

    def of_link(self, client: int, number: int) -> float:
        """Return a uniform number for the making of a contact network."""
        return uniform(int(randomness.draw(self.seed, client, number, 0, randomness.CONTACT)))

    def of_name(self, key: int, week: int, purpose: int) -> int:
        """Return the draw of something known by the hash of its name."""
        return int(randomness.named_draw(self.seed, np.uint64(key), week, purpose))

    def normal(self, key: int, week: int, purpose: int) -> float:
        """Return a standard normal draw of something known by the hash of its name."""
        return float(randomness.named_normal(self.seed, np.uint64(key), week, purpose))

    def race(self, client: int, week: int, purpose: int, weights: Iterable[tuple[str, T, float]]) -> T:
        """Choose among (name, option, weight): the smallest ``-log(u) / weight`` wins."""
        runners = [runner for runner in weights if runner[2] > 0.0]
        if len(runners) == 1:
            return runners[0][1]

        def time(runner: tuple[str, T, float]) -> float:
            return -math.log(uniform(self.of_client(client, week, purpose, runner[0]))) / runner[2]

        return min(runners, key=time)[1]


def key_of(name: str) -> int:
    """Return the 64-bit hash by which something with a name is known."""
    return randomness.name_hash(name)


def part_of(key: int, part: int) -> int:
    """Return the hash of a part of something with a name."""
    return int(randomness.mix(np.uint64(key), np.uint64(part)))
