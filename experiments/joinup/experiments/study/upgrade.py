"""Take a study over that was written before files had hashes (format 1)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from joinup.experiments.study.design import point_key
from joinup.experiments.study.ledger import Cell, Ledger, RunOutcome, reading
from joinup.experiments.study.manifest import FORMAT, LEDGER, file_hash
from joinup.experiments.study.provenance import SWEEP, entry
from joinup.experiments.study.segments import KINDS

BEFORE = "study.format1.sqlite"
"""What the earlier ledger is called afterwards; it is kept."""

UNKNOWN = ""
"""Key of the environment of runs of which none was noted."""


def upgrade(folder: Path) -> None:
    """Write a ledger of this format in place of an earlier one, with the hash of every file as it is found.

    The folder must be locked; the manifest is not written.
    """
    partial = folder / f".{LEDGER}.partial"
    partial.unlink(missing_ok=True)
    ledger = Ledger(partial, write=True)
    try:
        with reading(folder) as before:
            _take_over(ledger, before, folder)
    finally:
        ledger.close_as_one_file()
    (folder / LEDGER).rename(folder / BEFORE)
    partial.rename(folder / LEDGER)


def _take_over(ledger: Ledger, before: Ledger, folder: Path) -> None:
    facts = before.facts()
    runs = [
        RunOutcome._make((*row, UNKNOWN))
        for row in before.query(
            "select run, status, segment, seconds, finished, host, attempts, error, version from runs"
        )
    ]
    ledger.finish(runs, _hashes(folder, (one.segment for one in runs)))
    versions = {one.run: one.version for one in runs}
    points = before.query("select point, changes, hash from points order by point")
    cells = before.query("select point, seed, run from cells order by point, replicate")
    with ledger.transaction():
        ledger.note(**{**facts, "format": FORMAT})
        keys = [(point_key(json.loads(changes)), changes, found) for _, changes, found in points]
        new = dict(zip((row[0] for row in points), ledger.number_points(keys), strict=True))
        ledger.ask(
            Cell(new[point], seed, run, versions.get(run) or facts["version"]) for point, seed, run in cells
        )
        ledger.note_call(_call(facts, new.values()))


def _hashes(folder: Path, segments: Iterable[str | None]) -> dict[str, str]:
    names = [f"{kind}/{segment}" for segment in dict.fromkeys(segments) if segment for kind in KINDS]
    return {name: file_hash(folder / name) for name in names if (folder / name).is_file()}


def _call(facts: dict[str, Any], points: Iterable[int]) -> dict[str, Any]:
    """Return what is known of the calls that made the study: the last of them, without its date."""
    seeds = range(facts["seed"], facts["seed"] + facts["replicates"])
    made = {"kind": facts["kind"], "sample_seed": facts.get("sample_seed", 0)}
    known = entry(SWEEP, asked=facts["asked"], points=points, seeds=seeds, design=made)
    unknown = {"date": None, "host": None, "environment_key": UNKNOWN}
    return {**known, **unknown, "version": facts["version"], "environment": facts["versions"]}
