"""How a run calls the functions of its extensions, and what it does if they go wrong.

Compiled steps call back by address. An exception cannot pass through compiled code: the first one is kept,
the weeks under way are cut short, and the engine raises it when they are over.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.construction import localities
from joinup.sim.compiled.callbacks import Callback, address_of_callback, array_at, callback, heard
from joinup.sim.compiled.threads import Block
from joinup.sim.errors import ExtensionError, Problem, ScenarioError
from joinup.sim.extensions import checks
from joinup.sim.extensions.extension import Extension, Place
from joinup.sim.extensions.global_chance import watched
from joinup.sim.extensions.memory import Sizes, views
from joinup.sim.extensions.messages import place_of, sentence_of
from joinup.sim.extensions.slowness import TimeSpent, clock
from joinup.sim.extensions.view import Choice, Locality, RunUnderWay
from joinup.sim.schedule import STEPS, Step, with_own

CUT_SHORT = 100
"""What stands for a broken identity (`Record.broken`) where an extension has cut the weeks short."""


class Calls:
    """The extensions of a run, bound to its arrays.

    Parameters
    ----------
    engine
        The run; it makes new calls whenever it takes other arrays or parameters.
    before
        The calls that these come after.

    Attributes
    ----------
    error
        The first thing that went wrong.
    blocks
        The localities that each thread runs.
    """

    def __init__(self, engine: RunUnderWay, before: Calls | None = None) -> None:
        # A run keeps its calls, so calls must not keep the run.
        self._engine = weakref.ref(engine)
        self.extensions = engine.scenario.extensions_in_force
        absent = [one for one in self.extensions if not one.is_here]
        if absent:
            raise ScenarioError([_absent(one) for one in absent])
        self.error: BaseException | None = None
        self._spent: TimeSpent = TimeSpent() if before is None else before._spent
        self._names = [name for name, _ in localities(engine.scenario)]
        self.blocks: list[Block] = [(0, len(self._names))]
        count, roles = engine.state.agency.shape
        sizes = Sizes(count, roles, len(engine.state.traits))
        self._columns = views(engine.state.memory, [one.columns for one in self.extensions], sizes)
        self._arguments = [_arguments(engine.scenario.extensions[one.name]) for one in self.extensions]
        self._seen: dict[int, set[int]] = {}
        every = [number for number, one in enumerate(self.extensions) if one.kind != "measure"]
        self._callbacks = {number: callback(self._call(number), self.stop) for number in every}
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
        call = self._call(number)

        def kernel(world: Any, state: Any, record: Any, week: int, low: int, high: int) -> None:
            for locality in range(low, high):
                call(week, locality, 0, 0, 0.0)

        return kernel

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Run weeks, or steps of one, on the thread that this is."""
        started = clock()
        with heard(self.stop):
            yield
        self._spent.add(clock() - started)

    def stop(self, wrong: BaseException) -> None:
        """Keep what went wrong first, and let every locality stop at the end of its week."""
        if self.error is None:
            self.error = wrong
        self._run.record.broken[:, 0] = CUT_SHORT

    def raise_error(self) -> None:
        """Raise what went wrong, if anything did."""
        if self.error is not None:
            raise self.error

    def warn(self) -> None:
        """Warn of extensions that take most of the time."""
        self._spent.warn(self.extensions)

    @property
    def _run(self) -> RunUnderWay:
        engine = self._engine()
        assert engine is not None
        return engine

    def _call(self, number: int) -> Callback:
        """Return what is called for an extension, in whatever week and locality."""
        extension = self.extensions[number]
        by_kind = {"mechanism": self._mechanism, "rule": self._rule, "incentive": self._incentive}
        call = by_kind[extension.kind]

        def called(week: int, locality: int, agency: int, address: int, effort: float) -> float:
            if self.error is not None:
                return 0.0
            try:
                here = self._here(number, locality, week)
                if self._is_to_be_watched(number, locality, week):
                    return self._watched(call, number, here, agency, address, effort)
                return call(number, here, agency, address, effort)
            except Exception as wrong:
                error = _located(extension, f"week {week}, locality '{self._names[locality]}'", wrong)
                self.stop(error)
                raise error from wrong
            except BaseException as interrupt:
                self.stop(interrupt)
                raise

        return called

    def _here(self, number: int, locality: int, week: int) -> Locality:
        extension = self.extensions[number]
        return Locality(
            self._run,
            locality,
            self._names[locality],
            week,
            self._columns[number],
            extension.name,
            writes=extension.kind == "mechanism",
        )

    def _is_to_be_watched(self, number: int, locality: int, week: int) -> bool:
        """Return whether a call is an extension's first, or the one of its quarter whose turn it is."""
        if number not in self._seen:
            return True
        quarter = week // k.QUARTER
        return locality == quarter % len(self._names) and quarter not in self._seen[number]

    def _watched(self, call: Callable[..., float], number: int, here: Locality, *given: Any) -> float:
        """Call an extension and see that it leaves alone what is not its own."""
        first = number not in self._seen
        self._seen.setdefault(number, set()).add(here.week // k.QUARTER)
        # Only localities of the same thread: nobody else changes them meanwhile.
        [block] = [block for block in self.blocks if block[0] <= here.number < block[1]]
        before = checks.outside(self._run, block, here.number)
        with watched() if first else nullcontext() as watch:
            found = call(number, here, *given)
        if before != checks.outside(self._run, block, here.number):
            raise ValueError("it has changed other localities")
        if watch is not None and watch.has_drawn:
            raise ValueError("it has drawn from a global random generator: take draws from draw()")
        return found

    def _result_of(self, number: int, given: Locality | Choice) -> Any:
        """Call the function of an extension with its parameters."""
        started = clock()
        found = self.extensions[number].function(given, **self._arguments[number])
        self._spent.add_call(number, clock() - started)
        return found

    def _mechanism(self, number: int, here: Locality, *_: Any) -> float:
        with checks.guarded(here, len(self._run.world.grid)):
            if self._result_of(number, here) is not None:
                raise TypeError("a mechanism returns nothing: it writes to the arrays")
            checks.check(here)
        return 0.0

    def _rule(self, number: int, here: Locality, agency: int, address: int, _: float) -> float:
        levels = len(self._run.world.grid)
        found = checks.chances(self._result_of(number, Choice(here, agency)), levels)
        np.ctypeslib.as_array(array_at(address, levels))[:] = found
        return 0.0

    def _incentive(self, number: int, here: Locality, agency: int, _: int, effort: float) -> float:
        return checks.share_paid(self._result_of(number, Choice(here, agency, effort)))


def _arguments(section: BaseModel) -> dict[str, Any]:
    return {name: getattr(section, name) for name in type(section).model_fields}


def _absent(extension: Extension) -> Problem:
    text = f"the code of {extension.kind} '{extension.name}' is not registered here, or is another version"
    return Problem(("extensions", extension.name), f"{text}: import what registers it", on_key=True)


def _located(extension: Extension, at: str, wrong: Exception) -> ExtensionError:
    what = f"{extension.kind} '{extension.name}', {at}: {sentence_of(wrong)}"
    return ExtensionError(f"{place_of(extension, wrong)}: {what}")
