"""Money for joint work crowds out the will to do it, and some of that comes back (ODD 4.1)."""

from __future__ import annotations

from typing import Any

from joinup.sim.engine import Engine
from joinup.sim.mechanisms.effort.sentences import incentives
from joinup.sim.parameters import Scenario
from tests.support.partnerships import QUARTER, partnership, pay_offs

GRANT = {"kind": "subsidy", "of_full_cost": 0.6, "ends": 52}
STILL = {"up": 0.0, "down": 0.0, "lost_with_staff": 0.0}
CROWDED: dict[str, Any] = {"crowding_out": 0.3, "crowding_half_life": 104}


def granted(*incentives: dict[str, Any], **decisions: Any) -> Scenario:
    return partnership(incentives=incentives, weeks=160, trust=STILL, decisions={**CROWDED, **decisions})


def motivation(scenario: Scenario, *weeks: int) -> list[float]:
    """Return K of the first agency in each of some weeks, in rising order."""
    engine, found = Engine(scenario, 1), []
    for week in weeks:
        engine.advance(week + 1 - engine.week)
        found.append(float(engine.state.agency["motivation"][0, 0]))
    return found


def test_a_years_subsidy_leaves_less_motivation_long_after_it_has_ended() -> None:
    during, at_end, later = motivation(granted(GRANT), 40, 52, 52 + 104)
    assert round(during, 6) == round(at_end, 6) == 0.835270
    assert round(later, 6) == 0.917635


def test_effort_is_worth_less_after_money_than_if_it_had_never_been_offered() -> None:
    never, after = (pay_offs(granted(*offered), quarter=5) for offered in ((), (GRANT,)))
    assert after[0] == never[0]
    assert (after[1:] < never[1:]).all()


def test_more_money_crowds_out_more_and_less_money_brings_nothing_back() -> None:
    second = {"kind": "subsidy", "of_full_cost": 0.3, "starts": 52}
    first, then = motivation(granted(GRANT, second), 40, 100)
    assert first == then
    (both,) = motivation(granted(GRANT, {**second, "starts": 13}), 20)
    assert round(both, 6) == round(2.718281828459045 ** (-0.3 * 0.9), 6)


def test_rewards_are_money_and_targets_and_charges_are_not() -> None:
    kinds: tuple[tuple[dict[str, Any], bool], ...] = (
        ({"kind": "reward", "of_full_cost": 0.6}, True),
        ({"kind": "joint_target", "weight": 2.0}, False),
        ({"kind": "charge", "rate": 90.0}, False),
        ({"kind": "penalty", "of_full_cost": 0.6}, False),
    )
    for kind, is_money in kinds:
        (left,) = motivation(granted(kind), QUARTER)
        assert (left < 1) == is_money, kind


def test_money_that_nobody_can_hold_crowds_out_nothing() -> None:
    unsigned = granted(GRANT).with_changes({"forms.informal.governance.signs": False})
    assert motivation(unsigned, 40) == [1.0]


def test_in_the_first_edition_nothing_is_crowded_out() -> None:
    assert motivation(partnership(incentives=(GRANT,), weeks=60), 40) == [1.0]
    said = incentives(granted(GRANT))
    assert said[-1] == (
        "Money for joint work crowds out agencies' own motivation: as much as full effort costs leaves 74.1%"
        " of it, and half of what is lost comes back in 104 weeks without money."
    )
    assert incentives(granted()) == ["None."]
