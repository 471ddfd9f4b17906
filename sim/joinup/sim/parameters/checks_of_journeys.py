"""What must hold between the needs of a scenario and the order in which they are met."""

from __future__ import annotations

from typing import Any

from joinup.sim.errors import Path, Problem
from joinup.sim.parameters.trees import all_known, names_at, value_at

MOST_NAVIGATORS = 7
"""As many as three bits of a client can number."""


def check_journeys(tree: dict[str, Any]) -> list[Problem]:
    """Return what is wrong with pairs of needs (unknown ones, a need with itself, circles) and navigators."""
    needs = names_at(tree, "population", "needs")
    problems: list[Problem] = []
    for part in ("before", "together"):
        pairs = value_at(tree, "journeys", part)
        for place, pair in enumerate(pairs if isinstance(pairs, list | tuple) else ()):
            at: Path = ("journeys", part, place)
            problems += all_known(at, pair, "need", needs)
            if isinstance(pair, list | tuple) and len(pair) == 2 and pair[0] == pair[1]:
                problems.append(Problem(at, f"'{pair[0]}' is paired with itself"))
    navigators = tree.get("navigators")
    if isinstance(navigators, list | tuple) and len(navigators) > MOST_NAVIGATORS:
        text = f"there are {len(navigators)} navigators; at most {MOST_NAVIGATORS}"
        problems.append(Problem(("navigators",), text))
    return problems or _circle(value_at(tree, "journeys", "before"))


def _circle(before: Any) -> list[Problem]:
    """Return whether some needs wait for each other, so that none of them would ever come first."""
    pairs = [tuple(pair) for pair in before or () if isinstance(pair, list | tuple) and len(pair) == 2]
    waiting = {second for _, second in pairs}
    while True:
        free = {
            need for need in waiting if all(first not in waiting for first, other in pairs if other == need)
        }
        if not free:
            break
        waiting -= free
    # Those that are left wait for each other, or for some that do.
    round_about = sorted(str(first) for first, second in pairs if first in waiting and second in waiting)
    if not round_about:
        return []
    named = ", ".join(dict.fromkeys(round_about))
    return [Problem(("journeys", "before"), f"needs wait for each other, so that none comes first: {named}")]
