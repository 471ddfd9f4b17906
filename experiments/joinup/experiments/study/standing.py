"""How much of a study is there: what every reader of it says first."""

from __future__ import annotations

from dataclasses import dataclass

from joinup.experiments.run.scale import ScaleEffect
from joinup.sim.text.words import count, number


@dataclass(frozen=True, slots=True)
class Standing:
    """How much of a study is there.

    Attributes
    ----------
    wanted
        Different runs that were asked for.
    whole
        Of them, those with results that are as they were stored.
    failed
        Made, but without results.
    damaged
        Made, but their results were changed or lost since.
    missing_parts
        Parts of a sweep run in parts that are not there, in words.
    withdrawn
        Points that were taken out.
    environments
        Environments in which runs were made.
    is_sealed
        Whether the sweep has ended; if not, it is under way or was cut off.
    scale
        The error of scale, if clients stand for people.

    Examples
    --------
    >>> str(Standing(wanted=40, whole=36, failed=3, damaged=1))
    '36 of 40 runs, 3 failed, 1 damaged, no parts missing'
    """

    wanted: int
    whole: int
    failed: int = 0
    damaged: int = 0
    missing_parts: tuple[str, ...] = ()
    withdrawn: int = 0
    environments: int = 1
    is_sealed: bool = True
    scale: ScaleEffect | None = None

    def __str__(self) -> str:
        parts = f"{' and '.join(self.missing_parts)} missing" if self.missing_parts else "no parts missing"
        text = (
            f"{number(self.whole)} of {count(self.wanted, 'run')}, {number(self.failed)} failed,"
            f" {number(self.damaged)} damaged, {parts}"
        )
        if self.withdrawn:
            text += f"; {count(self.withdrawn, 'point')} withdrawn"
        if self.environments > 1:
            text += f"; made in {self.environments} environments"
        return text if self.is_sealed else f"{text}; the sweep is under way or was cut off"

    @property
    def sentence(self) -> str:
        """The same as a sentence, and the error of scale after it."""
        return f"{self}." if self.scale is None else f"{self}. {self.scale.sentence}"
