"""What is said of an extension that goes wrong: where, and what."""

from __future__ import annotations

import traceback

from joinup.sim.extensions.extension import Extension
from joinup.sim.extensions.source_code import plain


def place_of(extension: Extension, wrong: Exception) -> str:
    """Return the last line of an extension's file that was under way, or else where it is defined."""
    file = plain(extension.function).__code__.co_filename
    under_way = traceback.walk_tb(wrong.__traceback__)
    lines = [line for frame, line in under_way if frame.f_code.co_filename == file]
    return f"{file}, line {lines[-1]}" if lines else extension.where


def sentence_of(wrong: Exception) -> str:
    """Return what went wrong; its type as well, unless that says nothing."""
    if type(wrong) in (ValueError, TypeError, RuntimeError) and str(wrong):
        return str(wrong)
    return f"{type(wrong).__name__}: {wrong}"
