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
"""

from __future__ import annotations

import json
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
DRAWS, DIFFERENCES, CONTRIBUTIONS = "draws", "differences", "contributions"
OPTION = "option"


def write_comparison(
    folder: Path, arms: PairedDraws, precision: Precision | None, contributions: pd.DataFrame | None
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
        draws = pd.concat(
            [table.reset_index().assign(**{OPTION: label}) for label, table in arms.tables.items()]
        )
        write_frame(inside, DRAWS, draws)
        if len(arms.labels) > 1:
            write_frame(inside, DIFFERENCES, paired_differences(arms))
        if contributions is not None:
            write_frame(inside, CONTRIBUTIONS, contributions)
        write_record(inside, _record(arms, precision), record=RECORD, made_by=MADE_BY)

    ResultsFolder(place).write(fill)
    return place


def _record(arms: PairedDraws, precision: Precision | None) -> dict[str, Any]:
    first = next(iter(arms.tables.values()))
    told = None if precision is None else asdict(precision)
    return {
        "options": list(arms.labels),
        "reference": arms.reference,
        "draws_are": arms.kind,
        "index": list(first.index.names),
        "lost": arms.lost,
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


def read_comparison(folder: Path) -> tuple[dict[str, Any], Precision | None, pd.DataFrame | None]:
    """Return what a folder holds: the attributes of the draws, precision and contributions."""
    record = record_of(folder, RECORD)
    draws = read_table(folder, DRAWS)
    tables = {
        label: draws[draws[OPTION] == label].drop(columns=OPTION).set_index(record["index"])
        for label in record["options"]
    }
    arms = {
        "tables": tables,
        "value_of_week": record["value_of_week"],
        "kind": record["draws_are"],
        "scenario": scenario_in(record),
        "lost": record["lost"],
        "studies": tuple(Path(study) for study in record["studies"]),
        "reference": record["reference"],
        "scale": ScaleEffect.of_facts(record.get("scale")),
    }
    precision = None
    if (told := record["precision"]) is not None:
        content = json.loads(told)
        advice = content.pop("advice")
        precision = Precision(**content, advice=Advice(**{**advice, "next": Next(advice["next"])}))
    stored = (folder / f"{CONTRIBUTIONS}.parquet").is_file()
    return arms, precision, read_table(folder, CONTRIBUTIONS) if stored else None
