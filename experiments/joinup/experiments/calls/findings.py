"""What a study's analyses return: each shows itself on a screen and as a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd

from joinup.experiments.analysis import discover as discoveries
from joinup.experiments.analysis import guide as guides
from joinup.experiments.analysis import sensitivity as sensitivities
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS
from joinup.experiments.report.text.discovery import discovery_sections
from joinup.experiments.report.text.guide import guide_sections
from joinup.experiments.report.text.sensitivity import sensitivity_sections
from joinup.experiments.study.identity import model_version
from joinup.scenarios.describe.description import Section, Table
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import count

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart


def shown_as[T](kind: type[T], found: Any) -> T:
    """Return what an analysis found as one of the classes here, which add how it shows itself."""
    return kind(**{field.name: getattr(found, field.name) for field in fields(found)})


def chart_named(charts: list[Chart], name: str | None) -> Chart:
    """Return a chart by its name, with the model's version at its foot; the first if none is named.

    Raises
    ------
    ScenarioError
        If there is none of that name.
    """
    from joinup.experiments.report.chart import stamped

    by_name = {chart.name: chart for chart in charts}
    if name is not None and name not in by_name:
        raise ScenarioError([Problem.unknown((), "chart", name, by_name)])
    [chart] = stamped([charts[0] if name is None else by_name[name]], f"joinup {model_version()}")
    return chart


def _card(title: str, section: Section, calls: tuple[str, ...], said: tuple[str, ...] = ()) -> Card:
    table = section.table
    sentences = (*said, *section.sentences)[:3]
    return Card(title, sentences, table.columns if table else (), table.rows if table else (), calls)


SHOWN = (0, 1, 3, 5, 6)
"""Columns of a guide that a screen has room for: where, the best, its lead, how often it is best."""


def _chosen(table: Table, places: Sequence[int]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return some columns of a table, and its rows."""
    columns = tuple(table.columns[place] for place in places)
    return columns, tuple(tuple(row[place] for place in places) for row in table.rows)


class Guide(Shown, guides.Guide):
    """Which option is best in which circumstances: what :meth:`joinup.Study.guide` returns.

    Attributes
    ----------
    rows
        All futures first, then circumstance by circumstance.
    influence
        What share of what sets options apart each circumstance explains, largest first.
    information, evpi
        What it would be worth to know each circumstance, and the future.
    reference
        The option that gains are measured from.
    found
        The futures.
    """

    __slots__ = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row a circumstance: the best option, its rival, its lead with an interval, shares."""
        return guides.as_table(self)

    def plot(self) -> Chart:
        """Draw how often each option is best, circumstance by circumstance.

        Raises
        ------
        ScenarioError
            If there are too few futures.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.charts import wins_chart

        if not any(row.enough for row in self.rows):
            text = f"there are too few futures ({len(self.found)}): {FEWEST_DRAWS} are needed"
            raise ScenarioError([Problem((), text)])
        return chart_named([wins_chart(self.found, self)], None)

    def _card(self) -> Card:
        in_short, best, *_ = guide_sections(self.found, self)
        title = f"Which is best for {self.found.outcome.title}, by circumstance"
        assert best.table is not None
        shown = Table(*_chosen(best.table, SHOWN))
        return _card(title, Section("", in_short.sentences, shown), ("guide.table", ".plot()", ".rows"))


class Discovery(Shown, discoveries.Discovery):
    """In which circumstances options work: what :meth:`joinup.Study.discover` returns.

    Attributes
    ----------
    found
        The futures.
    reference
        The option that the others are compared with.
    works
        Option by option.
    standing
        Where the options stand over all futures, as in a guide.
    tree
        Which option is best when; None of too few futures.
    robustness
        Regret and satisficing.
    threshold
        What was called good enough; None if as good as the reference.
    """

    __slots__ = ()

    @property
    def table(self) -> pd.DataFrame:
        """Regret and satisficing over all futures: one row an option."""
        return self.robustness.table

    def plot(self, chart: str | None = None) -> Chart:
        """Draw how options do over all futures.

        Parameters
        ----------
        chart
            ``gain-over-reference`` (if none is named) or ``regret``.

        Raises
        ------
        ScenarioError
            If there is no such chart.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.charts import gains_chart, regret_chart

        return chart_named([gains_chart(self.found, self.reference), regret_chart(self)], chart)

    def _card(self) -> Card:
        first, *sections = discovery_sections(self)
        robust = sections[-1]
        title = f"Where options work for {self.found.outcome.title}, beside '{self.reference}'"
        said = (first.sentences[1], robust.sentences[0])
        return _card(
            title, Section("", said, robust.table), ("discovery.works", ".tree", ".table", ".plot()")
        )


class Sensitivity(Shown, sensitivities.Sensitivity):
    """Which parameters matter: what :func:`joinup.sensitivity` and :meth:`joinup.Study.sensitivity` return.

    Attributes
    ----------
    method
        ``morris`` or ``saltelli``.
    outcome
        The outcome that was looked at.
    blocks, dropped
        Trajectories (Morris) or base points (Saltelli) used, and left out since runs are missing.
    points, replicates
        Points of the sample, and runs of each.
    answers
        For the outcome under each option; if there are two, then for the difference between them.
    conclusion
        For the sign of the difference, if there are two options.
    study
        The study that it was found in, if known.
    refined
        Sobol indices of the parameters that matter most, from a study of their own, if asked for.
    """

    __slots__ = ()

    @property
    def table(self) -> pd.DataFrame:
        """One row a parameter, those that matter most first: for the difference if there are two options."""
        return self.answers[-1].table

    def plot(self, chart: str | None = None) -> Chart:
        """Draw what matters most.

        Parameters
        ----------
        chart
            ``what-matters-1`` and so on, one for each of `answers`; the last if none is named.

        Raises
        ------
        ScenarioError
            If there is no such chart.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.charts import charts_of_sensitivity

        return chart_named(charts_of_sensitivity(self)[::-1], chart)

    def _card(self) -> Card:
        sections = sensitivity_sections(self)
        answer = sections[-2]
        said = () if self.conclusion is None else sections[0].sentences[:1]
        title = f"What matters for {self.answers[-1].title}: {self.method}, {count(self.points, 'point')}"
        calls = ("found.table", ".answers", ".conclusion", ".plot()", ".study")
        return _card(title, answer, calls, said)
