"""A Solara page that says who looks at it and lets them steer."""

from __future__ import annotations

import solara
import solara.lab

from joinup.viz.room.commands import Play
from joinup.viz.server.access import AccessRefusedError
from joinup.viz.server.served import serving


@solara.component
def Page() -> None:
    said = solara.use_reactive("")

    def play() -> None:
        try:
            said.set(serving().ask(Play(), solara.lab.cookies.value).result(5))
        except AccessRefusedError as refusal:
            said.set(str(refusal))

    solara.Text(f"You are: {serving().role(solara.lab.cookies.value)}")
    solara.Button("Play", on_click=play)
    solara.Text(said.value)
