"""A change of form that is undone: the form before comes back, and is set up anew (step 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from joinup.sim import randomness
from tests.oracle.chance import below, key_of

if TYPE_CHECKING:
    from tests.oracle.partnership import Partnership

YEAR = 52


def change_form(partnership: Partnership, name: str) -> None:
    """Take another form, from this week on; who had left may join."""
    partnership.form_before, partnership.form_name = partnership.form_name, name
    partnership.form_since, partnership.undone = partnership.model.week, False
    for agency in partnership.locality.agencies:
        agency.left, agency.quarters_worse = False, 0


def undo(partnership: Partnership) -> None:
    """52, 104, ... weeks after a change go back to the form before, with its chance, once; R halves."""
    if not partnership.in_force or partnership.undone or partnership.starts is None:
        return
    week = partnership.model.week
    if partnership.age <= 0 or partnership.age % YEAR:
        return
    draw = partnership.model.chance.of_name(
        key_of(partnership.locality.name), week // YEAR, randomness.REVERSAL
    )
    if below(draw, partnership.form.transition["reversal"]):
        for agency in partnership.members:
            agency.routine *= 0.5
        change_form(partnership, partnership.form_before)
        partnership.undone = True
