"""What all tests share."""

from __future__ import annotations

import pytest
from hypothesis import settings

from joinup.sim.extensions import registry

settings.register_profile("joinup", deadline=None, derandomize=True)
settings.load_profile("joinup")


@pytest.fixture(autouse=True)
def no_extensions_of_other_tests(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a test see no extension that others have registered, unless its module asks for them."""
    if not hasattr(getattr(request, "module", None), "WITH_EXTENSIONS"):
        monkeypatch.setattr(registry, "_registered", {})
