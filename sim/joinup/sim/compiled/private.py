"""Everything that joinup takes from Numba's private parts, with what each of them saves.

- `by_reference`: bundles of arrays as one pointer whose arrays are not counted at every access.
- `call_step`, `address_of`: the steps of a week called by address, so that the function that runs a
  stretch of weeks compiles in a second and not in as long as all of them together.
- `checked`: files of compiled code carry their hash; a damaged one is made anew.

Where Numba has changed so much that this module cannot be imported, or where ``JOINUP_NUMBA=plain``
says so, `joinup.sim.compiled` does without: slower, with the same figures.
"""

from __future__ import annotations

import hashlib
import pickle
import warnings
from pathlib import Path
from typing import Any

from numba import types
from numba.core import cgutils
from numba.core.caching import IndexDataCacheFile
from numba.core.datamodel import default_manager, models
from numba.core.typing.templates import AttributeTemplate
from numba.extending import infer_getattr, intrinsic, lower_getattr_generic, lower_setattr_generic

DIGEST = 16
"""Bytes of the hash before the contents of a file."""


def by_reference(kind: Any) -> Any:
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


@intrinsic  # type: ignore[untyped-decorator]
def call_step(
    typing: Any, address: Any, world: Any, state: Any, record: Any, week: Any, low: Any, high: Any
) -> Any:
    """Call one step of the week by its address.

    Numba copies whatever a function calls into it and optimises it all once more, so a function
    that called every step would take as long to compile as all of them together.
    """
    kinds = (world, state, record, types.int64, types.int64, types.int64)

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        convention = context.call_conv
        pointer = convention.get_function_type(types.none, kinds).as_pointer()
        step = builder.inttoptr(values[0], pointer)
        status, _ = convention.call_function(builder, step, types.none, kinds, values[1:])
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return context.get_dummy_value()

    return types.none(types.int64, *kinds), generate


def address_of(step: Any, kinds: tuple[Any, ...]) -> int:
    """Return where the compiled code of a step for the given types of arguments is, for `call_step`."""
    step.compile(kinds)
    found = step.overloads[kinds]
    return int(found.library.get_pointer_to_function(found.fndesc.llvm_func_name))


class _CheckedFiles(IndexDataCacheFile):
    """Files of compiled code whose contents follow their hash."""

    def _load_index(self) -> Any:
        try:
            contents = _read(Path(self._index_path))
        except FileNotFoundError:
            return {}
        except OSError as damaged:
            # Without an index nothing is found, so that everything is made anew.
            _warn(damaged)
            return {}
        stamp, overloads = pickle.loads(contents)
        return overloads if stamp == self._source_stamp else {}

    def _save_index(self, overloads: Any) -> None:
        self._write(self._index_path, self._dump((self._source_stamp, overloads)))

    def _load_data(self, name: str) -> Any:
        try:
            return pickle.loads(_read(Path(self._data_path(name))))
        except FileNotFoundError:
            raise
        except OSError as damaged:
            _warn(damaged)
            raise

    def _save_data(self, name: str, data: Any) -> None:
        self._write(self._data_path(name), self._dump(data))

    def _write(self, path: str, contents: bytes) -> None:
        with self._open_for_write(path) as file:
            file.write(_hash(contents) + contents)


def _hash(contents: bytes) -> bytes:
    return hashlib.blake2b(contents, digest_size=DIGEST).digest()


def _read(path: Path) -> bytes:
    """Return the contents of a file; an OSError, which Numba takes for a file that is gone, if damaged."""
    whole = path.read_bytes()
    if whole[:DIGEST] != _hash(whole[DIGEST:]):
        raise OSError(f"'{path.parent}'")
    return whole[DIGEST:]


def _warn(damaged: OSError) -> None:
    text = f"compiled code in {damaged} was damaged and is made anew"
    warnings.warn(text, RuntimeWarning, stacklevel=2)


def checked(dispatcher: Any) -> Any:
    """Let the files of a compiled function carry their hash."""
    dispatcher._cache._cache_file.__class__ = _CheckedFiles
    return dispatcher
