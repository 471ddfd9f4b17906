"""The tables of a run in simulated clients and money for them: raw counts."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pandas as pd

from joinup.sim.results.columns import TABLES, Table
from joinup.sim.results.source import Source


class Tables(ABC):
    """The tables of a run by name, each made when it is first asked for and then kept."""

    def __init__(self) -> None:
        self._tables: dict[str, pd.DataFrame] = {}

    @abstractmethod
    def _make(self, table: Table) -> pd.DataFrame: ...

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name.

        Parameters
        ----------
        name
            One of :data:`joinup.sim.results.columns.TABLES`.

        Raises
        ------
        ValueError
            If there is no such table.
        """
        if name not in TABLES:
            raise ValueError(f"there is no table '{name}'; there are {', '.join(TABLES)}")
        if name not in self._tables:
            self._tables[name] = self._make(TABLES[name])
        return self._tables[name]

    def same_tables(self, other: Tables) -> bool:
        """Return whether every table is the same as another's, bit for bit."""
        return all(_same(self.table(name), other.table(name)) for name in TABLES)

    @property
    def weekly(self) -> pd.DataFrame:
        """Stocks at the end of each week and flows of the week, by client group."""
        return self.table("weekly")

    @property
    def agencies(self) -> pd.DataFrame:
        """Each agency at the end of each week; times are shares of contracted staff time."""
        return self.table("agencies")

    @property
    def links(self) -> pd.DataFrame:
        """Each pair of agencies at the end of each whole quarter."""
        return self.table("links")

    @property
    def decisions(self) -> pd.DataFrame:
        """Every quarter's options of each agency: effort, pay-off, probability, whether it was chosen."""
        return self.table("decisions")

    @property
    def effort_gap(self) -> pd.DataFrame:
        """Effort made and effort best for the partnership, by quarter, locality and member."""
        return self.table("effort_gap")

    @property
    def targets(self) -> pd.DataFrame:
        """Each agency's target for a quarter; missing if there is none."""
        return self.table("targets")

    @property
    def campaigns(self) -> pd.DataFrame:
        """Publicity by week, campaign and group: spending, advertising stock, share exposed."""
        return self.table("campaigns")

    @property
    def ledger(self) -> pd.DataFrame:
        """Every payment: week, payer, payee, category, GBP; lines of zero are left out."""
        return self.table("ledger")

    @property
    def funding(self) -> pd.DataFrame:
        """What each funding window gave, what was spent, what is left and what lapsed, by week."""
        return self.table("funding")

    @property
    def episodes(self) -> pd.DataFrame:
        """Every episode that ended, and those still open: onset, end, waits, agencies, outcome."""
        return self.table("episodes")

    @property
    def complaints(self) -> pd.DataFrame:
        """Dissatisfied people and complaints by week and group: made, unowned, rejected, upheld."""
        return self.table("complaints")

    @property
    def summary(self) -> pd.DataFrame:
        """Outcomes by group and for all, whole run; formulas in :mod:`joinup.sim.results.outcomes`."""
        return self.table("summary")

    @property
    def costs(self) -> pd.DataFrame:
        """GBP by payer and category over the run, as paid and discounted to week 0."""
        return self.table("costs")


class Simulated(Tables):
    """The tables of a run in simulated clients and money for them.

    The scorecard and observables are for people here as well, as ratings and published figures are.

    Parameters
    ----------
    source
        The run, or the folder that it was saved in.
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def _make(self, table: Table) -> pd.DataFrame:
        return self._source.table(table.name)

    def __repr__(self) -> str:
        """Return what the tables are of."""
        facts = self._source.facts
        clients = facts.scenario.population.clients
        return f"<tables of {clients:,} simulated clients: {', '.join(TABLES)}>"


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    if len(one) == len(other) == 0:
        return list(one) == list(other)
    return one.equals(other)
