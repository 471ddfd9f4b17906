"""Numbers that stand for states, rules, kinds and bits in arrays, so in scenarios' words and kernels' code.

Kernels read them as ``k.WAITING``. What is a tuple of words beside them has one word a number, in order.
"""

from __future__ import annotations

from joinup.sim.declarations import NEVER as NEVER
from joinup.sim.declarations import QUARTER as QUARTER
from joinup.sim.mechanisms.accountability import flows as accountability
from joinup.sim.mechanisms.awareness import flows as awareness
from joinup.sim.mechanisms.columns import in_order
from joinup.sim.mechanisms.journeys import flows as journeys
from joinup.sim.mechanisms.outreach_and_consultation import flows as outreach

NO_NEED, SEEKING, WAITING, IN_SERVICE, LAPSED = range(5)
STATES = ("no_need", "seeking", "waiting", "in_service", "lapsed")
AWARE_COUNT = 5
HELD_COUNT = 6
STOCKS = (*STATES, "aware", "held")
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
HOLDS_BIT, BESIDE_SERVED_BIT = 128, 256
NAVIGATOR_SHIFT, NAVIGATOR_BITS, MOST_NAVIGATORS = 9, 7 << 9, 7
HAS_WAITED_BIT = 4096
FLAG_BITS = 0xFFFF
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
EFFORT_RESULT, REACH_RESULT = range(2)
JOINT_RESULTS = ("effort", "reach")
LINK_SQRT, LINK_MIN = range(2)
JOINT_LINKS = ("sqrt", "min")
CREDIT_EQUAL, CREDIT_HALF, CREDIT_WHOLE, CREDIT_OWN = range(4)
CREDITS = ("equal", "half_to_lead", "whole", "own")
NO_FORM, SHARED, CONTRACT, LEAD, BROKER, SINGLE = range(6)
NO_FORM_BEFORE = -1
FORM_KINDS = ("none", "shared", "contract", "lead", "broker", "single")
OWN_DOORS, CO_LOCATED, SINGLE_GATEWAY = range(3)
DOORS = ("own_doors", "co_located", "single_gateway")
ALL_LINKS, OWN_LINKS = range(2)
LINKS_CHARGED = ("all", "own")
BY_WAITING, BY_WORKLOAD = range(2)
POOL_RULES = ("waiting", "workload")
STEP, FADING = range(2)
SHAPES = ("step", "fading")
EACH, ONE_MANAGER = range(2)
DECIDES = ("each", "one_manager")
SUBSIDY, JOINT_TARGET, REWARD, CHARGE, FAILURE_GRANT, POOLED, PENALTY, PAYMENT = range(8)
INCENTIVES = (
    "subsidy", "joint_target", "reward", "charge", "failure_grant", "pooled_budget", "penalty",
    "payment",
)  # fmt: skip
NOTHING_BOUGHT, PRIORITY_AND_PLACES = range(2)
ITSELF, NO_AGENCY = -1, -2
"""Who receives what an incentive pays, if not an agency by its number: whom it is paid for, or no agency."""

PEOPLE, CONTACTS, STOCK, PLACES, JOINED_UP_METRIC, RESOLVED_METRIC = range(6)
METRICS = ("people", "contacts", "stock", "places", "joined_up", "resolved")
MIXING, SMALL_WORLD, SCALE_FREE, BLOCKS = range(4)
CONTACT_KINDS = ("mixing", "small_world", "scale_free", "blocks")
ONSET, POISSON, BERNOULLI, GIVEN = range(4)
ARRIVAL_KINDS = ("onset", "poisson", "bernoulli", "fixed")
OWN = 100
"""Number of the first rule, or kind of incentive, that a user has added."""
