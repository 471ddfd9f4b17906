"""The decisions of a session, week by week, and who made them.

The log is enough to repeat a session. Its entries are events of a scenario, so that a session with its
decisions is a scenario like any other: `as_scenario` returns it, for ``joinup run``, sweeps and comparisons.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from joinup.sim.extensions.registry import carried
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import listing, number

RUN, AS_WRITTEN, NONE = "run", "as_written", "none"
"""Arms of every session: the run that is steered, and two counterfactuals, namely the scenario as written
(with no decision) and the same without joint working."""

MOST_WHAT_IFS = 3
"""Further arms that a session can have."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision between two weeks.

    Attributes
    ----------
    week
        The first week in which it applies.
    who
        Who made it, for the record.
    title
        Its title.
    set
        New values by path.
    turnover_shock
        Share of staff who leave at once.
    agencies
        Agencies whose staff leave (empty: all).
    """

    week: int
    who: str
    title: str = ""
    set: Mapping[str, Any] = field(default_factory=dict)
    turnover_shock: float = 0.0
    agencies: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """The decision in words: its title, or else its changes."""
        if self.title:
            return self.title
        changes = [f"{path} = {number(value)}" for path, value in self.set.items()]
        if self.turnover_shock:
            where = f" ({listing(self.agencies)})" if self.agencies else ""
            changes.append(f"{self.turnover_shock:.0%} of staff leave{where}")
        return "; ".join(changes)


def as_scenario(scenario: Scenario, log: Iterable[Entry]) -> Scenario:
    """Return a scenario with the decisions as events.

    A decision between two weeks applies before the scenario's own events of the second.

    Raises
    ------
    ScenarioError
        If an entry is not allowed.
    """
    tree = json.loads(scenario.model_dump_json())
    taken = {event["name"] for event in tree["events"]}
    names = (name for place in count(1) if (name := f"decided_{place}") not in taken)
    decided = []
    for entry in log:
        decided.append(
            {
                "name": next(names),
                "title": entry.title or f"decided by {entry.who}",
                "week": entry.week,
                "set": dict(entry.set),
                "turnover_shock": entry.turnover_shock,
                "agencies": list(entry.agencies),
            }
        )
    tree["events"] = [*decided, *tree["events"]]
    with carried(scenario.extensions_at_hand):
        changed = type(scenario).parse(tree)
    return changed.with_provenance(scenario.provenance)
