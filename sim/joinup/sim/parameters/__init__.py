"""The parameters of the model: what a scenario may contain, and its checks.

``Scenario`` is the whole; its parts are in one module per topic.
"""

from joinup.sim.parameters.scenario import Scenario

__all__ = ["Scenario"]
