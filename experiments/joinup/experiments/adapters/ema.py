"""``ju.to_ema``: a scenario as a model of the EMA Workbench.

Kwakkel (2017), The Exploratory Modeling Workbench, doi:10.1016/j.envsoft.2017.06.054.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from joinup.experiments.adapters.simulator import Simulator, simulator
from joinup.experiments.arguments import Changes, ScenarioLike, named, texts, wrong
from joinup.experiments.study.design_options import Over, Vary
from joinup.experiments.study.ranges import Range
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.extras import extra
from joinup.sim.parameters.scenario import primary_path
from joinup.sim.seeds import Seed

if TYPE_CHECKING:
    from ema_workbench import Model


@dataclass(frozen=True, slots=True)
class Experiment:
    """What the workbench calls: one point by keywords, to outcomes by name.

    Attributes
    ----------
    simulate
        The scenario as a function.
    """

    simulate: Simulator

    def __call__(self, **point: Any) -> dict[str, float]:
        """Run one experiment; outcomes of one that failed are NaN, and the workbench's log says why."""
        # The workbench spells paths as it wants names; of a model without uncertainties it hands over those
        # names as well, with the values of an experiment before.
        names = self.simulate.names
        stale = {_python_name(path) for path in names} - {*names}
        values = self.simulate({name: value for name, value in point.items() if name not in stale})
        for failure in self.simulate.failures:
            from ema_workbench.util import get_module_logger

            # Raising its ExperimentError would leave the outcomes of the experiment before in place.
            get_module_logger(__name__).warning(f"{failure.point}, seed {failure.seed}: {failure.error}")
        return dict(zip(self.simulate.outcomes, values.tolist(), strict=True))


def to_ema(
    scenario: ScenarioLike,
    *,
    outcomes: str | Iterable[str],
    over: Over | None = None,
    vary: Vary | None = None,
    levers: str | Iterable[str] | None = None,
    replicates: int = 1,
    seed: Seed = 1,
    changes: Changes | None = None,
    weeks: int | None = None,
    clients: int | None = None,
) -> Model:
    """Make a scenario a model of the EMA Workbench, for its samplers, evaluators and optimisers.

    Ranges become real or integer parameters, lists of values categorical ones, outcomes scalars to maximise,
    to minimise or for information. The workbench wants names as Python has them: ``trust.start`` is
    ``trust_start`` there.

    Parameters
    ----------
    scenario
        The name of a shipped scenario, the path of a file, or a scenario.
    outcomes, over, vary
        What comes back, parameters with a range, and parameters with a list of values; see
        :func:`joinup.simulator`.
    levers
        Which parameters are levers; those that the scenario names as levers if not given. The others are
        uncertainties.
    replicates, seed
        Runs of each experiment, of which the workbench gets the mean, and the seed of the first: the same in
        every experiment (common random numbers).
    changes, weeks, clients
        What is changed in the scenario in every experiment, as in :func:`joinup.run`.

    Returns
    -------
    ema_workbench.Model
        The model, which every evaluator of the workbench can run: it can be pickled.

    Raises
    ------
    ScenarioError
        With everything that is wrong with what was asked.
    ArgumentError
        If an argument is of a wrong type.
    MissingExtraError
        If the workbench is not installed.

    Examples
    --------
    >>> import joinup as ju
    >>> over = {"trust.start": (0.1, 0.6), "service.fatigue": None}
    >>> model = ju.to_ema("town", over=over, outcomes="resolved", weeks=26, clients=200)
    >>> [one.name for one in model.levers], [one.name for one in model.uncertainties]
    (['trust_start'], ['service_fatigue'])
    """
    with warnings.catch_warnings(), extra():
        # What the workbench says of packages that it could use is not for our users to see.
        warnings.simplefilter("ignore")
        from ema_workbench import Model, ScalarOutcome

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
    )
    names = {path: _python_name(path) for path in (*simulate.names, *simulate.outcomes)}
    if len({*names.values()}) < len(names):
        raise wrong("over", f"two names are the same in Python: {', '.join(sorted(names.values()))}")
    movable = _levers(simulate, levers)
    model = Model(simulate.scenario.name, function=Experiment(simulate))
    parameters = {axis.path: _parameter(simulate, axis, names[axis.path]) for axis in simulate.space.axes}
    model.levers = [one for path, one in parameters.items() if path in movable]
    model.uncertainties = [one for path, one in parameters.items() if path not in movable]
    kinds = {True: ScalarOutcome.MAXIMIZE, False: ScalarOutcome.MINIMIZE, None: ScalarOutcome.INFO}
    model.outcomes = [
        ScalarOutcome(names[name], kinds[outcome.higher_is_better], variable_name=name)
        for name, outcome in simulate.described.items()
    ]
    return model


def _levers(simulate: Simulator, given: str | Iterable[str] | None) -> set[str]:
    """Return the paths of levers: those given, or those that the scenario names."""
    if given is None:
        return {lever.path for lever in simulate.scenario.levers}
    paths = [primary_path(path) for path in texts(given, "levers")]
    problems = [
        Problem.unknown((), f"parameter in {named('levers')}", path, simulate.names)
        for path in paths
        if path not in simulate.names
    ]
    if problems:
        raise ScenarioError(problems)
    return {*paths}


def _parameter(simulate: Simulator, axis: Range, name: str) -> Any:
    from ema_workbench import CategoricalParameter, IntegerParameter, RealParameter

    if axis.path in simulate.choices:
        return CategoricalParameter(name, simulate.choices[axis.path], variable_name=axis.path)
    kind = IntegerParameter if axis.whole else RealParameter
    return kind(name, axis.low, axis.high, variable_name=axis.path)


def _python_name(path: str) -> str:
    return re.sub(r"\W+", "_", path)
