"""Options compared in every structure of the model: how far the answer turns on how it is built (ODD 4).

The sixteen structures of :mod:`joinup.experiments.study.structures` are the draws of a comparison, each the
mean over its replicates, or over the members of an ensemble. What a structure says by itself, with its chance
or doubt, stands beside; so do the first edition and learning agents, which no share of structures counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from joinup.experiments.analysis.compare import LOCAL, as_members, mean_of_each, paired, runs_of
from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.methods.factors import STRUCTURE, factor_effects
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, paired_differences
from joinup.experiments.analysis.options import Option
from joinup.experiments.analysis.storage import Execution, run_options
from joinup.experiments.run.scale import largest
from joinup.experiments.study.structures import BESIDE, FACTORS, Structure, structures_of
from joinup.scenarios.asked_load import places_solved_again

NEED = "outcome.need_weeks."
TOLD = (NEED, "outcome.resolved.", "outcome.reached.", "money.public_cost", NET_BENEFIT)
"""Beginnings of the measures of which it is told what every structure says by itself."""


def compare_structures(
    options: Sequence[Option],
    *,
    members: int | None = None,
    replicates: int = 20,
    seed: int = 1,
    reference: str | None = None,
    value_of_week: float | None = None,
    execution: Execution = LOCAL,
) -> Comparison:
    """Run options in every structure, with the same draws in all, and pair their means by structure.

    Parameters
    ----------
    options
        The options to compare.
    members
        Members of an ensemble in each structure, if not chance alone.
    replicates, seed
        Replicates in each structure, or of each member; seed of the first.
    reference, value_of_week, execution
        As in :func:`joinup.experiments.analysis.compare.compare_options`.
    """
    first = options[0].scenario
    structures = structures_of(first, without={path for option in options for path in option.changes})
    built = _built(options)
    every = [option for ours in built.values() for option in _drawn(ours, members, seed)]
    studies = run_options(every, replicates=replicates, seed=seed, execution=execution)
    if not execution.stopped:
        for study in studies:
            study.check_results()
    runs = iter(runs_of(studies, every, range(seed, seed + replicates)))

    def table() -> pd.DataFrame:
        if members is None:
            return next(runs).set_index("seed")
        return mean_of_each([next(runs) for _ in range(members)], replicates)

    def arms(tables: Mapping[str, pd.DataFrame], kind: str, wanted: int) -> Comparison:
        return paired(
            tables,
            value_of_week=first.money.value_of_week if value_of_week is None else value_of_week,
            kind=kind,
            scenario=first,
            studies=tuple(dict.fromkeys(study.folder for study in studies)),
            wanted=wanted,
            reference=reference,
            scale=largest(study.scale for study in studies),
        )

    kind, wanted = ("replicate", replicates) if members is None else ("setting", members)
    within = {
        name: arms({option.label: table() for option in ours}, kind, wanted) for name, ours in built.items()
    }
    within = _on_common_draws(within)
    among = {option.label: _means(within, option.label) for option in options}
    found = arms(among, STRUCTURE, len(built) - len(BESIDE))
    beneath = arms({option.label: _over_structures(within, option.label) for option in options}, kind, wanted)
    design = [one for one in structures if one.name not in BESIDE]
    need = [name for name in found.measures if name.startswith(NEED)]
    return replace(
        found,
        structures=_by_structure(within, structures),
        factors=factor_effects(within, design, [*need, NET_BENEFIT]),
        beneath=beneath,
    )


def _built(options: Sequence[Option]) -> dict[str, list[Option]]:
    """Return every option in every structure."""
    changed = {path for option in options for path in option.changes}
    found: dict[str, list[Option]] = {}
    for option in options:
        for structure in structures_of(option.scenario, without=changed):
            load = places_solved_again(option.scenario, structure.changes)
            changes = {**load, **structure.changes, **option.changes}
            found.setdefault(structure.name, []).append(replace(option, changes=changes))
    return found


def _drawn(options: Sequence[Option], members: int | None, seed: int) -> Sequence[Option]:
    return options if members is None else as_members(options, members, seed=seed)


def _on_common_draws(within: Mapping[str, Comparison]) -> dict[str, Comparison]:
    """Return the options in each structure with the draws that all structures have."""
    every = [next(iter(arms.tables.values())).index for arms in within.values()]
    index = every[0]
    for other in every[1:]:
        index = index.intersection(other)
    return {
        name: replace(arms, tables={label: table.loc[index] for label, table in arms.tables.items()})
        for name, arms in within.items()
    }


def _means(within: Mapping[str, Comparison], label: str) -> pd.DataFrame:
    """Return an option's mean measures, one row a structure of the design."""
    rows = {
        name: arms.tables[label].mean(numeric_only=True)
        for name, arms in within.items()
        if name not in BESIDE
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis(STRUCTURE)


def _over_structures(within: Mapping[str, Comparison], label: str) -> pd.DataFrame:
    """Return an option's measures of every draw, averaged over the structures of the design."""
    tables = [arms.tables[label] for name, arms in within.items() if name not in BESIDE]
    return sum(tables[1:], tables[0]) / len(tables)


def _by_structure(within: Mapping[str, Comparison], structures: Sequence[Structure]) -> pd.DataFrame:
    """Return the differences within each structure, with the value of each factor."""
    parts = []
    for structure in structures:
        found = paired_differences(within[structure.name], measures=TOLD)
        values = {factor: structure.levels.get(factor, "") for factor in FACTORS}
        parts.append(found.assign(**{STRUCTURE: structure.name, **values}))
    table = pd.concat(parts, ignore_index=True)
    first = [STRUCTURE, *FACTORS]
    return table[[*first, *(name for name in table if name not in first)]]
