"""Python files of users that register extensions, for the command line."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from joinup.sim.errors import Problem, ScenarioError


def load_extensions(files: Iterable[Path]) -> None:
    """Run Python files, so that scenarios can name what they register.

    Scenarios never name files themselves: code runs only where a person has asked for it.

    Raises
    ------
    ScenarioError
        With every file that is not there, is not Python or goes wrong.

    Examples
    --------
    >>> load_extensions([Path("nosuch.py")])
    Traceback (most recent call last):
    ...
    joinup.sim.errors.ScenarioError: 'nosuch.py': no such file
    """
    problems: list[Problem] = []
    for file in files:
        if not os.path.isfile(file):
            problems.append(Problem((), f"'{file}': no such file"))
            continue
        # Two files may have one name.
        place = hashlib.sha256(os.fsencode(file.resolve())).hexdigest()[:8]
        name = f"joinup_extension_{file.stem}_{place}"
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            problems.append(Problem((), f"'{file}' is not a Python file"))
            continue
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except ScenarioError as refused:
            problems += refused.problems
        except Exception as broken:
            problems.append(Problem((), f"'{file}', line {_line(broken, file)}: {_said(broken)}"))
    if problems:
        raise ScenarioError(problems)


def words_for(extensions: Iterable[Mapping[str, str]]) -> list[str]:
    """Return the options with which the command line registers extensions.

    Parameters
    ----------
    extensions
        What a record says of them (`Extension.facts`). Nothing is needed for those of installed packages, and
        nothing can be named for those of a notebook.
    """
    files = dict.fromkeys(one.get("file", "") for one in extensions)
    return [word for file in files if os.path.isfile(file) for word in ("--extension", file)]


def _line(broken: Exception, file: Path) -> int:
    if isinstance(broken, SyntaxError):
        return broken.lineno or 1
    lines, trace = [1], broken.__traceback__
    while trace is not None:
        if Path(trace.tb_frame.f_code.co_filename).resolve() == file.resolve():
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines[-1]


def _said(broken: Exception) -> str:
    text = broken.msg if isinstance(broken, SyntaxError) else str(broken)
    return f"{type(broken).__name__}: {text}"
