"""Sweeps: the same runs whoever runs them, and nothing lost or doubled whatever goes wrong."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

import joinup as ju
from joinup.experiments.run.measures_table import Key, measures_of
from joinup.experiments.study.design import Design
from joinup.experiments.study.errors import StorageError, StudyError
from joinup.experiments.study.executors import Cluster
from joinup.experiments.study.ledger import Ledger
from joinup.experiments.study.merge import merge
from joinup.experiments.study.sampling import factorial
from joinup.experiments.study.segments import KINDS
from joinup.experiments.study.stream import stream
from joinup.experiments.study.study import StoredStudy, open_study
from joinup.experiments.study.sweep import Progress, Stopper, run_design
from joinup.sim.run import run
from tests.support.faults import HANGS, KILLS, RAISES, ShortForHangs, run_with_faults
from tests.support.scenarios import plain_town

FORMS: dict[str, list[Any]] = {"partnership.form": ["none", "formal"], "trust.start": [0.2, 0.5]}
ROOT = Path(__file__).parents[2]


def design(replicates: int = 3, **changes: Any) -> Design:
    """Return four points of a small town."""
    town = plain_town({"weeks": 26, "warm_up_weeks": 13, "population.clients": 60, **changes})
    return factorial(town, FORMS, replicates=replicates, seed=100)


def assert_same(one: StoredStudy, other: StoredStudy) -> None:
    """Check that two studies hold the same results, bit for bit."""
    for table in ("points", "summaries", "money", "weekly"):
        left, right = (getattr(study, table) for study in (one, other))
        if table != "points":
            left, right = left(), right()
        pd.testing.assert_frame_equal(left, right, check_exact=True)


def assert_whole(study: StoredStudy) -> None:
    """Check that every run is there once, and that the folder holds nothing else."""
    ledger = Ledger(study.folder / "study.sqlite")
    segments = ledger.segments()
    ledger.close()
    for kind in KINDS:
        assert {path.name for path in (study.folder / kind).iterdir()} <= segments
    rows = pd.concat(
        [pq.read_table(study.folder / "summaries" / name).to_pandas()[["run"]] for name in segments]
    )
    done = study.runs.query("status == 'done'").run
    assert sorted(rows.run) == sorted(set(done))


@pytest.fixture(scope="module")
def serial(tmp_path_factory: pytest.TempPathFactory) -> StoredStudy:
    return run_design(design(), study=tmp_path_factory.mktemp("serial"), workers=0, weekly=True)


def test_a_study_holds_every_figure_of_every_run(serial: StoredStudy) -> None:
    table = serial.summaries()
    assert len(table) == 12
    row = table.query("point == 1 and replicate == 2").iloc[0]
    scenario = design().scenario.with_changes({"trust.start": 0.5}).baseline("none")
    found = measures_of(run(scenario, seed=102))
    assert row["outcome.resolved.all"] == found.values[Key("outcome", "resolved", "all")]
    assert row["money.public_cost"] == found.values[Key("money", "public_cost")]
    assert row["partnership.form"] == "none" and row["trust.start"] == 0.5 and row["seed"] == 102
    paid = serial.money().query("point == 1 and replicate == 2")
    without = paid[~paid.category.isin(["incentive"])]
    assert without.gbp.sum() == pytest.approx(row["money.public_cost"])
    weeks = serial.weekly().query("point == 1 and replicate == 2")
    assert weeks.week.tolist() == list(range(26))
    assert weeks.resolved.sum() == row["outcome.resolved.all"]
    unmet = weeks[["need.most", "need.others"]].to_numpy().sum()
    assert unmet == row["outcome.need_weeks.all"]
    assert serial.is_complete and serial.failures().empty


def test_processes_give_the_same_results(serial: StoredStudy, tmp_path: Path) -> None:
    told: list[Progress] = []
    study = run_design(design(), study=tmp_path, workers=2, weekly=True, progress=told.append)
    assert_same(study, serial)
    assert told[-1].made == told[-1].wanted == 12 and told[-1].failed == 0


def test_a_cluster_gives_the_same_results(serial: StoredStudy, tmp_path: Path) -> None:
    from distributed import LocalCluster

    options: dict[str, Any] = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    make: Any = LocalCluster
    with make(**options) as cluster:
        client = cluster.get_client()
        before = client.run_on_scheduler(allowed_failures)
        study = run_design(
            design(), study=tmp_path / "address", cluster=cluster.scheduler_address, weekly=True
        )
        again = run_design(design(), study=tmp_path / "client", cluster=client, weekly=True)
        assert client.run_on_scheduler(allowed_failures) == before > 0
    for one in (study, again):
        # Columns that some options lack stand in the order in which runs were finished.
        pd.testing.assert_frame_equal(one.summaries(), serial.summaries(), check_like=True)


def allowed_failures(dask_scheduler: Any) -> int:
    """Return a setting of a scheduler that others may share."""
    found: int = dask_scheduler.allowed_failures
    return found


def test_what_is_no_cluster_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ju.errors.ArgumentError, match="the address of a Dask scheduler, or a Client"):
        ju.sweep("town", vary=FORMS, cluster=5, out=tmp_path / "study")
    assert not list(tmp_path.iterdir())


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pipes of killed workers
def test_a_run_that_kills_its_worker_ends_as_a_failed_run_on_a_cluster_too(tmp_path: Path) -> None:
    from distributed import LocalCluster

    one = factorial(design().scenario, {"trust.start": [0.2]}, replicates=3, seed=KILLS - 2)
    options: dict[str, Any] = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": None}
    make: Any = LocalCluster
    with make(**options) as cluster:
        executor = Cluster(cluster.scheduler_address, run=run_with_faults)
        study = run_design(one, study=tmp_path, executor=executor)
    runs = study.runs
    assert runs.status.tolist() == ["done", "done", "crashed"]
    assert "worker died" in runs.error[2] and runs.attempts[2] == 2
    assert_whole(study)


def test_a_study_grows_without_making_a_run_twice(serial: StoredStudy, tmp_path: Path) -> None:
    small = factorial(design().scenario, {**FORMS, "trust.start": [0.5]}, replicates=1, seed=100)
    first = run_design(small, study=tmp_path, workers=0, weekly=True).runs
    more = run_design(design(replicates=2), study=tmp_path, workers=0, weekly=True).runs
    last = run_design(design(), study=tmp_path, workers=0, weekly=True)
    runs = last.runs
    assert len(runs) == 12
    kept = runs.set_index("run").finished
    for before in (first, more):
        assert (kept[before.run] == before.set_index("run").finished).all()
    assert set(last.summaries().run) == set(serial.summaries().run)
    values = last.summaries().set_index("run").sort_index()["outcome.resolved.all"]
    assert (values == serial.summaries().set_index("run").sort_index()["outcome.resolved.all"]).all()


def test_parts_run_separately_are_merged(serial: StoredStudy, tmp_path: Path) -> None:
    parts = [tmp_path / f"part{n}" for n in (1, 2, 3)]
    for n, part in enumerate(parts, 1):
        run_design(design(), study=part, workers=0, weekly=True, shard=(n, 3))
    assert sum(len(open_study(part).runs) for part in parts) == 12
    whole = merge(parts, tmp_path / "whole")
    assert_same(whole, serial)
    assert_whole(whole)
    with pytest.raises(StudyError, match="is not empty"):
        merge(parts, tmp_path / "whole")
    with pytest.raises(StudyError, match="there is no study"):
        merge([tmp_path / "nowhere"], tmp_path / "new")
    other = run_design(design(**{"weeks": 30}), study=tmp_path / "other", workers=0)
    with pytest.raises(StudyError, match="differ in scenario"):
        merge([parts[0], other.folder], tmp_path / "new")


def test_figures_come_as_a_stream(serial: StoredStudy) -> None:
    streamed = {(one.point, one.replicate): one for one in stream(design(), workers=0)}
    assert len(streamed) == 12
    table = serial.summaries().set_index(["point", "replicate"])["outcome.resolved.all"].to_dict()
    for cell, one in streamed.items():
        assert one.measures is not None and one.error is None
        assert one.measures.values[Key("outcome", "resolved", "all")] == table[cell]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # pipes of killed workers
def test_a_run_that_raises_kills_its_worker_or_hangs_is_data(serial: StoredStudy, tmp_path: Path) -> None:
    assert (KILLS, RAISES, HANGS) == (102, 103, 104)
    point: dict[str, list[Any]] = {"partnership.form": ["none"], "trust.start": [0.2]}
    one = factorial(design().scenario, point, replicates=5, seed=100)
    executor = ShortForHangs(2, run=run_with_faults, grace=0.5)
    study = run_design(one, study=tmp_path, executor=executor, time_limit=2.0)
    runs = study.runs
    status = runs.groupby("seed").status.unique().map(list).to_dict()
    assert status == {100: ["done"], 101: ["done"], 102: ["crashed"], 103: ["failed"], 104: ["timed_out"]}
    assert study.is_complete
    told = runs.drop_duplicates("seed").set_index("seed").error
    assert told[103] == "ValueError: the model broke down"
    assert "worker died" in told[102] and "more than 2 seconds" in told[104]
    failed = study.failures()
    assert len(failed) == 3
    assert failed.repeat.str.startswith("joinup repeat ").all()
    assert_whole(study)
    again = run_design(one, study=tmp_path, workers=0, retry_failed=True)
    assert again.failures().empty
    values, others = (found.summaries().query("point == 0 and replicate < 3") for found in (again, serial))
    assert values["outcome.resolved.all"].tolist() == others["outcome.resolved.all"].tolist()


def test_a_run_that_takes_too_long_ends_by_itself(tmp_path: Path) -> None:
    study = run_design(design(replicates=1), study=tmp_path, workers=0, time_limit=1e-6)
    assert set(study.runs.status) == {"timed_out"}
    assert "took more than 1e-06 seconds" in study.runs.error[0]


SCRIPT = """
import sys
from joinup.experiments.study.sweep import run_design
from joinup.experiments.study.executors import Cluster, Processes
from tests.support.faults import run_slowly
from tests.experiments.test_sweep import design
if __name__ == "__main__":
    told = lambda progress: print(progress.made, flush=True)
    executor = Processes(2, run=run_slowly)
    run_design(design(replicates=10), study=sys.argv[1], weekly=True, executor=executor, progress=told)
"""


def start(folder: Path) -> subprocess.Popen[str]:
    """Start a sweep in a process of its own; return when some of its runs are there."""
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(folder)], cwd=ROOT, text=True, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    while int(process.stdout.readline() or 99) < 6:
        pass
    return process


def test_nothing_is_lost_or_doubled_when_the_sweep_is_killed(tmp_path: Path) -> None:
    process = start(tmp_path)
    workers = children(process.pid)
    with process:
        process.kill()
    before = open_study(tmp_path)
    made = before.runs.query("status == 'done'")
    assert 6 <= len(made) < 40
    deadline = time.monotonic() + 20
    while any(alive(worker) for worker in workers):
        assert time.monotonic() < deadline, "workers outlive the sweep"
        time.sleep(0.1)
    study = run_design(design(replicates=10), study=tmp_path, workers=0, weekly=True)
    assert len(study.summaries()) == 40
    assert (study.runs.set_index("run").finished[made.run] == made.set_index("run").finished).all()
    assert_whole(study)


def test_a_worker_that_is_killed_takes_nothing_with_it(tmp_path: Path) -> None:
    process = start(tmp_path)
    victims = [worker for worker in children(process.pid) if b"spawn_main" in command(worker)]
    os.kill(victims[0], signal.SIGKILL)
    out, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    assert int(out.split()[-1]) == 40
    study = open_study(tmp_path)
    assert set(study.runs.status) == {"done"}
    assert_whole(study)


def children(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(place.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(place.parent.name))
        except (OSError, ValueError):
            continue
    return found


def command(process: int) -> bytes:
    return Path(f"/proc/{process}/cmdline").read_bytes()


def alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_full_disk_stops_the_sweep_and_keeps_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = pq.write_table
    room = [6]

    def write(*args: Any, **options: Any) -> None:
        room[0] -= 1
        if room[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(*args, **options)

    monkeypatch.setattr(pq, "write_table", write)
    with pytest.raises(StorageError, match="no space left on device. What was stored is kept"):
        run_design(design(), study=tmp_path, workers=0, weekly=True)
    monkeypatch.undo()
    before = open_study(tmp_path)
    assert 0 < len(before.summaries()) < 12
    assert_whole(before)
    assert len(run_design(design(), study=tmp_path, workers=0, weekly=True).summaries()) == 12


def test_a_limit_on_file_sizes_is_a_full_disk(tmp_path: Path) -> None:
    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000))

    code = (
        "import sys; from joinup.experiments.study.sweep import run_design;"
        " from tests.experiments.test_sweep import design;"
        " run_design(design(), study=sys.argv[1], workers=0)"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        text=True,
        capture_output=True,
        preexec_fn=limit,
        env={**os.environ, "NUMBA_DISABLE_CACHING": "1"},
    )
    assert found.returncode != 0
    assert "StorageError" in found.stderr, found.stderr[-500:]


def test_a_sweep_that_is_stopped_keeps_what_is_made_and_goes_on_later(
    serial: StoredStudy, tmp_path: Path
) -> None:
    stopper = Stopper()
    study = run_design(
        design(),
        study=tmp_path,
        workers=0,
        weekly=True,
        stopper=stopper,
        progress=lambda progress: stopper.stop(),
    )
    assert 0 < len(study.summaries()) < 12 and not study.is_complete
    assert_whole(study)
    assert_same(run_design(design(), study=tmp_path, workers=0, weekly=True), serial)


def test_a_second_sweep_of_the_same_study_is_refused(tmp_path: Path) -> None:
    def intrude(progress: Progress) -> None:
        with pytest.raises(StudyError, match="is being written by another sweep"):
            run_design(design(), study=tmp_path, workers=0)

    run_design(design(replicates=1), study=tmp_path, workers=0, progress=intrude)


def test_a_study_is_not_gone_on_with_if_the_question_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_design(design(replicates=1), study=tmp_path, workers=0)
    changed = design(replicates=1, **{"service.abandonment": 0.1})
    with pytest.raises(StudyError, match="service.abandonment: 0.05 is now 0.1"):
        run_design(changed, study=tmp_path, workers=0)
    with pytest.raises(StudyError, match="weekly series were not kept"):
        run_design(design(replicates=1), study=tmp_path, workers=0, weekly=True)
    study = run_design(changed, study=tmp_path, workers=0, accept_changes=True)
    assert len(study.summaries()) == 4 and study.scenario == changed.scenario
    for module in ("study.lock", "study.sweep"):
        monkeypatch.setattr(f"joinup.experiments.{module}.model_version", lambda: "other")
    monkeypatch.setattr("joinup.experiments.study.identity.model_version", lambda: "other")
    with pytest.raises(StudyError, match="the model's code has changed"):
        run_design(changed, study=tmp_path, workers=0)
    assert set(run_design(changed, study=tmp_path, workers=0, accept_changes=True).runs.version) == {"other"}


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(StudyError, match="is not empty and contains no study"):
        run_design(design(), study=tmp_path, workers=0)
    with pytest.raises(StudyError, match="is a file"):
        run_design(design(), study=tmp_path / "letter.txt", workers=0)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_worker_with_other_code_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("joinup.experiments.study.identity.model_version", lambda: "other")
    with pytest.raises(Exception, match="install the same code everywhere"):
        run_design(design(), study=tmp_path, workers=0)
