"""Python functions that compiled code calls by address.

Public parts of ctypes and Numba only: what an extension does is plain Python, called with the interpreter's
lock, from whatever thread runs its locality.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

Callback = Callable[[int, int, int, int, float], float]

_PROTOTYPE = ctypes.CFUNCTYPE(
    ctypes.c_double, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_double
)


def callback(function: Callback) -> Any:
    """Return a function as compiled code can call it; keep it as long as anything may call it."""
    return _PROTOTYPE(function)


def address_of_callback(made: Any) -> int:
    """Return the address that :func:`call_out` takes."""
    return int(ctypes.cast(made, ctypes.c_void_p).value or 0)


def array_at(address: int, length: int) -> Any:
    """Return the numbers at an address as a ctypes array, which NumPy takes without a copy."""
    return (ctypes.c_double * length).from_address(address)


@intrinsic  # type: ignore[untyped-decorator]
def call_out(typing: Any, address: Any, a: Any, b: Any, c: Any, d: Any, x: Any) -> Any:
    """Call a Python function by its address with four whole numbers and one real; return a real number."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        whole, real = ir.IntType(64), ir.DoubleType()
        pointer = ir.FunctionType(real, [whole, whole, whole, whole, real]).as_pointer()
        return builder.call(builder.inttoptr(values[0], pointer), values[1:])

    return types.float64(*[types.int64] * 5, types.float64), generate
