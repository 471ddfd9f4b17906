"""The partnership of a locality, as a graph of trust and joint intensity."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import networkx as nx

from tests.oracle.agency import QUARTER, Agency
from tests.oracle.coverage import can_cover_somebody
from tests.oracle.forms import Form
from tests.oracle.gaming import gaming
from tests.oracle.governance import Agreement, mistrust
from tests.oracle.joint_results import between, carried, effective
from tests.oracle.rules import choose
from tests.oracle.selection import count_pressure
from tests.oracle.transition import identity, turnover

if TYPE_CHECKING:
    from tests.oracle.locality import Locality

HUB = "(outside operator)"


class Partnership:
    """The partnership of a locality: a graph of agencies with trust and joint intensity on its edges.

    Parameters
    ----------
    locality
        Its locality.
    """

    def __init__(self, locality: Locality) -> None:
        self.locality, self.model = locality, locality.model
        start = self.model.tree["trust"]["start"]
        self.graph: nx.DiGraph[str] = nx.DiGraph()
        for a in locality.agencies:
            for b in locality.agencies:
                if a is not b:
                    self.graph.add_edge(a.name, b.name, trust=start, joint=0.0, hand_offs=0)
        self.in_force = False
        self.form_name: str = self.model.tree["partnership"]["form"]
        self.form_before = "none"
        self.form_since: int | None = None
        self.undone = False
        self.set_up_since: int | None = None
        self.mistrust = 0.0
        self.agreement = Agreement(self)
        self.access_since: int | None = None

    # What the scenario says.

    @property
    def terms(self) -> dict[str, Any]:
        """The scenario's entry for partnerships."""
        found: dict[str, Any] = self.model.tree["partnership"]
        return found

    @property
    def form(self) -> Form:
        """The form of joint working."""
        return Form(self.model.tree, self.form_name)

    @property
    def full_reach(self) -> float:
        """``phi_full``: how far the form reaches once it is set up."""
        return self.agreement.reach

    @property
    def set_up_weeks(self) -> int:
        """``s0 + s1 (A - 1)(1 - tau_mean)``, rounded, trust and members as they were at the start."""
        terms = self.form.governance
        weeks: float = terms["set_up_weeks"] + terms["set_up_weeks_per_partner"] * self.mistrust
        return math.floor(weeks + 0.5)

    @property
    def ready(self) -> float:
        """How far it is set up: ``min(1, weeks since the start / set-up weeks)``, or ``I(t)``."""
        if not self.in_force:
            return 0.0
        one = identity(self)
        if one is not None:
            return one
        return min(1.0, self.age / self.set_up_weeks) if self.set_up_weeks else 1.0

    @property
    def phi(self) -> float:
        """``phi = ready phi_full``."""
        return self.ready * self.full_reach

    @property
    def starts(self) -> int | None:
        """Week in which the present form starts here; None without one."""
        reach = self.form.governance["reach"]
        if reach["base"] + reach["trust"] == 0.0:
            return None
        week = self.locality.after_wave(self.terms["starts"])
        return week if self.form_since is None else max(week, self.form_since)

    @property
    def age(self) -> int:
        """Weeks since the form started."""
        assert self.starts is not None
        return int(self.model.week - self.starts)

    @property
    def lead(self) -> str:
        """The leading role: as named, else the first member."""
        return str(self.terms["lead"] or [*self.terms["members"], self.locality.agencies[0].name][0])

    @property
    def members(self) -> list[Agency]:
        """The agencies that are in."""
        return [agency for agency in self.locality.agencies if agency.member]

    @property
    def sponsors_weight(self) -> float:
        """What each sponsor but the first adds to ``w_own``."""
        return float(self.form.governance["own_weight_per_sponsor"] * (self.terms["sponsors"] - 1))

    def credit(self, agency: Agency) -> float:
        """Return ``s_f``, an agency's share of the credit."""
        members = len(self.members)
        if self.form.governance["credit"] == "own":
            return float(agency.spec["measurability"])
        if self.form.governance["credit"] == "whole":
            return 1.0
        if self.form.governance["credit"] == "equal":
            return 1.0 / members
        if self.form.kind in ("contract", "broker"):
            return 0.5 / members
        return 0.5 if agency.name == self.lead else 0.5 / (members - 1)

    # Step 1.

    def open(self) -> None:
        """See whether the partnership is in force and with whom; one member is no partnership."""
        before = self.in_force
        week, ends = self.model.week, self.locality.account.ends(self.terms["ends"])
        due = self.starts is not None and self.starts <= week and (ends is None or week < ends)
        due = due and self.locality.place["in_programme"] and can_cover_somebody(self.model)
        joining = [a for a in self.locality.agencies if due and a.may_join and not a.left]
        self.in_force = len(joining) >= 2
        for agency in self.locality.agencies:
            agency.member = self.in_force and agency in joining
            if not agency.member:
                agency.effort = agency.gaming = 0.0
        if any(agency.moved_places and not agency.member for agency in self.locality.agencies):
            # Somebody has left a pool: places go back to their owners until the next quarter.
            for agency in self.locality.agencies:
                agency.moved_places = 0
        if self.in_force:
            self.take_stock_of_trust()
            if not before:
                self.agreement.renew()
            if self.set_up_since != self.starts:
                self.set_up_since, self.mistrust = self.starts, mistrust(self.members)

    # Step 2.

    @property
    def decides_now(self) -> bool:
        """Every quarter, in the first week of the run, and when a form starts."""
        week = self.model.week
        return week % QUARTER == 0 or week in (self.model.first_week, self.starts)

    def decide(self) -> None:
        """Let members leave, then let each choose its effort and how to report, all at once."""
        for agency in self.locality.agencies:
            agency.motivation.recover()
        if not self.in_force:
            for agency in self.locality.agencies:
                agency.effort = agency.gaming = 0.0
                agency.quarters_worse = 0
                agency.shunting.choose()
                agency.count_pressure = count_pressure(agency)
            return
        if not self.decides_now:
            return
        self.take_stock_of_trust()
        if self.terms["leaving"] and self.model.week % QUARTER == 0:
            self.let_members_leave()
            self.take_stock_of_trust()
        for agency in self.members:
            agency.motivation.weigh()
        self.agreement.renew()
        chosen = {agency: choose(agency) for agency in self.members}
        for agency in self.locality.agencies:
            agency.effort = agency.gaming = 0.0
            agency.count_pressure = count_pressure(agency)
            agency.shunting.choose()
            if agency in chosen:
                effort, agency.chances = chosen[agency]
                agency.effort = effort * agency.spec["manager_support"]
                agency.gaming = gaming(agency)
                self.model.choices[agency] = effort

    def let_members_leave(self) -> None:
        """Let go who was better off alone for four quarters; a leading member and two others stay."""
        for agency in self.members:
            if self.form.kind == "lead" and agency.name == self.lead:
                continue
            worse = agency.is_better_off_alone()
            agency.quarters_worse = agency.quarters_worse + 1 if worse else 0
            if agency.quarters_worse >= 4 and len(self.members) > 2:
                agency.left, agency.member = True, False

    def take_stock_of_trust(self) -> None:
        """Set ``tau_mean``: each member's mean trust in the others."""
        for agency in self.locality.agencies:
            others = [b for b in self.members if b is not agency] if agency.member else []
            agency.trust_mean = sum(self.trust(agency, b) for b in others) / len(others) if others else 0.0

    # Step 3.

    def distance(self, a: Agency, b: Agency) -> int:
        """Return the steps between two members on the graph of the form."""
        centre = {"lead": self.lead, "contract": HUB, "broker": HUB}.get(self.form.kind)
        if centre is None:
            return 1
        star = nx.Graph((centre, agency.name) for agency in self.members if agency.name != centre)
        return int(nx.shortest_path_length(star, a.name, b.name))

    def link(self) -> None:
        """``J_ab = phi rho_hop^(dist - 1) link(E_a, E_b)``; under one team E of the mean x and R."""
        members = self.members
        self.take_stock_of_trust()
        for _, _, edge in self.graph.edges(data=True):
            edge["joint"] = 0.0
        for a in members:
            for b in members:
                if a is not b:
                    joint = (
                        self.phi * carried(self, a, b) * between(self, self.effort_of(a), self.effort_of(b))
                    )
                    self.graph.edges[a.name, b.name]["joint"] = joint

    def effort_of(self, agency: Agency) -> float:
        """Return E of a member, or of the one team."""
        if self.form.kind != "single":
            return effective(agency.effort, agency.routine)
        n = len(self.members)
        x, r = sum(a.effort for a in self.members) / n, sum(a.routine for a in self.members) / n
        return effective(x, r)

    def joint_mean_at(self, agency: Agency, x: float) -> float:
        """Return ``Jbar(x)``: the mean J to other members at an effort x, the others as they are."""
        now, agency.effort = agency.effort, x
        joints = [
            self.phi * carried(self, agency, b) * between(self, self.effort_of(agency), self.effort_of(b))
            for b in self.members
            if b is not agency
        ]
        agency.effort = now
        return float(sum(joints) / len(joints))

    def joint(self, a: Agency, b: Agency) -> float:
        """Return ``J_ab`` of the week; an agency has none with itself."""
        if a is b:
            return 0.0
        return float(self.graph.edges[a.name, b.name]["joint"])

    def joint_mean(self, agency: Agency) -> float:
        """Return the mean J of an agency to other members; 0 outside."""
        others = [self.joint(agency, b) for b in self.members if b is not agency] if agency.member else []
        return sum(others) / len(others) if others else 0.0

    def trust(self, a: Agency, b: Agency) -> float:
        """Return how far one trusts another."""
        return float(self.graph.edges[a.name, b.name]["trust"])

    def count_hand_off(self, a: Agency, b: Agency) -> None:
        """Count a hand-off tried in the quarter."""
        if a is not b:
            self.graph.edges[a.name, b.name]["hand_offs"] += 1

    # Step 9.

    def learn(self) -> None:
        """``tau <- (tau + up (q - tau)+ - down (tau - q)+)(1 - turnover lost trust_loss)``.

        q is the effort shown over the effort promised, at most 1. Before set-up shows, trust is frozen.
        """
        p, promised = self.model.tree["trust"], self.model.tree["decisions"]["promised"]
        if self.ready == 0.0:
            return
        for a in self.members:
            kept = max(
                0.0, 1.0 - turnover(a, QUARTER) * p["lost_with_staff"] * self.form.governance["trust_loss"]
            )
            for b in self.members:
                if a is b:
                    continue
                edge = self.graph.edges[a.name, b.name]
                tau, q = edge["trust"], min(1.0, b.effort / promised) if promised > 0.0 else 1.0
                tau += p["up"] * max(0.0, q - tau) - p["down"] * max(0.0, tau - q)
                edge["trust"] = tau * kept

    def shock(self, share: float, names: list[str]) -> None:
        """Let a share of staff leave at once, with their routines and the trust in and of them."""
        p = self.model.tree["trust"]
        hit = [a for a in self.locality.agencies if not names or a.name in names]
        for agency in hit:
            agency.routine *= 1.0 - share * (1.0 - self.model.tree["routine"]["handover"])
        kept = max(0.0, 1.0 - share * p["lost_with_staff"] * self.form.governance["trust_loss"])
        for a, b, edge in self.graph.edges(data=True):
            if {a, b} & {agency.name for agency in hit}:
                edge["trust"] *= kept
