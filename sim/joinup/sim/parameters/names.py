"""Names of what a scenario lists: paths find things by them, so that they must differ."""

from __future__ import annotations

from joinup.sim.errors import Path, Problem
from joinup.sim.parameters.trees import Tree, items_at

NAMED_LISTS: tuple[Path, ...] = (
    ("population", "needs"),
    ("population", "access"),
    ("population", "groups"),
    ("population", "localities"),
    ("agencies",),
    ("incentives",),
    ("funding",),
    ("campaigns",),
    ("consultations",),
    ("prevention",),
    ("navigators",),
    ("events",),
    ("observables",),
)


def check_names(tree: Tree) -> list[Problem]:
    """Return every name that a list has twice."""
    problems = []
    for path in NAMED_LISTS:
        seen: set[str] = set()
        for place, item in items_at(tree, *(str(part) for part in path)):
            name = item.get("name")
            if isinstance(name, str) and name in seen:
                text = f"there is already one called '{name}'; names must differ"
                problems.append(Problem((*path, place, "name"), text))
            seen.add(str(name))
    return problems
