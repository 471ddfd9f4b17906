"""In which order needs are met, and which may be met side by side (ODD 4.5)."""

from __future__ import annotations

from pydantic import Field

from joinup.sim.declarations import Strict


class Journeys(Strict):
    """In which order needs are met, and which may be met side by side (4.5)."""

    before: tuple[tuple[str, str], ...] = Field(
        default=(), description="pairs of needs of which the second waits for the first"
    )
    together: tuple[tuple[str, str], ...] = Field(
        default=(), description="pairs of needs of which one may be met beside the other"
    )
