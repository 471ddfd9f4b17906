"""The page on performance: machine, targets, what was measured, and the growth curve."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.chart import growth_curve
from benchmarks.suite import Findings

PAGE = Path("explanation") / "performance.md"
"""The page in the folder of documentation."""

INTRODUCTION = """# Performance

Measured by `uv run python -m benchmarks`, which writes this page. The contenders of a comparison take
turns in one process, so that whatever else the machine does hits all of them; figures are medians of
processor time unless the table says otherwise, and the spread is the median absolute deviation over the
median. Trust ratios more than seconds: they change less from one machine to the next.

Idiomatic Mesa is the second implementation of this model in `tests/oracle`, one agent object for each
client, with ordinary random numbers in place of the exact draws that it makes as a test. The town is the
shipped scenario `town` with all its mechanisms, at other sizes, in localities of 10 000 clients.
"""

BUSY = """The machine had more to do than it has processors: what was measured on the clock is too long by as
much, and says little about two threads; processor time suffers less, from caches shared with others."""


def page(found: Findings, *, chart: str) -> str:
    """Return the page.

    Parameters
    ----------
    found
        What was measured.
    chart
        Where the drawing is, as seen from the page.
    """
    lines = [INTRODUCTION, "## The machine\n", *machine(), "", "## Targets\n"]
    lines += [
        "| work | wanted | better still | measured | spread | reached | how |",
        "|---|---|---|---|---|---|---|",
    ]
    for entry in found.measured:
        target = entry.target
        relation = "at least" if target.more_is_better else "at most"
        spread = "" if entry.spread is None else f"{entry.spread:.0%}"
        lines.append(
            f"| {target.work} | {relation} {target.must:g} {target.unit} | {target.stretch:g} "
            f"| {entry.found:.3g} | {spread} | {target.verdict(entry.found)} | {entry.how} |"
        )
    lines += [
        "",
        "## How far from the floor\n",
        "What every client costs every week whatever the model: two draws, and the bytes that are read. For",
        "scale, the same scan in NumPy, without anything that happens to anybody.\n",
        "| what | ns per client-week |",
        "|---|---|",
        *(f"| {name} | {cost:.2f} |" for name, cost in found.floor.items()),
        "",
        *_where(found),
        "## Growth\n",
        f"![Nanoseconds of processor time per client and week against the number of clients]({chart})",
        "",
    ]
    return "\n".join(lines)


def _where(found: Findings) -> list[str]:
    """Return where the time goes, as lines."""
    whole = sum(found.steps.values())
    lines = [
        "## Where the time goes\n",
        "Steps of a week, each for all localities before the next, as in Mesa: 1 000 000 clients in",
        "100 localities, 52 weeks. Whole runs take less: locality by locality, clients stay in the",
        "processor's cache.\n",
        "| step | what it does | ns per client-week | share |",
        "|---|---|---|---|",
    ]
    for (name, does), cost in sorted(found.steps.items(), key=lambda step: -step[1]):
        lines.append(f"| {name} | {does} | {cost:.2f} | {cost / whole:.1%} |")
    return [
        *lines,
        "",
        "A later `joinup run town`, stage by stage. The first compiles besides, once for each version.\n",
        "| stage | seconds on the clock |",
        "|---|---|",
        *(f"| {stage} | {seconds:.2f} |" for stage, seconds in found.stages.items()),
        "",
    ]


def machine() -> list[str]:
    """Return a table of the machine, as lines."""
    rows = {
        "processor": _processor(),
        "processors that may be used": str(os.cpu_count()),
        "load when it ended (jobs waiting or running, last minute)": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "versions": f"Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in ("numpy", "numba", "mesa")),
    }
    lines = ["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows.items())]
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        lines += ["", BUSY]
    return lines


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def write(found: Findings, docs: Path) -> None:
    """Write the page and the drawing into a folder of documentation."""
    for folder in ("explanation", "images"):
        (docs / folder).mkdir(parents=True, exist_ok=True)
    title = "Processor time per client and week"
    (docs / "images" / "growth.svg").write_text(growth_curve(title, found.growth))
    (docs / PAGE).write_text(page(found, chart="../images/growth.svg"))
