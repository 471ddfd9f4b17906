"""What this room counts, and what it can do to a client (ODD 6)."""

from __future__ import annotations

from joinup.sim.mechanisms.columns import Flow

OUTREACH_CONTACTS = 28
MADE_AWARE_BY_OUTREACH = 31

FLOWS = {
    OUTREACH_CONTACTS: Flow("outreach", "found by outreach, aware before or not"),
    MADE_AWARE_BY_OUTREACH: Flow("made_aware_by_outreach", "learned of the service from outreach"),
}
"""Columns of the weekly table."""

FOUND_BY_OUTREACH = 4

MOVES = {FOUND_BY_OUTREACH: "was found by outreach"}
"""What stories say of a client."""
