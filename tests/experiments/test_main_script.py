"""A script that lacks the usual guard is told what to write, before a process is started."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import joinup as ju
from joinup.experiments.study.main_script import check_main_script

CALLS = {
    "sweep": 'ju.sweep(TOWN, vary={"trust.start": [0.1, 0.2]}, workers=2, out="study")',
    "compare": 'ju.compare(TOWN, "none", replicates=2, workers=2)',
    "simulator": 'ju.simulator(TOWN, outcomes="resolved", over=["trust.start"], workers=2)([[0.1], [0.2]])',
    "stream": 'list(ju.stream(ju.design(TOWN, vary={"trust.start": [0.1, 0.2]}), workers=2))',
}
BEGINNING = """\
import joinup as ju

TOWN = ju.load("town").with_changes({"population.clients": 60, "weeks": 2, "warm_up_weeks": 0})
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "study.py"


@pytest.mark.parametrize("call", CALLS)
def test_a_script_without_the_guard_is_told_what_to_write(call: str, script: Path) -> None:
    script.write_text(f"{BEGINNING}\n\ndef main():\n    {CALLS[call]}\n\n\nmain()\n", encoding="utf-8")
    with pytest.raises(ju.errors.JoinupError) as told:
        runpy.run_path(str(script), run_name="__main__")
    assert f"'{script}', line 10: each worker process begins by importing" in str(told.value)
    assert '    if __name__ == "__main__":' in str(told.value) and "workers=0" in str(told.value)
    assert [one.name for one in script.parent.iterdir()] == [script.name], "nothing is written"


def test_a_script_in_one_process_needs_no_guard(script: Path) -> None:
    script.write_text(BEGINNING + CALLS["sweep"].replace("workers=2", "workers=0"), encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")


CHECK = "from joinup.experiments.study.main_script import check_main_script\n"


@pytest.mark.parametrize(
    "rest",
    [
        'if __name__ == "__main__":\n    check_main_script()\n',
        "def main():\n    check_main_script()\n\nif '__main__' == __name__:\n    x = 1\n    main()\n",
        'if __name__ != "__main__":\n    pass\nelse:\n    check_main_script()\n',
    ],
)
def test_a_guard_is_found_however_it_is_written(rest: str, script: Path) -> None:
    script.write_text(CHECK + rest, encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")


def test_what_no_worker_imports_needs_no_guard() -> None:
    check_main_script()  # pytest itself
    names = {"__name__": "__main__"}  # as a notebook's
    exec(f"{CHECK}check_main_script()", names)
