"""The circumstances in which options work, and their robustness over all futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from joinup.experiments.analysis.futures import Futures, beyond_noise
from joinup.experiments.analysis.methods.prim import Boxes, find_boxes
from joinup.experiments.analysis.methods.robustness import Robustness, robustness
from joinup.experiments.analysis.methods.trees import Tree, grow


@dataclass(frozen=True, slots=True)
class OptionDiscovery:
    """Where an option is better than the reference.

    Attributes
    ----------
    option
        The option.
    share, share_clearly, share_clearly_not
        Share of futures in which it is better; better beyond noise; worse beyond noise.
    boxes
        Where it is better, or where it is not if it is better in more than half.
    of_failures
        Whether the boxes describe where it is not better.
    """

    option: str
    share: float
    share_clearly: float
    share_clearly_not: float
    boxes: Boxes
    of_failures: bool


@dataclass(frozen=True, slots=True)
class Discovery:
    """In which circumstances options work.

    Attributes
    ----------
    found
        The futures.
    reference
        The option that the others are compared with.
    works
        Results option by option.
    tree
        The decision tree of the best option.
    standing
        Regret and satisficing.
    threshold
        The outcome that is good enough; None for as good as the reference.
    """

    found: Futures
    reference: str
    works: tuple[OptionDiscovery, ...]
    tree: Tree
    robustness: Robustness
    threshold: float | None


def discover(
    found: Futures, *, against: str | None = None, only: tuple[str, ...] = (), threshold: float | None = None
) -> Discovery:
    """Find in which circumstances options work.

    Parameters
    ----------
    found
        The outcomes, futures by options.
    against
        The option to compare with; ``none`` or the first if not given.
    only
        Options to search boxes for; all except the reference if not given.
    threshold
        The outcome that is good enough; if not given, what the reference achieves in the same future.

    Examples
    --------
    >>> study = open_study("studies/town")  # doctest: +SKIP
    >>> discover(futures(study, outcome_named("resolved", study.summaries()))).works  # doctest: +SKIP
    """
    reference = found.reference(against)
    options = [found.names[found.place(name)] for name in only] or [n for n in found.names if n != reference]
    merits = found.merits
    enough = (
        merits[:, found.place(reference)]
        if threshold is None
        else (np.full(len(found), threshold * found.outcome.sign))
    )
    return Discovery(
        found,
        reference,
        tuple(_works(found, name, reference) for name in options if name != reference),
        grow(found.circumstances, np.array(found.names)[found.best], found.titles),
        robustness(
            merits,
            found.names,
            enough,
            sign=found.outcome.sign,
            reference=reference if threshold is None else None,
        ),
        threshold,
    )


def _works(found: Futures, name: str, reference: str) -> OptionDiscovery:
    gains = found.gains(name, reference)
    better = gains.mean(axis=1) > 0
    share = float(better.mean())
    failures = share > 0.5
    boxes = find_boxes(found.circumstances, ~better if failures else better)
    up, down = beyond_noise(gains), beyond_noise(-gains)
    return OptionDiscovery(name, share, float(up.mean()), float(down.mean()), boxes, failures)
