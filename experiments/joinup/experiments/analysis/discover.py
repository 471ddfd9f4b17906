"""The circumstances in which options work, and their robustness over all futures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from joinup.experiments.analysis.futures import Futures
from joinup.experiments.analysis.methods.prim import Boxes, find_boxes
from joinup.experiments.analysis.methods.robustness import Robustness, robustness
from joinup.experiments.analysis.methods.standings import Standing, best_in_each, standing_of
from joinup.experiments.analysis.methods.trees import Tree, grow
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Judged, Verdict, beyond, over_doubt


@dataclass(frozen=True, slots=True)
class OptionDiscovery:
    """Where an option is better than the reference.

    Attributes
    ----------
    option
        The option.
    judged
        The verdict on it and the reference over the futures, with the shares in which it is better and worse.
    boxes
        Where it is better, or where it is not if it is better in more than half.
    of_failures
        Whether the boxes describe where it is not better.
    """

    option: str
    judged: Judged
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
    standing
        Where the options stand over all futures, as in a guide.
    tree
        The decision tree of the best option; None if there are too few futures for one.
    robustness
        Regret and satisficing.
    threshold
        The outcome that is good enough; None for as good as the reference.
    """

    found: Futures
    reference: str
    works: tuple[OptionDiscovery, ...]
    standing: Standing
    tree: Tree | None
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
        standing_of(merits, found.names, found.worth),
        _tree(found),
        robustness(
            merits,
            found.names,
            enough,
            worth=found.worth,
            sign=found.outcome.sign,
            reference=reference if threshold is None else None,
        ),
        threshold,
    )


def _tree(found: Futures) -> Tree | None:
    """Return the tree of the best option; None of too few futures, unless there is no difference in any."""
    best = best_in_each(found.merits, found.names, found.worth)
    if len(found) < FEWEST_DRAWS and set(best) != {str(Verdict.NO_DIFFERENCE)}:
        return None
    return grow(found.circumstances, np.array(best), found.titles)


def _works(found: Futures, name: str, reference: str) -> OptionDiscovery:
    gains = found.gains(name, reference).mean(axis=1)
    better = beyond(gains, found.worth)
    judged = over_doubt(gains, worth=found.worth)
    failures = judged.share_better > 0.5
    boxes = find_boxes(found.circumstances, ~better if failures else better)
    return OptionDiscovery(name, judged, boxes, failures)
