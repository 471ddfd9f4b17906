"""What the kernels work on: constants, record types and the three bundles of arrays.

``World`` holds what a scenario says (rebuilt when an event changes it), ``State`` what a run
is (all that a pickle needs), ``Record`` what is written down. Sizes: L localities, A agencies
(one per role) in each, G groups, N clients, D access dimensions, X effort levels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from joinup.sim.arrays.settings import SETTINGS as SETTINGS
from joinup.sim.arrays.settings import record_type
from joinup.sim.declarations import NEVER as NEVER
from joinup.sim.declarations import QUARTER as QUARTER
from joinup.sim.mechanisms.accountability import flows as accountability
from joinup.sim.mechanisms.awareness import flows as awareness
from joinup.sim.mechanisms.awareness.parameters import Campaign
from joinup.sim.mechanisms.columns import in_order
from joinup.sim.mechanisms.effort.parameters import Incentive
from joinup.sim.mechanisms.funding.parameters import Funding
from joinup.sim.mechanisms.journeys import flows as journeys
from joinup.sim.mechanisms.outreach_and_consultation import flows as outreach
from joinup.sim.mechanisms.outreach_and_consultation.parameters import Consultation
from joinup.sim.parameters.agencies import Agency
from joinup.sim.parameters.population import Group

NO_NEED, SEEKING, WAITING, IN_SERVICE, LAPSED = range(5)
STATES = ("no_need", "seeking", "waiting", "in_service", "lapsed")
AWARE_COUNT = 5
STOCKS = (*STATES, "aware")
COUNTS = len(STOCKS)
"""Place of the first flow in a row of the weekly table."""

COUNTED = in_order(accountability.FLOWS, awareness.FLOWS, journeys.FLOWS, outreach.FLOWS)
"""Flows of all rooms, in the order of their columns."""

FLOWS = tuple(flow.name for flow in COUNTED)
"""Columns of the weekly table, after those of the stocks."""

# Bits of a client's flags.
ELIGIBLE_BIT, LAPSED_BIT, REDRESS_BIT, HELPED_BIT, COMPLAINED_BIT, HANDED_BIT, TRACED_BIT = (
    1, 2, 4, 8, 16, 32, 64,
)  # fmt: skip
NOBODY = 255

# A client's traits: one bit for aware, five for the group, and two for needs that may return.
AWARE_BIT, GROUP_BITS, KNOWN_BITS, LISTED_BIT, CLEARED_MARK = 1, 31, 63, 64, 128
NO_JOINT = 2.0
"""Smallest J of an episode before any joint step."""

MOVES = in_order(accountability.MOVES, awareness.MOVES, journeys.MOVES, outreach.MOVES)
"""What happened to a client in a week (scratch beside the list of those who may move)."""

LOGIT, BEST_REPLY, EWA, ASPIRATION, FIXED = range(5)
RULES = ("logit", "best_reply", "ewa", "aspiration", "fixed")
PROMISED, OBSERVED, EXPECTED = range(3)
BELIEFS = ("promised", "observed", "expected")
CREDIT_EQUAL, CREDIT_HALF, CREDIT_WHOLE = range(3)
CREDITS = ("equal", "half_to_lead", "whole")
GRAPH_NONE, GRAPH_COMPLETE, GRAPH_MEMBER, GRAPH_OUTSIDE, GRAPH_TEAM = range(5)
GRAPHS = ("none", "complete", "star_on_member", "star_outside", "team")
SUBSIDY, JOINT_TARGET, REWARD, CHARGE, FAILURE_GRANT, POOLED, PENALTY = range(7)
INCENTIVES = (
    "subsidy", "joint_target", "reward", "charge", "failure_grant", "pooled_budget", "penalty",
)  # fmt: skip
PEOPLE, CONTACTS, STOCK, PLACES, JOINED_UP_METRIC = range(5)
METRICS = ("people", "contacts", "stock", "places", "joined_up")
MIXING, SMALL_WORLD, SCALE_FREE, BLOCKS = range(4)
CONTACT_KINDS = ("mixing", "small_world", "scale_free", "blocks")
ONSET, POISSON, BERNOULLI, GIVEN = range(4)
ARRIVAL_KINDS = ("onset", "poisson", "bernoulli", "fixed")

LOCALITY = np.dtype([
    ("first", "i8"), ("end", "i8"), ("name", "u8"), ("starts", "i8"), ("in_programme", "i8"),
    ("wave", "i8"), ("planned", "i8"),
])  # fmt: skip
"""A locality: its clients are numbers first to end - 1; the partnership starts in week
starts (never without joint working) and was planned for week planned; funding and consultation
do not come before week wave."""

GROUP_RECORD = np.dtype(
    [
        *record_type(Group),
        ("right_door", "f8"),
        ("outreach", "i8"),
        ("arrivals", "i8"),
        ("accommodation_loss", "f8"),
        ("name", "u8"),
    ]
)
"""A group: what it declares, and what follows for it from other parts."""

AGENCY_SPEC = np.dtype(
    [
        *record_type(Agency),
        ("intrinsic", "f8"),
        ("turnover_week", "f8"),
        ("turnover_quarter", "f8"),
        ("name", "u8"),
        ("contracted", "i8"),
        ("rule", "i8"),
        ("may_join", "i8"),
        ("free_rider", "i8"),
        ("applies_rule", "i8"),
        ("option", "u8"),
        ("serves", "u8"),
    ]
)
"""An agency in a locality: what its role declares, and what follows there. Outreach is its locality's own,
in clients; contracted are the locality's places."""

AGENCY_STATE = np.dtype([
    (name, "f8") for name in (
        "effort", "routine", "pressure", "rate", "overhead", "dip_share", "own_share",
        "trust_mean", "joint_mean", "joint_last", "reported", "true", "gaming", "review_weight",
        "metric_sum", "performance", "aspiration", "experience", "best_effort",
        "expected_wait", "target",
    )
] + [
    (name, "i8") for name in (
        "places", "funded", "mainstreamed", "moved", "in_service", "waiting", "handed_waiting",
        "completions_week", "starts_week", "wait_sum_week", "complaints_week",
        "completions_quarter", "delay_weeks", "delay_last", "delay_week",
        "choice", "member", "left", "worse", "outreach_week",
    )
])  # fmt: skip
"""How one agency stands."""

LINK = np.dtype([
    ("trust", "f8"), ("joint", "f8"), ("hand_offs", "i8"),
])  # fmt: skip

INCENTIVE_RECORD = np.dtype(record_type(Incentive))

FUND_RECORD = np.dtype([*record_type(Funding), ("recruits_after", "i8")])

CAMPAIGN_RECORD = np.dtype([*record_type(Campaign), ("kept", "f8")])
"""A campaign, and the share of its advertising stock that is kept from week to week."""

CONSULT_RECORD = np.dtype(record_type(Consultation))

TRACE_ROW = np.dtype([
    ("week", "i4"), ("client", "i4"), ("move", "u1"), ("agency", "u1"), ("other", "u1"),
    ("chance", "f4"), ("joint", "f4"),
])  # fmt: skip

EPISODE = np.dtype([
    ("client", "i4"), ("locality", "i4"), ("group", "u1"), ("onset", "i4"), ("end", "i4"),
    ("weeks_waited", "i4"), ("needs", "u1"), ("agencies", "u1"), ("outcome", "u1"),
])  # fmt: skip


CLIENT = np.dtype([
    ("access", "u1"),  # bit mask of access needs
    ("flags", "u1"),
    ("needs", "u1"),  # still unmet
    ("needs_at_onset", "u1"),
    ("role", "u1"),  # agency now with
    ("last_role", "u1"),  # agency last served by, if the next may build on its work
    ("hops", "u1"),
    ("met", "u2"),  # agencies that served in the episode
    ("entered", "i2"),  # week of the present state
    ("onset_week", "i2"),
    ("waited", "u2"),  # weeks on lists in the episode
    ("aware_since", "i2"),
    ("joint", "f4"),  # smallest J of the episode; after it, the protection against relapse
])  # fmt: skip
"""What is read only of the few clients to whom something happens: 21 bytes side by side, so that
a move touches one or two lines of the processor's cache. What every week's scan reads of every
client stands in the columns `code` and `traits` of `State`."""

TICKET = np.dtype([
    ("client", "i4"),  # who took it
    ("joined", "i2"),  # in which week
    ("next", "i4"),  # on its list, or among those put back
])  # fmt: skip
"""A place on a waiting list."""

TICKETS = np.dtype([("first", "i8"), ("most", "i8"), ("used", "i8"), ("put_back", "i8")])
"""Tickets of a locality: the first, how many there are, how many have ever been used, and the first
of those put back."""


WEEKS_AT_ONCE = 26
"""Most weeks that are played before the tables take them over."""

TRACE_ROWS_A_WEEK = 32
"""More moves than a client can make in a week, attempts and complaints included."""


class World(NamedTuple):
    """What the scenario says, as arrays."""

    p: Any  # SETTINGS (1,): every scalar, by its path in the scenario
    localities: Any  # LOCALITY (L,)
    group: Any  # GROUP_RECORD (G,)
    spec: Any  # AGENCY_SPEC (L, A)
    onset: Any  # f8 (L, G)
    need_chance: Any  # f8 (G, needs)
    need_option: Any  # u8 (needs,)
    dimension_weight: Any  # f8 (D,)
    accommodation: Any  # f8 (L, A, D), before consultation
    grid: Any  # f8 (X,)
    grid_option: Any  # u8 (X,)
    fixed_effort: Any  # f8 (A, efforts): one for each quarter; the last stands for all later ones
    incentive: Any  # INCENTIVE_RECORD (K,)
    incentive_applies: Any  # i8 (K, A)
    fund: Any  # FUND_RECORD (F,)
    fund_places: Any  # i8 (F, L, A)
    campaign: Any  # CAMPAIGN_RECORD (C,)
    campaign_reach: Any  # f8 (C, G): k times reach, 0 outside the audience
    campaign_audience: Any  # f8 (C, L): thousands of clients addressed
    consult: Any  # CONSULT_RECORD (Q,)
    consult_applies: Any  # i8 (Q, A, D)
    consult_cost: Any  # f8 (Q, L): GBP a week while it runs
    outside_share: Any  # f8 (O,)
    deadlines: Any  # i8 (deadlines,)
    arrivals: Any  # f8 (G, arrivals): one for each week; the last stands for all later ones
    neighbour_start: Any  # u4 (starts,): N + 1 with a network, 1 without
    neighbours: Any  # i4 (contacts,)


class State(NamedTuple):
    """How a run stands, as arrays."""

    # Clients.
    code: Any  # u2 (N,): class that indexes the table of weekly thresholds
    traits: Any  # u1 (N,): 2 * group + aware, mark of a need met in an open episode, whether listed
    client: Any  # CLIENT (N,)
    marked: Any  # i4 (N,): who has the mark or has lost it lately, from a locality's first client on
    marked_count: Any  # i8 (L,)
    # Lists: first in, first out.
    head: Any  # i4 (L, A, G + 1): first ticket per group, and for redress; -1 for none
    tail: Any  # i4 (L, A, G + 1): last ticket of a list that has a first
    ticket: Any  # TICKET (most,): of all localities
    tickets: Any  # TICKETS (L,)
    # Agencies and partnerships.
    agency: Any  # AGENCY_STATE (L, A)
    link: Any  # LINK (L, A, A)
    completions: Any  # i8 (L, A, 13), ring
    complaints: Any  # i8 (L, 52, 2), ring: complaints, upheld
    attraction: Any  # f8 (L, A, X)
    chance: Any  # f8 (L, A, X): of each effort at the last decision
    payoff: Any  # f8 (L, A, X)
    reach: Any  # f8 (L,): phi now
    active: Any  # i8 (L,): whether a partnership is in force
    accommodation: Any  # f8 (L, A, D) now
    people: Any  # i8 (L, G): size of each group
    stock: Any  # i8 (L, G, 6)
    stock_before: Any  # i8 (L, G, 6): when the week opened
    advertising: Any  # f8 (C,): stock S of each campaign
    fund_opens: Any  # i8 (F, L): week in which recruiting starts, NEVER before it is known
    fund_level: Any  # f8 (F, L, A): places recruited so far
    fund_filled: Any  # i8 (F, L, A): places paid for this week
    fund_pot: Any  # f8 (F, L): money given and not spent
    fund_lapsed: Any  # f8 (F, L): money handed back in the week
    true_quarter: Any  # f8 (quarters, L, A)
    reported_quarter: Any  # f8 (quarters, L, A)
    # Scratch of one week.
    events: Any  # i4 (N,): clients who may move, in client order, from event_first on
    event_draw: Any  # u4 (N,): their draw of the week
    note: Any  # u2 (N,): what happened to them
    event_first: Any  # i8 (L,)
    event_count: Any  # i8 (L,)
    move_threshold: Any  # u4 (L, classes)
    aware_threshold: Any  # u4 (L, 2 G)

    def __getattr__(self, name: str) -> Any:
        """Return a field of all clients, to be read by name as if it were a column."""
        if name == "known":
            return self.traits & KNOWN_BITS
        if name == "state":
            return self._states(self.code)
        if name in (CLIENT.names or ()):
            return self.client[name]
        raise AttributeError(f"a state has no '{name}'")

    def _states(self, codes: Any) -> Any:
        limits = np.array([2, 4, 5, 6]) * self.people.shape[1]
        by_code = np.array([NO_NEED, SEEKING, WAITING, LAPSED, IN_SERVICE], np.uint8)
        return by_code[np.searchsorted(limits, codes, side="right")]

    def on_list(self, locality: int, agency: int, queue: int) -> list[int]:
        """Return the clients on a list in order; a queue is a group's number, or the last for redress."""
        numbers, number = [], int(self.head[locality, agency, queue])
        while number >= 0:
            numbers.append(number)
            number = int(self.ticket["next"][number])
        tickets = self.ticket[numbers]
        clients = tickets["client"]
        waits = self._states(self.code[clients]) == WAITING
        return clients[waits & (self.entered[clients] == tickets["joined"])].tolist()


class Record(NamedTuple):
    """What is written down."""

    flow: Any  # i8 (L, G, flows), this week
    money: Any  # f8 (L, lines), this week
    broken: Any  # i8 (L, 2): broken identity or -1, and its week
    # The weeks just played, by locality: added up in order, whoever played them.
    stretch: Any  # i8 (1,): first of them
    kept_counts: Any  # i4 (weeks at once, L, G, stocks + flows)
    kept_money: Any  # f8 (weeks at once, L, lines)
    kept_filled: Any  # i4 (weeks at once, L, F, A)
    kept_funds: Any  # f8 (weeks at once, L, F, 2): left in the pot, lapsed
    # The tables.
    weekly: Any  # i8 (weeks, P, G, stocks + flows)
    ledger: Any  # f8 (weeks, P, lines)
    agencies: Any  # f8 (weeks, L, A, AGENCY_COLUMNS); like all below, no weeks if not wanted
    links: Any  # f8 (quarters, L, A, A, 3): trust, joint intensity, hand-offs
    payoffs: Any  # f8 (quarters, L, A, X)
    chances: Any  # f8 (quarters, L, A, X)
    choices: Any  # f8 (quarters, L, A): effort chosen
    best: Any  # f8 (quarters, L, A): effort best for the partnership
    exposed: Any  # f8 (weeks, C, G)
    advertising: Any  # f8 (weeks, C)
    funding: Any  # f8 (weeks, F, 3): spent, left in the pot, lapsed
    trace: Any  # TRACE_ROW (capacity,), emptied now and then
    trace_count: Any  # i8 (1,)


AGENCY_COLUMNS = (
    "places", "in_service", "waiting", "mean_wait_weeks", "effort", "routine", "trust_mean",
    "joint_intensity", "pressure", "reported", "true", "own_time", "joint_time", "overhead_time",
    "dip_time", "idle_time", "started_service", "completions", "extra_places", "pooled_share",
    "member",
)  # fmt: skip
"""Columns of the agencies table; times are shares of contracted staff time."""
