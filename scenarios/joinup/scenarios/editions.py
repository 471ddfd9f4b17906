"""What another edition of the model makes of a scenario, value by value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from joinup.scenarios.evidence import title_of
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import VERSION
from joinup.sim.parameters.paths import walk
from joinup.sim.text.words import plain_name


@dataclass(frozen=True, slots=True)
class Mapped:
    """A value that another edition has otherwise.

    Attributes
    ----------
    path
        Where it stands.
    before, after
        What it is in the scenario's edition and in the other; None where there is nothing.
    title
        What it is, in words.
    """

    path: str
    before: Any
    after: Any
    title: str

    def __str__(self) -> str:
        """Return it in a line."""
        return f"{self.path}: {_word(self.before)} -> {_word(self.after)} ({self.title})"


def mapping(scenario: Scenario, edition: int) -> tuple[Mapped, ...]:
    """Return every value that a scenario gets when it is played by another edition.

    Of the forms of joint working only the one in force is looked at.

    Parameters
    ----------
    scenario
        The scenario.
    edition
        1 or 2.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> [str(one) for one in mapping(load("town"), 2) if one.path == "agencies.housing.efficacy"]
    ['agencies.housing.efficacy: 1 -> 0.7 (Housing office: chance that a service helps)']
    >>> mapping(load("town"), 1)
    ()
    """
    if edition == scenario.schema_version:
        return ()
    other = scenario.with_changes({VERSION: edition})
    before, after = _values(scenario), _values(other)
    return tuple(
        Mapped(path, before.get(path), after.get(path), _title(other if path in after else scenario, path))
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    )


def _values(scenario: Scenario) -> dict[str, Any]:
    """Return every value at the end of a path."""
    others = tuple(f"forms.{name}." for name in scenario.forms if name != scenario.partnership.form)
    every = {path: value for path, value in walk(scenario) if not f"{path}.".startswith(others)}
    sections = {path.rpartition(".")[0] for path in every}
    return {path: value for path, value in every.items() if path not in sections and path != VERSION}


def _title(scenario: Scenario, path: str) -> str:
    try:
        return title_of(scenario, path)
    except ScenarioError:
        return plain_name(path)


def _word(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
