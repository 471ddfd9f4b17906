"""What is stored of an agency in a locality, and of the link between two."""

from __future__ import annotations

from joinup.sim.arrays.columns import Column, declared, record
from joinup.sim.parameters.agencies import Agency

AGENCY_SPEC_COLUMNS = (
    *declared(Agency),
    Column("intrinsic", "f8", "i: motivation of its own, given or drawn", "pay-off"),
    Column("turnover_week", "f8", "staff who leave in a week", "share"),
    Column("turnover_quarter", "f8", "staff who leave in a quarter", "share"),
    Column("name", "u8", "hash of the names of locality and agency, for draws"),
    Column("contracted", "i8", "the locality's own places", "clients at once"),
    Column("rule", "i8", "how it chooses, a number of `RULES`"),
    Column("may_join", "i8", "whether it is invited and does not decline"),
    Column("free_rider", "i8", "whether it is there only for the money"),
    Column("applies_rule", "i8", "whether it turns the ineligible away"),
    Column("option", "u8", "hash of the agency's name, for draws"),
    Column("serves", "u8", "needs that it serves, a bit each"),
)
"""What a scenario says of it: what its role declares, and what follows in the locality. `outreach` is the
locality's own, in simulated clients."""
AGENCY_SPEC = record(AGENCY_SPEC_COLUMNS)

AGENCY_STATE_COLUMNS = (
    Column("effort", "f8", "x: joint effort made", "share"),
    Column("routine", "f8", "R: routine in working with partners", "share"),
    Column("motivation", "f8", "K: motivation and trust that money has not crowded out", "share"),
    Column("offered", "f8", "m: money offered for joint work, over the cost of full effort", "factor"),
    Column("pressure", "f8", "U: pressure from complaints upheld, fading by the quarter", "per 100 clients"),
    Column("rate", "f8", "services that end in a week, for difficulty 1", "per client in service"),
    Column("overhead", "f8", "staff time for coordination", "share"),
    Column("dip_share", "f8", "staff time lost at the start of a partnership", "share"),
    Column("door_share", "f8", "staff time at a gateway or a shared place", "share"),
    Column("redress_share", "f8", "staff time on last week's complaints", "share"),
    Column("own_share", "f8", "staff time left for services", "share"),
    Column("coverage", "f8", "cov: client-weeks of the last quarter that were of covered clients", "share"),
    Column("adapted", "f8", "accommodation gained by consultation, mean of access needs", "share"),
    Column("trust_mean", "f8", "mean trust in the other members", "share"),
    Column("joint_mean", "f8", "mean J with the other members", "share"),
    Column("joint_last", "f8", "the same at the end of the last quarter", "share"),
    Column("reported", "f8", "last figure that the funder knows; not a number before", "the funder's metric"),
    Column("true", "f8", "true figure of the last quarter", "the funder's metric"),
    Column("gaming", "f8", "y: by how much it reports too much", "share"),
    Column("count_pressure", "f8", "cp: what hangs on results that are counted", "of what its places cost"),
    Column("shunting", "f8", "z: share that it refuses of hard cases handed on to it", "share"),
    Column("review_weight", "f8", "what reviews have added to w_joint", "pay-off"),
    Column("metric_sum", "f8", "true figure of this quarter so far", "the funder's metric"),
    Column("performance", "f8", "services of the last quarter over what its places could do", "share"),
    Column("aspiration", "f8", "a: pay-off with which it is content; not a number before", "pay-off"),
    Column("experience", "f8", "N: weight of past rounds in learning", "rounds"),
    Column("best_effort", "f8", "effort that would be best for the partnership", "share"),
    Column("expected_wait", "f8", "wait of a client who joins its lists now, at most 26", "weeks"),
    Column(
        "target", "f8", "what the funder wants in a quarter; not a number if unknown", "the funder's metric"
    ),
    Column("ratcheted", "f8", "of that, what good results have added", "the funder's metric"),
    Column("places", "i8", "places now", "clients at once"),
    Column("funded", "i8", "of them, paid for by funding windows", "clients at once"),
    Column("bought", "i8", "of them, bought with what incentives pay", "clients at once"),
    Column("mainstreamed", "i8", "of them, kept when funding ended", "clients at once"),
    Column(
        "moved_money", "f8", "worth of places pooled by others, whole or not; negative if given", "GBP a week"
    ),
    Column("moved", "i8", "of them, pooled by others; negative if given to others", "clients at once"),
    Column("in_service", "i8", "clients served now", "clients"),
    Column("covered_in_service", "i8", "of them, covered by the partnership", "clients"),
    Column("weeks_served", "i8", "weeks in service of this quarter so far", "client-weeks"),
    Column("weeks_covered", "i8", "of them, of covered clients", "client-weeks"),
    Column("held", "i8", "places held by clients who wait for the next service", "clients"),
    Column("ready", "i8", "places of clients whose hand-off failed and who try again", "clients"),
    Column("beside_served", "i8", "of those in service, served beside their main service", "clients"),
    Column("beside_waiting", "i8", "of those on lists, waiting beside their main service", "clients"),
    Column("waiting", "i8", "clients on its lists", "clients"),
    Column("handed_waiting", "i8", "of them, handed on by another agency", "clients"),
    Column("completions_week", "i8", "services that ended this week", "services"),
    Column("starts_week", "i8", "services begun this week", "services"),
    Column("wait_sum_week", "i8", "what those who began this week had waited, in all", "client-weeks"),
    Column("complaints_week", "i8", "complaints of this week that found it responsible", "complaints"),
    Column("complaints_last", "i8", "the same of the week before", "complaints"),
    Column("completions_quarter", "i8", "services that ended this quarter so far", "services"),
    Column("delay_weeks", "i8", "waits of those handed on, this quarter so far", "client-weeks"),
    Column("delay_last", "i8", "the same in the last quarter", "client-weeks"),
    Column("full", "i4", "weeks of this quarter so far in which it was full", "weeks"),
    Column("full_last", "i4", "the same in the last quarter", "weeks"),
    Column("choice", "i8", "level of effort chosen last, by its number"),
    Column("member", "i8", "whether it is in a partnership in force"),
    Column("left", "i8", "whether it has left the partnership for good"),
    Column("worse", "i8", "for how long it would have been better off alone", "quarters"),
    Column("outreach_week", "i8", "clients whom its outreach found this week", "clients"),
)
"""How it stands."""
AGENCY_STATE = record(AGENCY_STATE_COLUMNS)

LINK_COLUMNS = (
    Column("trust", "f8", "tau: trust of the first in the second", "share"),
    Column("joint", "f8", "J: joint intensity now", "share"),
    Column(
        "hand_offs", "i8", "hand-offs tried from the first to the second, this quarter so far", "hand-offs"
    ),
)
"""How an agency stands to another of its locality."""
LINK = record(LINK_COLUMNS)

AGENCY_FIGURES = (
    "places", "in_service", "waiting", "mean_wait_weeks", "effort", "routine", "trust_mean",
    "joint_intensity", "pressure", "reported", "true", "own_time", "joint_time", "overhead_time",
    "dip_time", "idle_time", "started_service", "completions", "extra_places", "pooled_share",
    "member", "coverage", "door_time", "held", "ready", "beside_served", "beside_waiting",
    "redress_time", "motivation", "target",
)  # fmt: skip
"""Columns of the table of agencies; times are shares of contracted staff time."""
