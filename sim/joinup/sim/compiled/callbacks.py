"""Python functions that compiled code calls by address.

Public parts of ctypes and Numba only: what an extension does is plain Python, called with the interpreter's
lock, from whatever thread runs its locality.

No exception can pass through compiled code, and ctypes drops those that reach it. So all of them, Ctrl-C
among them, go to whoever has the code called, who raises them when it has returned.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

Callback = Callable[[int, int, int, int, float], float]
Keep = Callable[[BaseException], None]

_PROTOTYPE = ctypes.CFUNCTYPE(
    ctypes.c_double, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_double
)


class _Entry:
    """What ctypes calls: a function, and who takes what it raises."""

    def __init__(self, function: Callback, keep: Keep) -> None:
        self._function, self._keep = function, keep

    def __call__(self, a: int, b: int, c: int, d: int, x: float) -> float:
        try:
            return self._function(a, b, c, d, x)
        except BaseException as raised:
            self._keep(raised)
            return 0.0


def callback(function: Callback, keep: Keep) -> Any:
    """Return a function as compiled code can call it; keep it as long as anything may call it.

    Parameters
    ----------
    function
        What is called.
    keep
        Takes what it raises, whatever that is; the call then returns 0.
    """
    return _PROTOTYPE(_Entry(function, keep))


@contextmanager
def heard(keep: Keep) -> Iterator[None]:
    """Let `keep` take signals as well that come while compiled code runs, such as Ctrl-C.

    Python handles them in the main thread when it next runs Python, which is on the way into a callback,
    before any line of it. Where ctypes reports what was raised there, it is taken.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    others = sys.unraisablehook

    def hook(report: sys.UnraisableHookArgs) -> None:
        trace, raised = report.exc_traceback, report.exc_value
        if raised is not None and trace is not None and trace.tb_frame.f_code is _Entry.__call__.__code__:
            keep(raised)
        else:
            others(report)

    sys.unraisablehook = hook
    try:
        yield
    finally:
        sys.unraisablehook = others


def address_of_callback(made: Any) -> int:
    """Return the address that :func:`call_out` takes."""
    return int(ctypes.cast(made, ctypes.c_void_p).value or 0)


def array_at(address: int, length: int) -> Any:
    """Return the numbers at an address as a ctypes array, which NumPy takes without a copy."""
    return (ctypes.c_double * length).from_address(address)


# Callers leave the first argument to Numba, which its types do not say.
_intrinsic: Any = intrinsic


@_intrinsic  # type: ignore[untyped-decorator]
def call_out(typing: Any, address: Any, a: Any, b: Any, c: Any, d: Any, x: Any) -> Any:
    """Call a Python function by its address with four whole numbers and one real; return a real number."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        whole, real = ir.IntType(64), ir.DoubleType()
        pointer = ir.FunctionType(real, [whole, whole, whole, whole, real]).as_pointer()
        return builder.call(builder.inttoptr(values[0], pointer), values[1:])

    return types.float64(*[types.int64] * 5, types.float64), generate
