"""``ju.Result``: the tables of one run, and what they can be turned into."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Self

from joinup.experiments.report.files import place_given
from joinup.sim.mechanisms.ledger.parameters import TRANSFER
from joinup.sim.results.columns import SHARE as A_SHARE
from joinup.sim.results.columns import TABLES, WEEKS
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.result import Result as Tables
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count, day, number, title

if TYPE_CHECKING:
    import xarray as xr

    from joinup.experiments.report.chart import Chart

HEADLINES = ("episodes", "reached", "resolved", "need_weeks", "mean_wait_weeks", "aware")
"""Outcomes on the screen."""

MOST_GROUPS = 4


class Result(Shown, Tables):
    """The tables of one run, week 0 being the first week after the warm-up.

    Everything that it shows is for people: where a simulated client stands for several, counts and money
    are multiplied by `people_per_client`. `simulated` has the same tables in simulated clients.

    Results come from :func:`joinup.run`, :meth:`joinup.Model.result` and :func:`joinup.open`.

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

    Examples
    --------
    >>> import joinup as ju
    >>> result = ju.run("town", weeks=26, clients=200)
    >>> result.summary["group"].tolist()[-1], result.people
    ('all', 2000)
    >>> ju.open(result.save("kept")) == result
    True
    >>> result.to_xarray()["waiting"].attrs["units"]
    'people'
    """

    @classmethod
    def with_tables_of(cls, other: Tables) -> Self:
        """Return a result with the tables of another."""
        return other if isinstance(other, cls) else cls(other.source)

    def plot(self, what: str = "unmet_need_weeks") -> Chart:
        """Draw something week by week, or who paid.

        Parameters
        ----------
        what
            A column of `weekly` (by client group), of `agencies` (by agency) or one of `observables`; or
            ``costs`` (by payer).

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        ScenarioError
            If there is nothing of that name.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.result_charts import result_chart

        return result_chart(self, what)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Store it as a folder of Parquet files, which :func:`joinup.open` opens again.

        Parameters
        ----------
        path
            The folder. Results that are in it are replaced; a folder with anything else is not.

        Returns
        -------
        Path
            The folder.

        Raises
        ------
        ScenarioError
            If the folder holds something else.
        ResultsNotWrittenError
            If it cannot be written.
        ArgumentError
            If it is no path.
        """
        from joinup.experiments.run.stored_result import save_result

        return save_result(self, place_given(path))

    def to_xarray(self, *tables: str) -> xr.Dataset:
        """Return tables as one labelled data set; variables carry unit, name and meaning.

        Parameters
        ----------
        *tables
            Names of tables whose rows are named by keys; ``weekly`` and ``agencies`` if none is given. A
            variable that an earlier one has too is called ``TABLE_NAME``, such as ``agencies_waiting``.

        Raises
        ------
        ScenarioError
            If there is no such table, or its rows have no keys.
        MissingExtraError
            If xarray is not installed.
        """
        from joinup.experiments.run.labelled import dataset_of

        return dataset_of(self, tables or ("weekly", "agencies"))

    def _card(self) -> Card:
        from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE

        writers = {A_SHARE: SHARE, WEEKS: DECIMAL}
        scenario, each = self.scenario, self.people_per_client
        people = count(self.people, "person", "people")
        stands = "" if each == 1 else f", by {number(scenario.population.clients)} simulated clients"
        said = [f"{count(self.weeks, 'week')} from {day(scenario.start_date)}; {people}{stands}."]
        decided = [one for one in self.source.facts.interventions if not one["who"].startswith("event ")]
        if decided:
            said.append(f"{capital(count(len(decided), 'decision'))} in mid-run: see run_record.")
        said += [capital(warning) + "." for warning in self.warnings[:2]]
        by_group = self.summary.set_index("group")
        groups = [ALL, *(name for name in by_group.index if name != ALL)][: 1 + MOST_GROUPS]
        titles = {group.name: title(group) for group in scenario.population.groups}
        columns = ("", *("All" if name == ALL else str(titles.get(name, name)) for name in groups))
        rows = []
        for name in HEADLINES:
            column = TABLES["summary"].column(name)
            write = writers.get(column.unit, COUNT)
            cells = (write.alone(float(by_group[name][group])) for group in groups)
            unit = f", {column.unit}" if column.unit == WEEKS else ""
            rows.append((capital(column.about) + unit, *cells))
        costs = self.costs[self.costs["category"] != TRANSFER]["gbp"]
        rows.append(("Public cost, unmet need included, GBP", MONEY.alone(float(costs.sum()))))
        width = len(columns)
        return Card(
            f"Result of '{scenario.name}', seed {self.seed}",
            tuple(said),
            columns,
            tuple((*row, *("",) * (width - len(row))) for row in rows),
            ("result.summary", ".scorecard", ".weekly", ".episodes", ".ledger", ".plot()", ".save('folder')"),
        )
