"""Forms of joint working, membership, trust and routine (ODD 2 and 4.2)."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from joinup.sim.declarations import NEVER, Real, Strict, Whole, choice, fraction, parameter
from joinup.sim.mechanisms.partnership.forms import AccessInstead, Form, PurseInstead, TransitionInstead


class Coordination(Strict):
    """Staff time that a partnership takes regardless of its results."""

    base: Real | None = fraction(
        0.004,
        low=0,
        high=0.02,
        about="k0: share of each member's staff time (none: what the form says)",
        if_none=-1,
        second_edition=None,
        revised=True,
    )
    per_link: Real | None = fraction(
        0.0012,
        low=0,
        high=0.01,
        about="k1: the same for each link that it is charged for (none: what the form says)",
        if_none=-1,
        second_edition=None,
        revised=True,
    )
    links_charged: Literal["all", "own"] = choice(
        "all", about="links that each member is charged for: all, or its own", second_edition="own"
    )


class Covers(Strict):
    """For whom a partnership is. Others are served as if there were no joint working."""

    groups: tuple[str, ...] = Field(default=(), description="groups whose members it is for (empty: all)")
    min_needs: Whole = parameter(
        1,
        unit="needs",
        ge=1,
        le=8,
        second_edition=1,
        called="needs at onset from which on a person is covered",
        about="fewest needs at the onset of an episode with which somebody is covered",
    )


class Information(Strict):
    """How far agencies share what they know of a person, so that it need not be found out again.

    It is shared from a week on where the form can sign for it. In one organisation (kind `single`) it is
    shared as that grows together.
    """

    starts: Whole | None = parameter(
        None, unit="week", about="week in which agencies begin to share information, if ever", if_none=NEVER
    )
    consent: Real = fraction(
        0.9,
        second_edition=0.9,
        low=0.6,
        high=1,
        called="people who agree that agencies share what they know of them",
        about="share of people who consent to it, where their group has no share of its own",
    )
    without: Real = fraction(
        1.0,
        second_edition=0.3,
        low=0.1,
        high=1,
        called="part of an assessment that is passed on without shared information",
        about="part of repeated assessment that joint working saves without it",
    )
    ready_weeks: Whole = parameter(
        52,
        unit="weeks",
        ge=0,
        le=520,
        second_edition=52,
        low=13,
        high=156,
        called="weeks until information is shared as agreed",
        about="weeks until it is shared with all who consent",
    )
    cost: Real = parameter(
        0.0, unit="GBP a week", ge=0, second_edition=0.0, about="cost of sharing it, from its start on"
    )


class Partnership(Strict):
    """The form in force, who is in it and how members come and go."""

    form: str = Field(
        default="none",
        description="name of the form of joint working",
        json_schema_extra={"called": "form of joint working"},
    )
    starts: Whole = parameter(0, unit="week", about="week in which it starts")
    ends: Whole | None = parameter(
        None, unit="week", about="week in which it is dissolved, if ever", if_none=NEVER
    )
    members: tuple[str, ...] = Field(default=(), description="agencies in it (empty: all)")
    lead: str | None = Field(default=None, description="leading member (default: the first)")
    sponsors: Whole = parameter(2, unit="bodies", ge=1, le=10, about="sponsors of a contract network")
    covers: Covers = Covers()
    merger_loses: tuple[str, ...] = Field(
        default=(), description="groups for whom a merger makes services harder to use"
    )
    decline_share: Real = fraction(0.0, about="share of agencies that decline to join")
    free_rider_share: Real = fraction(
        0.0, low=0, high=0.5, about="share of members that are there only for the money"
    )
    leaving: bool = Field(
        default=False, description="members leave after four quarters in which they would be better off alone"
    )
    coordination: Coordination = Coordination()
    information: Information = Information()
    access: AccessInstead = AccessInstead()
    money: PurseInstead = PurseInstead()
    transition: TransitionInstead = TransitionInstead()

    def shaping(self, form: Form) -> Form:
        """Return a form with what the partnership says of its parts itself.

        Examples
        --------
        >>> from joinup.sim.mechanisms.partnership.presets import FORMS
        >>> Partnership(money={"pooled_share": 0.2}).shaping(FORMS["merged"]).money
        Purse(pooled_share=0.2, decides='one_manager')
        """
        own = {name: dict(getattr(self, name)) for name in ("access", "money", "transition")}
        said = {name: {key: it for key, it in part.items() if it is not None} for name, part in own.items()}
        return form.model_copy(
            update={name: getattr(form, name).model_copy(update=part) for name, part in said.items() if part}
        )


class Trust(Strict):
    """Trust between agencies (4.2)."""

    start: Real = fraction(0.3, low=0.1, high=0.6, about="tau at the start of a run")
    up: Real = fraction(0.1, unit="per quarter", low=0.05, high=0.2, about="gain when promises are kept")
    down: Real = fraction(
        0.3,
        unit="per quarter",
        low=0.1,
        high=0.5,
        about="loss when they are not",
        grade="L",
        source="asymmetry: Luna-Reyes et al. 2004; the value is judgement (mechanisms B4)",
    )
    lost_with_staff: Real = fraction(0.5, about="trust lost with each member of staff who leaves")


class Routine(Strict):
    """Joint working as a habit that grows with practice and erodes (4.2)."""

    start: Real = fraction(0.0, about="R at the start of a run")
    embedding: Real = fraction(
        0.02, unit="per week", low=0.005, high=0.05, about="rho_e: growth at full effort"
    )
    handover: Real = fraction(0.5, low=0, high=0.9, about="h: kept when staff change")
    decay: Real = fraction(0.004, unit="per week", low=0, high=0.02, about="delta: loss without practice")
    distance_decay: Real = fraction(0.8, about="rho_hop: joint intensity kept per further step apart")


class Staff(Strict):
    """How fast an agency's staff change."""

    turnover: Real = fraction(
        0.136,
        unit="per year",
        low=0.08,
        high=0.25,
        about="staff who leave in a year",
        grade="L",
        source="Institute for Government: 13.6 % in 2021/22 (mechanisms B5)",
    )
