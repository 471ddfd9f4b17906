"""Clients: groups, needs, access needs, localities, contacts and eligibility (ODD 2, 4.3, 4.4)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from joinup.sim.parameters.fields import Name, Real, Strict, Whole, fraction, parameter


class Need(Strict):
    """Something a client may need. Needs are met in the order in which they are listed."""

    name: Name
    title: str = ""


class AccessDimension(Strict):
    """A way in which a service can be easy or hard to use (hours, language, cost ...)."""

    name: Name
    title: str = ""
    weight: Real = parameter(
        0.8,
        unit="log-odds",
        ge=0,
        low=0.3,
        high=1.5,
        about="beta_d: burden of a wholly unmet access need on presenting",
        source="mechanisms C1: scale set by one unit of assistance, +0.57 log-odds",
    )


class Opening(Strict):
    """Shares of a group in each state when the run opens; the rest has no need."""

    seeking: Real = fraction(0, about="seeking help")
    waiting: Real = fraction(0, about="on a list for their first need")
    in_service: Real = fraction(0, about="in service for their first need, as far as places allow")
    lapsed: Real = fraction(0, about="given up for now")


class Arrivals(Strict):
    """Arrivals straight onto a list, in place of onsets (for verification and known demand)."""

    kind: Literal["poisson", "bernoulli", "fixed"] = "poisson"
    per_week: Annotated[tuple[Real, ...], Field(min_length=1)] = parameter(
        unit="people a week",
        about="numbers for weeks 0, 1, ...; the last one goes on; one number serves for all weeks",
    )


class Group(Strict):
    """A client group."""

    name: Name
    title: str = ""
    share: Real = fraction(about="share of all clients")
    difficulty: Real = parameter(
        1.0, unit="factor", gt=0, low=1, high=1.4, about="service takes this many times as long"
    )
    onset: Real = fraction(
        0.005, unit="per week", low=0.0005, high=0.05, about="weekly chance that a need arises"
    )
    needs: dict[str, Real] = parameter(
        unit="chance", about="chance that each need is part of an episode; at least one always is"
    )
    access: dict[str, Real] = parameter({}, unit="share", about="share of the group with each access need")
    right_door: Real | None = fraction(
        None,
        low=0.5,
        high=0.95,
        about="chance of going first to an agency that serves the next need"
        " (default: 0.8, 0.7 or 0.6 by difficulty 1, 1.15, 1.4)",
    )
    presenting: Real = fraction(
        0.15,
        unit="per week",
        low=0.05,
        high=0.3,
        about="weekly chance that an aware client without burdens presents (logistic b0)",
    )
    natural_exit: Real = fraction(
        0.02, unit="per week", low=0, high=0.1, about="weekly chance that the need ends by itself"
    )
    reach: dict[str, Real] | Real | None = parameter(
        None,
        unit="factor",
        low=0.2,
        high=1,
        about="how well advertising reaches the group, by channel or one number for all"
        " (default: 1, 0.6 or 0.4 by difficulty 1, 1.15, 1.4)",
        source="mechanisms C3",
    )
    opening: Opening | None = None
    arrivals: Arrivals | None = None


class Locality(Strict):
    """A place with one partnership and one agency of each role."""

    name: Name
    title: str = ""
    count: Whole = parameter(1, unit="localities", ge=1, le=5000, about="number of such localities")
    share: Real = parameter(1.0, unit="weight", gt=0, about="weight in sharing out the clients")
    places: Real = parameter(
        1.0, unit="factor", ge=0, also="slots", about="places per client relative to the mean"
    )
    onset: Real = parameter(1.0, unit="factor", ge=0, about="onset relative to the group's")
    accommodation: Real = parameter(
        0.0, unit="share", ge=-1, le=1, about="added to every agency's accommodation"
    )
    partnership_starts: Whole | None = parameter(
        None, unit="week", about="week in which the partnership starts here, if not everywhere"
    )
    in_programme: bool = Field(
        default=True, description="whether partnership, funding and campaigns come here at all"
    )


class Variation(Strict):
    """How much localities vary (standard deviation of the logarithm, drawn by name)."""

    places: Real = parameter(0.0, unit="log s.d.", ge=0, le=1, also="slots", about="places per client")
    onset: Real = parameter(0.0, unit="log s.d.", ge=0, le=1, about="onset")


class Contacts(Strict):
    """Who hears from whom. ``mixing`` is within the locality by group; the others are explicit."""

    kind: Literal["mixing", "small_world", "scale_free", "blocks"] = "mixing"
    homophily: Real = fraction(
        0.5, low=0, high=0.9, about="share of contacts in the own group (mixing and blocks)"
    )
    degree: Whole = parameter(6, unit="contacts", ge=2, le=50, about="mean number of contacts")
    rewiring: Real = fraction(0.1, about="share of small-world links that go to a random client")


class Eligibility(Strict):
    """Who may be served. Without a rule everybody may."""

    groups: dict[str, Real] = parameter(
        {}, unit="share", about="share of each named group that is eligible (others: all)"
    )
    localities: tuple[str, ...] = Field(
        default=(), description="only clients of these localities are eligible (empty: all)"
    )
    applies_at: tuple[str, ...] = Field(default=(), description="agencies that apply the rule (empty: all)")
    otherwise: Literal["refused", "as_before"] = Field(
        default="refused",
        description="ineligible clients are refused, or served as if there were no joint working",
    )


class Population(Strict):
    """Who the clients are."""

    clients: Whole = parameter(unit="clients", ge=1, le=100_000_000, about="clients simulated")
    people: Whole | None = parameter(
        None,
        unit="people",
        ge=1,
        about="people they stand for; places, outreach and money in the file are for these"
        " (default: as many as there are clients)",
    )
    needs: Annotated[tuple[Need, ...], Field(min_length=1, max_length=8)]
    access: Annotated[tuple[AccessDimension, ...], Field(max_length=8)] = ()
    groups: Annotated[tuple[Group, ...], Field(min_length=1, max_length=24)]
    localities: Annotated[tuple[Locality, ...], Field(min_length=1)] = (Locality(name="town"),)
    variation: Variation = Variation()
    contacts: Contacts = Contacts()
    eligibility: Eligibility | None = None
    certain_presenting: bool = Field(
        default=False, description="every aware client who is seeking presents in the next week"
    )


class Awareness(Strict):
    """How people come to know of the service and forget it (4.3)."""

    spontaneous: Real = fraction(
        0.0015, unit="per week", low=0.0005, high=0.005, about="p0: learning of it unprompted"
    )
    word_of_mouth: Real = fraction(
        0.01, unit="per week", low=0.002, high=0.03, about="q: learning from contacts if all are aware"
    )
    forgetting: Real = fraction(
        0.006,
        unit="per week",
        low=0.001,
        high=0.02,
        about="omega: an aware person forgets",
        source="mechanisms C3: half-life about 2.2 years",
    )
    advertising_effect: Real = parameter(
        0.001,
        unit="per GBP a week per 1,000 people",
        ge=0,
        low=0.0005,
        high=0.0015,
        about="k: exposure per unit of advertising stock",
        grade="derived",
        source="mechanisms C3, from Business Link spending and awareness, Hansard 28 Apr 2004",
    )
    opening: Real | None = fraction(
        None, about="share aware when the run opens; if absent, the level without advertising"
    )
