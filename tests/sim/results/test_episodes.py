"""The table of episodes agrees with the flows and the scenario."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.support.scenarios import engine_of, plain_town


def test_without_the_programme_no_window_opens_though_observables_and_needs_rest_on_it() -> None:
    town = plain_town(
        {
            "partnership.form": "formal",
            "agencies.clinic.places": 0,
            "funding": [{"name": "programme", "places": {"clinic": 5}, "recruitment_weeks": 0}],
            "observables": [{"name": "extra", "measure": "extra_places_spend", "windows": ["programme"]}],
        }
    )
    kept, gone = run(town, seed=1), run(town.baseline("no_programme"), seed=1)
    assert kept.observables["extra"].value.sum() > 0
    assert gone.observables["extra"].value.sum() == 0
    assert kept.funding.given_gbp.sum() > 0
    assert gone.funding.given_gbp.sum() == 0
    assert gone.agencies[gone.agencies.agency == "clinic"].places.max() == 0


def test_money_comes_only_to_the_localities_that_a_window_names() -> None:
    window = {"name": "programme", "places": {"clinic": 6}, "recruitment_weeks": 0, "localities": ["south"]}
    table = run(plain_town({"funding": [window]}), seed=1).agencies
    extra = table[table.agency == "clinic"].groupby("locality", observed=True).extra_places.max()
    assert extra.to_dict() == {"north": 0, "south": 6}


def test_episodes_agree_with_flows_group_by_group(apart: Result) -> None:
    table, weekly = apart.episodes, apart.weekly
    keys = ["locality", "group"]

    def count(rows: pd.DataFrame) -> dict[Any, int]:
        return {key: int(n) for key, n in rows.groupby(keys, observed=True).size().items()}

    def flows(*columns: str) -> dict[Any, int]:
        return {key: int(n) for key, n in weekly.groupby(keys)[list(columns)].sum().sum(axis=1).items() if n}

    assert count(table[table.outcome.isin(["resolved", "joined_up"])]) == flows("resolved")
    assert count(table[table.outcome == "joined_up"]) == flows("joined_up")
    assert count(table[table.outcome == "resolved_without_help"]) == flows("resolved_without_help")
    assert count(table[table.onset >= 0]) == flows("onsets", "relapses")
    last = weekly[weekly.week == 51].groupby(keys)[["seeking", "waiting", "in_service", "lapsed"]].sum()
    still = {key: int(n) for key, n in last.sum(axis=1).items() if n}
    assert count(table[table.outcome == "open"]) == still
    solved = table[table.outcome.isin(["resolved", "joined_up"])]
    assert ((solved.end - solved.onset) <= 52).sum() == weekly.resolved_within_52.sum()


def test_an_open_episode_is_in_the_locality_where_its_client_lives() -> None:
    everybody = {f"population.groups.{name}.opening": {"waiting": 1.0} for name in ("most", "others")}
    found = run(plain_town({**everybody, "warm_up_weeks": 0, "weeks": 1}))
    ends = engine_of(found).world.localities["end"]
    still = found.episodes.query("outcome == 'open'")
    assert len(still) > 200 and {ends[0] - 1, ends[0]} <= set(still.client)
    assert (still.locality == np.where(still.client < ends[0], "north", "south")).all()


def test_names_stand_in_the_order_of_the_scenario(result: Result) -> None:
    for column, names in (("locality", ["north", "south"]), ("group", ["most", "others"])):
        assert result.episodes[column].cat.categories.tolist() == names
    turned = plain_town({"population.localities": [{"name": "south"}, {"name": "north"}]})
    places = run(turned).episodes.locality
    assert places.cat.categories.tolist() == ["south", "north"]


def test_nobody_has_two_episodes_at_once(result: Result) -> None:
    table = result.episodes.sort_values(["client", "onset"], kind="stable")
    until = table.groupby("client").end.shift()
    known = until.notna()
    assert (table.onset[known] > until[known]).all()
    assert (table.groupby("client").outcome.apply(lambda found: (found == "open").sum()) <= 1).all()
