"""What becomes of a command whose output cannot be written, and how output looks where letters are few."""

from __future__ import annotations

import codecs
import io
import os
import sys
import warnings
from typing import IO

from joinup.cli.exit_codes import ExitCode
from joinup.experiments.report.terminal import SPELLED_OUT, printable

ASCII = "joinup_ascii"
"""ASCII by another name: typer takes an encoding of that name for a mistake, and writes UTF-8."""


def _ascii(name: str) -> codecs.CodecInfo | None:
    if name != ASCII:
        return None
    usual = codecs.lookup("ascii")
    return codecs.CodecInfo(
        *usual,
        incrementalencoder=usual.incrementalencoder,
        incrementaldecoder=usual.incrementaldecoder,
        name=ASCII,
    )


codecs.register(_ascii)


def prepare() -> None:
    """Let output be written on any terminal, and warnings be one line without a place in the code.

    A stream that is closed goes nowhere; characters that an encoding does not have are spelled out.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, _nowhere())
        elif isinstance(stream, io.TextIOWrapper):
            few = codecs.lookup(stream.encoding).name == "ascii"
            stream.reconfigure(encoding=ASCII if few else stream.encoding, errors=SPELLED_OUT)
    warnings.formatwarning = _one_line


def _nowhere() -> IO[str]:
    return io.TextIOWrapper(io.BufferedWriter(io.FileIO(os.devnull, "w")), encoding="utf-8")


def _one_line(message: Warning | str, *_: object, **__: object) -> str:
    return f"Warning: {printable(str(message))}\n"


def not_written(error: BaseException) -> ExitCode | None:
    """Return the exit code, and say why, if output cannot be written; None if that is not the error."""
    if not isinstance(error, OSError):
        return None
    reason, name = _failure(sys.stdout, "\n"), "output"
    if reason is None:
        reason, name = _failure(sys.stderr, "\n"), "error"
    if reason is None:
        return None
    if isinstance(reason, BrokenPipeError):
        return ExitCode.NOT_READ
    _failure(sys.stderr, f"Standard {name} cannot be written: {(reason.strerror or '').lower()}.\n")
    return ExitCode.RUN_FAILED


def _failure(stream: IO[str], text: str) -> OSError | None:
    """Write a text; return why it cannot be written to a stream, which then goes nowhere."""
    try:
        stream.write(text)
        stream.flush()
    except OSError as reason:
        # Or the interpreter tries again at its end.
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
        return reason
    return None
