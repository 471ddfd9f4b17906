"""Subscription of pages to the room's status, without the room waiting for any page.

One thread of this process hands a new status to every open page. Drawing happens on it, never on the
room's thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from time import sleep

import solara
import solara.lab
from solara.server.kernel_context import VirtualKernelContext, get_current_context

from joinup.sim.errors import JoinupError
from joinup.viz.room.commands import Command, Role
from joinup.viz.room.room import Room
from joinup.viz.room.status import Status
from joinup.viz.server.served import ServedRoom
from joinup.viz.server.solara_run import served_room

PAUSE = 0.1
"""Seconds between two updates of pages: changes in between are sent once."""

log = logging.getLogger(__name__)


def played_room() -> Room:
    """Return the room that this process serves."""
    room = served_room().room
    if not isinstance(room, Room):
        raise TypeError(f"no page for a {type(room).__name__}")
    return room


class _PageUpdater(threading.Thread):
    """Tells pages what has changed."""

    def __init__(self) -> None:
        super().__init__(name="pages", daemon=True)
        self._pages: dict[str, tuple[VirtualKernelContext, Callable[[Status], None]]] = {}
        self._errands: list[tuple[VirtualKernelContext, Callable[[], None]]] = []
        self._lock = threading.Lock()
        self._wake = threading.Event()

    def add(self, key: str, page: Callable[[Status], None]) -> None:
        """Tell a page of every new status from now on."""
        with self._lock:
            self._pages[key] = (get_current_context(), page)

    def drop(self, key: str) -> None:
        """Tell a page no longer."""
        with self._lock:
            self._pages.pop(key, None)

    def wake(self) -> None:
        """Say that there is something new; quick, from any thread."""
        self._wake.set()

    def later(self, context: VirtualKernelContext, act: Callable[[], None]) -> None:
        """Do something in the name of a page; from any thread."""
        with self._lock:
            self._errands.append((context, act))
        self._wake.set()

    def run(self) -> None:
        """Tell pages for as long as the process lives."""
        known: Status | None = None
        while True:
            self._wake.wait()
            self._wake.clear()
            status = played_room().status
            with self._lock:
                errands, self._errands = self._errands, []
                pages = list(self._pages.items())
            for context, act in errands:
                self._update(context, act)
            if status is not known:
                known = status
                for key, (context, page) in pages:
                    if context.closed_event.is_set():
                        self.drop(key)
                    else:
                        self._update(context, partial(page, status))
            sleep(PAUSE)

    def _update(self, context: VirtualKernelContext, act: Callable[[], None]) -> None:
        if context.closed_event.is_set():
            return
        try:
            with context:
                act()
        except Exception:
            # The outermost frame of the thread: one broken page must not keep others from hearing.
            log.exception("a page could not be updated")


_updater = _PageUpdater()
_starting = threading.Lock()


def _running_updater() -> _PageUpdater:
    with _starting:
        if not _updater.is_alive():
            played_room().watch(lambda status: _updater.wake())
            _updater.start()
    return _updater


def use_status() -> Status:
    """Return the room's status, and redraw the component when it changes."""
    room = played_room()
    status: Status
    status, set_status = solara.use_state(room.status)
    key = solara.get_session_id() + str(solara.use_unique_key(prefix="status"))

    def subscribe() -> Callable[[], None]:
        telling = _running_updater()
        telling.add(key, set_status)
        set_status(room.status)
        return lambda: telling.drop(key)

    solara.use_effect(subscribe, [])
    return status


class CommandSender:
    """How a page asks the room for something, and shows what it says.

    Parameters
    ----------
    served
        The room, and who was let in.
    cookies
        Of the browser that the page is shown in.
    say
        Shows a sentence, and whether it is bad news.
    """

    def __init__(
        self, served: ServedRoom, cookies: dict[str, str] | None, say: Callable[[str, bool], None]
    ) -> None:
        self._served = served
        self._cookies = cookies
        self._say = say

    @property
    def role(self) -> Role | None:
        """The role of the browser."""
        return self._served.role(self._cookies)

    def __call__(self, command: Command) -> None:
        """Ask for something; the answer is shown when it comes."""
        context = get_current_context()
        try:
            answer = self._served.command(command, self._cookies)
        except JoinupError as refused:
            self._say(str(refused), True)
            return
        answer.add_done_callback(
            lambda done: _running_updater().later(context, lambda: self._say(*notice(done)))
        )


def notice(answer: Future[str]) -> tuple[str, bool]:
    """Return what to show of an answer, and whether it is bad news."""
    error = answer.exception()
    if error is None:
        return answer.result(), False
    if isinstance(error, JoinupError):
        return str(error), True
    return "This failed because of a bug in joinup; the run continues.", True


def use_commands(say: Callable[[str, bool], None]) -> CommandSender:
    """Return how this page asks the room for something."""
    return CommandSender(served_room(), solara.lab.cookies.value, say)
