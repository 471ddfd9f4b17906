"""How the runs that an analysis needs are made, and where they are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from experiments.analysis.options import Option
from experiments.designs.design import Design
from experiments.execution.sweeping import Progress, Stopper, sweep
from experiments.studies.study import Study
from sim.parameters import Scenario

STUDIES = Path("studies")


@dataclass(frozen=True, slots=True)
class Playing:
    """How runs are made.

    Attributes
    ----------
    folder
        Where to keep them: a folder, or a folder for each scenario; temporary if not given. What is
        there already is not played again.
    workers, accept_changes, progress, stopper
        As in :func:`experiments.sweep`.
    """

    folder: str | Path | Callable[[Scenario], Path] | None = None
    workers: int | None = None
    accept_changes: bool = False
    progress: Callable[[Progress], None] | None = None
    stopper: Stopper | None = None

    @property
    def stopped(self) -> bool:
        """Whether playing was asked to stop."""
        return self.stopper is not None and self.stopper.is_set

    def study(self, design: Design, *, asked: Sequence[str], weekly: bool, place: Path | None) -> Study:
        """Play a design into a study."""
        return sweep(
            design, study=place, workers=self.workers, weekly=weekly, asked=asked,
            accept_changes=self.accept_changes, progress=self.progress, stopper=self.stopper,
        )  # fmt: skip


def kept_in(kind: str) -> Callable[[Scenario], Path]:
    """Return the usual folder of a kind of studies, by scenario: ``studies/compare-town-5ba954ac``."""
    return lambda scenario: STUDIES / f"{kind}-{scenario.name}-{scenario.hash[:8]}"


def play(
    options: Sequence[Option], *, replications: int, seed: int, weekly: bool = False, how: Playing
) -> list[Study]:
    """Play options into studies, one a scenario; return each option's study.

    If there are several scenarios, each has a folder in the folder given.
    """
    bases = {option.scenario.hash: option for option in options}
    studies: dict[str, Study] = {}
    for key, one in bases.items():
        place: Path | None
        if how.folder is None:
            place = None
        elif callable(how.folder):
            place = how.folder(one.scenario)
        else:
            place = Path(how.folder)
            place = place / f"{one.scenario.name}-{key[:8]}" if len(bases) > 1 else place
        points = tuple(option.changes for option in options if option.scenario.hash == key)
        design = Design(one.scenario, points, replications, seed)
        studies[key] = how.study(design, asked=one.asked, weekly=weekly, place=place)
    return [studies[option.scenario.hash] for option in options]
