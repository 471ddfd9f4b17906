"""What a user might add to the model: a rule, a mechanism, an incentive and measures, one of each."""

from __future__ import annotations

from typing import Any

import numpy as np

from joinup.sim.declarations import parameter
from joinup.sim.extensions.decorators import incentive, measure, mechanism, rule


@rule(agency={"decisions": 0})
def imitate_best(
    choice: Any,
    *,
    pull: float = parameter(0.5, unit="share", ge=0, le=1, low=0, high=1, about="how far it moves"),
    tremble: float = 0.1,
) -> Any:
    """Move towards the effort of the partner with the best performance."""
    efforts, performance = choice.here.agencies["effort"], choice.here.agencies["performance"]
    best = max(choice.partners, key=lambda partner: performance[partner], default=choice.agency)
    aim = (1 - pull) * efforts[choice.agency] + pull * max(efforts[best], choice.draw("glance"))
    chances = np.full(len(choice.efforts), tremble / len(choice.efforts))
    chances[np.abs(choice.efforts - aim).argmin()] += 1 - tremble
    choice.memory["decisions"] += 1
    return chances


@mechanism(after="effort", agency={"tired": 0.0})
def fatigue(here: Any, *, growth: float = 0.1) -> None:
    """Effort wears agencies out."""
    memory = here.memory.agency
    memory["tired"] = np.clip(memory["tired"] + growth * here.agencies["effort"] - 0.02, 0, 1)
    here.agencies["effort"] *= 1 - 0.5 * memory["tired"]


@mechanism(after="Awareness", client={"told": False}, locality={"told": 0})
def helpline(here: Any, *, reach: float = 0.05) -> None:
    """Tell some of those in need and unaware, once each."""
    memory = here.memory.client
    called = (here.client_states == 1) & ~here.aware & ~memory["told"]
    called &= here.draw("call", of="client") < reach
    memory["told"] |= called
    here.memory.locality["told"] += called.sum()
    here.make_aware(called)


@incentive()
def prize(choice: Any, *, bar: float = 0.5) -> float:
    """Pay when effort reaches a bar."""
    return float(choice.effort >= bar)


@measure(unit="weeks", better="lower")
def long_waits(result: Any, *, share: float = 0.9) -> float:
    """Weeks on lists of the ninth of ten episodes."""
    return float(result.episodes["weeks_waited"].quantile(share))


@measure(unit="share", better="higher")
def breaks_down(result: Any, *, growth: float = 99.0) -> dict[str, float]:
    """Fail in runs whose fatigue grows as given."""
    if result.scenario.extensions["fatigue"].growth == growth:
        raise RuntimeError("no such thing")
    return {"north": 1.0, "south": 2.0}
