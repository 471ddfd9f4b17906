"""What the ``joinup`` command tells the shell.

=====  ==========================================================
code   meaning
=====  ==========================================================
0      done
2      bad input: a file, an option or a value that cannot be used
3      a run failed
130    interrupted (Ctrl-C)
=====  ==========================================================
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of ``joinup``."""

    DONE = 0
    BAD_INPUT = 2
    RUN_FAILED = 3
    INTERRUPTED = 130
