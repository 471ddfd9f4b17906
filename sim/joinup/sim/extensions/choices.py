"""Choices of a scenario among which users may register others."""

from __future__ import annotations

from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from joinup.sim.extensions.extension import Kind
from joinup.sim.extensions.registry import find, registered


class OrRegistered:
    """Annotates a list of shipped choices, so that the names of registered extensions are taken as well.

    Parameters
    ----------
    kind
        Of the extensions.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind: Kind = kind

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Validate what is shipped, then what is registered; write names as they are."""
        as_it_is = core_schema.to_string_ser_schema()
        return core_schema.no_info_wrap_validator_function(
            self._choice, handler(source), serialization=as_it_is
        )

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """List what is registered just now beside what is shipped."""
        found = handler(core)
        if own := list(registered(self.kind)):
            found["enum"] = [*found["enum"], *own]
        return found

    def _choice(self, given: Any, shipped: Any) -> Any:
        try:
            return shipped(given)
        except ValidationError as refused:
            found = find(given) if isinstance(given, str) else None
            if found is not None and found.kind == self.kind:
                return given
            own = registered(self.kind)
            expected = str(refused.errors()[0].get("ctx", {}).get("expected", "")).replace(" or ", ", ")
            every = ", ".join([expected, *(f"'{name}'" for name in own)])
            raise PydanticCustomError("literal_error", "not allowed", {"expected": every}) from None
