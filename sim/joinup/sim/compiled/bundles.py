"""Hand the bundles of arrays to compiled code by reference.

A compiled function that takes a bundle of arrays by value takes hundreds of arguments, and
compiling it takes minutes. A handle is one pointer to the same arrays, made once per run. The
engine keeps the arrays as long as the handle, so compiled code only borrows them: to count who
uses an array, at every single access, would cost more than many a step.
"""

from __future__ import annotations

import hashlib
from typing import Any

from numba import types
from numba.experimental import structref

from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled, private


class _Bundle(types.StructRef):
    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        # The name goes into the symbol of every function; in full it is 20 kB long and makes
        # compilation five times slower.
        digest = hashlib.blake2b(repr(self._fields).encode(), digest_size=8).hexdigest()
        self.name: str = f"{type(self).__name__}_{digest}"

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


def _registered(kind: Any) -> Any:
    """Register the type of a bundle."""
    return structref.register(kind) if private is None else private.by_reference(kind)


@_registered
class WorldType(_Bundle):
    """Compiled type of `WorldHandle`."""


@_registered
class StateType(_Bundle):
    """Compiled type of `StateHandle`."""


@_registered
class RecordType(_Bundle):
    """Compiled type of `RecordHandle`."""


class WorldHandle(structref.StructRefProxy):
    """A `World` by reference."""


class StateHandle(structref.StructRefProxy):
    """A `State` by reference."""


class RecordHandle(structref.StructRefProxy):
    """A `Record` by reference."""


structref.define_proxy(WorldHandle, WorldType, list(World._fields))
structref.define_proxy(StateHandle, StateType, list(State._fields))
structref.define_proxy(RecordHandle, RecordType, list(Record._fields))


@compiled
def world_handle(arrays: World) -> World:
    """Return a handle, which has the columns of a `World` by the same names."""
    handle: Any = WorldHandle(*arrays)
    return handle


@compiled
def state_handle(arrays: State) -> State:
    """Return a handle, which has the columns of a `State` by the same names."""
    handle: Any = StateHandle(*arrays)
    return handle


@compiled
def record_handle(arrays: Record) -> Record:
    """Return a handle, which has the columns of a `Record` by the same names."""
    handle: Any = RecordHandle(*arrays)
    return handle
