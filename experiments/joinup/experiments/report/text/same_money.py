"""Whether an option is worth its price: laid beside as much money spent on places."""

from __future__ import annotations

from joinup.experiments.analysis.methods.paired import NET_BENEFIT, difference_of, paired_differences
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.analysis.paired_draws import PairedDraws
from joinup.experiments.report.formatting import MONEY
from joinup.experiments.study.design import BASELINE
from joinup.scenarios.describe.description import Section
from joinup.sim.parameters.baselines import SAME_MONEY


def worth_its_price(arms: PairedDraws) -> list[Section]:
    """Say of each option that stands beside as much money in places whether it is worth its price."""
    beside = {label: _same_money(arms, label) for label in arms.labels}
    said = [_beside(arms, label, other) for label, other in beside.items() if other is not None]
    return [Section("Worth its price? Beside as much money spent on places", tuple(said))] if said else []


def _same_money(arms: PairedDraws, label: str) -> str | None:
    """Return the label of the option that has the money of another in places, if there is one."""
    own = (SAME_MONEY,) if label == arms.scenario.name else ()
    names = (*own, f"{label};{SAME_MONEY}", f"{label};{BASELINE}={SAME_MONEY}")
    return next((name for name in names if name in arms.labels), None)


def _beside(arms: PairedDraws, label: str, other: str) -> str:
    pair = PairedDraws(
        {one: arms.tables[one] for one in (other, label)}, arms.value_of_week, arms.kind, arms.scenario
    )
    table = paired_differences(pair, reference=other).set_index("measure")
    found = difference_of(table.loc[NET_BENEFIT].to_dict())
    told = f"net benefit {MONEY.difference(found.estimate)} from '{other}'"
    if found.verdict is Verdict.CANNOT_TELL:
        return f"{label}: cannot tell whether it is worth its price ({told})."
    if found.verdict is Verdict.NO_DIFFERENCE:
        return f"{label} is not worth its price: no better than the places by what is worth having ({told})."
    worth = "is" if found.verdict is Verdict.BETTER else "is not"
    return f"{label} {worth} worth its price: {told}."
