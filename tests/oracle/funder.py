"""The funder: instruments, publicity, windows of money, targets, reviews and the ledger."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import mesa

from tests.oracle.account import CUT
from tests.oracle.agency import MOST_JOINT_WEIGHT, QUARTER, Agency
from tests.oracle.chance import expected_reward
from tests.oracle.contracts import cost_of_place, is_renewed
from tests.oracle.information import cost_of_sharing
from tests.oracle.pool import move_pooled_places
from tests.oracle.prevention import cost_of
from tests.oracle.publicity import goes_to, runs
from tests.oracle.windows import Window, how_much_longer

if TYPE_CHECKING:
    from tests.oracle.locality import Locality
    from tests.oracle.model import JointWorking

YEAR = 52
FOR_THOSE_WHO_SIGN = ("subsidy", "reward", "payment", "pooled_budget")


class Funder(mesa.Agent):
    """The funder of the programme."""

    model: JointWorking

    def __init__(self, model: JointWorking) -> None:
        super().__init__(model)
        self.advertising = [0.0 for _ in model.tree["campaigns"]]
        self.windows = {
            locality: [Window(model, number, locality) for number in range(len(model.tree["funding"]))]
            for locality in model.localities
        }

    def in_force(self, agency: Agency, *kinds: str) -> list[dict[str, Any]]:
        """Return the incentives of some kinds (or all) that apply to an agency this week.

        A form that signs nothing can hold no money: no subsidies, rewards and pools.
        """
        signs = agency.locality.partnership.form.governance["signs"]
        return [
            item
            for item in self.model.tree["incentives"]
            if (not kinds or item["kind"] in kinds)
            and runs(item, self.model.week)
            and (not item["agencies"] or agency.name in item["agencies"])
            and (signs or item["kind"] not in FOR_THOSE_WHO_SIGN)
        ]

    # Step 1.

    def advertise(self) -> None:
        """``S <- theta S + (1 - theta) spend``, half-life in weeks, per campaign."""
        for number, campaign in enumerate(self.model.tree["campaigns"]):
            theta = 0.5 ** (1.0 / campaign["half_life"])
            spend = campaign["spend"] if runs(campaign, self.model.week) else 0.0
            self.advertising[number] = theta * self.advertising[number] + (1.0 - theta) * spend

    def staff(self, locality: Locality) -> None:
        """Set the places of a locality: funded, mainstreamed, and each quarter those moved."""
        for agency in locality.agencies:
            agency.funded = agency.mainstreamed = 0
            agency.purchases.recruit(self.model.tree["incentives"], how_much_longer(self.model))
        if locality.place["in_programme"]:
            for window in self.windows[locality]:
                window.spend()
        if self.model.week % QUARTER == 0:
            move_pooled_places(locality)
        if any(a.moved_places < 0 and a.places - a.funded < 1 for a in locality.agencies):
            for agency in locality.agencies:
                agency.moved_places = 0

    def set_targets(self, locality: Locality) -> None:
        """Set targets: as given, or relative to the mean of the last four quarters of the warm-up."""
        measurement = self.model.tree["measurement"]
        for agency in locality.agencies:
            if measurement["target"]:
                agency.first_target = measurement["target"] * self.model.scale
            elif self.model.week == 0:
                past = [truth for _, truth in sorted(agency.truths.items())][-4:]
                agency.first_target = measurement["target_ratio"] * sum(past) / len(past) if past else None

    # Step 2.

    def amount(self, item: dict[str, Any], agency: Agency) -> float:
        """Return the money at stake for an agency and quarter in GBP, less what has been cut."""
        left = agency.locality.account.left if item["kind"] in CUT else 1.0
        if item["of_full_cost"] is not None:
            return float(item["of_full_cost"] * agency.full_cost * left)
        return float((item["gbp"] or 0.0) * self.model.scale * left)

    def price(self, item: dict[str, Any], agency: Agency) -> float:
        """Return what a payment pays for each result reported, less what has been cut."""
        return float((item["price"] or 0.0) * agency.locality.account.left)

    def foreseen_pay(self, agency: Agency, x: float) -> float:
        """Return what incentives pay in GBP for effort x, as the agency foresees it (4.1).

        It expects the ratchet to take back r of what is paid by the report.
        """
        e_max, gbp = self.model.tree["service"]["full_effort"], 0.0
        measurement = self.model.tree["measurement"]
        expected = 1.0 - measurement["ratchet"]
        for item in self.in_force(agency):
            kind, money = item["kind"], self.amount(item, agency)
            if kind == "charge":
                gbp += item["rate"] * agency.delay_last_quarter * x
            elif kind == "subsidy":
                gbp += money * x
            elif kind == "failure_grant":
                gbp -= money * x
            elif kind == "penalty":
                done = agency.performance * (1.0 - e_max * x) / agency.spec["own_target"]
                gbp -= money * max(0.0, 1.0 - done)
            elif kind == "reward" and agency.reported_ratio is not None:
                rho, spread = agency.reported_ratio * self.better(agency, x), measurement["noise"]
                gbp += expected * money * expected_reward(rho, spread, item["threshold"])
            elif kind == "payment" and agency.reported is not None:
                gbp += expected * self.price(item, agency) * agency.reported * self.better(agency, x)
        return gbp

    def better(self, agency: Agency, x: float) -> float:
        """Return by what effort x is thought to better a report, ``1 + .5 (Jbar(x) - Jbar_last)``."""
        joint = agency.locality.partnership.joint_mean_at(agency, x)
        return 1.0 + 0.5 * (joint - agency.joint_mean_last_quarter)

    # Step 10.

    def hear_reports(self, locality: Locality) -> None:
        """Hear, after the lag, what agencies reported."""
        then = self.model.week - self.model.tree["measurement"]["lag"]
        for agency in locality.agencies:
            if then in agency.reports:
                agency.heard.append(agency.reports[then])

    def raise_targets(self, locality: Locality) -> None:
        """``target <- target + r (mean of four reports - target)+`` as a year ends; a stock's falls.

        What has been added stays when an event sets another target.
        """
        m = self.model.tree["measurement"]
        if self.model.week < 0 or self.model.week % YEAR != YEAR - 1:
            return
        for agency in locality.agencies:
            last = agency.heard[-4:]
            if last and agency.target:
                above = sum(last) / len(last) - agency.target
                better = min(0.0, above) if m["metric"] == "stock" else max(0.0, above)
                agency.raised += m["ratchet"] * better

    def review(self, locality: Locality) -> None:
        """Raise ``w_joint`` by gain times the reported shortfall, at each review."""
        m, partnership = self.model.tree["measurement"], locality.partnership
        if not partnership.in_force or partnership.starts is None:
            return
        every, first = m["review_weeks"], m["reviews_start"]
        if first is None:
            first = partnership.starts + every
        if self.model.week < first or (self.model.week - first) % every:
            return
        for agency in partnership.members:
            if agency.reported_ratio is not None:
                shortfall = max(0.0, 1.0 - agency.reported_ratio)
                room = max(0.0, MOST_JOINT_WEIGHT - agency.spec["joint_weight"])
                agency.review_weight = min(room, agency.review_weight + m["correction"] * shortfall)

    # Step 11.

    def post(self, locality: Locality) -> dict[tuple[str, str, str], float]:
        """Return the week's money of a locality by (payer, payee, category)."""
        book: dict[tuple[str, str, str], float] = defaultdict(float)
        week, partnership = self.model.week, locality.partnership
        for agency in locality.agencies:
            role = agency.name
            self.post_staff(book, agency, role, agency.places - agency.funded)
            self.post_cover(book, agency)
            for window in self.windows[locality]:
                payer = self.model.tree["funding"][window.number]["payer"]
                self.post_staff(book, agency, payer, window.filled[agency])
            reached = agency.outreach_this_week
            book[role, role, "outreach"] += reached * agency.spec["outreach_cost"]
            handled = agency.complaints_this_week
            book[role, role, "redress"] += handled * self.model.tree["redress"]["cost"]
            if agency.member:
                for item in self.in_force(agency):
                    money = self.transfer(item, agency)
                    takes = item["kind"] in ("charge", "penalty")
                    payer, payee = (role, item["payee"]) if takes else (item["payer"], role)
                    book[payer, payee, "incentive"] += money
                    for receiver in locality.agencies:
                        if receiver.name == payee:
                            receiver.purchases.receive(item["name"], money)
        if partnership.in_force:
            price, age = partnership.form.governance, partnership.age
            budget = sum(a.contracted * a.spec["place_cost"] * YEAR for a in partnership.members)
            covered = sum(a.coverage.share for a in partnership.members) / len(partnership.members)
            budget *= covered
            weeks, cash = max(1, partnership.set_up_weeks), price["running_cost"] * (1.0 - price["seconded"])
            if age < weeks:
                book["funder", "partnership", "set_up"] += price["set_up_cost"] * budget / weeks
            if is_renewed(partnership):
                book["funder", "partnership", "set_up"] += price["set_up_cost"] * budget
            book["funder", "partnership", "coordination"] += cash * budget / YEAR
        book["funder", "partnership", "coordination"] += cost_of_sharing(locality)
        for campaign in self.model.tree["campaigns"]:
            if runs(campaign, week):
                audience = self.model.audience(campaign, locality)
                book[campaign["payer"], "media", "publicity"] += campaign["spend"] * audience
                if week == campaign["starts"] and goes_to(campaign, locality):
                    cost = campaign["fixed_cost"] * self.model.scale
                    book[campaign["payer"], "media", "publicity"] += cost
        for caseload in locality.caseloads:
            book[caseload.terms["payer"], "navigators", "navigators"] += caseload.cost
        for item in self.model.tree["prevention"]:
            book[item["payer"], "prevention", "prevention"] += cost_of(item, locality)
        for item in self.model.tree["consultations"]:
            starts = locality.after_wave(item["starts"])
            if starts <= week < starts + item["weeks"]:
                cost = self.model.consultation_cost(item, locality)
                book[item["payer"], "consultation", "consultation"] += cost
        self.post_failure(book, locality)
        if week % QUARTER == QUARTER - 1:
            for agency in locality.agencies:
                agency.purchases.close_quarter()
        return book

    def post_staff(
        self, book: dict[tuple[str, str, str], float], agency: Agency, payer: str, places: int
    ) -> None:
        """Post the cost of places as service, coordination (effort, overhead) and set-up (dip)."""
        cost = places * cost_of_place(agency)
        joint = agency.effort_time + agency.overhead + agency.seconded_time + agency.door_time
        book[payer, agency.name, "service"] += cost * agency.own_share
        book[payer, agency.name, "coordination"] += cost * joint
        book[payer, agency.name, "set_up"] += cost * agency.dip
        book[payer, agency.name, "redress"] += cost * agency.redress_time

    def post_cover(self, book: dict[tuple[str, str, str], float], agency: Agency) -> None:
        """Post the paid hours that stand in for staff, at every place: ``(1 - s) L C place_cost``."""
        lost = 1.0 - agency.own_share
        hours = (1.0 - agency.spec["paced_by_staff"]) * lost * agency.places
        book[agency.name, agency.name, "coordination"] += hours * cost_of_place(agency)

    def transfer(self, item: dict[str, Any], agency: Agency) -> float:
        """Return what an incentive moves this week."""
        kind = item["kind"]
        if kind == "charge":
            return float(item["rate"] * agency.handed_waiting)
        if kind in ("joint_target", "pooled_budget"):
            return 0.0
        money = self.amount(item, agency)
        if kind == "subsidy":
            promised = self.model.tree["decisions"]["promised"]
            return float(money * (promised if agency.is_free_rider else agency.effort) / QUARTER)
        if kind == "failure_grant":
            return money * (1.0 - agency.effort) / QUARTER
        if self.model.week % QUARTER != QUARTER - 1:
            return 0.0
        if kind == "penalty":
            return float(money * max(0.0, 1.0 - agency.performance / agency.spec["own_target"]))
        if kind == "payment":
            return self.price(item, agency) * (agency.reported or 0.0)
        if agency.reported_ratio is None:
            return 0.0
        return money * expected_reward(agency.reported_ratio, 0.0, item["threshold"])

    def post_failure(self, book: dict[tuple[str, str, str], float], locality: Locality) -> None:
        """Share the cost of unmet need: ``(1 - b) sigma + sum(b sigma) * b budget / sum(b budget)``.

        A week in service costs its weight's share of a week in unmet need.
        """
        money = self.model.tree["money"]
        weeks = locality.in_need_unserved + money["in_service_weight"] * locality.in_service
        cost = weeks * money["unmet_need"]
        paid_in = {a: a.pooled_share * a.places * a.spec["place_cost"] for a in locality.agencies}
        pool = sum(a.pooled_share * a.spec["failure_share"] for a in locality.agencies)
        for agency in locality.agencies:
            share = agency.spec["failure_share"]
            if sum(paid_in.values()) > 0.0:
                share = (1.0 - agency.pooled_share) * share
                share += pool * paid_in[agency] / sum(paid_in.values())
            book[agency.name, "public services", "failure_demand"] += cost * share
        outside = dict(money["outside_failure_shares"])
        if not outside and not any(a.spec["failure_share"] for a in locality.agencies):
            outside = {"others": 1.0}
        for payer, share in outside.items():
            book[payer, "public services", "failure_demand"] += cost * share
