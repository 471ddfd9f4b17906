"""What each change of the second edition does by itself, in every shipped scenario.

``uv run python -m benchmarks.editions`` writes ``docs/explanation/second-edition.md``; ``--quick`` plays the
smallest scenario twice and writes nothing. A scenario is played in the first edition, with one change at a
time, and in the second edition, each with and without joint working, on the same draws.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import joinup as ju
from joinup.experiments.analysis.compare import compare_options
from joinup.experiments.analysis.methods.paired import WEEKS
from joinup.experiments.analysis.methods.statistics import Estimate, estimate
from joinup.experiments.analysis.options import Option
from joinup.experiments.analysis.storage import Execution
from joinup.experiments.report.formatting import COUNT
from joinup.experiments.study.design import BASELINE
from joinup.scenarios.editions import single_changes
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import SECOND, VERSION

PAGE = Path(__file__).parent.parent / "docs" / "explanation" / "second-edition.md"
FIRST, WHOLE, WITHOUT = "edition 1", "edition 2, all together", "without: "
REPLICATES = 20
CLIENT_WEEKS = 30_000_000
"""Weeks of clients that a replicate may take; larger scenarios are played with fewer, five at least."""


def effects(scenario: Scenario, replicates: int) -> pd.DataFrame:
    """Return what each change does by itself.

    Returns
    -------
    DataFrame
        One row a change: ``need``, by how much it moves weeks of need without joint working; ``gain``, by how
        much it moves the weeks of need that joint working saves; each a mean with its interval.
    """
    made: dict[str, Mapping[str, Any]] = {FIRST: {}}
    made |= single_changes(scenario, SECOND) | {WHOLE: {VERSION: SECOND}}
    options = [
        Option(f"{before}{name}", scenario, {**changes, **baseline})
        for name, changes in made.items()
        for before, baseline in (("", {}), (WITHOUT, {BASELINE: "none"}))
    ]
    found = compare_options(
        options, replicates=replicates, reference=FIRST, execution=Execution(any_scale=True)
    )
    weeks = {label: table[WEEKS].to_numpy(float) for label, table in found.tables.items()}
    gains = {name: weeks[f"{WITHOUT}{name}"] - weeks[name] for name in made}
    rows = []
    for name in made:
        need = weeks[f"{WITHOUT}{name}"] - (weeks[f"{WITHOUT}{FIRST}"] if name != FIRST else 0.0)
        gain = gains[name] - (gains[FIRST] if name != FIRST else 0.0)
        rows.append({"change": name, "need": estimate(need.tolist()), "gain": estimate(gain.tolist())})
    return pd.DataFrame(rows)


def section(scenario: Scenario, replicates: int) -> str:
    """Return a scenario's table, what moves most first."""
    table = effects(scenario, replicates)
    level, *changes, whole = table.to_dict("records")
    changes.sort(key=lambda one: -abs(one["need"].mean) - abs(one["gain"].mean))
    lines = [
        f"| {one['change']} | {_cell(one['need'])} | {_cell(one['gain'])} |" for one in [*changes, whole]
    ]
    return "\n".join(
        (
            f"## {scenario.title}",
            "",
            f"`{scenario.name}`, {replicates} replicates. In edition 1: {COUNT.level(level['need'])} weeks of"
            f" need without joint working, of which `{scenario.partnership.form}` saves"
            f" {COUNT.level(level['gain'])}.",
            "",
            "| Change, alone | Weeks of need without joint working | Weeks that joint working saves |",
            "| --- | ---: | ---: |",
            *lines,
            "",
        )
    )


def _cell(found: Estimate) -> str:
    return COUNT.difference(found) if np.isfinite(found.mean) else "-"


def page(replicates: int) -> str:
    """Return the page."""
    parts = []
    for name in ju.available():
        scenario = ju.load(name)
        size = (scenario.warm_up_weeks + scenario.weeks) * scenario.population.clients
        fits = int(CLIENT_WEEKS * replicates / max(size, CLIENT_WEEKS))
        print(name, file=sys.stderr, flush=True)
        parts.append(section(scenario, max(5, fits)))
    return "\n".join((HEAD, *parts))


HEAD = """# What each change of the second edition does

Measured by `uv run python -m benchmarks.editions`, which writes this page. Each scenario is played as the
first edition has it, then with one change of the second edition at a time, then with all; each with its joint
working and without (`none`), on the same draws. Numbers are means and half of the 95 % confidence interval,
over the whole run. A change that a scenario does not use has no line. What all do together is not the sum of
what each does alone.
"""


def main() -> None:
    """Write the page, or try it once."""
    if "--quick" in sys.argv:
        small = {"weeks": 26, "warm_up_weeks": 26, "population.clients": 300}
        print(section(ju.load("town").with_changes(small), 2))
        return
    PAGE.write_text(page(REPLICATES))


if __name__ == "__main__":
    main()
