"""Saved sessions: what a room decided while a scenario was played, as a file that can be played again.

- `Entry`: one thing that was decided, with its week and who decided it.
- `as_scenario`: the scenario in which what was decided happens as events.
- `SavedSession`: scenario, seed, log and the weeks played; `save` writes it, `load_session` reads it.
- `AS_WRITTEN`, `NONE`: what a session's run is laid beside.
"""

from joinup.experiments.sessions.files import SavedSession, load_session, save
from joinup.experiments.sessions.log import AS_WRITTEN, NONE, Entry, as_scenario

__all__ = ["AS_WRITTEN", "NONE", "Entry", "SavedSession", "as_scenario", "load_session", "save"]
