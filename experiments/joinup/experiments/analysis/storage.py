"""How the runs of an analysis are made, and where they are stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from joinup.experiments.analysis.options import Option
from joinup.experiments.arguments import collected
from joinup.experiments.run.scale import check_scale
from joinup.experiments.study.design import Design
from joinup.experiments.study.scale import scale_of
from joinup.experiments.study.study import StoredStudy
from joinup.experiments.study.sweep import Progress, Stopper, run_design
from joinup.experiments.study.temporary import temporary_folder
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario

STUDIES = Path("studies")


@dataclass(frozen=True, slots=True)
class Execution:
    """How runs are made.

    Attributes
    ----------
    folder
        Folder to store them in, or a folder by scenario; temporary if not given. Finished runs in it are
        not repeated.
    workers, accept_changes, any_scale, progress, stopper
        As in :func:`joinup.sweep`.
    """

    folder: str | Path | Callable[[Scenario], Path] | None = None
    workers: int | None = None
    accept_changes: bool = False
    any_scale: bool = False
    progress: Callable[[Progress], None] | None = None
    stopper: Stopper | None = None

    @property
    def stopped(self) -> bool:
        """Whether a stop was requested."""
        return self.stopper is not None and self.stopper.is_set

    def study(self, design: Design, *, weekly: bool, place: Path) -> StoredStudy:
        """Run a design and store it as a study."""
        return run_design(
            design,
            study=place,
            workers=self.workers,
            weekly=weekly,
            accept_changes=self.accept_changes,
            any_scale=self.any_scale,
            progress=self.progress,
            stopper=self.stopper,
        )


def kept_in(kind: str) -> Callable[[Scenario], Path]:
    """Return the default folder of a kind of study, by scenario: ``studies/compare-town-5ba954ac``."""
    return lambda scenario: STUDIES / f"{kind}-{scenario.name}-{scenario.hash[:8]}"


def folder_of(execution: Execution, scenario: Scenario) -> Path:
    """Return the folder for a scenario's runs; a new temporary one if none is given."""
    if execution.folder is None:
        return temporary_folder()
    return execution.folder(scenario) if callable(execution.folder) else Path(execution.folder)


def run_options(
    options: Sequence[Option], *, replicates: int, seed: int, weekly: bool = False, execution: Execution
) -> list[StoredStudy]:
    """Run options and store one study per scenario; return each option's study.

    If there are several scenarios, each has a folder in the folder given.
    """
    bases = {option.scenario.hash: option for option in options}
    asked: dict[str, tuple[Design, Path]] = {}
    for key, one in bases.items():
        place = folder_of(execution, one.scenario)
        if len(bases) > 1 and not callable(execution.folder):
            place /= f"{one.scenario.name}-{key[:8]}"
        points = tuple(option.changes for option in options if option.scenario.hash == key)
        asked[key] = Design(one.scenario, points, replicates, seed, asked=one.asked), place
    if len(asked) > 1:
        _check_scales(asked.values(), execution)
    studies = {
        key: execution.study(design, weekly=weekly, place=place) for key, (design, place) in asked.items()
    }
    return [studies[option.scenario.hash] for option in options]


def _check_scales(asked: Iterable[tuple[Design, Path]], execution: Execution) -> None:
    """Refuse every scenario at a scale that changes the answer before any of them is run."""
    problems: list[Problem] = []
    for design, place in asked:
        effect = scale_of(design, place, stopped=lambda: execution.stopped)
        with collected(problems):
            check_scale(effect, any_scale=execution.any_scale)
    if problems:
        raise ScenarioError(problems)
