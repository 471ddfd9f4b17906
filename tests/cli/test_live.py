"""``joinup live``: what it says, what it refuses, and that Ctrl-C ends it."""

from __future__ import annotations

import gc
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from joinup.cli.exit_codes import ExitCode
from joinup.cli.main import app
from joinup.viz.server.launch import listening_socket, network_address
from tests.cli.test_command_line import HEAVY

SMALL = Path(__file__).parents[1] / "scenarios" / "bad_scenarios" / "inheritance" / "parents" / "base.yaml"


def live(*args: str) -> Result:
    return CliRunner().invoke(app, ["live", "--no-browser", *args])


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["twon"], "no shipped scenario and no file is called 'twon'; did you mean 'town'?"),
        (["--pin", "123456"], "--pin needs --share"),
        (["--address", "10.0.0.1"], "--address needs --share"),
        (["--share", "--pin", "12a"], "--pin 12a: give six digits"),
        (["--share", "--address", "192.0.2.77"], "'192.0.2.77' is not an address of this machine"),
        (["--share", "--address", "nowhere.invalid"], "'nowhere.invalid' is not an address of this machine"),
        (["--port", "70000"], "--port"),
        (["--replay", "nowhere.json"], "nowhere.json"),
        (["--study", "nowhere"], "--study and --run go together"),
        (["--study", "nowhere", "--run", "1"], "nowhere"),
        (["town", "--replay", "x.json"], "a scenario and --replay: give only one of them"),
        (["--replay", "x.json", "--seed", "2"], "--seed: --replay has a seed of its own"),
        (["--seed", "-1"], "--seed"),
    ],
    ids=str,
)
def test_what_cannot_be_served_is_bad_input(args: list[str], said: str) -> None:
    result = live(*args)
    assert result.exit_code == ExitCode.BAD_INPUT
    assert said in result.output
    assert "Traceback" not in result.output


def test_a_port_that_is_taken_is_said_so() -> None:
    with listening_socket("127.0.0.1", 0) as door:
        port = door.getsockname()[1]
        result = live("--port", str(port))
    assert result.exit_code == ExitCode.BAD_INPUT
    assert result.stderr.splitlines()[0] == (
        f"port {port} is taken, perhaps by another session; choose another, as with --port {port + 1}"
    )


def test_a_session_alone_listens_to_this_machine_only() -> None:
    with listening_socket("127.0.0.1", 0) as door:
        assert door.getsockname()[0] == "127.0.0.1"


def test_without_a_network_the_message_says_to_join_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(*_: object) -> None:
        raise OSError("Network is unreachable")

    monkeypatch.setattr(socket, "socket", unreachable)
    with pytest.raises(Exception, match="this machine is on no network"):
        network_address()


@pytest.mark.parametrize("args", [["--help"], ["check", str(SMALL)], ["live", "twon"]], ids=str)
def test_the_whole_command_imports_nothing_heavy_before_it_must(args: list[str]) -> None:
    code = f"""
import sys
from joinup.cli.main import app
try:
    app({args!r}, prog_name="joinup")
except SystemExit:
    pass
print("imported:", [name for name in {(*HEAVY, "starlette", "uvicorn")!r} if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "imported: []"


def test_a_room_that_stays_open_looks_for_garbage_as_usual(monkeypatch: pytest.MonkeyPatch) -> None:
    usual, found = gc.get_threshold(), []
    monkeypatch.setattr(
        "joinup.viz.server.launch.launch", lambda *_, **__: found.append((gc.get_threshold(), gc.isenabled()))
    )
    try:
        gc.set_threshold(1_000_000)
        assert live(str(SMALL)).exit_code == ExitCode.DONE
    finally:
        gc.set_threshold(*usual)
    assert found == [(usual, True)]


@pytest.mark.slow
@pytest.mark.parametrize("share", [False, True], ids=["alone", "shared"])
def test_a_session_is_served_until_ctrl_c(share: bool) -> None:
    options = ["--share", "--address", "127.0.0.1", "--pin", "271828"] if share else []
    live = [sys.executable, "-u", "-m", "joinup", "live"]
    command = [*live, str(SMALL), "--port", "0", "--no-browser"]
    process = subprocess.Popen(
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    found = re.search(r"http://\S+", said)
    assert found is not None, said
    url = found[0].removesuffix("/join")
    with urllib.request.urlopen(f"{url}/join", timeout=10) as answer:
        assert "Take part" in answer.read().decode()
    process.send_signal(signal.SIGINT)
    rest, _ = process.communicate(timeout=30)
    assert process.returncode == ExitCode.DONE
    assert rest.strip() == "The session has ended."
    assert "Traceback" not in said
    assert ("PIN:    271828" in said) is share
    assert ("not encrypted" in said) is share
    assert ("/facilitate/" in said) is share
