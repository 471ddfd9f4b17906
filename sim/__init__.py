"""The model of joint working: pure, without files, processes or web.

`Scenario` holds the parameters, `run` plays a scenario and returns a `Result`, and
`JointWorkingModel` is the same model for Mesa users: stepped, watched and steered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.model import JointWorkingModel
    from sim.parameters import Scenario
    from sim.result import Result
    from sim.running import run

__all__ = ["JointWorkingModel", "Result", "Scenario", "run"]

_HOMES = {
    "JointWorkingModel": "sim.model",
    "Result": "sim.result",
    "Scenario": "sim.parameters",
    "run": "sim.running",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: checking a file needs no model."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
