"""Forms of joint working: who decides, where people come in, whose money it is, what changing costs (ODD 2).

A form has four parts. What a scenario of the first edition says of a form stands flat, such as
``forms.merged.reach``: `MOVED` says where each of those keys stands now, and every path, file and table may
use either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, Field, create_model

from joinup.sim.declarations import NEVER, Real, Strict, Whole, choice, facts_of, fraction, parameter, switch

Family = Literal["none", "informal partnership", "formal partnership", "realigned boundaries"]
Kind = Literal["none", "shared", "contract", "lead", "broker", "single"]
Doors = Literal["own_doors", "co_located", "single_gateway"]
Decides = Literal["each", "one_manager"]

MOVED = {
    "reach": "governance.reach.base",
    "graph": "governance.kind",
    "credit": "governance.credit",
    "trust_loss": "governance.trust_loss",
    "own_weight_per_sponsor": "governance.own_weight_per_sponsor",
    "set_up_weeks": "governance.set_up_weeks",
    "set_up_cost": "governance.set_up_cost",
    "running_cost": "governance.running_cost",
    "specialism_loss": "governance.specialism_loss",
    "specialism_loss_per_partner": "governance.specialism_loss_per_partner",
    "accommodation_loss": "governance.accommodation_loss",
    "one_door": "access.kind",
    "one_manager": "money.decides",
    "pooled_share": "money.pooled_share",
    "capacity_dip": "transition.loss",
    "dip_weeks": "transition.fades",
}
"""Keys of a form in the first edition, and where they stand now."""


def _choice(default: str, about: str, also: dict[Any, str]) -> Any:
    """Declare a choice; `also` says which of its values the words of the first edition mean."""
    return Field(default=default, description=about, json_schema_extra={"also": {**also}})


class Reach(Strict):
    """How much of what agencies have to do with one another a form covers."""

    base: Real = fraction(about="phi: share of contacts between agencies that it covers")
    trust: Real = fraction(
        0.0,
        about="share that it covers besides as members trust one another and weigh joint results alike",
        second_edition=0.0,
    )


class Governance(Strict):
    """Who decides, who is credited, and what that costs."""

    kind: Kind = _choice(
        "shared",
        "who is linked to whom: all members with all (shared), each with an operator under contract"
        " (contract), with a leading member (lead) or with a unit (broker), or as one team (single)",
        {"complete": "shared", "star_on_member": "lead", "star_outside": "broker", "team": "single"},
    )
    reach: Reach
    veto: Real = fraction(
        0.0, about="share of phi that a member without trust holds up by itself", second_edition=0.0
    )
    signs: bool = switch(
        True, about="it can hold money: subsidies, rewards and pools apply", second_edition=True
    )
    dom: Real = fraction(
        0.0,
        about="own motivation and motivation by trust that the lead takes from the others",
        second_edition=0.0,
    )
    base: Real = fraction(
        0.004, low=0.002, high=0.02, about="k0: share of each member's staff time", second_edition=0.004
    )
    per_link: Real = fraction(
        0.0024,
        low=0.001,
        high=0.01,
        about="k1: the same for each link that it is charged for",
        second_edition=0.0024,
    )
    owner: Real | None = fraction(
        None,
        if_none=-1,
        called="chance that the form has somebody who answers",
        about="o_f: chance that somebody answers for a joint matter where it is not clear who"
        " (none: one agency in A, by chance)",
        second_edition=None,
    )
    credit: Literal["equal", "half_to_lead", "whole", "own"] = Field(
        default="equal", description="how credit for joint results is shared"
    )
    trust_loss: Real = parameter(
        1.0, unit="factor", ge=0, about="how much more trust goes with staff who leave"
    )
    own_weight_per_sponsor: Real = parameter(
        0.0, unit="pay-off", ge=0, about="own targets added by each sponsor after the first"
    )
    set_up_weeks: Whole = parameter(0, unit="weeks", ge=0, le=520, about="time to set up")
    set_up_weeks_per_partner: Real = parameter(
        0.0,
        unit="weeks",
        ge=0,
        le=52,
        about="the same besides for each partner after the first, without trust",
        second_edition=0.0,
    )
    set_up_cost: Real = parameter(0.0, unit="share of a year's budget", ge=0, about="cost of setting up")
    running_cost: Real = parameter(
        0.0, unit="share of a year's budget", ge=0, about="yearly cost of a dedicated unit"
    )
    seconded: Real = fraction(
        0.0,
        about="share of running cost that is members' staff, seconded; the rest is cash",
        second_edition=0.0,
    )
    price: Real = fraction(
        0.0, about="share by which places of members cost less under contract", second_edition=0.0
    )
    shading: Real = fraction(
        0.0, about="efficacy lost under contract where results cannot be measured at all", second_edition=0.0
    )
    term: Whole | None = parameter(
        None,
        unit="weeks",
        ge=1,
        about="after which a contract is renewed, with set-up cost and half of trust (none: it is not)",
        if_none=NEVER,
        second_edition=None,
    )
    specialism_loss: Real = fraction(0.0, about="speed lost by generic working")
    specialism_loss_per_partner: Real = fraction(0.0, about="the same for each partner after the first")
    accommodation_loss: Real = fraction(0.0, about="accommodation lost for groups that the partnership names")

    def weeks_to_set_up(self, members: int, trust: float) -> int:
        """Return the weeks that setting up takes with so many members who trust one another so far."""
        return int(self.set_up_weeks + self.set_up_weeks_per_partner * (members - 1) * (1 - trust) + 0.5)


class Access(Strict):
    """Where people come in."""

    kind: Doors = _choice(
        "own_doors",
        "each agency has its own doors; or doors stand in one place and pass people on (co_located); or"
        " people come in at one gateway, which finds an agency for their next need",
        {True: "single_gateway", False: "own_doors"},
    )
    accuracy: Real = fraction(
        1.0,
        second_edition=0.92,
        low=0.8,
        high=0.98,
        called="chance that a gateway finds a right agency",
        about="acc: chance that a gateway, once set up, finds an agency for the next need",
    )
    set_up_weeks: Whole = parameter(
        0,
        unit="weeks",
        ge=0,
        le=520,
        second_edition=26,
        low=13,
        high=104,
        called="weeks until a gateway or shared place works as meant",
        about="weeks over which a gateway or a shared place comes to work as meant",
    )
    staff_share: Real = fraction(
        0.0,
        second_edition=0.01,
        low=0.003,
        high=0.03,
        called="staff time that a gateway or shared place takes",
        about="k_d: share of each member's staff time that a gateway or a shared place takes",
    )
    warm: Real = fraction(
        0.0,
        second_edition=0.9,
        low=0.7,
        high=0.97,
        called="chance that a wrong door in a shared place passes people on",
        about="least chance that a wrong door in a shared place passes a person on",
    )
    joint: Real = fraction(
        0.0,
        second_edition=0.3,
        low=0,
        high=0.6,
        called="joint intensity of hand-offs within a shared place",
        about="j_c: least joint intensity of hand-offs within a shared place",
    )


class Purse(Strict):
    """Whose money it is."""

    pooled_share: Real = fraction(0.0, about="share of budgets that is pooled")
    decides: Decides = _choice(
        "each",
        "who decides on pooled money: each member on its own, or one manager for all",
        {True: "one_manager", False: "each"},
    )


class Transition(Strict):
    """What changing to the form costs."""

    loss: Real = fraction(0.0, about="capacity lost at first")
    fades: Whole = parameter(0, unit="weeks", ge=0, about="duration of that loss, or T if it fades")
    shape: Literal["step", "fading"] = choice(
        "step",
        about="whether that loss stays until it ends (step), or fades as exp(-weeks / T)",
        second_edition="fading",
    )
    turnover: Real = parameter(
        1.0, unit="factor", ge=0, about="how much more of members' staff leave at first", second_edition=1.0
    )
    turnover_weeks: Whole = parameter(0, unit="weeks", ge=0, about="for how long they do", second_edition=0)
    identity_weeks: Whole | None = parameter(
        None,
        unit="weeks",
        ge=0,
        about="T_I: reach comes as 1 - exp(-weeks / T_I), not over the set-up weeks (none: it does not)",
        if_none=-1,
        second_edition=None,
    )
    specialism_recovers: Real = fraction(
        0.0,
        about="share of the loss of specialism that comes back, by 1 - exp(-weeks / 104)",
        second_edition=0.0,
    )
    reversal: Real = fraction(
        0.0,
        unit="per year",
        low=0,
        high=0.1,
        about="chance, after each year with the form, that it is undone and the one before comes back",
        second_edition=0.02,
    )


class Form(Strict):
    """A form of joint working: its four parts."""

    moved: ClassVar[Mapping[str, str]] = MOVED

    family: Family
    governance: Governance
    access: Access = Access()
    money: Purse = Purse()
    transition: Transition = Transition()

    @property
    def reaches(self) -> bool:
        """Whether it ever covers anything."""
        return self.governance.reach.base + self.governance.reach.trust > 0


def _instead(part: type[BaseModel]) -> type[BaseModel]:
    """Return what a partnership may say of a part of its form: any of its keys."""
    fields: dict[str, Any] = {}
    for name, field in part.model_fields.items():
        facts = {key: it for key, it in facts_of(part, name).items() if key not in ("second_edition", "also")}
        kind: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        about = f"{field.description}, instead of what the form says"
        fields[name] = (kind | None, Field(None, description=about, json_schema_extra=facts))
    made: type[BaseModel] = create_model(f"{part.__name__}Instead", __base__=Strict, **fields)
    made.__doc__ = f"{(part.__doc__ or '').rstrip('.')}, instead of what the form in force says."
    return made


if TYPE_CHECKING:
    AccessInstead = Access
    PurseInstead = Purse
    TransitionInstead = Transition
else:
    AccessInstead, PurseInstead, TransitionInstead = map(_instead, (Access, Purse, Transition))
