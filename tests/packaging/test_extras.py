"""Whoever lacks a package of an extra is told in one sentence which extra to install."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.analysis.methods.emulators import emulate
from joinup.experiments.analysis.methods.prim import find_boxes
from joinup.experiments.analysis.methods.sobol import sobol
from joinup.experiments.analysis.methods.trees import grow
from joinup.experiments.report.chart import canvas
from joinup.experiments.study.executors import Cluster
from joinup.experiments.study.export import export
from joinup.experiments.study.ranges import Range
from joinup.experiments.study.sampling import factorial, sampled
from joinup.experiments.study.sweep import run_design
from joinup.sim.extras import EXTRAS, MissingExtraError, extra
from tests.support.scenarios import plain_town

ROOT = Path(__file__).parents[2]
SMALL = plain_town({"weeks": 2, "warm_up_weeks": 0})
SAMPLE = np.linspace(0.0, 1.0, 32)
FRAME = pd.DataFrame({"load": SAMPLE})


def _export(to: str) -> Callable[[Path], object]:
    def exported(folder: Path) -> object:
        study = run_design(factorial(SMALL, {"trust.start": [0.1]}), study=folder / "study", workers=0)
        return export(study, to, folder / "out")

    return exported


def _morris(folder: Path) -> object:
    return sampled(plain_town(), [Range("trust.start", 0.0, 1.0, False)], points=2, method="morris")


USES: list[tuple[str, str, Callable[[Path], object]]] = [
    ("sklearn", "analysis", lambda _: grow(FRAME, np.where(SAMPLE > 0.5, "a", "b"), {})),
    ("sklearn", "analysis", lambda _: emulate(SAMPLE[:, None], SAMPLE[:, None, None], seed=1)),
    ("ema_workbench", "analysis", lambda _: find_boxes(FRAME, SAMPLE > 0.5)),
    ("SALib", "analysis", lambda _: sobol(np.array([1.0, 2.0, 3.0, 5.0, 1.0, 2.0])[:, None], 1)),
    ("SALib", "analysis", _morris),
    ("SALib", "analysis", lambda _: ju.to_salib("town", over="trust.start", outcomes="resolved")),
    ("ema_workbench", "analysis", lambda _: ju.to_ema("town", over="trust.start", outcomes="resolved")),
    ("matplotlib", "analysis", lambda _: canvas(3.0)),
    ("distributed", "cluster", lambda _: Cluster("tcp://127.0.0.1:1")),
    ("xarray", "export", _export("netcdf")),
    ("h5netcdf", "export", _export("netcdf")),
    ("xlsxwriter", "export", _export("xlsx")),
]


def without(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a package impossible to import."""
    for name in [name for name in sys.modules if name.split(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package, None)


@pytest.mark.parametrize(
    ("package", "name", "use"), USES, ids=lambda value: value if isinstance(value, str) else ""
)
def test_each_use_of_a_missing_package_says_which_extra_to_install(
    package: str, name: str, use: Callable[[Path], Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without(package, monkeypatch)
    with pytest.raises(MissingExtraError) as told:
        use(tmp_path)
    command = f'pip install "joinup[{name}]"'
    assert str(told.value) == f"this needs the package '{package}'; install it with: {command}"
    assert (told.value.package, told.value.extra) == (package, name)


COMMANDS = [
    ("segno", "live", "live town --no-browser --port 0"),
    ("uvicorn", "live", "live town --no-browser --port 0"),
    ("SALib", "analysis", "sensitivity town --over trust.start"),
    ("matplotlib", "analysis", "report forms"),
    ("distributed", "cluster", "sweep town --vary trust.start=0.1,0.2 --cluster tcp://127.0.0.1:1"),
    ("xlsxwriter", "export", "export forms --to xlsx"),
    ("xarray", "export", "export forms --to netcdf"),
]


@pytest.mark.parametrize(("package", "name", "words"), COMMANDS, ids=[words for *_, words in COMMANDS])
def test_a_command_ends_with_the_sentence_and_no_traceback(
    package: str, name: str, words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    run_design(factorial(SMALL, {"partnership.form": ["none", "merged"]}), study="forms", workers=0)
    for module in ("joinup.viz.server.launch", "joinup.viz.server.application"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    without(package, monkeypatch)
    outcome = CliRunner().invoke(app, words.split())
    assert outcome.exit_code == ExitCode.BAD_INPUT
    # How much of the study is there comes first, whatever follows.
    assert outcome.stdout in ("", "2 of 2 runs, 0 failed, 0 damaged, no parts missing.\n")
    command = f'pip install "joinup[{name}]"'
    assert outcome.stderr == f"this needs the package '{package}'; install it with: {command}\n"
    assert [path.name for path in tmp_path.iterdir()] == ["forms"], "nothing is begun"


def test_a_sweep_on_a_cluster_asks_for_the_extra_before_it_makes_a_study(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without("distributed", monkeypatch)
    folder = tmp_path / "study"
    with pytest.raises(MissingExtraError):
        ju.sweep(SMALL, vary={"trust.start": [0.1, 0.2]}, cluster="tcp://127.0.0.1:1", out=folder)
    assert not folder.exists()


@pytest.mark.parametrize(
    ("how", "heading"),
    [
        ({"over": "trust.start", "method": "morris", "points": 2}, "What matters"),
        ({"vary": {"partnership.form": ["none", "merged"]}}, "Where each option works"),
    ],
    ids=["morris", "options"],
)
def test_a_report_without_a_tree_needs_no_scikit_learn(
    how: dict[str, Any], heading: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    study = ju.sweep(SMALL, **how, replicates=2, workers=0, out=tmp_path / "study")
    without("sklearn", monkeypatch)
    page, *charts = study.report()
    assert f">{heading}</h2>" in page.read_text(encoding="utf-8")
    assert charts


def test_a_tree_with_one_name_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    without("sklearn", monkeypatch)
    assert [leaf.says for leaf in grow(FRAME, np.full(32, "a"), {}).leaves] == ["a"]


def test_what_belongs_to_no_extra_stays_an_ordinary_error() -> None:
    with pytest.raises(ModuleNotFoundError, match="nowhere_to_be_found") as told, extra():
        import_module("nowhere_to_be_found")
    assert not isinstance(told.value, MissingExtraError)


def test_every_package_of_an_extra_is_known_by_its_import() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    imported = {
        "scikit-learn": "sklearn",
        "ema-workbench": "ema_workbench",
        "python-calamine": "python_calamine",
    }
    for name, packages in EXTRAS.items():
        wanted = {word.split(">")[0].split("<")[0] for word in project["optional-dependencies"][name]}
        found = {imported.get(package, package) for package in wanted} - {"solara-assets"}
        assert found <= {*packages}, name
    whole = project["optional-dependencies"]["all"]
    assert whole == [f"joinup[{','.join(EXTRAS)}]"]
