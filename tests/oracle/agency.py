"""An agency: its lists and staff time, what joint effort pays it, its reports (steps 2, 3, 7, 9, 10)."""

from __future__ import annotations

import math
from collections import deque
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from joinup.sim import randomness
from tests.oracle.beside import start_beside, swap
from tests.oracle.chance import below, key_of
from tests.oracle.complaints import be_displeased
from tests.oracle.coverage import Coverage
from tests.oracle.joint_results import results
from tests.oracle.lists import Lists
from tests.oracle.motivation import Motivation
from tests.oracle.purchases import Purchases
from tests.oracle.refusals import Shunting
from tests.oracle.transition import turnover

if TYPE_CHECKING:
    from tests.oracle.client import Client
    from tests.oracle.locality import Locality
    from tests.oracle.model import JointWorking

QUARTER = 13
MOST_JOINT_WEIGHT = 4.0
LONGEST_WAIT = 26.0


class Agency(mesa.Agent):
    """One agency of one locality."""

    model: JointWorking

    def __init__(self, model: JointWorking, locality: Locality, name: str) -> None:
        super().__init__(model)
        self.locality, self.name = locality, name
        self.key = key_of(f"{locality.name}/{name}")
        # Who waits and who is served.
        self.lists = Lists(self)
        self.in_service: list[Client] = []
        self.held: list[Client] = []
        self.completions: deque[int] = deque([0] * QUARTER, maxlen=QUARTER)
        self.completions_this_week = self.complaints_this_week = self.outreach_this_week = 0
        self.complaints_last_week = self.started_this_week = 0
        # Places: contracted ones come from the scenario.
        self.contracted = self.funded = self.mainstreamed = self.moved_places = 0
        self.moved_money = 0.0
        self.outreach = 0.0
        # Joint working.
        self.member = self.left = False
        self.effort = self.gaming = self.pressure = self.review_weight = 0.0
        self.routine: float = model.tree["routine"]["start"]
        self.trust_mean = self.joint_mean_last_quarter = 0.0
        self.accommodation: dict[str, float] = {}
        self.coverage = Coverage(self)
        self.purchases = Purchases(self)
        self.motivation = Motivation(self)
        self.shunting = Shunting(self)
        self.count_pressure = 0.0
        self.overhead = self.seconded_time = self.dip = self.door_time = self.effort_time = 0.0
        self.redress_time = self.accommodation_gained = 0.0
        self.own_share = self.rate = self.expected_wait = 0.0
        self.quarters_worse = 0
        # Learning.
        self.effort_grid = self.read_grid()
        self.choice = 0
        self.chances = [1.0] + [0.0] * (len(self.effort_grid) - 1)
        self.attractions: list[float] | None = None
        self.experience = 0.0
        self.aspiration: float | None = None
        # Reports: figures by the last week of their quarter.
        self.metric = 0.0
        self.truths: dict[int, float] = {}
        self.reports: dict[int, float] = {}
        self.heard: list[float] = []
        self.first_target: float | None = None
        self.raised = 0.0
        self.performance = 0.0
        self.completions_this_quarter = self.delay = self.delay_last_quarter = 0

    # What the scenario says.

    @property
    def spec(self) -> dict[str, Any]:
        """The scenario's entry for the role."""
        return next(item for item in self.model.tree["agencies"] if item["name"] == self.name)

    @property
    def decisions(self) -> dict[str, Any]:
        """The scenario's parameters of decisions."""
        found: dict[str, Any] = self.model.tree["decisions"]
        return found

    def read_grid(self) -> list[float]:
        """Return the effort levels to choose from."""
        grid = self.decisions["grid"]
        return [float(x) for x in (np.linspace(0, 1, grid) if isinstance(grid, int) else grid)]

    @property
    def needs(self) -> set[int]:
        """Numbers of the needs that it serves."""
        names = [need["name"] for need in self.model.tree["population"]["needs"]]
        return {names.index(need) for need in self.spec["needs"]}

    @property
    def service_weeks(self) -> float:
        """Mean weeks of service here: the role's, times the locality's factor."""
        here: dict[str, float] = self.locality.place["service_weeks"]
        return float(self.spec["service_weeks"] * here.get(self.name, 1.0))

    @property
    def efficacy(self) -> float:
        """Chance that a service helps here, ``min(1, eta_a (locality's factor))``."""
        return min(1.0, float(self.spec["efficacy"]) * self.locality.factor("efficacy", 4))

    @property
    def rule(self) -> str:
        """How it decides."""
        return str(self.spec["rule"] or self.decisions["rule"])

    @property
    def intrinsic(self) -> float:
        """Own motivation i: given, or normal over agencies."""
        if self.spec["intrinsic"] is not None:
            return float(self.spec["intrinsic"])
        z = self.model.chance.normal(self.key, 0, randomness.INTRINSIC)
        return float(self.decisions["intrinsic_mean"]) + float(self.decisions["intrinsic_sd"]) * z

    @property
    def is_free_rider(self) -> bool:
        """Whether it is in the partnership only for the money."""
        share = self.model.tree["partnership"]["free_rider_share"]
        return below(self.model.chance.of_name(self.key, 0, randomness.FREE_RIDER), share)

    @property
    def may_join(self) -> bool:
        """Whether it is invited and does not decline; a lead that is named does not."""
        partnership = self.model.tree["partnership"]
        if partnership["members"] and self.name not in partnership["members"]:
            return False
        declines = below(
            self.model.chance.of_name(self.key, 0, randomness.DECLINE), partnership["decline_share"]
        )
        return not declines or self.name == partnership["lead"]

    # Lists (steps 5 to 8).

    @property
    def waiting(self) -> list[Client]:
        """Everybody on its lists."""
        return self.lists.waiting

    @property
    def handed_waiting(self) -> int:
        """How many wait after a hand-off."""
        return sum(client.handed_on for client in self.waiting if client.agency is self)

    @property
    def places(self) -> int:
        """Places of the week: contracted, mainstreamed, moved, funded, and bought."""
        own = self.contracted + self.mainstreamed + self.moved_places
        return own + self.funded + self.purchases.places

    def fill_places(self) -> bool:
        """Give free places to those whose turn it is; return whether a service started.

        Places held by people who wait elsewhere are not free.
        """
        started = False
        while len(self.in_service) + len(self.held) < self.places and self.waiting:
            self.serve(self.lists.next_in_turn())
            started = True
        return started

    def serve(self, client: Client) -> None:
        """Start a service."""
        if client.agency is not self and client.state == "in_service":
            start_beside(client, self)
            self.take_in(client)
            return
        if client.agency is not self:
            swap(client)
        self.lists.leave(client)
        waited = self.model.week - client.since
        client.waited += waited
        client.handed_on = client.redress = False
        client.give_back_place()
        client.count("weeks_waited", waited)
        client.count("started_service")
        client.builds_on_last = client.in_joint_working
        be_displeased(client, waited)
        self.take_in(client)
        client.go("in_service")

    def take_in(self, client: Client) -> None:
        """Begin to serve a client, as the main agency or beside it."""
        self.in_service.append(client)
        self.started_this_week += 1
        if not client.met:
            client.count("reached")
            self.locality.tell_metric("people", {self.name})
        if self.name not in client.met:
            client.met.add(self.name)
            self.locality.tell_metric("contacts", {self.name})

    # Step 2: effort.

    @property
    def full_cost(self) -> float:
        """``B_a = e_max C_a place_cost 13``: what pay-off 1 is worth in GBP."""
        e_max = self.model.tree["service"]["full_effort"]
        return float(e_max * self.contracted * self.spec["place_cost"] * QUARTER)

    @property
    def joint_weight(self) -> float:
        """``w_joint``: own, plus joint targets in force, plus the funder's corrections; at most 4."""
        targets = sum(item["weight"] for item in self.model.funder.in_force(self, "joint_target"))
        return float(min(MOST_JOINT_WEIGHT, self.spec["joint_weight"] + targets + self.review_weight))

    @property
    def pooled_share(self) -> float:
        """``b``: the share of its budget that is pooled; of form and incentives the largest."""
        if not self.member or not self.locality.partnership.form.governance["signs"]:
            return 0.0
        incentives = [item["share"] for item in self.model.funder.in_force(self, "pooled_budget")]
        return float(max([self.locality.partnership.form.money["pooled_share"], *incentives]))

    def effective_failure_share(self) -> float:
        """Return ``sigma_eff = (1 - b) sigma + b sum(sigma)``, the sum over n if each decides alone."""
        sigma, b = float(self.spec["failure_share"]), self.pooled_share
        if b == 0.0:
            return sigma
        partnership = self.locality.partnership
        pool = [member for member in partnership.members if member.pooled_share > 0.0]
        common = sum(member.spec["failure_share"] for member in pool)
        if partnership.form.money["decides"] == "each":
            common /= len(pool)
        return float((1.0 - b) * sigma + b * common)

    def believed(self, partner: Agency, beliefs: str) -> tuple[float, float]:
        """Return ``xhat_b`` and ``E sqrt(xhat_b)``."""
        if beliefs == "promised":
            x = self.decisions["promised"] * self.locality.partnership.trust(self, partner)
            return x, math.sqrt(x)
        if beliefs == "observed" or partner.rule == "fixed":
            return partner.effort, math.sqrt(partner.effort)
        known = list(zip(partner.chances, self.effort_grid, strict=True))
        return sum(p * x for p, x in known), sum(p * math.sqrt(x) for p, x in known)

    def pay_off(self, x: float, beliefs: str) -> float:
        """Return the pay-off of effort x.

        ``pi = w_own (1 - x) + w_joint m s_f V(x)
        + v sigma_eff x + ((i + eta tau_mean)(1 - dom) K + kappa U) x + sum pay_k(x) - (c/2) x^2``
        """
        d, partnership = self.decisions, self.locality.partnership
        together = results(self, x, beliefs)
        own = self.spec["own_weight"] + partnership.sponsors_weight
        pi = own * (1.0 - x)
        pi += self.joint_weight * self.spec["measurability"] * partnership.credit(self) * together
        pi += d["failure_weight"] * self.effective_failure_share() * x
        own_wish = self.intrinsic + d["trust_weight"] * self.trust_mean
        pi += (own_wish * self.own_pull * self.motivation.left + d["pressure_weight"] * self.pressure) * x
        if self.full_cost > 0.0:
            pi += self.model.funder.foreseen_pay(self, x) / self.full_cost * d["money_salience"]
        return float(pi - 0.5 * d["effort_cost"] * x * x)

    @property
    def own_pull(self) -> float:
        """What a lead leaves of its own motivation and trust, ``1 - dom``; 1 where nobody leads it."""
        partnership = self.locality.partnership
        led = partnership.form.kind == "lead" and self.name != partnership.lead
        return float(1.0 - partnership.form.governance["dom"]) if led else 1.0

    def is_better_off_alone(self) -> bool:
        """Return whether the pay-off, less the price of overhead, is below ``w_own``."""
        inside = self.pay_off(self.effort, "observed")
        e_max = self.model.tree["service"]["full_effort"]
        if e_max > 0.0:
            inside -= self.spec["own_weight"] * self.overhead / e_max
        return inside < float(self.spec["own_weight"])

    # Step 3: capacity.

    def work_out_expected_wait(self) -> None:
        """``W``: length of the lists over mean weekly completions of 13 weeks, at most 26."""
        weeks = max(1, min(QUARTER, self.model.week - self.model.first_week))
        waiting, done = len(self.waiting), sum(self.completions)
        self.expected_wait = 0.0
        if waiting:
            self.expected_wait = min(LONGEST_WAIT, waiting * weeks / done) if done else LONGEST_WAIT

    # Step 9.

    def practise(self) -> None:
        """``R <- R + rho_e x (1 - R) - (mu_turn (1 - h) + delta (1 - x)) R``."""
        p = self.model.tree["routine"]
        grown = p["embedding"] * self.effort * (1.0 - self.routine)
        eroded = (turnover(self, 1) * (1.0 - p["handover"]) + p["decay"] * (1.0 - self.effort)) * self.routine
        self.routine += grown - eroded

    # Step 10.

    def measure_week(self) -> None:
        """Add the week to the stocks that are measured, and to the waits after hand-offs."""
        self.locality.tell_metric("stock", {self.name}, self.locality.in_need_unserved / QUARTER)
        self.locality.tell_metric("places", {self.name}, len(self.in_service) / QUARTER)
        self.delay += self.handed_waiting
        self.shunting.close_week()
        self.completions_this_quarter += self.completions_this_week

    def close_quarter(self) -> None:
        """Make up the quarter: ``reported = max(0, true (1 +- y + eps))``, minus for a stock."""
        week, measurement = self.model.week, self.model.tree["measurement"]
        sign = -1.0 if measurement["metric"] == "stock" else 1.0
        error = measurement["noise"] * self.model.chance.normal(self.key, week, randomness.REPORT_NOISE)
        self.truths[week] = self.metric
        self.reports[week] = max(0.0, self.metric * (1.0 + sign * self.gaming + error))
        self.metric = 0.0
        able = self.places * QUARTER / self.service_weeks
        self.performance = self.completions_this_quarter / able if able > 0.0 else 0.0
        self.completions_this_quarter = 0
        self.delay_last_quarter, self.delay = self.delay, 0
        self.joint_mean_last_quarter = self.locality.partnership.joint_mean(self)

    @property
    def target(self) -> float | None:
        """The target, with what good results have added; None while there is none."""
        return None if self.first_target is None else self.first_target + self.raised

    @property
    def reported(self) -> float | None:
        """The last report that the funder has heard."""
        return self.heard[-1] if self.heard else None

    @property
    def reported_ratio(self) -> float | None:
        """Last reported performance over target; None while either is not known."""
        if self.reported is None or not self.target:
            return None
        if self.model.tree["measurement"]["metric"] == "stock":
            return self.target / self.reported if self.reported > 0.0 else 2.0
        return self.reported / self.target
