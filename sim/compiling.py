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

HERE = Path(__file__).parent
OUTSIDE_KERNELS = ("compiling.py", "draws.py", "opening.py", "contacts.py")
"""Modules with compiled code that are not in the kernels' folder."""

VERSIONS_KEPT = 4


def _digest() -> str:
    """Return a hash of everything that goes into compiled code."""
    found = hashlib.blake2b(f"{numba.__version__}".encode(), digest_size=8)
    for path in (*(HERE / name for name in OUTSIDE_KERNELS), *sorted(HERE.glob("kernels/*.py"))):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
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
        return Path(tempfile.mkdtemp(prefix="joinup-kernels-"))
    # Code of versions long gone takes tens of megabytes each.
    with contextlib.suppress(OSError):
        versions = sorted(base.glob("kernels-*"), key=lambda path: path.stat().st_mtime)
        for old in versions[:-VERSIONS_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


numba.config.CACHE_DIR = str(cache_folder())

OPTIONS = {"cache": True, "nogil": True, "error_model": "numpy"}


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a kernel when it is first called: cached, without the interpreter's lock.

    Numba compiles a function anew for every constant that it is called with. Here constants
    count as numbers like any other, which divides the time to compile by three.
    """
    dispatcher = njit(**OPTIONS)(function)
    of_types = dispatcher.get_call_template

    def of_plain_types(args: Any, kws: Any) -> Any:
        plain = {name: types.unliteral(kind) for name, kind in kws.items()}
        return of_types(tuple(types.unliteral(kind) for kind in args), plain)

    dispatcher.get_call_template = of_plain_types
    return dispatcher


inlined: Callable[[Callable[..., Any]], Any] = njit(**OPTIONS, inline="always")
"""For the few lines that hot loops must not call."""
