"""``ju.Model``: the model for Mesa users, of whatever names a scenario, with results that show themselves."""

from __future__ import annotations

from joinup.experiments.arguments import ScenarioLike, whole
from joinup.experiments.run.result import Result
from joinup.scenarios.load import load
from joinup.sim import model as models
from joinup.sim.seeds import Seed


class Model(models.Model):
    """Joint working between agencies, run week by week.

    Parameters
    ----------
    scenario
        What to run: the name of a shipped scenario, the path of a file, or a scenario. The warm-up runs
        at once; the first step is week 0.
    seed
        Seed of every draw, as for :func:`joinup.run`: 1 if not given, never the clock.
    rng
        The same by the name that Mesa gives it, for `mesa.batch_run` and the like.
    by_locality, trace
        As for :func:`joinup.run`.

    Raises
    ------
    ScenarioError
        If the seed is none, or given by both names.

    Notes
    -----
    Copies and pickles are Mesa's own, and complete: a subclass keeps its attributes, agents and events.

    A subclass may have a `step` of its own. Mesa calls it from week 0 on: in `run_for`, in batch runs, in
    copies and pickles. The warm-up is run before, and without it. What takes a scenario, such as
    :func:`joinup.run`, knows nothing of it and takes no model. A mechanism is part of all of these.

    Examples
    --------
    >>> import joinup as ju
    >>> model = ju.Model(ju.load("town").with_changes({"population.clients": 200}), seed=1)
    >>> model.run_for(52)
    >>> model.week, model.result().weeks
    (52, 52)
    """

    def __init__(
        self,
        scenario: ScenarioLike,
        seed: Seed = None,
        *,
        rng: Seed = None,
        by_locality: bool = False,
        trace: int = 0,
    ) -> None:
        super().__init__(load(scenario), seed, rng=rng, by_locality=by_locality, trace=whole(trace, "trace"))

    def result(self) -> Result:
        """Return the tables of the run so far."""
        return Result.with_tables_of(super().result())
