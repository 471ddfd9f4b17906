"""Every configuration of the town that both implementations run."""

from __future__ import annotations

from typing import Any

from tests.oracle.accountability import ANSWERING
from tests.oracle.agreements import AGREEMENTS
from tests.oracle.bought import BOUGHT
from tests.oracle.changing import CHANGING
from tests.oracle.choices import CHOICES
from tests.oracle.circumstances import CIRCUMSTANCES
from tests.oracle.covers import COVERS
from tests.oracle.entrances import ENTRANCES
from tests.oracle.holding import HELD
from tests.oracle.journeys import JOURNEYS
from tests.oracle.localities import LOCALITIES
from tests.oracle.outcomes import OUTCOMES
from tests.oracle.paid import PAID
from tests.oracle.reach import REACH
from tests.oracle.returns import RETURNS
from tests.oracle.sharing import SHARING
from tests.oracle.supply import SUPPLY

PARTS: list[dict[str, dict[str, Any]]] = [
    CHOICES,
    CIRCUMSTANCES,
    OUTCOMES,
    LOCALITIES,
    REACH,
    COVERS,
    ENTRANCES,
    RETURNS,
    BOUGHT,
    AGREEMENTS,
    CHANGING,
    SHARING,
    ANSWERING,
    PAID,
    SUPPLY,
    HELD,
    JOURNEYS,
]

CONFIGURATIONS: dict[str, dict[str, Any]] = dict(one for part in PARTS for one in part.items())
"""What each changes in the town, by name of what it is about."""
