"""A session with decisions, of a scenario that has events of its own."""

from __future__ import annotations

from typing import Any

from joinup.experiments.session.session import Session
from tests.support.scenarios import busy_town

SPLIT = {"name": "split", "week": 11, "set": {"partnership.form": "formal"}}
LATE = {"name": "late", "week": 40, "set": {"partnership.form": "none"}}


def town() -> Any:
    return busy_town({"weeks": 52, "events": [SPLIT, LATE]})


def steered() -> Session:
    """Return a session of 24 weeks with four decisions, two of them in one week."""
    session = Session(town(), seed=3)
    session.run_for(6)
    session.decide({"incentives.aim.weight": 3.0}, who="Fay (funder)", title="A stronger target")
    session.run_for(5)
    session.decide({"partnership.form": "merged"}, who="room", title="Merge them")
    session.decide(who="room", turnover_shock=0.2, agencies=["housing"])
    session.run_for(9)
    session.decide({"agencies.clinic.places": 12, "redress.clarity": 0.9}, who="Zoë")
    session.run_for(4)
    return session
