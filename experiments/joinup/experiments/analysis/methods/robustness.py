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
        ``regret_mean``, ``regret_90``, ``regret_max``, ``best`` (share of futures in which it is
        best), ``satisfied`` (share in which it is good enough; Starr's domain criterion).
    first
        The best option by each measure; several if tied.
    """

    table: pd.DataFrame
    first: dict[str, tuple[str, ...]]

    @property
    def agree(self) -> bool:
        """Whether one option is first by every measure."""
        return bool(set.intersection(*(set(names) for names in self.first.values())))

    def words(self) -> str:
        """State whether the measures of robustness agree, and where not."""
        if self.agree:
            name = next(iter(set.intersection(*(set(names) for names in self.first.values()))))
            return f"All measures of robustness put '{name}' first."
        by: dict[tuple[str, ...], list[str]] = {}
        for metric, names in self.first.items():
            by.setdefault(names, []).append(METRICS[metric])
        leaders = "; ".join(
            f"{listing((f"'{name}'" for name in names), 'or')} {listing(criteria)}"
            for names, criteria in by.items()
        )
        return f"Measures of robustness disagree on the first option: {leaders}."


def robustness(
    merits: Floats, names: Sequence[str], enough: Floats, *, sign: float = 1.0, reference: str | None = None
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
    best = np.argmax(merits, axis=1)
    table = pd.DataFrame(
        {
            "mean": merits.mean(axis=0) * sign,
            "worst": merits.min(axis=0) * sign,
            "regret_mean": regret.mean(axis=0),
            "regret_90": np.quantile(regret, 0.9, axis=0),
            "regret_max": regret.max(axis=0),
            "best": np.bincount(best, minlength=len(names)) / len(merits),
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
        metric: tuple(str(name) for name in good.index[good[metric] == good[metric].max()])
        for metric in METRICS
        if metric in good
    }
    return Robustness(table, first)
