"""Compiled code: kept by all that goes into it, made anew where damaged, alike without private parts."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from joinup.sim.compiled.cache import HOME, sources

ONE_KERNEL = "from joinup.sim.kernels.classes import count_classes; print(count_classes(2, 3))"

ONE_RUN = """
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.sim.test_determinism import digest
from tests.support.scenarios import busy_town
print(digest(run(busy_town({"weeks": 30}), seed=3)))
"""


def run_code(code: str, folder: Path, *arguments: str, mode: str = "") -> subprocess.CompletedProcess[str]:
    """Run code in a process of its own that keeps compiled code in a folder."""
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(folder), "JOINUP_NUMBA": mode}
    return subprocess.run(
        [sys.executable, "-W", "always", "-c", code, *arguments],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )


def truncated(file: Path) -> None:
    file.write_bytes(b"")


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def flipped(file: Path) -> None:
    whole = bytearray(file.read_bytes())
    whole[len(whole) // 2] ^= 16
    file.write_bytes(whole)


def random_bytes(file: Path) -> None:
    file.write_bytes(bytes(range(256)) * 4)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the compiled code of one kernel."""
    folder = tmp_path_factory.mktemp("kernels")
    assert run_code(ONE_KERNEL, folder).stdout == "36\n"
    return folder


DAMAGES = (truncated, cut, flipped, random_bytes)

EVERY_DAMAGE = """
import sys, warnings
from importlib import reload
from pathlib import Path
from joinup.sim.kernels import classes
from tests.sim.test_compiled import DAMAGES

def answer():
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        # A module that is loaded anew has kernels that are yet to be compiled, as in another process.
        found = reload(classes).count_classes(2, 3)
    return found, {str(one.message) for one in told}

for ending in ("nbi", "nbc"):
    for damage in DAMAGES:
        files = list(Path(sys.argv[1]).rglob(f"*.{ending}"))
        for file in files:
            damage(file)
        told = f"compiled code in '{files[0].parent}' was damaged and is made anew"
        assert answer() == (36, {told}), (ending, damage)
        assert answer() == (36, set()), (ending, damage)
"""


def test_damaged_code_is_made_anew_with_a_line_that_says_so(kept: Path) -> None:
    run_code(EVERY_DAMAGE, kept, str(kept))
    [file] = kept.rglob("*.nbc")
    flipped(file)
    again = run_code(ONE_KERNEL, kept)
    assert again.stdout == "36\n"
    assert f"compiled code in '{file.parent}' was damaged and is made anew" in again.stderr
    assert "Traceback" not in again.stderr


@pytest.mark.parametrize("given", [{"NUMBA_CACHE_DIR": "/dev/null"}, {"HOME": "/dev/null"}])
def test_where_code_cannot_be_kept_it_is_made_for_now_and_said_how_to_keep_it(given: dict[str, str]) -> None:
    usual = {
        name: text for name, text in os.environ.items() if name not in ("NUMBA_CACHE_DIR", "XDG_CACHE_HOME")
    }
    code = f"{ONE_KERNEL}; from joinup.sim.compiled.compiler import FOLDER; print(FOLDER)"
    told = subprocess.run(
        [sys.executable, "-c", code], env={**usual, **given}, capture_output=True, text=True, check=True
    )
    answer, folder = told.stdout.splitlines()
    assert answer == "36"
    assert "set NUMBA_CACHE_DIR to a folder that can be written" in told.stderr
    assert not Path(folder).exists()


def test_every_module_with_compiled_code_is_among_its_sources() -> None:
    compiled = {path for path in HOME.rglob("*.py") if "@compiled" in path.read_text(encoding="utf-8")}
    assert len(compiled) > 15
    assert compiled <= set(sources())


def test_what_people_read_about_parameters_is_not_among_them() -> None:
    assert [path.name for path in sources() if path.parent.name == "parameters"] == []


@pytest.mark.slow
def test_without_numbas_private_parts_figures_are_the_same_bit_for_bit(tmp_path: Path) -> None:
    usual = os.environ.get("NUMBA_CACHE_DIR", str(Path.home() / ".cache"))
    plain = run_code(ONE_RUN, tmp_path, mode="plain")
    assert plain.stdout == run_code(ONE_RUN, Path(usual)).stdout
    assert len(plain.stdout) > 32
