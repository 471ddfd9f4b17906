"""Events and published figures, in words."""

from __future__ import annotations

from typing import Any

from joinup.scenarios.evidence import title_of
from joinup.scenarios.words import MEASURES
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.observables import Observable
from joinup.sim.parameters.paths import split
from joinup.sim.text.names import agencies_named, when
from joinup.sim.text.words import capital, count, day, listing, number, percent, title


def events(scenario: Scenario) -> list[str]:
    """List the events in order of time."""
    said = []
    for event in sorted(scenario.events, key=scenario.event_week):
        what = [
            f"{_leaf(scenario, path)} becomes {_value(scenario, value)}" for path, value in event.set.items()
        ]
        if event.turnover_shock:
            hit = agencies_named(scenario, event.agencies)
            what.append(f"{percent(event.turnover_shock)} of staff leave {hit}")
        at = day(event.date) if event.date else when(scenario, scenario.event_week(event))
        said.append(f"{at}: {title(event)} ({'; '.join(what)}).")
    return said or ["There are no other events."]


def _leaf(scenario: Scenario, path: str) -> str:
    return "the form of joint working" if split(path) == ("partnership", "form") else title_of(scenario, path)


def _value(scenario: Scenario, value: Any) -> str:
    if isinstance(value, list | tuple) and all(isinstance(name, str) for name in value):
        return agencies_named(scenario, tuple(value))
    return number(value)


def published(scenario: Scenario) -> list[str]:
    """State which series can be compared with published ones."""
    said = []
    for series in scenario.observables:
        use = {"fitted": "used for fitting", "shown": "shown", "held_out": "held out for a test"}
        kinds = [
            f"{sum(point.used_for == kind for point in series.published)} {words}"
            for kind, words in use.items()
            if any(point.used_for == kind for point in series.published)
        ]
        number_of = len(series.published)
        points = count(number_of, "published figure") if number_of else "no published figures"
        detail = f" ({listing(kinds)})" if kinds else ""
        said.append(f"{capital(title(series))}: {MEASURES[series.measure]}, {points}{detail}.{_seen(series)}")
    return said or ["None."]


def _seen(series: Observable) -> str:
    """State how what is published of a series differs from what is so, if it does."""
    seen = series.measured
    if seen is None:
        return ""
    parts = [
        f"{percent(seen.coverage)} of them are counted",
        f"each figure is off by about {percent(seen.error)}",
    ]
    if seen.gaming:
        parts.append(f"figures look {percent(seen.gaming)} better than they are")
    if seen.methods:
        parts.append(f"{count(len(seen.methods), 'way')} of counting")
    return f" It is compared as it would be published: {listing(parts)}."
