"""A field of a scenario that is read in another form than it is stored in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Never

from joinup.sim.parameters import Scenario


class FieldView[T]:
    """Makes a field read as what a function makes of the scenario.

    Files, copies and comparisons have the field as it was declared. On the class there is nothing, as with
    every field of a pydantic model.

    Parameters
    ----------
    form
        Takes the scenario and returns what reading the field gives.
    """

    def __init__(self, form: Callable[[Scenario], T]) -> None:
        self._form = form

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, scenario: Scenario | None, owner: type | None = None) -> T:
        if scenario is None:
            raise AttributeError(self._name)
        return self._form(scenario)

    def __set__(self, scenario: Scenario, value: object) -> Never:
        raise AttributeError(f"'{self._name}' cannot be changed in place")
