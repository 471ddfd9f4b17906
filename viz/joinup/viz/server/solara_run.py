"""The room that a page belongs to; under ``solara run``, which knows no room, the shipped town."""

from __future__ import annotations

from joinup.scenarios.load import load
from joinup.viz.room.room import Room
from joinup.viz.server.access import Access
from joinup.viz.server.application import DEFAULT_URL, PAGE, routes
from joinup.viz.server.assets import keep_local
from joinup.viz.server.broadcast import Broadcast
from joinup.viz.server.guard import Guard
from joinup.viz.server.served import ServedRoom, publish, published


def served_room() -> ServedRoom:
    """Return the room that this process serves.

    If none was published, as under ``solara run``, it is the shipped town, for this machine alone.
    """
    served = published()
    if served is None:
        served = _town()
        publish(served)
    return served


def _town() -> ServedRoom:
    """Add the shipped town, behind the guard, to the application that ``solara run`` has started."""
    keep_local(PAGE)
    from solara.server import starlette as solara

    room = Room(load("town"), seed=1)
    room.start()
    served = ServedRoom(room, Access(), DEFAULT_URL)
    # Where nothing opens a browser with the link, the terminal shows it.
    print(f"Open {served.facilitator_link}", flush=True)
    added = routes(served, Broadcast(room, "screen"), Broadcast(room, "phone"))
    solara.app.router.routes[:0] = added
    solara.app.middleware_stack = Guard(
        solara.app.middleware_stack or solara.app.build_middleware_stack(), served.access
    )
    return served
