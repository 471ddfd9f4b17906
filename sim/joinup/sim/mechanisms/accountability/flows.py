"""What this room counts, and what it can do to a client (ODD 6)."""

from __future__ import annotations

from joinup.sim.mechanisms.columns import Flow

REDRESS_JOINED = 7
COMPLAINTS = 20
UPHELD_COMPLAINTS = 21
UNOWNED = 22
DISPLEASED = 38

FLOWS = {
    REDRESS_JOINED: Flow("redress_joined", "brought back after an upheld complaint"),
    COMPLAINTS: Flow("complaints", "complaints made"),
    UPHELD_COMPLAINTS: Flow("upheld", "complaints upheld"),
    UNOWNED: Flow("unowned", "complaints without an owner"),
    DISPLEASED: Flow("displeased", "started service displeased by how long they had waited"),
}
"""Columns of the weekly table."""

COMPLAINT_UNOWNED = 16
COMPLAINT_REJECTED = 17
COMPLAINT_UPHELD = 18
DISPLEASED_BY_WAIT = 24

MOVES = {
    COMPLAINT_UNOWNED: "complained; nobody took ownership",
    COMPLAINT_REJECTED: "complained; rejected",
    COMPLAINT_UPHELD: "complained; upheld",
    DISPLEASED_BY_WAIT: "was displeased by the wait",
}
"""What stories say of a client."""
