"""``ju.Study``: a study, and what it can say and write."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from joinup.experiments.analysis.discover import Discovery, discover
from joinup.experiments.analysis.futures import Futures, futures
from joinup.experiments.analysis.guide import Guide, guide
from joinup.experiments.analysis.outcome_names import LOAD, outcome_named
from joinup.experiments.analysis.sensitivity import Sensitivity, sensitivity_of
from joinup.experiments.arguments import named, path_if_given, real_if_given, texts, wrong
from joinup.experiments.report.study_report import report, write_report
from joinup.experiments.study.errors import StorageError, StudyError
from joinup.experiments.study.export import export
from joinup.experiments.study.lock import LEDGER
from joinup.experiments.study.study import Study as StoredStudy
from joinup.experiments.study.study import open_study
from joinup.sim.errors import ArgumentError, nearest

OUTCOME = "unmet_need_weeks"
"""What a study is judged by if nothing is named."""

LOAD_NAME = "load"
"""What callers call the share of places in use."""


class Study(StoredStudy):
    """The runs of a sweep: their tables, and what they show.

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
    >>> [path.name for path in study.export(out="tables")]
    ['points.csv', 'runs.csv', 'summaries.csv', 'money.csv']
    """

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
        return guide(found, by=tuple(_circumstance(found, text) for text in texts(by, "by")))

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
        return discover(found, against=against, only=texts(only, "only"), threshold=enough)

    def _futures(self, outcome: str, option: str | None) -> Futures:
        return futures(self, outcome_named(outcome, self.summaries().columns), option)

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
        return sensitivity_of(self, outcome_named(outcome, self.summaries().columns), pair_of(between))

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
        place = path_if_given(out, "out") or self.folder / "report"
        made = report(self, outcome, option=option)
        try:
            return tuple(write_report(made, place))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StorageError(f"the report cannot be written to '{place}': {reason}") from error

    def export(self, *, to: str = "csv", out: str | os.PathLike[str] | None = None) -> tuple[Path, ...]:
        """Write the study's tables for other programs.

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
        return tuple(export(self, to, path_if_given(out, "out") or self.folder / "export"))


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
    if isinstance(given, str | os.PathLike) and (Path(given) / LEDGER).is_file():
        return Study(Path(given))
    return None
