"""A locality, its people and what varies from one to the next."""

from __future__ import annotations

import math
from collections import Counter, deque
from typing import TYPE_CHECKING, Any

from joinup.sim import randomness
from tests.oracle.account import Account
from tests.oracle.agency import Agency
from tests.oracle.chance import key_of, part_of
from tests.oracle.client import IN_NEED_UNSERVED, IN_SERVICE
from tests.oracle.partnership import Partnership
from tests.oracle.prevention import prevented

if TYPE_CHECKING:
    from tests.oracle.client import Client
    from tests.oracle.model import JointWorking
    from tests.oracle.navigators import Caseload


class Locality:
    """A place with its clients, one agency of each role and one partnership.

    Parameters
    ----------
    model
        The model.
    name
        Name of the locality.
    place
        The scenario's entry for it.
    """

    def __init__(self, model: JointWorking, name: str, place: dict[str, Any]) -> None:
        self.model, self.name, self.place = model, name, place
        self.clients: list[Client] = []
        self.contacts: dict[int, list[Client]] | None = None
        self.agencies = [Agency(model, self, item["name"]) for item in model.tree["agencies"]]
        self.partnership = Partnership(self)
        self.account = Account(self)
        self.caseloads: list[Caseload] = []
        self.flow: Counter[tuple[int, str]] = Counter()
        self.money: dict[tuple[str, str, str], float] = {}
        self.complaints: deque[tuple[int, int]] = deque(maxlen=52)
        self.helped: list[tuple[int, int, int]] = []  # Group, week of onset, week of the last need met.
        self.aware_share: list[float] = []
        self.aware_share_of_all = 0.0

    @property
    def wave(self) -> int | None:
        """First week in which the programme can come here, if it comes late."""
        week: int | None = self.place["partnership_starts"]
        return week

    def after_wave(self, week: int) -> int:
        """Return a week, put off until the programme comes here."""
        return week if self.wave is None else max(week, self.wave)

    def factor(self, what: str, salt: int) -> float:
        """Return the locality's factor of places, onset or efficacy, ``given exp(s z)``."""
        return float(self.place[what] * math.exp(self.deviation(what, salt)))

    def deviation(self, what: str, salt: int) -> float:
        """Return ``s z``, z normal by the locality's name and a salt for what varies."""
        spread = float(self.model.tree["population"]["variation"][what])
        if not spread:
            return 0.0
        key = part_of(key_of(self.name), salt)
        return spread * self.model.chance.normal(key, 0, randomness.VARIATION)

    @property
    def ease_of_hand_offs(self) -> float:
        """``h_l``: what is given for hand-offs here ``+ s z``, in log-odds."""
        return float(self.place["hand_off"]) + self.deviation("hand_off", 3)

    def onset(self, group: dict[str, Any]) -> float:
        """Return the weekly chance that a need arises."""
        return min(1.0, self.factor("onset", 2) * float(group["onset"]))

    def not_prevented(self, group: dict[str, Any]) -> float:
        """Return what prevention leaves of the chance that a need arises; several multiply."""
        left = 1.0
        for item in self.model.tree["prevention"]:
            if not item["groups"] or group["name"] in item["groups"]:
                left *= 1.0 - prevented(item, self)
        return left

    def serving(self, need: int) -> list[Agency]:
        """Return the agencies that serve a need."""
        return [agency for agency in self.agencies if need in agency.needs]

    @property
    def in_need_unserved(self) -> int:
        """Clients in need and not in service."""
        return sum(client.state in IN_NEED_UNSERVED for client in self.clients)

    @property
    def in_service(self) -> int:
        """Clients in service."""
        return sum(client.state == IN_SERVICE for client in self.clients)

    def tell_metric(self, metric: str, names: set[str], number: float = 1.0) -> None:
        """Add to the figures of agencies, if this is what is measured."""
        if self.model.tree["measurement"]["metric"] == metric:
            for agency in self.agencies:
                if agency.name in names:
                    agency.metric += number

    def look_around(self) -> None:
        """Note the aware share of each group and of all, as the week opens."""
        groups = range(len(self.model.tree["population"]["groups"]))
        people = [[c for c in self.clients if c.group_number == g] for g in groups]
        self.aware_share = [sum(c.aware for c in some) / len(some) if some else 0.0 for some in people]
        self.aware_share_of_all = sum(c.aware for c in self.clients) / len(self.clients)
