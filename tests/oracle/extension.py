"""A rule that a user has added, called by the second implementation: the same function, other data."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from joinup.sim import randomness

if TYPE_CHECKING:
    from tests.oracle.agency import Agency


OWN_RULES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {}
"""The rules that tests have added: each a function, and what its memory of an agency starts with."""


class _Columns:
    """The agencies of a locality by column, as arrays."""

    def __init__(self, agencies: list[Agency]) -> None:
        self._agencies = agencies

    def __getitem__(self, name: str) -> Any:
        return np.array([getattr(agency, name) for agency in self._agencies])


def own_chances(agency: Agency, payoffs: list[float]) -> list[float]:
    """Return the probability that a user's rule gives each effort."""
    function, start = OWN_RULES[agency.rule]
    every = list(agency.locality.agencies)
    members = [n for n, one in enumerate(every) if one in agency.locality.partnership.members]
    me = every.index(agency)
    memory = agency.__dict__.setdefault("memory", dict(start))

    def draw(purpose: str) -> float:
        option = randomness.name_hash(f"{agency.rule}/{purpose}")
        name = randomness.mix(np.uint64(agency.key), np.uint64(option))
        seed = np.uint64(agency.model.chance.seed)
        word = int(randomness.named_draw(seed, np.uint64(name), agency.model.week, randomness.OWN))
        return (word + 0.5) / 2.0**32

    choice = SimpleNamespace(
        here=SimpleNamespace(agencies=_Columns(every)),
        agency=me,
        efforts=np.array(agency.effort_grid),
        payoffs=np.array(payoffs),
        last=agency.choice,
        partners=np.array([n for n in members if n != me], dtype=int),
        memory=memory,
        draw=draw,
    )
    given = agency.model.tree["extensions"][agency.rule]
    return [float(chance) for chance in function(choice, **given)]
