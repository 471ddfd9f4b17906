"""A comparison as a folder: its draws, and what was compared.

``comparison.json``
    The scenario with all values and their sources, options, reference, value of a week, where the runs are,
    and the precision that was asked for.
``draws.parquet``
    Every measure in every draw: option, seed (or setting), measures.
``differences.parquet``
    The table of differences from the reference, for other programs.
``contributions.parquet``
    What each partner contributes, if that was asked for.
``structures.parquet``
    Of a comparison of structures, what each says by itself.
``factors.parquet``
    Of a comparison of structures, what moves the differences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from joinup.experiments.analysis.methods.paired import paired_differences
from joinup.experiments.analysis.methods.stopping import Advice, Next
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.analysis.precision import Precision
from joinup.experiments.run.results_folder import ResultsFolder, record_of, why_not
from joinup.experiments.run.scale import ScaleEffect
from joinup.experiments.run.stored_result import scenario_in, scenario_record, write_record
from joinup.experiments.run.table_files import read_table, write_frame
from joinup.sim.errors import Problem, ScenarioError

RECORD, MADE_BY = "comparison.json", "joinup compare"
DRAWS, BENEATH = "draws", "draws_beneath"
DIFFERENCES, CONTRIBUTIONS = "differences", "contributions"
STRUCTURES, FACTORS = "structures", "factors"
OPTION = "option"


def write_comparison(
    folder: Path,
    arms: PairedDraws,
    precision: Precision | None,
    contributions: pd.DataFrame | None,
    structures: pd.DataFrame | None = None,
    factors: pd.DataFrame | None = None,
) -> Path:
    """Write a comparison as a folder, as a whole or not at all; return where it is.

    Raises
    ------
    ScenarioError
        If there is something else in the folder.
    ResultsNotWrittenError
        If the disk is full or writing is not allowed.
    """
    place = folder.absolute()
    if problem := why_not(place, record=RECORD, made_by=MADE_BY):
        raise ScenarioError([Problem((), f"'{folder}': {problem}")])

    def fill(inside: Path) -> None:
        write_frame(inside, DRAWS, _draws(arms))
        if arms.beneath is not None:
            write_frame(inside, BENEATH, _draws(arms.beneath))
        if len(arms.labels) > 1:
            write_frame(inside, DIFFERENCES, paired_differences(arms))
        others = {CONTRIBUTIONS: contributions, STRUCTURES: structures, FACTORS: factors}
        for name, table in others.items():
            if table is not None:
                write_frame(inside, name, table)
        write_record(inside, _record(arms, precision), record=RECORD, made_by=MADE_BY)

    ResultsFolder(place).write(fill)
    return place


def _draws(arms: PairedDraws) -> pd.DataFrame:
    return pd.concat([table.reset_index().assign(**{OPTION: label}) for label, table in arms.tables.items()])


def _tables(draws: pd.DataFrame, record: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    return {
        label: draws[draws[OPTION] == label].drop(columns=OPTION).set_index(record["index"])
        for label in record["options"]
    }


def _about(arms: PairedDraws) -> dict[str, Any]:
    """Return what the draws are, and how many have been lost."""
    names = list(next(iter(arms.tables.values())).index.names)
    return {"options": list(arms.labels), "draws_are": arms.kind, "index": names, "lost": arms.lost}


def _record(arms: PairedDraws, precision: Precision | None) -> dict[str, Any]:
    told = None if precision is None else asdict(precision)
    return {
        **_about(arms),
        "beneath": None if arms.beneath is None else _about(arms.beneath),
        "reference": arms.reference,
        "value_of_week": arms.value_of_week,
        "studies": [str(study) for study in arms.studies],
        "scale": None if arms.scale is None else arms.scale.facts,
        # Infinite numbers of replicates are no JSON: a text.
        "precision": None if told is None else json.dumps(told),
        **scenario_record(arms.scenario),
    }


def holds_comparison(folder: Path) -> bool:
    """Return whether a comparison is stored in a folder."""
    return record_of(folder, RECORD).get("made_by") == MADE_BY


def read_comparison(folder: Path) -> dict[str, Any]:
    """Return what a folder holds: the attributes of a comparison."""
    record = record_of(folder, RECORD)
    said = {
        "value_of_week": record["value_of_week"],
        "scenario": scenario_in(record),
        "studies": tuple(Path(study) for study in record["studies"]),
        "reference": record["reference"],
        "scale": ScaleEffect.of_facts(record.get("scale")),
    }

    def arms(name: str, about: Mapping[str, Any]) -> dict[str, Any]:
        tables = _tables(read_table(folder, name), about)
        return {"tables": tables, "kind": about["draws_are"], "lost": about["lost"], **said}

    beneath = record.get("beneath")
    precision = None
    if (told := record["precision"]) is not None:
        content = json.loads(told)
        advice = content.pop("advice")
        precision = Precision(**content, advice=Advice(**{**advice, "next": Next(advice["next"])}))
    kept = [name for name in (CONTRIBUTIONS, STRUCTURES, FACTORS) if (folder / f"{name}.parquet").is_file()]
    return {
        **arms(DRAWS, record),
        "beneath": None if beneath is None else PairedDraws(**arms(BENEATH, beneath)),
        "precision": precision,
        **{name: read_table(folder, name) for name in kept},
    }
