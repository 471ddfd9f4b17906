"""Outcomes, costs and observables are formulas on the tables (model.md 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest

from joinup.sim.mechanisms.journeys.measures import CAUSES
from joinup.sim.results.observables import needs_localities
from joinup.sim.results.outcomes import TITLES
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import busy_town, plain_town


def test_outcomes_by_group_and_for_all(result: Result) -> None:
    table = result.summary.set_index("group")
    assert list(table.index) == ["most", "others", "all"]
    assert list(result.simulated.summary.columns) == ["group", *TITLES]
    assert list(table.columns) == ["people" if name == "clients" else name for name in TITLES]
    weekly = result.weekly
    sums = weekly.groupby("group").sum(numeric_only=True)
    for group in ("most", "others"):
        row: Any = table.loc[group]
        flow: Any = sums.loc[group]
        begun = flow.onsets + flow.relapses
        assert row.episodes == begun
        assert row.resolved == flow.resolved
        assert row.reached == pytest.approx(flow.reached / begun)
        assert row.resolved_within_52_weeks == pytest.approx(flow.resolved_within_52 / flow.resolved)
        assert row.mean_wait_weeks == pytest.approx(flow.weeks_waited / flow.started_service)
        assert row.unmet_need == pytest.approx(flow.unmet_need_weeks / (row.people * 52))
        assert row.dropped_out == flow[list(CAUSES)].sum()
        assert row.aware == pytest.approx(
            weekly[(weekly.week == 51) & (weekly.group == group)].aware.item() / row.people
        )
    counts = ["people", "episodes", "resolved", "joined_up", "unmet_need_weeks", "relapses", "complaints"]
    assert (table.loc[["most", "others"], counts].sum() == table.loc["all", counts]).all()
    assert table.loc["all", "people"] == 300


def test_costs_are_the_ledger_discounted_at_the_scenarios_rate(result: Result) -> None:
    table = result.costs
    assert table.gbp.sum() == pytest.approx(result.ledger.gbp.sum())
    service = result.ledger.query("payer == 'clinic' and category == 'service'")
    row = table.query("payer == 'clinic' and category == 'service'")
    assert row.discounted_gbp.item() == pytest.approx(sum(service.gbp / 1.035 ** (service.week / 52)))


MEASURED: dict[str, Callable[[Result], Any]] = {
    "in_need_not_in_service": lambda r: r.weekly.groupby("week").unmet_need_weeks.sum(),
    "in_service": lambda r: r.weekly.groupby("week").in_service.sum(),
    "waiting": lambda r: r.weekly.groupby("week").waiting.sum(),
    "places": lambda r: r.agencies.groupby("week").places.sum(),
    "resolved": lambda r: r.weekly.groupby("week").resolved.sum(),
    "started_service": lambda r: r.weekly.groupby("week").started_service.sum(),
    "onsets": lambda r: r.weekly.groupby("week").onsets.sum(),
    "extra_places_spend": lambda r: r.funding.groupby("week").spent_gbp.sum(),
    "aware_share": lambda r: r.weekly.groupby("week").aware.sum() / 1200,
    "covered_share": lambda r: r.agencies.query("agency == 'clinic'").groupby("week").member.sum() / 2,
    "partnerships": lambda r: r.agencies.query("agency == 'clinic'").groupby("week").member.sum(),
    "places_opened": lambda r: _places(r).diff().clip(lower=0).sum(axis=1),
    "places_closed": lambda r: -_places(r).diff().clip(upper=0).sum(axis=1),
    "spend": lambda r: (
        r.ledger.query("category not in ['incentive', 'failure_demand']").groupby("week").gbp.sum()
    ),
    "extra_places_unspent": lambda r: (
        r.funding.groupby("week").given_gbp.sum() - r.funding.groupby("week").spent_gbp.sum()
    ),
}
"""What each measure must be by the tables, which are for people."""


def _places(found: Result) -> pd.DataFrame:
    """Return places by week, one column for each agency of each locality."""
    return found.agencies.pivot_table(index="week", columns=["locality", "agency"], values="places")


@pytest.mark.parametrize("measure", MEASURED)
def test_an_observable_agrees_with_the_tables(measure: str) -> None:
    scaled = {
        f"agencies.{name}.places": 4 * n for name, n in (("adviser", 8), ("housing", 14), ("clinic", 9))
    }
    seen = {"observables": [{"name": "seen", "measure": measure}], "population.people": 1200, **scaled}
    # Both localities have as many people, so half of the members is half of the people.
    found = run(busy_town(seen | {"population.localities.south.share": 1.0}), 3, by_locality=True)
    series = found.observables["seen"]
    assert series.week.tolist() == list(range(52))
    assert series.value.dtype == float
    expected = MEASURED[measure](found)
    assert expected.max() > 0
    np.testing.assert_allclose(series.value, expected.reindex(range(52), fill_value=0), rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("measure", sorted(set(MEASURED) - {"covered_share"}))
def test_what_is_counted_everywhere_does_not_depend_on_localities_kept_apart(measure: str) -> None:
    town = busy_town({"observables": [{"name": "seen", "measure": measure}]})
    together, apart = run(town, 3), run(town, 3, by_locality=True)
    np.testing.assert_allclose(
        together.observables["seen"].value, apart.observables["seen"].value, rtol=1e-12, atol=1e-9
    )


def test_an_observable_may_count_some_groups_and_places_and_sum_over_weeks() -> None:
    seen = [
        {
            "name": f"over_{weeks}",
            "measure": "resolved",
            "sum_weeks": weeks,
            "groups": ["others"],
            "localities": ["south"],
        }
        for weeks in (1, 2, 4, 52, 53)
    ]
    found = run(busy_town({"observables": seen}), 3, by_locality=True)
    rows = found.weekly.query("group == 'others' and locality == 'south'").set_index("week").resolved
    for weeks in (1, 2, 4, 52, 53):
        value = found.observables[f"over_{weeks}"].value
        assert value[: weeks - 1].isna().all()
        assert value[weeks - 1 :].tolist() == rows.rolling(weeks).sum()[weeks - 1 :].tolist()


@pytest.mark.parametrize(
    ("seen", "query", "column"),
    [
        ({"measure": "waiting", "agencies": ["housing"]}, "agency == 'housing'", "waiting"),
        (
            {"measure": "in_service", "agencies": ["clinic"], "localities": ["north"]},
            "agency == 'clinic' and locality == 'north'",
            "in_service",
        ),
        (
            {"measure": "started_service", "agencies": ["adviser", "clinic"]},
            "agency != 'housing'",
            "started_service",
        ),
    ],
)
def test_clients_can_be_counted_by_agency(seen: dict[str, Any], query: str, column: str) -> None:
    found = run(busy_town({"observables": [{"name": "seen"} | seen]}), 3, by_locality=True)
    expected = found.agencies.query(query).groupby("week")[column].sum()
    assert found.observables["seen"].value.tolist() == expected.tolist()
    assert expected.sum() > 0


@pytest.mark.parametrize(
    ("seen", "tables", "needed"),
    [
        (
            {"measure": "waiting", "localities": ["south"]},
            True,
            "localities kept apart: run with by_locality=True",
        ),
        ({"measure": "covered_share"}, True, "localities kept apart: run with by_locality=True"),
        ({"measure": "places"}, False, "the agencies' weeks: run with tables=True"),
    ],
)
def test_an_observable_says_which_tables_it_needs(seen: dict[str, Any], tables: bool, needed: str) -> None:
    found = run(busy_town({"observables": [{"name": "seen"} | seen]}), 3, tables=tables)
    with pytest.raises(ValueError, match=f"^'seen' needs {needed}$"):
        _ = found.observables


def test_only_what_is_seen_of_places_needs_localities_kept_apart() -> None:
    def needed(**seen: Any) -> bool:
        return needs_localities(plain_town({"observables": [{"name": "seen", **seen}]}))

    assert not needs_localities(plain_town())
    assert not needed(measure="waiting", agencies=["housing"])
    assert needed(measure="waiting", localities=["north"])
    assert needed(measure="covered_share")


def test_spending_and_funding_can_be_narrowed_down() -> None:
    seen = [
        {
            "name": "clinic",
            "measure": "spend",
            "payers": ["clinic"],
            "categories": ["service", "redress"],
            "localities": ["south"],
            "sum_weeks": 13,
        },
        {"name": "kept", "measure": "extra_places_unspent", "windows": ["programme"], "sum_weeks": 13},
        {"name": "other", "measure": "extra_places_spend", "windows": ["second"]},
    ]
    more = [{"name": "second", "starts": 10, "places": {"adviser": 3}}]
    base = busy_town()
    windows = [window.model_dump() for window in base.funding]
    found = run(base.with_changes({"funding": windows + more, "observables": seen}), 3, by_locality=True)
    rows = found.ledger.query("payer == 'clinic' and locality == 'south'")
    rows = rows[rows.category.isin(["service", "redress"])]
    weekly = rows.groupby("week").gbp.sum().reindex(range(52), fill_value=0)
    value = found.observables["clinic"].value
    np.testing.assert_allclose(value[12:], weekly.rolling(13).sum()[12:])
    kept = found.funding.query("funding == 'programme'").set_index("week")
    unspent = (kept.given_gbp - kept.spent_gbp).rolling(13).sum()
    np.testing.assert_allclose(found.observables["kept"].value[12:], unspent[12:], atol=1e-9)
    other = found.funding.query("funding == 'second'").spent_gbp
    assert found.observables["other"].value.tolist() == other.tolist()
    assert other.sum() > 0


def test_people_in_need_in_a_year_count_once() -> None:
    seen = {"measure": "people_in_need_in_year"}
    both = [{"name": "all", **seen}, {"name": "others", **seen, "groups": ["others"]}]
    found = run(plain_town({"observables": both, "weeks": 70}), 3)
    for name, groups in (("all", ["most", "others"]), ("others", ["others"])):
        values = found.observables[name].value
        weeks = [51, 64]
        assert np.flatnonzero(values.notna()).tolist() == weeks, "once a quarter, after a whole year"
        for week in weeks:
            episodes = found.episodes[found.episodes.onset <= week]
            in_need = episodes[episodes.end.isna() | (episodes.end > week - 52)]
            in_need = in_need[in_need.group.isin(groups)]
            assert values[week] == in_need.client.nunique() < len(in_need)


def test_a_stock_that_still_moves_when_the_warm_up_ends_is_reported() -> None:
    unsettled = run(plain_town({"warm_up_weeks": 60, "awareness.opening": 0.0, "population.clients": 4000}))
    assert unsettled.warm_up_slopes["aware"] > 0.5
    moved = f"aware {unsettled.warm_up_slopes['aware']:+.1%} in its last year"
    assert f"still moving when the warm-up ended: {moved}" in unsettled.warnings
    assert run(plain_town({"warm_up_weeks": 20})).warm_up_slopes == {}
