"""A page with all components, as `tests.browser.fake_feed` serves it; what they ask for is at its foot."""

from __future__ import annotations

import solara

from joinup.viz.stage.components import (
    Counterfactual,
    Journey,
    Keys,
    Money,
    Network,
    Presenter,
    Risks,
    Story,
    Tick,
    Timeline,
    Words,
)

STYLE = """
.made-grid { display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 10px; padding: 10px;
  width: 100%; }
.made-grid > .wide { grid-column: span 12; } .made-grid > .large { grid-column: span 7; }
.made-grid > .small { grid-column: span 5; } .made-grid > .half { grid-column: span 6; }
body.presenter .made-grid > * { grid-column: span 12; }
"""


@solara.component
def Page() -> None:
    asked = solara.use_reactive("")
    large = solara.use_reactive(False)
    locked = solara.use_reactive(False)

    def ask(what: str) -> None:
        asked.set(what)
        if what == "key presenter":
            large.set(not large.value)

    solara.Style(STYLE)
    Keys(event_key=lambda name: ask(f"key {name}"))
    Presenter(on=large.value)
    with solara.Div(classes=["made-grid"]):
        with solara.Div(classes=["wide"]):
            Timeline(event_go_to=lambda week: ask(f"go to {week}"))
        with solara.Div(classes=["large"]):
            Network(event_agency=lambda chosen: ask(f"agency {chosen['locality']} {chosen['agency']}"))
        with solara.Div(classes=["small"]):
            Risks()
        with solara.Div(classes=["wide"]):
            Counterfactual()
        with solara.Div(classes=["wide"]):
            Journey()
        with solara.Div(classes=["half"]):
            Money()
        with solara.Div(classes=["half"]):
            Story(event_follow=lambda group: ask(f"follow {group}"))
        with solara.Div(classes=["half"]):
            Words(label="Question", value="Who", event_type=lambda text: ask(f"question {text}"))
        with solara.Div(classes=["half"]):
            Tick(label="Lock", value=locked.value, event_turn=locked.set)
            Tick(label="Refused", value=False, event_turn=lambda on: ask(f"refused {on}"))
    solara.Text(asked.value, classes=["asked"])
