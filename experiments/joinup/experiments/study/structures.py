"""Named structures: the same scenario with the model built otherwise (ODD 4).

Seven ways in which the model could be built otherwise have two values each. `SIXTEEN` structures are a
fractional factorial design, 2^(7-3): the first four combined, the others their products, so that what each
does can be told apart from what any other does. Beside them stand the first edition of the model, and agents
that learn by experience-weighted attraction. Everything else is as the scenario has it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from joinup.experiments.study.design import Changes
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import FIRST, SECOND, VERSION

EDITION_1, EWA = "edition_1", "ewa"
BESIDE = (EDITION_1, EWA)
"""Structures that stand beside the design: no share of structures counts them."""

Level = tuple[str, Callable[[Scenario], Changes]]


def _of_path(path: str, *values: object) -> tuple[Level, ...]:
    def changing(value: object) -> Level:
        return str(value), lambda scenario: {path: value}

    return tuple(map(changing, values))


def _by_trust(scenario: Scenario) -> Changes:
    return {}


def _constant(scenario: Scenario) -> Changes:
    """Return reach as it is at trust and agreement of a half, whatever they are, and with nobody's veto."""
    found: dict[str, float] = {}
    for name, form in scenario.forms.items():
        reach, path = form.governance.reach, f"forms.{name}.governance"
        if reach.trust or form.governance.veto:
            base = min(1.0, reach.base + 0.5 * reach.trust)
            found |= {f"{path}.reach.base": base, f"{path}.reach.trust": 0.0, f"{path}.veto": 0.0}
    return found


def _merging(**transition: float) -> Callable[[Scenario], Changes]:
    def changes(scenario: Scenario) -> Changes:
        return {
            f"forms.{name}.transition.{key}": value
            for name, form in scenario.forms.items()
            if form.governance.kind == "single"
            for key, value in transition.items()
        }

    return changes


FACTORS: dict[str, tuple[Level, ...]] = {
    "in_service_weight": _of_path("outcomes.in_service_weight", 1.0, 0.3),
    "choice": _of_path("decisions.rule", "logit", "best_reply"),
    "beliefs": _of_path("decisions.beliefs", "promised", "expected"),
    "joint_link": _of_path("decisions.joint_link", "sqrt", "min"),
    "reach": (("trust", _by_trust), ("constant", _constant)),
    "merger": (
        ("fast", _merging(loss=0.05, fades=26)),
        ("slow", _merging(loss=0.15, fades=104, identity_weeks=104)),
    ),
    "joint_result": _of_path("decisions.joint_result", "reach", "effort"),
}
"""Ways in which the model could be built otherwise, and two values of each."""


@dataclass(frozen=True, slots=True)
class Structure:
    """One way to build the model.

    Attributes
    ----------
    name
        Its name: ``structure_1`` to ``structure_16``, ``edition_1`` or ``ewa``.
    levels
        The value of each of `FACTORS` that changes anything; empty in the first edition, which has none.
    changes
        What it changes of the scenario.
    """

    name: str
    levels: dict[str, str]
    changes: Changes


def structures_of(scenario: Scenario, *, without: Collection[str] = ()) -> tuple[Structure, ...]:
    """Return the structures in which a scenario is run.

    Parameters
    ----------
    scenario
        The scenario, of either edition.
    without
        Paths that are left as they are, since options change them.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> first, *_, ewa = structures_of(load("town"))
    >>> first.name, first.levels["choice"], ewa.changes["decisions.rule"], len(structures_of(load("town")))
    ('structure_1', 'logit', 'ewa', 18)
    """
    second = scenario if scenario.schema_version == SECOND else scenario.with_changes({VERSION: SECOND})

    def changes(places: tuple[int, ...]) -> Changes:
        made = [FACTORS[name][place][1](second) for name, place in zip(FACTORS, places, strict=True)]
        return {path: value for part in made for path, value in part.items() if path not in without}

    def levels(places: tuple[int, ...]) -> dict[str, str]:
        return {
            name: FACTORS[name][place][0]
            for name, place in zip(FACTORS, places, strict=True)
            if _moves(name, second, without)
        }

    edition = {} if scenario.schema_version == SECOND else {VERSION: SECOND}
    rows = tuple(_design())
    sixteen = [
        Structure(f"structure_{number}", levels(places), {**edition, **changes(places)})
        for number, places in enumerate(rows, start=1)
    ]
    learning = {} if "decisions.rule" in without else {"decisions.rule": EWA}
    back = {} if scenario.schema_version == FIRST else {VERSION: FIRST}
    return (
        *sixteen,
        Structure(EDITION_1, {}, back),
        Structure(EWA, {**levels(rows[0]), "choice": EWA}, {**edition, **changes(rows[0]), **learning}),
    )


def _moves(factor: str, scenario: Scenario, without: Collection[str]) -> bool:
    """Return whether a factor changes anything of a scenario."""
    return any(path not in without for _, changes in FACTORS[factor] for path in changes(scenario))


def in_structures(
    scenario: Scenario, options: Mapping[str, Changes], *, without: Collection[str] = ()
) -> dict[str, Changes]:
    """Return every option in every structure, by the names of both; structures by their names if no option.

    Parameters
    ----------
    scenario
        The scenario.
    options
        Changes by name.
    without
        Other paths that are left as they are.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> found = in_structures(load("town"), {"slow": {"trust.up": 0.01}})
    >>> len(found), found["slow, edition_1"]
    (18, {'trust.up': 0.01})
    """
    changed = {*without, *(path for changes in options.values() for path in changes)}
    structures = structures_of(scenario, without=changed)
    if not options:
        return {one.name: one.changes for one in structures}
    return {
        f"{name}, {one.name}": {**one.changes, **changes}
        for name, changes in options.items()
        for one in structures
    }


def _design() -> Iterator[tuple[int, ...]]:
    """Yield the rows of a 2^(7-3) design of resolution IV (Box, Hunter and Hunter 2005)."""
    for a, b, c, d in product((0, 1), repeat=4):
        yield a, b, c, d, a ^ b ^ c, b ^ c ^ d, a ^ c ^ d
