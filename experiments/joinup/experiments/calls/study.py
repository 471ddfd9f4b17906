"""``ju.Study``: a study, its analyses, reports and exports."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from joinup.experiments.analysis.discover import discover
from joinup.experiments.analysis.futures import Futures, futures
from joinup.experiments.analysis.guide import guide
from joinup.experiments.analysis.outcome_names import LOAD, Outcome, outcome_named
from joinup.experiments.analysis.sensitivity import MORRIS, SALTELLI, sensitivity_of
from joinup.experiments.arguments import named, path_if_given, real_if_given, texts, wrong
from joinup.experiments.calls.findings import Discovery, Guide, Sensitivity, shown_as
from joinup.experiments.report.files import place_given
from joinup.experiments.report.study_report import report, write_report
from joinup.experiments.study.errors import StorageError, StudyError
from joinup.experiments.study.export import dataset_of, export
from joinup.experiments.study.manifest import LEDGER
from joinup.experiments.study.merge import merge
from joinup.experiments.study.provenance import spans
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.sim.errors import ArgumentError, nearest
from joinup.sim.extensions.registry import carried
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count, listing

if TYPE_CHECKING:
    import xarray as xr

    from joinup.experiments.report.chart import Chart

OUTCOME = "need_weeks"
"""What a study is judged by if nothing is named."""

HEADLINES = ("reached", "resolved", "joined_up", "need_weeks", "public_cost")
"""Outcomes on the screen."""

LOAD_NAME = "load"
"""What callers call the share of places in use."""


class Study(Shown, StoredStudy):
    """The runs of a sweep: their tables and analyses.

    Studies come from :func:`joinup.sweep`, :func:`joinup.merge` and :func:`joinup.open`.

    Examples
    --------
    >>> import joinup as ju
    >>> forms = {"partnership.form": ["none", "merged"]}
    >>> study = ju.sweep(
    ...     "town", vary=forms, over="trust.start", points=8, weeks=26, clients=200, workers=0
    ... )
    >>> study.summaries()["partnership.form"].value_counts().to_dict()
    {'none': 8, 'merged': 8}
    >>> study.guide(outcome="resolved").rows[0].futures
    8
    >>> ju.open(study.save("kept").folder).summaries().equals(study.summaries())
    True
    >>> [path.name for path in study.export(out="tables")]
    ['points.csv', 'runs.csv', 'summaries.csv', 'money.csv', 'columns.csv']
    """

    def plot(self, *, outcome: str = OUTCOME, option: str | None = None) -> Chart:
        """Draw an outcome.

        The gain of each option over all futures, if options were crossed with other things; what matters, for
        a Morris or Saltelli sample; else the outcome beside what the points change. :meth:`guide`,
        :meth:`discover` and :meth:`sensitivity` have charts of their own.

        Parameters
        ----------
        outcome, option
            As in :meth:`guide`.

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        StudyError
            If the study has no figure for the outcome.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from joinup.experiments.report.charts import gains_chart
        from joinup.experiments.report.study_chart import points_chart

        stamp = f"study {self.folder.resolve().name}, joinup {self.facts['version']}"
        if self.facts["kind"] in (MORRIS, SALTELLI):
            chart = self.sensitivity(outcome=outcome).plot()
        elif option is not None or (self.facts["options"] and self.ranges):
            found = self._futures(outcome, option)
            chart = gains_chart(found, found.reference())
        else:
            chart = points_chart(self, self._judged(outcome), stamp=stamp)
        return replace(chart, stamp=stamp)

    def guide(
        self, *, outcome: str = OUTCOME, option: str | None = None, by: str | Sequence[str] | None = None
    ) -> Guide:
        """Find which option is best in which circumstances, by how much and how sure.

        Parameters
        ----------
        outcome
            What to judge by, such as ``resolved`` or ``net_benefit``.
        option
            The path of the options, if the study crossed several.
        by
            Circumstances to cut by: paths, or ``load``; the load and those that set options apart most if
            not given.

        Raises
        ------
        StudyError
            If options were not crossed with other things, or no future has all of them.
        ArgumentError
            If an argument is of a wrong type.
        """
        found = self._futures(outcome, option)
        by = tuple(_circumstance(found, text) for text in texts(by, "by"))
        return shown_as(Guide, guide(found, by=by))

    def discover(
        self,
        *,
        outcome: str = OUTCOME,
        option: str | None = None,
        against: str | None = None,
        only: str | Sequence[str] | None = None,
        threshold: float | None = None,
    ) -> Discovery:
        """Find in which circumstances options work, with regret and satisficing over all futures.

        Parameters
        ----------
        outcome, option
            As in :meth:`guide`.
        against
            The option to compare with; ``none`` if it is there, else the first.
        only
            Options to look for circumstances of; all others if not given.
        threshold
            The outcome that is good enough; what `against` achieves in the same future if not given.

        Raises
        ------
        StudyError
            If options were not crossed with other things, or no future has all of them.
        ArgumentError
            If an argument is of a wrong type.
        """
        enough = real_if_given(threshold, "threshold")
        found = self._futures(outcome, option)
        works = discover(found, against=against, only=texts(only, "only"), threshold=enough)
        return shown_as(Discovery, works)

    def _futures(self, outcome: str, option: str | None) -> Futures:
        self.check_results()
        return futures(self, self._judged(outcome), option)

    def _judged(self, outcome: str) -> Outcome:
        with carried(self.scenario.extensions_at_hand):
            return outcome_named(outcome, self.summaries().columns)

    def sensitivity(
        self, *, outcome: str = OUTCOME, between: str | Sequence[str] | None = None
    ) -> Sensitivity:
        """Find which parameters matter for an outcome, and for a difference between two options.

        Parameters
        ----------
        outcome
            As in :meth:`guide`.
        between
            Two options, as ``"merged,none"`` or a pair: is the first better than the second?

        Raises
        ------
        StudyError
            If this is no Morris or Saltelli study.
        ArgumentError
            If an argument is of a wrong type.
        """
        self.check_results()
        return shown_as(Sensitivity, sensitivity_of(self, self._judged(outcome), pair_of(between)))

    def report(
        self, *, outcome: str = OUTCOME, option: str | None = None, out: str | os.PathLike[str] | None = None
    ) -> tuple[Path, ...]:
        """Write the study as one web page that opens offline, with its charts as files.

        Parameters
        ----------
        outcome, option
            As in :meth:`guide`; a Morris or Saltelli study needs no options.
        out
            Folder for the files; ``report`` in the study's if not given.

        Returns
        -------
        tuple of Path
            The page first, then the charts.

        Raises
        ------
        StudyError
            If the study is neither of options nor a Morris or Saltelli sample.
        StorageError
            If the files cannot be written.
        ArgumentError
            If an argument is of a wrong type.
        """
        self.check_results()
        place = path_if_given(out, "out") or self.folder / "report"
        made = report(self, outcome, option=option)
        try:
            return tuple(write_report(made, place))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StorageError(f"the report cannot be written to '{place}': {reason}") from error

    def export(self, *, to: str = "csv", out: str | os.PathLike[str] | None = None) -> tuple[Path, ...]:
        """Write the study's tables for other programs, with the unit and meaning of every column.

        Parameters
        ----------
        to
            ``csv``, ``xlsx``, ``netcdf`` or ``parquet``.
        out
            Folder for the files; ``export`` in the study's if not given.

        Returns
        -------
        tuple of Path
            The files.

        Raises
        ------
        StudyError
            If the format is not known or the tables do not fit.
        StorageError
            If the files cannot be written.
        ArgumentError
            If an argument is of a wrong type.
        """
        self.check_results()
        return tuple(export(self, to, path_if_given(out, "out") or self.folder / "export"))

    def to_xarray(self) -> xr.Dataset:
        """Return the summaries as one labelled data set: point times replicate.

        What points change stands along the axis of points; variables carry unit, name and meaning.

        Raises
        ------
        MissingExtraError
            If xarray is not installed.
        """
        return dataset_of(self, self.summaries(), ["point", "replicate"])

    def save(self, path: str | os.PathLike[str]) -> Study:
        """Copy it to another folder; a study is a folder already, but it may be a temporary one.

        Parameters
        ----------
        path
            A new folder.

        Returns
        -------
        Study
            The copy.

        Raises
        ------
        StudyError
            If the folder is not free.
        StorageError
            If it cannot be written.
        ArgumentError
            If it is no path.
        """
        return Study(merge([self.folder], place_given(path)).folder)

    def _card(self) -> Card:
        standing = self.standing
        said = [
            standing.sentence,
            f"{count(len(self.points), 'point')} ({self.facts['kind'].replace('_', ' ')}) times"
            f" {count(len(self.seeds), 'replicate')}, seeds {spans(self.seeds)}.",
        ]
        rows = []
        if standing.whole:
            summaries = self.summaries()
            for name in HEADLINES:
                one = outcome_named(name, summaries.columns, ranked=False)
                values = one.of(summaries, self.scenario)
                told = (values.mean(), *values.quantile([0.1, 0.9]))
                rows.append((capital(one.title), *(one.writer.alone(float(value)) for value in told)))
        columns = ("", "Mean", "10% of runs below", "90% below") if rows else ()
        return Card(
            f"Study of '{self.scenario.name}', varying {listing(map(str, self.points.columns)) or 'nothing'}",
            tuple(said),
            columns,
            tuple(rows),
            (
                "study.summaries()",
                ".failures()",
                *self._analyses(),
                ".plot()",
                ".export()",
                ".save('folder')",
            ),
        )

    def _analyses(self) -> tuple[str, ...]:
        if self.facts["kind"] in (MORRIS, SALTELLI):
            return (".sensitivity()", ".report()")
        return (".guide()", ".discover()", ".report()") if self.facts["options"] and self.ranges else ()


def _circumstance(found: Futures, text: str) -> str:
    name = LOAD if text == LOAD_NAME else text
    if name not in found.circumstances:
        there = [LOAD_NAME if one == LOAD else str(one) for one in found.circumstances]
        near = nearest(text, there)
        hint = f"; did you mean '{near}'?" if near else ""
        raise StudyError(f"{named('by')} {text}: the study does not vary it{hint}")
    return name


def pair_of(between: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return the two options that are named; none if none are.

    Raises
    ------
    ScenarioError
        If there are more or fewer.

    Examples
    --------
    >>> pair_of("merged,none")
    ('merged', 'none')
    """
    if between is None:
        return ()
    given = between.split(",") if isinstance(between, str) else texts(between, "between")
    names = tuple(name.strip() for name in given)
    if len(names) != 2 or not all(names):
        raise wrong("between", "name two options, such as merged,none", given=between)
    return names


def study_at(folder: str | os.PathLike[str]) -> Study:
    """Open a study for reading, also while a sweep is writing to it.

    Raises
    ------
    StudyError
        If there is no study in the folder.
    ArgumentError
        If it is no path.
    """
    place = path_if_given(folder, "study", "a Study or its folder")
    if place is None:
        raise ArgumentError(named("study"), folder, "a Study or its folder")
    return Study(open_study(place).folder)


def study_given(given: object) -> Study | None:
    """Return the study that was given, itself or by its folder; None if it is something else."""
    if isinstance(given, StoredStudy):
        return given if isinstance(given, Study) else Study(given.folder)
    if isinstance(given, str | os.PathLike) and os.path.isfile(Path(given) / LEDGER):
        return Study(Path(given))
    return None
