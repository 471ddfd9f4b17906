"""Calibration: history matching with emulators, then rejection of real runs.

1. *History matching.* The model is run at points spread over the ranges, an emulator (Gaussian process)
   learns each figure from them, and values are ruled out that are implausible by any figure::

       I = |published - emulated| / sqrt(variance of a run around the emulator + discrepancy^2) > 3

   The next wave of points is run where nothing was ruled out, and so on.
2. *Rejection.* Points are drawn from the emulators' likelihood, widened (their likelihood to the power
   1/1.5, so that nothing likely is missed), and run. A point is kept with a chance proportional to its
   likelihood by its real runs, over that with which it was drawn::

       L = N(published | mean over R replicates, (1 + 1/R) S + diag(discrepancy^2))

   ``S`` is the covariance of noise: of figures between replicates, over all points run. What happened was
   one run of history, with noise of its own; hence S, and S / R since the mean is of R runs.

So the emulators only say where to look; what is kept rests on runs of the model. The draws kept are draws of
the posterior under a prior that is even over the ranges, as far as noise is normal (Wood 2010: synthetic
likelihood; Wilkinson 2013: rejection under a stated error of the model). Each counts the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtri, logsumexp
from scipy.stats import qmc

from joinup.experiments.analysis.methods.emulators import Emulator, emulate, predict_all
from joinup.experiments.analysis.paired_draws import Floats
from joinup.sim.errors import JoinupError

IMPLAUSIBLE = 3.0
WIDENING = 1.5
CANDIDATES = 2**13
FOCUSINGS = 3
"""How often the box is tightened around likely points before points are drawn from it."""

MARGIN = 0.05
"""Share of its width by which the box of remaining points is widened on each side."""

Simulate = Callable[[Floats], Floats]
"""From points, scaled to 0 and 1 (points, parameters), to figures (points, replicates, figures); a point
with a run that has no result is NaN."""


class NothingPlausibleError(JoinupError):
    """No values within the ranges agree with the published figures.

    Attributes
    ----------
    figure
        Position of the figure that the nearest values miss most.
    miss
        Its miss in standard deviations.
    """

    def __init__(self, figure: int, miss: float) -> None:
        self.figure = figure
        self.miss = miss
        super().__init__(f"figure {figure} is missed by {miss:.1f} standard deviations at least")


@dataclass(frozen=True, slots=True)
class Wave:
    """A round of history matching.

    Attributes
    ----------
    points
        Points run in it.
    share_left
        Share of the ranges that is not ruled out after it.
    """

    points: int
    share_left: float


@dataclass(frozen=True)
class Calibrated:
    """The result of calibration, in parameters scaled to 0 and 1.

    Attributes
    ----------
    kept
        Draws of the posterior (draws, parameters).
    simulated
        Their figures (draws, replicates, figures).
    waves
        The waves of history matching.
    candidates
        Points run for rejection.
    effective
        Effective number of draws among the points run.
    predicted
        Share of the figures of the points run that lay in the emulators' 95 % confidence intervals.
    """

    kept: Floats
    simulated: Floats
    waves: tuple[Wave, ...]
    candidates: int
    effective: float
    predicted: float


def fit(
    simulate: Simulate,
    *,
    parameters: int,
    published: Sequence[float],
    discrepancies: Sequence[float],
    points: int,
    waves: int = 2,
    draws: int = 256,
    seed: int = 0,
) -> Calibrated:
    """Find values of parameters that agree with published figures.

    Parameters
    ----------
    simulate
        Runs the model.
    parameters
        How many there are.
    published, discrepancies
        The figures, and the standard deviations of their discrepancies.
    points
        Points run in each wave.
    waves
        Waves of history matching.
    draws
        Points run for rejection; about half of them are kept.
    seed
        Seed of designs and draws.

    Raises
    ------
    NothingPlausibleError
        If no values agree with the figures.
    """
    target, error = np.asarray(published, dtype=float), np.asarray(discrepancies, dtype=float)
    random = np.random.default_rng(seed)
    where = qmc.LatinHypercube(parameters, rng=random).random(points)
    box = np.array([np.zeros(parameters), np.ones(parameters)])
    done: list[Wave] = []
    tried: list[Floats] = []
    found: list[Floats] = []
    emulators: list[Emulator] = []
    for number in range(waves):
        where, simulated = _finished(simulate, where)
        tried.append(where)
        found.append(simulated)
        emulators = emulate(np.concatenate(tried), np.concatenate(found), seed=seed)
        candidates = _spread(box, random)
        miss = implausibility(emulators, candidates, target, error)
        left = candidates[miss.max(axis=1) <= IMPLAUSIBLE]
        volume = float(np.prod(box[1] - box[0]))
        done.append(Wave(len(where), volume * len(left) / len(candidates)))
        if not len(left):
            best = int(miss.max(axis=1).argmin())
            raise NothingPlausibleError(int(miss[best].argmax()), float(miss[best].max()))
        box = _box(left)
        if number < waves - 1:
            where = left[random.choice(len(left), min(points, len(left)), replace=False)]
    return _rejected(simulate, emulators, box, target, error, draws, random, tuple(done))


def implausibility(emulators: Sequence[Emulator], where: Floats, target: Floats, error: Floats) -> Floats:
    """Return the miss of each figure in standard deviations (points, figures)."""
    mean, variance = predict_all(emulators, where)
    found: Floats = np.abs(target - mean) / np.sqrt(variance + error**2)
    return found


def _finished(simulate: Simulate, where: Floats) -> tuple[Floats, Floats]:
    """Return the points that have results, and their figures."""
    simulated = simulate(where)
    there = np.isfinite(simulated).all(axis=(1, 2))
    if there.sum() < 2:
        raise JoinupError("fewer than two of the points run have all figures: see the study's failures")
    return where[there], simulated[there]


def _spread(box: Floats, random: np.random.Generator) -> Floats:
    """Return points spread evenly over a box."""
    shares = qmc.Sobol(box.shape[1], rng=random).random(CANDIDATES)
    points: Floats = box[0] + shares * (box[1] - box[0])
    return points


def _box(left: Floats) -> Floats:
    """Return the box around the remaining points, slightly widened."""
    low, high = left.min(axis=0), left.max(axis=0)
    margin = MARGIN * (high - low) + 1e-3
    return np.array([np.maximum(0.0, low - margin), np.minimum(1.0, high + margin)])


def _rejected(
    simulate: Simulate,
    emulators: Sequence[Emulator],
    box: Floats,
    target: Floats,
    error: Floats,
    draws: int,
    random: np.random.Generator,
    waves: tuple[Wave, ...],
) -> Calibrated:
    for _ in range(FOCUSINGS):
        candidates = _spread(box, random)
        mean, variance = predict_all(emulators, candidates)
        drawn = _log_likelihood(mean, target, np.sqrt(variance + error**2)) / WIDENING
        # All but a ten-thousandth of a normal likelihood: points far below are not worth running.
        reach = float(chdtri(box.shape[1], 1e-4)) / (2 * WIDENING)
        likely = candidates[drawn > drawn.max() - reach]
        box = _box(likely)
    chances = np.exp(drawn - logsumexp(drawn))
    chosen = np.unique(random.choice(len(candidates), draws, p=chances))
    random.shuffle(chosen)
    where = candidates[chosen]
    simulated = simulate(where)
    there = np.isfinite(simulated).all(axis=(1, 2))
    if not there.any():
        raise JoinupError("none of the points drawn has all figures: see the study's failures")
    where, simulated, chosen = where[there], simulated[there], chosen[there]
    real = _by_real_runs(simulated, target, error)
    log_weights = real - drawn[chosen]
    weights = np.exp(log_weights - log_weights.max())
    keep = random.random(len(weights)) < weights
    inside = np.abs(simulated.mean(axis=1) - mean[chosen]) <= 1.96 * np.sqrt(variance[chosen])
    return Calibrated(
        kept=where[keep],
        simulated=simulated[keep],
        waves=waves,
        candidates=len(where),
        effective=float(weights.sum() ** 2 / (weights**2).sum()),
        predicted=float(inside.mean()),
    )


def _by_real_runs(simulated: Floats, target: Floats, error: Floats) -> Floats:
    """Return the log-likelihood of each point by its runs, up to a constant."""
    replicates = simulated.shape[1]
    means = simulated.mean(axis=1)
    covariance = np.diag(error**2)
    if replicates > 1:
        noise = (simulated - means[:, None, :]).reshape(-1, len(target))
        free = len(simulated) * (replicates - 1)
        covariance = covariance + (1 + 1 / replicates) * (noise.T @ noise) / free
    gaps = target - means
    found: Floats = -0.5 * np.sum(gaps * np.linalg.solve(covariance, gaps.T).T, axis=1)
    return found


def _log_likelihood(simulated: Floats, target: Floats, deviation: Floats) -> Floats:
    """Return the log-likelihood of the published figures, taken to be independent, up to a constant."""
    each = -0.5 * ((target - simulated) / deviation) ** 2 - np.log(deviation)
    total: Floats = each.sum(axis=-1)
    return total
