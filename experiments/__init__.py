"""Experiments with the model: runs, comparisons, results and the ``joinup`` command.

- `sweep`: play a design into a study; `stream`: yield the figures of runs as they come.
- `Design`: points times replications, made by `factorial`, `sampled` or `from_table`.
- `open_study`: read a study.
- `options_of`, `compare`: lay options beside each other (more in `experiments.analysis`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.analysis import compare, options_of
    from experiments.designs import Design, factorial, from_table, sampled
    from experiments.execution import stream, sweep
    from experiments.studies import Study, open_study

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
    "compare": "experiments.analysis",
    "options_of": "experiments.analysis",
    "Design": "experiments.designs",
    "Study": "experiments.studies",
    "factorial": "experiments.designs",
    "from_table": "experiments.designs",
    "open_study": "experiments.studies",
    "sampled": "experiments.designs",
    "stream": "experiments.execution",
    "sweep": "experiments.execution",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for: the command must answer at once."""
    if name not in _HOMES:
        raise AttributeError(f"module 'experiments' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
