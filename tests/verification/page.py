"""The page `docs/explanation/verification.md`: every case with its figures, from a run of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.verification.checks import (
    DETECTABLE,
    EXPECTED_PER_CELL,
    FALSE_ALARM,
    LAW_DETECTABLE,
    Case,
    Check,
    Z,
)
from tests.verification.elsewhere import ELSEWHERE
from tests.verification.registry import CASES, NOT_APPLICABLE, SECTIONS, checks_of

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "explanation" / "verification.md"

INTRODUCTION = f"""\
# Verification

Does the code do what [the ODD](odd.md) says? This page shows settings of the model whose exact answer is
known from elsewhere: textbook formulas, recursions, Markov chains. Each is written as a scenario, as a
file would hold it, run, and read from the tables of its result; nothing reaches into the engine. It says
nothing on whether the model is like the world, which is validation. Beside it stand identities checked in
every week of every run ([ODD 7.11](odd.md#711-invariants)) and a second implementation of the week, with
one object per client, that must agree client by client (`tests/sim/test_oracle.py`).

Running all cases writes this page, the same one every time:

```sh
uv run python -m tests.verification
uv run python -m tests.verification --check
uv run pytest tests/verification/test_verification.py
```

The second command exits with 1 if the page is out of date or a figure does not agree.

## How tolerances are set

- **Exact.** Identities and recursions without chance hold to the last count: tolerance 0. Sums of money
  and shares hold up to rounding, by the relative difference stated.
- **Discretisation.** Where the known answer is a limit (of small steps, say), the tolerance is the
  distance from it that the model is meant to have.
- **Chance.** Independent copies (localities, clients, seeds) give a mean and its standard error. It may
  lie {Z} standard errors from the exact answer, so that 100 figures together raise a false alarm with a
  chance of 1 % (Bonferroni); a little more, by Student's t, where copies are few. Seeds are fixed, so a
  figure that agrees today agrees tomorrow.
- **Power.** A figure with a wide error agrees with anything. So each states the *smallest error found*:
  the relative error that would be found nine times in ten. It must be at most {DETECTABLE:.0%}. Some
  figures vary so much (long queues remember for years) that this would take hours. They are shown with
  what they can find, marked `*`; the same case then has an easier figure that finds {DETECTABLE:.0%} or
  little more.
- **Distributions.** Chi-square over cells of at least {EXPECTED_PER_CELL} expected samples, with a bound
  on p of {FALSE_ALARM:.4f}. The figure is the statistic, expected are its degrees of freedom, and it may
  lie as far below as above. The smallest error found is then a share of probability in the wrong place
  (total variation), at most {LAW_DETECTABLE:.0%}.
- **The answer itself.** Expected values are computed from the formula or chain named, not copied, and
  compared with the figures published for the case before anything is run. Rows that begin with *exact
  chain* compare two ways to compute the answer; they show that the yardstick is right, not that the model
  is.

Long runs of queues open near their usual length, leave out the first weeks, and are compared with the
exact mean over just those weeks, which is the stationary answer up to a per cent or two.
"""


def text() -> str:
    """Return the page as it should be."""
    parts = [INTRODUCTION, _overview()]
    for title, cases in SECTIONS:
        parts.append(f"## {title}\n")
        parts += [_case(case) for case in cases]
    return "\n".join([*parts, *_not_run()])


def failures() -> list[str]:
    """Return the figures that do not agree, with their case."""
    return [f"{case.key}: {check.what}" for case in CASES for check in checks_of(case) if not check.passed]


def _overview() -> str:
    figures = [check for case in CASES for check in checks_of(case)]
    agreeing = sum(check.passed for check in figures)
    wide = sum(_is_wide(check) for check in figures)
    rows = [
        (
            case.key,
            case.title,
            str(len(checks_of(case))),
            _verdict(all(check.passed for check in checks_of(case))),
        )
        for case in CASES
    ]
    return (
        f"## Overview\n\n{len(CASES)} cases with {len(figures)} figures are run here; {agreeing} figures"
        f" agree, {len(figures) - agreeing} do not. {wide} are marked `*`.\n\n"
        + _table(("Case", "Setting", "Figures", "Agrees"), rows)
    )


def _case(case: Case) -> str:
    rows = [
        (
            check.what,
            _number(check.expected),
            _number(check.measured),
            "0" if check.tolerance == 0 else f"{check.tolerance:.2g}",
            check.rule,
            _detectable(check),
            _verdict(check.passed),
        )
        for check in checks_of(case)
    ]
    head = ("Figure", "Expected", "Measured", "Tolerance", "Rule", "Smallest error found", "Agrees")
    return f"### {case.key}: {case.title}\n\nExact answer: {case.answer}.\n\n" + _table(head, rows)


def _not_run() -> Iterable[str]:
    yield "## Cases covered elsewhere or not at all\n"
    if ELSEWHERE:
        yield "Some need no formula, only a second run to compare with. They have tests of their own:\n"
        rows = [
            (key, f"`{cover.test}`", cover.shows) for key in sorted(ELSEWHERE) for cover in ELSEWHERE[key]
        ]
        yield _table(("Case", "Test", "What it shows"), rows)
    yield "Some are about things that this model does not have:\n"
    yield _table(("Case", "Why it does not apply"), list(NOT_APPLICABLE.items()))


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


def _detectable(check: Check) -> str:
    if check.detectable == 0:
        return ""
    return f"{check.detectable:.1%}" + (" *" if _is_wide(check) else "")


def _is_wide(check: Check) -> bool:
    return check.sees > DETECTABLE and check.detectable > (LAW_DETECTABLE if _is_law(check) else DETECTABLE)


def _is_law(check: Check) -> bool:
    return check.rule.startswith("chi-square")


def _verdict(agrees: bool) -> str:
    return "yes" if agrees else "**no**"
