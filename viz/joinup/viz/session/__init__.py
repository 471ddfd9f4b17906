"""A session: one scenario played week by week, steered in mid-run, beside what would have happened otherwise.

Nothing here draws or serves. A session is data: a scenario, a seed and a log of what was decided; the same
three give the same session again, bit for bit, with or without a browser.

- `Session`: plays all its arms together; intervenes, rewinds, branches.
- `Entry`: one thing that was decided, with its week and who decided it.
- `Frame`: how everything stands at the end of a week, as plain data that never changes.
- `save`, `load_session`: the log as a file, and back (`SavedSession`); `resume` plays it again.
- `session_of_run`: a run of a study as a session.

What it came to, from a copy of it (`joinup.viz.session.snapshot`): `joinup.viz.session.debrief` in sentences,
`joinup.viz.session.effects` by playing more runs, `joinup.viz.session.export` as files for others.
"""

from joinup.experiments.sessions import Entry, SavedSession, load_session, save
from joinup.viz.session.frames import Frame
from joinup.viz.session.opening import resume, session_of_run
from joinup.viz.session.session import Session

__all__ = ["Entry", "Frame", "SavedSession", "Session", "load_session", "resume", "save", "session_of_run"]
