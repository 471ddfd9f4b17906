"""What the functions of extensions see: one locality in one week, its agencies and its clients.

Arrays are views of the run's own, so that what is written to them counts. Nothing of any other locality can
be reached from here; localities are run one after the other, in any order and on several threads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from joinup.sim import randomness
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.mechanisms.awareness.flows import BECAME_AWARE, FORGOT
from joinup.sim.mechanisms.awareness.kernels import set_aware
from joinup.sim.parameters import Scenario

Floats = npt.NDArray[np.float64]
Records = npt.NDArray[np.void]


class RunUnderWay(Protocol):
    """What extensions need of a run: :class:`joinup.sim.engine.Engine` is one.

    Attributes
    ----------
    scenario, seed, first_week
        What is run, its draws, and the first week of its warm-up.
    world, state, record, handles
        Its arrays, and what kernels take them by.
    """

    scenario: Scenario
    seed: int
    first_week: int
    world: World
    state: State
    record: Record
    handles: tuple[Any, Any, Any]


class Memory:
    """The own columns of an extension in one locality.

    Attributes
    ----------
    locality
        A record; columns by name.
    agency
        Records (agencies,).
    client
        Records (clients of the locality,).
    """

    __slots__ = ("agency", "client", "locality")

    def __init__(self, columns: Mapping[str, Records], number: int, clients: slice) -> None:
        self.locality: Any = columns["locality"][number] if "locality" in columns else None
        self.agency: Any = columns["agency"][number] if "agency" in columns else None
        self.client: Any = columns["client"][clients] if "client" in columns else None


class Locality:
    """A locality in the week under way, as a function of an extension sees it.

    Attributes
    ----------
    week
        The week; negative in the warm-up.
    number, name
        The locality.
    roles
        Names of its agencies, in the order of all arrays.
    memory
        The extension's own columns here.
    """

    __slots__ = ("_clients", "_engine", "_purpose", "_writes", "memory", "name", "number", "roles", "week")

    def __init__(
        self,
        engine: RunUnderWay,
        number: int,
        name: str,
        week: int,
        columns: Mapping[str, Records],
        purpose: str,
        *,
        writes: bool = True,
    ) -> None:
        row = engine.world.localities[number]
        self._engine, self._purpose, self._writes = engine, purpose, writes
        self._clients = slice(int(row["first"]), int(row["end"]))
        self.week, self.number, self.name = week, number, name
        self.roles = tuple(agency.name for agency in engine.scenario.agencies)
        self.memory = Memory(columns, number, self._clients)

    @property
    def opens(self) -> bool:
        """Whether this is the first week of the run, warm-up included."""
        return self.week == self._engine.first_week

    @property
    def agencies(self) -> Any:
        """How its agencies stand (agencies,): columns such as ``effort``, ``trust_mean``, ``waiting``."""
        return self._own(self._engine.state.agency[self.number])

    @property
    def declared(self) -> Any:
        """What the scenario says of its agencies (agencies,): columns such as ``own_weight``."""
        return _locked(self._engine.world.spec[self.number])

    @property
    def links(self) -> Any:
        """Its links (agencies, agencies): ``trust``, ``joint``, ``hand_offs``."""
        return self._own(self._engine.state.link[self.number])

    @property
    def clients(self) -> Any:
        """Its clients (clients,): columns such as ``needs``, ``waited``, ``access``; not to be written to."""
        return _locked(self._engine.state.client[self._clients])

    @property
    def client_states(self) -> Any:
        """Their states (clients,): 0 no need, 1 seeking, 2 waiting, 3 in service, 4 lapsed."""
        return _locked(self._engine.state._states(self._engine.state.code[self._clients]))

    @property
    def groups(self) -> Any:
        """The group of each of its clients (clients,), by number."""
        return _locked(self._engine.state.traits[self._clients] >> 1 & k.GROUP_BITS)

    @property
    def aware(self) -> Any:
        """Which of its clients are aware (clients,)."""
        return _locked((self._engine.state.traits[self._clients] & k.AWARE_BIT) == 1)

    @property
    def settings(self) -> Any:
        """Every scalar of the scenario by its path: ``settings["service"]["fatigue"]``."""
        return _locked(self._engine.world.p)[0]

    @property
    def parameters(self) -> Mapping[str, Any]:
        """The sections of all extensions in force, by name."""
        return MappingProxyType(self._engine.scenario.extensions)

    def _own(self, array: Any) -> Any:
        """Return an array as mechanisms may write to it, and rules and incentives may not."""
        return array if self._writes else _locked(array)

    def draw(self, purpose: str, of: str = "agency") -> Floats:
        """Return uniform draws, one for each owner.

        A draw depends on seed, owner, week, extension and purpose alone: scenarios with one seed share it.

        Parameters
        ----------
        purpose
            What it is for; another purpose has other draws.
        of
            ``agency`` (agencies,), ``client`` (clients,) or ``locality`` (1,).

        Returns
        -------
        Numbers between 0 and 1, without the ends.
        """
        option = randomness.name_hash(f"{self._purpose}/{purpose}")
        engine = self._engine
        seed, week = np.uint64(engine.seed), self.week
        if of == "client":
            clients = np.arange(self._clients.start, self._clients.stop)
            words = np.empty(len(clients), np.uint32)
            randomness.fill_draws(
                words, clients, len(clients), seed, option & randomness.MASK, week, randomness.OWN
            )
        elif of in ("agency", "locality"):
            rows = (
                engine.world.spec[self.number] if of == "agency" else engine.world.localities[[self.number]]
            )
            names = [randomness.mix(np.uint64(name), np.uint64(option)) for name in rows["name"]]
            words = np.array(
                [randomness.named_draw(seed, np.uint64(name), week, randomness.OWN) for name in names],
                np.uint32,
            )
        else:
            raise ValueError(f"draws are of 'agency', 'client' or 'locality', not '{of}'")
        drawn: Floats = (words.astype(np.float64) + 0.5) / 2.0**32
        return drawn

    def make_aware(self, which: npt.ArrayLike) -> None:
        """Make clients aware, given as a mask (clients,); counted as those who heard of the service."""
        self._set_aware(which, aware=True)

    def forget(self, which: npt.ArrayLike) -> None:
        """Make clients unaware, given as a mask (clients,); counted as those who forgot."""
        self._set_aware(which, aware=False)

    def _set_aware(self, which: npt.ArrayLike, *, aware: bool) -> None:
        mask = np.asarray(which)
        if mask.dtype != bool or mask.shape != self.aware.shape:
            wanted = f"one truth value for each of {len(self.aware)} clients"
            raise ValueError(f"give a mask with {wanted}, not {mask.dtype} {mask.shape}")
        engine, groups = self._engine, self.groups
        _, state, _ = engine.handles
        for client in np.flatnonzero(mask & (self.aware != aware)):
            engine.record.flow[self.number, groups[client], BECAME_AWARE if aware else FORGOT] += 1
            set_aware(state, self.number, self._clients.start + int(client), self.week, aware)


class Choice:
    """A decision of an agency, as a decision rule or an incentive sees it.

    Attributes
    ----------
    here
        The locality.
    agency
        The agency's place among its agencies.
    effort
        For an incentive, the effort that it is to pay for; NaN for a rule, which is to choose it.
    """

    __slots__ = ("agency", "effort", "here")

    def __init__(self, here: Locality, agency: int, effort: float = math.nan) -> None:
        self.here, self.agency, self.effort = here, agency, effort

    @property
    def efforts(self) -> Any:
        """The efforts to choose from (efforts,), from 0 to 1."""
        return _locked(self.here._engine.world.grid)

    @property
    def payoffs(self) -> Any:
        """What the agency expects of each (efforts,); see ODD 4.1."""
        return _locked(self.here._engine.state.payoff[self.here.number, self.agency])

    @property
    def last(self) -> int:
        """The place of the effort chosen last time."""
        return int(self.here.agencies["choice"][self.agency])

    @property
    def partners(self) -> Any:
        """The places of the other members (partners,)."""
        members = np.flatnonzero(self.here.agencies["member"] == 1)
        return members[members != self.agency]

    @property
    def row(self) -> Any:
        """How the agency stands, a record."""
        return self.here.agencies[self.agency]

    @property
    def memory(self) -> Any:
        """The rule's own columns for the agency, a record."""
        return self.here.memory.agency[self.agency]

    def draw(self, purpose: str) -> float:
        """Return a uniform draw; see :meth:`Locality.draw`."""
        return float(self.here.draw(purpose)[self.agency])


def _locked(array: Any) -> Any:
    view = array.view()
    view.flags.writeable = False
    return view
