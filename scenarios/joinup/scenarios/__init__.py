"""Scenario files: read, inherited, checked, described.

``load`` turns the name of a shipped scenario, or the path of a file, into a ``Scenario``.
``available`` lists the shipped scenarios.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joinup.scenarios.files import available
    from joinup.scenarios.loading import load

__all__ = ["available", "load"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: ``joinup --help`` needs no schema."""
    if name == "available":
        from joinup.scenarios.files import available

        return available
    if name == "load":
        from joinup.scenarios.loading import load

        return load
    raise AttributeError(f"module 'joinup.scenarios' has no attribute '{name}'")
