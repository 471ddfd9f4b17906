"""Differences from a baseline in the printed summary."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from rich.table import Table
from rich.text import Text

from joinup.experiments.analysis.methods.statistics import (
    COST,
    COST_DISCOUNTED,
    NET_BENEFIT,
    NO_VALUE,
    WEEKS,
    WEEKS_AVOIDED_DISCOUNTED,
    Difference,
)
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS
from joinup.experiments.report.formatting import COUNT, DECIMAL, MONEY, SHARE, Writer
from joinup.experiments.report.terminal import printable
from joinup.experiments.report.text.who_gains import who_gains
from joinup.experiments.run.directions import Better, better_of
from joinup.experiments.run.findings import Findings
from joinup.experiments.run.measures_table import Key
from joinup.experiments.session.log import AS_WRITTEN
from joinup.sim.parameters.baselines import SAME_MONEY
from joinup.sim.parameters.edition import SECOND
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.words import number, percent, title, titles

COLOURS = {"better": "green", "worse": "red"}


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """A measure that is compared: its label and number format."""

    key: Key
    label: str
    writer: Writer = COUNT

    @property
    def better(self) -> Better:
        """Which values of it are better."""
        return better_of(self.key)


ROWS = (
    DifferenceRow(Key("outcome", "episodes", ALL), "Episodes of need"),
    DifferenceRow(Key("outcome", "reached", ALL), "Episodes that got to a service", SHARE),
    DifferenceRow(Key("outcome", "resolved", ALL), "Resolved by services", COUNT),
    DifferenceRow(Key("outcome", "joined_up", ALL), "Joined-up outcomes", COUNT),
    DifferenceRow(Key("outcome", "mean_wait_weeks", ALL), "Weeks waited per service", DECIMAL),
    DifferenceRow(Key("outcome", "dropped_out", ALL), "Times dropped out", COUNT),
    DifferenceRow(Key("outcome", "complaints", ALL), "Complaints"),
    DifferenceRow(Key("scorecard", "hand_off_success"), "Hand-offs that succeed", SHARE),
    DifferenceRow(Key("scorecard", "inclusion_ratio"), "Lowest over highest reach", DECIMAL),
    DifferenceRow(Key("scorecard", "traced_spending"), "Spending with an owner", SHARE),
    DifferenceRow(WEEKS, "Weeks of need", COUNT),
)

HELP = (
    DifferenceRow(Key("outcome", "helped_within_52", ALL), "Helped within 52 weeks of onset", SHARE),
    DifferenceRow(Key("outcome", "weeks_to_help", ALL), "Weeks to help, counted to 104", DECIMAL),
    DifferenceRow(Key("outcome", "not_helped", ALL), "Times services did not help", COUNT),
)
"""Measures of the second edition."""

COSTS = (
    DifferenceRow(COST, "Public cost, GBP", MONEY),
    DifferenceRow(Key("money", "spending"), "  spending", MONEY),
    DifferenceRow(Key("money", "coordination"), "    of it on joint work", MONEY),
    DifferenceRow(Key("money", "failure_demand"), "  failure demand", MONEY),
    DifferenceRow(Key("scorecard", "cost_per_resolved"), "Spending per episode resolved", MONEY),
    DifferenceRow(COST_DISCOUNTED, "Public cost, discounted", MONEY),
)

VALUE = (
    DifferenceRow(WEEKS_AVOIDED_DISCOUNTED, "Weeks avoided, discounted", COUNT),
    DifferenceRow(NET_BENEFIT, "Net benefit, GBP", MONEY),
)


HOW_TOLD = (
    "Better and worse: the 95% CI is on one side of 0 and the difference is worth having. No difference: all"
    " of the CI is smaller than that. Cannot tell: anything else."
)
"""What verdicts mean."""


def in_short(findings: Findings) -> Table:
    """Return the effects of joint working and of the programme, one row each."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", overflow="fold")
    for heading in ("Weeks of need", "Public cost, GBP", "Net benefit, GBP"):
        table.add_column(heading, justify="right", overflow="fold")
    for name, found in findings.differences.items():
        table.add_row(
            _what_did_it(findings, name),
            difference_text(found[WEEKS], COUNT),
            difference_text(found[COST], MONEY),
            difference_text(found[NET_BENEFIT], MONEY),
        )
    return table


def who_gains_text(findings: Findings, name: str) -> str:
    """State by group what joint working or the programme does to weeks of need."""
    found = findings.differences[name]
    groups = titles(findings.request.scenario.population.groups)
    by_group = {printable(words): found[Key("outcome", WEEKS.name, group)] for group, words in groups.items()}
    return f"{_what_did_it(findings, name)}. {who_gains(by_group)}"


def _what_did_it(findings: Findings, name: str) -> str:
    words = {
        "none": "Joint working (from 'none')",
        SAME_MONEY: f"Joint working, not places (from '{SAME_MONEY}')",
        "no_programme": "The programme (from 'no_programme')",
    }
    if findings.request.session is not None:
        words = {
            AS_WRITTEN: f"Decisions (from '{AS_WRITTEN}')",
            "none": "Decisions and joint working (from 'none')",
            "no_programme": "Decisions and programme (from 'no_programme')",
        }
    return words.get(name, printable(f"Difference from '{name}'"))


def difference_text(gap: Difference, writer: Writer) -> str:
    """Write a difference, or the verdict if there is none to write; of a few draws there is no verdict."""
    if not gap.estimate.runs:
        return NO_VALUE
    if gap.verdict.is_clear or gap.is_of_too_few:
        return writer.difference(gap.estimate)
    return str(gap.verdict)


def differences_table(findings: Findings, name: str) -> Table:
    """Return the measures of a baseline, of the scenario and their difference, with a verdict."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("", overflow="fold")
    for heading in (printable(name), "Scenario", "Difference", "Worth\nhaving"):
        table.add_column(heading, justify="right", overflow="fold", vertical="bottom")
    table.add_column("", overflow="fold")
    second = HELP if findings.request.scenario.schema_version == SECOND else ()
    for row in (*ROWS, *second, *_by_group(findings), *COSTS, *_by_funding(findings, name), *VALUE):
        _add(table, findings, name, row)
    return table


def acceptability_text(findings: Findings, name: str) -> str:
    """State the number of replicates with a positive net benefit, by the value of a week."""
    runs = findings.request.replicates
    if runs < FEWEST_DRAWS:
        return f"How often there is a net benefit is said of {FEWEST_DRAWS} replicates or more."
    parts = [
        f"{round(share * runs)} at GBP {number(value_of_week)}"
        for value_of_week, share in findings.acceptability[name].items()
        if isfinite(share)
    ]
    return (
        f"Replicates (of {runs}) with a net benefit worth having, by the value of a week without need:"
        f" {', '.join(parts)}."
    )


def notes(findings: Findings) -> str:
    """Explain how differences are computed and read."""
    money = findings.request.scenario.money
    text = (
        f"Net benefit: weeks of need avoided, at GBP {number(money.value_of_week)} each, less the"
        f" extra public cost, both discounted at {percent(money.discount_rate)} a year. Failure demand is"
        f" what need costs public services."
    )
    if findings.request.replicates > 1:
        text += (
            " Worth having: the smallest difference that is (the scenario's worth_having; else 1% of the"
            " baseline's value). Both runs of a pair have the same people and the same random draws."
        )
        if findings.request.replicates < FEWEST_DRAWS:
            text += (
                f" Fewer than {FEWEST_DRAWS} replicates give no verdict of better or worse: --replications"
                f" {FEWEST_DRAWS}."
            )
        else:
            text += f" {HOW_TOLD} Of 20 differences that are only noise, about one will look real."
    return text


def _by_group(findings: Findings) -> list[DifferenceRow]:
    return [
        DifferenceRow(Key("outcome", WEEKS.name, group), f"  {printable(label)}", COUNT)
        for group, label in titles(findings.request.scenario.population.groups).items()
    ]


def _by_funding(findings: Findings, name: str) -> list[DifferenceRow]:
    # Without the programme there is no funding to spend: the list of payers shows what was spent.
    if name == "no_programme":
        return []
    return [
        DifferenceRow(Key("funding", "spent", window.name), f"Spent of: {printable(title(window))}", MONEY)
        for window in findings.request.scenario.funding
    ]


def _add(table: Table, findings: Findings, name: str, row: DifferenceRow) -> None:
    gap = findings.differences[name].get(row.key)
    if gap is None:
        return
    levels = (findings.baselines[name].get(row.key), findings.levels.get(row.key))
    table.add_row(
        Text(row.label),
        *("" if level is None else row.writer.alone(level.mean) for level in levels),
        row.writer.difference(gap.estimate),
        row.writer.size(gap.worth),
        Text(gap.word, style=COLOURS.get(gap.word, "")),
    )
