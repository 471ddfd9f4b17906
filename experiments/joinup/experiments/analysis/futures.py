"""A study as a table of futures, options and replicates.

An option is what can be chosen (a form of joint working, the weight of a target); a future is
everything else that a point changes. Where a future has every option with the same seeds, options
are compared pair by pair.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.experiments.analysis.methods.worth import worth_of
from joinup.experiments.analysis.outcome_names import LOAD, Outcome
from joinup.experiments.arguments import named
from joinup.experiments.study.design import BASELINE, FORM, point_key
from joinup.experiments.study.errors import StudyError
from joinup.experiments.study.study import StoredStudy
from joinup.scenarios.evidence import short_title
from joinup.scenarios.tables.kinds import OPTION
from joinup.sim.errors import nearest

Floats = npt.NDArray[np.float64]

NONE = "none"
LOAD_TITLE = "Share of places in use"
FEWEST = 2


@dataclass(frozen=True)
class Futures:
    """Outcomes of every option in every future.

    Attributes
    ----------
    option
        The path of the options.
    names
        The options, as the study writes them.
    circumstances
        The futures: one row per future, one column per path (and the load, if it is known).
    values
        The outcome (futures, options, replicates).
    outcome
        The outcome's name, direction and format.
    titles
        Title of each circumstance.
    dropped
        Futures left out because a run is missing or has no value.
    worth
        The smallest difference in the outcome that is worth having.
    """

    option: str
    names: tuple[str, ...]
    circumstances: pd.DataFrame
    values: Floats
    outcome: Outcome
    titles: dict[str, str]
    dropped: int = 0
    worth: float = 0.0

    def __len__(self) -> int:
        return len(self.values)

    @property
    def replicates(self) -> int:
        """Runs of each option in each future."""
        return int(self.values.shape[2])

    @cached_property
    def means(self) -> Floats:
        """Means over replicates (futures, options)."""
        return self.values.mean(axis=2)

    @cached_property
    def merits(self) -> Floats:
        """Means with the sign that makes more better (futures, options)."""
        return self.means * self.outcome.sign

    def place(self, name: str) -> int:
        """Return the number of an option.

        Raises
        ------
        StudyError
            If there is no such option.
        """
        if name not in self.names:
            near = nearest(name, self.names)
            hint = f"; did you mean '{near}'?" if near else ""
            raise StudyError(
                f"'{self.option}' has no option '{name}' in this study (there are:"
                f" {', '.join(self.names)}){hint}"
            )
        return self.names.index(name)

    def gains(self, name: str, against: str) -> Floats:
        """Return the gain of one option over another, pair by pair (futures, replicates)."""
        return np.asarray(
            (self.values[:, self.place(name)] - self.values[:, self.place(against)]) * self.outcome.sign
        )

    def reference(self, against: str | None = None) -> str:
        """Return the option to compare with: as asked, else ``none``, else the first."""
        if against is not None:
            return self.names[self.place(against)]
        return NONE if NONE in self.names else self.names[0]

    def among(self, there: npt.NDArray[np.bool_]) -> Futures:
        """Return some of the futures."""
        circumstances = self.circumstances[there].reset_index(drop=True)
        return replace(self, circumstances=circumstances, values=self.values[there])


def futures(study: StoredStudy, outcome: Outcome, option: str | None = None) -> Futures:
    """Return a study as futures times options.

    Parameters
    ----------
    study
        A study in which the options were crossed with everything else.
    outcome
        The outcome to judge by.
    option
        The path of the options; may be left out if the study crossed only one.

    Raises
    ------
    StudyError
        If the study has no such options, or no future with all of them.

    Examples
    --------
    >>> study = open_study("studies/town")  # doctest: +SKIP
    >>> found = futures(study, outcome_named("resolved", study.summaries()))  # doctest: +SKIP
    """
    path = option_of(study, option)
    summaries = study.summaries()
    points = study.points
    choices = {number: _name(value) for number, value in points[path].items()}
    names = tuple(dict.fromkeys(choices.values()))
    if len(names) < FEWEST:
        raise StudyError(
            f"this study has only one option of '{path}': sweep with {named('vary')} {path}=A,B ..."
        )
    rest = points.drop(columns=study.changed_by(path))
    rows = zip(rest.index, rest.to_dict("records"), strict=True)
    keys = {number: point_key(there(row)) for number, row in rows}
    frame = pd.DataFrame(
        {
            "future": [keys[point] for point in summaries["point"]],
            "option": [choices[point] for point in summaries["point"]],
            "seed": summaries["seed"].to_numpy(),
            "value": outcome.of(summaries, study.scenario).to_numpy(),
            LOAD: summaries[LOAD].to_numpy() if LOAD in summaries else np.nan,
        }
    )
    order = list(dict.fromkeys(keys.values()))
    seeds = sorted(frame["seed"].unique())
    blank = pd.MultiIndex.from_product([order, names, seeds])
    table = frame.set_index(["future", "option", "seed"])
    filled = table.reindex(blank)
    shape = (len(order), len(names), len(seeds))
    values = filled["value"].to_numpy(dtype=float).reshape(shape)
    whole = np.isfinite(values).all(axis=(1, 2))
    if not whole.any():
        raise StudyError(
            f"no future of this study has every option of '{path}' with every seed and a value"
            f" for {outcome.title}: is the sweep finished, and was the option crossed with"
            f" {named('vary')}?"
        )
    first = {key: number for number, key in reversed(list(keys.items()))}
    circumstances = rest.loc[[first[key] for key in order]].reset_index(drop=True)
    titles = {str(one): short_title(study.scenario, str(one)) for one in circumstances}
    load = filled[LOAD].to_numpy(dtype=float).reshape(shape)
    reference = names.index(NONE) if NONE in names else 0
    # Of the futures that are whole: a run that is missing takes its own future away, and nothing else.
    if np.isfinite(load[whole]).all():
        circumstances = circumstances.assign(**{LOAD: load[:, reference].mean(axis=1)})
        titles[LOAD] = f"{LOAD_TITLE} under '{names[reference]}'"
    return Futures(
        path,
        names,
        circumstances[whole].reset_index(drop=True),
        values[whole],
        outcome,
        titles,
        int((~whole).sum()),
        worth_of(outcome.key, float(values[whole, reference].mean()), study.scenario.worth_having),
    )


def option_of(study: StoredStudy, option: str | None) -> str:
    """Return the path of the options.

    Raises
    ------
    StudyError
        If it is not in the study, or must be named.
    """
    paths = [str(path) for path in study.points]
    if option is not None:
        if option not in paths:
            near = nearest(option, paths)
            hint = f"; did you mean '{near}'?" if near else ""
            raise StudyError(
                f"{named('option')} {option}: the study does not vary it{hint}. It varies:"
                f" {', '.join(paths) or 'nothing'}"
            )
        return option
    crossed = list(study.facts["options"])
    if len(crossed) == 1:
        return str(crossed[0])
    for path in (OPTION, FORM, BASELINE):
        if path in crossed:
            return path
    if crossed:
        raise StudyError(
            f"the study crosses {', '.join(crossed)}: name the one whose values are the options with"
            f" {named('option')}"
        )
    raise StudyError(
        f"this study has no options to choose between: sweep with {named('vary')}, such as"
        f" {named('vary')} {FORM}=none,formal, beside what is sampled with {named('over')}"
    )


def there(row: Mapping[Any, Any]) -> dict[str, Any]:
    """Return the changes of a row: empty cells are none."""
    return {str(path): value for path, value in row.items() if not _empty(value)}


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, float) and np.isnan(value))


def _name(value: Any) -> str:
    return "as it stands" if _empty(value) else f"{value:g}" if isinstance(value, float) else str(value)
