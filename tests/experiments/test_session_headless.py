"""A session needs no browser and no server: it is run, debriefed and exported without their packages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

WEB = (
    "solara",
    "starlette",
    "uvicorn",
    "ipyvuetify",
    "ipyvue",
    "reacton",
    "segno",
    "websockets",
    "joinup.viz",
)
"""Packages of the live room, and the room itself."""

BLOCKED = f"""
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if any(name == web or name.startswith(web + ".") for web in {WEB!r}):
            raise ModuleNotFoundError(f"blocked: {{name}}", name=name)

sys.meta_path.insert(0, Blocked())
"""

SESSION = """
import pkgutil
from importlib import import_module
from pathlib import Path

import joinup.experiments.session as package

for module in pkgutil.iter_modules(package.__path__):
    import_module(f"{package.__name__}.{module.name}")

from joinup.experiments.session.debrief import debrief
from joinup.experiments.session.export import export
from joinup.experiments.session.session import Session
from joinup.experiments.session.snapshot import snapshot
from joinup.scenarios.load import load

small = load("town").with_changes({"population.clients": 300, "warm_up_weeks": 0, "weeks": 8})
session = Session(small, seed=3)
session.run_for(3)
session.decide({"partnership.form": "merged"}, who="test")
session.run_for(3)
found = snapshot(session)
print(debrief(found).weeks, export(found, Path("session.zip")).stat().st_size > 0)
"""


def python(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, timeout=300
    )


def test_a_session_is_run_and_exported_without_packages_of_the_web(tmp_path: Path) -> None:
    done = python(BLOCKED + SESSION, tmp_path)
    assert done.stderr == ""
    assert done.stdout.split() == ["6", "True"]


@pytest.mark.parametrize(
    ("module", "blocked"), [("solara", "solara"), ("joinup.viz.room.room", "joinup.viz")]
)
def test_what_is_blocked_cannot_be_imported(module: str, blocked: str, tmp_path: Path) -> None:
    done = python(f"{BLOCKED}\nimport {module}", tmp_path)
    assert f"ModuleNotFoundError: blocked: {blocked}\n" in done.stderr
