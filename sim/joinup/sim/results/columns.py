"""The tables of a result as data: every column's unit, its meaning, and whether it grows with the people.

A simulated client stands for one person or for several. Columns that are declared `per_client` are counted
or paid in simulated clients while a run is under way; shown for people, they are multiplied by the people
that a client stands for. Everything else (shares, weeks, names) is the same either way. This is the only
place that says which is which: tables, files, units and their tests are drawn from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from joinup.sim.arrays import codes as k

PEOPLE, EPISODES, EVENTS, PERSON_WEEKS, GBP = "people", "episodes", "events", "person-weeks", "GBP"
PLACES, SHARE, WEEK, WEEKS, QUARTER, NAME = "places", "share", "week", "weeks", "quarter", "name"
INDEX = "0 to 1"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, unit, about
        What it is called, its unit for people and its meaning.
    per_client
        Whether it is counted in simulated clients, and so grows with the people that each stands for.
    for_people
        Its name in the table for people, if another.
    added
        Whether only the table for people has it: the people that a row stands for.
    """

    name: str
    unit: str
    about: str
    per_client: bool = False
    for_people: str = ""
    added: bool = False

    @property
    def public_name(self) -> str:
        """Its name in the table for people."""
        return self.for_people or self.name

    @property
    def simulated_unit(self) -> str:
        """Its unit in simulated clients and money for them."""
        return f"{self.unit} (simulated)" if self.per_client else self.unit


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a result.

    Attributes
    ----------
    name, about
        What it is called and what it holds.
    columns
        Its columns in order; some tables have a locality only if localities are kept apart.
    keys
        The columns that name a row; none if rows are a plain list.
    """

    name: str
    about: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name in either table.

        Raises
        ------
        KeyError
            If it has no such column.

        Examples
        --------
        >>> TABLES["ledger"].column("gbp").unit
        'GBP'
        """
        for column in self.columns:
            if name in (column.name, column.public_name):
                return column
        raise KeyError(name)

    @property
    def has_counts(self) -> bool:
        """Whether it differs between people and simulated clients."""
        return any(column.per_client or column.added for column in self.columns)


def _count(name: str, about: str, unit: str = PEOPLE) -> Column:
    return Column(name, unit, about, per_client=True)


def _money(name: str, about: str) -> Column:
    return Column(name, GBP, about, per_client=True)


_WEEK = Column("week", WEEK, "week, from 0 after the warm-up")
_LOCALITY = Column("locality", NAME, "where people live")
_GROUP = Column("group", NAME, "client group")
_AGENCY = Column("agency", NAME, "agency")
_QUARTER = Column("quarter", QUARTER, "13 weeks, from 0 after the warm-up")
_EFFORT = Column("effort", SHARE, "joint effort, share of full effort")

STOCKS = {
    "no_need": _count("no_need", "without a need at the end of the week"),
    "seeking": _count("seeking", "in need and not yet on a list at the end of the week"),
    "waiting": _count("waiting", "on a waiting list at the end of the week"),
    "in_service": _count("in_service", "in service at the end of the week"),
    "lapsed": _count("lapsed", "dropped out and still in need at the end of the week"),
    "held": _count("held", "of those waiting: in the place of their last service, which they hold"),
    "aware": _count("aware", "who know of the service at the end of the week"),
}
"""The stocks of the weekly table."""

COUNTED_IN_EPISODES = (
    "onsets",
    "relapses",
    "exits_seeking",
    "exits_waiting",
    "exits_lapsed",
    "resolved",
    "resolved_within_52",
    "resolved_without_help",
    "joined_up",
    "reached",
    "exits_in_service",
    "helped_within_26",
    "helped_within_52",
    "helped_within_104",
)


def _flow_unit(name: str) -> str:
    if name in COUNTED_IN_EPISODES:
        return EPISODES
    return PERSON_WEEKS if name in ("weeks_waited", "weeks_to_help") else EVENTS


FLOWS = {flow.name: _count(flow.name, flow.meaning, _flow_unit(flow.name)) for flow in k.COUNTED}
"""The flows of the weekly table: what the rooms of the mechanisms count."""

_UNMET_WEEKS = _count("unmet_need_weeks", "seeking, waiting or lapsed: weeks in unmet need", PERSON_WEEKS)
_DISSATISFACTION = ("dissatisfied", "complaints", "unowned", "upheld")

_WEEKLY = Table(
    "weekly",
    "stocks at the end of each week and flows of the week, by client group",
    (
        _WEEK,
        _LOCALITY,
        _GROUP,
        *(STOCKS[name] for name in k.STOCKS),
        *(FLOWS[name] for name in k.FLOWS),
        _UNMET_WEEKS,
    ),
    ("week", "locality", "group"),
)

_AGENCIES = Table(
    "agencies",
    "each agency at the end of each week; times are shares of contracted staff time",
    (
        _WEEK,
        _LOCALITY,
        _AGENCY,
        _count("places", "places of the week", PLACES),
        _count("in_service", "in service at the end of the week"),
        _count("waiting", "waiting at the end of the week"),
        Column("mean_wait_weeks", WEEKS, "mean wait of those who started; missing if nobody did"),
        _EFFORT,
        Column("routine", INDEX, "routine of joint work"),
        Column("trust_mean", INDEX, "mean trust in other members"),
        Column("joint_intensity", INDEX, "mean joint intensity with other members"),
        Column("pressure", "per 100 people", "upheld complaints, decaying"),
        _count("reported", "last report known, in the unit of the metric", "of the metric"),
        _count("true", "true value of the last whole quarter, in the unit of the metric", "of the metric"),
        Column("own_time", SHARE, "staff time on own work"),
        Column("joint_time", SHARE, "staff time on joint work"),
        Column("overhead_time", SHARE, "staff time on coordination"),
        Column("dip_time", SHARE, "staff time lost while joint work is set up"),
        Column("idle_time", SHARE, "staff time without work"),
        _count("started_service", "services started in the week", EVENTS),
        _count(
            "completions", "services that ended in the week: completed, or the need ended by itself", EVENTS
        ),
        _count("extra_places", "places of the week that a funding window pays for", PLACES),
        Column("pooled_share", SHARE, "share of the budget that is pooled"),
        Column("member", "0 or 1", "1 while a member of a partnership in force"),
        Column("coverage", SHARE, "share of last quarter's weeks in service that the partnership is for"),
        Column("door_time", SHARE, "staff time at a gateway or a shared place"),
        _count("held", "places held by people who wait for the next service", PLACES),
        _count("ready", "places of people whose hand-off failed and who try again", PLACES),
        _count("beside_served", "of those in service, served beside their main service"),
        _count("beside_waiting", "of those waiting, on a list beside their main service"),
        Column("redress_time", SHARE, "staff time on complaints"),
        Column("motivation", INDEX, "motivation for joint work that money has not crowded out"),
        _count("target", "target for a quarter, in the unit of the metric", "of the metric"),
    ),
    ("week", "locality", "agency"),
)

_SUMMARY = Table(
    "summary",
    "outcomes by client group and for all, over the whole run",
    (
        Column("group", NAME, "client group, or all"),
        Column("clients", PEOPLE, "people of the group", per_client=True, for_people="people"),
        _count("episodes", "episodes of need that began", EPISODES),
        Column("reached", SHARE, "share of episodes that got to a service"),
        _count("resolved", "episodes resolved by services", EPISODES),
        Column("resolved_within_52_weeks", SHARE, "share of resolved episodes resolved within 52 weeks"),
        _count("joined_up", "joined-up outcomes", EPISODES),
        _count("resolved_without_help", "episodes that ended by themselves", EPISODES),
        _count("unmet_need_weeks", "weeks in unmet need", PERSON_WEEKS),
        Column("unmet_need", SHARE, "share of people in unmet need in a mean week"),
        Column("mean_wait_weeks", WEEKS, "mean wait for a service"),
        _count("relapses", "relapses", EPISODES),
        _count("dropped_out", "times people gave up, were lost or were refused", EVENTS),
        _count("complaints", "complaints made", EVENTS),
        Column("aware", SHARE, "share who know of the service at the end"),
        _count("in_service_weeks", "weeks in service", PERSON_WEEKS),
        _count("need_weeks", "weeks of need, those in service by their weight", PERSON_WEEKS),
        Column("helped_within_26", SHARE, "share of episodes resolved within 26 weeks of onset"),
        Column("helped_within_52", SHARE, "share of episodes resolved within 52 weeks of onset"),
        Column("helped_within_104", SHARE, "share of episodes resolved within 104 weeks of onset"),
        Column("weeks_to_help", WEEKS, "mean weeks from onset to help, counted to 104"),
        Column("ended_by_itself", SHARE, "share of ended episodes that ended by themselves"),
        _count("deadweight", "needs that ended by themselves while the person was served", EPISODES),
        _count("not_helped", "times people gave up after services that did not help", EVENTS),
    ),
    ("group",),
)

TABLES = {
    table.name: table
    for table in (
        _WEEKLY,
        _AGENCIES,
        Table(
            "links",
            "each pair of agencies at the end of each quarter",
            (
                _QUARTER,
                _LOCALITY,
                Column("from", NAME, "agency that hands on"),
                Column("to", NAME, "agency that receives"),
                Column("trust", INDEX, "trust of the first in the second"),
                Column("joint_intensity", INDEX, "joint intensity between them"),
                _count("hand_offs", "hand-offs tried in the quarter", EVENTS),
            ),
            ("quarter", "locality", "from", "to"),
        ),
        Table(
            "decisions",
            "the options of each agency each quarter: effort, pay-off, probability, whether chosen",
            (
                _QUARTER,
                _LOCALITY,
                _AGENCY,
                _EFFORT,
                Column("pay_off", "full effort's cost", "expected pay-off; 1 is the cost of full effort"),
                Column("probability", SHARE, "chance of choosing it"),
                Column("chosen", "yes or no", "whether it was chosen"),
            ),
            ("quarter", "locality", "agency", "effort"),
        ),
        Table(
            "effort_gap",
            "effort made and effort best for the partnership, by quarter and member",
            (
                _QUARTER,
                _LOCALITY,
                _AGENCY,
                _EFFORT,
                Column("best_effort", SHARE, "common effort that is best for the partnership"),
            ),
            ("quarter", "locality", "agency"),
        ),
        Table(
            "targets",
            "each agency's target for a quarter; missing if there is none",
            (_LOCALITY, _AGENCY, _count("target", "target, in the unit of the metric", "of the metric")),
            ("locality", "agency"),
        ),
        Table(
            "campaigns",
            "publicity: spending, advertising stock and share exposed, by week",
            (
                _WEEK,
                Column("campaign", NAME, "campaign"),
                _GROUP,
                _money("spend_gbp", "spending on the whole campaign, the same in each row of a week"),
                Column("stock", "GBP a week per 1,000", "advertising stock"),
                Column("exposed", SHARE, "share of the group that it reached"),
            ),
            ("week", "campaign", "group"),
        ),
        Table(
            "ledger",
            "every payment: week, payer, payee, category, GBP",
            (
                _WEEK,
                _LOCALITY,
                Column("payer", NAME, "payer"),
                Column("payee", NAME, "payee"),
                Column("category", NAME, "what for"),
                _money("gbp", "amount"),
            ),
        ),
        Table(
            "funding",
            "what each funding window gave, what was spent, left and lapsed, by week",
            (
                _WEEK,
                Column("funding", NAME, "funding window"),
                _money("given_gbp", "given in the week"),
                _money("spent_gbp", "spent in the week"),
                _money("left_gbp", "not spent yet at the end of the week"),
                _money("lapsed_gbp", "not spent and handed back in the week"),
            ),
            ("week", "funding"),
        ),
        Table(
            "episodes",
            "every episode of need: onset, end, weeks waited, needs, agencies, outcome",
            (
                Column("client", "number", "simulated client"),
                _LOCALITY,
                _GROUP,
                Column("onset", WEEK, "week in which it began, perhaps in the warm-up"),
                Column("end", WEEK, "week in which it ended; missing if open"),
                Column("weeks_waited", WEEKS, "weeks on waiting lists"),
                Column("needs", "needs", "needs at onset"),
                Column("agencies", "agencies", "agencies that served"),
                Column("outcome", NAME, "how it ended, or open"),
                Column("people", PEOPLE, "people whom the row stands for", added=True),
            ),
        ),
        Table(
            "complaints",
            "dissatisfied people and complaints by week and group",
            (
                _WEEK,
                _LOCALITY,
                _GROUP,
                *(FLOWS[name] for name in _DISSATISFACTION),
                _count("rejected", "complaints rejected", EVENTS),
            ),
            ("week", "locality", "group"),
        ),
        _SUMMARY,
        Table(
            "costs",
            "payments over the run by payer and category, as paid and discounted to week 0",
            (
                Column("payer", NAME, "payer"),
                Column("category", NAME, "what for"),
                _money("gbp", "amount as paid"),
                _money("discounted_gbp", "amount discounted to week 0"),
            ),
            ("payer", "category"),
        ),
        Table(
            "scorecard",
            "the measures of the seven risks with their definitions; always for people",
            (
                Column("risk", NAME, "risk, R1 to R7"),
                Column("measure", NAME, "measure"),
                Column("part", NAME, "group, cause or time; empty if there is one value"),
                Column("value", "in column unit", "value; missing if there is none"),
                Column("title", NAME, "title"),
                Column("unit", NAME, "unit of the value"),
                Column("better", NAME, "which way is better"),
                Column("good", NAME, "what a good value looks like"),
                Column("bad", NAME, "what a bad value looks like"),
                Column("definition", NAME, "formula in words"),
            ),
            ("measure", "part"),
        ),
        Table(
            "observables",
            "series to compare with published ones; always for people",
            (
                Column("observable", NAME, "observable of the scenario"),
                _WEEK,
                Column("value", "as published", "value in the week"),
            ),
            ("observable", "week"),
        ),
    )
}
"""Every table of a result, by name."""
