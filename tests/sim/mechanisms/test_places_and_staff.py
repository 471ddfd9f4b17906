"""Places are not staff: lost staff time slows a service, or paid hours stand in for it."""

from __future__ import annotations

import pytest

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import plain_town

JOINT = {"partnership.form": "merged", "weeks": 80, "warm_up_weeks": 13, "population.clients": 400}


def town(share: float, **changes: object) -> Scenario:
    plain = plain_town(JOINT)
    paced = {f"agencies.{agency.name}.paced_by_staff": share for agency in plain.agencies}
    return plain.with_changes(paced | changes)


def spent(result: Result, *categories: str) -> float:
    ledger = result.simulated.ledger
    return float(ledger.gbp[ledger.category.isin(categories)].sum())


def test_where_nothing_is_lost_it_does_not_matter_what_a_service_is_paced_by() -> None:
    alone = {"partnership.form": "none"}
    assert run(town(0.0, **alone), 1).summary.equals(run(town(1.0, **alone), 1).summary)
    assert run(town(0.0, **alone), 1).costs.equals(run(town(1.0, **alone), 1).costs)


@pytest.mark.parametrize("share", [0.0, 0.3])
def test_money_rises_by_exactly_the_hours_that_stand_in(share: float) -> None:
    result = run(town(share), 1)
    table = result.simulated.agencies
    price = {agency.name: agency.place_cost for agency in result.scenario.agencies}
    lost = table.joint_time + table.overhead_time + table.dip_time
    cost = table.places * table.agency.map(price).astype(float)
    # Staff cost what contracted places cost, and the hours that stand in what was lost and not made good.
    staff = spent(result, "service", "coordination", "set_up")
    partnership = result.simulated.ledger.query("payee == 'partnership'").gbp.sum()
    assert staff - partnership == pytest.approx((cost * (1 + (1 - share) * lost)).sum(), rel=1e-12)
    assert lost.max() > 0.05


def test_beds_keep_their_pace_when_staff_meet() -> None:
    fixed = {
        "decisions.rule": "fixed",
        "decisions.fixed_effort": 1.0,
        "forms.merged.specialism_loss_per_partner": 0,
    }
    one_need = {"service.repeated_assessment": 0.0, **fixed}
    slow, beds = (run(town(share, **one_need), 1) for share in (1.0, 0.0))
    resolved = [one.summary.set_index("group")["resolved"]["all"] for one in (slow, beds)]
    assert resolved[0] < resolved[1]
