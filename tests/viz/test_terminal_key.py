"""The facilitator's key: Enter in the terminal."""

from __future__ import annotations

import os
import pty
import threading

from joinup.viz.server.terminal_key import on_enter


def test_enter_is_heard_in_a_terminal() -> None:
    pressed = threading.Semaphore(0)
    other_end, terminal = pty.openpty()
    keys = os.fdopen(terminal)
    assert on_enter(pressed.release, keys)
    for _ in range(2):
        os.write(other_end, b"\n")
        assert pressed.acquire(timeout=20)


def test_without_a_terminal_nothing_is_read() -> None:
    with open(os.devnull) as nothing:
        assert not on_enter(lambda: None, nothing)
