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
from numba.core import cgutils
from numba.core.datamodel import default_manager, models
from numba.core.typing.templates import AttributeTemplate
from numba.experimental import structref
from numba.extending import infer_getattr, lower_getattr_generic, lower_setattr_generic

from joinup.sim.arrays.layout import Record, State, World
from joinup.sim.compiled.compiler import compiled


class _Bundle(types.StructRef):
    def __init__(self, fields: Any) -> None:
        super().__init__(fields)
        # The name goes into the symbol of every function; in full it is 20 kB long and makes
        # compilation five times slower.
        digest = hashlib.blake2b(repr(self._fields).encode(), digest_size=8).hexdigest()
        self.name: str = f"{type(self).__name__}_{digest}"

    def preprocess_fields(self, fields: Any) -> Any:
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


def _borrowed(kind: Any) -> Any:
    """Register the type of a bundle whose arrays are used without counting the users."""
    default_manager.register(kind, models.StructRefModel)

    @infer_getattr
    class Attribute(AttributeTemplate):
        key = kind

        def generic_resolve(self, bundle: Any, field: str) -> Any:
            return bundle.field_dict.get(field)

    @lower_getattr_generic(kind)  # type: ignore[untyped-decorator]
    def borrow(context: Any, builder: Any, bundle: Any, value: Any, field: str) -> Any:
        kept = _fields(context, builder, bundle, value)
        array = context.make_array(bundle.field_dict[field])(context, builder, getattr(kept, field))
        # Numba leaves out the counting for an array that nobody is named as the owner of.
        array.meminfo = cgutils.get_null_value(array.meminfo.type)
        return array._getvalue()

    @lower_setattr_generic(kind)  # type: ignore[untyped-decorator]
    def fill(context: Any, builder: Any, signature: Any, values: Any, field: str) -> Any:
        bundle, given = signature.args
        context.nrt.incref(builder, given, values[1])
        setattr(_fields(context, builder, bundle, values[0]), field, values[1])

    return kind


def _fields(context: Any, builder: Any, bundle: Any, value: Any) -> Any:
    reference = cgutils.create_struct_proxy(bundle)(context, builder, value=value)
    pointer = context.nrt.meminfo_data(builder, reference.meminfo)
    kind = context.get_value_type(bundle.get_data_type()).as_pointer()
    fields = cgutils.create_struct_proxy(bundle.get_data_type())
    return fields(context, builder, ref=builder.bitcast(pointer, kind))


@_borrowed
class WorldType(_Bundle):
    """Compiled type of `WorldHandle`."""


@_borrowed
class StateType(_Bundle):
    """Compiled type of `StateHandle`."""


@_borrowed
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
def world_handle(arrays: Any) -> Any:
    """Return a handle on a `World`."""
    return WorldHandle(*arrays)


@compiled
def state_handle(arrays: Any) -> Any:
    """Return a handle on a `State`."""
    return StateHandle(*arrays)


@compiled
def record_handle(arrays: Any) -> Any:
    """Return a handle on a `Record`."""
    return RecordHandle(*arrays)
