"""How a run calls the functions of its extensions, and what it does if they go wrong.

Compiled steps call back by address. An exception cannot pass through compiled code: the first one is kept,
everything after it is skipped, and the engine raises it when the stretch of weeks is over.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays.construction import localities
from joinup.sim.compiled.callbacks import Callback, address_of_callback, array_at, callback
from joinup.sim.errors import ExtensionError, Problem, ScenarioError
from joinup.sim.extensions import global_chance
from joinup.sim.extensions.memory import Sizes, views
from joinup.sim.extensions.registry import Extension, Place
from joinup.sim.extensions.view import Choice, Locality, RunUnderWay
from joinup.sim.schedule import STEPS, Step, with_own

SUM_OF_CHANCES = 1e-9
"""How far probabilities may be from adding up to 1."""


class Calls:
    """The extensions of a run, bound to its arrays.

    Parameters
    ----------
    engine
        The run; it makes new calls whenever it takes other arrays.

    Attributes
    ----------
    error
        The first thing that went wrong.
    """

    def __init__(self, engine: RunUnderWay) -> None:
        # A run keeps its calls, so calls must not keep the run.
        self._engine = weakref.ref(engine)
        self.extensions = engine.scenario.extensions_in_force
        absent = [one for one in self.extensions if not one.is_here]
        if absent:
            raise ScenarioError([_absent(one) for one in absent])
        self.error: Exception | None = None
        self._names = [name for name, _ in localities(engine.scenario)]
        count, roles = engine.state.agency.shape
        sizes = Sizes(count, roles, len(engine.state.traits))
        self._columns = views(engine.state.memory, [one.columns for one in self.extensions], sizes)
        self._seen: set[str] = set()
        every = [number for number, one in enumerate(self.extensions) if one.kind != "measure"]
        self._callbacks = {number: callback(self._callback(number)) for number in every}
        self._kernels = {number: self._new_kernel(number) for number in every}

    @property
    def addresses(self) -> npt.NDArray[np.int64]:
        """Where compiled code finds each extension (extensions,)."""
        addresses = np.zeros(len(self.extensions), np.int64)
        for number, made in self._callbacks.items():
            addresses[number] = address_of_callback(made)
        return addresses

    @property
    def steps(self) -> list[tuple[Place, Step]]:
        """The mechanisms as steps of the week, each with its place."""
        return [
            (one.place, Step(0, one.name, one.about, (self._kernels[number],), one.name))
            for number, one in enumerate(self.extensions)
            if one.place is not None
        ]

    def among(self, steps: Any) -> Any:
        """Return the steps of a week, as `run_stretch` takes them, with the mechanisms among them."""
        within = (step for step in with_own(self.steps) if step.phase == "in_locality")
        every = tuple(kernel for step in within for kernel in step.kernels)
        if isinstance(steps, tuple):
            return every
        places = {id(kernel): int(address) for kernel, address in zip(STEPS, steps, strict=True)}
        for number, kernel in self._kernels.items():
            places[id(kernel)] = -int(self.addresses[number])
        return np.array([places[id(kernel)] for kernel in every], np.int64)

    def _new_kernel(self, number: int) -> Callable[..., None]:
        """Return an extension as a kernel that is called from Python."""
        called = self._callback(number)

        def kernel(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
            for locality in range(low, high):
                called(week, locality, 0, 0, 0.0)

        return kernel

    def raise_error(self) -> None:
        """Raise what went wrong, if anything did."""
        if self.error is not None:
            raise self.error

    def _callback(self, number: int) -> Callback:
        extension = self.extensions[number]
        by_kind = {"mechanism": self._mechanism, "rule": self._rule, "incentive": self._incentive}
        call = by_kind[extension.kind]

        def called(week: int, locality: int, agency: int, address: int, effort: float) -> float:
            if self.error is not None:
                return 0.0
            here = self._here(number, locality, week)
            try:
                return call(extension, here, agency, address, effort)
            except Exception as wrong:
                self.error = _located(extension, here, wrong)
                return 0.0

        return called

    def _here(self, number: int, locality: int, week: int) -> Locality:
        engine = self._engine()
        assert engine is not None
        extension = self.extensions[number]
        return Locality(engine, locality, self._names[locality], week, self._columns[number], extension.name)

    def _arguments(self, extension: Extension, here: Locality) -> dict[str, Any]:
        section = here.parameters[extension.name]
        return {name: getattr(section, name) for name in type(section).model_fields}

    def _mechanism(self, extension: Extension, here: Locality, *_: Any) -> float:
        first = extension.name not in self._seen
        before = self._outside(here) if first else None
        found = extension.function(here, **self._arguments(extension, here))
        if found is not None:
            raise TypeError("a mechanism returns nothing: it writes to the arrays")
        _check(here)
        if before is not None:
            self._seen.add(extension.name)
            if before != self._outside(here):
                raise ValueError("it has changed other localities, or drawn from a global random generator")
        return 0.0

    def _outside(self, here: Locality) -> tuple[bytes, ...]:
        """Return all that a mechanism must leave alone: other localities, and generators of everybody's."""
        engine = self._engine()
        assert engine is not None
        others = np.arange(len(self._names)) != here.number
        kept = (engine.state.agency[others], engine.state.link[others], engine.state.stock[others])
        return (*(array.tobytes() for array in kept), global_chance.how_it_stands())

    def _rule(self, extension: Extension, here: Locality, agency: int, address: int, _: float) -> float:
        choice = Choice(here, agency)
        found = np.asarray(extension.function(choice, **self._arguments(extension, here)))
        levels = len(choice.efforts)
        if found.shape != (levels,) or found.dtype.kind not in "fiub":
            raise ValueError(
                f"a rule returns one probability for each of the {levels} efforts, not {_shown(found)}"
            )
        chances = found.astype(float)
        if not np.isfinite(chances).all() or (chances < 0).any() or abs(chances.sum() - 1) > SUM_OF_CHANCES:
            raise ValueError(f"probabilities must be 0 or more and add up to 1; these are {chances.tolist()}")
        np.ctypeslib.as_array(array_at(address, levels))[:] = chances
        return 0.0

    def _incentive(self, extension: Extension, here: Locality, agency: int, _: int, effort: float) -> float:
        choice = Choice(here, agency, effort)
        found = extension.function(choice, **self._arguments(extension, here))
        share = float(found)
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"an incentive returns the share of its money that is paid, 0 to 1, not {share}")
        return share


def _absent(extension: Extension) -> Problem:
    text = f"the code of {extension.kind} '{extension.name}' is not registered here, or is another version"
    return Problem(("extensions", extension.name), f"{text}: import what registers it", on_key=True)


UNIT_INTERVAL = ("effort", "routine", "trust_mean")
"""What extensions may write of agencies, and must leave between 0 and 1."""


def _check(here: Locality) -> None:
    """Refuse what no later step could bear."""
    for name in UNIT_INTERVAL:
        values = here.agencies[name]
        if not ((values >= 0) & (values <= 1)).all():
            worst = int(np.flatnonzero(~((values >= 0) & (values <= 1)))[0])
            raise ValueError(f"{name} of '{here.roles[worst]}' is {values[worst]}, not between 0 and 1")
    trust = here.links["trust"]
    if not ((trust >= 0) & (trust <= 1)).all():
        raise ValueError("trust between agencies is not between 0 and 1")
    for owner in ("locality", "agency", "client"):
        record = getattr(here.memory, owner)
        if record is None:
            continue
        for name in record.dtype.names or ():
            if not np.isfinite(record[name]).all():
                raise ValueError(f"its own column '{name}' of each {owner} is no finite number")


def _shown(found: npt.NDArray[Any]) -> str:
    return f"an array of shape {found.shape}" if found.dtype != object else repr(found.item())


def _located(extension: Extension, here: Locality, wrong: Exception) -> ExtensionError:
    at = f"week {here.week}, locality '{here.name}'"
    text = f"{extension.where}: {extension.kind} '{extension.name}', {at}: {_sentence(wrong)}"
    error = ExtensionError(text)
    error.__cause__ = wrong
    return error


def _sentence(wrong: Exception) -> str:
    if type(wrong) in (ValueError, TypeError) and str(wrong):
        return str(wrong)
    return f"{type(wrong).__name__}: {wrong}"
