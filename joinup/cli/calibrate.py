"""``joinup calibrate``: fit parameters to a scenario's published figures; keep what agrees as a posterior."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from joinup.cli.progress import watched
from joinup.cli.text import heading, line, table
from joinup.experiments.analysis.calibrate import FEWEST_DRAWS, Calibration, calibrate
from joinup.experiments.analysis.fit_targets import Observations, observations_of
from joinup.experiments.analysis.storage import Execution, folder_of, kept_in
from joinup.experiments.run.request import prepare
from joinup.experiments.study.design_options import ranges_asked
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ranges import Range
from joinup.scenarios.evidence import known
from joinup.scenarios.words import count, number, percent
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario


@dataclass(frozen=True, slots=True)
class CalibrateRequest:
    """A calibration as it was asked for on the command line.

    Attributes
    ----------
    scenario, settings, weeks, clients
        The scenario and what changes it.
    fit
        ``PATH`` or ``PATH=low:high``: what is fitted.
    to
        Observables, or single figures as ``NAME@DATE``.
    error
        Discrepancy as a share of each published value.
    points, waves, draws, replicates, seed, sample_seed
        As in :func:`joinup.experiments.analysis.calibrate`.
    out, workers, accept_changes
        Where and how runs are made.
    """

    scenario: str
    fit: tuple[str, ...]
    to: tuple[str, ...] = ()
    error: float | None = None
    points: int | None = None
    waves: int = 2
    draws: int = 256
    replicates: int = 4
    seed: int = 1
    sample_seed: int = 0
    settings: tuple[str, ...] = ()
    weeks: int | None = None
    clients: int | None = None
    out: Path | None = None
    workers: int | None = None
    accept_changes: bool = False
    console: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))


def calibrate_command(request: CalibrateRequest) -> None:
    """Fit, keep the posterior and its figure, and say what was learnt.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked; nothing is run then. Figures that are kept apart
        are refused.
    """
    asked = prepare(request.scenario, settings=request.settings, weeks=request.weeks, clients=request.clients)
    scenario = asked.scenario
    ranges, observations = _checked(request, scenario)
    line(_what(ranges, observations))
    with watched(request.console) as watch:
        execution = Execution(
            request.out or kept_in("calibrate"),
            request.workers,
            request.accept_changes,
            watch.show,
            watch.stopper,
        )
        found = calibrate(
            scenario,
            ranges,
            observations,
            points=request.points,
            waves=request.waves,
            draws=request.draws,
            replicates=request.replicates,
            seed=request.seed,
            sample_seed=request.sample_seed,
            asked=asked.asked,
            execution=execution,
        )
    _tell(scenario, found)
    if len(found.posterior.draws):
        _keep(scenario, found, folder_of(execution, scenario), asked.asked)


def _checked(request: CalibrateRequest, scenario: Scenario) -> tuple[list[Range], Observations]:
    problems: list[Problem] = []
    ranges: list[Range] = []
    observations = Observations((), ())
    for text in request.fit:
        try:
            ranges += ranges_asked(scenario, text, option="--fit")
        except ScenarioError as error:
            problems += error.problems
    paths = [one.path for one in ranges]
    twice = dict.fromkeys(path for path in paths if paths.count(path) > 1)
    problems += [Problem((), f"--fit {path}: it is there twice") for path in twice]
    try:
        observations = observations_of(scenario, request.to, error=request.error)
    except ScenarioError as error:
        problems += error.problems
    if problems:
        raise ScenarioError(problems)
    return ranges, observations


def _what(ranges: list[Range], observations: Observations) -> str:
    text = (
        f"Fitting {count(len(ranges), 'parameter')} to {count(len(observations.used), 'published figure')}."
    )
    if len(ranges) > len(observations.used):
        text += " There are fewer figures than parameters: not all can be told apart."
    return text


def _tell(scenario: Scenario, found: Calibration) -> None:
    heading("Published figures fitted to")
    rows = []
    for one in found.observations.used:
        model = "-"
        if one.observable in found.series:
            runs = found.series[one.observable][:, one.week]
            model = f"{runs.mean():,.4g} ±{1.96 * runs.std():,.3g}"
        rows.append(
            [f"{one.title}, {one.date}", f"{one.value:,.4g} ±{1.96 * one.discrepancy:,.3g}", one.grade, model]
        )
    table(["", "Published", "Grade", "Fitted model"], rows, left=(0, 2))
    line("±: 1.96 standard deviations, of the discrepancy that is allowed for, and of runs.")
    for point, mean in found.missed:
        line(f"Missed even so: {point.title}, {point.date}: {point.value:,.4g}, and the model {mean:,.4g}.")
    for text in found.observations.left_out:
        line(f"Not fitted to: {text}.")
    heading("How it went")
    for place, wave in enumerate(found.fitted.waves, start=1):
        left = percent(wave.share_left)
        line(f"Wave {place}: {count(wave.points, 'point')}; {left} of the ranges is left.")
    kept = len(found.posterior.draws)
    line(
        f"{count(found.fitted.played, 'point')} played to choose from, {kept} kept. The emulators foretold"
        f" {percent(found.fitted.predicted)} of their figures within 95% intervals."
    )
    if kept < FEWEST_DRAWS:
        line(
            f"That is too few to rest anything on: give more --draws, more --points, or fewer parameters"
            f" (wanted: {FEWEST_DRAWS} at least)."
        )
    if not kept:
        line("Nothing was saved.")
        return
    _tell_parameters(scenario, found)


def _tell_parameters(scenario: Scenario, found: Calibration) -> None:
    kept = len(found.posterior.draws)
    heading("What was learnt about each parameter")
    rows = []
    for row in found.informed.to_dict("records"):
        facts = known(scenario, row["path"])
        rows.append(
            [
                row["path"],
                f"{row['prior_low']:g} to {row['prior_high']:g}",
                number(facts.value),
                f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})",
                row["learnt"],
            ]
        )
    table(["", "Range before", "Now", "Fitted (95% interval)", "Learnt"], rows, left=(0, 4))
    empty = [row["path"] for row in found.informed.to_dict("records") if row["learnt"] == "nothing"]
    for path in empty:
        line(f"The figures do not inform '{path}', as far as {kept} draws show.")
    for row in found.informed.to_dict("records"):
        if row["edge"]:
            line(f"'{row['path']}' crowds at the {row['edge']} end of its range: widen it if it may be.")
    for one, other, rank in found.together:
        line(
            f"'{one}' and '{other}' are known together only (rank correlation {rank:+.2f}): use draws of"
            " both, not the mean of each."
        )


def _keep(scenario: Scenario, found: Calibration, folder: Path, asked: tuple[str, ...]) -> None:
    from joinup.experiments.report.predictive_chart import alternative_text, predictive_figure, save_figure

    place = found.posterior.save(folder)
    alternative = alternative_text(found)
    stamp = f"joinup {model_version()}; {folder.name}; {scenario.name} {scenario.hash[:8]}"
    figure = predictive_figure(scenario, found, stamp=stamp)
    files = save_figure(
        figure,
        folder,
        name="posterior-predictive",
        title=f"{scenario.name}: posterior predictive",
        alternative=alternative,
    )
    text = folder / "posterior-predictive.txt"
    text.write_text(f"{alternative}\n", encoding="utf-8")
    heading("Kept")
    for file in (place, place.with_suffix(".parquet"), *files, text):
        line(str(file))
    draws = min(64, len(found.posterior.draws))
    command = shlex.join(["joinup", "sweep", *asked, "--posterior", str(place), "--points", str(draws)])
    line(f"To draw from it: {command} --vary partnership.form=none,{scenario.partnership.form}")
