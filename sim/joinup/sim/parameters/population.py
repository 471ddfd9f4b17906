"""Who the clients are and where they live (ODD 2)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from joinup.sim.declarations import Named, Real, Strict, Whole, fraction, parameter
from joinup.sim.mechanisms.access.parameters import AccessDimension, AccessNeeds, Eligibility
from joinup.sim.mechanisms.awareness.parameters import Contacts, Reach
from joinup.sim.mechanisms.journeys.parameters import Episodes, Need


class Group(Reach, AccessNeeds, Episodes, Named):
    """A client group."""

    share: Real = fraction(about="share of all clients")


class Locality(Named):
    """Where people live: one partnership, and one agency of each role."""

    count: Whole = parameter(1, unit="localities", ge=1, le=5000, about="number of such localities")
    share: Real = parameter(1.0, unit="weight", gt=0, about="weight in sharing out the clients")
    places: Real = parameter(
        1.0, unit="factor", ge=0, also="slots", about="places per client relative to the mean"
    )
    onset: Real = parameter(1.0, unit="factor", ge=0, about="onset relative to the group's")
    accommodation: Real = parameter(
        0.0, unit="share", ge=-1, le=1, about="added to every agency's accommodation"
    )
    service_weeks: dict[str, Annotated[Real, Field(gt=0)]] = parameter(
        {}, unit="factor", about="weeks of service by agency, relative to the agency's"
    )
    hand_off: Real = parameter(
        0.0, unit="log-odds", second_edition=0.0, about="added to the success of every hand-off here"
    )
    efficacy: Real = parameter(
        1.0, unit="factor", ge=0, second_edition=1.0, about="chance that services help, relative to theirs"
    )
    partnership_starts: Whole | None = parameter(
        None, unit="week", about="week in which the partnership starts here, if not everywhere"
    )
    in_programme: bool = Field(
        default=True, description="whether the partnership, funding and campaigns cover this locality"
    )


def _spread(about: str, *, unit: str = "log s.d.", le: float = 1, also: str | None = None) -> Any:
    """Declare by how much something differs from locality to locality."""
    return parameter(0.0, unit=unit, ge=0, le=le, second_edition=0.2, low=0, high=0.5, also=also, about=about)


class Variation(Strict):
    """By how much localities differ beyond what is said of them, drawn by name and seed."""

    places: Real = _spread("places per client", also="slots")
    onset: Real = _spread("onset")
    hand_off: Real = _spread("success of hand-offs", unit="log-odds s.d.", le=3)
    efficacy: Real = _spread("chance that services help, at most 1")


class Population(Strict):
    """Who the clients are."""

    clients: Whole = parameter(unit="clients", ge=1, le=100_000_000, about="clients simulated")
    people: Whole | None = parameter(
        None,
        unit="people",
        ge=1,
        about="people they represent; places, outreach and money in the file are for these (default: as"
        " many as clients)",
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
