"""A Solara page that says who looks at it and lets them steer."""

from __future__ import annotations

import solara
import solara.lab

from joinup.viz.room.commands import Play
from joinup.viz.server.people import AccessRefusedError
from joinup.viz.server.solara_run import served_room


@solara.component
def Page() -> None:
    notice = solara.use_reactive("")

    def play() -> None:
        try:
            notice.set(served_room().command(Play(), solara.lab.cookies.value).result(5))
        except AccessRefusedError as refusal:
            notice.set(str(refusal))

    solara.Text(f"You are: {served_room().role(solara.lab.cookies.value)}")
    solara.Button("Play", on_click=play)
    solara.Text(notice.value)
