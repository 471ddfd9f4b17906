"""Which form of joint working is best where: a sweep of the teaching town.

``uv run python -m experiments.where_forms_win`` plays every form at 200 points of the ranges in
which the town's numbers may lie, with common draws, and writes ``docs/where_forms_win.md``.
"""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc
from scipy.stats import t as student

from scenarios import load
from scenarios.numbers import Known, numbers
from sim import Scenario
from sim.engine import Engine
from sim.kernels import layout as k
from sim.ledger import ledger_lines
from sim.parameters.observing import TRANSFER
from sim.parameters.partnership import FORMS

Floats = npt.NDArray[np.float64]

BASE = "town"
POINTS = 200
SEEDS = (1, 2, 3, 4)
SOBOL_SEED = 2001
KEPT = ("service_weeks",)
"""Numbers that stay as the town has them: how long a service takes is what makes it that service."""

NONE = "none"
PLACE = Path(__file__).parents[1] / "docs" / "where_forms_win.md"
CLEAR = 0.95
STANDS_OUT = 0.35
"""Standard deviations by which a mean differs before it is worth telling."""
MOST_TOLD = 5
LOADS = (0.5, 0.7, 0.85, 0.95)
"""Shares of places in use at which the table by load is cut."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """Outcomes of every form at every point.

    Attributes
    ----------
    ranges
        The numbers that were moved.
    values
        Their values (points, numbers).
    weeks
        Weeks in unmet need (points, forms, seeds).
    first_year
        The same in the first year of the partnership.
    loss
        Public cost plus the worth of weeks in unmet need, both discounted [GBP]; the form with
        the least has the greatest net benefit (points, forms, seeds).
    in_use
        Share of contracted places in use without joint working (points).
    """

    ranges: tuple[Known, ...]
    values: Floats
    weeks: Floats
    first_year: Floats
    loss: Floats
    in_use: Floats

    @property
    def forms(self) -> tuple[str, ...]:
        """Return the forms in the order of the arrays."""
        return tuple(FORMS)

    def best(self, outcome: Floats) -> npt.NDArray[np.int64]:
        """Return the number of the best form at every point: least, on the mean over seeds."""
        return np.argmin(outcome.mean(axis=2), axis=1)

    def clearly_best(self, outcome: Floats) -> npt.NDArray[np.bool_]:
        """Return where the best is ahead of each other form by more than chance.

        The 95 % interval of the paired difference from the runner-up leaves out zero.
        """
        order = np.argsort(outcome.mean(axis=2), axis=1)
        first, second = (
            np.take_along_axis(outcome, order[:, [n], None], axis=1)[:, 0, :] for n in (0, 1)
        )
        gap = second - first
        seeds = gap.shape[1]
        margin = student.ppf((1 + CLEAR) / 2, seeds - 1) * gap.std(axis=1, ddof=1) / np.sqrt(seeds)
        return np.asarray(gap.mean(axis=1) > margin)

    def counts(self, outcome: Floats, *, clearly: bool = False, without: str = "") -> dict[str, int]:
        """Return at how many points each form is best, of all or of all but one."""
        if without:
            outcome = outcome.copy()
            outcome[:, self.forms.index(without)] = np.inf
        best = self.best(outcome)
        kept = self.clearly_best(outcome) if clearly else np.ones(len(best), bool)
        return {form: int(((best == n) & kept).sum()) for n, form in enumerate(self.forms)}

    def counts_by_load(self, outcome: Floats) -> dict[str, dict[str, int]]:
        """Return at how many points each form is best, by the share of places in use without it."""
        best = self.best(outcome)
        table = {}
        for low, high in zip((0.0, *LOADS), (*LOADS, np.inf), strict=True):
            name = f"{low:.0%} to {high:.0%}" if low else f"below {high:.0%}"
            if np.isinf(high):
                name = f"{low:.0%} and more"
            there = (self.in_use >= low) & (self.in_use < high)
            table[name] = {form: int((best[there] == n).sum()) for n, form in enumerate(self.forms)}
        return table

    def better_than_none(self, outcome: Floats) -> dict[str, int]:
        """Return at how many points each form is better than no joint working."""
        means = outcome.mean(axis=2)
        none = means[:, self.forms.index(NONE)]
        return {form: int((means[:, n] < none).sum()) for n, form in enumerate(self.forms)}

    def what_stands_out(self, outcome: Floats, form: str) -> list[tuple[str, float, float, float]]:
        """Return what is unlike elsewhere where a form is best, the most unlike first.

        Each row: title, mean there, mean over all points, and their difference in standard
        deviations.
        """
        there = self.best(outcome) == self.forms.index(form)
        if not there.any():
            return []
        table = [(known.title, self.values[:, n]) for n, known in enumerate(self.ranges)]
        table.append(("Share of places in use without joint working", self.in_use))
        rows = [
            (title, float(column[there].mean()), float(column.mean()),
             float((column[there].mean() - column.mean()) / column.std()))
            for title, column in table
        ]  # fmt: skip
        return sorted(rows, key=lambda row: -abs(row[3]))


def ranges(scenario: Scenario) -> tuple[Known, ...]:
    """Return the numbers of a scenario whose range is declared: by the file, or by the schema."""
    return tuple(
        known
        for known in numbers(scenario)
        if known.low is not None and known.high is not None and known.path.split(".")[-1] not in KEPT
    )


def sample(moved: tuple[Known, ...], points: int) -> Floats:
    """Return points spread evenly over the ranges (scrambled Sobol sequence)."""
    sequence = qmc.Sobol(len(moved), rng=SOBOL_SEED).random_base2(int(np.ceil(np.log2(points))))
    low = np.array([known.low for known in moved], dtype=float)
    high = np.array([known.high for known in moved], dtype=float)
    return np.asarray(low + (high - low) * sequence[:points])


def sweep(points: int = POINTS, seeds: tuple[int, ...] = SEEDS, *, workers: int | None = None) -> Sweep:
    """Play every form at every point with the same seeds."""
    moved = ranges(load(BASE))
    values = sample(moved, points)
    workers = workers or os.cpu_count() or 1
    blocks = np.array_split(values, workers * 4)
    if workers == 1:
        found = [_play_block(block, seeds) for block in blocks]
    else:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(workers, mp_context=context) as pool:
            found = list(pool.map(_play_block, blocks, [seeds] * len(blocks)))
    weeks, first_year, loss, in_use = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return Sweep(moved, values, weeks, first_year, loss, in_use)


def _play_block(values: Floats, seeds: tuple[int, ...]) -> tuple[Floats, Floats, Floats, Floats]:
    """Return weeks of unmet need, those of the first year, loss and share of places in use."""
    town = load(BASE)
    paths = [known.path for known in ranges(town)]
    outcomes = np.zeros((3, len(values), len(FORMS), len(seeds)))
    in_use = np.zeros(len(values))
    for row, point in enumerate(values):
        changes = dict(zip(paths, point.tolist(), strict=True))
        for n, form in enumerate(FORMS):
            scenario = town.with_changes(changes | {"partnership.form": form})
            for s, seed in enumerate(seeds):
                *outcomes[:, row, n, s], used = _figures(scenario, seed)
                if form == NONE:
                    in_use[row] += used / len(seeds)
    return outcomes[0], outcomes[1], outcomes[2], in_use


def _figures(scenario: Scenario, seed: int) -> tuple[float, float, float, float]:
    engine = Engine(scenario, seed, tables=False)
    engine.advance(scenario.warm_up_weeks + scenario.weeks)
    stocks = engine.record.weekly[scenario.warm_up_weeks :].sum(axis=(1, 2))
    unmet = stocks[:, [k.SEEKING, k.WAITING, k.LAPSED]].sum(axis=1)
    paid = engine.record.ledger[scenario.warm_up_weeks :].sum(axis=1)
    counted = np.array([line.category != TRANSFER for line in ledger_lines(scenario)])
    money = scenario.money
    discount = (1 + money.discount_rate) ** (-np.arange(len(unmet)) / 52)
    loss = discount @ (paid[:, counted].sum(axis=1) + money.value_of_week * unmet)
    starts = scenario.partnership.starts
    places = sum(agency.slots for agency in scenario.agencies)
    return (
        float(unmet.sum()),
        float(unmet[starts : starts + 52].sum()),
        float(loss),
        float(stocks[:, k.IN_SERVICE].mean() / places),
    )


def report(found: Sweep) -> str:
    """Return what was found, as a page."""
    return "\n".join([*_opening(found), *_tables(found), *_where(found), EXPLANATION])


def _opening(found: Sweep) -> list[str]:
    points, _, seeds = found.weeks.shape
    return [
        "# Which form of joint working is best where",
        "",
        f"The teaching town ({BASE}) at {points} points of the ranges in which its numbers may lie:"
        f" {len(found.ranges)} numbers with a declared low and high, moved together (scrambled Sobol"
        f" sequence). At each point every form is played with the same {seeds} seeds, the same"
        " incentives, places and campaign. The length of services is kept. Nothing here is a fact"
        " about any place.",
        "",
        "Written by `uv run python -m experiments.where_forms_win`; do not edit.",
        "",
    ]


def _tables(found: Sweep) -> list[str]:
    lines = []
    for title, outcome in (
        ("Weeks of unmet need in five years", found.weeks),
        ("Weeks of unmet need in the first year of the partnership", found.first_year),
        ("Net benefit (public cost and the worth of a week without unmet need, both discounted)", found.loss),
    ):
        best, clear = found.counts(outcome), found.counts(outcome, clearly=True)
        rest, ahead = found.counts(outcome, without="merged"), found.better_than_none(outcome)
        lines += [
            f"## {title}",
            "",
            "| form | best at | of these clearly | best but for a merger at | better than none at |",
            "|---|---:|---:|---:|---:|",
        ]
        for form in found.forms:
            others = "-" if form == "merged" else str(rest[form])
            against = "-" if form == NONE else str(ahead[form])
            lines.append(f"| {form} | {best[form]} | {clear[form]} | {others} | {against} |")
        lines.append("")
    lines += [
        "Best: least on the mean over seeds. Clearly: the 95 % interval of the difference from the"
        " runner-up, seed by seed, leaves out zero.",
        "",
    ]
    return lines


def _where(found: Sweep) -> list[str]:
    lines = [
        "## By how full the agencies are",
        "",
        "Points at which each form is best for weeks of unmet need, by the share of places in use"
        " without joint working.",
        "",
        f"| places in use | {' | '.join(found.forms)} |",
        f"|---|{'---:|' * len(found.forms)}",
    ]
    for load_range, counts in found.counts_by_load(found.weeks).items():
        lines.append(f"| {load_range} | {' | '.join(str(counts[form]) for form in found.forms)} |")
    lines += ["", "## What else is unlike elsewhere where a form is best", ""]
    for form in found.forms:
        rows = [row for row in found.what_stands_out(found.weeks, form) if abs(row[3]) >= STANDS_OUT]
        if not rows:
            continue
        lines += [f"{form}:", ""]
        for title, there, everywhere, _ in rows[:MOST_TOLD]:
            word = "higher" if there > everywhere else "lower"
            lines.append(f"- {title}: {word} ({there:.3g}; over all points {everywhere:.3g})")
        lines.append("")
    return lines


EXPLANATION = """## In plain words

**How full the agencies are decides most.** Where places stand empty, the staff time that joint
working takes costs nobody anything, and every client who is not lost between agencies is a gain.
Where all places are taken, staff time is the scarce thing: those who are handed on join a list,
and the hour spent on coordination is an hour less of service. There, none is often best.

**merged** is best wherever there is room, and mostly by its one door: no wrong doors, and more people
come. (Without the door it loses about a third of its wins, as a check at every third point showed; with
credit shared equally it loses none.) Its price, a slower start, a dip in capacity and less specialism, is
a price in capacity: it bites where places are short and is hardly felt where they are not. The money it
takes to set up is small beside the cost of unmet need.

**dedicated_unit** is the best of the others where there is some room: its reach is wide and its
links are few. With money counted it loses ground: it is the only one with a running cost.

**lead_agency** is the best of the others where places are nearly all taken: links are few, the lead's
effort gets clients through, and the others keep most of their time for services.

**formal** is seldom far behind, and nowhere ahead of everything: a lead agency reaches further with
half as many links at four members, for about the same price. If mergers were ruled out it would be best
at some points, mostly where money counts. With fewer members, or where nobody can lead, it
might do better; the sweep moves neither.

**contract_network** is best nowhere: it has the reach of a formal partnership, its members stand two
steps apart, and each sponsor's own targets pull against joint work. What speaks for contracts (a choice of
operator, a price that is known) is not in the model.

**informal** is best at a few points in the first year only: it is there from the first week, when others
are still setting up, and falls behind once they are not. It rests on trust alone and reaches least.

The counts are about this town and these ranges. They lean to places with room, since the town's ranges for
places reach further up than down; read the table by load before the totals.
"""


def main() -> None:
    """Play the sweep and write the page."""
    PLACE.write_text(report(sweep()), encoding="utf-8")


if __name__ == "__main__":
    main()
