"""Whether worker processes can be started from the script that is run.

Each begins by importing that script. Without the usual guard it would get to the same call, and start workers
of its own: Python ends all of them, with a trace for each and nothing that says what to do.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import FrameType

from joinup.experiments.arguments import named
from joinup.sim.errors import JoinupError

GUARD = 'if __name__ == "__main__":'


def check_main_script() -> None:
    """Refuse to start processes if the script that is run has got here without a guard.

    Raises
    ------
    JoinupError
        Says what to write, and where. Not in a notebook or a console, which no worker imports.
    """
    main = sys.modules["__main__"]
    file = getattr(main, "__file__", None)
    frame: FrameType | None = sys._getframe()
    while frame is not None and (frame.f_globals is not vars(main) or frame.f_code.co_name != "<module>"):
        frame = frame.f_back
    if file is None or frame is None or Path(frame.f_code.co_filename).name != Path(file).name:
        return
    try:
        tree = ast.parse(Path(file).read_bytes())
    except (OSError, SyntaxError, ValueError):
        return
    if not any(_is_guard(one) and one.lineno <= frame.f_lineno <= (one.end_lineno or 0) for one in tree.body):
        raise JoinupError(
            f"'{file}', line {frame.f_lineno}: each worker process begins by importing this script, and would"
            f" get here again. Put what the script does below a line\n\n    {GUARD}\n\n"
            f"or run everything in this process, with {named('workers')}=0"
        )


def _is_guard(statement: ast.stmt) -> bool:
    """Return whether what is inside is left out in a worker, where the script has another name."""
    names = ast.walk(statement.test) if isinstance(statement, ast.If) else ()
    return any(isinstance(one, ast.Name) and one.id == "__name__" for one in names)
