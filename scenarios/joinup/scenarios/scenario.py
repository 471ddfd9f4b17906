"""``ju.Scenario``: the parameters of the model, and what a person does with them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, cast

from pydantic import ConfigDict

from joinup.scenarios.asked_load import AskedLoad, with_changes, with_places_solved
from joinup.scenarios.bare_names import changes_by_path, problem_by_name
from joinup.scenarios.baselines import baseline_of
from joinup.scenarios.field_view import FieldView
from joinup.scenarios.files import SUFFIXES
from joinup.scenarios.levers import Levers
from joinup.scenarios.overview import overview
from joinup.sim.errors import ArgumentError, Problem, ScenarioError
from joinup.sim.parameters import Scenario as Parameters
from joinup.sim.parameters.baselines import Baseline
from joinup.sim.text.card import Card, Shown

if TYPE_CHECKING:
    import pandas as pd

    from joinup.scenarios.describe.description import Description

EVIDENCE = ("path", "what", "value", "unit", "low", "high", "source", "grade", "note", "given")


class Scenario(Shown, Parameters):
    """A scenario: everything that is said about a run before it starts.

    Scenarios come from :func:`joinup.load`, or from :meth:`parse` for one that is in no file. They are
    checked, and never change: :meth:`set` and :meth:`baseline` return others. Their sections are attributes,
    as in the file: ``scenario.partnership.form``.

    Examples
    --------
    >>> import joinup as ju
    >>> town = ju.load("town")
    >>> town.partnership.form
    'formal'
    >>> merged = town.set(form="merged", **{"agencies.housing.places": 40})
    >>> merged.partnership.form, merged.get("agencies.housing.places")
    ('merged', 40.0)
    >>> print(town.describe().title)
    A town with four agencies
    """

    model_config = ConfigDict(ignored_types=(FieldView,))

    if TYPE_CHECKING:
        levers: Levers = cast(Levers, ())
    else:
        levers = FieldView(lambda scenario: Levers(scenario.__dict__["levers"], scenario))
    """What people may want to change: the levers as declared, and a `table` with the values as they stand."""

    if TYPE_CHECKING:
        load: AskedLoad = cast(AskedLoad, ())
    else:
        load = FieldView(AskedLoad.of)
    """The occupancy asked for and what places allow, and a `table` of the load offered to each agency."""

    @classmethod
    def parse(cls, tree: Mapping[str, Any]) -> Self:
        """Build a scenario from plain mappings, lists and scalars; the load it asks for is solved.

        Raises
        ------
        ScenarioError
            With every problem found: in single values, between parts, in events and levers.
        ArgumentError
            If it is no mapping.
        """
        return with_places_solved(super().parse(tree))

    def with_changes(self, changes: Mapping[str, Any]) -> Self:
        """Return the scenario with other values at the given paths; another load is solved anew.

        Parameters
        ----------
        changes
            New values by path, for instance ``{"partnership.form": "merged"}``.

        Raises
        ------
        ScenarioError
            With every path that leads nowhere and every value that is not allowed.
        ArgumentError
            If they are no values by path.
        """
        return with_changes(self, changes)

    def baseline(self, which: Baseline) -> Self:
        """Return what the scenario is laid beside (ODD 7.8).

        Parameters
        ----------
        which
            ``none``: without the form of joint working and every joint lever, with the same money, places
            and campaigns. ``none_same_money``: with the money besides that joint working costs spent on
            places from the start, for which the scenario is run three times. ``no_programme``: without the
            programme's money as well.

        Raises
        ------
        ScenarioError
            If there is no such baseline.

        Examples
        --------
        >>> import joinup as ju
        >>> town = ju.load("town")
        >>> town.baseline("none").partnership.form
        'none'
        """
        if which == "none" or which == "no_programme":
            return super().baseline(which)
        return baseline_of(self, which)

    def set(self, /, **values: Any) -> Self:
        """Return the scenario with other values.

        Parameters
        ----------
        **values
            New values by path, as ``**{"partnership.form": "merged"}``; or by the last part of a path, as
            ``form="merged"``, where one path of the scenario ends in it, or one of its levers does. With
            ``clients`` others stand for as many people as before, as in every call of joinup.

        Raises
        ------
        ScenarioError
            With every name that means nothing or several things, and every value that is not allowed.

        Examples
        --------
        >>> import joinup as ju
        >>> short = ju.load("town").set(weeks=52, clients=500, **{"trust.start": 0.4})
        >>> short.weeks, short.people_per_client, short.trust.start
        (52, 4.0, 0.4)
        >>> try:
        ...     short.set(form="mergd", wekks=52)
        ... except ju.errors.ScenarioError as error:
        ...     print([problem.suggestion for problem in error.problems])
        ['weeks', 'merged']
        """
        changes, problems = changes_by_path(self, values)
        try:
            changed = self.with_changes(changes)
        except ScenarioError as error:
            problems += [problem_by_name(self, problem) for problem in error.problems]
            raise ScenarioError(list(dict.fromkeys(problems))) from None
        if problems:
            raise ScenarioError(problems)
        return changed

    def describe(self) -> Description:
        """Say in plain English what the scenario says, what can be changed and what it rests on.

        Returns
        -------
        Description
            Sections of sentences and tables: text when printed, a page in a notebook.

        Examples
        --------
        >>> import joinup as ju
        >>> [section.heading for section in ju.load("town").describe().sections][:3]
        ['In short', 'Who the clients are', 'Who may be served']
        """
        # Takes a while to import, and most scenarios are run rather than described.
        from joinup.scenarios.describe.description import describe

        return describe(self)

    @property
    def evidence(self) -> pd.DataFrame:
        """Every number: path, value, unit, range, source, grade and note; `given` if the scenario sets it.

        Examples
        --------
        >>> import joinup as ju
        >>> evidence = ju.load("town").evidence.set_index("path")
        >>> evidence.loc["agencies.housing.turnover", ["value", "grade"]].to_list()
        [0.136, 'L']
        """
        from joinup.scenarios.evidence import numbers, table_of

        return table_of(numbers(self), EVIDENCE)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the scenario as a file that :func:`joinup.load` and :func:`joinup.open` read as the same.

        Every value is written, with its evidence, so that no default can change it later. What a file said in
        comments or by ``extends`` is not kept.

        Parameters
        ----------
        path
            A file ending in ``.yaml`` or ``.yml``; one that is there is overwritten.

        Raises
        ------
        ScenarioError
            If the file cannot be written, or ends in something else.
        ArgumentError
            If it is no path.

        Examples
        --------
        >>> import joinup as ju
        >>> merged = ju.load("town").set(form="merged")
        >>> ju.open(merged.save("merged.yaml")) == merged
        True
        """
        from joinup.scenarios.write import as_yaml

        if not isinstance(path, str | os.PathLike):
            raise ArgumentError("path", path, "the path of a file")
        place = Path(path)
        if place.suffix not in SUFFIXES:
            text = f"'{place}' must end in {' or '.join(SUFFIXES)}"
            raise ScenarioError([Problem((), text)])
        try:
            place.write_text(as_yaml(self), encoding="utf-8")
        except OSError as error:
            reason = (error.strerror or "unknown reason").lower()
            raise ScenarioError([Problem((), f"'{place}' cannot be written: {reason}")]) from None
        return place

    def __str__(self) -> str:
        """Return what it is on one screen."""
        return repr(self)

    def _card(self) -> Card:
        return overview(self)
