"""The decisions of a session, week by week, and who made them.

The log is enough to repeat a session. Its entries are events of a scenario, so that a session with its
decisions is a scenario like any other: `as_scenario` returns it, for ``joinup run``, sweeps and comparisons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from joinup.scenarios.decisions import with_decisions
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


def as_scenario[Given: Scenario](scenario: Given, log: Iterable[Entry]) -> Given:
    """Return a scenario with the decisions as events.

    Raises
    ------
    ScenarioError
        If an entry is not allowed.
    """
    return with_decisions(scenario, (asdict(entry) for entry in log))
