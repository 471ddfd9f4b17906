"""The page of patterns: what was found elsewhere and what the model gives."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.patterns import agencies, take_up
from tests.patterns.figures import Pattern, Standing

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

Written by `uv run python -m tests.patterns`; do not edit.
"""


@cache
def pattern_of(key: str) -> Pattern:
    """Return a pattern with the model's figures, run once."""
    return PATTERNS[key]()


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


def report() -> str:
    """Return the text of the page."""
    patterns = [pattern_of(key) for key in PATTERNS]
    text = OPENING + "\n" + _row("Pattern", "What it is", "Counts as", "Reproduced")
    text += _row(*["---"] * 4)
    for pattern in patterns:
        text += _row(pattern.key, pattern.title, pattern.counts_as, pattern.verdict)
    tried = [f for pattern in patterns for f in pattern.figures if f.standing == Standing.VALIDATION]
    agree = sum(figure.reproduced for figure in tried)
    text += f"\nOf {len(tried)} figures that count as validation, {agree} are reproduced.\n"
    for pattern in patterns:
        text += f"\n## {pattern.key}: {pattern.title}\n\n"
        text += f"Source: {pattern.source}.\n\n{pattern.set_up}\n\n"
        text += _row("Figure", "Asked for", "Model", "Counts as", "Reproduced") + _row(*["---"] * 5)
        for figure in pattern.figures:
            said = "yes" if figure.reproduced else "**no**"
            text += _row(figure.what, figure.criterion, figure.shown, figure.standing, said)
        text += f"\n{pattern.reading}\n"
    return text
