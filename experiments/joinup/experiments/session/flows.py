"""The journey from a need to its end, as flows of people over the last year.

Loops are cut: people handed on leave on the right and enter on the left, so that inflow equals outflow at
each step, and the chart can be drawn.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from joinup.experiments.session.series import Series
from joinup.sim.results.tables import COLUMN, Floats

YEAR = 52


@dataclass(frozen=True, slots=True)
class Station:
    """A step of the journey.

    Attributes
    ----------
    name, title
        Its name and title.
    column
        Its column, from the left.
    lost
        Whether people at this step have been lost.
    """

    name: str
    title: str
    column: int
    lost: bool = False


STATIONS: tuple[Station, ...] = (
    Station("looking_before", "Looking when the year began", 0),
    Station("arose", "A need arose", 0),
    Station("tried_again", "Tried again", 0),
    Station("looking", "Looking for help", 1),
    Station("came", "Came to a service", 2),
    Station("waiting_before", "Waiting when the year began", 2),
    Station("from_another", "Handed on to it", 2),
    Station("redress", "Came back by complaint", 2),
    Station("list", "On a list", 3),
    Station("served_before", "In service when the year began", 3),
    Station("service", "In service", 4),
    Station("unaware", "Does not know of the service", 5, lost=True),
    Station("not_come", "Knows, has not come", 5),
    Station("refused", "Refused", 5, lost=True),
    Station("wrong_door", "Lost at the wrong door", 5, lost=True),
    Station("still_waiting", "Still on a list", 5),
    Station("gave_up", "Gave up waiting", 5, lost=True),
    Station("by_itself", "Ended without help", 5),
    Station("still_served", "Still in service", 5),
    Station("hand_off", "Lost in a hand-off", 5, lost=True),
    Station("handed_on", "Handed on", 5),
    Station("resolved", "Every need met", 5),
)

LINKS: tuple[tuple[str, str], ...] = (
    ("looking_before", "looking"),
    ("arose", "looking"),
    ("tried_again", "looking"),
    ("looking", "came"),
    ("looking", "unaware"),
    ("looking", "not_come"),
    ("looking", "by_itself"),
    ("came", "list"),
    ("came", "refused"),
    ("came", "wrong_door"),
    ("waiting_before", "list"),
    ("from_another", "list"),
    ("redress", "list"),
    ("list", "service"),
    ("list", "still_waiting"),
    ("list", "gave_up"),
    ("list", "by_itself"),
    ("served_before", "service"),
    ("service", "resolved"),
    ("service", "handed_on"),
    ("service", "hand_off"),
    ("service", "still_served"),
)
"""The links between stations, in the order of :func:`flows`."""


def flows(series: Series, *, weeks: int = YEAR) -> Floats:
    """Return how many clients of each group took each link in the last weeks (G, links).

    Parameters
    ----------
    series
        The figures of an arm.
    weeks
        Number of weeks to look back; not beyond week 0.
    """
    end, start = series.weeks, max(0, series.weeks - weeks)
    taken = series.so_far()[end] - series.so_far()[start]
    opening, closing = series.counts()[start], series.counts()[end]
    seeking = series.seekers()[end]

    def flow(*names: str) -> Floats:
        total: Floats = taken[:, [COLUMN[name] for name in names]].sum(axis=1).astype(float)
        return total

    def stock(when: Floats, name: str) -> Floats:
        column: Floats = when[:, COLUMN[name]].astype(float)
        return column

    by_link = {
        ("looking_before", "looking"): stock(opening, "seeking"),
        ("arose", "looking"): flow("onsets", "relapses"),
        ("tried_again", "looking"): flow("returned"),
        ("looking", "came"): flow("presented"),
        ("looking", "unaware"): seeking[:, 0].astype(float),
        ("looking", "not_come"): seeking[:, 1].astype(float),
        ("looking", "by_itself"): flow("exits_seeking"),
        ("came", "list"): flow("joined_list"),
        ("came", "refused"): flow("refused"),
        ("came", "wrong_door"): flow("wrong_door_lapsed"),
        ("waiting_before", "list"): stock(opening, "waiting"),
        ("from_another", "list"): flow("hand_offs_succeeded"),
        ("redress", "list"): flow("redress_joined"),
        ("list", "service"): flow("started_service"),
        ("list", "still_waiting"): stock(closing, "waiting"),
        ("list", "gave_up"): flow("abandoned"),
        ("list", "by_itself"): flow("exits_waiting"),
        ("served_before", "service"): stock(opening, "in_service"),
        ("service", "resolved"): flow("resolved"),
        ("service", "handed_on"): flow("hand_offs_succeeded"),
        ("service", "hand_off"): flow("lapsed_after_hand_off"),
        ("service", "still_served"): stock(closing, "in_service"),
    }
    return np.stack([by_link[link] for link in LINKS], axis=1)
