"""The error of scale of a design: measured once for a study, and stored in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from joinup.experiments.run.scale import CLIENTS, ScaleEffect, scale_effect_of
from joinup.experiments.study.design import Design
from joinup.experiments.study.identity import model_version
from joinup.experiments.study.ledger import reading
from joinup.experiments.study.manifest import LEDGER
from joinup.sim.errors import JoinupError


def scale_of(design: Design, folder: Path, *, stopped: Callable[[], bool]) -> ScaleEffect | None:
    """Return the error of scale where it is largest: at the fewest clients of any point.

    Parameters
    ----------
    design
        The design.
    folder
        Its study, which may not exist yet. What it knows of the same scenario is not measured again.
    stopped
        Whether to give up.
    """
    given = [point[CLIENTS] for point in design.points if isinstance(point.get(CLIENTS), int)]
    smallest = design.scenario
    if given and min(given) < smallest.population.clients:
        smallest = smallest.with_changes({CLIENTS: min(given)})
    if smallest.people_per_client <= 1:
        return None
    found = _stored(design, folder)
    if found is not None and found.clients == smallest.population.clients:
        return found
    return scale_effect_of(smallest, stopped=stopped)


def _stored(design: Design, folder: Path) -> ScaleEffect | None:
    """Return what a study knows of the scenario, run by the same code."""
    if not (folder / LEDGER).exists():
        return None
    # What stands against using the study is told when it is locked.
    with suppress(JoinupError), reading(folder) as ledger:
        facts = ledger.facts()
        if facts.get("version") == model_version() and facts["scenario"] == json.loads(
            design.scenario.model_dump_json()
        ):
            return ScaleEffect.of_facts(facts.get("scale"))
    return None
