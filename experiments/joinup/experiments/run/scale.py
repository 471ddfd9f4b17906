"""The error of scale: how far the number of simulated clients changes the answer.

Where clients stand for people, places are divided among fewer clients and rounded to whole ones, and few
places queue longer than many. So a pilot runs the scenario at its own size and with half as many clients for
the same people, with the same seeds, before anything is decided upon it. The error is the difference between
the two sizes in the headline, weeks of need, as a share of it::

    error = (weeks with clients/2 - weeks with clients) / weeks with clients

with Student's 95 % confidence interval over the pairs, and the one verdict of all differences
(:mod:`joinup.experiments.analysis.methods.verdicts`), for which `LIMIT` is the smallest that matters.

It is a difference that was seen, not a bound: it is the error of the larger size if that falls as one over
the number of clients, less than that if it falls more slowly, and blind to what both sizes share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from math import inf, isfinite, nan
from typing import Any

import numpy as np

from joinup.experiments.analysis.methods.verdicts import Rule, Verdict, over_chance
from joinup.experiments.arguments import named
from joinup.experiments.run.admission import admit
from joinup.experiments.run.measures_table import Key
from joinup.experiments.run.replicates import StoppedError, run_replicates
from joinup.experiments.run.request import RunRequest
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.words import count, number

CLIENTS = "population.clients"
HEADLINE = Key("outcome", "need_weeks", ALL)

LIMIT = 0.05
"""Share of the headline from which the error of scale is refused."""

PAIRS = 4
"""Seeds of the pilot: few, as each of a large scenario is the mean of many clients."""

HALF = "half"


@dataclass(frozen=True, slots=True)
class ScaleEffect:
    """What a pilot found: the headline with half as many clients beside that with all.

    Attributes
    ----------
    clients, people
        The scenario's simulated clients, and the people that they stand for.
    half
        Simulated clients of the smaller size.
    share
        Weeks of need with the smaller size less those with the larger, as a share of these; NaN if the
        pilot could not be run.
    low, high
        The 95 % confidence interval of that share.
    verdict
        ``no difference`` within the limit, ``cannot tell``, or ``higher`` and ``lower`` with fewer clients.
    """

    clients: int
    people: int
    half: int
    share: float
    low: float
    high: float
    verdict: str

    @property
    def is_beyond(self) -> bool:
        """Whether the number of clients changes the headline by more than the limit, and beyond chance."""
        return Verdict(self.verdict).is_clear

    @property
    def found(self) -> str:
        """What the pilot found, in words."""
        if not isfinite(self.share):
            return "a pilot of half as many could not be run"
        return (
            f"with {number(self.half)}, weeks of need differ by {self.share:+.1%}"
            f" (95% confidence interval {self.low:+.1%} to {self.high:+.1%})"
        )

    @property
    def sentence(self) -> str:
        """What stands beside results."""
        said = {
            Verdict.NO_DIFFERENCE: f"within {LIMIT:.0%}",
            Verdict.CANNOT_TELL: f"cannot tell whether that is within {LIMIT:.0%}",
        }.get(Verdict(self.verdict), f"the number of clients changes the answer by more than {LIMIT:.0%}")
        return f"Error of scale: {_stand(self.clients, self.people)}; {self.found}: {said}."

    @property
    def facts(self) -> dict[str, Any]:
        """The same for files; a missing number is None."""
        return {
            name: None if isinstance(value, float) and not isfinite(value) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def of_facts(cls, facts: Mapping[str, Any] | None) -> ScaleEffect | None:
        """Return what a file has; None if it has nothing.

        Examples
        --------
        >>> kept = ScaleEffect(500, 2000, 250, 0.01, -0.02, 0.04, "no difference")
        >>> ScaleEffect.of_facts(kept.facts) == kept, ScaleEffect.of_facts(None)
        (True, None)
        """
        if facts is None:
            return None
        kept: dict[str, Any] = {name: nan if value is None else value for name, value in facts.items()}
        return cls(**kept)


def largest(effects: Iterable[ScaleEffect | None]) -> ScaleEffect | None:
    """Return the largest of several; one that could not be measured is larger than any."""
    there = [one for one in effects if one is not None]
    return max(there, key=lambda one: abs(one.share) if isfinite(one.share) else inf, default=None)


_measured: dict[str, ScaleEffect] = {}
"""What was found in this process, by the scenario's hash."""


def scale_effect_of(scenario: Scenario, *, stopped: Callable[[], bool] = lambda: False) -> ScaleEffect | None:
    """Measure the error of scale in a pilot, once for each scenario.

    Parameters
    ----------
    scenario
        The scenario.
    stopped
        Whether to give up.

    Returns
    -------
    ScaleEffect or None
        None if every client is one person, or if it was stopped.

    Raises
    ------
    ScenarioError
        If this machine cannot run the pilot.

    Examples
    --------
    >>> from tests.support.scenarios import plain_town
    >>> scale_effect_of(plain_town()) is None
    True
    """
    if scenario.people_per_client <= 1:
        return None
    if scenario.hash not in _measured:
        admit(scenario, 2 * PAIRS)
        try:
            _measured[scenario.hash] = _measure(scenario, stopped)
        except StoppedError:
            return None
    return _measured[scenario.hash]


def check_scale(effect: ScaleEffect | None, *, any_scale: bool) -> None:
    """Refuse what is decided upon too few simulated clients, unless it was asked for.

    Raises
    ------
    ScenarioError
        If the number of clients changes the headline by more than the limit.

    Examples
    --------
    >>> found = ScaleEffect(20_000, 100_000, 10_000, 1.15, 0.9, 1.4, "higher")
    >>> check_scale(found, any_scale=True)
    >>> check_scale(found, any_scale=False)
    Traceback (most recent call last):
    ...
    joinup.sim.errors.ScenarioError: population.clients: ... and the limit is 5%: simulate more ...
    """
    if effect is None or any_scale or not effect.is_beyond:
        return
    text = (
        f"the number of clients changes the answer: {_stand(effect.clients, effect.people)};"
        f" {effect.found}, and the limit is {LIMIT:.0%}: simulate more ({named('clients')}, up to"
        f" {number(effect.people)}), or give {named('any_scale')} to go on all the same"
    )
    raise ScenarioError([Problem(tuple(CLIENTS.split(".")), text)])


def _measure(scenario: Scenario, stopped: Callable[[], bool]) -> ScaleEffect:
    clients, people = scenario.population.clients, scenario.population.people
    assert people is not None
    half = clients // 2

    def check(_made: int, _in_all: int) -> None:
        if stopped():
            raise StoppedError

    unknown = ScaleEffect(clients, people, half, nan, nan, nan, str(Verdict.CANNOT_TELL))
    if half == 0:
        return unknown
    try:
        smaller = scenario.with_changes({CLIENTS: half})
        pilot = RunRequest(scenario, replicates=PAIRS, baselines={HALF: smaller})
        runs = run_replicates(pilot, progress=check)
    except StoppedError:
        raise
    except Exception:
        # Whatever stands against the runs is told by those that the caller asked for.
        return unknown
    ours, theirs = (
        np.array([run.values[HEADLINE] for run in one]) for one in (runs.runs, runs.baselines[HALF])
    )
    level = ours.mean() or theirs.mean() or 1.0
    judged = over_chance((theirs - ours) / level, worth=LIMIT, rule=Rule(fewest=PAIRS))
    words = {Verdict.BETTER: Verdict.HIGHER, Verdict.WORSE: Verdict.LOWER}
    found = words.get(judged.verdict, judged.verdict)
    return ScaleEffect(clients, people, half, judged.middle, judged.low, judged.high, str(found))


def _stand(clients: int, people: int) -> str:
    stand = "stands" if clients == 1 else "stand"
    return f"{count(clients, 'simulated client')} {stand} for {count(people, 'person', 'people')}"
