"""Needs, episodes, service, hand-offs, leaving and return (ODD 2 and 4.5)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from joinup.sim.declarations import (
    Named,
    Real,
    Strict,
    fraction,
    log_odds,
    number_or_infinite,
    parameter,
    switch,
)


class Need(Named):
    """Something a client may need. Needs are met in the order in which they are listed."""


class Opening(Strict):
    """Shares of a group in each state when the run starts; the rest has no need."""

    seeking: Real = fraction(0, about="seeking help")
    waiting: Real = fraction(0, about="on a list for their first need")
    in_service: Real = fraction(0, about="in service for their first need, as far as places allow")
    lapsed: Real = fraction(0, about="given up for now")


class Arrivals(Strict):
    """Arrivals straight onto a list, in place of onsets (for verification and known demand)."""

    kind: Literal["poisson", "bernoulli", "fixed"] = "poisson"
    per_week: Annotated[tuple[Real, ...], Field(min_length=1)] = parameter(
        unit="people a week",
        about="numbers for weeks 0, 1, ...; the last one continues; one number is for all weeks",
    )


class Episodes(Strict):
    """How needs arise in a group, how hard they are to meet and how they end by themselves."""

    difficulty: Real = parameter(
        1.0, unit="factor", gt=0, low=1, high=1.4, about="service takes this many times as long"
    )
    onset: Real = fraction(
        0.005, unit="per week", low=0.0005, high=0.05, about="weekly chance that a need arises"
    )
    needs: dict[str, Real] = parameter(
        unit="chance",
        called="chance of each need, when in need",
        about="chance that each need is part of an episode; at least one always is",
    )
    natural_exit: Real = fraction(
        0.02, unit="per week", low=0, high=0.1, about="weekly chance that the need ends by itself"
    )
    opening: Opening | None = None
    arrivals: Arrivals | None = None


class Capacity(Strict):
    """The needs an agency serves, how many clients at once and for how long."""

    needs: tuple[str, ...] = Field(default=(), description="needs it serves")
    places: Real = parameter(
        unit="clients at once",
        ge=0,
        also="slots",
        called="places",
        about="contracted places over all localities",
    )
    service_weeks: Real = parameter(
        8.0, unit="weeks", ge=1, low=1, high=52, about="mean weeks of service for difficulty 1"
    )
    efficacy: Real = fraction(
        1.0,
        second_edition=0.7,
        low=0.3,
        high=0.95,
        called="chance that a service helps",
        about="eta: chance that a service, once completed, meets the needs it is for",
    )
    paced_by_staff: Real = fraction(
        1.0,
        second_edition=1.0,
        low=0,
        high=1,
        called="part of lost staff time that slows the service",
        about="s: part of the staff time lost to joint working that slows the service; the rest is covered by"
        " paid hours",
    )
    holds_place: Real = fraction(
        0.0,
        second_edition=0.0,
        low=0,
        high=1,
        called="share of those handed on who keep their place meanwhile",
        about="h: chance that who is handed on keeps the place here until the next service starts",
    )


class Service(Strict):
    """Service, hand-off, leaving and return (4.5)."""

    full_effort: Real = fraction(
        0.10, low=0.02, high=0.2, about="e_max: share of staff time that full joint effort takes"
    )
    repeated_assessment: Real = fraction(
        0.25, low=0, high=0.4, about="d: share of service time that repeats what was done elsewhere"
    )
    cold_hand_off: Real = fraction(
        0.40,
        low=0.24,
        high=0.5,
        about="chance that a hand-off succeeds without joint working",
        grade="L",
        source="WE CARE control group 24 %; other studies to 50 % (mechanisms C6)",
        kernel=log_odds,
    )
    joint_hand_off: Real = parameter(
        1.791759469228055,
        unit="log-odds",
        low=0.7,
        high=2.2,
        about="beta_J: gain of a hand-off at full joint intensity (ln 6)",
        grade="derived",
        source="mechanisms C6",
    )
    burden_hand_off: Real = parameter(
        0.4, unit="factor", ge=0, about="psi: weight of access burdens in a hand-off"
    )
    fatigue: Real = parameter(
        0.2,
        unit="log-odds per hand-off",
        ge=0,
        low=0,
        high=0.6,
        about="b_hop: loss of patience with each hand-off tried before",
    )
    abandonment: Real = fraction(
        0.02, unit="per week", low=0.005, high=0.06, about="theta: giving up while waiting"
    )
    need_ends_on_abandonment: Real = fraction(0.0, about="share of those giving up whose need ends")
    return_from_lapse: Real = fraction(0.05, unit="per week", about="lambda_b: trying again after giving up")
    recurrence: Real = fraction(
        0.005, unit="per week", about="r_partial: a need met returns while the episode is open"
    )
    relapse: Real = fraction(
        0.00214,
        unit="per week",
        second_edition=0.00341,
        revised=True,
        low=0.001,
        high=0.0043,
        second_range=(0.0015, 0.007),
        about="added to onset for those helped before",
        grade="recalled",
        source="about 20 % return within two years (mechanisms C7)",
    )
    relapse_fades: Annotated[Real, Field(gt=0)] | Literal["infinite"] = parameter(
        "infinite",
        unit="weeks",
        second_edition=104.0,
        unless_given="relapse",
        low=52,
        high=208,
        about="T: relapse falls to 37 % in this time after help; infinite: never",
        kernel=number_or_infinite,
    )
    relapse_protection: Real = fraction(
        0.5, low=0, high=0.7, about="rho_r: share of relapse prevented at full joint intensity"
    )
    creaming: Real = parameter(
        0.0,
        unit="weeks per unit of difficulty",
        ge=0,
        low=0,
        high=2,
        about="sigma_c: head start of easy cases on the list",
    )
    creaming_by_counts: Real = parameter(
        0.0,
        unit="weeks per unit of difficulty and pressure",
        ge=0,
        second_edition=4.0,
        low=0,
        high=12,
        called="head start of easy cases where counts press",
        about="c1: added to sigma_c where much hangs on results that are counted, by that much",
        source="sign: Rees, Whitworth and Carter 2014 (literature); size: judgement",
    )
    parking: Real = parameter(
        0.0,
        unit="per unit of difficulty and pressure",
        ge=0,
        second_edition=1.0,
        low=0,
        high=3,
        called="help withheld from hard cases where counts press",
        about="park: share of its help that a service withholds from hard cases where much hangs on counts",
        source="sign: Rees, Whitworth and Carter 2014 (literature); size: judgement",
    )
    joint_presenting: Real = parameter(
        1.2,
        unit="log-odds",
        ge=0,
        second_edition=0.57,
        revised=True,
        low=0.57,
        high=1.8,
        second_range=(0.3, 0.9),
        about="chi: gain in presenting at a gateway at full joint intensity",
        grade="L",
        source="Finkelstein and Notowidigdo 2019 (mechanisms C2)",
    )
    wait_deterrence: Real = parameter(
        0.05,
        unit="log-odds per week",
        ge=0,
        low=0.03,
        high=0.10,
        about="b_w: deterrence by the expected wait",
        grade="L",
        source="attendance odds x 0.95 per week waited (mechanisms C5)",
    )
    outreach_to: tuple[str, ...] = Field(
        default=(), description="groups that outreach looks for (empty: all)"
    )
    retry: Real = fraction(
        0.25,
        unit="per week",
        second_edition=0.25,
        low=0.1,
        high=0.5,
        about="trying again to be handed on, for those who kept their place",
    )
    ends_in_service: bool = switch(
        False, second_edition=True, about="whether needs also end by themselves while in service"
    )


class Outcomes(Strict):
    """What counts as need (4.5)."""

    in_service_weight: Real = fraction(
        0.0,
        unit="factor",
        second_edition=1.0,
        low=0.3,
        high=1,
        about="w_s: weight of a week in service among weeks of need",
    )
