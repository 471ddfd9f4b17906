"""The columns of `World`: what a scenario says, rebuilt whenever an event or a user changes it."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from joinup.sim.arrays.agencies import AGENCY_SPEC_COLUMNS
from joinup.sim.arrays.columns import F8, I4, I8, U4, U8, Column, Records, along, declared, record
from joinup.sim.arrays.settings import FORM, SETTINGS
from joinup.sim.mechanisms.awareness.parameters import Campaign
from joinup.sim.mechanisms.effort.parameters import Incentive
from joinup.sim.mechanisms.funding.parameters import Funding
from joinup.sim.mechanisms.navigators.parameters import Navigator
from joinup.sim.mechanisms.outreach_and_consultation.parameters import Consultation
from joinup.sim.mechanisms.prevention.parameters import Prevention
from joinup.sim.parameters.population import Group

LOCALITY_COLUMNS = (
    Column("first", "i8", "number of its first client"),
    Column("end", "i8", "number after that of its last client"),
    Column("name", "u8", "hash of its name, for draws"),
    Column("starts", "i8", "when its partnership is to start", "week"),
    Column("in_programme", "i8", "whether the programme comes here"),
    Column("wave", "i8", "when funding and consultation come at the earliest", "week"),
    Column("hand_off", "f8", "added to the success of every hand-off", "log-odds"),
    Column("information_cost", "f8", "cost of sharing information once that has begun", "GBP a week"),
)
LOCALITY = record(LOCALITY_COLUMNS)

GROUP_COLUMNS = (
    *declared(Group),
    Column("right_door", "f8", "seekers who go to an agency for their next need", "share"),
    Column("outreach", "i8", "whether outreach looks for it"),
    Column("arrivals", "i8", "how its episodes begin, a number of `ARRIVAL_KINDS`"),
    Column("loses", "i8", "whether it loses accommodation where the form has a loss of it"),
    Column("consent", "f8", "people who consent that information is shared", "share"),
    Column("covered", "i8", "whether a partnership is for it, and may cover somebody in it"),
    Column("name", "u8", "hash of its name, for draws"),
)
"""What a client group declares, and what follows for it from other parts of the scenario."""
GROUP = record(GROUP_COLUMNS)

INCENTIVE_COLUMNS = (
    *declared(Incentive),
    Column("receiver", "i8", "number of the agency that is paid; or `ITSELF`, or `NO_AGENCY`"),
)
INCENTIVE = record(INCENTIVE_COLUMNS)

FUND_COLUMNS = (
    *declared(Funding),
    Column("recruits_after", "i8", "from the partnership's start until recruiting may begin", "weeks"),
)
FUND = record(FUND_COLUMNS)

CAMPAIGN_COLUMNS = (
    *declared(Campaign),
    Column("kept", "f8", "theta: advertising stock kept from week to week", "share"),
    Column("channel", "i8", "number of its channel"),
)
CAMPAIGN = record(CAMPAIGN_COLUMNS)

CONSULTATION_COLUMNS = declared(Consultation)
CONSULTATION = record(CONSULTATION_COLUMNS)

NAVIGATOR_COLUMNS = declared(Navigator)
NAVIGATOR = record(NAVIGATOR_COLUMNS)

PREVENTION_COLUMNS = declared(Prevention)
PREVENTION = record(PREVENTION_COLUMNS)


class World(NamedTuple):
    """What the scenario says, as arrays."""

    p: Annotated[
        Records, along("one", of=SETTINGS, about="every scalar of the scenario, by its path in a file")
    ]
    form: Annotated[Records, along("form", of=FORM, about="the forms of joint working")]
    localities: Annotated[Records, along("locality", of=LOCALITY_COLUMNS, about="the localities")]
    group: Annotated[Records, along("group", of=GROUP_COLUMNS, about="the client groups")]
    spec: Annotated[Records, along("locality", "agency", of=AGENCY_SPEC_COLUMNS, about="the agencies")]
    onset: Annotated[
        F8,
        along(
            "locality",
            "group",
            about="chance that a need arises in a week; 0 if arrivals are given",
            unit="share",
        ),
    ]
    need_chance: Annotated[
        F8, along("group", "need", about="chance of each need in an episode", unit="share")
    ]
    need_option: Annotated[U8, along("need", about="hash of the need's name, for draws")]
    need_before: Annotated[I8, along("need", about="needs for which it waits, a bit each")]
    need_together: Annotated[I8, along("need", about="needs beside which it may be met, a bit each")]
    dimension_weight: Annotated[
        F8, along("dimension", about="beta_d: weight of an access need that is not met", unit="factor")
    ]
    accommodation: Annotated[
        F8,
        along(
            "locality",
            "agency",
            "dimension",
            about="how well an access need is met, before consultation",
            unit="share",
        ),
    ]
    grid: Annotated[F8, along("effort", about="the levels of effort, rising", unit="share")]
    grid_option: Annotated[U8, along("effort", about="hash of the level, for draws")]
    fixed_effort: Annotated[
        F8, along("agency", "given_quarter", about="effort under the rule `fixed`", unit="share")
    ]
    incentive: Annotated[Records, along("incentive", of=INCENTIVE_COLUMNS, about="the incentives")]
    incentive_applies: Annotated[I8, along("incentive", "agency", about="whether it applies to the agency")]
    fund: Annotated[Records, along("fund", of=FUND_COLUMNS, about="the funding windows")]
    fund_places: Annotated[
        I8,
        along(
            "fund",
            "locality",
            "agency",
            about="extra places that it pays for when all are staffed",
            unit="clients at once",
        ),
    ]
    campaign: Annotated[Records, along("campaign", of=CAMPAIGN_COLUMNS, about="the campaigns")]
    campaign_reach: Annotated[
        F8,
        along(
            "campaign",
            "group",
            about="k_g: exposure for each unit of advertising stock; 0 outside its audience",
            unit="per GBP a week",
        ),
    ]
    campaign_audience: Annotated[
        F8, along("campaign", "locality", about="clients addressed", unit="thousands")
    ]
    consult: Annotated[Records, along("consultation", of=CONSULTATION_COLUMNS, about="the consultations")]
    consult_applies: Annotated[
        I8,
        along(
            "consultation",
            "agency",
            "dimension",
            about="whether it improves how the agency meets the access need",
        ),
    ]
    consult_gain: Annotated[
        F8,
        along(
            "consultation",
            "dimension",
            about="xi times who answers and what is done: share of the gap in accommodation closed",
            unit="share",
        ),
    ]
    consult_cost: Annotated[
        F8, along("consultation", "locality", about="cost while it runs", unit="GBP a week")
    ]
    navigator: Annotated[Records, along("navigator", of=NAVIGATOR_COLUMNS, about="the navigators")]
    navigator_places: Annotated[
        I8, along("navigator", "locality", about="places of its caseload here", unit="clients at once")
    ]
    navigator_applies: Annotated[I8, along("navigator", "group", about="whether it is for the group")]
    prevention: Annotated[
        Records, along("prevention", of=PREVENTION_COLUMNS, about="what keeps needs from arising")
    ]
    prevention_applies: Annotated[I8, along("prevention", "group", about="whether it is for the group")]
    outside_share: Annotated[
        F8, along("outside_payer", about="share of the cost of unmet need that it pays", unit="share")
    ]
    deadlines: Annotated[I8, along("deadline", about="the published dates", unit="week")]
    arrivals: Annotated[
        F8, along("group", "given_week", about="arrivals that are given", unit="clients a week")
    ]
    neighbour_start: Annotated[
        U4, along("contact_start", about="place of the client's first contact in `neighbours`")
    ]
    neighbours: Annotated[I4, along("contact", about="the contact's number")]
    own_calls: Annotated[I8, along("extension", about="where compiled code calls it: an address")]
