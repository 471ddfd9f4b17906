"""A client: who it is, how it stands, and every move that it can make (steps 3 to 7)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import mesa

from joinup.sim import randomness
from tests.oracle.chance import below, logistic, logit

if TYPE_CHECKING:
    from tests.oracle.agency import Agency
    from tests.oracle.model import JointWorking
    from tests.oracle.partnership import Locality

NO_NEED, SEEKING, WAITING, IN_SERVICE, LAPSED = "no_need", "seeking", "waiting", "in_service", "lapsed"
IN_NEED_UNSERVED = (SEEKING, WAITING, LAPSED)


def by_difficulty(given: float | None, difficulty: float, levels: tuple[float, float, float]) -> float:
    """Return what is given, or else the level for easy (1), middling (1.15) or hard (1.4) cases."""
    if given is not None:
        return given
    return levels[0] if difficulty < 1.075 else levels[1] if difficulty < 1.275 else levels[2]


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
        """Whether joint working covers the client: not if a rule admits it only as before."""
        rule = self.model.tree["population"]["eligibility"]
        return bool(self.eligible or rule is None or rule["otherwise"] == "refused")

    @property
    def next_need(self) -> int:
        """The lowest-numbered unmet need that no service has tried in vain."""
        return min(self.needs - self.tried)

    @property
    def moved(self) -> bool:
        """Whether it has made its move of the week."""
        return bool(self.since == self.model.week)

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
            loss = self.locality.partnership.form["accommodation_loss"]
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

    # Step 3: awareness.

    def aware_share_of_contacts(self) -> float:
        """Return ``A_i``: ``h own group + (1 - h) locality`` under mixing, or the share of contacts."""
        contacts = self.locality.contacts
        if contacts is not None:
            around = contacts[self.number]
            return sum(other.aware for other in around) / len(around) if around else 0.0
        h = self.model.tree["population"]["contacts"]["homophily"]
        own = self.locality.aware_share[self.group_number]
        return float(h * own + (1.0 - h) * self.locality.aware_share_of_all)

    def will_be_aware(self) -> bool:
        """Return whether the client is aware after this week's news.

        ``P(aware) = 1 - (1 - p0)(1 - exposed)(1 - q A);  P(forget) = omega``
        """
        parameters = self.model.tree["awareness"]
        draw = self.model.chance.weekly(self.number, self.model.week, randomness.AWARE)
        if self.aware:
            return not below(draw, parameters["forgetting"])
        missed = (1.0 - parameters["spontaneous"]) * self.model.funder.unexposed(self)
        missed *= 1.0 - parameters["word_of_mouth"] * self.aware_share_of_contacts()
        return below(draw, 1.0 - missed)

    def set_aware(self, aware: bool, how: str = "became_aware") -> None:
        """Become aware, or forget."""
        if aware != self.aware:
            self.aware = aware
            self.count(how if aware else "forgot")

    # Steps 4 and 6: hand-offs, lapses, and the end of an episode.

    def close_episode(self) -> None:
        """Have no need any more."""
        self.needs, self.needs_at_onset, self.tried = set(), frozenset(), set()
        self.agency = self.served_by = None
        self.protection = 0.0
        self.go(NO_NEED)

    def hand_off(self, origin: Agency, *, after_service: bool) -> bool:
        """Be handed to an agency for the next need; return whether that succeeds.

        ``logistic(h0 + h_l + beta_J J_ab - psi sum_d beta_d (1 - acc_bd) - b_hop hops)``
        """
        target = self.pick(randomness.NEXT_AGENCY, self.locality.serving(self.next_need))
        joint = self.locality.partnership.joint(origin, target) if self.in_joint_working else 0.0
        probability = logistic(
            logit(self.service["cold_hand_off"])
            + self.locality.ease_of_hand_offs
            + self.service["joint_hand_off"] * joint
            - self.service["burden_hand_off"] * self.burden(target)
            - self.service["fatigue"] * min(self.hops, 6)
        )
        if self.is_turned_away(target):
            probability = 0.0
        self.hops += 1
        self.count("hand_offs_attempted")
        self.locality.partnership.count_hand_off(origin, target)
        if not below(self.chance(randomness.HAND_OFF), probability):
            self.lapse()
            return False
        self.agency, self.handed_on = target, True
        if after_service:
            self.served_by = origin
            self.smallest_joint = min(self.smallest_joint, joint)
        self.go(WAITING)
        return True

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
        elif self.state == WAITING and below(
            self.move_draw(), ends + (1.0 - ends) * self.service["abandonment"]
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
        self.agency.list_of(self).remove(self)
        self.handed_on = self.redress = False
        weeks: int = self.model.week - self.since
        self.waited += weeks
        return weeks

    # Step 6: arrivals.

    def arrive(self) -> None:
        """Let a need arise or come back, try again after a lapse, or present at a door."""
        if self.moved:
            return
        if self.state == NO_NEED and self.group["arrivals"] is None:
            onset = self.locality.onset(self.group)
            relapse = 0.0
            if self.helped_before:
                kept = self.service["relapse_protection"] * self.protection
                relapse = self.service["relapse"] * (1.0 - kept)
            if below(self.move_draw(), onset):
                self.count("onsets")
                self.open_episode()
            elif below(self.move_draw(), onset + relapse):
                self.count("relapses")
                self.open_episode()
        elif self.state == LAPSED:
            ends = self.group["natural_exit"]
            if below(self.move_draw(), ends + (1.0 - ends) * self.service["return_from_lapse"]):
                self.try_again()
        elif self.state == SEEKING and self.aware:
            self.present()

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
        self.lapsed = self.complained = False
        self.go(SEEKING)

    def try_again(self) -> None:
        """Go from `LAPSED` to `SEEKING`, with hops at 0."""
        self.count("returned")
        self.hops = 0
        self.go(SEEKING)

    def present(self) -> None:
        """Pick a door and present there, or not this week.

        ``logistic(b0 - sum_d beta_d (1 - acc_ad) + chi Jmean_a [one door] - b_w W_a)``
        """
        partnership = self.locality.partnership
        one_door = partnership.in_force and partnership.form["one_door"] and self.in_joint_working
        right = one_door or below(
            self.chance(randomness.RIGHT_DOOR),
            by_difficulty(self.group["right_door"], self.group["difficulty"], (0.8, 0.7, 0.6)),
        )
        doors = self.locality.serving(self.next_need) if right else self.locality.agencies
        agency = self.pick(randomness.DOOR, doors)
        odds = logit(self.group["presenting"]) - self.burden(agency)
        odds -= self.service["wait_deterrence"] * agency.expected_wait
        if one_door:
            odds += self.service["joint_presenting"] * partnership.joint_mean(agency)
        certain = self.model.tree["population"]["certain_presenting"]
        probability = 1.0 if certain else logistic(odds)
        ends = self.group["natural_exit"]
        if not below(self.move_draw(), ends + (1.0 - ends) * probability):
            return
        self.count("presented")
        if self.is_turned_away(agency):
            self.count("refused")
            self.lapse()
        elif self.next_need in agency.needs:
            self.count("joined_list")
            self.agency = agency
            self.go(WAITING)
        elif self.hand_off(agency, after_service=False):
            self.count("joined_list")
        else:
            self.count("wrong_door_lapsed")

    def recur(self) -> None:
        """Let needs that were met return, each by its own chance, if the client did not move."""
        if self.moved:
            return
        for number in sorted(self.needs_at_onset - self.needs):
            name = self.model.tree["population"]["needs"][number]["name"]
            if below(self.chance(randomness.RECURRENCE, name), self.service["recurrence"]):
                self.needs.add(number)
                self.tried.discard(number)
                self.count("recurrences")

    @property
    def can_be_found(self) -> bool:
        """Whether outreach may find the client: lapsed, or seeking without knowing where to go."""
        wanted = self.service["outreach_to"]
        if self.moved or (wanted and self.group["name"] not in wanted):
            return False
        return self.state == LAPSED or (self.state == SEEKING and not self.aware)

    def be_found(self) -> None:
        """Be found by outreach: aware, and seeking."""
        self.count("outreach")
        self.set_aware(True, "made_aware_by_outreach")
        if self.state == LAPSED:
            self.try_again()
