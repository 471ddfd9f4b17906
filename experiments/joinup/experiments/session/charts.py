"""Charts of a session: outcomes over time, the scorecard, money by payer; every arm in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, nan
from textwrap import fill

from joinup.experiments.report.chart import Chart, as_percent, canvas, hue, legend
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE, Writer
from joinup.experiments.run.measures_table import Key
from joinup.experiments.run.verdicts import judge
from joinup.experiments.session.debrief import arm_measures
from joinup.experiments.session.live_outcomes import OUTCOMES, LiveOutcome
from joinup.experiments.session.log import AS_WRITTEN, NONE, RUN
from joinup.experiments.session.snapshot import ArmSnapshot, Snapshot
from joinup.scenarios.describe.description import Table
from joinup.sim.mechanisms.ledger.parameters import FAILURE, TRANSFER
from joinup.sim.results.measure import Measure
from joinup.sim.results.scorecard import MEASURES
from joinup.sim.text.words import body_name, capital, count, listing, titles

WRITERS = {"share": SHARE, "ratio": DECIMAL, "GBP": MONEY}
LINES = {RUN: ("#0072B2", "-"), AS_WRITTEN: ("#E69F00", "--"), NONE: ("#999999", ":")}
WHAT_IFS = ("#009E73", "#CC79A7", "#D55E00")
"""Colours (Okabe and Ito 2008); lines differ in their dashes as well."""

WORDS = {"good": "#cfe8d5", "between": "#f6ecc9", "bad": "#f3d3c9", None: "#ffffff"}
"""Backgrounds on which black is easy to read; the rating is in the cell as well."""

QUARTER = 13
LABELS, LETTERS, HEADING = 2.5, 44, 16
"""Space for the labels of the scorecard, in columns; characters per line of a label and of a heading."""

KINDS = (("spending", ""), ("cost of unmet need", "//"), ("incentives paid", ".."))


def charts(session: Snapshot) -> Iterator[Chart]:
    """Yield every chart of a session; none if no week was run."""
    if not session.weeks:
        return
    for outcome in OUTCOMES:
        yield outcome_chart(session, outcome)
    yield scorecard_chart(session)
    yield money_chart(session)


def outcome_chart(session: Snapshot, outcome: LiveOutcome) -> Chart:
    """Return an outcome week by week in every arm, with marks at the decisions."""
    write = WRITERS.get(outcome.unit, COUNT)
    figure, axes = canvas(4.2)
    spare = iter(WHAT_IFS)
    for arm in _from_the_back(session):
        colour, dashes = LINES.get(arm.name) or (next(spare), "-.")
        values = arm.over_time[outcome.name]
        first = arm.since or 0
        axes.plot(
            range(first, len(values)),
            values[first:],
            color=colour,
            linestyle=dashes,
            linewidth=2,
            label=arm.title,
        )
    for place, week in enumerate(dict.fromkeys(entry.week for entry in session.run.log)):
        axes.axvline(week, color="#555555", linewidth=0.8, alpha=0.6, label="_" if place else "a decision")
    axes.set_xlim(0, max(1, session.weeks - 1))
    axes.set_xlabel("Week")
    unit = ", GBP" if outcome.unit == "GBP" else ""
    axes.set_ylabel(f"{capital(outcome.title)}{unit}\n({outcome.better} is better)", fontsize=9)
    axes.yaxis.set_major_formatter(
        as_percent if outcome.unit == "share" else lambda value, _: write.alone(value)
    )
    legend(figure, axes)
    ends = [f"{arm.title} {write.alone(_last(arm, outcome))}" for arm in session.arms.values()]
    alternative = (
        f"Lines over {count(session.weeks, 'week')}, one for each arm: {outcome.title}. At the end:"
        f" {listing(ends)}."
        f" {capital(count(len(session.run.log), 'decision'))} marked by upright lines."
    )
    weeks = sorted({*range(0, session.weeks, QUARTER), session.weeks - 1})
    rows = tuple(
        (str(week), *(_at(arm, outcome, week, write) for arm in session.arms.values())) for week in weeks
    )
    table = Table(("Week", *(arm.title for arm in session.arms.values())), rows)
    return Chart(outcome.name.replace("_", "-"), capital(outcome.title), alternative, table, figure)


def _from_the_back(session: Snapshot) -> list[ArmSnapshot]:
    """Return the arms in the order in which they are drawn: this run last, on top."""
    return [*(arm for name, arm in session.arms.items() if name != RUN), session.run]


def _last(arm: ArmSnapshot, outcome: LiveOutcome) -> float:
    return float(arm.over_time[outcome.name][-1])


def _at(arm: ArmSnapshot, outcome: LiveOutcome, week: int, write: Writer) -> str:
    if arm.since is not None and week < arm.since:
        return ""
    return write.alone(float(arm.over_time[outcome.name][week]))


def scorecard_chart(session: Snapshot) -> Chart:
    """Return the measures of the seven risks in every arm, each with its rating."""
    arms = list(session.arms.values())
    values = [arm_measures(arm) for arm in arms]
    groups = titles(session.scenario.population.groups)
    rows = list(_measures(values[0], groups))
    figure, axes = canvas(0.3 * len(rows) + 1.2)
    axes.set_xlim(0, len(arms) + LABELS)
    axes.set_ylim(len(rows), -1)
    axes.axis("off")
    cells = []
    for at, (measure, part, label) in enumerate(rows):
        axes.text(0, at + 0.5, fill(label, LETTERS), va="center", fontsize=8.5)
        texts = []
        for place, found in enumerate(values):
            value = found.get(Key("scorecard", measure.name, part), nan)
            word = judge(measure, value) if isfinite(value) else None
            text = _value(measure, value) + (f"  {word}" if word else "")
            axes.barh(at + 0.5, 0.96, 0.9, left=place + LABELS + 0.02, color=WORDS[word])
            axes.text(place + LABELS + 0.5, at + 0.5, text, ha="center", va="center", fontsize=8.5)
            texts.append(text)
        cells.append((label, *texts))
    for place, arm in enumerate(arms):
        axes.text(
            place + LABELS + 0.5,
            -0.5,
            fill(arm.title, HEADING),
            ha="center",
            va="center",
            fontsize=9,
            weight="bold",
        )
    words = [judge(m, values[0].get(Key("scorecard", m.name, part), nan)) for m, part, _ in rows]
    alternative = (
        f"A table of {len(rows)} measures of the seven risks, one column for each arm. In this run"
        f" {words.count('good')} are good, {words.count('bad')} bad, {words.count('between')} between."
    )
    table = Table(("Measure", *(arm.title for arm in arms)), tuple(cells))
    return Chart("scorecard", "The seven risks", alternative, table, figure)


def _measures(values: dict[Key, float], groups: dict[str, str]) -> Iterator[tuple[Measure, str, str]]:
    """Yield measures with one value, and those by group, group by group."""
    for measure in MEASURES:
        parts = [key.part for key in values if key[:2] == ("scorecard", measure.name)]
        for part in parts:
            if part in groups or not part:
                name = f": {groups[part]}" if part else ""
                yield measure, part, f"{measure.risk}  {_plainly(measure, part)}{name}"


def _plainly(measure: Measure, part: str) -> str:
    return capital(measure.title.replace(" by group", "") if part else measure.title)


def _value(measure: Measure, value: float) -> str:
    if not isfinite(value):
        return "cannot tell"
    return MONEY.alone(value) if measure.unit == "GBP" else DECIMAL.alone(value)


def money_chart(session: Snapshot) -> Chart:
    """Return spending, cost of unmet need and incentives paid, by payer, in every arm."""
    arms = list(session.arms.values())
    values = [arm_measures(arm) for arm in arms]
    payers = list(dict.fromkeys(key.part for found in values for key in found if key.kind == "cost"))
    names = titles(session.scenario.agencies)
    labels = [capital(names.get(payer) or body_name(payer)) for payer in payers]
    figure, axes = canvas(0.28 * len(payers) * len(arms) + 1.8)
    ticks = []
    rows = []
    for at, (payer, label) in enumerate(zip(payers, labels, strict=True)):
        for place, (arm, found) in enumerate(zip(arms, values, strict=True)):
            y = at * (len(arms) + 1) + place
            parts = _paid(found, payer)
            left = 0.0
            for colour, (kind, hatch), amount in zip((5, 1, 4), KINDS, parts, strict=True):
                first = at == place == 0
                axes.barh(
                    y,
                    amount,
                    0.9,
                    left=left,
                    color=hue(colour),
                    hatch=hatch,
                    edgecolor="white",
                    label=kind if first else None,
                )
                left += amount
            ticks.append((y, f"{label}: {arm.title}" if place == 0 else arm.title))
            rows.append((f"{label}: {arm.title}", *(MONEY.alone(amount) for amount in parts)))
    axes.set_yticks([y for y, _ in ticks], [text for _, text in ticks], fontsize=8)
    axes.invert_yaxis()
    axes.set_xlim(left=0)
    axes.xaxis.set_major_formatter(lambda value, _: MONEY.alone(value))
    axes.set_xlabel("GBP so far, for all people")
    legend(figure, axes)
    sums = [
        f"{arm.title} GBP {MONEY.alone(sum(_spent(found)))}" for arm, found in zip(arms, values, strict=True)
    ]
    kinds = listing(kind for kind, _ in KINDS)
    alternative = f"Bars, one for each payer and arm: {kinds}. Total public cost: {listing(sums)}."
    table = Table(("Payer and arm", *(capital(kind) for kind, _ in KINDS)), tuple(rows))
    return Chart("money-by-payer", "Who paid", alternative, table, figure)


def _paid(found: dict[Key, float], payer: str) -> Sequence[float]:
    mine = {key.name: gbp for key, gbp in found.items() if key.kind == "cost" and key.part == payer}
    spending = sum(gbp for category, gbp in mine.items() if category not in (FAILURE, TRANSFER))
    return spending, mine.get(FAILURE, 0.0), mine.get(TRANSFER, 0.0)


def _spent(found: dict[Key, float]) -> Iterator[float]:
    return (gbp for key, gbp in found.items() if key.kind == "cost" and key.name != TRANSFER)
