"""Clients as Mesa users expect to read them: the reading side of an AgentSet over columns.

Nothing is stored per client but its place in the columns; a `Client` is a view made on demand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.construction import localities

if TYPE_CHECKING:
    import pandas as pd

    from joinup.sim.engine import Engine

COLUMNS = (
    "unique_id",
    "locality",
    "group",
    "state",
    "aware",
    "eligible",
    "needs",
    "needs_at_onset",
    "agency",
    "weeks_in_state",
    "hand_offs",
    "agencies_met",
    "weeks_waited",
    "helped_before",
    "lapsed_in_episode",
    "complained",
    "has_redress",
    "holds_place",
    "agency_beside",
    "navigator",
    "access_needs",
    "aware_since",
    "state_since",
    "onset_week",
    "last_agency",
    "smallest_joint_intensity",
)
"""What can be read of a client."""


@dataclass(frozen=True, slots=True)
class Client:
    """One client, as a view: reading an attribute reads the column now."""

    population: ClientPopulation
    unique_id: int

    def __getattr__(self, name: str) -> Any:
        if name not in COLUMNS:
            raise AttributeError(f"a client has no '{name}'; it has {', '.join(COLUMNS)}")
        value = self.population.column(name, np.array([self.unique_id]))[0]
        return value.item() if isinstance(value, np.generic) else value

    @property
    def journey(self) -> list[str]:
        """The client's moves so far, one sentence each; empty unless it is traced."""
        from joinup.sim.results.journeys import journeys

        return journeys(self.population.engine).get(self.unique_id, [])


class ClientPopulation:
    """All clients, or some of them.

    Parameters
    ----------
    engine
        The run whose clients they are.
    members
        Numbers of the clients in this set; all if not given.
    """

    def __init__(self, engine: Engine, members: npt.NDArray[np.int64] | None = None) -> None:
        self.engine = engine
        self._members = members

    @property
    def numbers(self) -> npt.NDArray[np.int64]:
        """Numbers of the clients in this set."""
        if self._members is None:
            return np.arange(len(self.engine.state.code), dtype=np.int64)
        return self._members

    def __len__(self) -> int:
        return len(self.engine.state.code) if self._members is None else len(self._members)

    def __iter__(self) -> Iterator[Client]:
        for number in self.numbers:
            yield Client(self, int(number))

    def __contains__(self, client: Client) -> bool:
        return self._members is None or bool(np.isin(client.unique_id, self._members))

    @overload
    def __getitem__(self, place: int) -> Client: ...

    @overload
    def __getitem__(self, place: slice) -> ClientPopulation: ...

    def __getitem__(self, place: int | slice) -> Client | ClientPopulation:
        """Return the client at a place in this set, or those of a slice."""
        if isinstance(place, slice):
            return ClientPopulation(self.engine, self.numbers[place])
        return Client(self, int(self.numbers[place]))

    def __repr__(self) -> str:
        return f"<{len(self):,} clients in week {self.engine.week}>"

    def column(self, name: str, numbers: npt.NDArray[np.int64] | None = None) -> npt.NDArray[Any]:
        """Return one attribute of the clients in this set (or of the numbers given)."""
        state, scenario = self.engine.state, self.engine.scenario
        at = self.numbers if numbers is None else numbers
        groups = np.array([group.name for group in scenario.population.groups])
        person = state.client
        flags = person["flags"][at]
        role = person["role"][at].astype(np.int64)
        last = person["last_role"][at].astype(np.int64)
        beside = person["beside"][at].astype(np.int64)
        guides = np.array(["", *(navigator.name for navigator in scenario.navigators)])
        agencies = np.array([*(agency.name for agency in scenario.agencies), ""])
        columns: dict[str, Callable[[], npt.NDArray[Any]]] = {
            "unique_id": lambda: at,
            "locality": lambda: self._localities(at),
            "group": lambda: groups[state.group[at]],
            "state": lambda: np.array(k.STATES)[state.state[at]],
            "aware": lambda: state.aware[at] == 1,
            "eligible": lambda: (flags & k.ELIGIBLE_BIT) != 0,
            "needs": lambda: person["needs"][at].copy(),
            "needs_at_onset": lambda: person["needs_at_onset"][at].copy(),
            "agency": lambda: agencies[np.where(role == k.NOBODY, len(agencies) - 1, role)],
            "weeks_in_state": lambda: self.engine.week - 1 - person["entered"][at].astype(np.int64),
            "hand_offs": lambda: person["hops"][at].copy(),
            "agencies_met": lambda: np.bitwise_count(person["met"][at]),
            "weeks_waited": lambda: person["waited"][at].copy(),
            "helped_before": lambda: (flags & k.HELPED_BIT) != 0,
            "lapsed_in_episode": lambda: (flags & k.LAPSED_BIT) != 0,
            "complained": lambda: (flags & k.COMPLAINED_BIT) != 0,
            "has_redress": lambda: (flags & k.REDRESS_BIT) != 0,
            "holds_place": lambda: (flags & k.HOLDS_BIT) != 0,
            "agency_beside": lambda: agencies[np.where(beside == k.NOBODY, len(agencies) - 1, beside)],
            "navigator": lambda: guides[(flags & k.NAVIGATOR_BITS) >> k.NAVIGATOR_SHIFT],
            "access_needs": lambda: person["access"][at].copy(),
            "aware_since": lambda: person["aware_since"][at].copy(),
            "state_since": lambda: person["entered"][at].copy(),
            "onset_week": lambda: person["onset_week"][at].copy(),
            "last_agency": lambda: agencies[np.where(last == k.NOBODY, len(agencies) - 1, last)],
            "smallest_joint_intensity": lambda: np.where(
                person["joint"][at] > 1, np.nan, person["joint"][at]
            ),
        }
        if name not in columns:
            raise AttributeError(f"a client has no '{name}'; it has {', '.join(COLUMNS)}")
        return columns[name]()

    def _localities(self, numbers: npt.NDArray[np.int64]) -> npt.NDArray[Any]:
        names = np.array([name for name, _ in localities(self.engine.scenario)])
        found: npt.NDArray[Any] = names[
            np.searchsorted(self.engine.world.localities["end"], numbers, side="right")
        ]
        return found

    def get(self, names: str | list[str]) -> list[Any]:
        """Return one attribute of every client, or several as a list per client (as Mesa does)."""
        if isinstance(names, str):
            return list(self.column(names).tolist())
        return [list(row) for row in zip(*(self.column(name).tolist() for name in names), strict=True)]

    def select(
        self,
        filter_func: Callable[[Client], bool] | None = None,
        at_most: int | float = float("inf"),
        **equal: Any,
    ) -> ClientPopulation:
        """Return the clients for which a function holds and attributes have the given values.

        Examples
        --------
        >>> model.clients.select(group="families", state="waiting")  # doctest: +SKIP
        """
        numbers = self.numbers
        for name, value in equal.items():
            numbers = numbers[self.column(name, numbers) == value]
        if filter_func is not None:
            kept = [filter_func(Client(self, int(number))) for number in numbers]
            numbers = numbers[np.array(kept, dtype=bool)]
        if isinstance(at_most, float) and at_most <= 1:
            at_most = int(len(self) * at_most)
        return ClientPopulation(self.engine, numbers[: int(min(at_most, len(numbers)))])

    def agg(self, name: str, func: Callable[[npt.NDArray[Any]], Any]) -> Any:
        """Return a function of one attribute of all clients, for instance its mean."""
        return func(self.column(name))

    def groupby(self, name: str) -> ClientGroups:
        """Return the clients by the value of an attribute."""
        values = self.column(name)
        numbers = self.numbers
        return ClientGroups(
            {
                value.item() if isinstance(value, np.generic) else value: ClientPopulation(
                    self.engine, numbers[values == value]
                )
                for value in np.unique(values)
            }
        )

    def count(self, **equal: Any) -> int:
        """Return how many clients there are, or how many have the given values.

        Examples
        --------
        >>> model.clients.count(state="waiting")  # doctest: +SKIP
        """
        return len(self.select(**equal) if equal else self)

    def sort(self, key: str | Callable[[Client], Any], ascending: bool = False) -> ClientPopulation:
        """Return the clients in the order of an attribute or a function, largest first (as Mesa does).

        Clients that are equal keep their order.
        """
        values = self.column(key) if isinstance(key, str) else np.array([key(client) for client in self])
        # Backwards on both sides, so that equal clients keep their order when the largest come first.
        order = np.argsort(values, kind="stable")
        if not ascending:
            order = len(values) - 1 - np.argsort(values[::-1], kind="stable")[::-1]
        return ClientPopulation(self.engine, self.numbers[order])

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """Return what a function gives for each client, or what an attribute is."""
        if isinstance(method, str) and method in COLUMNS:
            return self.get(method)
        return [_called(client, method, *args, **kwargs) for client in self]

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ClientPopulation:
        """Call a function on each client and return the set; views cannot be written to."""
        for client in self:
            _called(client, method, *args, **kwargs)
        return self

    def to_frame(self, *names: str) -> pd.DataFrame:
        """Return attributes of all clients as a table, one row per client in the order of the set.

        Parameters
        ----------
        names
            Attributes; all that there are if none is given.

        Returns
        -------
        pandas.DataFrame
            Indexed by the number of the client.
        """
        import pandas as pd

        wanted = names or COLUMNS[1:]
        index = pd.Index(self.numbers, name="unique_id")
        return pd.DataFrame({name: self.column(name) for name in wanted}, index=index)


class ClientGroups(dict[Any, ClientPopulation]):
    """Clients by the value of an attribute, with what Mesa's GroupBy can do."""

    def count(self) -> dict[Any, int]:
        """Return how many clients each group has."""
        return {value: len(clients) for value, clients in self.items()}

    def agg(self, name: str, func: Callable[[npt.NDArray[Any]], Any]) -> dict[Any, Any]:
        """Return a function of one attribute of each group's clients."""
        return {value: clients.agg(name, func) for value, clients in self.items()}

    def map(self, func: Callable[[ClientPopulation], Any]) -> dict[Any, Any]:
        """Return what a function gives for each group."""
        return {value: func(clients) for value, clients in self.items()}


def _called(client: Client, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    if isinstance(method, str):
        found = getattr(client, method)
        return found(*args, **kwargs) if callable(found) else found
    return method(client, *args, **kwargs)
