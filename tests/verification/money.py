"""Money and staff time add up, and who pays for failure changes nothing else (cases V39 to V41)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town
from tests.verification.bare import bare
from tests.verification.checks import Case, Check, close, exact, near
from tests.verification.tables import TABLES, differing_figures

Floats = npt.NDArray[np.float64]

MERGER = 24
"""Week in which the busy town's lead agency gives way to a merger."""

STARTS = 2
"""Week in which its partnership starts."""


def _spent(result: Result) -> Floats:
    """Return what each week costs, from prices and the tables of clients and agencies."""
    weekly, agencies, scenario = result.weekly, result.agencies, result.scenario
    week = np.arange(result.weeks)

    def a_week(table: pd.DataFrame, values: pd.Series) -> Floats:
        return values.groupby(table["week"]).sum().to_numpy(dtype=float)

    price = {agency.name: agency.place_cost for agency in scenario.agencies}
    staff = a_week(agencies, agencies["places"] * agencies["agency"].map(price).astype(float))
    unmet = a_week(weekly, weekly["seeking"] + weekly["waiting"] + weekly["lapsed"])
    handled = a_week(weekly, weekly["complaints"] - weekly["unowned"])
    found = a_week(weekly, weekly["outreach"])
    # A campaign is paid for by the share of its audience, not by who was drawn into it.
    shares = {group.name: group.share for group in scenario.population.groups}
    audience = scenario.population.clients * shares["others"]
    contracted = sum(agency.places * agency.place_cost for agency in scenario.agencies) * 52
    lead, merged = scenario.forms["lead_agency"], scenario.forms["merged"]
    led = (week >= STARTS) & (week < min(MERGER, STARTS + lead.governance.set_up_weeks))
    merging = (week >= MERGER) & (week < MERGER + merged.governance.set_up_weeks)
    posters, asked = scenario.campaigns[0], scenario.consultations[0]
    assert posters.ends is not None
    return np.asarray(
        staff
        + unmet * scenario.money.unmet_need
        + handled * scenario.redress.cost
        + found * scenario.agencies[0].outreach_cost
        + audience * posters.spend / 1000 * ((week >= posters.starts) & (week < posters.ends))
        + asked.cost * ((week >= asked.starts) & (week < asked.starts + asked.weeks))
        + contracted * lead.governance.set_up_cost / lead.governance.set_up_weeks * led
        + contracted * merged.governance.set_up_cost / merged.governance.set_up_weeks * merging
    )


def _every_pound() -> list[Check]:
    result = run(busy_town({"weeks": 104}), seed=3)
    ledger = result.ledger
    bought = ledger[ledger["category"] != "incentive"]
    expected = _spent(result)
    checks = []
    for column, what in (("payer", "payers"), ("category", "categories"), ("payee", "payees")):
        sums = bought.pivot_table(
            index="week", columns=column, values="gbp", aggfunc="sum", observed=True, fill_value=0.0
        )
        assert sums.shape[1] > 1
        off = np.abs(sums.to_numpy().sum(axis=1) / expected - 1).max()
        what = f"{what} off what was bought, worst of {len(sums)} weeks"
        checks.append(near(what, 0, off, within=1e-9, why="1e-9 of the week's money"))
    transfers = ledger[ledger["category"] == "incentive"]
    given = transfers.groupby("payer", observed=True)["gbp"].sum()
    taken = transfers.groupby("payee", observed=True)["gbp"].sum()
    net = taken.sub(given, fill_value=0.0)
    assert (net.abs() > 1).sum() > 2
    off = abs(net.sum()) / given.sum()
    what = "transfers received less transfers paid, as a share of them"
    checks.append(near(what, 0, off, within=1e-12, why="1e-12 of transfers"))
    return [*checks, *_discounted_pound()]


def _discounted_pound() -> list[Check]:
    weeks = 156
    expected = sum(1.035 ** (-week / 52) for week in range(weeks))
    assert round(expected, 3) == 148.269
    costs = run(bare(weeks=weeks, agencies=[{"place_cost": 1.0}])).costs
    return [
        exact("GBP 1 a week for 156 weeks", weeks, costs["gbp"].sum()),
        close("GBP 1 a week for 156 weeks, discounted", expected, costs["discounted_gbp"].sum()),
    ]


def _staff_time() -> list[Check]:
    scenario = busy_town({"weeks": 104})
    agencies = run(scenario, seed=3).agencies
    coordination, merged = scenario.partnership.coordination, scenario.forms["merged"]
    week, member = agencies["week"], agencies["member"]
    # Under a lead agency every other of the three members has a link to it; merged, there are none.
    links = np.where(week < MERGER, 2, 0)
    assert coordination.base is not None and coordination.per_link is not None
    overhead = member * (coordination.base + coordination.per_link * links)
    dip = member * merged.transition.loss * ((week >= MERGER) & (week < MERGER + merged.transition.fades))
    joint = scenario.service.full_effort * agencies["effort"]
    left = 1 - joint - overhead - dip
    used = np.minimum(1.0, agencies["in_service"] / agencies["places"])
    parts = {"own": left * used, "joint": joint, "overhead": overhead, "dip": dip, "idle": left * (1 - used)}
    checks = []
    for part, expected in parts.items():
        assert expected.max() > 0
        off = (agencies[f"{part}_time"] - expected).abs().max()
        what = f"{part} time: largest difference of {len(agencies)} agency-weeks"
        checks.append(near(what, 0, off, within=1e-12, why="1e-12 of contracted time"))
    total = agencies[[f"{part}_time" for part in parts]].sum(axis=1)
    for name, found in (("least", total.min()), ("most", total.max())):
        checks.append(close(f"own + joint + overhead + dip + idle: {name}", 1, found))
    return checks


SHARES = ({"adviser": 0.3, "housing": 0.2, "clinic": 0.1}, {"adviser": 0.05, "housing": 0.1, "clinic": 0.65})
OUTSIDE = (0.4, 0.2)
"""Who pays for unmet need before and after the change: agencies, and the police outside."""


def _town(shares: dict[str, float], outside: float, *, weight: float) -> Scenario:
    changes = {f"agencies.{name}.failure_share": share for name, share in shares.items()}
    return busy_town(
        {**changes, "money.outside_failure_shares": {"police": outside}, "decisions.failure_weight": weight}
    )


def _cost_shunting() -> list[Check]:
    before, after = (
        run(_town(shares, outside, weight=0.0), seed=3)
        for shares, outside in zip(SHARES, OUTSIDE, strict=True)
    )
    checks = []
    by_payer = {"ledger": "category", "costs": "category", "scorecard": "measure"}
    shifted = ("failure_demand", "public_cost")
    for name in TABLES:
        one, other = (result.simulated.table(name) for result in (before, after))
        if name in by_payer:
            one, other = (table[~table[by_payer[name]].isin(shifted)] for table in (one, other))
        what = f"figures of {one.size:,} that differ: {name}"
        if name in by_payer:
            what += " without failure demand"
        checks.append(exact(what, 0, differing_figures(one, other)))
    failure = [_failure(result) for result in (before, after)]
    spread = np.abs(failure[0].sum(axis=1) / failure[1].sum(axis=1) - 1).max()
    what = "failure demand in all, largest relative change in a week"
    checks.append(near(what, 0, spread, within=1e-12, why="1e-12"))
    # Nothing is pooled in the first quarter: everyone pays its share.
    for shares, outside, paid in zip(SHARES, OUTSIDE, failure, strict=True):
        for payer, part in {**shares, "police": outside}.items():
            first = paid.loc[:12]
            found = first[payer].sum() / first.to_numpy().sum()
            checks.append(close(f"share of failure demand of {part:g}: {payer}", part, found))
    # Where agencies do mind the cost of failure, the same change shows: there is something to find.
    minding = (
        run(_town(shares, outside, weight=2.0), seed=3).decisions
        for shares, outside in zip(SHARES, OUTSIDE, strict=True)
    )
    shows = float(differing_figures(*minding) > 0)
    return [*checks, exact("decisions change if agencies mind the cost of failure (1: yes)", 1, shows)]


def _failure(result: Result) -> pd.DataFrame:
    """Return failure demand in GBP by week and payer."""
    ledger = result.ledger
    lines = ledger[ledger["category"] == "failure_demand"]
    return lines.pivot_table(
        index="week", columns="payer", values="gbp", aggfunc="sum", observed=True, fill_value=0.0
    )


CASES: tuple[Case, ...] = (
    Case(
        "V39",
        "Every pound has a payer, a category and a payee",
        "each week payers = categories = payees = places, unmet need, complaints, outreach, publicity,"
        " consultation and set-up at their prices; transfers net to 0; sum of 1.035^(-t / 52) over 156 weeks",
        _every_pound,
    ),
    Case(
        "V40",
        "Staff time adds up",
        "joint e_max x, overhead k0 + k1 links, dip of the form; what is left is own work as far as places"
        " are in use, and idle; all of it is contracted time",
        _staff_time,
    ),
    Case(
        "V41",
        "Shifting the cost of failure from one payer to another",
        "if agencies do not mind that cost (v = 0), nothing changes bit for bit but who pays it; shares add"
        " up to 1",
        _cost_shunting,
    ),
)
