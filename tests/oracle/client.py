"""A client: who it is, how it stands, and every move that it can make (steps 3 to 7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mesa

from joinup.sim import randomness
from tests.oracle.access import joint_in_hand_off, warmth
from tests.oracle.beside import leave_beside, waits_for_another
from tests.oracle.chance import below, logistic, logit
from tests.oracle.contracts import quality
from tests.oracle.coverage import covers
from tests.oracle.information import told
from tests.oracle.navigators import joint_by_navigator, leave_navigator
from tests.oracle.selection import parked

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.locality import Locality
    from tests.oracle.model import JointWorking
    from tests.oracle.navigators import Caseload

NO_NEED, SEEKING, WAITING, IN_SERVICE, LAPSED = "no_need", "seeking", "waiting", "in_service", "lapsed"
IN_NEED_UNSERVED = (SEEKING, WAITING, LAPSED)


class Client(mesa.Agent):
    """One client.

    Fixed: number, locality, group, access needs, eligible. The rest changes, as model.md 2 lists.
    """

    model: JointWorking

    def __init__(self, model: JointWorking, number: int, locality: Locality, aware_share: float) -> None:
        super().__init__(model)
        chance, population = model.chance, model.tree["population"]
        self.number, self.locality = number, locality
        self.state, self.since = NO_NEED, model.first_week - 1
        self.needs: set[int] = set()
        self.tried: set[int] = set()
        self.needs_at_onset: frozenset[int] = frozenset()
        self.agency: Agency | None = None
        self.served_by: Agency | None = None
        self.met: set[str] = set()
        self.hops = self.waited = self.onset_week = 0
        self.smallest_joint = math.inf
        self.protection = 0.0
        self.lapsed = self.redress = self.handed_on = self.helped_before = self.complained = False
        self.builds_on_last = self.ready = False
        self.holding: Agency | None = None
        self.displeased_in: int | None = None
        self.navigator: Caseload | None = None
        self.has_been_on_a_list = False
        self.beside: Agency | None = None
        self.beside_since = 0
        self.beside_served = self.beside_builds_on_main = False
        self.promoted_in: int | None = None

        groups = [(g["name"], n, g["share"]) for n, g in enumerate(population["groups"])]
        self.group_number: int = chance.race(number, 0, randomness.GROUP, groups)
        self.access = frozenset(
            dimension["name"]
            for dimension in population["access"]
            if below(
                chance.of_client(number, 0, randomness.ACCESS, dimension["name"]),
                self.group["access"].get(dimension["name"], 0.0),
            )
        )
        rule = population["eligibility"]
        self.eligible = True
        if rule is not None:
            admitted = rule["groups"].get(self.group["name"], 1.0)
            here = not rule["localities"] or locality.place["name"] in rule["localities"]
            self.eligible = here and below(chance.of_client(number, 0, randomness.ELIGIBLE), admitted)
        self.aware = below(chance.of_client(number, 0, randomness.AWARE_AT_START), aware_share)

    # What a client is and what holds for it.

    @property
    def group(self) -> dict[str, Any]:
        """What the scenario says of the client's group."""
        found: dict[str, Any] = self.model.tree["population"]["groups"][self.group_number]
        return found

    @property
    def service(self) -> dict[str, Any]:
        """The scenario's parameters of service and hand-off."""
        found: dict[str, Any] = self.model.tree["service"]
        return found

    @property
    def in_joint_working(self) -> bool:
        """Whether joint working is for the client: covered, and not admitted by a rule only as before."""
        rule = self.model.tree["population"]["eligibility"]
        return covers(self) and bool(self.eligible or rule is None or rule["otherwise"] == "refused")

    @property
    def next_need(self) -> int:
        """The lowest-numbered unmet need, not tried in vain, that need not wait for another."""
        return min(n for n in self.needs - self.tried if not waits_for_another(self, n))

    @property
    def moved(self) -> bool:
        """Whether it has made its move of the week."""
        return self.model.week in (self.since, self.promoted_in)

    @property
    def displeased(self) -> bool:
        """Whether it started service this week and the wait displeased it."""
        return bool(self.displeased_in == self.model.week)

    def count(self, flow: str, number: int = 1) -> None:
        """Count something that happened in the week."""
        self.locality.flow[self.group_number, flow] += number

    def chance(self, purpose: int, option: str = "") -> int:
        """Return this week's draw for a purpose."""
        return self.model.chance.of_client(self.number, self.model.week, purpose, option)

    def move_draw(self) -> int:
        """Return the draw of the week that all competing moves share."""
        return self.model.chance.weekly(self.number, self.model.week, randomness.MOVE)

    def go(self, state: str) -> None:
        """Enter a state."""
        self.state, self.since = state, self.model.week

    def pick(self, purpose: int, agencies: list[Agency]) -> Agency:
        """Choose among agencies with equal weights."""
        options = [(agency.name, agency, 1.0) for agency in agencies]
        return self.model.chance.race(self.number, self.model.week, purpose, options)

    def burden(self, agency: Agency) -> float:
        """Return ``sum_d beta_d (1 - acc_ad)`` over the access needs of the client.

        A merger takes its accommodation loss from the groups that the scenario names.
        """
        tree, loss = self.model.tree, 0.0
        named = self.group["name"] in tree["partnership"]["merger_loses"]
        if named and agency.member and self.in_joint_working:
            loss = self.locality.partnership.form.governance["accommodation_loss"]
        burdens = (
            dimension["weight"] * (1.0 - max(0.0, agency.accommodation[dimension["name"]] - loss))
            for dimension in tree["population"]["access"]
            if dimension["name"] in self.access
        )
        return float(sum(burdens))

    def is_turned_away(self, agency: Agency) -> bool:
        """Return whether an agency refuses the client as not eligible."""
        rule = self.model.tree["population"]["eligibility"]
        if self.eligible or rule is None or rule["otherwise"] != "refused":
            return False
        return not rule["applies_at"] or agency.name in rule["applies_at"]

    # Steps 4 and 6: hand-offs, lapses, and the end of an episode.

    def close_episode(self) -> None:
        """Have no need any more."""
        self.give_back_place()
        leave_beside(self)
        leave_navigator(self)
        self.needs, self.needs_at_onset, self.tried = set(), frozenset(), set()
        self.agency = self.served_by = None
        self.protection = 0.0
        self.go(NO_NEED)

    def hand_off(self, origin: Agency, *, after_service: bool) -> bool:
        """Be handed to an agency for the next need; return whether that succeeds.

        ``logistic(h0 + h_l + beta_J J_ab - psi sum_d beta_d (1 - acc_bd) - b_hop hops)``, from a wrong
        door in a shared place at least ``warm r``.
        """
        target = self.pick(randomness.NEXT_AGENCY, self.locality.serving(self.next_need))
        joint = self.joint_with(origin, target)
        probability = self.chance_of_hand_off(origin, target, self.hops)
        if not after_service and not self.is_turned_away(target):
            probability = max(probability, warmth(self, origin, target))
        self.hops += 1
        self.count("hand_offs_attempted")
        self.locality.partnership.count_hand_off(origin, target)
        refused = target.shunting.refuses(self)
        if refused or not below(self.chance(randomness.HAND_OFF), probability):
            return False
        self.agency, self.handed_on = target, True
        if after_service:
            self.served_by = origin
            self.smallest_joint = min(self.smallest_joint, joint)
        self.go(WAITING)
        return True

    def joint_with(self, origin: Agency, target: Agency) -> float:
        """Return J of a hand-off between two agencies."""
        return max(joint_in_hand_off(self, origin, target), joint_by_navigator(self, origin, target))

    def chance_of_hand_off(self, origin: Agency, target: Agency, hops: int) -> float:
        """Return the chance that a hand-off succeeds; none if the client is turned away."""
        if self.is_turned_away(target):
            return 0.0
        return logistic(
            logit(self.service["cold_hand_off"])
            + self.locality.ease_of_hand_offs
            + self.service["joint_hand_off"] * self.joint_with(origin, target)
            - self.service["burden_hand_off"] * self.burden(target)
            - self.service["fatigue"] * min(hops, 6)
        )

    def completion_at(self, agency: Agency, after: Agency | None) -> float:
        """Return ``c = min(1, rate / difficulty / (1 - d g J))``, J from the agency before."""
        builds_on = self.builds_on_last if agency is self.agency else self.beside_builds_on_main
        joint = 0.0
        if after is not None and builds_on:
            joint = self.locality.partnership.joint(after, agency)
        left = 1.0 - self.service["repeated_assessment"] * told(self) * joint
        return min(1.0, agency.rate / self.group["difficulty"] / left) if left > 0.0 else 1.0

    def be_helped_or_not(self, agency: Agency) -> None:
        """Have the needs met that an agency serves, with chance eta, or try them in vain."""
        helps = agency.efficacy * quality(agency, self) * parked(agency, self)
        if below(self.chance(randomness.EFFICACY, agency.name), helps):
            self.needs -= agency.needs
        else:
            self.tried |= self.needs & agency.needs

    def keep_place(self, agency: Agency) -> None:
        """Keep a place without being served there, until the next service starts or the episode ends."""
        self.holding = agency
        agency.held.append(self)

    def give_back_place(self) -> None:
        """Let a place go that was kept."""
        if self.holding is not None:
            self.holding.held.remove(self)
        self.holding, self.ready = None, False

    def lapse(self) -> None:
        """Give up for now, dissatisfied; what was tried in vain may be tried again."""
        self.lapsed = True
        self.tried = set()
        self.agency = self.served_by = None
        self.count("dissatisfied")
        self.go(LAPSED)

    # Step 5: leaving.

    def leave(self) -> None:
        """Let the need end by itself (e), or give up waiting ((1 - e) theta): one draw."""
        if self.moved or self.state not in IN_NEED_UNSERVED:
            return
        ends = self.group["natural_exit"]
        if below(self.move_draw(), ends):
            self.count(f"exits_{self.state}")
        elif (
            self.state == WAITING
            and self.holding is None
            and below(self.move_draw(), ends + (1.0 - ends) * self.service["abandonment"])
        ):
            if not below(self.chance(randomness.NEED_ENDS), self.service["need_ends_on_abandonment"]):
                self.count("abandoned")
                self.leave_list()
                self.lapse()
                return
            self.count("exits_waiting")
        else:
            return
        self.count("resolved_without_help")
        if self.state == WAITING:
            self.leave_list()
        self.close_episode()

    def leave_list(self) -> int:
        """Leave the list, for service or for good; return the weeks waited on it."""
        assert self.agency is not None
        self.agency.lists.leave(self)
        leave_beside(self)
        self.handed_on = self.redress = False
        weeks: int = self.model.week - self.since
        self.waited += weeks
        return weeks

    # Step 6: an episode begins.

    @property
    def relapse_fades(self) -> bool:
        """Whether help wears off as time goes by; then only the last episode counts."""
        never: bool = self.service["relapse_fades"] in ("infinite", math.inf)
        return not never

    def open_episode(self) -> None:
        """Have needs, each by its own chance; if none comes up, a race picks one."""
        chances = [
            (need["name"], number, self.group["needs"].get(need["name"], 0.0))
            for number, need in enumerate(self.model.tree["population"]["needs"])
        ]
        self.needs = {n for name, n, p in chances if below(self.chance(randomness.NEED, name), p)}
        if not self.needs:
            week = self.model.week
            self.needs = {self.model.chance.race(self.number, week, randomness.ONLY_NEED, chances)}
        self.needs_at_onset = frozenset(self.needs)
        self.onset_week = self.model.week
        self.hops = self.waited = 0
        self.met = set()
        self.smallest_joint = math.inf
        self.agency = self.served_by = None
        self.lapsed = self.complained = self.has_been_on_a_list = False
        if self.relapse_fades:
            self.helped_before = False
        self.go(SEEKING)

    def try_again(self) -> None:
        """Go from `LAPSED` to `SEEKING`, with hops at 0."""
        self.count("returned")
        self.hops = 0
        self.go(SEEKING)
