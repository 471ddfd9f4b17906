"""What of a result moves when a lever is pulled."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from joinup.sim.results.result import Result
from tests.sim.levers.borough import FUNDED, GROUPS

Measure = Callable[[Result], float]


def weeks_of(result: Result, column: str, *, group: str | None = None, since: int = 0) -> float:
    table = result.weekly.query("week >= @since")
    if group is not None:
        table = table.query("group == @group")
    return float(table[column].sum())


def ratio(part: str, whole: str, *, group: str | None = None, since: int = 0) -> Measure:
    """Return a measure: one figure of the weekly table per another."""

    def measure(result: Result) -> float:
        return weeks_of(result, part, group=group, since=since) / max(
            1.0, weeks_of(result, whole, group=group, since=since)
        )

    return measure


def total(column: str, *, group: str | None = None, since: int = 0) -> Measure:
    return lambda result: weeks_of(result, column, group=group, since=since)


def of_agencies(column: str, first: int = 0, last: int = FUNDED) -> Measure:
    """Return a measure: the mean over agencies and weeks."""

    def measure(result: Result) -> float:
        weeks = result.agencies["week"]
        return float(result.agencies.loc[(weeks >= first) & (weeks < last), column].mean())

    return measure


def paid(query: str) -> Measure:
    return lambda result: float(result.ledger.query(query)["gbp"].sum())


def card(name: str) -> Measure:
    def measure(result: Result) -> float:
        table = result.scorecard
        return float(table.loc[table["measure"] == name, "value"].iloc[0])

    return measure


def share_aware(result: Result, *groups: str) -> float:
    table = result.weekly[result.weekly["group"].isin(groups or GROUPS)]
    people = table[["no_need", "seeking", "waiting", "in_service", "lapsed"]].sum().sum()
    return float(table["aware"].sum() / people)


def gap_in_awareness(result: Result) -> float:
    return share_aware(result, "most_people") - share_aware(result, "several_needs")


def presenting_of_several_needs(result: Result) -> float:
    """Return how often those with several needs present, over how often most people do."""
    hard = ratio("presented", "seeking", group="several_needs", since=26)(result)
    return hard / ratio("presented", "seeking", group="most_people", since=26)(result)


def extra_wait_of_hard_cases(result: Result) -> float:
    hard = ratio("weeks_waited", "started_service", group="several_needs")(result)
    return hard - ratio("weeks_waited", "started_service", group="most_people")(result)


def places_where_people_wait(result: Result) -> float:
    """Return by how many places the longer list gains on the other when pooled places are shared out.

    Of the two roles that may pool: places of the quarter beside lists when it opens, both as
    deviations from their means.
    """
    table = result.agencies[result.agencies["agency"].isin(["housing", "employment"])]
    wide = table.pivot_table(index="week", columns=["locality", "agency"], values=["places", "waiting"])
    gains = []
    for place in ("better_off", "poor"):
        places = wide["places"][place]["housing"] - wide["places"][place]["employment"]
        lists = wide["waiting"][place]["housing"] - wide["waiting"][place]["employment"]
        opens = places.index[(places.index % 13 == 0) & (places.index > 0)]
        moved, longer = places.loc[opens].to_numpy(), lists.loc[opens - 1].to_numpy()
        gains.append(np.mean((moved - places.mean()) * np.sign(longer - np.median(longer))))
    return float(np.mean(gains))


def short_of_money(result: Result) -> float:
    return float(result.funding["lapsed_gbp"].sum())


def weeks_in_service(result: Result) -> float:
    return weeks_of(result, "in_service") / weeks_of(result, "completions")


def trust_at_the_end(result: Result) -> float:
    table = result.links
    return float(table.loc[table["quarter"] == table["quarter"].max(), "trust"].mean())


def flattery(result: Result) -> float:
    return card("flattery")(result)


def joined_up_episodes(result: Result) -> float:
    return float((result.episodes["outcome"] == "joined_up").sum())


def refused_in_the_poor_area(result: Result) -> float:
    table = result.weekly
    return float(table.loc[table["locality"] == "poor", "refused"].sum())


def discounted_share(result: Result) -> float:
    sums = result.costs[["gbp", "discounted_gbp"]].sum()
    return float(sums["discounted_gbp"] / sums["gbp"])
