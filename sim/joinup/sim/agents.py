"""Agencies and the funder as Mesa agents: views of rows, calling the compiled rules."""

from __future__ import annotations

from typing import Any, Protocol

import mesa
import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort import payoffs
from joinup.sim.mechanisms.partnership import links


class _Played(Protocol):
    """A model with a run under way."""

    engine: Engine


class _Body(mesa.Agent):
    """An agency or the funder; attributes of the other kind are None, so that a reporter can cover both."""

    model: _Played

    def __getattr__(self, name: str) -> None:
        if not name.startswith("_") and any(isinstance(vars(kind).get(name), property) for kind in BODIES):
            return
        raise AttributeError(f"{type(self).__name__} has no attribute '{name}'")


class Agency(_Body):
    """One agency of one locality.

    Attributes
    ----------
    locality, name
        Where it is and what its role is.
    """

    def __init__(self, model: _Played, number: int, role: int, locality: str, name: str) -> None:
        super().__init__(model)
        self.number, self.role = number, role
        self.locality, self.name = locality, name

    def _state(self, field: str) -> Any:
        return self.model.engine.state.agency[field][self.number, self.role].item()

    @property
    def effort(self) -> float:
        """Joint effort x: share of ``e_max`` of staff time."""
        return float(self._state("effort"))

    @property
    def routine(self) -> float:
        """Routine R of joint working."""
        return float(self._state("routine"))

    @property
    def trust(self) -> float:
        """Mean trust in the other members."""
        return float(self._state("trust_mean"))

    @property
    def joint_intensity(self) -> float:
        """Mean J to the other members."""
        return float(self._state("joint_mean"))

    @property
    def pressure(self) -> float:
        """Pressure by upheld complaints."""
        return float(self._state("pressure"))

    @property
    def places(self) -> int:
        """Places this week."""
        return int(self._state("places"))

    @property
    def in_service(self) -> int:
        """Clients in service."""
        return int(self._state("in_service"))

    @property
    def waiting(self) -> int:
        """Clients on its lists."""
        return int(self._state("waiting"))

    @property
    def reported(self) -> float:
        """Last reported performance."""
        return float(self._state("reported"))

    @property
    def true(self) -> float:
        """True performance of the last quarter."""
        return float(self._state("true"))

    @property
    def is_member(self) -> bool:
        """Whether it is in the partnership."""
        return bool(self._state("member"))

    @property
    def waiting_list(self) -> list[int]:
        """Client numbers in the order in which its lists were joined: redress, after hand-offs, by group."""
        state = self.model.engine.state
        groups = state.head.shape[2] - 2
        queues = (groups, groups + 1, *range(groups))
        return [client for queue in queues for client in state.on_list(self.number, self.role, queue)]

    def pay_off(self, effort: float) -> float:
        """Return pi(x) of a joint effort now (ODD 4.1); members of a partnership only."""
        engine = self.model.engine
        world, state, _ = engine.handles
        beliefs = int(engine.world.p[0]["decisions"]["beliefs"])
        links.take_stock_of_trust(state, self.number)
        found = payoffs.pay_off(world, state, engine.week, self.number, self.role, float(effort), beliefs)
        return float(found)


class Funder(_Body):
    """The funder: the instruments in force and the reports received."""

    locality = None
    name = "funder"

    @property
    def reported(self) -> float:
        """Sum of the latest reports over agencies; reports not yet known count as 0."""
        return float(np.nansum(self.model.engine.state.agency["reported"]))

    @property
    def instruments(self) -> list[str]:
        """Names of the incentives in force."""
        engine = self.model.engine
        return [
            item.name
            for item in engine.scenario.incentives
            if item.starts <= engine.week < (k.NEVER if item.ends is None else item.ends)
        ]


BODIES = (Agency, Funder)
"""The types of agents in a model."""
