"""What changing to a form costs: lost capacity, turnover, becoming one, specialism (ODD 7.2)."""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from joinup.sim.engine import Engine
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.partnerships import partnership

SECOND: dict[str, Any] = {"schema_version": 2}
IDLE: dict[str, Any] = {"decisions": {"rule": "fixed", "fixed_effort": 0.0}}


def merger(*, weeks: int = 110, **parts: Any) -> Scenario:
    """Return two like agencies that merge in week 0, in the second edition."""
    return partnership(2, form="merged", weeks=weeks, **SECOND, **parts)


def test_lost_capacity_fades() -> None:
    """``.10 exp(-t / 52)``: 2.0658, 3.3187, 4.5396 and 5.2148 weeks of it in 26, 52, 104 and 260 weeks."""
    table = run(merger(weeks=260), 1).agencies.query("agency == 'agency_0'")
    lost = table["dip_time"].cumsum().to_numpy()
    assert lost[[25, 51, 103, 259]] == pytest.approx([2.0658, 3.3187, 4.5396, 5.2148], abs=5e-5)


def test_members_become_one_slowly() -> None:
    """``.95 (1 - exp(-t / 52))``: .6005 after 52 weeks, .8214 after 104."""
    engine = Engine(merger(), 1)
    found = []
    for weeks in (53, 52):
        engine.advance(weeks)
        found.append(engine.state.reach[0])
    assert found == pytest.approx([0.6005, 0.8214], abs=5e-5)


def test_a_part_of_specialism_comes_back() -> None:
    still = {"forms.merged.transition.loss": 0.0, "forms.merged.governance.base": 0.0}
    engine = Engine(merger(**IDLE).with_changes(still), 1)
    rates = []
    for weeks in (1, 104):
        engine.advance(weeks)
        rates.append(engine.state.agency["rate"][0, 0])
    full = 1 / engine.scenario.agencies[0].service_weeks
    lost = [0.02, 0.02 * (1 - 0.5 * (1 - exp(-1)))]
    assert rates == pytest.approx([full * (1 - share) for share in lost])


def test_more_staff_leave_at_first() -> None:
    """Yearly turnover .2 is .3 for as long as the form says; half of what leavers knew goes with them."""
    changes = {"forms.merged.transition.turnover_weeks": 2, "routine.decay": 0.0}
    agency = {"turnover": 0.2}
    engine = Engine(merger(agency=agency, routine={"start": 0.8}, **IDLE).with_changes(changes), 1)
    kept = []
    before = 0.8
    for _ in range(3):
        engine.advance(1)
        after = float(engine.state.agency["routine"][0, 0])
        kept.append(after / before)
        before = after
    weekly = [1 - (1 - yearly) ** (1 / 52) for yearly in (0.3, 0.3, 0.2)]
    assert kept == pytest.approx([1 - 0.5 * chance for chance in weekly])


def test_an_own_team_of_the_first_edition_becomes_one_in_half_its_set_up_time() -> None:
    own = {
        "family": "realigned boundaries",
        "reach": 0.9,
        "graph": "team",
        "one_door": True,
        "set_up_weeks": 56,
        "capacity_dip": 0.05,
        "dip_weeks": 26,
    }
    form = partnership(2, form="own", forms={"own": own}).with_changes(SECOND).form_in_force
    assert (form.transition.shape, form.transition.loss, form.transition.fades) == ("fading", 0.05, 26)
    assert form.transition.identity_weeks == 28 and form.access.set_up_weeks == 56


def test_in_the_first_edition_nothing_fades() -> None:
    table = run(partnership(2, form="merged", weeks=30), 1).agencies.query("agency == 'agency_0'")
    assert table["dip_time"].tolist() == [0.1] * 26 + [0.0] * 4
