"""How kernels are compiled, and where compiled code is kept.

Numba notices that a file has changed, but not that a function has whose code went into another
file's. So compiled code is kept by the hash of all kernels together, in the user's cache folder,
which can be written to even where the package cannot.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from joinup.sim.compiled.fragments import FragmentCompiler

HOME = Path(__file__).parents[1]
MARK = "joinup.sim.compiled"
"""What every module with compiled code imports from."""

VERSIONS_KEPT = 4

TEMPORARY = "joinup-kernels-"


def _digest() -> str:
    """Return a hash of everything that goes into compiled code."""
    found = hashlib.blake2b(f"{numba.__version__}".encode(), digest_size=8)
    for path in sorted(HOME.rglob("*.py")):
        source = path.read_bytes()
        # Numbers of flows and moves go into compiled code, which their modules have none of.
        if MARK.encode() in source or path.parent.name in ("arrays", "compiled") or path.stem == "flows":
            found.update(path.relative_to(HOME).as_posix().encode() + b"\0" + source)
    return found.hexdigest()


def cache_folder() -> Path:
    """Return the folder for compiled code, made if need be; a temporary one as a last resort."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
    base = home / "joinup"
    try:
        folder = base / f"kernels-{_digest()}"
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except (OSError, RuntimeError):
        # Compiled code is loaded as it is, so never from a place where others could put it.
        return Path(tempfile.mkdtemp(prefix=TEMPORARY))
    # Code of versions long gone takes tens of megabytes each.
    with contextlib.suppress(OSError):
        versions = sorted(base.glob("kernels-*"), key=lambda path: path.stat().st_mtime)
        for old in versions[:-VERSIONS_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def is_shared(folder: Path) -> bool:
    """Return whether other processes of the user find the same folder for compiled code."""
    return not folder.name.startswith(TEMPORARY)


numba.config.CACHE_DIR = str(cache_folder())

OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy", "no_cfunc_wrapper": True}


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a kernel when it is first called: cached, without the interpreter's lock.

    Numba compiles a function anew for every constant and every width of number that it is called
    with. Here constants count as numbers like any other, and short numbers as long ones, which
    divides the time to compile by four.
    """
    return _of_plain_types(njit(**OPTIONS)(function))


def inner(function: Callable[..., Any]) -> Any:
    """Compile a kernel that only kernels call, as a fragment of those, which takes less time.

    To call it from Python raises a TypeError.
    """
    dispatcher = _of_plain_types(
        njit(**OPTIONS, no_cpython_wrapper=True, pipeline_class=FragmentCompiler)(function)
    )
    # What is not entered here is not found by a call from Python, which then asks to compile it.
    dispatcher._insert = _leave_out
    dispatcher._compile_for_args = _refuse
    return dispatcher


def _leave_out(*entry: Any) -> None:
    pass


def _refuse(*values: Any, **named: Any) -> None:
    raise TypeError("only kernels can call this kernel: it is compiled as part of those that do")


def _of_plain_types(dispatcher: Any) -> Any:
    of_types = dispatcher.get_call_template

    def of_plain_types(args: Any, kws: Any) -> Any:
        plain = {name: _plain(kind) for name, kind in kws.items()}
        return of_types(tuple(_plain(kind) for kind in args), plain)

    dispatcher.get_call_template = of_plain_types
    return dispatcher


def _plain(kind: Any) -> Any:
    kind = types.unliteral(kind)
    if isinstance(kind, types.Integer) and kind.bitwidth < 64:
        return types.int64
    return types.float64 if isinstance(kind, types.Float) else kind


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


inlined: Callable[[Callable[..., Any]], Any] = njit(**OPTIONS, inline="always")
"""For the few lines that hot loops must not call."""
