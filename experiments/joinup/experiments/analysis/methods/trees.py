"""A shallow decision tree of the best option (scikit-learn), in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.methods.bins import is_number
from joinup.sim.extras import extra
from joinup.sim.text.words import listing, number

DEPTH = 3
SMALLEST_LEAF = 0.05
FEWEST_IN_LEAF = 5
PRUNING = 0.01
FOLDS = 5
SEED = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf: the tree's prediction for some futures.

    Attributes
    ----------
    words
        The futures, as conditions in words.
    says
        The most frequent name there.
    density, coverage
        Share of these futures that have the name; share of all futures with the name that are here.
    mass, futures
        Share of all futures, and how many.
    """

    words: str
    says: str
    density: float
    coverage: float
    mass: float
    futures: int


@dataclass(frozen=True, slots=True)
class Tree:
    """A decision tree in words.

    Attributes
    ----------
    leaves
        Its leaves, largest first.
    right
        Share of futures predicted correctly.
    right_held_out
        The same for held-out futures (five-fold cross-validation).
    right_without
        Share predicted correctly by always giving the most frequent name.
    """

    leaves: tuple[Leaf, ...]
    right: float
    right_held_out: float
    right_without: float


def grow(frame: pd.DataFrame, names: npt.NDArray[Any], titles: dict[str, str], *, seed: int = SEED) -> Tree:
    """Grow a tree that predicts names from circumstances.

    Parameters
    ----------
    frame
        Circumstances: one row per future.
    names
        The names to predict, one per future.
    titles
        Titles of the circumstances.
    seed
        Seed of the folds.

    Examples
    --------
    >>> grow(frame, best, {}).leaves[0].words  # doctest: +SKIP
    """
    names = np.asarray(names, dtype=str)
    if len(set(names)) == 1:
        alone = Leaf("always", str(names[0]), 1.0, 1.0, 1.0, len(names))
        return Tree((alone,), 1.0, 1.0, 1.0)
    features, shown = _features(frame, titles)
    tree = _fitted(features, names)
    fold = np.random.default_rng(seed).permutation(len(names)) % FOLDS
    guesses = np.empty_like(names, dtype=object)
    for out in (fold == place for place in range(FOLDS)):
        if out.any() and not out.all():
            guesses[out] = _fitted(features[~out], names[~out]).predict(features[out])
    counts = pd.Series(names).value_counts()
    leaves = _leaves(tree, features, names, shown)
    return Tree(
        tuple(sorted(leaves, key=lambda leaf: -leaf.futures)),
        float((tree.predict(features) == names).mean()),
        float((guesses == names).mean()),
        float(counts.iloc[0] / len(names)),
    )


def _fitted(features: npt.NDArray[np.float64], names: npt.NDArray[Any]) -> Any:
    with extra():
        from sklearn.tree import DecisionTreeClassifier

    least = max(FEWEST_IN_LEAF, round(SMALLEST_LEAF * len(names)))
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=least, ccp_alpha=PRUNING, random_state=SEED
    )
    return tree.fit(features, names)


@dataclass(frozen=True, slots=True)
class _Feature:
    title: str
    value: str | None = None
    """The name that it encodes, if the circumstance is not a number."""


def _features(frame: pd.DataFrame, titles: dict[str, str]) -> tuple[npt.NDArray[np.float64], list[_Feature]]:
    columns, shown = [], []
    for name in frame:
        title = titles.get(str(name), str(name))
        if is_number(frame[name]):
            columns.append(frame[name].to_numpy(dtype=float))
            shown.append(_Feature(title))
            continue
        for value in frame[name].astype(str).unique():
            columns.append((frame[name].astype(str) == value).to_numpy(dtype=float))
            shown.append(_Feature(title, str(value)))
    return np.column_stack(columns), shown


def _leaves(
    tree: Any, features: npt.NDArray[np.float64], names: npt.NDArray[Any], shown: list[_Feature]
) -> list[Leaf]:
    shape, found = tree.tree_, []
    where = tree.apply(features)

    def walk(node: int, limits: dict[int, tuple[float, float]]) -> None:
        if shape.children_left[node] == shape.children_right[node]:
            there = names[where == node]
            counts = pd.Series(there).value_counts()
            says = str(counts.index[0])
            hits = int(counts.iloc[0])
            found.append(
                Leaf(
                    listing(_words(shown[place], *ends) for place, ends in limits.items()) or "always",
                    says,
                    hits / len(there),
                    hits / int((names == says).sum()),
                    len(there) / len(names),
                    len(there),
                )
            )
            return
        place, at = int(shape.feature[node]), float(shape.threshold[node])
        low, high = limits.get(place, (-np.inf, np.inf))
        walk(shape.children_left[node], {**limits, place: (low, min(high, at))})
        walk(shape.children_right[node], {**limits, place: (max(low, at), high)})

    walk(0, {})
    return found


def _words(feature: _Feature, low: float, high: float) -> str:
    if feature.value is not None:
        return f"{feature.title} is {'not ' if high < 1 else ''}{feature.value}"
    if np.isfinite(low) and np.isfinite(high):
        return f"{feature.title} from {number(low)} to {number(high)}"
    return (
        f"{feature.title} above {number(low)}"
        if np.isfinite(low)
        else (f"{feature.title} below {number(high)}")
    )
