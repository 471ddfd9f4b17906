"""For whom a partnership is, and what it costs for that."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.arrays import codes as k
from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town
from tests.support.villages import BASE, PER_LINK, fixed, partnership_money, same, village

GROUPS = "partnership.covers.groups"
NEEDS = "partnership.covers.min_needs"

OUT_OF_REACH = 5
"""More needs than anybody in the village can have at once."""

NO_OVERHEAD = {"partnership.coordination.base": 0.0, "partnership.coordination.per_link": 0.0}

GAINS = ("joint_hand_off", "repeated_assessment", "relapse_protection")

NO_GAIN = {f"service.{gain}": 0.0 for gain in GAINS}
"""Joint working takes time and changes nobody's way."""

SHORT: dict[str, Any] = {"weeks": 60, "warm_up_weeks": 26}


def scan(engine: Engine) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return whom each agency serves whom the partnership is for, counted client by client."""
    state, covers = engine.state, engine.scenario.partnership.covers
    names = [group.name for group in engine.scenario.population.groups]
    named = np.isin(state.group, [names.index(name) for name in covers.groups or names])
    person = state.client
    covered = named & (np.bitwise_count(person["needs_at_onset"]) >= covers.min_needs)
    found = np.zeros(state.agency.shape, np.int64)
    for n, here in enumerate(engine.world.localities):
        for client in range(here["first"], here["end"]):
            if state.state[client] == k.IN_SERVICE and covered[client]:
                found[n, person["role"][client]] += 1
    return found


@pytest.mark.parametrize("form", ["formal", "merged", "dedicated_unit"])
def test_a_partnership_for_nobody_is_none(form: str) -> None:
    money = {"incentives": [{"name": "grant", "kind": "subsidy", "of_full_cost": 1.0}]}
    town = village(partnership__form=form).with_changes(SHORT | money)
    alone = run(town.with_changes({"partnership.form": "none"}), 1)
    nobody = run(town.with_changes({NEEDS: OUT_OF_REACH}), 1)
    assert same(alone, nobody, but=("coverage",))
    assert not same(alone, run(town, 1), but=("coverage",))


def test_everybody_is_covered_exactly_unless_a_file_says_otherwise() -> None:
    result = run(busy_town({"population.eligibility.otherwise": "as_before"}), 1)
    assert (result.agencies["coverage"] == 1.0).all()
    named = village().with_changes(SHORT | {GROUPS: ["most_people", "little_english"]})
    assert same(run(named, 1), run(village().with_changes(SHORT), 1))


@pytest.mark.parametrize("changes", [{NEEDS: 2}, {GROUPS: ["others"]}, {GROUPS: ["most"], NEEDS: 3}])
def test_coverage_is_the_covered_share_of_client_weeks_of_the_last_quarter(changes: dict[str, Any]) -> None:
    engine = Engine(busy_town({"weeks": 40} | changes), 3)
    wanted = np.ones(engine.state.agency.shape)
    of_all, of_covered = np.zeros_like(wanted), np.zeros_like(wanted)
    for week in range(-26, 40):
        counted = scan(engine)
        assert (engine.state.agency["covered_in_service"] == counted).all(), week
        of_all += engine.state.agency["in_service"]
        of_covered += counted
        engine.advance(1)
        if week % 13 == 0:
            wanted = np.divide(of_covered, of_all, out=wanted, where=of_all > 0)
            of_all[:], of_covered[:] = 0, 0
        assert (engine.state.agency["coverage"] == wanted).all(), week
    assert 0 < wanted.mean() < 1


def prices(scenario: Scenario) -> Any:
    """Return the mean price of each kind in a year in which coverage is settled."""
    return run(scenario, 1).agencies.query("week >= 13")[
        ["joint_time", "overhead_time", "dip_time", "coverage", "effort"]
    ]


def test_prices_of_time_are_those_of_the_whole_times_coverage() -> None:
    town = village(partnership__form="merged", partnership__starts=0).with_changes(fixed(0.5))
    dip = {"forms.merged.dip_weeks": 520}
    found = prices(town.with_changes(SHORT | dip | {GROUPS: ["little_english"]}))
    assert (found["effort"] == 0.5).all() and found["coverage"].between(0.05, 0.7).all()
    assert found["joint_time"].to_numpy() == pytest.approx(0.1 * 0.5 * found["coverage"], rel=1e-12)
    assert found["dip_time"].to_numpy() == pytest.approx(0.1 * found["coverage"], rel=1e-12)
    assert found["overhead_time"].to_numpy() == pytest.approx(BASE * found["coverage"], rel=1e-12)


def test_half_the_covered_share_takes_half_the_joint_time() -> None:
    """Four groups alike but in name: first two of them are covered, then one."""
    tree = village().with_changes(SHORT | fixed(1.0) | NO_GAIN).model_dump(mode="json")
    one = tree["population"]["groups"][0]
    tree["population"]["groups"] = [one | {"name": name, "share": 0.25} for name in "abcd"]
    tree["population"]["clients"] = 2400
    for agency in tree["agencies"]:
        agency["places"] = 80
    alike = Scenario.parse(tree)
    half, quarter = (prices(alike.with_changes({GROUPS: names})).mean() for names in (["a", "b"], ["a"]))
    assert half["coverage"] == pytest.approx(0.5, rel=0.1)
    assert quarter["joint_time"] == pytest.approx(half["joint_time"] / 2, rel=0.1)
    assert quarter["overhead_time"] == pytest.approx((BASE + 6 * PER_LINK) * quarter["coverage"], rel=1e-12)


def test_setting_up_and_running_cost_the_mean_of_what_members_cover() -> None:
    town = village(partnership__form="dedicated_unit", partnership__starts=26, weeks=60)
    part = run(town.with_changes({GROUPS: ["little_english"]}), 1)
    covered = part.agencies.groupby("week")["coverage"].mean().loc[26:]
    whole = run(town, 1)
    for category in ("set_up", "coordination"):
        paid, full = (partnership_money(one, category) for one in (part, whole))
        assert paid.to_numpy() == pytest.approx((full * covered.loc[full.index]).to_numpy(), rel=1e-12)
        assert (paid < full).all()


def test_loss_of_specialism_follows_coverage() -> None:
    changes = fixed(0.0) | NO_OVERHEAD | {NEEDS: 2}
    engine = Engine(village(partnership__form="dedicated_unit").with_changes(SHORT | changes), 1)
    engine.advance(26 + 20)
    agency = engine.state.agency[0]
    before = agency["coverage"].copy()
    assert agency["rate"] == pytest.approx((1 - 0.02 * before) / 8, rel=1e-12)


def test_people_whom_it_is_not_for_are_served_as_if_there_were_none() -> None:
    """Without prices, only those it is for gain by it; the others wait for the same places."""
    free = fixed(1.0) | NO_OVERHEAD | {"service.full_effort": 0.0, "forms.formal.set_up_weeks": 0}
    plenty = {f"agencies.agency_{n}.places": 600 for n in range(4)}
    town = village(weeks=80).with_changes(free | plenty)
    alone = run(town.with_changes({"partnership.form": "none"}), 1).weekly
    some = run(town.with_changes({GROUPS: ["little_english"]}), 1).weekly
    for group, gains in (("most_people", False), ("little_english", True)):
        before, after = (one.groupby("group")["hand_offs_succeeded"].sum()[group] for one in (alone, some))
        assert (after > before) == gains and (gains or after == before), group


def test_coverage_can_change_in_mid_run() -> None:
    widened = {"events": [{"name": "wider", "week": 20, "set": {NEEDS: 1, GROUPS: ["others"]}}]}
    engine = Engine(plain_town({"partnership.form": "formal", "weeks": 40, NEEDS: 3} | widened), 1)
    for _ in range(26 + 40):
        engine.advance(1)
        assert (engine.state.agency["covered_in_service"] == scan(engine)).all()


def test_a_description_says_whom_it_is_for() -> None:
    def said(changes: dict[str, Any]) -> str:
        return str(describe(village().with_changes(changes)))

    assert "It is only for" not in said({}) + said({"partnership.form": "none", NEEDS: 2})
    assert "It is only for people with 2 needs or more at once: others are served as if" in said({NEEDS: 2})
    assert "It is only for little english: others" in said({GROUPS: ["little_english"]})
    assert "so it is not in force" in said({NEEDS: OUT_OF_REACH})


def test_unknown_groups_and_numbers_of_needs_are_refused() -> None:
    with pytest.raises(ScenarioError, match="unknown group 'little_englis'"):
        village().with_changes({GROUPS: ["little_englis"]})
    with pytest.raises(ScenarioError, match="min_needs"):
        village().with_changes({NEEDS: 0})


@pytest.mark.parametrize("form", FORMS)
def test_forms_say_nothing_of_coverage(form: str) -> None:
    """It is a matter of the partnership, so that any form can be for some only."""
    assert "covers" not in type(FORMS[form]).model_fields
