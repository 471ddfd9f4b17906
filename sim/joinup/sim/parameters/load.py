"""The load that a scenario asks for: how many of its places are to be in use (ODD 5).

Places are then solved and not given. A scenario that has been solved says so in its section ``load``, with
what whole numbers of places allow, and with itself as it was written, from which they are solved again if
another load is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from joinup.sim.declarations import Real, Strict, Whole, parameter
from joinup.sim.errors import Problem
from joinup.sim.parameters.trees import Tree, is_number, items_at, names_at, value_at

FULL = 0.98
"""Share of places in use above which an agency counts as full: how many more would come cannot be seen."""

YEAR = 52
"""Weeks at the end of the warm-up over which places in use are counted."""


class Solved(Strict):
    """How places were solved; joinup writes it, and files need not."""

    places: dict[str, Real] = Field(description="contracted places solved, by agency")
    occupancy: dict[str, Real] = Field(description="share of them in use, by agency: what whole places allow")
    rounds: Whole = Field(description="how often all agencies were tried together")
    written: str = Field(description="the scenario from which places were solved, as JSON")


class Load(Strict):
    """How many of an agency's places are to be in use without joint working, at the end of the warm-up."""

    occupancy: Real | dict[str, Real] | None = parameter(
        None,
        unit="share of places",
        about="places in use that contracted places are solved for: one share, or one by agency (default:"
        " places are as given)",
    )
    tolerance: Real = parameter(0.01, unit="share of places", gt=0, le=0.5, about="how near is near enough")
    solved: Solved | None = None

    @property
    def is_open(self) -> bool:
        """Whether places are still to be solved."""
        return self.occupancy is not None and self.solved is None


def asked_of(occupancy: Any, agencies: Mapping[str, float]) -> dict[str, float]:
    """Return the occupancy asked of each agency: one number is for all that have places.

    Examples
    --------
    >>> asked_of(0.9, {"housing": 20, "advice": 0})
    {'housing': 0.9}
    >>> asked_of({"advice": 0.8}, {"housing": 20, "advice": 0})
    {'advice': 0.8}
    """
    if isinstance(occupancy, Mapping):
        return {name: float(occupancy[name]) for name in agencies if name in occupancy}
    return {} if occupancy is None else {name: float(occupancy) for name in agencies if agencies[name] > 0}


def check_load(tree: Tree) -> list[Problem]:
    """Return what is wrong with the load that a scenario asks for."""
    occupancy = value_at(tree, "load", "occupancy")
    if occupancy is None:
        return []
    at = ("load", "occupancy")
    by_agency = isinstance(occupancy, dict)
    names = names_at(tree, "agencies")
    problems = [
        Problem.unknown((*at, name), "agency", name, names, on_key=True)
        for name in (occupancy if by_agency else ())
        if name not in names
    ]
    for name, share in occupancy.items() if by_agency else [(None, occupancy)]:
        if is_number(share) and not 0 < share <= FULL:
            text = (
                f"{share:g} must be above 0 and at most {FULL:g}: of a fuller agency it cannot be seen"
                " how many more would come"
            )
            problems.append(Problem(at if name is None else (*at, name), text))
    weeks = tree.get("warm_up_weeks")
    if is_number(weeks) and weeks < YEAR:
        text = f"a load is counted over {YEAR} weeks of warm-up, and warm_up_weeks is {weeks:g}"
        problems.append(Problem(at, text, on_key=True))
    if all(agency.get("places") == 0 for _, agency in items_at(tree, "agencies")) and not by_agency:
        problems.append(Problem(at, "no agency has places to begin with", on_key=True))
    return problems
