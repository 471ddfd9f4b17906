"""How kernels are compiled: without the interpreter's lock, and once a machine and version.

The first run takes 20 s of processor time. Tried and left out, as each saved less than a fifth of that:
code that only kernels call as unoptimised fragments (18 s), and one signature for all widths of numbers
(without it 22 s).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from types import ModuleType
from typing import Any, Protocol

import numba
import numpy as np
from numba import njit

from joinup.sim.compiled.cache import MODE, cache_folder
from joinup.sim.compiled.callbacks import call_out

FOLDER = cache_folder()
"""Where this process keeps compiled code."""

_config: Any = numba.config
_config.CACHE_DIR = str(FOLDER)

OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}


def _private() -> ModuleType | None:
    """Return what is taken from Numba's private parts, if it can be had and is wanted."""
    if os.environ.get(MODE) == "plain":
        return None
    try:
        from joinup.sim.compiled import private
    except (ImportError, AttributeError):
        return None
    return private


private = _private()
"""Numba's private parts; None where joinup does without them."""


class Compiled[**Arguments, Returned](Protocol):
    """A function that is compiled for each combination of types with which it is called."""

    py_func: Callable[Arguments, Returned]
    """The same as plain Python."""

    signatures: list[Any]
    """The combinations for which it has been compiled."""

    def __call__(self, *args: Arguments.args, **kwargs: Arguments.kwargs) -> Returned:
        """Call it, compiled before if need be."""
        ...

    def compile(self, kinds: tuple[Any, ...]) -> Any:
        """Compile it for Numba's types of arguments."""
        ...


def compiled[**Arguments, Returned](function: Callable[Arguments, Returned]) -> Compiled[Arguments, Returned]:
    """Compile a kernel when it is first called."""
    # To Numba's own types a compiled function is of another class, and its arguments are anything.
    jit: Any = njit(**OPTIONS)
    kernel: Compiled[Arguments, Returned] = jit(function)
    return kernel if private is None else private.checked(kernel)


inlined: Callable[[Callable[..., Any]], Any] = njit(**OPTIONS, inline="always")
"""For the few lines that hot loops must not call."""


def _call(step: Callable[..., Any], *arguments: Any) -> None:
    step(*arguments)


def _as_it_is(function: Callable[..., Any]) -> Any:
    return function


def _never(step: Any) -> bool:
    return False


@compiled
def _is_address_of_own(step: int) -> bool:
    return step < 0


@compiled
def _call_own(step: int, week: int, locality: int) -> None:
    call_out(-step, week, locality, 0, 0, 0.0)


def _nothing(step: Any, week: int, locality: int) -> None:
    """Do nothing: where nothing is called by address, users' steps are functions like all others."""


is_own: Any = _never if private is None else _is_address_of_own
"""Whether a step is a user's, which is called by minus its address."""

call_own: Any = _nothing if private is None else _call_own
"""Call a user's step in one locality."""

call_step: Any = _call if private is None else private.call_step
"""Call one step of a week: by its address, or as any function."""

over_steps: Callable[[Callable[..., Any]], Any] = _as_it_is if private is None else compiled
"""Compile a function that calls steps, where they can be called from compiled code."""


def callable_steps(steps: tuple[Any, ...], kinds: tuple[Any, ...]) -> Any:
    """Return the steps as `call_step` takes them, compiled for the given types of arguments."""
    if private is None:
        return steps
    return np.array([private.address_of(step, kinds) for step in steps], dtype=np.int64)
