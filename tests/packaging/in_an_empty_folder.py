"""Use an installed joinup beside files named like its parts: ``python in_an_empty_folder.py VERSION``.

Runs with nothing but the base package: no tests, no checkout, no extra. Every step says what it did, and
the first that is wrong ends with its reason. Leaves a study, ``forms``, behind.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

TRAP = "raise ImportError('a file of the user was imported in place of joinup')\n"
SMALL = {"population.clients": 200, "population.people": 200, "weeks": 10, "warm_up_weeks": 4}
STUDY = "forms"
CLUSTER = "tcp://127.0.0.1:1"


def checked(what: str, right: bool) -> None:
    """Stop if something is not as it should be."""
    if not right:
        raise SystemExit(f"wrong: {what}")
    print(f"ok: {what}")


def command(*words: str, code: int = 0) -> str:
    """Run the installed command and return what it printed."""
    done = subprocess.run([sys.executable, "-m", "joinup", *words], capture_output=True, text=True)
    if done.returncode != code:
        raise SystemExit(f"wrong: joinup {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}")
    checked(f"joinup {' '.join(words)}", "Traceback" not in done.stderr)
    return done.stdout + done.stderr


def without_extras(ju: Any, study: Any) -> None:
    """Ask for each extra by a command and by a call: both must tell in one sentence how to get it."""
    asked: dict[str, list[tuple[str, Callable[[], object]]]] = {
        "live": [("live town --no-browser --port 0", lambda: ju.live("town", browser=False, port=0))],
        "analysis": [
            ("sensitivity town --over trust.start", lambda: ju.sensitivity("town", over="trust.start")),
            (f"report {STUDY}", study.report),
        ],
        "cluster": [
            (
                f"sweep town --vary trust.start=0.1,0.2 --cluster {CLUSTER}",
                lambda: ju.sweep("town", vary={"trust.start": [0.1, 0.2]}, cluster=CLUSTER),
            )
        ],
        "export": [
            (f"export {STUDY} --to xlsx", lambda: study.export(to="xlsx")),
            (f"export {STUDY} --to netcdf", lambda: study.export(to="netcdf")),
        ],
    }
    for extra, ways in asked.items():
        sentence = f'install it with: pip install "joinup[{extra}]"'
        for words, call in ways:
            # How much of a study is there comes first.
            *before, told = command(*words.split(), code=2).splitlines()
            checked(f"it asks for '{extra}' in one sentence", len(before) < 2 and sentence in told)
            try:
                call()
            except ju.errors.MissingExtraError as error:
                checked("and so does Python", error.extra == extra and str(error) == told)
            else:
                raise SystemExit(f"wrong: '{extra}' is not asked for in Python")


def main(version: str) -> None:
    """Try everything that the base package promises."""
    for name in ("sim.py", "experiments.py", "scenarios/__init__.py", "viz/__init__.py", "cli.py"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(TRAP, encoding="utf-8")
    sys.path.insert(0, str(Path.cwd()))
    import joinup as ju

    checked("joinup is the installed one", "site-packages" in str(ju.__file__))
    present = {found.metadata["Name"].lower() for found in distributions()}
    extras = {"solara", "scikit-learn", "salib", "matplotlib", "distributed", "xarray", "xlsxwriter"}
    checked("nothing of an extra is installed", not present & extras)
    town = ju.load("town").with_changes(SMALL)
    checked("a run", len(ju.run(town, seed=1).weekly) > 0)
    forms = {"partnership.form": ["none", "merged"]}
    study = ju.sweep(town, vary=forms, replicates=2, workers=2, out=STUDY)
    checked("a sweep in two processes", len(study.summaries()) == 4)
    found = ju.compare(town, "none", replicates=3)
    checked("a comparison", len(found.table) > 0)
    opened = ju.open(STUDY)
    if not isinstance(opened, ju.Study):
        raise SystemExit("wrong: a study is opened")
    files = {path.name for path in opened.export()}
    tables = {f"{name}.csv" for name in ("points", "runs", "summaries", "money", "columns")}
    checked("a study is exported", files == tables)
    from joinup.experiments.study.identity import model_version

    checked(f"the checkout's model version, {version}", model_version() == version)
    checked("town is listed", "town" in command("list"))
    command("check", "town")
    command("run", "town", "--weeks", "10", "--clients", "200", "--replications", "1", "--baseline", "off")
    without_extras(ju, study)
    packages = sorted(present - {"pip", "setuptools"})
    print(f"{len(packages)} distributions: {', '.join(packages)}")


if __name__ == "__main__":
    main(sys.argv[1])
