"""Reach, completion and lasting outcomes (R1 to R4)."""

from __future__ import annotations

import numpy as np

from joinup.sim.parameters import Scenario
from joinup.sim.results.measure import (
    Measure,
    after_funding,
    by_group,
    episodes,
    funding_ends,
    groups,
    lasting,
    ratio,
)
from joinup.sim.results.tables import Tallies

CAUSES = ("abandoned", "lapsed_after_hand_off", "wrong_door_lapsed", "refused", "not_helped")


def _hand_off_success(run: Tallies) -> float:
    lost = run.flow("lapsed_after_hand_off").sum() + run.flow("wrong_door_lapsed").sum()
    return 1 - ratio(int(lost), int(run.flow("hand_offs_attempted").sum()))


HAND_OFF_SUCCESS = Measure(
    risk="R1",
    name="hand_off_success",
    title="hand-offs that succeed",
    unit="share",
    better="higher",
    good="above 0.7",
    bad="below 0.4",
    definition="1 - clients lost in hand-offs / hand-offs tried",
    formula=_hand_off_success,
)


def _reach(run: Tallies) -> dict[str, float]:
    return by_group(run, run.flow("reached"), episodes(run))


REACH = Measure(
    risk="R2",
    name="reach",
    title="reach by group",
    unit="share of episodes",
    better="higher",
    good="above 0.6",
    bad="below 0.3",
    definition="first services / episodes begun",
    formula=_reach,
    parts=groups,
)


def _inclusion(run: Tallies) -> float:
    reach = [value for value in _reach(run).values() if not np.isnan(value)]
    return ratio(min(reach), max(reach)) if reach else float("nan")


INCLUSION_RATIO = Measure(
    risk="R2",
    name="inclusion_ratio",
    title="inclusion: lowest over highest reach",
    unit="ratio",
    better="higher",
    good="above 0.9",
    bad="below 0.6",
    definition="lowest reach of a group / highest",
    formula=_inclusion,
)


def _drop_outs(run: Tallies) -> dict[str, float]:
    causes = {cause: by_group(run, run.flow(cause), episodes(run), 100) for cause in CAUSES}
    return {f"{group}: {cause}": causes[cause][group] for group in run.groups for cause in CAUSES}


def _groups_and_causes(scenario: Scenario) -> tuple[str, ...]:
    return tuple(f"{group}: {cause}" for group in groups(scenario) for cause in CAUSES)


DROP_OUTS = Measure(
    risk="R2",
    name="drop_outs",
    title="drop-outs by group and cause",
    unit="per 100 episodes",
    better="lower",
    good="below 5",
    bad="above 30",
    definition="times dropped out by cause / episodes begun",
    formula=_drop_outs,
    parts=_groups_and_causes,
)


def _take_up(run: Tallies) -> dict[str, float]:
    return by_group(run, run.flow("presented"), episodes(run))


TAKE_UP = Measure(
    risk="R3",
    name="take_up",
    title="take-up by group",
    unit="presentations per episode",
    better=None,
    good="about 1: people present themselves once",
    bad="far below 1, or far above: many have to try again",
    definition="presentations / episodes begun",
    formula=_take_up,
    parts=groups,
)


def _lasting_outcomes(run: Tallies) -> dict[str, float]:
    return lasting(run.weekly_of("resolved").sum(axis=1).astype(float), funding_ends(run))


OUTCOMES_KEPT = Measure(
    risk="R4",
    name="outcomes_kept",
    title="outcomes after funding",
    unit="ratio to funded level",
    better="higher",
    good="above 0.95",
    bad="below 0.8",
    definition="episodes resolved a week in 26 weeks around the week / last funded year",
    formula=_lasting_outcomes,
    parts=after_funding,
)
