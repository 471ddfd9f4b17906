"""Incentives, money, campaigns and consultations of a scenario as arrays, for `World`."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.columns import F8, I8, Records
from joinup.sim.arrays.settings import rows_of
from joinup.sim.arrays.world import CAMPAIGN, CONSULTATION, FUND, INCENTIVE, NAVIGATOR, PREVENTION
from joinup.sim.mechanisms.effort.parameters import PAID_BY_AGENCIES
from joinup.sim.mechanisms.outreach_and_consultation.parameters import Consultation
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.population import Group


def by_difficulty(group: Group, given: float | None, levels: tuple[float, float, float]) -> float:
    """Return what is given, or the default for easy, middling and difficult groups (1, 1.15, 1.4)."""
    if given is not None:
        return given
    return levels[0] if group.difficulty < 1.075 else levels[1] if group.difficulty < 1.275 else levels[2]


def incentive_rows(scenario: Scenario) -> Records:
    """Return the incentives, one record each."""
    rows, roles = rows_of(scenario.incentives, INCENTIVE), [agency.name for agency in scenario.agencies]
    for row, item in zip(rows, scenario.incentives, strict=True):
        if item.kind not in k.INCENTIVES:
            row["kind"] = k.OWN + scenario.extension_number(item.kind)
        row["receiver"] = k.ITSELF
        if item.kind in PAID_BY_AGENCIES:
            row["receiver"] = roles.index(item.payee) if item.payee in roles else k.NO_AGENCY
    return rows


def applies(chosen: Sequence[Sequence[str]], names: Sequence[str]) -> list[list[bool]]:
    """Return whether each item applies to each name, (items, names); an empty choice means all."""
    return [[not some or name in some for name in names] for some in chosen]


def fund_rows(scenario: Scenario) -> Records:
    """Return the funding windows, one record each."""
    rows = rows_of(scenario.funding, FUND)
    set_up = scenario.weeks_to_set_up
    for row, window in zip(rows, scenario.funding, strict=True):
        row["recruits_after"] = set_up if window.recruits_after is None else window.recruits_after
    return rows


def campaign_rows(scenario: Scenario) -> Records:
    """Return the campaigns, one record each."""
    rows = rows_of(scenario.campaigns, CAMPAIGN)
    rows["kept"] = [0.5 ** (1 / campaign.half_life) for campaign in scenario.campaigns]
    channels = [campaign.channel for campaign in scenario.campaigns]
    rows["channel"] = [channels.index(channel) for channel in channels]
    rows["fixed_cost"] /= scenario.people_per_client
    return rows


def campaign_reach(scenario: Scenario) -> list[list[float]]:
    """Return k times the reach of each campaign by group, (campaigns, groups); 0 outside its audience."""
    effect = scenario.awareness.advertising_effect
    table = []
    for campaign in scenario.campaigns:
        row = []
        for group in scenario.population.groups:
            reach = group.reach
            given = reach.get(campaign.channel) if isinstance(reach, dict) else reach
            level = by_difficulty(group, given, (1.0, 0.6, 0.4))
            row.append(effect * level if not campaign.audience or group.name in campaign.audience else 0.0)
        table.append(row)
    return table


def campaign_audience(scenario: Scenario, sizes: I8, in_programme: npt.NDArray[np.bool_]) -> list[F8]:
    """Return the audience in thousands of clients, (campaigns, localities)."""
    table = []
    for campaign in scenario.campaigns:
        share = sum(
            group.share
            for group in scenario.population.groups
            if not campaign.audience or group.name in campaign.audience
        )
        there = in_programme if campaign.programme else np.ones(len(sizes))
        table.append(sizes * share / 1000 * there)
    return table


def shared_cost(item: Consultation, in_programme: npt.NDArray[np.bool_]) -> F8:
    """Return the weekly cost of a consultation by locality."""
    there = in_programme if item.programme else np.ones(len(in_programme), bool)
    return np.asarray(item.cost * there / max(1, there.sum()), dtype=float)


def consult_rows(scenario: Scenario) -> Records:
    """Return the consultations, one record each."""
    return rows_of(scenario.consultations, CONSULTATION)


def navigator_rows(scenario: Scenario) -> Records:
    """Return the navigators, one record each."""
    return rows_of(scenario.navigators, NAVIGATOR)


def prevention_rows(scenario: Scenario) -> Records:
    """Return what keeps needs from arising, one record each."""
    return rows_of(scenario.prevention, PREVENTION)


def consult_gain(scenario: Scenario, dimensions: list[str]) -> F8:
    """Return what each consultation brings when it is done, (consultations, access dimensions).

    Of the gain, the share of people with the access need who answer, times what is acted on.
    """
    table = np.zeros((len(scenario.consultations), len(dimensions)))
    for n, item in enumerate(scenario.consultations):
        asked = [group for group in scenario.population.groups if group.name in item.groups]
        answers = [by_difficulty(group, item.participation, (1.0, 0.7, 0.4)) for group in asked]
        for d, dimension in enumerate(dimensions):
            people = [group.share * group.access.get(dimension, 0.0) for group in asked]
            heard = sum(share * part for share, part in zip(people, answers, strict=True))
            if sum(people) > 0:
                table[n, d] = item.gain * (heard / sum(people)) * item.acted_on
    return table


def consult_applies(scenario: Scenario, roles: list[str], dimensions: list[str]) -> I8:
    """Return what each consultation improves, (consultations, agencies, access dimensions)."""
    table = np.zeros((len(scenario.consultations), len(roles), len(dimensions)), np.int64)
    for n, item in enumerate(scenario.consultations):
        heard = {
            dimension
            for group in scenario.population.groups
            if group.name in item.groups
            for dimension, share in group.access.items()
            if share > 0
        }
        for a, role in enumerate(roles):
            for d, dimension in enumerate(dimensions):
                table[n, a, d] = dimension in heard and (not item.agencies or role in item.agencies)
    return table
