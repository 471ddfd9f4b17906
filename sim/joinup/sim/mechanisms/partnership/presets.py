"""The forms shipped with joinup, in either edition of the model (ODD table 2).

Those of the first edition are `FORMS`; every number of the second is in one table, `PRICES`, with the range
in which it is thought to lie. All of them are judgement.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from joinup.sim.declarations import facts_of
from joinup.sim.mechanisms.partnership.forms import Access, Form, Governance, Purse, Reach, Transition

FORMS: dict[str, Form] = {
    "none": Form(family="none", governance=Governance(kind="none", reach=Reach(base=0))),
    "informal": Form(
        family="informal partnership", governance=Governance(reach=Reach(base=0.35), trust_loss=2)
    ),
    "formal": Form(
        family="formal partnership",
        governance=Governance(reach=Reach(base=0.6), set_up_weeks=13, set_up_cost=0.01),
    ),
    "contract_network": Form(
        family="formal partnership",
        governance=Governance(
            kind="contract",
            reach=Reach(base=0.6),
            set_up_weeks=26,
            set_up_cost=0.03,
            own_weight_per_sponsor=0.1,
        ),
    ),
    "lead_agency": Form(
        family="formal partnership",
        governance=Governance(
            kind="lead", reach=Reach(base=0.8), credit="half_to_lead", set_up_weeks=13, set_up_cost=0.02
        ),
        money=Purse(decides="one_manager"),
    ),
    "dedicated_unit": Form(
        family="realigned boundaries",
        governance=Governance(
            kind="broker",
            reach=Reach(base=0.9),
            credit="half_to_lead",
            set_up_weeks=26,
            set_up_cost=0.05,
            running_cost=0.02,
            specialism_loss=0.02,
        ),
        money=Purse(pooled_share=0.5, decides="one_manager"),
    ),
    "merged": Form(
        family="realigned boundaries",
        governance=Governance(
            kind="single",
            reach=Reach(base=1),
            credit="whole",
            set_up_weeks=52,
            set_up_cost=0.10,
            specialism_loss_per_partner=0.02,
            accommodation_loss=0.05,
        ),
        access=Access(kind="single_gateway"),
        money=Purse(decides="one_manager"),
        transition=Transition(loss=0.10, fades=26),
    ),
}
"""The forms of the first edition."""


class Price(NamedTuple):
    """A number of a form, and the range in which it is thought to lie; half to double if none is given."""

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest value.

        Examples
        --------
        >>> Price(0.3, 0.15, 0.5).range, Price(13).range
        ((0.15, 0.5), (6.5, 26))
        """
        low = self.value / 2 if self.low is None else self.low
        high = self.value * 2 if self.high is None else self.high
        return low, high


COLUMNS = ("informal", "formal", "contract_network", "lead_agency", "dedicated_unit", "merged")
KINDS: dict[str, tuple[Any, ...]] = {
    "family": (
        "informal partnership",
        "formal partnership",
        "formal partnership",
        "formal partnership",
        "realigned boundaries",
        "realigned boundaries",
    ),
    "governance.kind": ("shared", "shared", "contract", "lead", "broker", "single"),
    "governance.signs": (False, True, True, True, True, True),
    "governance.credit": ("equal", "equal", "own", "half_to_lead", "half_to_lead", "whole"),
    "money.decides": ("each", "each", "each", "one_manager", "one_manager", "one_manager"),
}
"""What the forms of the second edition are, one column a form."""

PRICES: dict[str, tuple[Price | None, ...]] = {
    "governance.reach.base": (
        Price(0.05, 0, 0.2),
        Price(0.30, 0.15, 0.5),
        Price(0.65, 0.45, 0.8),
        Price(0.60, 0.45, 0.75),
        Price(0.85, 0.65, 0.95),
        Price(0.95, 0.85, 1),
    ),
    "governance.reach.trust": (
        Price(0.85, 0.6, 0.95),
        Price(0.50, 0.3, 0.65),
        None,
        Price(0.10, 0, 0.25),
        None,
        None,
    ),
    "governance.veto": (Price(0.04, 0, 0.1), Price(0.08, 0, 0.2), None, None, None, None),
    "governance.base": (
        Price(0, 0, 0),
        Price(0.004, 0.002, 0.02),
        Price(0.004),
        Price(0.004),
        Price(0.001),
        Price(0.002),
    ),
    "governance.per_link": (
        Price(0.001, 0.0004, 0.004),
        Price(0.0024, 0.001, 0.01),
        Price(0.0012),
        Price(0.0024),
        Price(0, 0, 0),
        Price(0, 0, 0),
    ),
    "governance.set_up_weeks": (
        Price(0, 0, 0),
        Price(4),
        Price(26, 13, 52),
        Price(13, 6, 26),
        Price(26, 13, 52),
        Price(26),
    ),
    "governance.set_up_weeks_per_partner": (None, Price(4), None, None, None, None),
    "governance.set_up_cost": (
        None,
        Price(0.01),
        Price(0.03),
        Price(0.02),
        Price(0.05, 0.02, 0.1),
        Price(0.10, 0.03, 0.2),
    ),
    "governance.running_cost": (None, None, None, None, Price(0.03, 0.01, 0.06), None),
    "governance.seconded": (None, None, None, None, Price(0.5, 0, 1), None),
    "governance.trust_loss": (Price(2, 1, 3), None, None, None, None, None),
    "governance.dom": (None, None, None, Price(0.3, 0, 0.6), None, None),
    "governance.owner": (
        None,
        None,
        Price(0.5, 0.3, 0.7),
        Price(0.8, 0.6, 0.95),
        Price(0.7, 0.5, 0.9),
        Price(1, 0.5, 1),
    ),
    "governance.price": (None, None, Price(0.08, 0, 0.15), None, None, None),
    "governance.shading": (None, None, Price(0.15, 0, 0.4), None, None, None),
    "governance.term": (None, None, Price(156), None, None, None),
    "governance.specialism_loss_per_partner": (None, None, None, None, None, Price(0.02, 0, 0.03)),
    "governance.accommodation_loss": (None, None, None, None, None, Price(0.05, 0, 0.15)),
    "money.pooled_share": (None, None, None, None, Price(0.5), None),
    "transition.loss": (None, None, None, None, None, Price(0.10, 0.03, 0.2)),
    "transition.fades": (None, None, None, None, None, Price(52, 26, 130)),
    "transition.turnover": (None, None, None, None, None, Price(1.5, 1, 2.5)),
    "transition.turnover_weeks": (None, None, None, None, None, Price(104, 52, 156)),
    "transition.identity_weeks": (None, None, None, None, None, Price(52, 26, 130)),
    "transition.specialism_recovers": (None, None, None, None, None, Price(0.5, 0, 1)),
}
"""What they cost and how far they reach, one column a form; what stands for nothing is off."""


def price_of(name: str, path: str) -> Price | None:
    """Return the price of a shipped form of the second edition at a path in it, if it has one.

    Examples
    --------
    >>> price_of("formal", "governance.veto")
    Price(value=0.08, low=0, high=0.2)
    """
    return PRICES[path][COLUMNS.index(name)] if name in COLUMNS and path in PRICES else None


PARTS: dict[str, type[BaseModel]] = {
    "governance": Governance,
    "access": Access,
    "money": Purse,
    "transition": Transition,
}


def _silent(part: type[BaseModel]) -> dict[str, Any]:
    """Return what the second edition says otherwise of a part of which nothing is said."""
    facts = {name: facts_of(part, name) for name in part.model_fields}
    return {name: said["second_edition"] for name, said in facts.items() if "second_edition" in said}


def _form(column: int) -> Form:
    tree: dict[str, Any] = {part: _silent(model) for part, model in PARTS.items()}
    prices = {path: row[column] for path, row in PRICES.items()}
    said: Mapping[str, Any] = {path: row[column] for path, row in KINDS.items()} | {
        path: price.value for path, price in prices.items() if price is not None
    }
    for path, value in said.items():
        *above, last = path.split(".")
        part = tree
        for key in above:
            part = part.setdefault(key, {})
        part[last] = value
    return Form.model_validate(tree)


def _none() -> Form:
    tree = FORMS["none"].model_dump()
    return Form.model_validate(tree | {part: tree[part] | _silent(model) for part, model in PARTS.items()})


SHIPPED: dict[int, dict[str, Form]] = {
    1: FORMS,
    2: {"none": _none()} | {name: _form(column) for column, name in enumerate(COLUMNS)},
}
"""The shipped forms by the edition of the model; a scenario can change them or add its own."""
