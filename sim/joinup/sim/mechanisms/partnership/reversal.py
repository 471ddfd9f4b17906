"""A form is undone, and the one before comes back (step 1; ODD 4.2).

Every 52 weeks after a change of form, with a chance of h a locality goes back to the form that it had before,
which may be none. That is set up anew, members' routine in working together halves, and they decide at once.
What has been undone once stays so until the scenario changes the form again.
"""

from __future__ import annotations

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import compiled
from joinup.sim.mechanisms.partnership.links import is_in_force, starts_in

YEAR = 52

ROUTINE_KEPT = 0.5


@compiled
def undo_forms(world: World, state: State, record: Record, week: int, low: int, high: int) -> None:
    """Step 1: let localities go back to the form before, each with its draw of the year."""
    for locality in range(low, high):
        age = week - starts_in(world, state, locality)
        due = state.active[locality] == 1 and is_in_force(world, state, week, locality)
        if not due or age == 0 or age % YEAR != 0 or state.form_before[locality] == k.NO_FORM_BEFORE:
            continue
        chance = world.form[int(state.form[locality])].transition.reversal
        name = world.localities[locality].name
        drawn = randomness.named_draw(world.p[0].seed, name, week // YEAR, randomness.REVERSAL)
        if drawn < randomness.threshold(chance):
            state.form[locality] = state.form_before[locality]
            state.form_before[locality] = k.NO_FORM_BEFORE
            state.form_since[locality] = week
            for role in range(state.agency.shape[1]):
                row = state.agency[locality, role]
                row.left = 0
                row.worse = 0
                if row.member == 1:
                    row.routine *= ROUTINE_KEPT
