"""What this room counts, and what it can do to a client (ODD 6)."""

from __future__ import annotations

from joinup.sim.mechanisms.columns import Flow

BECAME_AWARE = 26
FORGOT = 27

FLOWS = {
    BECAME_AWARE: Flow("became_aware", "learned of the service from others or publicity"),
    FORGOT: Flow("forgot", "forgot the service"),
}
"""Columns of the weekly table."""

LEARNED = 19
FORGOTTEN = 20

MOVES = {LEARNED: "learned of the service", FORGOTTEN: "forgot the service"}
"""What stories say of a client."""
