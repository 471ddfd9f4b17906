"""Use an installed joinup beside files named like its parts: ``python in_an_empty_folder.py VERSION``.

Runs with nothing but the base package: no tests, no checkout. Every step says what it did, and the first
that is wrong ends with its reason.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distributions, files
from pathlib import Path

TRAP = "raise ImportError('a file of the user was imported in place of joinup')\n"
SMALL = {"population.clients": 200, "population.people": 200, "weeks": 10, "warm_up_weeks": 4}


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


def main(version: str) -> None:
    """Try everything that the base package promises."""
    for name in ("sim.py", "experiments.py", "scenarios/__init__.py", "viz/__init__.py", "cli.py"):
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(TRAP, encoding="utf-8")
    sys.path.insert(0, str(Path.cwd()))
    import joinup as ju

    checked("joinup is the installed one", "site-packages" in str(ju.__file__))
    listed = {str(file) for file in files("joinup") or ()}
    for wanted in ("joinup/py.typed", "joinup/__init__.pyi", "joinup/scenarios/library/town.yaml"):
        checked(f"the package has {wanted}", wanted in listed)
    checked(
        "it has no tests and nothing twice", not any(name.startswith(("tests", "sim/")) for name in listed)
    )
    town = ju.load("town").with_changes(SMALL)
    checked("a run", len(ju.run(town, seed=1).weekly) > 0)
    study = ju.sweep(town, vary={"partnership.form": ["none", "merged"]}, replicates=2, workers=2)
    checked("a sweep in two processes", len(study.summaries()) == 4)
    found = ju.compare(town, "none", replicates=3)
    checked("a comparison", len(found.table) > 0)
    from joinup.experiments.study.identity import model_version

    checked(f"the checkout's model version, {version}", model_version() == version)
    checked("town is listed", "town" in command("list"))
    command("check", "town")
    command("run", "town", "--weeks", "10", "--clients", "200", "--replications", "1", "--baseline", "off")
    told = command("live", "town", "--no-browser", "--port", "0", code=2)
    checked("a missing extra is one sentence", told.strip().endswith('pip install "joinup[live]"'))
    packages = sorted({found.metadata["Name"].lower() for found in distributions()} - {"pip", "setuptools"})
    print(f"{len(packages)} distributions: {', '.join(packages)}")


if __name__ == "__main__":
    main(sys.argv[1])
