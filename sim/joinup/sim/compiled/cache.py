"""Where compiled code is kept, and how damage to it is noticed.

Numba notices that a file has changed, but not that a function has whose code went into another
file's. So compiled code is kept by the hash of all kernels together, in the user's cache folder,
which can be written to even where the package cannot.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import numba

HOME = Path(__file__).parents[1]
MARK = "joinup.sim.compiled"
"""What every module with compiled code imports from."""

MODE = "JOINUP_NUMBA"
"""Set to ``plain``, joinup does without Numba's private parts."""

VERSIONS_KEPT = 4

FOLDER = "NUMBA_CACHE_DIR"
"""The variable that says where compiled code is kept."""


def sources() -> list[Path]:
    """Return every file whose text goes into compiled code."""
    # Numbers of flows and moves go into compiled code, which their modules have none of.
    return [
        path
        for path in sorted(HOME.rglob("*.py"))
        if path.parent.name in ("arrays", "compiled")
        or path.stem == "flows"
        or MARK.encode() in path.read_bytes()
    ]


def digest() -> str:
    """Return a hash of everything that goes into compiled code."""
    mode = os.environ.get(MODE, "")
    found = hashlib.blake2b(f"{numba.__version__}{mode}".encode(), digest_size=8)
    for path in sources():
        found.update(path.relative_to(HOME).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def cache_folder() -> Path:
    """Return the folder for compiled code, made if need be; a temporary one as a last resort."""
    given = os.environ.get(FOLDER)
    try:
        home = Path(given) if given else Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser()
        base = home / "joinup"
        folder = base / f"kernels-{digest()}"
        folder.mkdir(parents=True, exist_ok=True)
        os.utime(folder)
        if not os.access(folder, os.W_OK):
            raise PermissionError(folder)
    except (OSError, RuntimeError) as error:
        _keep_for_now(getattr(error, "strerror", None) or str(error))
        return cache_folder()
    # Code of versions long gone takes tens of megabytes each.
    with contextlib.suppress(OSError):
        versions = sorted(base.glob("kernels-*"), key=lambda path: path.stat().st_mtime)
        for old in versions[:-VERSIONS_KEPT]:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def _keep_for_now(reason: str) -> None:
    """Keep compiled code in a folder that goes when this process ends, and say how it can be kept."""
    # Compiled code is loaded as it is, so never from a place where others could put it. The processes
    # that this one starts find it there as well.
    folder = tempfile.mkdtemp(prefix="joinup-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ[FOLDER] = folder
    text = (
        f"compiled code cannot be kept ({reason.lower()}) and is made anew by every command, which takes"
        f" half a minute; set {FOLDER} to a folder that can be written"
    )
    warnings.warn(text, RuntimeWarning, stacklevel=2)
