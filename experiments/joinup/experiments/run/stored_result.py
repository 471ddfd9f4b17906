"""A result as a folder: its tables, the meaning of every column, and what was run.

``run.json``
    What was run: scenario with all values and their sources, seed, weeks, versions, what was changed in
    mid-run, warnings, stories of traced clients.
``weekly.parquet``, ``agencies.parquet`` and so on
    The tables, for people; the unit and meaning of each column stand in the file.
``simulated/NAME.parquet``
    The same in simulated clients, where a client stands for several people; else they are the same.
``observables.parquet``
    The series beside published ones: run, seed, observable, week, value.
``columns.csv``
    Every column of every table: unit and meaning.

The folder of ``joinup run`` has the same files for its first run, and more (see
:mod:`joinup.experiments.run.results_contents`).
"""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from joinup.experiments.run.results_folder import MADE_BY, RECORD, ResultsFolder, record_of, why_not
from joinup.experiments.run.table_files import read_table, write_dictionary, write_frame, write_table
from joinup.scenarios.scenario import Scenario
from joinup.sim.errors import JoinupError, Problem, ScenarioError
from joinup.sim.extensions.registry import carried, stored
from joinup.sim.parameters import Scenario as Parameters
from joinup.sim.parameters.provenance import Provenance
from joinup.sim.results.columns import TABLES
from joinup.sim.results.result import Result
from joinup.sim.results.source import Background, Facts
from joinup.sim.results.tables import Tallies
from joinup.sim.text.words import count

SCENARIO = "scenario"
"""How tables over several runs call the run of the scenario itself."""

OBSERVABLES, SIMULATED, README = "observables", "simulated", "README.txt"
ONE_RUN = {name: table for name, table in TABLES.items() if name != OBSERVABLES}
"""The tables of one run; the observables of all runs stand in one file."""


class NoTallies(JoinupError):
    """A result that was opened from a folder has tables only."""


class StoredTables:
    """The tables of a result in a folder, each read when it is asked for.

    Parameters
    ----------
    folder
        Where they are.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _record(self) -> dict[str, Any]:
        return record_of(self.folder)

    @cached_property
    def facts(self) -> Facts:
        """What was run."""
        record = self._record
        return Facts(
            scenario=scenario_in(record),
            seed=record["seed"],
            weeks=record["weeks"],
            by_locality=record["by_locality"],
            interventions=tuple(record["interventions"]),
            stepped_by=record.get("stepped_by"),
        )

    @cached_property
    def background(self) -> Background:
        """What is known besides the tables."""
        record = self._record
        return Background(
            warm_up_slopes=record["warm_up_slopes"],
            still_moving=record["still_moving"],
            journeys={int(client): story for client, story in record["journeys"].items()},
            versions=record["versions"],
        )

    def table(self, name: str) -> pd.DataFrame:
        """Return a table in simulated clients."""
        if name == OBSERVABLES:
            every = read_table(self.folder, OBSERVABLES)
            ours = every[(every["run"] == SCENARIO) & (every["seed"] == self.facts.seed)]
            return ours[["observable", "week", "value"]].reset_index(drop=True)
        if (self.folder / SIMULATED / f"{name}.parquet").is_file():
            return read_table(self.folder / SIMULATED, name)
        added = [column.name for column in TABLES[name].columns if column.added]
        names = {column.for_people: column.name for column in TABLES[name].columns if column.for_people}
        return read_table(self.folder, name).drop(columns=added).rename(columns=names)

    def columns(self, name: str) -> None:
        """Return nothing: files hold tables."""

    def tallies(self) -> Tallies:
        """Raise: arrays are not stored."""
        raise NoTallies(f"'{self.folder}' holds tables only: run the scenario again for its arrays")


def write_result(folder: Path, result: Result) -> None:
    """Write the tables of a result for people and, where they differ, in simulated clients."""
    for table in ONE_RUN.values():
        write_table(folder, table, result.table(table.name))
    if result.people_per_client != 1:
        inside = folder / SIMULATED
        inside.mkdir()
        for table in ONE_RUN.values():
            if any(column.per_client for column in table.columns):
                write_table(inside, table, result.simulated.table(table.name), simulated=True)
    write_dictionary(folder, result)


def result_record(result: Result) -> dict[str, Any]:
    """Return what ``run.json`` says of one run."""
    scenario, record = result.scenario, result.run_record
    return {
        **record,
        "name": record.pop("scenario"),
        "by_locality": result.by_locality,
        "still_moving": result.still_moving,
        "journeys": {str(client): story for client, story in result.journeys.items()},
        **scenario_record(scenario),
    }


def scenario_record(scenario: Parameters) -> dict[str, Any]:
    """Return every value of a scenario and its source, as a record has them."""
    return {
        "scenario": scenario.model_dump(mode="json"),
        "extensions": [one.facts for one in scenario.extensions_at_hand],
        "provenance": {
            path: facts.model_dump(exclude_none=True) for path, facts in scenario.provenance.items()
        },
    }


def scenario_in(record: dict[str, Any]) -> Scenario:
    """Return the scenario of a record."""
    provenance = {path: Provenance(**entry) for path, entry in record.get("provenance", {}).items()}
    with carried(stored(record.get("extensions", ()))):
        scenario = Scenario.parse(record["scenario"])
    return scenario.with_provenance(provenance)


def write_record(
    folder: Path, content: dict[str, Any], *, record: str = RECORD, made_by: str = MADE_BY
) -> None:
    """Write ``run.json``, the last file of a folder of results: it names the others."""
    content = {"made_by": made_by, **content}
    content["files"] = sorted([*(file.name for file in folder.iterdir()), record])
    text = json.dumps(content, indent=1, allow_nan=False, default=str)
    (folder / record).write_text(text, encoding="utf-8")


def save_result(result: Result, folder: Path) -> Path:
    """Write a result as a folder, completely or not at all; return its path.

    Parameters
    ----------
    result
        What to write.
    folder
        Where to. A folder of results that is there is replaced; one that holds anything else is not.

    Raises
    ------
    ScenarioError
        If there is something else in the folder.
    ResultsNotWrittenError
        If the disk is full or writing is not allowed.
    """
    place = folder.absolute()
    if problem := why_not(place):
        raise ScenarioError([Problem((), f"'{folder}': {problem}")])
    ResultsFolder(place).write(lambda inside: _fill(inside, result))
    return place


def _fill(folder: Path, result: Result) -> None:
    write_result(folder, result)
    observables = result.table(OBSERVABLES).assign(run=SCENARIO, seed=result.seed)
    write_frame(folder, OBSERVABLES, observables[["run", "seed", *result.table(OBSERVABLES).columns]])
    (folder / README).write_text(_readme(result), encoding="utf-8")
    write_record(folder, result_record(result))


def units_text(result: Result) -> str:
    """Return a text on the units of the tables in a folder."""
    each = result.people_per_client
    if each == 1:
        return "Counts and money are for all people; every person is simulated."
    clients = f"{result.scenario.population.clients:,} clients"
    return (
        f"Counts and money are for all {result.people:,} people. {clients} were simulated, each of\n"
        f"whom stands for {each:,.4g} people; '{SIMULATED}' has the same tables for them."
    )


def tables_text() -> str:
    """Return a text on the content of each table."""
    return "\n".join(f"  {f'{name}.parquet':<22} {table.about}" for name, table in ONE_RUN.items())


def _readme(result: Result) -> str:
    return f"""\
Result of joinup: scenario {result.scenario.name}, seed {result.seed}, {count(result.weeks, "week")}

To open it:
  import joinup as ju
  result = ju.open("the folder of this file")

{units_text(result)}
Week 0 is the first week after the warm-up. columns.csv says what every column is, with its unit;
the units stand in the Parquet files as well.
{tables_text()}
  observables.parquet    the series beside published ones

run.json holds all values of the scenario, the seed and what was changed in mid-run.
"""
