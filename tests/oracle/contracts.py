"""Contracts: what they save, what they leave out, and that they end and are renewed (steps 1, 4 and 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle.forms import Form

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.client import Client
    from tests.oracle.model import JointWorking
    from tests.oracle.partnership import Partnership


def cost_of_place(agency: Agency) -> float:
    """Return what a place costs a week, ``place_cost (1 - price cov)`` at members."""
    price = agency.locality.partnership.form.governance["price"] if agency.member else 0.0
    return float(agency.spec["place_cost"] * (1.0 - price * agency.coverage.share))


def quality(agency: Agency, client: Client) -> float:
    """Return ``q = 1 - shading (1 - m)``, how far a member helps those for whom the contract is."""
    if not agency.member or not client.in_joint_working:
        return 1.0
    shading = agency.locality.partnership.form.governance["shading"]
    return float(1.0 - shading * (1.0 - agency.spec["measurability"]))


def is_renewed(partnership: Partnership) -> bool:
    """Return whether the contract is renewed this week, every ``term`` weeks after the start."""
    term = partnership.form.governance["term"] if partnership.in_force else None
    return bool(term is not None and partnership.age > 0 and partnership.age % term == 0)


def renew(partnership: Partnership) -> None:
    """Step 1: halve the trust among members when the contract is renewed."""
    if is_renewed(partnership):
        for a in partnership.members:
            for b in partnership.members:
                if a is not b:
                    partnership.graph.edges[a.name, b.name]["trust"] *= 0.5


class Held:
    """Changes of incentives that wait until the contract is renewed, or ends.

    Parameters
    ----------
    model
        The model.
    """

    def __init__(self, model: JointWorking) -> None:
        self.model = model
        self.form_since: int | None = None
        self.changes: list[tuple[str, Any]] = []

    @property
    def bound(self) -> bool:
        """Whether a contract holds that is not renewed this week."""
        terms, week = self.model.tree["partnership"], self.model.week
        term = Form(self.model.tree).governance["term"]
        starts = terms["starts"] if self.form_since is None else max(terms["starts"], self.form_since)
        if term is None or week < starts or (terms["ends"] is not None and week >= terms["ends"]):
            return False
        return bool((week - starts) % term)

    def holds(self, path: str, value: Any) -> bool:
        """Keep a change back, if it is to wait."""
        if not path.startswith("incentives.") or not self.bound:
            return False
        self.changes.append((path, value))
        return True

    def let_go(self) -> list[tuple[str, Any]]:
        """Return the changes that need not wait any longer."""
        if self.bound:
            return []
        changes, self.changes = self.changes, []
        return changes
