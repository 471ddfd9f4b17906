"""Versions of what a result depends on."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("joinup", "mesa", "numba", "numpy", "pandas", "pydantic")


def versions() -> dict[str, str]:
    """Return the versions of Python, joinup and the packages that can affect a result."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


@cache
def model_version() -> str:
    """Return the model's version: joinup's, and a hash of the model's code.

    Two runs of one scenario with one seed are the same run only if this is the same.
    """
    digest = hashlib.blake2b(digest_size=6)
    home = Path(__file__).parent
    for path in sorted(home.rglob("*.py")):
        digest.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return f"{versions()['joinup']}+{digest.hexdigest()}"
