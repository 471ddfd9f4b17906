"""Type checkers see the public page as users do, from the checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = Path(__file__).with_name("users_script.py")

pytestmark = pytest.mark.slow
"""A checker without a cache takes a minute; the lane of installed packages checks the same script."""


def mypy(script: Path) -> subprocess.CompletedProcess[str]:
    """Check a script as a user would who has the checkout installed."""
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", str(script)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)


def test_mypy_sees_the_types_of_a_users_script() -> None:
    done = mypy(SCRIPT)
    assert done.returncode == 0, done.stdout


def test_mypy_finds_what_is_wrong_with_one(tmp_path: Path) -> None:
    script = tmp_path / "wrong.py"
    script.write_text("import joinup as ju\n\nju.run(ju.load('town'), seed=1).weekly + ju.no_such_name\n")
    done = mypy(script)
    assert done.returncode == 1
    assert 'Module has no attribute "no_such_name"' in done.stdout
