"""Nothing is loaded from outside: the room is run without a network.

Other tests of pages fail if anything asks for an address elsewhere. Here server and browser have a network
namespace of their own with nothing but loopback, so that what was overlooked there cannot work. Where the
system gives nobody such a namespace, as in many containers, the test is skipped and says why, in
continuous integration too: it is for the system to allow and not for this project to demand.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.browser.conftest import HOME

pytestmark = pytest.mark.browser

WAYS_IN = (("unshare", "--net", "--map-root-user"), ("unshare", "--net"))
"""Into a namespace: as anybody, where users may have their own; as root, where not."""


def way_in() -> tuple[str, ...]:
    """Return the command that runs another in a network namespace of its own; skip the test if none does."""
    said = []
    for way in WAYS_IN:
        try:
            tried = subprocess.run([*way, "true"], capture_output=True, text=True, timeout=30, check=False)
        except FileNotFoundError:
            pytest.skip("there is no unshare, of util-linux, to make a network namespace with")
        if tried.returncode == 0:
            return way
        said.append(tried.stderr.strip())
    pytest.skip(f"this system gives no network namespace: {'; '.join(said)}")


def test_a_session_continues_a_machine_without_a_network() -> None:
    session = subprocess.run(
        [*way_in(), sys.executable, "-m", "tests.browser.offline"],
        cwd=HOME,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    assert session.returncode == 0, session.stdout
