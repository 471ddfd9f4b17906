"""Who is compared: joinup, the same model in idiomatic Mesa, NumPy alone, and the machine itself."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar
from unittest.mock import patch

import numpy as np
import numpy.typing as npt

from joinup.scenarios.load import load
from joinup.sim import randomness
from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests import oracle
from tests.oracle import chance, model
from tests.oracle.chance import Chance
from tests.oracle.model import JointWorking

T = TypeVar("T")
CLIENTS_PER_LOCALITY = 10_000


def town(
    clients: int, weeks: int, *, localities: int | None = None, changes: Mapping[str, Any] | None = None
) -> Scenario:
    """Return the shipped town at another size, with places in proportion to its people.

    Parameters
    ----------
    clients, weeks
        Size of the run; there is no warm-up.
    localities
        How many share the clients; one for every ten thousand if not given.
    changes
        Other values by path.
    """
    count = max(1, clients // CLIENTS_PER_LOCALITY) if localities is None else localities
    return load("town").with_changes(
        {
            "population.clients": clients,
            "population.people": 2000,
            "population.localities": [{"name": "place", "count": count}],
            "weeks": weeks,
            "warm_up_weeks": 0,
            **(changes or {}),
        }
    )


def simulate(scenario: Scenario, *, threads: int = 1) -> Result:
    """Run joinup's batch entry."""
    return run(scenario, seed=1, tables=False, threads=threads)


class OrdinaryDraws(Chance):
    """Draws as a Mesa model makes them: the next number of one generator, whoever asks.

    The exact draws of the test oracle cost it most of its time; a model written for its own sake
    would not have them.
    """

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._random = random.Random(seed)

    def weekly(self, client: int, week: int, purpose: int) -> int:
        """Return a client's draw of the week."""
        return self._random.getrandbits(32)

    def of_client(self, client: int, week: int, purpose: int, option: str = "") -> int:
        """Return a client's draw."""
        return self._random.getrandbits(32)

    def of_link(self, client: int, number: int) -> float:
        """Return a uniform number for a contact."""
        return self._random.random()

    def of_name(self, key: int, week: int, purpose: int) -> int:
        """Return the draw of something with a name."""
        return self._random.getrandbits(32)

    def normal(self, key: int, week: int, purpose: int) -> float:
        """Return a standard normal draw."""
        return self._random.gauss(0.0, 1.0)

    def race(self, client: int, week: int, purpose: int, weights: Iterable[tuple[str, T, float]]) -> T:
        """Choose among (name, option, weight) by weight."""
        runners = [runner for runner in weights if runner[2] > 0.0]
        return self._random.choices(runners, [runner[2] for runner in runners])[0][1]


def _below(word: int, probability: float) -> bool:
    return word < probability * 4294967296.0


@contextmanager
def _without_exact_checks() -> Iterator[None]:
    with ExitStack() as patches:
        patches.enter_context(patch.object(model, "Chance", OrdinaryDraws))
        for found in iter_modules(oracle.__path__, f"{oracle.__name__}."):
            module = import_module(found.name)
            if module is not chance and hasattr(module, "below"):
                patches.enter_context(patch.object(module, "below", _below))
        yield


def simulate_in_mesa(scenario: Scenario) -> JointWorking:
    """Run the second implementation, one Mesa agent per client, with its exact checks off."""
    with _without_exact_checks():
        model = JointWorking(scenario.model_dump(), rng=1)
        for _ in range(scenario.weeks):
            model.step()
    return model


def scan_in_numpy(clients: int, weeks: int) -> int:
    """Do with NumPy what joinup does with every client every week: two draws, two thresholds.

    Nothing else of the model is done: no moves, lists or agencies.
    """
    rng = np.random.Generator(np.random.Philox(1))
    column = np.zeros(clients, np.uint16)
    limits = np.full(64, 1 << 26, np.uint32)
    found = 0
    for _ in range(2 * weeks):
        words = rng.integers(0, 1 << 32, clients, dtype=np.uint32)
        found += np.flatnonzero(words < limits[column]).size
    return found


def draw_only(clients: int, weeks: int) -> int:
    """Make the two weekly draws of every client and do nothing with them."""
    tiles = 16
    buffer = np.empty(tiles * randomness.TILE, np.uint32)
    for week in range(weeks):
        for purpose in (randomness.AWARE, randomness.MOVE):
            for tile in range(0, math.ceil(clients / randomness.TILE), tiles):
                randomness.fill_screening_draws(buffer, tile, tiles, 1, week, purpose)
    return int(buffer[0])


def stream_only(columns: Sequence[npt.NDArray[Any]], weeks: int) -> int:
    """Read the columns that the weekly scan reads, once a week."""
    return sum(int(column.max()) for _ in range(weeks) for column in columns)
