"""``joinup report``: a study as one web page, with its charts as files."""

from __future__ import annotations

from pathlib import Path

import typer

from joinup.experiments.report.study_report import report, write_report
from joinup.experiments.study.errors import StorageError
from joinup.experiments.study.study import open_study
from joinup.scenarios.words import count

FOLDER = "report"


def report_command(folder: Path, *, outcome: str, option: str | None, out: Path | None) -> None:
    """Write a report.

    Raises
    ------
    StudyError
        If the study cannot be reported on.
    StorageError
        If the files cannot be written.
    """
    made = report(open_study(folder), outcome, option=option)
    place = out or folder / FOLDER
    try:
        page, *charts = write_report(made, place)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise StorageError(f"the report cannot be written to '{place}': {reason}") from error
    typer.echo(f"Wrote {page} ({page.stat().st_size / 1e6:.1f} MB)")
    typer.echo(f"and {count(len(charts), 'chart file')} in {place / 'charts'}")
