"""Sensitivity of an outcome, and of the difference between two options, to parameters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.futures import NONE, there
from joinup.experiments.analysis.methods.morris import noise_of_effect, screen, steps
from joinup.experiments.analysis.methods.noise import Noise, noise
from joinup.experiments.analysis.methods.sobol import sobol
from joinup.experiments.analysis.methods.verdicts import (
    Judged,
    Rule,
    Verdict,
    beyond,
    over_chance,
    over_doubt,
)
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.analysis.outcome_names import Outcome
from joinup.experiments.arguments import named
from joinup.experiments.study.design import FORM, point_key
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.evidence import known, short_title
from joinup.sim.errors import ScenarioError

Floats = npt.NDArray[np.float64]

MORRIS, SALTELLI = "morris", "saltelli"
NO_POINT = -1
AT_A_POINT = Rule(fewest=2)
"""Replicates of one point are few. They give no verdict of their own: it is counted at how many points."""

TINY = 1e-9
"""Effects up to this share of the value itself are rounding errors of floating-point numbers."""


@dataclass(frozen=True, slots=True)
class OutcomeSensitivity:
    """Sensitivity of one outcome.

    Attributes
    ----------
    title
        The outcome.
    table
        One row per parameter, the most important first: ``path``, ``title``, ``grade``, then the
        columns of :func:`screen` or :func:`sobol`, and ``beyond_noise``: whether its effect exceeds noise.
    noise
        How much of the outcome's variance is noise.
    floor
        The index or mu* that noise alone would give (NaN if unknown).
    """

    title: str
    table: pd.DataFrame
    noise: Noise
    floor: float


@dataclass(frozen=True, slots=True)
class Conclusion:
    """Whether one option is better than another, and the parameters that decide it.

    Attributes
    ----------
    better, than
        The options.
    share, share_clearly, share_clearly_not
        Share of points at which the first is better by what is worth having; at which the one verdict on
        their replicates is *better*; at which it is *worse*.
    judged
        The verdict over all points of the sample, each a setting.
    table
        One row per parameter, the most decisive first. Morris: ``flips`` (steps of it that reverse
        the sign), ``flips_clearly`` (of these, with both signs beyond noise), ``steps``. Saltelli:
        total index of the sign: ``total``, ``total_low``, ``total_high``.
    """

    better: str
    than: str
    share: float
    share_clearly: float
    share_clearly_not: float
    judged: Judged
    table: pd.DataFrame


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Sensitivity analysis of a study.

    Attributes
    ----------
    method
        ``morris`` or ``saltelli``.
    outcome
        The outcome examined.
    blocks, dropped
        Trajectories (Morris) or base points (Saltelli) used, and left out because runs are missing.
    points, replicates
        Points of the sample, and replicates of each.
    answers
        Results for the outcome under each option and, if there are two, for their difference.
    conclusion
        Results for the sign of the difference, if there are two options.
    study
        The study analysed, if known.
    refined
        Sobol indices of the most important parameters, from a further study, if asked for.
    """

    method: str
    outcome: Outcome
    blocks: int
    dropped: int
    points: int
    replicates: int
    answers: tuple[OutcomeSensitivity, ...]
    conclusion: Conclusion | None
    study: StoredStudy | None = None
    refined: Sensitivity | None = None


def sensitivity_of(study: StoredStudy, outcome: Outcome, between: Sequence[str] = ()) -> Sensitivity:
    """Return the sensitivity of an outcome, and of the difference between two options.

    Parameters
    ----------
    study
        A study made by ``joinup sweep --over ... --method morris`` or ``saltelli``.
    outcome
        The outcome to examine.
    between
        Two options that were crossed with the sample (``--vary``): is the first better than the second?
        If not given: the scenario's own option against ``none``.

    Raises
    ------
    StudyError
        If the study is of another kind, or has no such options.

    Examples
    --------
    >>> study = open_study("studies/screening")  # doctest: +SKIP
    >>> sensitivity_of(study, outcome_named("resolved", study.summaries())).answers  # doctest: +SKIP
    """
    method = study.facts["kind"]
    if method not in (MORRIS, SALTELLI):
        raise StudyError(
            f"this is a study of kind '{method}'; sensitivity needs one made by: joinup sweep"
            f" {study.scenario.name} --over declared --method morris --points 10 --vary {FORM}=none,formal"
            " (or --method saltelli --points 64 for a few parameters)"
        )
    options = study.facts["options"]
    if len(options) > 1:
        raise StudyError(f"the study crosses several options ({', '.join(options)}): sensitivity needs one")
    path, names = next(iter(options.items())) if options else (None, [None])
    chosen = _chosen(study, path, [str(name) for name in names], between)
    values = _values(study, outcome, path, names)
    each = len(study.ranges) + (1 if method == MORRIS else 2)
    whole = np.isfinite(values).all(axis=(1, 2)).reshape(-1, each).all(axis=1)
    if not whole.any():
        what = "trajectory" if method == MORRIS else "base point"
        raise StudyError(
            f"the study has no {what} whose runs all have a value of {outcome.title}: is the sweep finished?"
        )
    kept = np.repeat(whole, each)
    sample = _shares(study)[kept]
    facts = _facts(study)
    values = values[kept]
    answers = [
        _of_outcome(
            method,
            sample,
            values[:, [str(name) for name in names].index(name)],
            facts,
            f"{outcome.title} under '{name}'",
        )
        for name in chosen
    ] or [_of_outcome(method, sample, values[:, 0], facts, outcome.title)]
    conclusion = None
    if chosen:
        one, other = (values[:, [str(name) for name in names].index(name)] for name in chosen)
        title = f"{outcome.title}: '{chosen[0]}' less '{chosen[1]}'"
        answers.append(_of_outcome(method, sample, one - other, facts, title))
        gains = (one - other) * outcome.sign
        worth = worth_of(outcome.key, float(other.mean()), study.scenario.worth_having)
        conclusion = _conclusion(method, sample, gains, facts, (chosen[0], chosen[1]), worth)
    return Sensitivity(
        method,
        outcome,
        int(whole.sum()),
        int((~whole).sum()),
        len(values),
        values.shape[2],
        tuple(answers),
        conclusion,
    )


def _chosen(
    study: StoredStudy, path: str | None, names: list[str], between: Sequence[str]
) -> tuple[str, ...]:
    if between and (len(between) != 2 or not set(between) <= set(names) or between[0] == between[1]):
        there = ", ".join(names) if path else f"none: sweep with {named('vary')}"
        raise StudyError(f"{named('between')} {','.join(between)}: name two of the study's options ({there})")
    if between or path is None or len(names) < 2:
        return tuple(between)
    than = NONE if NONE in names else names[0]
    try:
        now = str(study.scenario.get(path))
    except ScenarioError:
        now = ""
    return (now if now in names and now != than else next(name for name in names if name != than), than)


def _values(study: StoredStudy, outcome: Outcome, path: str | None, names: Sequence[object]) -> Floats:
    """Return the outcome (sample's rows, options, replicates); NaN where a run is missing.

    The replicates are those of the sweep that made the sample; other points may have more.
    """
    summaries = study.summaries()
    seeds = range(study.facts["seed"], study.facts["seed"] + study.facts["replicates"])
    runs = pd.DataFrame(
        {
            "point": summaries["point"],
            "seed": summaries["seed"],
            "value": outcome.of(summaries, study.scenario),
        }
    )
    table = runs.pivot_table("value", "point", "seed", dropna=False).reindex(columns=list(seeds))
    keys = [point_key(there(row)) for row in study.points.to_dict("records")]
    numbers = dict(zip(keys, study.points.index.tolist(), strict=True))
    options = [
        {**study.choices.get(str(name), {}), **({} if path is None else {path: name})} for name in names
    ]
    rows = [
        numbers.get(point_key({**row, **changes}), NO_POINT)
        for row in study.facts["samples"]
        for changes in options
    ]
    found = table.reindex(rows).to_numpy(dtype=float)
    return found.reshape(len(study.facts["samples"]), len(names), -1)


def _shares(study: StoredStudy) -> Floats:
    """Return the sample as shares of the ranges."""
    rows = study.facts["samples"]
    return np.column_stack(
        [
            (np.array([row[one.path] for row in rows], dtype=float) - _low(one)) / (_high(one) - _low(one))
            for one in study.ranges
        ]
    )


def _low(one: Range) -> float:
    return round(one.low) if one.whole else one.low


def _high(one: Range) -> float:
    return round(one.high) if one.whole else one.high


def _facts(study: StoredStudy) -> pd.DataFrame:
    every = [known(study.scenario, one.path) for one in study.ranges]
    return pd.DataFrame(
        {
            "path": [one.path for one in every],
            "title": [short_title(study.scenario, one.path) for one in every],
            "grade": [one.grade for one in every],
        }
    )


def _of_outcome(
    method: str, sample: Floats, values: Floats, facts: pd.DataFrame, title: str
) -> OutcomeSensitivity:
    """Return the sensitivity of an outcome (points, replicates)."""
    found, means = noise(values), values.mean(axis=1)
    if method == MORRIS:
        table, key, low = screen(sample, means), "mu_star", "mu_star_low"
        floor = noise_of_effect(sample, found.of_a_mean)
    else:
        table, key, low = sobol(means, sample.shape[1]), "total", "total_low"
        floor = found.share_left
    table = pd.concat([facts, table], axis=1)
    # Without replicates noise is unknown; then only effects of 0 are excluded.
    least = TINY * (float(np.abs(values).max()) if method == MORRIS else 1.0)
    table["beyond_noise"] = table[low] > max(floor if isfinite(floor) else 0.0, least)
    return OutcomeSensitivity(title, table.sort_values(key, ascending=False, ignore_index=True), found, floor)


def _conclusion(
    method: str, sample: Floats, gains: Floats, facts: pd.DataFrame, names: tuple[str, str], worth: float
) -> Conclusion:
    means = gains.mean(axis=1)
    better = beyond(means, worth)
    each = [over_chance(point, worth=worth, rule=AT_A_POINT).verdict for point in gains]
    up, down = (np.array([one is which for one in each]) for which in (Verdict.BETTER, Verdict.WORSE))
    if method == MORRIS:
        table = _flips(sample, better, up, down)
        order = ["flips_clearly", "flips"]
    else:
        table = sobol(better.astype(float), sample.shape[1])[["total", "total_low", "total_high"]]
        order = ["total"]
    table = pd.concat([facts, table], axis=1).sort_values(order, ascending=False, ignore_index=True)
    share, clearly, clearly_not = (float(one.mean()) for one in (better, up, down))
    judged = over_doubt(means, worth=worth)
    return Conclusion(*names, share, clearly, clearly_not, judged, table)


def _flips(
    sample: Floats, better: npt.NDArray[np.bool_], up: npt.NDArray[np.bool_], down: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Return how often a step of each parameter reverses the sign."""
    moved, _ = steps(sample)
    shape = (len(moved), -1)
    sign = better.reshape(shape)
    clear = np.where(up, 1, np.where(down, -1, 0)).reshape(shape)
    turned = sign[:, 1:] != sign[:, :-1]
    clearly = clear[:, 1:] * clear[:, :-1] == -1
    count = sample.shape[1]
    return pd.DataFrame(
        {
            "flips": np.bincount(moved[turned], minlength=count),
            "flips_clearly": np.bincount(moved[clearly], minlength=count),
            "steps": np.bincount(moved.ravel(), minlength=count),
        }
    )
