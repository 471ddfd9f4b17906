"""The debrief: figures of the arms, sentences that say what they say, and effects that are measured."""

from __future__ import annotations

import math

import numpy as np
import pytest

from joinup.experiments.analysis.methods.statistics import WEEKS, Difference, Estimate, difference, estimate
from joinup.experiments.analysis.methods.verdicts import Verdict
from joinup.experiments.run.measures_table import Key, measures_of
from joinup.experiments.session.debrief import Debrief, MeasureComparison, debrief
from joinup.experiments.session.effects import effect_of_each, replicates_needed, with_other_seeds
from joinup.experiments.session.log import AS_WRITTEN, NONE
from joinup.experiments.session.session import Session
from joinup.experiments.session.snapshot import Snapshot, snapshot
from joinup.sim.results.outcomes import ALL
from joinup.sim.results.tables import UNMET
from joinup.sim.run import run
from tests.support.scenarios import busy_town

TOWN = {"weeks": 40, "events": [], "population.people": 600}


@pytest.fixture(scope="module")
def session() -> Session:
    session = Session(busy_town(TOWN), seed=3)
    session.run_for(6)
    session.decide({"partnership.form": "merged"}, who="room", title="Merge them")
    session.run_for(4)
    session.decide({"redress.clarity": busy_town(TOWN).redress.clarity}, who="Fay", title="Change nothing")
    session.run_for(6)
    session.decide(who="room", turnover_shock=0.2, agencies=["housing"])
    session.run_for(14)
    return session


@pytest.fixture(scope="module")
def copied(session: Session) -> Snapshot:
    return snapshot(session)


@pytest.fixture(scope="module")
def told(copied: Snapshot) -> Debrief:
    return debrief(copied)


def one(told: tuple[MeasureComparison, ...], name: str, group: str = ALL) -> MeasureComparison:
    return next(entry for entry in told if (entry.name, entry.group) == (name, group))


def test_measures_are_those_of_the_arms(session: Session, told: Debrief) -> None:
    summary = {arm: session.result(arm).summary.set_index("group").to_dict("index") for arm in session.arms}
    for name in ("resolved", "need_weeks"):
        for group in (ALL, "most", "others"):
            entry = one(told.measures if group == ALL else told.by_group, name, group)
            assert entry.value == summary["run"][group][name]
            values = {gap.arm: gap.value for gap in entry.gaps}
            assert values == {arm: summary[arm][group][name] for arm in (AS_WRITTEN, NONE)}
            assert all(gap.difference == entry.value - gap.value for gap in entry.gaps)
    weekly = session.result().weekly.query("week == 29")
    assert one(told.measures, "unmet_need").value == weekly[list(UNMET)].to_numpy().sum()
    others = weekly.query("group == 'others'")[list(UNMET)].to_numpy().sum()
    assert one(told.by_group, "unmet_need", "others").value == others


def test_one_run_says_the_direction_and_gives_no_verdict(told: Debrief) -> None:
    seen = set()
    for entry in told.measures:
        for gap in entry.gaps:
            seen.add(gap.word)
            if gap.difference == 0:
                assert gap.word == "no difference"
            elif np.isfinite(gap.difference):
                assert gap.word == ("higher" if gap.difference > 0 else "lower")
    assert {"higher", "lower"} <= seen


def test_sentences_give_all_three_values(told: Debrief) -> None:
    entry = one(told.measures, "need_weeks")
    assert entry.sentence.startswith(f"Weeks of need: {entry.value:,.0f} in this run, ")
    for gap, words in zip(entry.gaps, ("in the scenario as written", "without joint working"), strict=True):
        than = "more" if gap.difference > 0 else "less"
        wanted = f"{abs(gap.difference):,.0f} {than} than {words} ({gap.value:,.0f})"
        assert wanted in entry.sentence
    for entry in (*told.measures, *told.by_group):
        assert entry.sentence.endswith(".") and "nan" not in entry.sentence and "as as" not in entry.sentence
    assert "points" in one(told.measures, "reached").sentence
    assert one(told.by_group, "resolved", "others").sentence.startswith("Resolved by services, others: ")


def test_it_says_what_was_decided_and_what_one_run_can_tell(told: Debrief) -> None:
    assert [(entry.week, entry.who) for entry in told.decisions] == [(6, "room"), (10, "Fay"), (16, "room")]
    assert told.decisions[2].what == "20% of staff leave (housing)"
    assert told.noise.startswith("This is one run: ") and "±0.47 with 20" in told.noise
    assert told.command == "joinup run --replay session.json --replications 20"
    assert told.headline.startswith("30 weeks of 40 run, 3 decisions made.")


def test_a_session_that_was_not_run_has_a_debrief() -> None:
    told = debrief(snapshot(Session(busy_town({**TOWN, "warm_up_weeks": 5}), seed=1)))
    assert told.headline == "No week has been run yet."
    assert {entry.sentence.rpartition(": ")[2] for entry in told.measures} == {"no value."}


def test_the_effect_of_a_decision_is_the_run_less_the_run_without_it(
    session: Session, copied: Snapshot
) -> None:
    merged, nothing, shock = effect_of_each(copied)
    without = session.as_scenario().with_changes({"weeks": 30})
    events = without.model_dump(mode="json")["events"]
    for place, effect in ((0, merged), (2, shock)):
        left = without.with_changes({"events": [*events[:place], *events[place + 1 :]]})
        other = measures_of(run(left, 3, by_locality=True)).values
        mine = measures_of(session.result()).values
        assert effect.differences[WEEKS] == mine[WEEKS] - other[WEEKS]
        cost = Key("money", "public_cost")
        assert effect.differences[cost] == mine[cost] - other[cost]
    assert merged.differences[WEEKS] != 0
    assert "'Merge them': compared with the same run without it, weeks of need" in merged.sentence
    assert set(nothing.differences.values()) == {0.0}
    assert "without it this run would be the same" in nothing.sentence


def test_only_so_many_decisions_are_looked_at(copied: Snapshot) -> None:
    assert [effect.entry.week for effect in effect_of_each(copied, most=1)] == [16]


def test_a_decision_that_others_rest_on_is_reported() -> None:
    session = Session(busy_town({**TOWN, "warm_up_weeks": 5}), seed=1)
    session.decide({"partnership.form": "none", "partnership.lead": None}, who="room", title="Stop")
    session.decide({"agencies.housing.rule": "fixed", "agencies.housing.fixed_effort": 0.5}, who="room")
    session.run_for(2)
    for effect in effect_of_each(snapshot(session)):
        assert effect.differences or "are not valid" in effect.sentence


def test_nothing_decided_has_no_effects() -> None:
    session = Session(busy_town({**TOWN, "warm_up_weeks": 5}), seed=1)
    session.run_for(2)
    assert effect_of_each(snapshot(session)) == ()


def test_other_seeds_give_confidence_intervals(copied: Snapshot) -> None:
    found = with_other_seeds(copied, 3)
    weeks = next(entry for entry in found if entry.key == WEEKS)
    gaps = []
    for seed in (3, 4, 5):
        ours = run(copied.saved().with_decisions.with_changes({"weeks": 30}), seed, by_locality=True)
        theirs = run(copied.scenario.with_changes({"weeks": 30}), seed, by_locality=True)
        gaps.append(measures_of(ours).values[WEEKS] - measures_of(theirs).values[WEEKS])
    assert weeks.difference.estimate == estimate(gaps)
    assert "over 3 replicates, cannot tell (fewer than 20 draws)" in weeks.sentence
    with pytest.raises(ValueError, match="at least 2 are needed"):
        with_other_seeds(copied, 1)


def test_enough_replicates_make_the_interval_of_the_mean_exclude_zero() -> None:
    gaps = np.random.default_rng(2).normal(1.0, 4.0, 12).tolist()
    found = difference(gaps, [0.0] * len(gaps))
    needed = replicates_needed(found)
    assert found.verdict is Verdict.CANNOT_TELL and needed is not None
    spread = float(np.std(gaps, ddof=1))

    def margin(runs: int) -> float:
        from scipy.stats import t

        return float(t.ppf(0.975, runs - 1)) * spread / math.sqrt(runs)

    assert margin(needed) <= abs(found.estimate.mean) < margin(needed - 1)
    assert replicates_needed(Difference(Estimate(0.0, -1.0, 1.0, 5), Verdict.CANNOT_TELL)) is None
    assert replicates_needed(difference([1.0], [0.0])) is None
