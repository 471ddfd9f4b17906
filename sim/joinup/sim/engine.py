"""A run under way: arrays, calendar and clock, without Mesa.

`Engine.advance` runs whole stretches of weeks in compiled code; `Model.step` runs
one week step by step on the same arrays, with the same result.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numba
import numpy as np
import numpy.typing as npt

from joinup.sim import schedule
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.clients import EPISODE
from joinup.sim.arrays.construction import build_world
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.arrays.written import Standing, Written, new_record
from joinup.sim.compiled.bundles import record_handle, state_handle, world_handle
from joinup.sim.compiled.threads import Block, share_out, side_by_side
from joinup.sim.compiled.warm_up import call_for_help, step_addresses, without_collection
from joinup.sim.contact_networks import add_contacts
from joinup.sim.errors import ExtensionError, InvariantError, Problem, ScenarioError
from joinup.sim.extensions.calls import CUT_SHORT, Calls
from joinup.sim.initial_state import build_state
from joinup.sim.kernels import collection
from joinup.sim.mechanisms.ledger.kernels import INVARIANTS
from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.mechanisms.partnership.coverage import count_covered_anew
from joinup.sim.mechanisms.partnership.terms import agreed_anew, by_when
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.events import Event
from joinup.sim.parameters.scenario import is_fixed, primary_path
from joinup.sim.seeds import Seed, seed_of


class Engine:
    """A run under way.

    Parameters
    ----------
    scenario
        What to run.
    seed
        Seed of every draw.
    by_locality
        Whether weekly and money tables keep localities apart.
    tables
        Whether the tables by agency, link and decision and the episodes are kept; the results
        that remain are the same either way.
    trace
        Number of clients whose moves are written down.
    threads
        Threads that share the localities; results do not depend on it.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: Seed,
        *,
        by_locality: bool = False,
        tables: bool = True,
        trace: int = 0,
        threads: int = 1,
    ) -> None:
        if scenario.load.is_open:
            text = "its places are not solved yet: joinup.load and joinup.Scenario.parse do so"
            raise ScenarioError([Problem(("load", "occupancy"), text)])
        self.opening_scenario = scenario
        self.scenario = scenario
        self.seed = seed_of(seed)
        self.by_locality = by_locality
        self.tables = tables
        self.threads = threads
        self.week = self.first_week = -scenario.warm_up_weeks
        self.interventions: list[dict[str, Any]] = []
        self.stepped_by: str | None = None
        self.episodes: list[npt.NDArray[Any]] = []
        self.traced: list[npt.NDArray[Any]] = []
        self._held_back: tuple[tuple[str, dict[str, Any]], ...] = ()
        self.calls: Calls | None = None
        call_for_help()
        with without_collection():
            self.world = build_world(scenario, self.seed)
            self.state = build_state(scenario, self.world, trace=trace, threads=threads)
            self.world = add_contacts(scenario, self.world, self.state)
        weeks = scenario.weeks + scenario.warm_up_weeks
        self.record = new_record(scenario, weeks=weeks, by_locality=by_locality, tables=tables, trace=trace)
        self._take_handles()

    def _take_handles(self) -> None:
        self.calls = Calls(self, self.calls) if self.scenario.extensions_in_force else None
        if self.calls is not None:
            self.world = self.world._replace(own_calls=self.calls.addresses)
        self.handles = self._new_handles()

    @property
    def schedule(self) -> tuple[schedule.Step, ...]:
        """The steps of a week, those of the scenario's own mechanisms among them."""
        return schedule.SCHEDULE if self.calls is None else schedule.with_own(self.calls.steps)

    def _new_handles(self) -> tuple[World, State, Record]:
        return world_handle(self.world), state_handle(self.state), record_handle(self.record)

    @property
    def written(self) -> Written:
        """All that the run writes to."""
        return Written(self.state, self.record)

    def _write_in(self, written: Written) -> None:
        self.state, self.record = written.state, written.record
        self._take_handles()

    def __getstate__(self) -> dict[str, Any]:
        """Return all that a copy needs; of the tables, the rows that have been begun."""
        begun = self.written.cut(slice(self.time_index + 1), slice(self.quarter_index + 1))
        derived = ("state", "record", "handles", "calls")
        kept = {name: value for name, value in self.__dict__.items() if name not in derived}
        return {**kept, "written": begun, "lengths": self.written.lengths}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Lay the tables out again."""
        written, lengths = state.pop("written"), state.pop("lengths")
        self.__dict__.update(state, calls=None)
        self._write_in(written.laid_out(lengths))

    def standing(self) -> Standing:
        """Return how the run stands, to go back to with :meth:`back_at` when it has gone on."""
        week, quarter = self.time_index, self.quarter_index
        return Standing(
            week=self.week,
            scenario=self.scenario,
            held_back=self._held_back,
            written=self.written.cut(slice(week, week + 1), slice(quarter, quarter + 1)),
            interventions=len(self.interventions),
            episodes=len(self.episodes),
            traced=len(self.traced),
        )

    def back_at(self, standing: Standing) -> Engine:
        """Return a run that stands as this one stood, with room for as many weeks as this one has."""
        other = Engine.__new__(Engine)
        other.__dict__.update(self.__dict__)
        other.week, other.scenario = standing.week, standing.scenario
        other._held_back = standing.held_back
        other.interventions = self.interventions[: standing.interventions]
        other.episodes = self.episodes[: standing.episodes]
        other.traced = self.traced[: standing.traced]
        other._rebuild_world()
        past = self.written.cut(slice(other.time_index), slice(other.quarter_index))
        other._write_in(standing.written.after(past).laid_out(self.written.lengths))
        return other

    @property
    def time_index(self) -> int:
        """Place of the current week in the tables (0 is the first week of the warm-up)."""
        return self.week - self.first_week

    @property
    def quarter_index(self) -> int:
        """Place of the current quarter in the tables."""
        return self.week // k.QUARTER - self.first_week // k.QUARTER

    def make_room(self, weeks: int) -> None:
        """Lengthen the tables if the run is to go on beyond the length of its scenario."""
        needed = self.time_index + weeks
        have = len(self.record.weekly)
        if needed <= have:
            return
        self._write_in(self.written.with_room(max(needed, 2 * have)))

    def apply_calendar(self) -> None:
        """Step 1: let the events of the current week take effect."""
        due = [
            event
            for event in self.opening_scenario.events
            if self.opening_scenario.event_week(event) == self.week
        ]
        for event in due:
            self._apply(event)
        if self._held_back and self._agreed_anew() == self.week:
            held_back, self._held_back = self._held_back, ()
            for who, changes in held_back:
                self.intervene(changes, who=who)

    def _agreed_anew(self) -> int:
        return agreed_anew(self.scenario, self.week, int(self.state.form_since.min()))

    def _apply(self, event: Event) -> None:
        who, changes = f"event {event.name}", event.set
        if self._agreed_anew() > self.week:
            at_once, later = by_when(changes)
            if later:
                changes, self._held_back = at_once, (*self._held_back, (who, later))
        if changes:
            self.intervene(changes, who=who)
        if event.turnover_shock:
            self.shock(event.turnover_shock, event.agencies, who=who)

    def intervene(self, changes: Mapping[str, Any], *, who: str = "user") -> None:
        """Change parameters from the current week on.

        Parameters
        ----------
        changes
            New values by path.
        who
            Who decided it, for the record.

        Raises
        ------
        ScenarioError
            If a path leads nowhere, cannot change in mid-run, or a value is not allowed.
        """
        fixed = [path for path in changes if is_fixed(path)]
        if fixed:
            text = "cannot change while a run is under way"
            raise ScenarioError([Problem((path,), f"'{path}' {text}") for path in fixed])
        before = self.scenario
        changed = before.with_changes(changes)
        if ledger_lines(changed) != ledger_lines(before):
            text = "cannot bring in or drop a payer while a run is under way"
            raise ScenarioError([Problem((path,), f"'{path}' {text}") for path in changes])
        if changed.extensions_in_force != before.extensions_in_force:
            text = "cannot bring in or drop an extension while a run is under way"
            raise ScenarioError([Problem((path,), f"'{path}' {text}") for path in changes])
        self.scenario = changed
        self.interventions.append(
            {
                "week": self.week,
                "who": who,
                "set": {primary_path(path): value for path, value in changes.items()},
            }
        )
        if self.scenario.partnership.form != before.partnership.form:
            self._change_form()
        self._rebuild_world()
        if self.scenario.partnership.covers != before.partnership.covers:
            count_covered_anew(self.world, self.state)
        self._take_handles()

    def _change_form(self) -> None:
        """Let every locality have the scenario's form: set-up begins again, and who left may join."""
        self.state.form_before[:] = self.state.form
        self.state.form[:] = list(self.scenario.forms).index(self.scenario.partnership.form)
        self.state.form_since[:] = self.week
        self.state.agency["left"] = self.state.agency["worse"] = 0

    def _rebuild_world(self) -> None:
        world = build_world(self.scenario, self.seed)
        self.world = world._replace(
            neighbour_start=self.world.neighbour_start, neighbours=self.world.neighbours
        )

    def shock(self, share: float, agencies: tuple[str, ...] = (), *, who: str = "user") -> None:
        """Let a share of staff leave at once: routines and trust go with them (ODD 4.2)."""
        names = [agency.name for agency in self.scenario.agencies]
        hit = np.array([not agencies or name in agencies for name in names])
        routine, trust = self.scenario.routine, self.scenario.trust
        loss = self.world.form["governance"]["trust_loss"][self.state.form]
        self.state.agency["routine"][:, hit] *= 1 - share * (1 - routine.handover)
        kept = np.maximum(0.0, 1 - share * trust.lost_with_staff * loss)
        touched = hit[:, None] | hit[None, :]
        self.state.link["trust"][:, touched] *= kept[:, None]
        self.interventions.append({"week": self.week, "who": who, "turnover_shock": share})

    def advance(self, weeks: int) -> None:
        """Run a number of weeks in compiled code.

        Raises
        ------
        InvariantError
            If an accounting identity of the model fails.
        """
        self.make_room(weeks)
        end = self.week + weeks
        stops = {self.opening_scenario.event_week(event) for event in self.opening_scenario.events}
        while self.week < end:
            self.apply_calendar()
            at_most = self.week + len(self.record.kept_money)
            renewal = [self._agreed_anew()] if self._held_back else []
            until = min([stop for stop in (*stops, *renewal) if stop > self.week] + [end, at_most])
            self._run_weeks(until)

    def _run_weeks(self, until: int) -> None:
        """Run the weeks up to one on as many threads as there are blocks of localities."""
        self.open_stretch(until)
        steps = step_addresses(*(numba.typeof(handle) for handle in self.handles))
        blocks = self._blocks()
        if self.calls is not None:
            steps = self.calls.among(steps)
            self.calls.blocks = blocks

        def run_block(block: Block) -> npt.NDArray[Any]:
            handles = self._new_handles()
            with self.calling():
                rows: npt.NDArray[Any] = schedule.run_stretch(
                    *handles, steps, self.week, until, *block, int(self.tables)
                )
            return rows

        with side_by_side(blocks) as each:
            try:
                ended = list(each(run_block, blocks))
            except BaseException as interrupt:
                # Other threads need not go on, which extensions can take long to do.
                if self.calls is not None:
                    self.calls.stop(interrupt)
                raise
        self.close_stretch(until, ended)

    def calling(self) -> AbstractContextManager[None]:
        """Return what weeks are run in, so that extensions can be called."""
        return nullcontext() if self.calls is None else self.calls.under_way()

    def open_stretch(self, until: int) -> None:
        """Work out what all localities need for the weeks up to one: publicity."""
        self.record.stretch[0] = self.week
        for kernel in schedule.BEFORE:
            kernel(*self.handles, self.week, until)

    def close_stretch(self, until: int, episodes: list[npt.NDArray[Any]]) -> None:
        """Check the weeks just run, add them to the tables and move the clock."""
        if self.calls is not None:
            self.calls.raise_error()
        self.check_invariants()
        for kernel in schedule.AFTER:
            kernel(*self.handles, self.week, until)
        ended = np.concatenate(episodes)
        if len(ended):
            # In the order in which they would have ended if all localities had been run together.
            self.episodes.append(ended[np.argsort(ended["end"], kind="stable")])
        moves = int(self.record.trace_count[0])
        if moves:
            self.traced.append(self.record.trace[:moves].copy())
            self.record.trace_count[0] = 0
        self.week = until
        if self.calls is not None:
            self.calls.warn()

    def episodes_of_the_week(self) -> npt.NDArray[Any]:
        """Return the episodes that have ended in the week under way."""
        _, state, _ = self.handles
        none, count = np.zeros(0, EPISODE), len(self.world.localities)
        rows, ended = collection.keep_episodes(state, none, 0, self.week, 0, count)
        return np.asarray(rows[:ended])

    def _blocks(self) -> list[Block]:
        """Share the localities among threads.

        Moves are traced in order, by one. One runs the first weeks of extensions, so that it is seen whether
        they touch other localities.
        """
        alone = self.record.trace.size or (self.calls is not None and self.week == self.first_week)
        return share_out(self.world.localities["end"], 1 if alone else self.threads)

    def check_invariants(self) -> None:
        """Stop the run if the kernels found a broken identity: the first week and locality."""
        broken = self.record.broken
        if (broken[:, 0] == CUT_SHORT).any():
            raise ExtensionError("an extension went wrong in mid-run, or was interrupted: start the run anew")
        if (broken[:, 0] >= 0).any():
            weeks = np.where(broken[:, 0] >= 0, broken[:, 1], k.NEVER)
            locality = int(weeks.argmin())
            text = f"week {weeks[locality]}, locality {locality}: broken identity: "
            text += INVARIANTS[broken[locality, 0]]
            if self.calls is not None:
                own = ", ".join(one.name for one in self.calls.extensions)
                text += f"; what the scenario adds to the model may have broken it: {own}"
            raise InvariantError(text)
