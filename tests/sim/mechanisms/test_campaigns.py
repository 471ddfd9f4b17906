"""Campaigns saturate: a channel reaches some people at most, and getting under way costs something."""

from __future__ import annotations

from math import exp
from typing import Any

import numpy as np
import pytest

from joinup.scenarios.describe.description import describe
from joinup.sim.engine import Engine
from joinup.sim.mechanisms.awareness.kernels import unexposed
from joinup.sim.parameters import Scenario
from joinup.sim.run import run
from tests.support.scenarios import plain_town

SHORT: dict[str, Any] = {"weeks": 8, "warm_up_weeks": 0}
WHERE = [{"name": "in_it"}, {"name": "out_of_it", "in_programme": False}]


def advert(name: str = "posters", spend: float = 1000, **facts: Any) -> dict[str, Any]:
    """Return a campaign whose stock is what is spent, so that k S is a thousandth of it."""
    return {"name": name, "spend": spend, "half_life": 0.01, **facts}


def town(*campaigns: dict[str, Any], **changes: Any) -> Scenario:
    return plain_town(SHORT | {"campaigns": list(campaigns)} | changes)


def exposed(*campaigns: dict[str, Any], group: int = 0, locality: int = 0, **changes: Any) -> float:
    """Return the share of a group that any campaign reaches, as clients find it and as tables have it."""
    engine = Engine(town(*campaigns, **changes), 1)
    engine.advance(3)
    world, _, record = engine.handles
    found = 1 - unexposed(world, record, 2, locality, group)
    if locality == 0:
        table = 1 - np.prod(1 - engine.record.exposed[2, :, group])
        assert found == pytest.approx(table, abs=1e-12)
    return float(found)


def up_to(ceiling: float, k_s: float) -> float:
    return ceiling * (1 - exp(-k_s / ceiling))


def test_a_channel_reaches_no_more_than_its_ceiling() -> None:
    assert exposed(advert(ceiling=0.8)) == pytest.approx(0.5707961625, abs=1e-9)
    assert exposed(advert(ceiling=0.8, spend=1e6)) == pytest.approx(0.8, abs=1e-9)
    assert exposed(advert(ceiling=0)) == 0
    little = exposed(advert(ceiling=0.8, spend=1))
    assert little == pytest.approx(exposed(advert(spend=1)), rel=1e-3), "the first pound buys as much"


def test_campaigns_of_one_channel_add_inside_its_ceiling_and_channels_combine() -> None:
    parts = advert("one", 600, ceiling=0.8), advert("other", 400, ceiling=0.8)
    assert exposed(*parts) == pytest.approx(up_to(0.8, 1), abs=1e-12)
    radio = parts[1] | {"channel": "radio"}
    both = 1 - (1 - up_to(0.8, 0.6)) * (1 - up_to(0.8, 0.4))
    assert exposed(parts[0], radio) == pytest.approx(both, abs=1e-12)
    assert both > up_to(0.8, 1)


def test_the_highest_ceiling_of_a_channel_counts_where_its_campaign_is_for_the_group() -> None:
    poor = advert("one", 600, ceiling=0.5)
    better = advert("other", 400, ceiling=0.9, audience=["others"])
    assert exposed(poor, better) == pytest.approx(up_to(0.5, 0.6), abs=1e-12)
    assert exposed(poor, better, group=1) == pytest.approx(up_to(0.9, 0.4 * 1.0), abs=1e-12)


def test_campaigns_of_the_programme_do_not_reach_other_localities() -> None:
    parts = advert("one", 600, ceiling=0.8), advert("other", 400, ceiling=0.8, programme=False)
    there: dict[str, Any] = {"population.localities": WHERE}
    assert exposed(*parts, locality=1, **there) == pytest.approx(up_to(0.8, 0.4), abs=1e-12)
    assert exposed(*parts, **there) == pytest.approx(up_to(0.8, 1), abs=1e-12)


def test_without_ceilings_all_exposures_add_to_the_last_bit() -> None:
    parts = advert("one", 600), advert("other", 300, channel="radio"), advert("third", 55)
    engine = Engine(town(*parts), 1)
    engine.advance(3)
    world, _, record = engine.handles
    total = sum(engine.world.campaign_reach[c, 0] * engine.record.advertising[2, c] for c in range(3))
    assert unexposed(world, record, 2, 0, 0) == np.exp(-total)


def test_getting_under_way_costs_once_in_each_locality_for_the_people_whom_clients_stand_for() -> None:
    change: dict[str, Any] = {"population.localities": WHERE, "population.people": 4000}
    change["population.clients"] = 400
    paid = {}
    for price in (0.0, 5000.0):
        parts = advert(starts=2, fixed_cost=price), advert("all", 10, fixed_cost=price, programme=False)
        result = run(town(*parts, **change), 1)
        table = result.ledger.query("category == 'publicity'")
        paid[price] = table.groupby("week")["gbp"].sum()
    more = (paid[5000.0] - paid[0.0]).round(6)
    assert more[more != 0].to_dict() == {0: 10_000, 2: 5_000}


def test_in_the_second_edition_a_campaign_of_which_no_more_is_said_saturates() -> None:
    tree = town({"name": "posters", "spend": 10}).model_dump(mode="json")
    for key in ("ceiling", "fixed_cost"):
        del tree["campaigns"][0][key]
    found = [Scenario.parse(tree | {"schema_version": edition}).campaigns[0] for edition in (1, 2)]
    assert [(one.ceiling, one.fixed_cost) for one in found] == [(1, 0), (0.8, 5000)]


def test_a_description_says_whom_it_cannot_reach_and_what_it_costs_to_begin() -> None:
    text = str(describe(town(advert(ceiling=0.8, fixed_cost=5000))))
    assert "its channel reaches 80% of them at most" in text
    assert "To get it under way costs GBP 5,000 in each locality." in text
    assert "its channel reaches" not in str(describe(town(advert())))
