"""What a run returns: tidy tables, one per item of ODD 6, made when they are asked for."""

from __future__ import annotations

import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.sim.arrays import layout as k
from joinup.sim.arrays.world import localities
from joinup.sim.mechanisms.journeys.flows import ENDED_BY_ITSELF, SOLVED, SOLVED_JOINTLY
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.results.observables import series
from joinup.sim.results.outcomes import outcomes_table
from joinup.sim.results.scorecard import scorecard
from joinup.sim.results.tables import Tallies, tallies

if TYPE_CHECKING:
    from joinup.sim.engine import Engine

WARM_UP_SLOPE = 0.02
"""Change of a stock in the last year of the warm-up above which a run warns."""

OUTCOMES = {
    int(SOLVED): "resolved",
    int(SOLVED_JOINTLY): "joined_up",
    int(ENDED_BY_ITSELF): "resolved_without_help",
}
OPEN = "open"


def _named(numbers: pd.Series[int], names: list[str]) -> pd.Categorical[str]:
    """Return the names that numbers stand for, as a categorical column."""
    return pd.Categorical.from_codes(numbers, categories=pd.Index(names))


class Result:
    """The tables of one run, week 0 being the first week after the warm-up.

    Attributes
    ----------
    scenario, seed
        What was run.
    weeks
        Weeks played after the warm-up.

    Notes
    -----
    Counts are of simulated clients and money is for them; where a client stands for several
    people, `people_per_client` says for how many.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.scenario = engine.opening_scenario
        self.seed = engine.seed
        self.weeks = max(0, engine.week)
        self.people_per_client = self.scenario.people_per_client
        self.by_locality = engine.by_locality
        self._skip = -engine.first_week
        self._groups = [group.name for group in self.scenario.population.groups]
        self._roles = [agency.name for agency in self.scenario.agencies]
        self._locality_names = [name for name, _ in localities(self.scenario)]

    @classmethod
    def of(cls, engine: Engine) -> Result:
        """Return the result of a run so far; later weeks do not change it."""
        return cls(copy.deepcopy(engine))

    def _played(self, array: npt.NDArray[Any]) -> npt.NDArray[Any]:
        return array[self._skip : self._skip + self.weeks]

    @staticmethod
    def _frame(values: npt.NDArray[Any], axes: dict[str, Any], columns: tuple[str, ...]) -> pd.DataFrame:
        """Make a tidy table of an array whose last axis are the columns."""
        index = pd.MultiIndex.from_product([list(values) for values in axes.values()], names=list(axes))
        frame = pd.DataFrame(values.reshape(-1, len(columns)), columns=list(columns), index=index)
        return frame.reset_index()

    @cached_property
    def weekly(self) -> pd.DataFrame:
        """Stocks at the end of each week and flows of the week, by group."""
        values = self._played(self._engine.record.weekly)
        localities_kept = self._locality_names if self.by_locality else ["all"]
        axes = {"week": range(self.weeks), "locality": localities_kept, "group": self._groups}
        frame = self._frame(values, axes, (*k.STOCKS, *k.FLOWS))
        frame["unmet_need_weeks"] = frame["seeking"] + frame["waiting"] + frame["lapsed"]
        return frame if self.by_locality else frame.drop(columns="locality")

    @cached_property
    def agencies(self) -> pd.DataFrame:
        """Each agency at the end of each week; times are shares of contracted staff time."""
        values = self._played(self._engine.record.agencies)
        axes = {"week": range(len(values)), "locality": self._locality_names, "agency": self._roles}
        frame = self._frame(values, axes, k.AGENCY_COLUMNS)
        whole = ["places", "in_service", "waiting", "started_service", "completions", "extra_places"]
        return frame.astype(dict.fromkeys(whole, "int64"))

    @cached_property
    def links(self) -> pd.DataFrame:
        """Each pair of agencies at the end of each whole quarter."""
        values, quarters = self._quarterly(self._engine.record.links, whole=True)
        names = self._roles
        axes = {"quarter": quarters, "locality": self._locality_names, "from": names, "to": names}
        frame = self._frame(values, axes, ("trust", "joint_intensity", "hand_offs"))
        frame = frame[frame["from"] != frame["to"]].reset_index(drop=True)
        return frame.astype({"hand_offs": "int64"})

    def _quarterly(self, array: npt.NDArray[Any], *, whole: bool = False) -> tuple[npt.NDArray[Any], range]:
        first = -(self._engine.first_week // k.QUARTER)
        begun = self.weeks // k.QUARTER if whole else -(-self.weeks // k.QUARTER)
        count = min(begun, max(0, len(array) - first))
        return array[first : first + count], range(count)

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Every quarter's options: effort, pay-off, probability and whether it was chosen.

        Where several partnerships start within a quarter, the last decision of the quarter.
        """
        record = self._engine.record
        payoffs, quarters = self._quarterly(record.payoffs)
        chances, _ = self._quarterly(record.chances)
        choices, _ = self._quarterly(record.choices)
        grid = self._engine.world.grid
        nearest = np.abs(choices[..., None] - grid)
        chosen = nearest == nearest.min(axis=-1, keepdims=True)
        axes = {"quarter": quarters, "locality": self._locality_names, "agency": self._roles, "effort": grid}
        values = np.stack([payoffs, chances, chosen], axis=-1)
        frame = self._frame(values, axes, ("pay_off", "probability", "chosen"))
        frame = frame.dropna(subset="pay_off").reset_index(drop=True)
        return frame.astype({"chosen": bool})

    @cached_property
    def effort_gap(self) -> pd.DataFrame:
        """Effort made and effort best for the partnership, by quarter, locality and member."""
        run = self.tallies
        axes = {"quarter": range(len(run.efforts)), "locality": self._locality_names, "agency": self._roles}
        values = np.stack([run.efforts, run.best_efforts], axis=-1)
        frame = self._frame(values, axes, ("effort", "best_effort"))
        return frame.dropna().reset_index(drop=True)

    def parameter_by_week(self, path: str) -> pd.Series:
        """Return a parameter as it stood in each week, with events and interventions."""
        return pd.Series(self.tallies.by_week(path))

    @cached_property
    def targets(self) -> pd.DataFrame:
        """Each agency's target per quarter; missing if there is none."""
        values = self.tallies.targets[..., None]
        return self._frame(values, {"locality": self._locality_names, "agency": self._roles}, ("target",))

    @cached_property
    def campaigns(self) -> pd.DataFrame:
        """Spending, advertising stock and share exposed, by week, campaign and group."""
        record = self._engine.record
        names = [campaign.name for campaign in self.scenario.campaigns]
        exposed = self._played(record.exposed)
        stock = np.broadcast_to(self._played(record.advertising)[..., None], exposed.shape)
        lines = ledger_lines(self.scenario)
        first = next((i for i, line in enumerate(lines) if line.category == "publicity"), 0)
        paid = self._played(record.ledger).sum(axis=1)[:, first : first + len(names)]
        spend = np.broadcast_to(paid[..., None], exposed.shape)
        axes = {"week": range(self.weeks), "campaign": names, "group": self._groups}
        values = np.stack([spend, stock, exposed], axis=-1)
        return self._frame(values, axes, ("spend_gbp", "stock", "exposed"))

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Every payment: week, payer, payee, category, GBP; lines of zero are left out."""
        values = self._played(self._engine.record.ledger)
        lines = ledger_lines(self.scenario)
        week, locality, line = np.nonzero(values)
        frame = pd.DataFrame({"week": week})
        if self.by_locality:
            frame["locality"] = np.array(self._locality_names, dtype=object)[locality]
        for column in ("payer", "payee", "category"):
            names = np.array([getattr(entry, column) for entry in lines], dtype=object)
            frame[column] = pd.Categorical(names[line])
        frame["gbp"] = values[week, locality, line]
        return frame

    @cached_property
    def funding(self) -> pd.DataFrame:
        """What each funding window gave, what was spent, what is left and what lapsed, by week."""
        names = [window.name for window in self.scenario.funding]
        values = self._played(self._engine.record.funding)
        axes = {"week": range(self.weeks), "funding": names}
        frame = self._frame(values, axes, ("spent_gbp", "left_gbp", "lapsed_gbp"))
        frame.insert(2, "given_gbp", self.tallies.given.ravel())
        return frame

    @cached_property
    def episodes(self) -> pd.DataFrame:
        """Every episode that ended, and those still open: onset, end, waits, agencies, outcome."""
        rows = self.tallies.episodes()
        columns = ("client", "locality", "group", "onset", "weeks_waited", "needs", "agencies")
        frame = pd.DataFrame({name: rows[name].astype(np.int64) for name in columns})
        end = pd.Series(rows["end"], dtype="Int64")
        frame.insert(4, "end", end.mask(end < 0))
        outcome = [OPEN if row["end"] < 0 else OUTCOMES[int(row["outcome"])] for row in rows]
        frame["outcome"] = pd.Categorical(outcome, categories=[*OUTCOMES.values(), OPEN])
        frame["locality"] = _named(frame["locality"], self._locality_names)
        frame["group"] = _named(frame["group"], self._groups)
        return frame

    @cached_property
    def complaints(self) -> pd.DataFrame:
        """Dissatisfied clients and complaints by week and group: made, unowned, rejected, upheld."""
        keys = [key for key in ("week", "locality", "group") if key in self.weekly]
        frame = self.weekly[[*keys, "dissatisfied", "complaints", "unowned", "upheld"]].copy()
        frame["rejected"] = frame["complaints"] - frame["unowned"] - frame["upheld"]
        return frame

    @cached_property
    def tallies(self) -> Tallies:
        """The same as plain arrays, without names: for formulas over many runs."""
        return tallies(self._engine, tuple(self._locality_names))

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Outcomes by group and for all, whole run; formulas in :mod:`joinup.sim.results.outcomes`."""
        return outcomes_table(self.tallies)

    @cached_property
    def scorecard(self) -> pd.DataFrame:
        """The measures of the seven risks; see :mod:`joinup.sim.results.scorecard` for the formulas."""
        return scorecard(self.tallies)

    @cached_property
    def observables(self) -> dict[str, pd.DataFrame]:
        """Each observable's series (week, value) in people, units and money of the real world."""
        weeks = np.arange(self.weeks)
        return {
            item.name: pd.DataFrame({"week": weeks, "value": series(self.tallies, item)})
            for item in self.scenario.observables
        }

    @cached_property
    def costs(self) -> pd.DataFrame:
        """GBP by payer and category over the run, as paid and discounted to week 0."""
        run = self.tallies
        frame = pd.DataFrame(run.lines)[["payer", "category"]]
        frame["gbp"], frame["discounted_gbp"] = run.paid_in_all, run.discount @ run.paid
        frame = frame[run.paid.any(axis=0)]
        return frame.groupby(["payer", "category"], as_index=False).sum()

    @cached_property
    def journeys(self) -> dict[int, list[str]]:
        """Stories of the traced clients, by client number."""
        from joinup.sim.results.journeys import journeys

        return journeys(self._engine)

    @cached_property
    def warm_up_slopes(self) -> dict[str, float]:
        """Relative change of each stock over the last 52 weeks of the warm-up (trend line)."""
        stocks = self._engine.record.weekly[: self._skip, :, :, : len(k.STOCKS)].sum(axis=(1, 2))
        last = stocks[-52:].astype(float)
        if len(last) < 52:
            return {}
        weeks = np.arange(52) - 25.5
        slope = weeks @ last / (weeks @ weeks)
        mean = last.mean(axis=0)
        return {
            name: float(52 * s / m) if m > 0 else 0.0
            for name, s, m in zip(k.STOCKS, slope, mean, strict=True)
        }

    def _is_trend(self, name: str) -> bool:
        """Return whether a stock's four quarterly means in the last year move beyond chance.

        The trend line through them has two degrees of freedom; 4.30 is the two-sided 5 % value.
        """
        column = k.STOCKS.index(name)
        weekly = self._engine.record.weekly[: self._skip, :, :, column].sum(axis=(1, 2))
        means = weekly[-4 * k.QUARTER :].reshape(4, k.QUARTER).mean(axis=1)
        at = np.arange(4) - 1.5
        slope = at @ means / (at @ at)
        left = means - means.mean() - slope * at
        error = np.sqrt(left @ left / 2 / (at @ at))
        return bool(abs(slope) > 4.30 * error)

    @property
    def still_moving(self) -> list[str]:
        """Stocks that changed by more than 2 % in the last year of the warm-up, beyond chance."""
        slopes = self.warm_up_slopes
        return [name for name in slopes if abs(slopes[name]) > WARM_UP_SLOPE and self._is_trend(name)]

    @property
    def warnings(self) -> list[str]:
        """What a reader of the results should know first."""
        return [
            f"still moving when the warm-up ended: {name} {self.warm_up_slopes[name]:+.1%} in its last year"
            for name in self.still_moving
        ]

    @cached_property
    def run_record(self) -> dict[str, Any]:
        """What was run: scenario, hash, seed, versions, interventions; enough to repeat it."""
        from joinup.sim.versions import versions

        return {
            "scenario": self.scenario.name,
            "hash": self.scenario.hash,
            "seed": self.seed,
            "weeks": self.weeks,
            "warm_up_weeks": self.scenario.warm_up_weeks,
            "clients": self.scenario.population.clients,
            "people_per_client": self.people_per_client,
            "versions": versions(),
            "interventions": self._engine.interventions,
            "warm_up_slopes": self.warm_up_slopes,
            "warnings": self.warnings,
        }
