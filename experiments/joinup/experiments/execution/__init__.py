"""Play the runs of a design: on one machine or many, with the same results bit for bit.

- `sweep`: play a design (or a scenario and its parameters) into a study.
- `stream`: play it and yield the figures of runs as they come, without a study.
"""

from joinup.experiments.execution.streaming import stream
from joinup.experiments.execution.sweeping import sweep

__all__ = ["stream", "sweep"]
