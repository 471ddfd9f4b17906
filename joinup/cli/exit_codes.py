"""Exit codes of the ``joinup`` command."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of ``joinup``, each with its meaning."""

    meaning: str

    DONE = 0, "done"
    BAD_INPUT = 2, "invalid input: a file, an option or a value that cannot be used"
    RUN_FAILED = 3, "a run or all runs failed, results could not be written, or a study is damaged"
    INTERRUPTED = 130, "interrupted (Ctrl-C); finished runs are stored"
    NOT_READ = 141, "whoever read the output stopped reading (SIGPIPE)"

    def __new__(cls, code: int, meaning: str) -> ExitCode:
        """Make a code that carries its meaning."""
        made = int.__new__(cls, code)
        made._value_ = code
        made.meaning = meaning
        return made
