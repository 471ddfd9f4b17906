"""Run options with common random numbers, or take them from a study, and compare them draw by draw."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.options import Option
from joinup.experiments.analysis.outcome_names import VALUE_OF_WEEK
from joinup.experiments.analysis.storage import Execution, run_options
from joinup.experiments.arguments import named
from joinup.experiments.run.scale import ScaleEffect, largest
from joinup.experiments.study.design import BASELINE
from joinup.experiments.study.ensemble import ensemble
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.asked_load import places_solved_again
from joinup.scenarios.tables.kinds import OPTION
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import VERSION

MEASURES = ("outcome.", "scorecard.", "money.", "funding.", "received.", "net.", "agency.", "own.")
"""Prefixes of the columns that are measures of a run."""

ZERO_IF_MISSING = ("received.", "net.")
"""Prefixes of payments, which are 0 where they are not listed."""

LOCAL = Execution()


def compare_options(
    options: Sequence[Option],
    *,
    replicates: int = 20,
    seed: int = 1,
    reference: str | None = None,
    value_of_week: float | None = None,
    execution: Execution = LOCAL,
) -> Comparison:
    """Run options with common random numbers and pair their measures by draw.

    Parameters
    ----------
    options
        The options to compare (see :func:`joinup.experiments.analysis.options_of`).
    replicates, seed
        Replicates of each option, and the seed of the first.
    reference
        Label of the option that others are compared with (default: ``none`` if it is among them, else the
        first).
    value_of_week
        Value of a week of need avoided [GBP] (default: the first scenario's).
    execution
        How runs are made and where they are stored.

    Examples
    --------
    >>> found = compare_options(options_of("town", ["none"]), replicates=20)  # doctest: +SKIP
    >>> found.table  # doctest: +SKIP
    """
    studies = run_options(options, replicates=replicates, seed=seed, execution=execution)
    if not execution.stopped:
        for study in studies:
            study.check_results()
    seeds = range(seed, seed + replicates)
    tables = {
        option.label: table.set_index("seed")
        for option, table in zip(options, runs_of(studies, options, seeds), strict=True)
    }
    first = options[0].scenario
    places = tuple(dict.fromkeys(study.folder for study in studies))
    return paired(
        tables,
        value_of_week=first.money.value_of_week if value_of_week is None else value_of_week,
        kind="replicate",
        scenario=first,
        studies=places,
        wanted=replicates,
        reference=reference,
        scale=largest(study.scale for study in studies),
    )


def compare_ensemble(
    options: Sequence[Option],
    *,
    members: int,
    replicates: int = 1,
    seed: int = 1,
    reference: str | None = None,
    value_of_week: float | None = None,
    execution: Execution = LOCAL,
) -> Comparison:
    """Run options with the values of every member of an ensemble, and pair their measures by member.

    Parameters
    ----------
    options
        The options to compare.
    members
        Members, each with other values of what nobody knows, the same in all options.
    replicates, seed
        Replicates of each member, over which its measures are averaged, and the seed of the first and of the
        members.
    reference, value_of_week, execution
        As in :func:`compare_options`.
    """
    every = as_members(options, members, seed=seed)
    studies = run_options(every, replicates=replicates, seed=seed, execution=execution)
    if not execution.stopped:
        for study in studies:
            study.check_results()
    tables = runs_of(studies, every, range(seed, seed + replicates))
    first = options[0].scenario
    return paired(
        {
            option.label: mean_of_each(tables[place * members : (place + 1) * members], replicates)
            for place, option in enumerate(options)
        },
        value_of_week=first.money.value_of_week if value_of_week is None else value_of_week,
        kind="setting",
        scenario=first,
        studies=tuple(dict.fromkeys(study.folder for study in studies)),
        wanted=members,
        reference=reference,
        scale=largest(study.scale for study in studies),
    )


def as_members(options: Sequence[Option], members: int, *, seed: int) -> list[Option]:
    """Return every option with the values of every member of an ensemble, option by option."""
    changed = {path for option in options for path in option.changes}
    played = [_in_its_edition(option) for option in options]
    drawn = {}
    for scenario in played:
        if scenario.hash not in drawn:
            points = ensemble(scenario, members, seed=seed, without=changed).points
            drawn[scenario.hash] = [{**places_solved_again(scenario, point), **point} for point in points]
    return [
        replace(option, changes={**drawn[scenario.hash][member], **option.changes})
        for option, scenario in zip(options, played, strict=True)
        for member in range(members)
    ]


def _in_its_edition(option: Option) -> Scenario:
    """Return an option's scenario as the edition has it that the option asks for: what is doubted differs."""
    edition = option.changes.get(VERSION, option.scenario.schema_version)
    return option.scenario.with_changes({VERSION: edition})


def mean_of_each(tables: Sequence[pd.DataFrame], replicates: int) -> pd.DataFrame:
    """Return the mean of every measure over the runs of each member; without members that lack a run."""
    means = {
        member: table.mean(numeric_only=True)
        for member, table in enumerate(tables)
        if len(table) == replicates
    }
    return pd.DataFrame.from_dict(means, orient="index")


def runs_of(
    studies: Sequence[StoredStudy], options: Sequence[Option], seeds: Collection[int]
) -> list[pd.DataFrame]:
    """Return the measures of each option's finished runs of some seeds, with replicate and seed."""
    asked = [(study, study.number_of(option.changes)) for study, option in zip(studies, options, strict=True)]
    found: dict[Path, pd.DataFrame] = {}
    for folder, study in {study.folder: study for study in studies}.items():
        points = ", ".join(str(point) for one, point in asked if one.folder == folder)
        found[folder] = study.sql(
            "select cells.point, cells.replicate, cells.seed, summaries.* exclude (run, seed) from cells"
            f" join summaries on summaries.run = cells.run where cells.point in ({points})"
            " order by cells.seed"
        )
    tables = ((found[study.folder], point) for study, point in asked)
    return [
        table[(table["point"] == point) & table["seed"].isin(seeds)].drop(columns="point")
        for table, point in tables
    ]


def compare_study(
    study: StoredStudy,
    by: str | None = None,
    *,
    reference: str | None = None,
    value_of_week: float | None = None,
) -> Comparison:
    """Compare the points of a study that differ in one path.

    Parameters
    ----------
    study
        A study, such as forms crossed with sampled ranges.
    by
        The path whose values are the options (default: the one that was crossed, or the only one).
    reference
        As in :func:`compare`.
    value_of_week
        Value of a week of need avoided [GBP] (default: the scenario's).

    Raises
    ------
    StudyError
        If the options cannot be identified, or no setting has all of them.
    """
    study.check_results()
    points = study.points
    by = _crossed(study) if by is None else by
    if by not in points:
        raise StudyError(f"'{study.folder}' does not vary '{by}'; it varies {', '.join(map(str, points))}")
    if value_of_week is None and VALUE_OF_WEEK in points and by != VALUE_OF_WEEK:
        raise StudyError(
            f"'{study.folder}' varies {VALUE_OF_WEEK}: give the value of a week with {named('value_of_week')}"
        )
    labels = [_label(study, by, value) for value in points[by].tolist()]
    label = dict(zip(points.index, labels, strict=True))
    rest = points.drop(columns=study.changed_by(by))
    keys = [json.dumps({path: _plain(value) for path, value in row.items()}) for _, row in rest.iterrows()]
    setting = dict(zip(points.index, pd.factorize(np.array(keys, dtype=object))[0].tolist(), strict=True))
    runs = study.summaries()
    runs = runs.assign(
        option=[label[point] for point in runs["point"]], setting=[setting[point] for point in runs["point"]]
    )
    tables = {
        name: runs[runs["option"] == name].set_index(["setting", "seed"]) for name in dict.fromkeys(labels)
    }
    if len(tables) < 2:
        raise StudyError(f"'{study.folder}' has only one value of '{by}': there is nothing to compare")
    asked = study.runs
    wanted = len(set(zip(asked["point"].map(setting), asked["seed"], strict=True)))
    found = paired(
        tables,
        value_of_week=study.scenario.money.value_of_week if value_of_week is None else value_of_week,
        kind="replicate",
        scenario=study.scenario,
        studies=(study.folder,),
        wanted=wanted,
        reference=reference,
        scale=study.scale,
    )
    if len(set(setting.values())) == 1:
        return found
    settled = {name: table.groupby(level="setting").mean() for name, table in found.tables.items()}
    return replace(found, tables=settled, kind="setting")


def reference_of(labels: Iterable[str], wanted: str | None = None) -> str:
    """Return the option that others are compared with: as asked, else ``none``, else the first.

    Raises
    ------
    ScenarioError
        If there is no such option.
    """
    there = list(labels)
    if wanted is None:
        return "none" if "none" in there else there[0]
    if wanted not in there:
        raise ScenarioError([Problem.unknown((), "option", wanted, there)])
    return wanted


def _crossed(study: StoredStudy) -> str:
    options = list(study.facts["options"])
    if OPTION in options:
        return OPTION
    if study.facts["ranges"] and len(options) == 1:
        return str(options[0])
    paths = [str(path) for path in study.points]
    if len(paths) == 1:
        return paths[0]
    raise StudyError(
        f"'{study.folder}' varies {', '.join(paths)}:"
        f" name the one whose values are the options with {named('by')}"
    )


def _label(study: StoredStudy, by: str, value: Any) -> str:
    value = _plain(value)
    if value is None:
        value = study.scenario.name if by in (BASELINE, OPTION) else study.scenario.get(by)
    return str(value)


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray | list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value


def paired(
    tables: Mapping[str, pd.DataFrame],
    *,
    value_of_week: float,
    kind: str,
    scenario: Scenario,
    studies: tuple[Path, ...],
    wanted: int,
    reference: str | None,
    scale: ScaleEffect | None,
) -> Comparison:
    """Keep the draws that every option has, and the measures of runs."""
    first, *others = tables.values()
    index = first.index
    for table in others:
        index = index.intersection(table.index)
    if not len(index):
        raise StudyError("no draw has a result for every option: there is nothing to compare")
    index = index.sort_values()
    every = dict.fromkeys(str(name) for table in tables.values() for name in table)
    names = [name for name in every if name.startswith(MEASURES)]
    filled = [name for name in names if name.startswith(ZERO_IF_MISSING)]
    kept = {}
    for label, table in tables.items():
        measures = table.loc[index].reindex(columns=names)
        kept[label] = measures.fillna(dict.fromkeys(filled, 0.0))
    return Comparison(
        kept,
        value_of_week,
        kind,
        scenario,
        wanted - len(index),
        studies,
        reference_of(kept, reference),
        scale,
    )
