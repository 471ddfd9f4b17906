"""``ju.to_salib``: a scenario as a problem of SALib.

Herman and Usher (2017), SALib: an open-source Python library for sensitivity analysis,
doi:10.21105/joss.00097.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from joinup.experiments.adapters.simulator import Simulator, simulator
from joinup.experiments.adapters.space import Numbers
from joinup.experiments.arguments import Changes, ScenarioLike
from joinup.experiments.study.design_options import Over, Vary
from joinup.sim.extras import require
from joinup.sim.seeds import Seed


@dataclass(frozen=True, slots=True)
class SalibProblem:
    """A problem of SALib and the function that answers it; :func:`joinup.to_salib` makes them.

    Attributes
    ----------
    simulate
        The scenario as a function.
    grouped
        Whether the parameters of a section of the scenario are a group.
    """

    simulate: Simulator
    grouped: bool = False

    @property
    def problem(self) -> dict[str, Any]:
        """The problem as SALib wants it: `num_vars`, `names`, `bounds`, `outputs`, perhaps `groups`.

        SALib samples real numbers. What takes whole numbers, or values of a list, has half a step more at
        both ends, so that all of them are equally likely.
        """
        axes = self.simulate.space.axes
        found: dict[str, Any] = {
            "num_vars": len(axes),
            "names": [axis.path for axis in axes],
            "bounds": [
                [axis.low - half, axis.high + half] for axis, half in zip(axes, self._half, strict=True)
            ],
            "outputs": list(self.simulate.outcomes),
        }
        if self.grouped:
            found["groups"] = [axis.path.partition(".")[0] for axis in axes]
        return found

    @property
    def _half(self) -> list[float]:
        return [0.5 if axis.whole else 0.0 for axis in self.simulate.space.axes]

    def evaluate(self, samples: npt.ArrayLike) -> Numbers:
        """Run the scenario at samples; return ``(samples,)`` of one outcome, ``(samples, outcomes)`` of more.

        Raises
        ------
        ScenarioError
            With every sample whose values are not allowed; nothing is run then.
        """
        numbers = np.array(samples, dtype=float, ndmin=2)
        for place, axis in enumerate(self.simulate.space.axes):
            if axis.whole:
                numbers[:, place] = np.clip(np.rint(numbers[:, place]), axis.low, axis.high)
        found = self.simulate(numbers)
        return found[:, 0] if found.shape[1] == 1 else found


def to_salib(
    scenario: ScenarioLike,
    *,
    outcomes: str | Iterable[str],
    over: Over | None = None,
    vary: Vary | None = None,
    grouped: bool = False,
    replicates: int = 1,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
    workers: int = 0,
) -> SalibProblem:
    """Make a scenario a problem of SALib, for its samplers and analyses.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    outcomes, over, vary
        What comes back, parameters with a range, and parameters with a list of values; see
        :func:`joinup.simulator`.
    grouped
        Whether the parameters of a section of the scenario (``agencies``, ``trust`` ...) are a group, which
        SALib then analyses as one.
    replicates, seed
        Runs of each sample, of which SALib gets the mean, and the seed of the first: the same at every sample
        (common random numbers).
    changes, weeks, clients
        What is changed in the scenario at every sample, as in :func:`joinup.run`.
    workers
        Processes on this machine that share the samples; 0 runs them in this process.

    Returns
    -------
    SalibProblem
        `problem` is the dictionary for SALib's functions or its ``ProblemSpec``, `evaluate` the function to
        evaluate.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked.
    ArgumentError
        If an argument is of a wrong type.
    MissingExtraError
        If SALib is not installed.

    Examples
    --------
    >>> import joinup as ju
    >>> from SALib import ProblemSpec
    >>> over = {"trust.start": (0.1, 0.6), "service.fatigue": None}
    >>> ours = ju.to_salib("town", over=over, outcomes="resolved", weeks=26, clients=200)
    >>> spec = ProblemSpec(ours.problem)
    >>> found = spec.sample_morris(2, seed=1).evaluate(ours.evaluate).analyze_morris(seed=1)
    >>> found.analysis["mu_star"].shape
    (2,)
    """
    require("SALib")
    simulate = simulator(
        scenario,
        outcomes=outcomes,
        over=over,
        vary=vary,
        replicates=replicates,
        seed=seed,
        changes=changes,
        weeks=weeks,
        clients=clients,
        workers=workers,
    )
    return SalibProblem(simulate, grouped)
