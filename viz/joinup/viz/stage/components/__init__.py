"""What the page shows, as components drawn in the browser.

They take what they show from the room's socket, through the modules in ``viz/stage/static``, and
call Python only when a user does something.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypedDict

import solara

__all__ = [
    "AgencyChosen",
    "Choice",
    "Counterfactual",
    "Journey",
    "Keys",
    "Money",
    "Network",
    "Presenter",
    "Risks",
    "Slider",
    "Story",
    "Tick",
    "Timeline",
    "Whole",
    "Words",
]


class AgencyChosen(TypedDict):
    """An agency whose card was opened, by the names of its locality and its role."""

    locality: str
    agency: str


@solara.component_vue("network.vue")
def Network(height: int = 430, event_agency: Callable[[AgencyChosen], None] | None = None) -> None:
    """Show the agencies, how closely they work together and people on their way between them.

    Parameters
    ----------
    height
        Of the chart, in pixels at the normal type size.
    event_agency
        Called with the agency whose card was opened.
    """


@solara.component_vue("journey.vue")
def Journey(height: int = 420) -> None:
    """Show people's journey from unaware to resolved in the last year, and where they get lost.

    Parameters
    ----------
    height
        Of the diagram, in pixels at the normal type size.
    """


@solara.component_vue("risks.vue")
def Risks() -> None:
    """Show the seven risks: counts of good and bad measures, and each measure on demand."""


@solara.component_vue("counterfactual.vue")
def Counterfactual(height: int = 300) -> None:
    """Show an outcome over time in every arm.

    Parameters
    ----------
    height
        Of the lines, in pixels at the normal type size.
    """


@solara.component_vue("money.vue")
def Money() -> None:
    """Show what each payer pays in a week, compared with the scenario as written."""


@solara.component_vue("timeline.vue")
def Timeline(event_go_to: Callable[[int], None] | None = None) -> None:
    """Show events and decisions along the weeks, and the present week.

    Parameters
    ----------
    event_go_to
        Called with the week to go to.
    """


@solara.component_vue("story.vue")
def Story(event_follow: Callable[[str | None], None] | None = None) -> None:
    """Follow one person in this run and in the scenario as written.

    Parameters
    ----------
    event_follow
        Called with the name of the group whose next person is to be followed; None to stop.
    """


@solara.component_vue("keys.vue")
def Keys(event_key: Callable[[str], None] | None = None) -> None:
    """Listen for the page's keys; shows nothing.

    Parameters
    ----------
    event_key
        Called with what a key asks for: ``play`` (space), ``step`` (right arrow), ``faster`` (+),
        ``slower`` (-), ``presenter`` (p), ``dark`` (d), ``undo`` (u) or ``help`` (?).
    """


@solara.component_vue("presenter.vue")
def Presenter(on: bool = False) -> None:
    """Make the type large enough for the back of a room; shows nothing.

    Parameters
    ----------
    on
        Whether it is large.
    """


@solara.component_vue("choice.vue")
def Choice(
    *, label: str, options: list[str], value: str, event_choose: Callable[[str], None] | None = None
) -> None:
    """Show a list to choose from.

    Parameters
    ----------
    label
        What is chosen.
    options, value
        What there is, and what is chosen now.
    event_choose
        Called with the choice.
    """


@solara.component_vue("slider.vue")
def Slider(
    *,
    label: str,
    unit: str,
    low: float,
    high: float,
    step: float,
    value: float,
    event_slide: Callable[[float], None] | None = None,
) -> None:
    """Show a number in a range.

    Parameters
    ----------
    label, unit
        What it is.
    low, high, step
        The range and the steps in it.
    value
        The number now.
    event_slide
        Called with the number that it is moved to.
    """


@solara.component_vue("whole.vue")
def Whole(
    *, label: str, value: int, low: int, high: int, event_type: Callable[[int], None] | None = None
) -> None:
    """Show a whole number to type.

    Parameters
    ----------
    label
        What it is.
    value
        The number now.
    low, high
        The range it should be in; the receiver checks it.
    event_type
        Called with what is typed, as soon as it is a whole number.
    """


@solara.component_vue("words.vue")
def Words(*, label: str, value: str, event_type: Callable[[str], None] | None = None) -> None:
    """Show a line to type.

    Parameters
    ----------
    label
        What it is.
    value
        What stands in it at first.
    event_type
        Called with all that stands in it, at each stroke.
    """


@solara.component_vue("tick.vue")
def Tick(*, label: str, value: bool, event_turn: Callable[[bool], None] | None = None) -> None:
    """Show something that is on or off.

    Parameters
    ----------
    label
        What it is.
    value
        Whether it is on.
    event_turn
        Called with whether it is turned on.
    """
