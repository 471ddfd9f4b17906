"""The model of joint working: pure, without files, processes or web.

`Scenario` holds the parameters, `run` plays a scenario and returns a `Result`, and
`JointWorkingModel` is the same model for Mesa users: stepped, watched and steered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joinup.sim.model import JointWorkingModel
    from joinup.sim.parameters import Scenario
    from joinup.sim.result import Result
    from joinup.sim.running import run

__all__ = ["JointWorkingModel", "Result", "Scenario", "run"]

_HOMES = {
    "JointWorkingModel": "joinup.sim.model",
    "Result": "joinup.sim.result",
    "Scenario": "joinup.sim.parameters",
    "run": "joinup.sim.running",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: checking a file needs no model."""
    if name not in _HOMES:
        raise AttributeError(f"module 'joinup.sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
