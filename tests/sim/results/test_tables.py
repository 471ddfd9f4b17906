"""What a run returns (model.md 6): the tables and their columns."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

import numpy as np
import pandas as pd
import pytest

from joinup.sim.mechanisms.journeys.measures import CAUSES
from joinup.sim.mechanisms.ledger.lines import ledger_lines, outside_shares
from joinup.sim.results.result import Result
from joinup.sim.run import run
from joinup.sim.versions import _version, versions
from tests.support.scenarios import busy_town, plain_town

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
    staff = ("service", "coordination", "set_up", "redress")
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
        expected += [(role, role, "coordination") for role in roles]
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
        lines = ledger_lines(scenario)
        assert [line[:3] for line in lines] == expected
        priced = [line[:3] for line in lines if line.of_joint_working]
        assert priced == expected[expected.index(("funder", "partnership", "set_up")) :][:5]


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
