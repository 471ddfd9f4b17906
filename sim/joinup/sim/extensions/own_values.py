"""The value of a measure that a user has added, for a result."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from joinup.sim.errors import ExtensionError
from joinup.sim.extensions.extension import Extension
from joinup.sim.extensions.messages import place_of, sentence_of

if TYPE_CHECKING:
    from joinup.sim.results.result import Result


def own_values(extension: Extension, result: Result) -> dict[str, float]:
    """Return the values of a measure by part; one for all has the empty name.

    Raises
    ------
    ExtensionError
        If it goes wrong or returns something else than a number, or numbers by name. NaN says that a run has
        no value.
    """
    section = result.scenario.extensions[extension.name]
    arguments = {name: getattr(section, name) for name in type(section).model_fields}
    try:
        found = extension.function(result, **arguments)
        parts = found if isinstance(found, Mapping) else {"": found}
        return {str(part): _number(value) for part, value in parts.items()}
    except Exception as wrong:
        place = place_of(extension, wrong)
        raise ExtensionError(f"{place}: measure '{extension.name}': {sentence_of(wrong)}") from wrong


def _number(value: Any) -> float:
    number = float(value)
    if math.isinf(number):
        raise ValueError("a measure returns a finite number, or NaN where there is none")
    return number
