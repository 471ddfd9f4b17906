"""The page of patterns: what was found elsewhere and what the model gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from joinup.sim.parameters.edition import FIRST, SECOND
from tests.patterns import agencies, take_up
from tests.patterns.figures import Figure, Pattern, Standing, played_in

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "patterns.md"

PATTERNS: dict[str, Callable[[], Pattern]] = {
    "P1": take_up.information_and_help,
    "P5": take_up.hand_off,
    "P6": take_up.waits,
    "P7": agencies.shared_targets,
    "P11": agencies.after_funding,
    "P14": agencies.complaints,
}
"""The patterns by number."""

OPENING = """\
# Patterns that others have published

The model beside six patterns from the literature. Each is a scenario file in `tests/patterns/`, with the
model's defaults but for what stands for the study, and a reading of its tables. Figures are means over
seeds 1 to 4, or over places.

- **fitted**: a number in the scenario file was set so that this figure agrees. No evidence.
- **calibrated**: the study was used to set a default of the model. Agreement shows only that the default
  does what it says.
- **validation**: nothing in the model was set by it.
- **variation**: another setting than the pattern's, to show what it rests on. Does not count.

No default has been changed to make a pattern come out. Where the model does not reproduce one, the table
says so.

Readings are of the first edition of the model. Where the second differs, it is mostly for one reason:
agencies are credited for what the reach of their form makes of their efforts, not for effort itself, so that
a target of the same weight moves them less (P7, P11). Weights have not been raised to bring the figures back:
that is for the calibration.

Two more patterns concern forms of joint working. That shared governance does better the more its members
trust each other and the fewer they are, and a lead or a unit of its own the other way round (Provan and Kenis
2008), is **built in** in the second edition as far as reach goes: trust and vetoes put it there. That full
integration suits those with several needs, and links suit all others (Leutz 1999), is nowhere put in: it may
**emerge** from prices that follow coverage, and is not tested.

Written by `uv run python -m tests.patterns`; do not edit.
"""


COLUMNS = ("Figure", "Asked for", "Counts as", "Edition 1: model, reproduced", "Edition 2")


@cache
def pattern_of(key: str, edition: int = FIRST) -> Pattern:
    """Return a pattern with the figures of an edition of the model, run once."""
    with played_in(edition):
        return PATTERNS[key]()


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def _tried(edition: int) -> list[Figure]:
    """Return the figures that count as validation."""
    figures = [figure for key in PATTERNS for figure in pattern_of(key, edition).figures]
    return [figure for figure in figures if figure.standing == Standing.VALIDATION]


def _said(figure: Figure) -> str:
    return f"{figure.shown}, {'yes' if figure.reproduced else '**no**'}"


def report() -> str:
    """Return the text of the page."""
    patterns = [pattern_of(key) for key in PATTERNS]
    text = OPENING + "\n" + _row("Pattern", "What it is", "Counts as", "Reproduced")
    text += _row(*["---"] * 4)
    for pattern in patterns:
        text += _row(pattern.key, pattern.title, pattern.counts_as, pattern.verdict)
    agree = {edition: [one.reproduced for one in _tried(edition)] for edition in (FIRST, SECOND)}
    text += (
        f"\nOf {len(agree[FIRST])} figures that count as validation, the first edition reproduces"
        f" {sum(agree[FIRST])}, the second {sum(agree[SECOND])}.\n"
    )
    for pattern in patterns:
        second = pattern_of(pattern.key, SECOND)
        text += f"\n## {pattern.key}: {pattern.title}\n\n"
        text += f"Source: {pattern.source}.\n\n{pattern.set_up}\n\n"
        text += _row(*COLUMNS) + _row(*["---"] * len(COLUMNS))
        for figure, other in zip(pattern.figures, second.figures, strict=True):
            said = [_said(one) for one in (figure, other)]
            text += _row(figure.what, figure.criterion, figure.standing, *said)
        text += f"\n{pattern.reading}\n"
    return text
