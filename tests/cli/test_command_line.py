"""The ``joinup`` command: what it prints, its exit codes, and that it stays light."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from joinup.cli.console import print_description, print_problems
from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.experiments.run.request import RunRequest
from joinup.experiments.run.settings import parse_settings, with_settings
from joinup.scenarios.describe.description import describe
from joinup.scenarios.files import available
from joinup.scenarios.load import load
from joinup.sim.errors import InvariantError, JoinupError, Problem, ScenarioError

SMALL = Path(__file__).parents[1] / "scenarios" / "bad_scenarios" / "inheritance" / "parents" / "base.yaml"
HEAVY = ("mesa", "numba", "numpy", "pandas", "pyarrow", "scipy", "solara")


def joinup(*args: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, list(args))


def test_list_names_the_shipped_scenarios() -> None:
    result = joinup("list")
    assert result.exit_code == ExitCode.DONE
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(available())


def test_describe_tells_a_shipped_scenario_and_a_file() -> None:
    assert "What you can change" in joinup("describe", "town").stdout
    assert joinup("describe", str(SMALL)).exit_code == ExitCode.DONE
    assert joinup("describe", "twon").exit_code == ExitCode.BAD_INPUT


@pytest.mark.parametrize("name", available())
def test_shipped_scenarios_pass_the_check(name: str) -> None:
    result = joinup("check", name)
    assert (result.exit_code, result.stdout) == (ExitCode.DONE, f"{name}: no problems\n")


def test_schema_prints_json() -> None:
    assert json.loads(joinup("schema").stdout)["title"] == "joinup scenario"


def test_new_writes_a_file_that_passes_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert joinup("new", "harbour").exit_code == ExitCode.DONE
    assert joinup("check", "harbour.yaml").stdout == "harbour.yaml: no problems\n"
    assert load("harbour.yaml").name == "harbour"


def test_new_overwrites_only_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "harbour.yaml").write_text("mine", encoding="utf-8")
    result = joinup("new", "harbour")
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "'harbour.yaml' exists already; --force overwrites it" in result.stderr
    assert (tmp_path / "harbour.yaml").read_text(encoding="utf-8") == "mine"
    assert joinup("new", "harbour", "--force").exit_code == ExitCode.DONE
    assert load("harbour.yaml").name == "harbour"


def test_new_needs_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert joinup("new", "My Town").exit_code == ExitCode.BAD_INPUT
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "args",
    [
        ["nothing"],
        ["check"],
        ["check", "--wrong"],
        ["run", "town", "--weeks", "0"],
        ["run", "town", "--seed", "x"],
    ],
    ids=str,
)
def test_wrong_use_is_bad_input(args: list[str]) -> None:
    result = joinup(*args)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert "Traceback" not in result.output


def test_version() -> None:
    result = joinup("--version")
    assert result.exit_code == ExitCode.DONE
    assert result.stdout.startswith("joinup ")


def test_brackets_and_control_characters_are_shown_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "[red]odd[bold].yaml"
    file.write_text('"[bold]\\e[31m\\n": 1\n', encoding="utf-8")
    result = joinup("check", str(file))
    assert "[red]odd[bold].yaml:1:1: [bold]\\x1b[31m\\n: unknown key '[bold]\\x1b[31m\\n'" in result.stderr
    assert result.stderr.endswith("4 problems found.\n")
    assert len(result.stderr.splitlines()) == 5


def test_on_a_terminal_nothing_is_read_as_markup_or_broken_over_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    allowed = tuple(f"option_{number}" for number in range(30))
    print_problems([Problem(("levers", 0), "[bold]odd[/bold]", allowed).at("[red]f.yaml", 3, 5)])
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert "[red]f.yaml:3:5: " in lines[0] and "levers[0]: [bold]odd[/bold]" in lines[0]
    print_description(describe(load("town")))
    told = capsys.readouterr().out
    assert max(len(re.sub(r"\x1b\[[0-9;]*m", "", line)) for line in told.splitlines()) <= 80
    assert "What you can change" in told


class NotRunError(JoinupError):
    """Raised in place of a run."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[RunRequest]:
    """Put a recorder in the place of the run itself; return what it was asked for."""
    requests: list[RunRequest] = []

    def record(request: RunRequest, *, out: Path | bool, **_: object) -> None:
        requests.append(request)
        raise NotRunError(str(out))

    monkeypatch.setattr("joinup.experiments.calls.run.runs_of", record)
    return requests


def test_run_passes_on_what_was_asked(asked: list[RunRequest], tmp_path: Path) -> None:
    result = joinup(
        "run",
        str(SMALL),
        "--seed",
        "7",
        "--weeks",
        "30",
        "--replications",
        "2",
        "--out",
        str(tmp_path),
        "--set",
        "partnership.form=merged",
        "--set",
        "trust.start = 0.4",
        "--json",
        "--trace",
        "3",
    )
    assert result.stderr == f"The run failed: {tmp_path}\n"
    [request] = asked
    assert (request.seed, request.replicates, request.trace) == (7, 2, 3)
    assert request.changes == {"partnership.form": "merged", "trust.start": 0.4, "weeks": 30}
    assert request.scenario.partnership.form == "merged"
    assert list(request.baselines) == ["none", "no_programme"]
    assert request.baselines["none"].partnership.form == "none"
    assert request.baselines["none"].weeks == 30


def test_fewer_clients_stand_for_as_many_people(asked: list[RunRequest]) -> None:
    joinup("run", str(SMALL), "--clients", "100")
    assert asked[0].scenario.population.clients == 100
    assert asked[0].scenario.population.people == 500


def test_a_run_can_be_compared_with_another_scenario_or_with_none(asked: list[RunRequest]) -> None:
    joinup("run", str(SMALL), "--weeks", "20", "--baseline", "none", "--baseline", "town")
    joinup("run", str(SMALL), "--baseline", "off")
    assert list(asked[0].baselines) == ["none", "town"]
    assert asked[0].baselines["town"].weeks == 20
    assert asked[1].baselines == {}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            ["--set", "agencies.houzing.slots=3"],
            "--set agencies.houzing.slots=3: nothing called 'houzing' in 'agencies'; did you mean 'housing'?",
        ),
        (["--set", "trust.start=2"], "--set trust.start=2: 2 is too large; it must be 1 or less"),
        (["--set", "trust.start=high"], "--set trust.start=high: expected a number, not 'high'"),
        (["--set", "trust.start"], "--set trust.start: write a path, '=' and a value"),
        (["--set", "=3"], "--set =3: write a path, '=' and a value"),
        (["--set", "weeks=[1"], "--set weeks=[1: not valid YAML"),
        (["--set", "weeks=9", "--set", "weeks=8"], "--set weeks=8: 'weeks' is given twice"),
        (
            ["--set", "partnership.form=merger"],
            "--set partnership.form=merger: unknown form of joint working",
        ),
        (
            ["--set", "population.groups.settled.share=0.5"],
            "--set population.groups.settled.share=0.5: population.groups: shares of the groups add up to",
        ),
        (
            ["--set", "agencies.clinic.needs=[]"],
            "--set agencies.clinic.needs=[]: population.groups.settled.needs.health: no agency with places",
        ),
        (["--weeks", "40000"], "--weeks 40000: weeks and warm-up together are at most 30000"),
        (
            ["--baseline", "noen"],
            "--baseline noen: no shipped scenario and no file is called 'noen'; did you mean 'none'?",
        ),
        (["--baseline", "off", "--baseline", "none"], "--baseline off: cannot be combined"),
    ],
    ids=str,
)
def test_a_wrong_option_is_located(options: list[str], message: str, asked: list[RunRequest]) -> None:
    result = joinup("run", str(SMALL), *options)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stderr.startswith(message)
    assert not asked


def test_all_wrong_settings_are_reported_at_once() -> None:
    with pytest.raises(ScenarioError) as caught:
        parse_settings(["a", "b", "c=1"])
    assert len(caught.value.problems) == 2
    with pytest.raises(ScenarioError) as caught:
        with_settings(load(SMALL), parse_settings(["trust.stat=1", "agencies.housing.slotz=1", "weeks=9"]))
    assert [problem.suggestion for problem in caught.value.problems] == ["start", "places"]


def test_settings_are_yaml() -> None:
    texts = ["a=1", "b=1.5", "c=true", "d=text", "e=[x, y]", "f=", "g=a=b", "h='1'"]
    values = {setting.path: setting.value for setting in parse_settings(texts)}
    assert values == {
        "a": 1,
        "b": 1.5,
        "c": True,
        "d": "text",
        "e": ["x", "y"],
        "f": None,
        "g": "a=b",
        "h": "1",
    }


@pytest.mark.parametrize(
    ("raised", "code", "said"),
    [
        (KeyboardInterrupt(), ExitCode.INTERRUPTED, "Interrupted."),
        (InvariantError("clients were lost"), ExitCode.RUN_FAILED, "The run failed: clients were lost"),
        (ZeroDivisionError("oops"), ExitCode.RUN_FAILED, "This is a bug in joinup"),
    ],
    ids=["interrupted", "failed", "defect"],
)
def test_what_stops_a_run_has_its_own_exit_code(
    raised: BaseException, code: ExitCode, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise raised

    monkeypatch.setattr("joinup.experiments.calls.run.runs_of", stop)
    result = joinup("run", str(SMALL))
    assert result.exit_code == code
    assert said in result.stderr


@pytest.mark.parametrize(
    ("args", "also"),
    [(["--help"], ("pydantic", "ruamel.yaml", "rich")), (["check", str(SMALL)], ()), (["list"], ())],
    ids=["help", "check", "list"],
)
def test_light_commands_import_nothing_heavy(args: list[str], also: tuple[str, ...]) -> None:
    code = f"""
import sys
from joinup.cli.main import app
try:
    app({args!r}, prog_name="joinup")
except SystemExit as end:
    assert not end.code, end.code
found = [name for name in {(*HEAVY, *also)!r} if name in sys.modules]
print("imported:", found)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_loading_a_scenario_imports_nothing_heavy() -> None:
    code = f"""
import sys
from joinup import load
load("town")
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_little_is_spent_on_looking_for_garbage_while_a_command_starts_and_ends() -> None:
    code = (
        "import atexit, gc, sys\n"
        "from joinup.cli.main import main\n"
        "atexit.register(lambda: print(gc.get_threshold()[0], gc.get_freeze_count() > 10_000))\n"
        "sys.argv = ['joinup', 'check', 'town']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "1000000 True"


def test_duckdb_does_not_complain_when_a_command_ends() -> None:
    code = (
        "import sys\n"
        "import duckdb\n"
        "from joinup.cli.main import main\n"
        "duckdb.sql('select 1').fetchall()\n"
        "sys.argv = ['joinup', 'list']\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == ""


@pytest.mark.parametrize(
    "words",
    [
        *("guide X", "discover X", "report X", "export X", "compare X", "merge X Y --out Z", "new X"),
        *("check X", "run X", "run --replay X", "run town --out X", "sweep town --table X", "sensitivity X"),
        *("live --replay X", "live --study X --run 1", "table X", "--extension X list", "describe X"),
    ],
)
@pytest.mark.parametrize("name", ["x" * 300, "a\0b", "nosuch/" * 2_000], ids=["long name", "no text", "long"])
def test_a_name_that_no_file_can_have_is_refused(
    words: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = joinup(*words.replace("X", name).split(" "))
    assert result.exit_code == ExitCode.BAD_INPUT, result.output
    assert isinstance(result.exception, SystemExit)
    assert not list(tmp_path.iterdir())
