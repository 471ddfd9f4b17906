"""Versions of the packages that a result depends on."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("joinup", "mesa", "numba", "numpy", "pandas", "pydantic")


def versions() -> dict[str, str]:
    """Return the versions of Python, joinup and the packages that can affect a result."""
    return {"python": platform.python_version(), **{package: _version(package) for package in PACKAGES}}


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
