"""Text of ``joinup calibrate``: what was fitted, how well, and what was learnt."""

from __future__ import annotations

import shlex

from joinup.cli.texts.lines import heading, line, table
from joinup.experiments.analysis.calibrate import FEWEST_DRAWS, Calibration
from joinup.scenarios.evidence import known
from joinup.sim.text.words import count, number, percent


def print_calibration(found: Calibration) -> None:
    """Print the result."""
    used, ranges = found.observations.used, found.posterior.ranges
    text = f"Fitted {count(len(ranges), 'parameter')} to {count(len(used), 'published figure')}."
    if len(ranges) > len(used):
        text += " There are fewer figures than parameters: not all parameters can be identified."
    line(text)
    if found.posterior.scale is not None:
        line(found.posterior.scale.sentence)
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
    line("±: 1.96 standard deviations, of the discrepancy allowed for and of runs respectively.")
    for point, mean in found.missed:
        published = f"{point.title}, {point.date}: {point.value:,.4g}"
        line(f"Still missed: {published}, and the model {mean:,.4g}.")
    for text in found.observations.left_out:
        line(f"Not fitted to: {text}.")
    heading("Waves")
    for place, wave in enumerate(found.fitted.waves, start=1):
        left = percent(wave.share_left)
        line(f"Wave {place}: {count(wave.points, 'point')}; {left} of the ranges is left.")
    kept = len(found.posterior.draws)
    line(
        f"{count(found.fitted.candidates, 'point')} run to choose from, {kept} kept. The emulators predicted"
        f" {percent(found.fitted.predicted)} of their figures within 95% confidence intervals."
    )
    if kept < FEWEST_DRAWS:
        line(
            f"That is too few to rely on: use more --draws, more --points, or fewer parameters"
            f" (at least {FEWEST_DRAWS} are needed)."
        )
    if not kept:
        line("Nothing was stored.")
        return
    _print_parameters(found)
    if found.files:
        _print_files(found)


def _print_parameters(found: Calibration) -> None:
    kept = len(found.posterior.draws)
    heading("What was learnt about each parameter")
    rows = []
    for row in found.informed.to_dict("records"):
        facts = known(found.scenario, row["path"])
        rows.append(
            [
                row["path"],
                f"{row['prior_low']:g} to {row['prior_high']:g}",
                number(facts.value),
                f"{row['mean']:.3g} ({row['low']:.3g} to {row['high']:.3g})",
                row["learnt"],
            ]
        )
    table(["", "Range before", "Now", "Fitted (95% CI)", "Learnt"], rows, left=(0, 4))
    empty = [row["path"] for row in found.informed.to_dict("records") if row["learnt"] == "nothing"]
    for path in empty:
        line(f"The figures carry no information on '{path}' that {kept} draws can show.")
    for row in found.informed.to_dict("records"):
        if row["edge"]:
            line(
                f"'{row['path']}' piles up at the {row['edge']} end of its range: widen the range if you can."
            )
    for one, other, rank in found.together:
        line(
            f"'{one}' and '{other}' are identified only jointly (rank correlation {rank:+.2f}): use draws of"
            " both, not the mean of each."
        )


def _print_files(found: Calibration) -> None:
    heading("Stored")
    for file in found.files:
        line(str(file))
    draws = min(64, len(found.posterior.draws))
    asked = found.posterior.facts["scenario"]["asked"]
    words = ["joinup", "sweep", *asked, "--posterior", str(found.files[0]), "--points", str(draws)]
    line(f"To sample it: {shlex.join(words)} --vary partnership.form=none,{found.scenario.partnership.form}")
