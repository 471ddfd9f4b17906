"""The parameters of the model: what a scenario may say, checked.

``Scenario`` is the whole; its parts stand in one module per topic.
"""

from joinup.sim.parameters.scenario import Scenario

__all__ = ["Scenario"]
