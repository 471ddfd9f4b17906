"""``joinup discover`` and ``joinup guide``: in which circumstances options work, and which is best."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from joinup.experiments.analysis.discover import discover
from joinup.experiments.analysis.futures import Futures, futures
from joinup.experiments.analysis.guide import guide
from joinup.experiments.analysis.outcome_names import LOAD, outcome_named
from joinup.experiments.report.sections import as_markdown, page_of, print_sections
from joinup.experiments.report.text.discovery import discovery_sections
from joinup.experiments.report.text.guide import guide_sections
from joinup.experiments.study.errors import StorageError, StudyError
from joinup.experiments.study.study import open_study
from joinup.scenarios.describe.description import Description
from joinup.scenarios.words import capital, title
from joinup.sim.errors import nearest

LOAD_NAME = "load"


def discover_command(
    folder: Path,
    *,
    outcome: str,
    option: str | None,
    against: str | None,
    only: Sequence[str],
    threshold: float | None,
    out: Path | None,
) -> None:
    """Print in which circumstances options work.

    Raises
    ------
    StudyError
        If the study cannot say.
    """
    found, name = _futures(folder, outcome, option)
    said = discover(found, against=against, only=tuple(only), threshold=threshold)
    _give(page_of(f"{name}: in which circumstances options work", discovery_sections(said)), out)


def guide_command(
    folder: Path, *, outcome: str, option: str | None, by: Sequence[str], out: Path | None
) -> None:
    """Print which option is best in which circumstances.

    Raises
    ------
    StudyError
        If the study cannot say.
    """
    found, name = _futures(folder, outcome, option)
    said = guide(found, by=tuple(_circumstance(found, text) for text in by))
    _give(page_of(f"{name}: which is best in which circumstances", guide_sections(found, said)), out)


def _circumstance(found: Futures, text: str) -> str:
    name = LOAD if text == LOAD_NAME else text
    if name not in found.circumstances:
        there = [LOAD_NAME if one == LOAD else str(one) for one in found.circumstances]
        near = nearest(text, there)
        hint = f"; did you mean '{near}'?" if near else ""
        raise StudyError(f"--by {text}: the study does not vary it{hint}")
    return name


def _futures(folder: Path, outcome: str, option: str | None) -> tuple[Futures, str]:
    study = open_study(folder)
    wanted = outcome_named(outcome, study.summaries().columns)
    return futures(study, wanted, option), capital(title(study.scenario))


def _give(page: Description, out: Path | None) -> None:
    if out is None:
        print_sections(page)
        return
    write_text(out, as_markdown(page))
    typer.echo(f"Wrote {out}")


def write_text(path: Path, text: str) -> None:
    """Write a file, or say why it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageError(f"'{path}' cannot be written: {(error.strerror or str(error)).lower()}") from error
