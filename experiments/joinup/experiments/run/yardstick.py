"""The common effort that would be best for clients, beside the efforts that agencies choose (ODD 7.1).

Agencies weigh joint effort by what it pays them. The yardstick asks what effort does for clients: the
scenario is run again with every member making the same fixed effort, at each of `EFFORTS`, with the same
seeds. The best is the effort with the fewest weeks of need; as good as it is whatever is not clearly worse,
pair by pair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from math import isnan, nan
from statistics import fmean
from typing import Any, Self

from joinup.experiments.analysis.methods.statistics import WEEKS, Difference, difference
from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.report.formatting import COUNT
from joinup.experiments.run.measures_table import RunMeasures
from joinup.experiments.run.replicates import run_replicates
from joinup.experiments.run.request import RunRequest
from joinup.sim.parameters import Scenario
from joinup.sim.text.words import listing, number

EFFORTS = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Common efforts that are tried."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """Weeks of need if all members made the same effort, beside those of the efforts that they choose.

    Attributes
    ----------
    need_weeks
        Mean weeks of need over the replicates, one for each of `EFFORTS`.
    best
        The effort with the fewest.
    as_good
        Efforts, the best among them, that are not clearly worse than it.
    gap, low, high
        Weeks of need of the scenario less those at the best effort, and the 95 % confidence interval; NaN at
        the ends if there is one replicate.
    verdict
        What the scenario is beside the best common effort.
    """

    need_weeks: tuple[float, ...]
    best: float
    as_good: tuple[float, ...]
    gap: float
    low: float
    high: float
    verdict: str

    @property
    def sentence(self) -> str:
        """What stands in the summary."""
        weeks = listing(
            f"{COUNT.alone(weeks)} at {number(effort)}"
            for effort, weeks in zip(EFFORTS, self.need_weeks, strict=True)
        )
        text = f"Weeks of need if all members made the same effort: {weeks}."
        text += f" Best for clients: {number(self.best)}"
        if others := [number(one) for one in self.as_good if one != self.best]:
            text += f" (not clearly worse: {listing(others)})"
        gap = f"{COUNT.alone(abs(self.gap))} weeks {'more' if self.gap >= 0 else 'fewer'}"
        if not isnan(self.low):
            gap += f", 95% CI {self.low:+,.0f} to {self.high:+,.0f}"
        return f"{text}. The efforts that agencies choose: {gap}."

    @property
    def facts(self) -> dict[str, Any]:
        """The same for files; a missing number is None."""
        found = asdict(self) | {"efforts": list(EFFORTS)}
        return {
            name: None if isinstance(value, float) and isnan(value) else value
            for name, value in found.items()
        }

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any] | None) -> Self | None:
        """Return what a file has; None if it has nothing.

        Examples
        --------
        >>> kept = Yardstick((3.0, 2.0, 4.0, 5.0, 6.0), 0.25, (0.0, 0.25), 1.0, -1.0, 3.0, "cannot tell")
        >>> Yardstick.of_facts(kept.facts) == kept, Yardstick.of_facts(None)
        (True, None)
        """
        if facts is None:
            return None
        kept: dict[str, Any] = {name: nan if value is None else value for name, value in facts.items()}
        kept |= {name: tuple(kept[name]) for name in ("need_weeks", "as_good")}
        del kept["efforts"]
        return cls(**kept)


def yardstick_of(
    request: RunRequest, runs: Sequence[RunMeasures], *, progress: Callable[[int, int], None] | None = None
) -> Yardstick:
    """Run a scenario with common efforts, and compare its own runs with the best of them.

    Parameters
    ----------
    request
        What was run: its seeds and replicates are those of the yardstick.
    runs
        Measures of its runs.
    progress
        Called with the weeks run so far and the weeks in all.

    Raises
    ------
    RunFailedError
        If a run fails.
    """
    arms = {effort: with_common_effort(request.scenario, effort) for effort in EFFORTS}
    first, *others = EFFORTS
    asked = replace(
        request,
        scenario=arms[first],
        asked=(*request.asked, "--set", "decisions.rule=fixed", "--set", f"decisions.fixed_effort={first}"),
        baselines={number(effort): arms[effort] for effort in others},
        trace=0,
    )
    made = run_replicates(asked, progress=progress)
    every = {first: made.runs, **{effort: made.baselines[number(effort)] for effort in others}}
    weeks = {effort: [run.values[WEEKS] for run in measures] for effort, measures in every.items()}
    best = min(EFFORTS, key=lambda effort: fmean(weeks[effort]))
    worth = worth_of(WEEKS, fmean(weeks[best]), request.scenario.worth_having)

    def beside(ours: list[float]) -> Difference:
        return difference(ours, weeks[best], better="lower", worth=worth)

    def is_as_good(effort: float) -> bool:
        return effort == best or not beside(weeks[effort]).estimate.low > 0

    ours = beside([run.values[WEEKS] for run in runs])
    return Yardstick(
        need_weeks=tuple(fmean(weeks[effort]) for effort in EFFORTS),
        best=best,
        as_good=tuple(filter(is_as_good, EFFORTS)),
        gap=ours.estimate.mean,
        low=ours.estimate.low,
        high=ours.estimate.high,
        verdict=str(ours.verdict),
    )


def with_common_effort(scenario: Scenario, effort: float) -> Scenario:
    """Return a scenario in which every member makes the same effort, whatever it pays.

    Examples
    --------
    >>> from tests.support.scenarios import plain_town
    >>> with_common_effort(plain_town(), 0.25).decisions.fixed_effort
    0.25
    """
    own = {
        f"agencies.{agency.name}.{field}": value
        for agency in scenario.agencies
        for field, value in (("rule", None), ("fixed_effort", None), ("manager_support", 1.0))
        if getattr(agency, field) != value
    }
    return scenario.with_changes({"decisions.rule": "fixed", "decisions.fixed_effort": effort, **own})
