"""Posteriors: draws of parameters that agree with published figures, as files that sweeps draw from.

A posterior is two files of one name: ``NAME.parquet`` (one row a draw, one column a parameter; every draw
counts the same) and ``NAME.json`` (what they were fitted to, how, and with what). Draws may be kept as
another table, such as CSV.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from math import isclose
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from joinup.experiments.arguments import named, wrong
from joinup.experiments.report.files import place_given, written
from joinup.experiments.run.scale import CLIENTS, ScaleEffect
from joinup.experiments.study.design import Design
from joinup.experiments.study.ranges import Range
from joinup.scenarios.tables.kinds import draws
from joinup.scenarios.tables.reader import read_table
from joinup.scenarios.tables.table import Table
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import count, number

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

FORMAT = 1


@dataclass(frozen=True, repr=False)
class Posterior(Shown):
    """Draws of parameters, each as likely as the next.

    Attributes
    ----------
    draws
        One row a draw, one column a path.
    ranges
        The ranges searched: the prior is uniform over them.
    facts
        What they were fitted to, how, and with what.
    """

    draws: pd.DataFrame
    ranges: tuple[Range, ...]
    facts: Mapping[str, Any]

    @property
    def scale(self) -> ScaleEffect | None:
        """The error of scale of the runs that it was fitted with, if clients stood for people."""
        return ScaleEffect.of_facts(self.facts.get("scale"))

    def save(self, folder: str | os.PathLike[str], name: str = "posterior") -> Path:
        """Write both files, which :func:`joinup.open` opens again.

        Parameters
        ----------
        folder
            The folder; it is made if there is none.
        name
            The name of the files, without their endings.

        Returns
        -------
        Path
            The file with the facts.

        Raises
        ------
        StorageError
            If they cannot be written.
        ArgumentError
            If the folder is no path.
        """
        place = place_given(folder) / name
        rows = BytesIO()
        self.draws.to_parquet(rows, index=False)
        written(place.with_name(f"{name}.parquet"), rows.getvalue())
        ranges = [[one.path, one.low, one.high, one.whole] for one in self.ranges]
        text = json.dumps({"format": FORMAT, "ranges": ranges, **self.facts}, indent=2, allow_nan=False)
        return written(place.with_name(f"{name}.json"), f"{text}\n".encode())

    def plot(self) -> Chart:
        """Draw how the draws are spread over the ranges that were searched.

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.design_chart import draws_chart

        return draws_chart(self.facts.get("scenario", {}).get("name", ""), self.draws, self.ranges)

    def _card(self) -> Card:
        fitted = self.facts.get("scenario", {}).get("name")
        rows = tuple(
            (
                one.path,
                f"{one.low:,.4g} to {one.high:,.4g}",
                f"{self.draws[one.path].mean():,.4g}",
                "{:,.4g} to {:,.4g}".format(*self.draws[one.path].quantile([0.025, 0.975])),
            )
            for one in self.ranges
        )
        return Card(
            f"Posterior of '{fitted}': {count(len(self.draws), 'draw')}",
            ("Each draw is as likely as the next.",),
            ("Parameter", "Looked for in", "Mean", "95% of draws"),
            rows,
            ("posterior.draws", f"ju.sweep('{fitted}', posterior=posterior)", ".plot()", ".save(folder)"),
        )


def read_posterior(path: Path) -> Posterior:
    """Read a posterior; either of its files names it.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    table, ranges, facts = draws_of(path)
    return Posterior(table.frame[[one.path for one in ranges]], ranges, facts)


def draws_of(path: Path) -> tuple[Table, tuple[Range, ...], Mapping[str, Any]]:
    """Return the draws of a posterior as they were read, the ranges searched, and what they were fitted to.

    Raises
    ------
    ScenarioError
        If it cannot be read.
    """
    place = path / "posterior.json" if path.is_dir() else path
    try:
        facts = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
        ranges = tuple(Range(*entry) for entry in facts.pop("ranges"))
        if facts.pop("format") != FORMAT:
            raise ValueError("it was written by another version of joinup")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise wrong("posterior", f"not a posterior ({reason})", given=path) from None
    stored = place.with_suffix(".parquet") if place.suffix == ".json" else place
    return read_table(stored, draws(one.path for one in ranges)), ranges, facts


def from_posterior(
    scenario: Scenario, posterior: Posterior, *, points: int, replicates: int = 1, seed: int = 1
) -> Design:
    """Return a design of the first draws of a posterior (all of them, if there are fewer).

    Raises
    ------
    ScenarioError
        If it is of another scenario, or was fitted at another scale.
    """
    fitted = posterior.facts.get("scenario", {}).get("name")
    if fitted != scenario.name:
        text = f"the posterior was fitted to '{fitted}', not to '{scenario.name}'"
        raise ScenarioError([Problem((), text)])
    _check_same_scale(scenario, posterior)
    columns = {
        one.path: [int(value) if one.whole else float(value) for value in posterior.draws[one.path][:points]]
        for one in posterior.ranges
    }
    rows = tuple(dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True))
    return Design(scenario, rows, replicates, seed, "posterior", posterior.ranges, samples=rows)


def _check_same_scale(scenario: Scenario, posterior: Posterior) -> None:
    """Refuse a posterior of clients that each stand for more or fewer people: its values make up for that.

    Raises
    ------
    ScenarioError
        If it was fitted at another scale.
    """
    fitted = posterior.facts.get("scenario", {})
    then, now = fitted.get("people_per_client"), scenario.people_per_client
    if then is not None and not isclose(then, now):
        clients = number(fitted["clients"])
        text = (
            f"the posterior was fitted with {clients} simulated clients, each for {then:,.4g} people, and"
            f" here each stands for {now:,.4g}: give {named('clients')} {fitted['clients']}, or calibrate"
            " again"
        )
        raise ScenarioError([Problem(tuple(CLIENTS.split(".")), text)])
