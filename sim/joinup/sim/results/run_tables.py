"""The tables of a run, read from its arrays: tidy, one per item of ODD 6, in simulated clients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.agencies import AGENCY_FIGURES
from joinup.sim.arrays.construction import localities
from joinup.sim.mechanisms.journeys.flows import ENDED_BY_ITSELF, SOLVED, SOLVED_JOINTLY
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.results.journeys import journeys
from joinup.sim.results.observables import series
from joinup.sim.results.outcomes import outcome_columns
from joinup.sim.results.scorecard import scorecard
from joinup.sim.results.source import Background, Facts
from joinup.sim.results.tables import Tallies, tallies
from joinup.sim.results.warm_up import still_moving, warm_up_slopes
from joinup.sim.versions import versions

if TYPE_CHECKING:
    from joinup.sim.engine import Engine

ENDINGS = {
    int(SOLVED): "resolved",
    int(SOLVED_JOINTLY): "joined_up",
    int(ENDED_BY_ITSELF): "resolved_without_help",
}
OPEN = "open"


class RunTables:
    """The tables of a run, each made when it is asked for.

    Parameters
    ----------
    engine
        The run; it must not go on.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._skip = -engine.first_week
        self._weeks = max(0, engine.week)
        self._by_locality = engine.by_locality
        scenario = engine.opening_scenario
        self._scenario = scenario
        self._groups = [group.name for group in scenario.population.groups]
        self._roles = [agency.name for agency in scenario.agencies]
        self._localities = [name for name, _ in localities(scenario)]

    @cached_property
    def facts(self) -> Facts:
        """What was run."""
        return Facts(
            scenario=self._scenario,
            seed=self.engine.seed,
            weeks=self._weeks,
            by_locality=self._by_locality,
            interventions=tuple(_plain(one) for one in self.engine.interventions),
            stepped_by=self.engine.stepped_by,
        )

    @cached_property
    def background(self) -> Background:
        """What is known besides the tables."""
        warm_up = self.engine.record.weekly[: self._skip, :, :, : len(k.STOCKS)].sum(axis=(1, 2))
        return Background(
            warm_up_slopes=warm_up_slopes(warm_up),
            still_moving=still_moving(warm_up),
            journeys=journeys(self.engine),
            versions=versions(),
        )

    def __getstate__(self) -> dict[str, Any]:
        """Return all that a copy needs: what is derived is derived again."""
        derived = ("facts", "background", "_tallies")
        return {name: value for name, value in self.__dict__.items() if name not in derived}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table by name."""
        make: Callable[[], pd.DataFrame] = getattr(self, f"_{name}")
        return make()

    def columns(self, name: str) -> dict[str, Any] | None:
        """Return the columns of the summary; None for other tables."""
        return outcome_columns(self._tallies) if name == "summary" else None

    def tallies(self) -> Tallies:
        """Return the same as plain arrays."""
        return self._tallies

    @cached_property
    def _tallies(self) -> Tallies:
        return tallies(self.engine, tuple(self._localities))

    def _played(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return array[self._skip : self._skip + self._weeks]

    def _weekly(self) -> pd.DataFrame:
        values = self._played(self.engine.record.weekly)
        kept = self._localities if self._by_locality else ["all"]
        axes = {"week": range(self._weeks), "locality": kept, "group": self._groups}
        frame = _frame(values, axes, (*k.STOCKS, *k.FLOWS))
        frame["unmet_need_weeks"] = frame["seeking"] + frame["waiting"] + frame["lapsed"]
        return frame if self._by_locality else frame.drop(columns="locality")

    def _agencies(self) -> pd.DataFrame:
        values = self._played(self.engine.record.agencies)
        axes = {"week": range(len(values)), "locality": self._localities, "agency": self._roles}
        frame = _frame(values, axes, AGENCY_FIGURES)
        whole = [
            "places",
            "in_service",
            "waiting",
            "started_service",
            "completions",
            "extra_places",
            "held",
            "ready",
        ]
        return frame.astype(dict.fromkeys(whole, "int64"))

    def _links(self) -> pd.DataFrame:
        values, quarters = self._quarterly(self.engine.record.links, whole=True)
        names = self._roles
        axes = {"quarter": quarters, "locality": self._localities, "from": names, "to": names}
        frame = _frame(values, axes, ("trust", "joint_intensity", "hand_offs"))
        frame = frame[frame["from"] != frame["to"]].reset_index(drop=True)
        return frame.astype({"hand_offs": "int64"})

    def _decisions(self) -> pd.DataFrame:
        # Where several partnerships start within a quarter, the last decision of the quarter.
        record = self.engine.record
        payoffs, quarters = self._quarterly(record.payoffs)
        chances, _ = self._quarterly(record.chances)
        choices, _ = self._quarterly(record.choices)
        grid = self.engine.world.grid
        nearest = np.abs(choices[..., None] - grid)
        chosen = nearest == nearest.min(axis=-1, keepdims=True)
        axes = {"quarter": quarters, "locality": self._localities, "agency": self._roles, "effort": grid}
        values = np.stack([payoffs, chances, chosen], axis=-1)
        frame = _frame(values, axes, ("pay_off", "probability", "chosen"))
        frame = frame.dropna(subset="pay_off").reset_index(drop=True)
        return frame.astype({"chosen": bool})

    def _effort_gap(self) -> pd.DataFrame:
        run = self._tallies
        axes = {"quarter": range(len(run.efforts)), "locality": self._localities, "agency": self._roles}
        values = np.stack([run.efforts, run.best_efforts], axis=-1)
        frame = _frame(values, axes, ("effort", "best_effort"))
        return frame.dropna().reset_index(drop=True)

    def _targets(self) -> pd.DataFrame:
        values = self._tallies.targets[..., None]
        return _frame(values, {"locality": self._localities, "agency": self._roles}, ("target",))

    def _campaigns(self) -> pd.DataFrame:
        record = self.engine.record
        names = [campaign.name for campaign in self._scenario.campaigns]
        exposed = self._played(record.exposed)
        stock = np.broadcast_to(self._played(record.advertising)[..., None], exposed.shape)
        lines = ledger_lines(self._scenario)
        first = next((i for i, line in enumerate(lines) if line.category == "publicity"), 0)
        paid = self._played(record.ledger).sum(axis=1)[:, first : first + len(names)]
        spend = np.broadcast_to(paid[..., None], exposed.shape)
        axes = {"week": range(self._weeks), "campaign": names, "group": self._groups}
        values = np.stack([spend, stock, exposed], axis=-1)
        return _frame(values, axes, ("spend_gbp", "stock", "exposed"))

    def _ledger(self) -> pd.DataFrame:
        values = self._played(self.engine.record.ledger)
        lines = ledger_lines(self._scenario)
        week, place, line = np.nonzero(values)
        frame = pd.DataFrame({"week": week})
        if self._by_locality:
            frame["locality"] = pd.Categorical.from_codes(place, categories=pd.Index(self._localities))
        for column in ("payer", "payee", "category"):
            names = np.array([getattr(entry, column) for entry in lines], dtype=object)
            frame[column] = pd.Categorical(names[line])
        frame["gbp"] = values[week, place, line]
        return frame

    def _funding(self) -> pd.DataFrame:
        names = [window.name for window in self._scenario.funding]
        values = self._played(self.engine.record.funding)
        axes = {"week": range(self._weeks), "funding": names}
        frame = _frame(values, axes, ("spent_gbp", "left_gbp", "lapsed_gbp"))
        frame.insert(2, "given_gbp", self._tallies.given.ravel())
        return frame

    def _episodes(self) -> pd.DataFrame:
        rows = self._tallies.episodes()
        columns = ("client", "locality", "group", "onset", "weeks_waited", "needs", "agencies")
        frame = pd.DataFrame({name: rows[name].astype(np.int64) for name in columns})
        end = pd.Series(rows["end"], dtype="Int64")
        frame.insert(4, "end", end.mask(end < 0))
        outcome = [OPEN if row["end"] < 0 else ENDINGS[int(row["outcome"])] for row in rows]
        frame["outcome"] = pd.Categorical(outcome, categories=[*ENDINGS.values(), OPEN])
        frame["locality"] = _named(frame["locality"], self._localities)
        frame["group"] = _named(frame["group"], self._groups)
        return frame

    def _complaints(self) -> pd.DataFrame:
        weekly = self._weekly()
        keys = [key for key in ("week", "locality", "group") if key in weekly]
        frame = weekly[[*keys, "dissatisfied", "complaints", "unowned", "upheld"]].copy()
        frame["rejected"] = frame["complaints"] - frame["unowned"] - frame["upheld"]
        return frame

    def _costs(self) -> pd.DataFrame:
        run = self._tallies
        frame = pd.DataFrame(run.lines)[["payer", "category"]]
        frame["gbp"], frame["discounted_gbp"] = run.paid_in_all, run.discount @ run.paid
        frame = frame[run.paid.any(axis=0)]
        return frame.groupby(["payer", "category"], as_index=False).sum()

    def _quarterly(self, array: npt.NDArray[Any], *, whole: bool = False) -> tuple[npt.NDArray[Any], range]:
        first = -(self.engine.first_week // k.QUARTER)
        begun = self._weeks // k.QUARTER if whole else -(-self._weeks // k.QUARTER)
        count = min(begun, max(0, len(array) - first))
        return array[first : first + count], range(count)

    def _summary(self) -> pd.DataFrame:
        return pd.DataFrame(outcome_columns(self._tallies))

    def _scorecard(self) -> pd.DataFrame:
        return scorecard(self._tallies)

    def _observables(self) -> pd.DataFrame:
        items = self._scenario.observables
        found = [series(self._tallies, item) for item in items]
        names = np.array([item.name for item in items], dtype=object)
        return pd.DataFrame(
            {
                "observable": pd.Series(np.repeat(names, self._weeks), dtype="str"),
                "week": np.tile(np.arange(self._weeks), len(items)),
                "value": np.concatenate([np.zeros(0), *found]),
            }
        )


def _frame(values: npt.NDArray[Any], axes: dict[str, Any], columns: tuple[str, ...]) -> pd.DataFrame:
    """Make a tidy table of an array whose last axis are the columns."""
    index = pd.MultiIndex.from_product([list(values) for values in axes.values()], names=list(axes))
    frame = pd.DataFrame(values.reshape(-1, len(columns)), columns=list(columns), index=index)
    return frame.reset_index()


def _named(numbers: pd.Series[int], names: list[str]) -> pd.Categorical[str]:
    """Return the names that numbers stand for, as a categorical column."""
    return pd.Categorical.from_codes(numbers, categories=pd.Index(names))


def _plain(value: Any) -> Any:
    """Return a value as it comes back from a file: mappings, lists and Python's own scalars."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
