"""The columns of `State`: how a run stands, and all of it that a pickle needs."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from joinup.sim.arrays import codes as k
from joinup.sim.arrays.agencies import AGENCY_STATE_COLUMNS, LINK_COLUMNS
from joinup.sim.arrays.clients import CLIENT_COLUMNS, TICKET_COLUMNS, TICKETS_COLUMNS
from joinup.sim.arrays.columns import F8, I4, I8, U1, U2, U4, Records, along


class State(NamedTuple):
    """How a run stands, as arrays."""

    # Clients.
    code: Annotated[U2, along("client", about="class: the client's row in the table of weekly thresholds")]
    traits: Annotated[
        U1,
        along(
            "client",
            about="aware (1), group (times 2), listed in `marked` (64), a need met in an open episode (128)",
        ),
    ]
    client: Annotated[Records, along("client", of=CLIENT_COLUMNS, about="all else of a client")]
    marked: Annotated[
        I4,
        along(
            "client",
            about="who has the mark of a need met or has lost it lately, from a locality's first client on",
            seldom_touched=True,
        ),
    ]
    marked_count: Annotated[I8, along("locality", about="how many of them there are")]
    served_beside: Annotated[
        I4,
        along(
            "client",
            about="who is served beside the main service, or was lately, from a locality's first client on",
            seldom_touched=True,
        ),
    ]
    served_beside_count: Annotated[I8, along("locality", about="how many of them there are")]
    # Lists: first in, first out.
    head: Annotated[I4, along("locality", "agency", "list", about="first ticket; -1 for none", initial=-1)]
    tail: Annotated[
        I4, along("locality", "agency", "list", about="last ticket of a list that has a first", initial=-1)
    ]
    ticket: Annotated[Records, along("ticket", of=TICKET_COLUMNS, about="the tickets", seldom_touched=True)]
    tickets: Annotated[Records, along("locality", of=TICKETS_COLUMNS, about="which tickets are whose")]
    # Agencies and partnerships.
    agency: Annotated[Records, along("locality", "agency", of=AGENCY_STATE_COLUMNS, about="the agencies")]
    link: Annotated[Records, along("locality", "agency", "agency", of=LINK_COLUMNS, about="the links")]
    completions: Annotated[
        I8, along("locality", "agency", "last_13_weeks", about="services that ended", unit="services")
    ]
    complaints: Annotated[
        I8, along("locality", "last_52_weeks", "complaint", about="complaints", unit="complaints")
    ]
    accounts: Annotated[I8, along("locality", "account", about="yearly accounts so far", unit="accounts")]
    misses: Annotated[I8, along("locality", about="accounts missed in a row", unit="accounts")]
    dissolved: Annotated[
        I8,
        along("locality", about="since when misses have ended joint working", unit="week", initial=k.NEVER),
    ]
    cut_from: Annotated[
        I8, along("locality", about="when the next cut of money comes", unit="week", initial=k.NEVER)
    ]
    cut_due: Annotated[F8, along("locality", about="how large it is", unit="share")]
    money_kept: Annotated[
        F8, along("locality", about="what cuts have left of its money", unit="share", initial=1.0)
    ]
    attraction: Annotated[
        F8,
        along("locality", "agency", "effort", about="A: what the agency has learned of it", unit="pay-off"),
    ]
    chance: Annotated[
        F8, along("locality", "agency", "effort", about="chance with which it was last chosen", unit="share")
    ]
    payoff: Annotated[
        F8,
        along(
            "locality", "agency", "effort", about="pi: pay-off foreseen when last deciding", unit="pay-off"
        ),
    ]
    cohort_helped: Annotated[
        I4,
        along(
            "locality",
            "group",
            "last_105_weeks",
            about="of the episodes begun, those resolved by now",
            unit="episodes",
        ),
    ]
    cohort_weeks: Annotated[
        I4,
        along(
            "locality",
            "group",
            "last_105_weeks",
            about="weeks that these took from onset to help, in all",
            unit="weeks",
        ),
    ]
    form: Annotated[I8, along("locality", about="number of the form that it has")]
    form_before: Annotated[
        I8, along("locality", about="number of the form that may come back; -1 once it has")
    ]
    form_since: Annotated[
        I8, along("locality", about="when it last changed its form, if ever", unit="week", initial=-k.NEVER)
    ]
    reach: Annotated[F8, along("locality", about="phi: reach of the partnership now", unit="share")]
    ready: Annotated[F8, along("locality", about="how far its setting up has got", unit="share")]
    consensus: Annotated[
        F8, along("locality", about="mean trust times agreement on goals when last deciding", unit="share")
    ]
    agreed: Annotated[
        F8, along("locality", about="consent of all members when last deciding", unit="share", initial=1.0)
    ]
    set_up_since: Annotated[
        I8, along("locality", about="start that it was last set up from", unit="week", initial=k.NEVER)
    ]
    set_up_length: Annotated[
        F8, along("locality", about="(A - 1)(1 - mean trust) at that start", unit="partners without trust")
    ]
    active: Annotated[I8, along("locality", about="whether a partnership is in force")]
    shared: Annotated[F8, along("locality", about="how far information is shared as agreed", unit="share")]
    doors: Annotated[I8, along("locality", about="where people come in now, a number of `DOORS`")]
    doors_since: Annotated[
        I8, along("locality", about="since when, if not since the partnership", unit="week", initial=-k.NEVER)
    ]
    doors_ready: Annotated[
        F8, along("locality", about="r: how far a gateway or shared place is set up", unit="share")
    ]
    accommodation: Annotated[
        F8, along("locality", "agency", "dimension", about="how well an access need is met now", unit="share")
    ]
    people: Annotated[I8, along("locality", "group", about="size of the group", unit="clients")]
    stock: Annotated[I8, along("locality", "group", "stock", about="who is in it now", unit="clients")]
    stock_before: Annotated[
        I8, along("locality", "group", "stock", about="who was in it when the week opened", unit="clients")
    ]
    navigated: Annotated[I8, along("navigator", "locality", about="whom it accompanies now", unit="clients")]
    onset: Annotated[
        F8, along("locality", "group", about="chance that a need arises this week", unit="share")
    ]
    advertising: Annotated[
        F8, along("campaign", about="S: advertising stock", unit="GBP a week per 1,000 addressed")
    ]
    fund_opens: Annotated[
        I8,
        along(
            "fund",
            "locality",
            about="when recruiting starts; never before that is known",
            unit="week",
            initial=k.NEVER,
        ),
    ]
    fund_level: Annotated[
        F8, along("fund", "locality", "agency", about="places recruited so far", unit="clients at once")
    ]
    fund_filled: Annotated[
        I8, along("fund", "locality", "agency", about="places paid for this week", unit="clients at once")
    ]
    fund_pot: Annotated[F8, along("fund", "locality", about="money given and not spent", unit="GBP")]
    fund_lapsed: Annotated[F8, along("fund", "locality", about="money handed back this week", unit="GBP")]
    handed_on: Annotated[
        I4,
        along("locality", "agency", "group", about="hand-offs to it, this quarter so far", unit="hand-offs"),
    ]
    handed_on_last: Annotated[
        I4, along("locality", "agency", "group", about="the same in the last quarter", unit="hand-offs")
    ]
    receipts: Annotated[
        F8, along("incentive", "locality", "agency", about="received in this quarter so far", unit="GBP")
    ]
    receipts_last: Annotated[
        F8, along("incentive", "locality", "agency", about="received in the last quarter", unit="GBP")
    ]
    bought_level: Annotated[
        F8,
        along(
            "incentive",
            "locality",
            "agency",
            about="places recruited with what was received",
            unit="clients at once",
        ),
    ]
    true_quarter: Annotated[
        F8,
        along(
            "quarter", "locality", "agency", about="true figure", unit="the funder's metric", initial=np.nan
        ),
    ]
    reported_quarter: Annotated[
        F8,
        along(
            "quarter",
            "locality",
            "agency",
            about="figure to be reported",
            unit="the funder's metric",
            initial=np.nan,
        ),
    ]
    memory: Annotated[U1, along("byte", about="own columns of extensions, one after the other")]
    # Scratch of one week.
    events: Annotated[
        I4,
        along("client", about="clients who may move, in order, from `event_first` on", seldom_touched=True),
    ]
    event_draw: Annotated[U4, along("client", about="their draw of the week", seldom_touched=True)]
    note: Annotated[
        U2,
        along(
            "client",
            about="what happened to them, a number of `MOVES`; times 32, the needs of an episode that ended",
            seldom_touched=True,
        ),
    ]
    displeased: Annotated[
        I4,
        along(
            "client",
            about="who was displeased by the wait this week, from `event_first` on",
            seldom_touched=True,
        ),
    ]
    displeased_count: Annotated[I8, along("locality", about="how many they are")]
    event_first: Annotated[I8, along("locality", about="place of the first of them")]
    event_count: Annotated[I8, along("locality", about="how many they are")]
    move_threshold: Annotated[U4, along("locality", "class", about="chance to move", unit="of 2^32")]
    aware_threshold: Annotated[
        U4, along("locality", "awareness_class", about="chance to become aware, or to forget", unit="of 2^32")
    ]

    @property
    def group(self) -> U1:
        """The group of every client."""
        return self.traits >> np.uint8(1) & np.uint8(k.GROUP_BITS)

    @property
    def aware(self) -> U1:
        """Whether each client is aware (1) or not (0)."""
        return self.traits & np.uint8(k.AWARE_BIT)

    @property
    def state(self) -> U1:
        """The state of every client, a number of `STATES`."""
        return self._states(self.code)

    def _states(self, codes: U2) -> U1:
        limits = np.array([2, 4, 5, 6]) * self.people.shape[1]
        by_code = np.array([k.NO_NEED, k.SEEKING, k.WAITING, k.LAPSED, k.IN_SERVICE], np.uint8)
        return by_code[np.searchsorted(limits, codes, side="right")]

    def on_list(self, locality: int, agency: int, queue: int) -> list[int]:
        """Return the clients on a list in order, by the list's number: groups, redress, after hand-offs."""
        numbers, number = [], int(self.head[locality, agency, queue])
        while number >= 0:
            numbers.append(number)
            number = int(self.ticket["next"][number])
        tickets = self.ticket[numbers]
        clients = tickets["client"]
        person = self.client[clients]
        waits = (self._states(self.code[clients]) == k.WAITING) & (person["role"] == agency)
        still = waits & (person["entered"] == tickets["joined"])
        beside = (person["beside"] == agency) & ((person["flags"] & k.BESIDE_SERVED_BIT) == 0)
        still |= beside & (person["beside_since"] == tickets["joined"])
        return [int(client) for client in clients[still]]
