"""Ensembles: members with other values of what nobody knows, the same in every option (ODD 4).

Member k draws a value for every number that has a plausible range, from (seed, k, path), so that a value does
not depend on what else is drawn. Values are uniform between the ends of the range: on a log scale for rates
and times, in log-odds for shares strictly inside 0 and 1; shares of a whole are then scaled to add up to 1.
With a posterior a member takes one of its draws as a whole, and only the rest by itself. What people decide
is not doubt and is not drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

import numpy as np
import numpy.typing as npt

from joinup.experiments.run.admission import MOST_POINTS, check_count
from joinup.experiments.study.design import Changes, Design
from joinup.experiments.study.posteriors import Posterior, from_posterior
from joinup.experiments.study.ranges import Range, declared_ranges, range_of
from joinup.scenarios.evidence import known
from joinup.sim import randomness
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.mechanisms.partnership.presets import PRICES, price_of
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.edition import SECOND
from joinup.sim.parameters.paths import split

DECIDED = ("campaigns", "consultations", "funding", "incentives", "partnership", "load")
"""Sections of what people decide: choices, not doubt, but for what follows from them."""

FOLLOWS = (
    "acted_on",
    "ceiling",
    "consent",
    "decline_share",
    "free_rider_share",
    "mainstreamed",
    "participation",
    "places_cap",
    "ready_weeks",
    "recruitment_weeks",
    "spent_on_places",
    "without",
)
"""Numbers in these sections that nobody decides: what others do, and how long it takes."""

DECIDED_TOO = ("places", "outreach", "people", "value_of_week")
"""Numbers elsewhere that are decided, or are a judgement of worth."""

PER_TIME = ("per week", "per quarter", "per year", "weeks")
"""Units of rates and times."""

Floats = npt.NDArray[np.float64]


def ensemble(
    scenario: Scenario,
    members: int,
    *,
    seed: int = 1,
    posterior: Posterior | None = None,
    without: Collection[str] = (),
    replicates: int = 1,
) -> Design:
    """Return a design of which each point is a member.

    Parameters
    ----------
    scenario
        The scenario.
    members
        How many.
    seed
        Seed of the members, and of the first replicate.
    posterior
        Draws that members take as a whole.
    without
        Paths that are not drawn, as options change them.
    replicates
        Runs of each member.

    Raises
    ------
    ScenarioError
        If no number of the scenario has a range, or the posterior is of another scenario.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> two, three = ensemble(load("town"), 2), ensemble(load("town"), 3)
    >>> two.points == three.points[:2] and two.kind
    'ensemble'
    """
    check_count(members, MOST_POINTS, "member")
    taken: Sequence[Changes] = ()
    fitted: tuple[Range, ...] = ()
    if posterior is not None:
        whole = from_posterior(scenario, posterior, points=len(posterior.draws))
        taken, fitted = whole.samples, whole.ranges
    known_already = {*without, *(one.path for one in fitted)}
    ranges = [one for one in doubted(scenario) if one.path not in known_already]
    if not ranges and not fitted:
        raise ScenarioError([Problem((), "no number of the scenario has a range: there is nothing to draw")])
    columns = {one.path: one.at(_shares(scenario, one, members, seed)) for one in ranges}
    rows = []
    for member in range(members):
        own = {path: values[member] for path, values in columns.items()}
        if taken:
            own |= taken[int(_uniform("posterior", member, seed) * len(taken))]
        for parts in _wholes(scenario):
            own |= _whole(parts, own)
        rows.append(own)
    return Design(
        scenario,
        tuple(rows),
        replicates,
        seed,
        "ensemble",
        (*ranges, *fitted),
        samples=tuple(rows),
        sample_seed=seed,
    )


def doubted(scenario: Scenario) -> list[Range]:
    """Return the plausible ranges of what nobody knows.

    Examples
    --------
    >>> from joinup.scenarios.load import load
    >>> paths = [one.path for one in doubted(load("town"))]
    >>> "trust.up" in paths, "agencies.housing.places" in paths
    (True, False)
    """
    found = {one.path: one for one in _prices(scenario)}
    found |= {one.path: one for one in declared_ranges(scenario) if not _is_decided(one.path)}
    return list(found.values())


def _prices(scenario: Scenario) -> Iterator[Range]:
    """Yield the ranges of what forms cost and how far they reach, where the scenario has the usual value."""
    if scenario.schema_version != SECOND:
        return
    for name in scenario.forms:
        for within in PRICES:
            price, path = price_of(name, within), f"forms.{name}.{within}"
            if price is None or price.value != scenario.get(path):
                continue
            low, high = price.range
            if low < high:
                yield range_of(scenario, path, low, high)


def _is_decided(path: str) -> bool:
    first, *middle, last = (str(part) for part in split(path))
    if first in DECIDED:
        return last not in FOLLOWS
    return last in DECIDED_TOO and middle[:1] != ["variation"]


def _shares(scenario: Scenario, one: Range, members: int, seed: int) -> Floats:
    """Return how far along its range each member's value is."""
    even = np.array([_uniform(one.path, member, seed) for member in range(members)])
    low, high = one.low, one.high
    unit = known(scenario, one.path).unit
    if unit.startswith(PER_TIME) and low > 0:
        return (low * (high / low) ** even - low) / (high - low)
    if unit == "share" and low > 0 and high < 1:
        ends = np.log([low / (1 - low), high / (1 - high)])
        values: Floats = 1 / (1 + np.exp(-(ends[0] + even * (ends[1] - ends[0]))))
        return (values - low) / (high - low)
    return even


def _whole(parts: Changes, member: Changes) -> Changes:
    """Return parts of a whole as a member has drawn them, scaled to add up to 1; nothing if it drew none."""
    drawn = {path: float(member.get(path, value)) for path, value in parts.items()}
    total = sum(drawn.values())
    return {path: value / total for path, value in drawn.items()} if drawn != dict(parts) else {}


def _wholes(scenario: Scenario) -> tuple[Changes, ...]:
    """Return what adds up to 1: groups' shares of the people, and payers' of the cost of unmet need."""
    outside = scenario.money.outside_failure_shares
    return (
        {f"population.groups.{one.name}.share": one.share for one in scenario.population.groups},
        {f"agencies.{one.name}.failure_share": one.failure_share for one in scenario.agencies}
        | {f"money.outside_failure_shares.{payer}": share for payer, share in outside.items()},
    )


def _uniform(path: str, member: int, seed: int) -> float:
    name = np.uint64(randomness.name_hash(path))
    return float(randomness.unit(randomness.named_draw(seed, name, member, randomness.PARAMETER)))
