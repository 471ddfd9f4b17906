"""Robustness of options over all futures: regret and satisficing (as in McPhail et al. 2018).

The regret of an option in a future is its shortfall from the best option there. Measures of
robustness weigh bad futures differently, so several are given side by side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, winners, wins
from joinup.sim.text.words import listing

Floats = npt.NDArray[np.float64]

METRICS = {
    "mean": "on average over the futures",
    "worst": "in the worst future",
    "regret_90": "by regret in nine futures of ten",
    "regret_max": "by the largest regret",
    "satisfied": "by how often it is good enough",
}
"""Measures of robustness, as named in sentences."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """Robustness of options over the futures.

    Attributes
    ----------
    table
        One row per option: ``mean`` and ``worst`` (over futures, in the outcome's unit),
        ``regret_mean``, ``regret_90``, ``regret_max``, ``best`` (share of futures in which no
        other is as good), ``satisfied`` (share in which it is good enough; Starr's domain criterion).
    first
        The best option by each measure; several if they differ by nothing worth having.
    futures
        How many futures there are.
    """

    table: pd.DataFrame
    first: dict[str, tuple[str, ...]]

    futures: int

    @property
    def agreed(self) -> tuple[str, ...]:
        """The options that are first by every measure: one, none, or several that do not differ."""
        return tuple(sorted(set.intersection(*(set(names) for names in self.first.values()))))

    def words(self) -> str:
        """State whether the measures of robustness agree, and where not."""
        if len(self.agreed) == len(self.table):
            return "By every measure of robustness there is no difference between the options."
        if self.futures < FEWEST_DRAWS:
            return f"Which option is more robust is said of {FEWEST_DRAWS} futures or more."
        if self.agreed:
            said = listing(f"'{name}'" for name in self.agreed)
            equal = "" if len(self.agreed) == 1 else ", between which there is no difference"
            return f"All measures of robustness put {said} first{equal}."
        by: dict[tuple[str, ...], list[str]] = {}
        for metric, names in self.first.items():
            by.setdefault(names, []).append(METRICS[metric])
        leaders = "; ".join(
            f"{listing((f"'{name}'" for name in names), 'or')} {listing(criteria)}"
            for names, criteria in by.items()
        )
        return f"Measures of robustness disagree on the first option: {leaders}."


def robustness(
    merits: Floats,
    names: Sequence[str],
    enough: Floats,
    *,
    worth: float = 0.0,
    sign: float = 1.0,
    reference: str | None = None,
) -> Robustness:
    """Return the robustness of options over futures.

    Parameters
    ----------
    merits
        Value of each option in each future, higher being better (futures, options).
    names
        The options.
    enough
        The value that is good enough in each future (futures,), in the same unit.
    worth
        The smallest difference worth having.
    sign
        -1 if merits are minus the outcome: means are then criteria in the outcome's sign.
    reference
        The option whose merits `enough` are, if that is what is good enough: it then has no share of
        its own, and options are not ranked by theirs.

    Examples
    --------
    >>> merits = np.array([[1.0, 3.0], [2.0, 0.0]])
    >>> robustness(merits, ("a", "b"), np.zeros(2)).table["regret_max"].tolist()
    [2.0, 2.0]
    """
    regret = merits.max(axis=1, keepdims=True) - merits
    table = pd.DataFrame(
        {
            "mean": merits.mean(axis=0) * sign,
            "worst": merits.min(axis=0) * sign,
            "regret_mean": regret.mean(axis=0),
            "regret_90": np.quantile(regret, 0.9, axis=0),
            "regret_max": regret.max(axis=0),
            "best": wins(merits, worth),
            "satisfied": (merits >= enough[:, None]).mean(axis=0),
        },
        index=pd.Index(names, name="option"),
    )
    good = pd.DataFrame(
        {
            "mean": table["mean"] * sign,
            "worst": table["worst"] * sign,
            "regret_90": -table["regret_90"],
            "regret_max": -table["regret_max"],
            "satisfied": table["satisfied"],
        }
    )
    if reference is not None:
        table.loc[reference, "satisfied"] = np.nan
        good = good.drop(columns="satisfied")
    first = {
        metric: _first(good[metric], 0.0 if metric == "satisfied" else worth)
        for metric in METRICS
        if metric in good
    }
    return Robustness(table, first, len(merits))


def _first(good: pd.Series, worth: float) -> tuple[str, ...]:
    """Return the best options by a measure, and those that differ from it by nothing worth having."""
    there = winners(good.to_numpy(dtype=float)[None, :], worth)[0]
    return tuple(str(name) for name, best in zip(good.index, there, strict=True) if best)
