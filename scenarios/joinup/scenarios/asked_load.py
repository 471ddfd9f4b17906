"""The load that a scenario asks for: places solved when it is read, and again when another one is asked for.

What is asked for is solved from the scenario as it was written. Whatever else is changed later acts on the
solved places; an agency whose places are set has those.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from pydantic import PrivateAttr

from joinup.sim.extensions.registry import carried
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.load import Load, Solved
from joinup.sim.parameters.provenance import Provenance
from joinup.sim.parameters.scenario import primary_path

if TYPE_CHECKING:
    import pandas as pd

LOAD = "load"

UNNEEDED = {"title", "description", "levers", "observables", "worth_having"}
"""What the places do not depend on."""

FACTS = Provenance(grade="derived", source="solved for the load that the scenario asks for")


class AskedLoad(Load):
    """The load that a scenario asks for, and the load that it offers."""

    _scenario: Scenario = PrivateAttr()

    @classmethod
    def of(cls, scenario: Scenario) -> Self:
        """Return the load of a scenario."""
        asked = cls.model_construct(**scenario.__dict__[LOAD].__dict__)
        asked._scenario = scenario
        return asked

    @property
    def table(self) -> pd.DataFrame:
        """The load that each locality offers each agency: people who need it a week, places needed, places.

        It is what there would be to do if everybody in need came and was served at once, which is more than
        agencies see. :mod:`joinup.scenarios.offered_load` has the arithmetic.

        Examples
        --------
        >>> import joinup as ju
        >>> table = ju.load("town").load.table.set_index("agency")
        >>> table.loc["advice", ["places_needed", "places", "offered_load"]].round(2).to_list()
        [29.48, 16.0, 1.84]
        """
        import pandas as pd

        from joinup.scenarios.offered_load import offered_loads

        return pd.DataFrame([one.row() for one in offered_loads(self._scenario)])


def with_places_solved[Given: Scenario](scenario: Given) -> Given:
    """Return a scenario with the places that give the load it asks for; as it is if they are solved.

    Raises
    ------
    ScenarioError
        If an agency that is asked about serves nobody.
    """
    if not scenario.load.is_open:
        return scenario
    # Nobody else needs the model to read a scenario.
    from joinup.sim.places import solve

    found = solve(scenario, threads=os.cpu_count() or 1)
    each = scenario.people_per_client
    places = {name: number * each for name, number in found.places.items()}
    solved = Solved(
        places=places,
        occupancy={name: round(share, 4) for name, share in found.occupancy.items()},
        rounds=found.rounds,
        written=scenario.model_dump_json(exclude=UNNEEDED),
    )
    changed = scenario.with_values(
        {
            LOAD: {**scenario.load.model_dump(), "solved": solved.model_dump()},
            **{_path_of(name): value for name, value in places.items()},
        }
    )
    kept = {path: facts for path, facts in scenario.provenance.items() if path.startswith(f"{LOAD}.")}
    return changed.with_provenance(
        {**changed.provenance, **kept, **{_path_of(name): FACTS for name in places}}
    )


def places_solved_again(scenario: Scenario, changes: Mapping[str, Any]) -> dict[str, float]:
    """Return the places that give the load asked for if other values hold; none if no load is asked for.

    Places that have been set since stay as they are.

    Parameters
    ----------
    scenario
        A scenario with solved places.
    changes
        The other values.
    """
    if scenario.load.solved is None:
        return {}
    before = scenario.load.solved.places
    again = with_places_solved(_as_written(scenario).with_values(changes))
    found = again.load.solved.places if again.load.solved else {}
    return {
        _path_of(name): value
        for name, value in found.items()
        if scenario.get(_path_of(name)) == before.get(name) and _path_of(name) not in changes
    }


def with_changes[Given: Scenario](scenario: Given, changes: Mapping[str, Any]) -> Given:
    """Return a scenario with other values at the given paths; places are solved if the load is among them.

    Raises
    ------
    ScenarioError
        With every path that leads nowhere and every value that is not allowed.
    """
    changed = scenario.with_values(changes)
    asked = {path: value for path, value in changes.items() if _is_of_load(path)}
    if not asked:
        return changed
    solved = with_places_solved(_as_written(scenario).with_values(asked))
    before, after = (one.load.solved.places if one.load.solved else {} for one in (scenario, solved))
    found = {
        _path_of(name): solved.get(_path_of(name))
        for name in {**before, **after}
        # Those whose places have been set since have these.
        if name not in before or scenario.get(_path_of(name)) == before[name]
    }
    rest = {path: value for path, value in changes.items() if path not in asked}
    given = {primary_path(path) for path in rest}
    found = {path: value for path, value in found.items() if path not in given}
    final = scenario.with_values({**found, LOAD: solved.load.model_dump(), **rest})
    ours = (f"{LOAD}.", *found)
    facts = {path: one for path, one in solved.provenance.items() if path.startswith(ours)}
    return final.with_provenance({**final.provenance, **facts})


def _as_written(scenario: Scenario) -> Scenario:
    """Return the scenario from which places were solved; as it is if they were not."""
    if scenario.load.solved is None:
        return scenario
    with carried(scenario.extensions_at_hand):
        # The parameters alone: as a person holds it, it would be solved.
        written = Scenario.parse(json.loads(scenario.load.solved.written))
    facts = {path: one for path, one in scenario.provenance.items() if path.startswith(f"{LOAD}.")}
    return written.with_provenance(facts)


def _is_of_load(path: str) -> bool:
    return path == LOAD or path.startswith(f"{LOAD}.")


def _path_of(agency: str) -> str:
    return f"agencies.{agency}.places"
