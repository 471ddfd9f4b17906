"""What a run returns (model.md 6): the tables, their columns, and the formulas on them."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd
import pytest

from joinup.scenarios.load import load
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.clients import MOVE
from joinup.sim.mechanisms.journeys.flows import HAND_OFF_FAILED, HANDED_ON, JOINED, NEED_RETURNED
from joinup.sim.mechanisms.journeys.measures import CAUSES
from joinup.sim.mechanisms.ledger.lines import ledger_lines, outside_shares
from joinup.sim.results import journeys as stories
from joinup.sim.results.observables import needs_localities
from joinup.sim.results.outcomes import TITLES
from joinup.sim.results.result import Result
from joinup.sim.results.tables import COLUMN
from joinup.sim.results.warm_up import still_moving, warm_up_slopes
from joinup.sim.run import run
from joinup.sim.versions import _version, versions
from tests.support.scenarios import busy_town, engine_at, engine_of, plain_town

IDENTITIES = (
    "onsets",
    "relapses",
    "resolved",
    "resolved_without_help",
    "returned",
    "presented",
    "exits_seeking",
    "joined_list",
    "hand_offs_succeeded",
    "redress_joined",
    "started_service",
    "abandoned",
    "exits_waiting",
    "completions",
    "lapsed_after_hand_off",
    "wrong_door_lapsed",
    "refused",
    "exits_lapsed",
)
WHOLE, NUMBER, TEXT = "iu", "f", "OU"


@pytest.fixture(scope="module")
def result() -> Result:
    return run(busy_town(), seed=3, trace=20)


@pytest.fixture(scope="module")
def apart() -> Result:
    """Return the same run with localities kept apart."""
    return run(busy_town(), seed=3, by_locality=True)


def kinds(table: pd.DataFrame) -> dict[str, str]:
    """Return what each column holds: whole numbers, numbers or names."""
    found = {}
    for name, dtype in table.dtypes.items():
        is_name = isinstance(dtype, pd.CategoricalDtype) or pd.api.types.is_string_dtype(dtype)
        plain: Any = getattr(dtype, "numpy_dtype", dtype)
        found[str(name)] = "name" if is_name else str(np.dtype(plain).kind)
    return found


def assert_columns(table: pd.DataFrame, *, names: str = "", whole: str = "", numbers: str = "") -> None:
    expected = dict.fromkeys(names.split(), "name") | dict.fromkeys(whole.split(), "i")
    expected |= dict.fromkeys(numbers.split(), "f")
    found = kinds(table)
    assert {name: found.get(name) for name in expected} == expected


# Columns ---------------------------------------------------------------------------------------


def test_weeks_by_group(result: Result, apart: Result) -> None:
    people = "no_need seeking waiting in_service lapsed aware"
    more = "hand_offs_attempted joined_up complaints upheld unmet_need_weeks"
    assert_columns(result.weekly, names="group", whole=f"week {people} {' '.join(IDENTITIES)} {more}")
    assert not result.weekly.isna().any().any()
    assert result.weekly[["week", "group"]].to_numpy().tolist() == [
        [week, group] for week in range(52) for group in ("most", "others")
    ]
    assert "locality" not in result.weekly
    assert apart.weekly[["week", "locality", "group"]].to_numpy().tolist() == [
        [week, place, group]
        for week in range(52)
        for place in ("north", "south")
        for group in ("most", "others")
    ]


def test_weeks_by_agency(result: Result) -> None:
    table = result.agencies
    assert_columns(
        table,
        names="locality agency",
        whole="week places in_service waiting",
        numbers="mean_wait_weeks effort routine trust_mean joint_intensity pressure reported true",
    )
    assert len(table) == 52 * 2 * 3
    may_be_missing = {"mean_wait_weeks", "reported", "true"}
    assert not table.drop(columns=list(may_be_missing)).isna().any().any()
    assert (table.mean_wait_weeks.isna() == (table.started_service == 0)).all()
    assert not table[table.week >= 13].true.isna().any()
    for share in ("effort", "routine", "trust_mean", "joint_intensity"):
        assert table[share].between(0, 1).all(), share


def test_a_report_comes_when_its_lag_is_over() -> None:
    table = run(plain_town({"measurement.lag": 5, "measurement.noise": 0.0})).agencies
    ends = table[table.week % 13 == 12].set_index(["week", "locality", "agency"]).true
    for week in (17, 29, 30, 43):
        ended = (week - 5 - 12) // 13 * 13 + 12
        reported = table[table.week == week].set_index(["locality", "agency"]).reported
        pd.testing.assert_series_equal(reported, ends[ended], check_names=False)


def test_quarters_by_link(result: Result) -> None:
    table = result.links
    assert_columns(
        table, names="locality from to", whole="quarter hand_offs", numbers="trust joint_intensity"
    )
    assert len(table) == 4 * 2 * 3 * 2
    assert (table["from"] != table["to"]).all()
    assert not table.isna().any().any()
    both = table.merge(
        table, left_on=["quarter", "locality", "from", "to"], right_on=["quarter", "locality", "to", "from"]
    )
    assert (both.joint_intensity_x == both.joint_intensity_y).all()


def test_links_count_every_hand_off_to_another_agency() -> None:
    result = run(plain_town({"service.recurrence": 0.0}))
    tried = result.weekly.hand_offs_attempted.sum()
    assert result.links.hand_offs.sum() == tried > 50


def test_decisions(result: Result) -> None:
    table = result.decisions
    assert_columns(table, names="locality agency", whole="quarter", numbers="effort pay_off probability")
    assert table.chosen.dtype == bool
    by_decision = table.groupby(["quarter", "locality", "agency"])
    assert (by_decision.size() == 11).all()
    assert (by_decision.chosen.sum() == 1).all()
    assert np.allclose(by_decision.probability.sum(), 1, atol=1e-12)
    likely = table[table.chosen].probability
    assert (likely > 0).all()


def test_campaigns(result: Result) -> None:
    table = result.campaigns
    assert_columns(table, names="campaign group", whole="week", numbers="spend_gbp stock exposed")
    assert len(table) == 52 * 2
    assert (table[table.group == "most"].exposed == 0).all(), "it is aimed at the others"
    assert table[table.group == "others"].exposed.max() > 0.01
    assert (table.spend_gbp > 0).sum() == 15 * 2


def test_the_ledger(result: Result, apart: Result) -> None:
    assert_columns(result.ledger, names="payer payee category", whole="week", numbers="gbp")
    assert (result.ledger.gbp > 0).all()
    assert set(result.ledger.category) == {
        "service",
        "coordination",
        "set_up",
        "publicity",
        "consultation",
        "outreach",
        "redress",
        "incentive",
        "failure_demand",
    }
    assert set(result.ledger.payer) == {"adviser", "housing", "clinic", "funder"}
    assert "locality" in apart.ledger
    assert apart.ledger.gbp.sum() == pytest.approx(result.ledger.gbp.sum(), rel=1e-12)


def test_who_may_pay_whom_for_what() -> None:
    roles = ("adviser", "housing", "clinic")
    staff = ("service", "coordination", "set_up")
    other = busy_town(
        {
            "funding.programme.payer": "clinic",
            "campaigns.posters.payer": "housing",
            "consultations.asked.payer": "adviser",
            "incentives.grant.payer": "clinic",
            "incentives.fine.payee": "housing",
        }
    )
    for scenario, window, posters, asked, grant, fine in (
        (busy_town(), "funder", "funder", "funder", "funder", "funder"),
        (other, "clinic", "housing", "adviser", "clinic", "housing"),
    ):
        expected = [(payer, payer, category) for payer in roles for category in staff]
        expected += [(window, role, category) for role in roles for category in staff]
        expected += [("funder", "partnership", "set_up"), ("funder", "partnership", "coordination")]
        expected += [(posters, "media", "publicity"), (asked, "consultation", "consultation")]
        expected += [(role, role, category) for category in ("outreach", "redress") for role in roles]
        for instrument in scenario.incentives:
            payer = grant if instrument.name == "grant" else "funder"
            receiver = {"delay": "adviser", "fine": fine}.get(instrument.name)
            expected += [
                (payer, role, "incentive") if receiver is None else (role, receiver, "incentive")
                for role in roles
            ]
        expected += [(role, "public services", "failure_demand") for role in roles]
        assert ledger_lines(scenario) == expected


def test_unmet_need_is_paid_for_by_others_only_where_nobody_is_named() -> None:
    nobody = {f"agencies.{role}.failure_share": 0.0 for role in ("adviser", "housing", "clinic")}
    assert outside_shares(plain_town()) == {}
    assert outside_shares(plain_town(nobody)) == {"others": 1.0}
    assert outside_shares(plain_town({**nobody, "money.outside_failure_shares": {"health": 1.0}})) == {
        "health": 1.0
    }


def test_complaints(result: Result) -> None:
    table = result.complaints
    assert_columns(table, names="group", whole="week dissatisfied complaints unowned rejected upheld")
    assert (table.complaints == table.unowned + table.rejected + table.upheld).all()
    assert (table.drop(columns=["week", "group"]) >= 0).all().all()
    causes = result.weekly[list(CAUSES)].sum(axis=1)
    assert (table.dissatisfied == causes).all()


def test_the_record_of_what_was_run(result: Result) -> None:
    record = result.run_record
    assert record["seed"] == 3
    assert record["hash"] == busy_town().hash
    assert {"python", "joinup", "mesa", "numba", "numpy"} <= set(record["versions"])
    assert record["interventions"] == [
        {"week": 24, "who": "event merger", "set": {"partnership.form": "merged"}},
        {"week": 30, "who": "event leavers", "turnover_shock": 0.3},
    ]


def test_the_record_says_what_is_needed_to_repeat_a_run() -> None:
    record = run(plain_town({"population.people": 1200}), seed=3).run_record
    assert list(record) == [
        "scenario",
        "hash",
        "seed",
        "weeks",
        "warm_up_weeks",
        "clients",
        "people_per_client",
        "versions",
        "interventions",
        "warm_up_slopes",
        "warnings",
    ]
    assert (record["clients"], record["people_per_client"]) == (300, 4.0)
    assert (record["weeks"], record["warm_up_weeks"], record["seed"]) == (52, 26, 3)


def test_the_versions_of_installed_packages_are_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_installed(package: str) -> str:
        if package == "joinup":
            raise PackageNotFoundError(package)
        return version(package)

    found = versions()
    assert found["numpy"] == np.__version__ and found["pandas"] == pd.__version__
    monkeypatch.setattr("joinup.sim.versions.version", not_installed)
    _version.cache_clear()
    try:
        assert versions() == {**found, "joinup": "not installed"}
    finally:
        _version.cache_clear()


def test_links_are_of_whole_quarters_and_decisions_of_begun_ones() -> None:
    found = run(busy_town({"weeks": 20}), seed=3)
    assert found.links.quarter.unique().tolist() == [0]
    assert found.decisions.quarter.unique().tolist() == [0, 1]


def test_tables_that_were_not_kept_are_empty() -> None:
    found = run(busy_town(), seed=3, tables=False)
    for name in ("agencies", "links", "decisions", "effort_gap", "episodes"):
        assert getattr(found, name).empty, name


def test_efforts_beside_the_best_efforts_member_by_member(result: Result) -> None:
    table = result.effort_gap
    assert_columns(table, names="locality agency", whole="quarter", numbers="effort best_effort")
    assert list(table) == ["quarter", "locality", "agency", "effort", "best_effort"]
    assert table.index.tolist() == list(range(len(table)))
    chosen = result.decisions.query("chosen").set_index(["quarter", "locality", "agency"]).effort
    made = table.set_index(["quarter", "locality", "agency"]).effort
    pd.testing.assert_series_equal(made, chosen.loc[made.index])
    assert table.effort.nunique() > 2
    assert not table.effort.equals(table.best_effort)


def test_an_effort_made_is_what_was_chosen_as_far_as_managers_support_it() -> None:
    found = run(busy_town({"agencies.adviser.manager_support": 0.5, "events": []}), seed=3)
    made = found.effort_gap.query("agency == 'adviser' and quarter > 0")
    weeks = found.agencies.query("agency == 'adviser' and week % 13 == 0 and week > 0")
    assert made.effort.tolist() == weeks.effort.tolist()
    chosen = found.decisions.query("agency == 'adviser' and quarter > 0 and chosen")
    assert made.effort.tolist() == (chosen.effort / 2).tolist() and made.effort.max() > 0


def test_a_change_of_managers_support_is_in_the_efforts_made_from_then_on() -> None:
    change = {"name": "new_managers", "week": 20, "set": {"agencies.adviser.manager_support": 0.25}}
    found = run(busy_town({"events": [change]}), seed=3)
    made = found.effort_gap.query("agency == 'adviser' and quarter > 0")
    weeks = found.agencies.query("agency == 'adviser' and week % 13 == 0 and week > 0")
    assert made.effort.tolist() == weeks.effort.tolist()


def test_targets_are_by_locality_and_agency() -> None:
    found = run(busy_town({"measurement.target": 3.0, "weeks": 14}), 3)
    assert list(found.targets) == ["locality", "agency", "target"]
    assert found.targets.target.tolist() == [3.0] * 6


def test_a_parameter_can_be_read_week_by_week() -> None:
    early = {"name": "early", "week": -5, "set": {"redress.upheld": 0.7}}
    events = [event.model_dump(exclude_none=True) for event in busy_town().events]
    found = run(busy_town({"events": [*events, early]}), seed=3)
    form = found.parameter_by_week("partnership.form")
    assert form.index.tolist() == list(range(52))
    assert form.tolist() == ["lead_agency"] * 24 + ["merged"] * 28
    assert found.parameter_by_week("redress.upheld").tolist() == [0.7] * 52
    assert found.parameter_by_week("redress.complaint").tolist() == [busy_town().redress.complaint] * 52


def test_funding_is_spent_left_or_handed_back(result: Result) -> None:
    table = result.funding
    assert_columns(table, names="funding", whole="week", numbers="given_gbp spent_gbp left_gbp lapsed_gbp")
    assert table.given_gbp.sum() == pytest.approx(
        table.spent_gbp.sum() + table.lapsed_gbp.sum() + table.left_gbp.iloc[-1]
    )
    funded = table.query("4 <= week < 33")
    assert funded.given_gbp.to_numpy() == pytest.approx(12 * 700.0)
    spent_by_payer = result.ledger.query("payer == 'funder' and payee in ['housing', 'clinic']")
    staff = spent_by_payer[spent_by_payer.category.isin(["service", "coordination", "set_up"])]
    np.testing.assert_allclose(
        staff.groupby("week").gbp.sum().reindex(range(52), fill_value=0), table.spent_gbp, rtol=1e-9
    )
    assert (result.agencies.groupby("week").extra_places.sum() * 700.0).to_numpy() == pytest.approx(
        table.spent_gbp.to_numpy()
    )


def test_what_was_given_in_week_0_does_not_count_what_was_left_before() -> None:
    window = {"name": "early", "starts": -10, "places": {"housing": 8}, "recruitment_weeks": 6}
    table = run(plain_town({"funding": [window]}), seed=1).funding
    assert table.left_gbp[0] > 4 * 8 * 700
    assert table.given_gbp.to_numpy() == pytest.approx(8 * 700.0)
    # And without weeks before it, nothing was left.
    at_once = {"funding": [{**window, "starts": 0}], "warm_up_weeks": 0, "weeks": 40}
    table = run(plain_town(at_once), seed=1).funding
    assert table.left_gbp.iloc[-1] > 4 * 8 * 700
    assert table.given_gbp.to_numpy() == pytest.approx(8 * 700.0)


def test_without_money_there_is_none_to_be_seen() -> None:
    seen = {"name": "seen", "measure": "extra_places_spend"}
    assert run(plain_town({"observables": [seen]})).observables["seen"].value.tolist() == [0.0] * 52


# Episodes --------------------------------------------------------------------------------------


def test_episodes(result: Result) -> None:
    table = result.episodes
    assert_columns(
        table, names="locality group outcome", whole="client onset end weeks_waited needs agencies"
    )
    assert table.drop(columns="end").notna().all().all()
    assert (table.end.isna() == (table.outcome == "open")).all()
    ended = table[table.outcome != "open"]
    assert (ended.end >= ended.onset).all()
    assert (ended.end >= 0).all()
    assert table.needs.between(1, 3).all()
    assert table.agencies.between(0, 3).all()
    assert (table.agencies[table.outcome == "joined_up"] >= 2).all()
    assert (table.needs[table.outcome == "joined_up"] >= 2).all()
    assert (table.agencies[table.outcome == "resolved"] >= 1).all()


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


# Outcomes, costs, observables ------------------------------------------------------------------


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


def test_the_slope_of_a_stock_is_its_trend_over_the_last_year_by_its_mean() -> None:
    stocks = np.zeros((60, len(k.STOCKS)), np.int64)
    # Eight weeks that do not count, then 200 and two more a week: 104 a year over a mean of 251.
    stocks[:8, COLUMN["waiting"]] = 9999
    stocks[8:, COLUMN["waiting"]] = 200 + 2 * np.arange(52)
    assert warm_up_slopes(stocks)["waiting"] == pytest.approx(104 / 251)
    assert warm_up_slopes(stocks)["lapsed"] == 0.0
    assert still_moving(stocks) == ["waiting"]


@pytest.mark.parametrize(
    ("means", "moving"),
    [
        # A line that rises by 26 or 28 a quarter, and quarters 10 off it: 4.11 and 4.43 standard errors.
        ([271, 277, 303, 349], False),
        ([268, 276, 304, 352], True),
        ([352, 304, 276, 268], True),
    ],
)
def test_a_trend_is_separated_from_noise_by_four_quarterly_means(means: list[int], moving: bool) -> None:
    stocks = np.zeros((52, len(k.STOCKS)), np.int64)
    stocks[:, COLUMN["waiting"]] = np.repeat(means, 13)
    assert abs(warm_up_slopes(stocks)["waiting"]) > 0.02
    assert still_moving(stocks) == (["waiting"] if moving else [])


def test_what_swings_within_each_quarter_is_no_trend() -> None:
    stocks = np.zeros((52, len(k.STOCKS)), np.int64)
    stocks[:, COLUMN["waiting"]] = np.tile(100 + 5 * np.arange(13), 4)
    assert warm_up_slopes(stocks)["waiting"] > 0.02
    assert still_moving(stocks) == []


# Journeys --------------------------------------------------------------------------------------


def test_journeys_tell_every_move_with_its_cause(result: Result) -> None:
    assert len(result.journeys) == 20
    moves = [move for journey in result.journeys.values() for move in journey]
    assert all(move.startswith("week ") for move in moves)
    for journey in result.journeys.values():
        weeks = [int(move.split(":")[0].removeprefix("week ")) for move in journey]
        assert weeks == sorted(weeks)
        assert not weeks or 0 <= weeks[0] <= weeks[-1] < 52
    assert any("was handed on, " in move and "joint intensity" in move for move in moves)


MOVES_BY_HAND = {
    "a need arose": (k.MOVES.index("a need arose"), k.NOBODY, k.NOBODY, 0.0),
    "joined the list, Advice bureau (chance 40.0%)": (JOINED, 0, k.NOBODY, 0.4),
    "service started, housing": (k.MOVES.index("service started"), 1, k.NOBODY, 1.0),
    "was handed on, Advice bureau to clinic (chance 40%, joint intensity 0.25)": (HANDED_ON, 0, 2, 0.4),
    "was lost in a hand-off, housing to clinic (chance 0%, joint intensity 0.25)": (
        HAND_OFF_FAILED,
        1,
        2,
        0.0,
    ),
    "a need that had been met came back (a roof)": (NEED_RETURNED, 1, k.NOBODY, 0.4),
    "a need that had been met came back (health)": (NEED_RETURNED, 2, k.NOBODY, 0.4),
}


@pytest.mark.parametrize("sentence", MOVES_BY_HAND)
def test_a_move_is_reported_with_titles_where_there_are_any_and_chances_where_there_were(
    sentence: str,
) -> None:
    engine = engine_at(plain_town({"agencies.adviser.title": "Advice bureau"}), 0)
    needs = [{"name": "advice"}, {"name": "home", "title": "a roof"}, {"name": "health"}]
    engine.scenario = plain_town({"agencies.adviser.title": "Advice bureau", "population.needs": needs})
    move, agency, other, chance = MOVES_BY_HAND[sentence]
    rows = [(week, 7, move, agency, other, chance, 0.25) for week in (-1, 0, 3)]
    engine.traced = [np.array([*rows, (3, 8, move, agency, other, chance, 0.25)], MOVE)]
    assert stories.journey(engine, 7) == ((0, sentence), (3, sentence))
    engine.state.client["flags"][[7, 8]] |= k.TRACED_BIT
    told = [f"week 0: {sentence}", f"week 3: {sentence}"]
    assert stories.journeys(engine) == {7: told, 8: told[1:]}


def test_journeys_of_everybody_add_up_to_the_flows() -> None:
    result = run(busy_town(), seed=3, trace=300)
    moves = [move.split(": ", 1)[1] for journey in result.journeys.values() for move in journey]
    flows = result.weekly[list(k.FLOWS)].sum()

    def told(*starts: str) -> int:
        return sum(move.startswith(starts) for move in moves)

    assert told("a need arose") == flows.onsets
    assert told("the need came back") == flows.relapses
    assert told("joined the list", "went to the wrong door and was handed on") == flows.joined_list
    assert told("went to the wrong door and was lost") == flows.wrong_door_lapsed
    assert told("was refused") == flows.refused
    assert told("service started") == flows.started_service
    assert told("was handed on") == flows.hand_offs_succeeded
    assert told("was lost in a hand-off") == flows.lapsed_after_hand_off
    assert told("all needs were met") == flows.resolved
    assert told("all needs were met, jointly") == flows.joined_up
    assert told("gave up waiting") == flows.abandoned
    assert told("the need ended by itself") == flows.resolved_without_help
    assert told("complained; upheld") == flows.upheld
    assert told("complained; nobody took ownership") == flows.unowned
    assert told("learned of the service") == flows.became_aware
    assert told("was found by outreach") == flows.outreach >= flows.made_aware_by_outreach
    assert told("forgot the service") == flows.forgot
    assert told("a need that had been met came back") == flows.recurrences


def test_a_stock_moves_only_beyond_noise() -> None:
    town = load("town").with_changes({"weeks": 13})
    settled = run(town, 1)
    assert max(abs(slope) for slope in settled.warm_up_slopes.values()) > 0.02
    assert settled.still_moving == settled.warnings == []
    cut_short = run(town.with_changes({"warm_up_weeks": 52}), 1)
    assert "no_need" in cut_short.still_moving
    assert any(warning.startswith("still moving") for warning in cut_short.warnings)
