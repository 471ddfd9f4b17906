"""Experiments with the model: runs, comparisons, results and the ``joinup`` command.

- `sweep`: play a design into a study; `stream`: yield the figures of runs as they come.
- `Design`: points times replications, made by `factorial`, `sampled` or `from_table`.
- `open_study`: read a study.
- `options_of`, `compare`: lay options beside each other (more in `joinup.experiments.analysis`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from joinup.experiments.analysis import compare, options_of
    from joinup.experiments.designs import Design, factorial, from_table, sampled
    from joinup.experiments.execution import stream, sweep
    from joinup.experiments.studies import Study, open_study

__all__ = [
    "Design",
    "Study",
    "compare",
    "factorial",
    "from_table",
    "open_study",
    "options_of",
    "sampled",
    "stream",
    "sweep",
]

_HOMES = {
    "compare": "joinup.experiments.analysis",
    "options_of": "joinup.experiments.analysis",
    "Design": "joinup.experiments.designs",
    "Study": "joinup.experiments.studies",
    "factorial": "joinup.experiments.designs",
    "from_table": "joinup.experiments.designs",
    "open_study": "joinup.experiments.studies",
    "sampled": "joinup.experiments.designs",
    "stream": "joinup.experiments.execution",
    "sweep": "joinup.experiments.execution",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the command must answer at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'joinup.experiments' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
