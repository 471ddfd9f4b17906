"""What changing to a form costs, by the weeks since (steps 1, 3 and 9; ODD 7.2).

loss(t) = D exp(-t / T), or D for T weeks        turnover x f for t < W
I(t) = 1 - exp(-t / T_I), in place of setting up in so many weeks
specialism(t) = loss of specialism [1 - rec (1 - exp(-t / 104))]
"""

from __future__ import annotations

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled

LEARNING = 104.0
"""Weeks in which most of the specialism that comes back has come back."""


@compiled
def capacity_lost(world: World, state: State, week: int, locality: int) -> float:
    """Return the share of members' staff time that changing costs now."""
    age = week - state.set_up_since[locality]
    transition = world.form[int(state.form[locality])].transition
    if transition.shape == k.FADING:
        return transition.loss * np.exp(-age / transition.fades) if transition.fades > 0 else 0.0
    return transition.loss if age < transition.fades else 0.0


@compiled
def readiness(world: World, state: State, week: int, locality: int, weeks: int) -> float:
    """Return how far a partnership has got that takes so many weeks to set up."""
    age = week - state.set_up_since[locality]
    identity = world.form[int(state.form[locality])].transition.identity_weeks
    if identity >= 0:
        return 1.0 - np.exp(-age / identity) if identity > 0 else 1.0
    return min(1.0, age / weeks) if weeks > 0 else 1.0


@compiled
def specialism_lost(world: World, state: State, week: int, locality: int, members: int) -> float:
    """Return the share of speed that generic working costs now."""
    form, age = world.form[int(state.form[locality])], week - state.set_up_since[locality]
    governance = form.governance
    lost = governance.specialism_loss + governance.specialism_loss_per_partner * (members - 1)
    return lost * (1.0 - form.transition.specialism_recovers * (1.0 - np.exp(-age / LEARNING)))


@compiled
def turnover_in(world: World, state: State, week: int, locality: int, chance: float, periods: int) -> float:
    """Return a member's chance of losing staff in one of so many periods of a year; more of them at first."""
    transition = world.form[int(state.form[locality])].transition
    if week - state.set_up_since[locality] >= transition.turnover_weeks or transition.turnover == 1.0:
        return chance
    yearly = 1.0 - (1.0 - chance) ** periods
    return 1.0 - max(0.0, 1.0 - transition.turnover * yearly) ** (1.0 / periods)
