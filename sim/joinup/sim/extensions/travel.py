"""Functions as bytes, for processes that may not be able to import what they use."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from joinup.sim.extensions.fingerprint import Inside
from joinup.sim.extensions.source_code import loaded

_lock = Lock()
"""Which modules travel by value is a setting of the whole process."""


def as_code(function: Callable[..., Any]) -> bytes:
    """Return a function with the code of a user's own modules that it uses; installed ones are imported."""
    import cloudpickle

    with _lock:
        before = cloudpickle.list_registry_pickle_by_value()
        ours = [loaded(name) for name in sorted(Inside(function).modules - before)]
        added = [module for module in ours if module is not None and module.__name__ != "__main__"]
        for module in added:
            cloudpickle.register_pickle_by_value(module)
        try:
            return bytes(cloudpickle.dumps(function))
        finally:
            for module in added:
                cloudpickle.unregister_pickle_by_value(module)
