"""``ju.Session``: a session that is steered week by week, drawn and saved."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from joinup.experiments.report.files import file_given
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE
from joinup.experiments.run.result import Result
from joinup.experiments.session import session as sessions
from joinup.experiments.session.files import save
from joinup.experiments.session.live_outcomes import BY_NAME, OUTCOMES, at_the_end
from joinup.experiments.session.log import RUN
from joinup.experiments.session.saved_session import SavedSession
from joinup.experiments.study.errors import StorageError
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.text.card import Card, Shown
from joinup.sim.text.words import capital, count

if TYPE_CHECKING:
    from joinup.experiments.report.chart import Chart

WRITERS = {"share": SHARE, "ratio": DECIMAL, "GBP": MONEY}


class Session(Shown, sessions.Session):
    """One scenario, run week by week beside its counterfactuals.

    Parameters
    ----------
    scenario
        What to run: the name of a shipped scenario, the path of a file, or a scenario.
    seed
        Seed of every draw, the same in all arms; a whole number or a NumPy ``SeedSequence`` or ``Generator``.
    traced
        Clients whose stories are followed.
    memory
        Most bytes of checkpoints.

    Examples
    --------
    >>> import joinup as ju
    >>> session = ju.Session(ju.load("town").with_changes({"population.clients": 200}), seed=1)
    >>> session.run_for(20)
    >>> decision = session.decide({"partnership.form": "merged"}, who="facilitator")
    >>> session.run_for(6)
    >>> session.week, session.parameters.partnership.form
    (26, 'merged')
    >>> repr(ju.open(session.save("room.json"))) == repr(session)
    True
    >>> session.rewind(20)
    >>> session.week
    20
    """

    def result(self, arm: str = RUN) -> Result:
        """Return the tables of an arm so far."""
        return Result.with_tables_of(super().result(arm))

    def plot(self, outcome: str = "unmet_need") -> Chart:
        """Draw an outcome week by week in every arm, with marks where something was decided.

        Parameters
        ----------
        outcome
            ``unmet_need``, ``waiting``, ``resolved``, ``public_cost`` or another that a room shows; or
            ``scorecard`` or ``money``.

        Returns
        -------
        Chart
            Shown by a notebook; its `save` writes it as SVG, PNG or HTML.

        Raises
        ------
        ScenarioError
            If there is no such outcome, or no week has run.
        MissingExtraError
            If Matplotlib is not installed.
        """
        from dataclasses import replace

        from joinup.experiments.session import charts
        from joinup.experiments.session.snapshot import Snapshot, snapshot

        if not self.week:
            raise ScenarioError([Problem((), "no week has run yet: there is nothing to draw")])
        others: dict[str, Callable[[Snapshot], Chart]] = {
            "scorecard": charts.scorecard_chart,
            "money": charts.money_chart,
        }
        if outcome not in BY_NAME and outcome not in others:
            raise ScenarioError([Problem.unknown((), "outcome", outcome, (*BY_NAME, *others))])
        copied = snapshot(self)
        stamp = f"{self.scenario.name}, seed {self.seed}, joinup {copied.version}"
        if outcome in others:
            return replace(others[outcome](copied), stamp=stamp)
        return replace(charts.outcome_chart(copied, BY_NAME[outcome]), stamp=stamp)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a file, which :func:`joinup.open` resumes and :func:`joinup.replay` repeats.

        Parameters
        ----------
        path
            A file that ends in ``.json``. It holds the scenario, the seed and what was decided, in this run
            and in what-ifs; weeks are run again when it is opened.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ScenarioError
            If it ends otherwise.
        StorageError
            If it cannot be written.
        ArgumentError
            If it is no path.
        """
        place = file_given(path, (".json",))
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            save(place, self.scenario, self.seed, self.log, weeks=self.week, arms=self.saved_arms)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise StorageError(f"'{place}' cannot be written: {reason}") from error
        return place

    def _card(self) -> Card:
        said = [f"{count(len(self.log), 'decision')} so far."]
        said += [f"Week {entry.week}: {entry.words} ({entry.who})." for entry in self.log[-3:]]
        values = [at_the_end(self.scenario, series) for series in self.series.values()]
        rows = tuple(
            (
                capital(outcome.title) + (", GBP" if outcome.unit == "GBP" else ""),
                *(WRITERS.get(outcome.unit, COUNT).alone(found[place]) for found in values),
            )
            for place, outcome in enumerate(OUTCOMES)
            if np.isfinite([found[place] for found in values]).any()
        )
        return Card(
            f"Session of '{self.scenario.name}', seed {self.seed}: week {self.week} of {self.scenario.weeks}",
            tuple(said),
            ("", *(arm.title for arm in self.arms.values())),
            rows,
            ("session.run_for(13)", ".decide({...}, who='us')", ".plot()", ".result()", ".save('room.json')"),
        )


def resumed(saved: SavedSession) -> Session:
    """Resume a saved session where it stopped."""
    session = Session(saved.scenario, saved.seed)
    session.repeat(saved.weeks, saved.log, saved.arms)
    return session
