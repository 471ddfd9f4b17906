"""``joinup live``: compile, serve, announce the address, and stop at Ctrl-C."""

from __future__ import annotations

import errno
import ipaddress
import logging
import socket
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from contextlib import suppress

import segno
import typer
import uvicorn

from joinup.sim.errors import Problem, ScenarioError
from joinup.viz.server.access import Access
from joinup.viz.server.application import application
from joinup.viz.server.connections import Connection, allow_many_files
from joinup.viz.server.pin import new_pin
from joinup.viz.server.protocol import Room
from joinup.viz.server.terminal_key import on_enter
from joinup.viz.start import RoomStart

HERE = "127.0.0.1"

LARGEST_MESSAGE = 2**20
"""Most bytes that a browser may send at once."""

SECONDS_TO_LEAVE = 2
"""How long open pages may take to go at the end."""


def launch(
    start: RoomStart,
    *,
    port: int,
    share: bool = False,
    address: str | None = None,
    pin: str | None = None,
    browser: bool = True,
) -> None:
    """Serve a session until Ctrl-C.

    Parameters
    ----------
    begin
        The scenario, session or run to start from.
    port
        Where to listen; any free one if 0.
    share
        Whether others on the network can enter.
    address
        The network address to share at; if not given, that of the way out of this machine.
    pin
        What others must know; if not given, one is drawn.
    browser
        Whether to open the facilitator's page.

    Raises
    ------
    ScenarioError
        If the port or the address cannot be used.
    """
    host = (address or network_address()) if share else HERE
    with listening_socket(host, port) as door:
        port = door.getsockname()[1]
        access = Access((pin or new_pin()) if share else None, cookie=f"joinup-{port}")
        shown = host if share else "localhost"
        url = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
        typer.echo(f"Preparing '{start.label}'; the first time this takes up to a minute.")
        since = time.monotonic()
        room = _room(start)
        typer.echo(f"Ready after {time.monotonic() - since:.0f} seconds.")
        _serve(room, access, url, door, browser=browser)


def _room(start: RoomStart) -> Room:
    """Return the room, with everything compiled beforehand."""
    from joinup.experiments.session.session import Session
    from joinup.viz.room.room import Room as PlayedRoom

    session = Session(start.scenario, start.seed)
    session.run_for(1)
    session.frame()
    return PlayedRoom(start.scenario, start.seed, saved=start.saved)


def _serve(room: Room, access: Access, url: str, door: socket.socket, *, browser: bool) -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    allow_many_files()
    names = (name := socket.gethostname(), f"{name}.local") if access.is_shared else ()
    server = _Server(
        uvicorn.Config(
            application(room, access=access, url=url, names=names),
            http=Connection,
            log_level="warning",
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws_max_size=LARGEST_MESSAGE,
            # Compressing a frame for each of a hundred browsers would cost more than sending it.
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=SECONDS_TO_LEAVE,
        ),
        lambda: _announce(access, url, browser=browser),
    )
    with suppress(KeyboardInterrupt):
        server.run(sockets=[door])
    typer.echo("\nThe session has ended.")


def _announce(access: Access, url: str, *, browser: bool) -> None:
    """Say where the session is, once it is there."""

    def print_link(what: str) -> str:
        link = f"{url}/facilitate/{access.new_link()}"
        typer.echo(f"{what}: {link}")
        return link

    if access.is_shared:
        _print_sharing(access, url)
    page = print_link("Facilitator, for one browser only" if access.is_shared else "Open")
    access.on_link_used = lambda: print_link("A browser now has the facilitator's role. Link for another")
    if on_enter(lambda: print_link("Facilitator's link")):
        typer.echo("Enter prints a new link for the facilitator.")
    typer.echo("Ctrl-C ends the session.")
    if browser:
        # Some browsers only return once they are closed.
        threading.Thread(target=webbrowser.open, args=(page,), daemon=True).start()


def _print_sharing(access: Access, url: str) -> None:
    typer.echo(
        "Anyone on this network can reach the session and, with the PIN, take part. Traffic is not encrypted:"
        " share only on networks that you trust."
    )
    typer.echo(f"\n  Phones: {url}/join\n  PIN:    {access.pin}\n")
    segno.make(f"{url}/join#pin={access.pin}", micro=False).terminal(out=sys.stdout, compact=True, border=2)


class _Server(uvicorn.Server):
    """A server that says when it is there."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._announce()


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address.

    Raises
    ------
    ScenarioError
        If it cannot: the port is taken, or the address is not one of this machine.
    """
    try:
        return socket.create_server((host, port), family=_family(host), backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = (
                f"port {port} is taken, perhaps by another session; choose another, as with --port {port + 1}"
            )
        elif error.errno == errno.EACCES:
            why = f"port {port} may not be used; choose one above 1023"
        else:
            why = f"'{host}' is not an address of this machine ({error.strerror or error})"
        raise ScenarioError([Problem((), why)]) from None


def _family(host: str) -> socket.AddressFamily:
    with suppress(ValueError):
        if ipaddress.ip_address(host).version == 6:
            return socket.AF_INET6
    return socket.AF_INET


def network_address() -> str:
    """Return the address by which others on the network reach this machine.

    Raises
    ------
    ScenarioError
        If it is on no network.
    """
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as way_out:
        way_out.connect(("192.0.2.1", 9))  # Chooses the way out; nothing is sent.
        address: str = way_out.getsockname()[0]
        if not ipaddress.ip_address(address).is_loopback:
            return address
    raise ScenarioError([Problem((), "this machine is on no network; join one, or give --address")])
