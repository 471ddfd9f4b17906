"""What a run returns: tidy tables for all the people that its clients stand for."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Self

import pandas as pd

from joinup.sim.results.columns import TABLES, Table
from joinup.sim.results.people import columns_of, for_people
from joinup.sim.results.run_tables import RunTables
from joinup.sim.results.simulated import Simulated, Tables
from joinup.sim.results.source import Source
from joinup.sim.results.tables import Tallies, values_by_week

if TYPE_CHECKING:
    from joinup.sim.engine import Engine


class Result(Tables):
    """The tables of one run, week 0 being the first week after the warm-up.

    Everything that it shows is for people: where a simulated client stands for several, counts and money
    are multiplied by `people_per_client`. `simulated` has the same tables in simulated clients.

    Parameters
    ----------
    source
        The run, or the folder that it was saved in.

    Attributes
    ----------
    scenario, seed
        What was run, as it stood at the start.
    weeks
        Weeks run after the warm-up.
    people_per_client
        How many people a simulated client stands for.
    by_locality
        Whether weekly and money tables keep localities apart.
    simulated
        The tables in simulated clients and money for them.
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source
        self.simulated = Simulated(source)
        facts = source.facts
        self.scenario = facts.scenario
        self.seed = facts.seed
        self.weeks = facts.weeks
        self.by_locality = facts.by_locality
        self.people_per_client = self.scenario.people_per_client

    @classmethod
    def of(cls, engine: Engine) -> Self:
        """Return the result of a run so far; later weeks do not change it."""
        return cls(RunTables(copy.deepcopy(engine)))

    @property
    def source(self) -> Source:
        """Where the tables come from: the run, or the folder that it was saved in."""
        return self._source

    def _make(self, table: Table) -> pd.DataFrame:
        columns = self._source.columns(table.name)
        if columns is None:
            columns = columns_of(self.simulated.table(table.name))
        return for_people(columns, table, self.people_per_client)

    @property
    def people(self) -> int:
        """How many people the run is about."""
        return round(self.scenario.population.clients * self.people_per_client)

    @property
    def columns(self) -> pd.DataFrame:
        """Every column of every table: unit, meaning, and whether `simulated` differs in it."""
        return pd.DataFrame(
            [
                {
                    "table": table.name,
                    "column": column.public_name,
                    "unit": column.unit,
                    "about": column.about,
                    "for_people": column.per_client or column.added,
                }
                for table in TABLES.values()
                for column in table.columns
                if column.public_name in self.table(table.name)
            ]
        )

    @property
    def scorecard(self) -> pd.DataFrame:
        """The measures of the seven risks; see :mod:`joinup.sim.results.scorecard` for the formulas."""
        return self.table("scorecard")

    @property
    def observables(self) -> dict[str, pd.DataFrame]:
        """Each observable's series (week, value) in people, units and money of the real world."""
        every = self.table("observables")
        return {
            item.name: every.loc[every["observable"] == item.name, ["week", "value"]].reset_index(drop=True)
            for item in self.scenario.observables
        }

    def parameter_by_week(self, path: str) -> pd.Series:
        """Return a parameter as it stood in each week, with events and interventions."""
        return pd.Series(values_by_week(self.scenario, self._source.facts.interventions, path, self.weeks))

    @property
    def tallies(self) -> Tallies:
        """The tables for simulated clients as plain arrays, without names: for formulas over many runs."""
        return self._source.tallies()

    @property
    def journeys(self) -> dict[int, list[str]]:
        """Stories of the traced clients, by client number."""
        return self._source.background.journeys

    @property
    def warm_up_slopes(self) -> dict[str, float]:
        """Relative change of each stock over the last 52 weeks of the warm-up (trend line)."""
        return self._source.background.warm_up_slopes

    @property
    def still_moving(self) -> list[str]:
        """Stocks that changed by more than 2 % in the last year of the warm-up, beyond chance."""
        return self._source.background.still_moving

    @property
    def warnings(self) -> list[str]:
        """What a reader of the results should know first."""
        own = self._source.facts.stepped_by
        stepped = [f"stepped by {own}: the scenario alone does not give these results"] if own else []
        return stepped + [
            f"still moving when the warm-up ended: {name} {self.warm_up_slopes[name]:+.1%} in its last year"
            for name in self.still_moving
        ]

    @property
    def run_record(self) -> dict[str, Any]:
        """What was run: scenario, hash, seed, versions, interventions; enough to repeat it."""
        facts = self._source.facts
        return {
            "scenario": self.scenario.name,
            "hash": self.scenario.hash,
            "seed": self.seed,
            "weeks": self.weeks,
            "warm_up_weeks": self.scenario.warm_up_weeks,
            "clients": self.scenario.population.clients,
            "people_per_client": self.people_per_client,
            "versions": dict(self._source.background.versions),
            "interventions": [dict(one) for one in facts.interventions],
            **({"stepped_by": facts.stepped_by} if facts.stepped_by else {}),
            "warm_up_slopes": dict(self.warm_up_slopes),
            "warnings": self.warnings,
        }

    def __eq__(self, other: object) -> bool:
        """Return whether two results are of the same run and have the same tables, bit for bit."""
        if not isinstance(other, Result):
            return NotImplemented
        one, two = self._source, other._source
        return (
            one.facts == two.facts
            and one.background == two.background
            and self.simulated.same_tables(other.simulated)
        )
