"""The model: twelve steps a week, one object for each client and agency."""

from __future__ import annotations

import copy
import datetime
import math
from collections import Counter
from collections.abc import Mapping
from typing import Any

import mesa

from joinup.sim import randomness
from tests.oracle.agency import QUARTER, Agency
from tests.oracle.arrivals import arrive, given_arrivals, recur
from tests.oracle.awareness import set_aware, will_be_aware
from tests.oracle.chance import Chance
from tests.oracle.client import IN_SERVICE, LAPSED, SEEKING, WAITING, Client
from tests.oracle.complaints import complain
from tests.oracle.consultation import consult
from tests.oracle.contacts import make_contacts
from tests.oracle.contracts import Held, renew
from tests.oracle.doors import reach_out
from tests.oracle.funder import Funder
from tests.oracle.help import complete_service, leave_service, look_back
from tests.oracle.locality import Locality
from tests.oracle.navigators import Caseload, accompany, end_with_partnership
from tests.oracle.reversal import change_form, undo
from tests.oracle.staff import divide_staff_time


def plain(tree: Any) -> Any:
    """Return a tree of fresh dicts and lists."""
    if isinstance(tree, Mapping):
        return {key: plain(value) for key, value in tree.items()}
    return [plain(value) for value in tree] if isinstance(tree, list | tuple) else copy.copy(tree)


def apportion(total: float, weights: list[float], at_least: int = 0) -> list[int]:
    """Share out a whole number in proportion to weights: largest remainder, and a least share."""
    whole = math.floor(total + 0.5)
    if whole <= 0 or sum(weights) <= 0.0:
        return [0 for _ in weights]
    least = [at_least if weight > 0.0 else 0 for weight in weights]
    if whole < sum(least):
        least = [0 for _ in weights]
    exact = [(whole - sum(least)) * weight / sum(weights) for weight in weights]
    shares = [math.floor(x) for x in exact]
    by_remainder = sorted(range(len(weights)), key=lambda n: -(exact[n] - shares[n]))
    for n in by_remainder[: whole - sum(least) - sum(shares)]:
        shares[n] += 1
    return [a + b for a, b in zip(least, shares, strict=True)]


class JointWorking(mesa.Model):
    """Joint working between agencies, client by client.

    Parameters
    ----------
    tree
        The scenario as plain mappings, complete with defaults.
    rng
        Seed of every draw.
    """

    def __init__(self, tree: Mapping[str, Any], rng: int) -> None:
        super().__init__(rng=rng)
        self.tree: dict[str, Any] = plain(tree)
        self.chance = Chance(rng)
        self.first_week: int = -self.tree["warm_up_weeks"]
        self.week = self.first_week - 1
        self.choices: dict[Agency, float] = {}
        self.held = Held(self)
        population = self.tree["population"]
        self.scale = population["clients"] / (population["people"] or population["clients"])
        self.localities: list[Locality] = []
        for place in population["localities"]:
            for n in range(place["count"]):
                name = place["name"] if place["count"] == 1 else f"{place['name']}_{n + 1}"
                self.localities.append(Locality(self, name, place))
        self.clients: list[Client] = []
        shares = apportion(population["clients"], [place.place["share"] for place in self.localities], 1)
        for locality, people in zip(self.localities, shares, strict=True):
            for _ in range(people):
                client = Client(self, len(self.clients), locality, self.opening_awareness)
                self.clients.append(client)
                locality.clients.append(client)
        self.funder = Funder(self)
        self.share_out_places()
        self.share_out_caseloads()
        for locality in self.localities:
            self.place_opening(locality)
            make_contacts(self, locality)
        self.week = self.first_week

    # How a run opens.

    @property
    def opening_awareness(self) -> float:
        """The share aware: given, or ``F = F (1 - omega) + (1 - F)(1 - (1 - p0)(1 - q F))``."""
        aware = self.tree["awareness"]
        if aware["opening"] is not None:
            return float(aware["opening"])
        p, q, omega = aware["spontaneous"], aware["word_of_mouth"], aware["forgetting"]
        # (1 - p) q F^2 + (p + omega - (1 - p) q) F - p = 0, by the root that holds for q = 0 too.
        a, b, c = (1.0 - p) * q, p + omega - (1.0 - p) * q, -p
        root = math.sqrt(b * b - 4.0 * a * c)
        return min(1.0, max(0.0, -2.0 * c / (b + root))) if b + root > 0.0 else 1.0

    @property
    def place_weights(self) -> list[float]:
        """Weights in sharing out places: clients times the locality's factor and its variation."""
        return [len(place.clients) * place.factor("places", 1) for place in self.localities]

    def share_out_places(self) -> None:
        """Share out contracted places and outreach over localities; an agency with places has one."""
        weights = self.place_weights
        for number, role in enumerate(self.tree["agencies"]):
            places = max(1.0, role["places"] * self.scale) if role["places"] > 0 else 0.0
            for n, share in enumerate(apportion(places, weights, 1)):
                agency = self.localities[n].agencies[number]
                agency.contracted = share
                agency.outreach = role["outreach"] * self.scale * weights[n] / sum(weights)

    def share_out_caseloads(self) -> None:
        """Share out the caseloads of navigators as places are."""
        for locality in self.localities:
            locality.caseloads = []
        for item in self.tree["navigators"]:
            whole = max(1.0, item["caseload"] * self.scale) if item["caseload"] > 0 else 0.0
            for n, share in enumerate(apportion(whole, self.place_weights, 1)):
                here = self.localities[n]
                here.caseloads.append(Caseload(here, item["name"], share))

    def extra_places(self, window: int, agency: Agency) -> float:
        """Return the extra places that a funding window pays for at an agency, less what has been cut."""
        item = self.tree["funding"][window]
        names = [place.place["name"] for place in self.localities]
        wanted = item["places"].get(agency.name, 0) * self.scale
        weights = [
            weight * (place.place["in_programme"] and place.place["name"] in (item["localities"] or names))
            for place, weight in zip(self.localities, self.place_weights, strict=True)
        ]
        share = apportion(wanted, weights)[self.localities.index(agency.locality)]
        return share * agency.locality.account.left

    def audience(self, campaign: dict[str, Any], locality: Locality) -> float:
        """Return the thousands of clients whom a campaign addresses in a locality."""
        if campaign["programme"] and not locality.place["in_programme"]:
            return 0.0
        groups = self.tree["population"]["groups"]
        aimed = [g["share"] for g in groups if not campaign["audience"] or g["name"] in campaign["audience"]]
        return float(len(locality.clients) * sum(aimed) / 1000)

    def consultation_cost(self, item: dict[str, Any], locality: Locality) -> float:
        """Return a locality's part of the weekly cost of a consultation."""
        there = [p for p in self.localities if p.place["in_programme"] or not item["programme"]]
        return float(item["cost"] * self.scale / len(there)) if locality in there else 0.0

    def place_opening(self, locality: Locality) -> None:
        """Open episodes for the shares of each group that the scenario puts into states."""
        for number, group in enumerate(self.tree["population"]["groups"]):
            people = [client for client in locality.clients if client.group_number == number]
            size, places = len(people), group["opening"] or {}
            for state in (SEEKING, WAITING, IN_SERVICE, LAPSED):
                for _ in range(math.floor(places.get(state, 0.0) * size + 0.5)):
                    if people:
                        self.open_in(people.pop(0), state)

    def open_in(self, client: Client, state: str) -> None:
        """Open an episode for a client and put it into a state."""
        client.open_episode()
        if state == LAPSED:
            client.lapsed = True
            client.go(LAPSED)
        elif state != SEEKING:
            serving = client.locality.serving(client.next_need)
            agency = client.agency = client.pick(randomness.OPENING_AGENCY, serving)
            if state == IN_SERVICE and len(agency.in_service) < agency.contracted:
                agency.in_service.append(client)
                client.met = {agency.name}
                client.go(IN_SERVICE)
            else:
                client.go(WAITING)
                agency.lists.join(client)

    # The week.

    def step(self) -> None:
        """Run one week."""
        self.calendar()
        self.agencies_decide()
        self.capacity_and_links()
        self.completions()
        self.leaving()
        self.arrivals()
        self.lists()
        self.complaints_and_redress()
        self.trust_and_routine()
        self.reports()
        self.ledger()
        self.collection()

    def calendar(self) -> None:
        """Step 1: events, advertising, partnerships, places, consultation, targets."""
        self.choices = {}
        for path, value in self.held.let_go():
            self.change(path, value)
        for event in self.tree["events"]:
            if self.week_of(event) == self.week:
                self.apply(event)
        self.funder.advertise()
        for locality in self.localities:
            locality.flow = Counter()
            for agency in locality.agencies:
                agency.complaints_last_week = agency.complaints_this_week
                agency.completions_this_week = agency.complaints_this_week = agency.outreach_this_week = 0
                agency.started_this_week = 0
                agency.coverage.count_week()
            locality.account.give()
            undo(locality.partnership)
            locality.partnership.open()
            renew(locality.partnership)
            end_with_partnership(locality)
            self.funder.staff(locality)
            consult(locality)
            self.funder.set_targets(locality)

    def week_of(self, event: dict[str, Any]) -> int:
        """Return the week of an event, given as week or date."""
        if event["week"] is not None:
            return int(event["week"])
        day, start = event["date"], self.tree["start_date"]
        assert isinstance(day, datetime.date)
        return int((day - start).days // 7)

    def change(self, path: str, value: Any) -> None:
        """Give a parameter another value."""
        parts = path.split(".")
        node: Any = self.tree
        for part in parts[:-1]:
            node = next(x for x in node if x["name"] == part) if isinstance(node, list) else node[part]
        node[parts[-1]] = plain(value)

    def apply(self, event: dict[str, Any]) -> None:
        """Change parameters, start a new form anew, let staff leave."""
        form = self.tree["partnership"]["form"]
        doors = {place: place.partnership.form.access["kind"] for place in self.localities}
        for path, value in event["set"].items():
            if not self.held.holds(path, value):
                self.change(path, value)
        self.share_out_places()
        if self.tree["partnership"]["form"] != form:
            self.held.form_since = self.week
        for locality in self.localities:
            if self.tree["partnership"]["form"] != form:
                change_form(locality.partnership, self.tree["partnership"]["form"])
            if locality.partnership.form.access["kind"] != doors[locality]:
                locality.partnership.access_since = self.week
            if event["turnover_shock"]:
                locality.partnership.shock(event["turnover_shock"], event["agencies"])

    def agencies_decide(self) -> None:
        """Step 2: members choose their effort by their own pay-off."""
        for locality in self.localities:
            locality.partnership.decide()

    def capacity_and_links(self) -> None:
        """Step 3: staff time, service rates, joint intensities; awareness from the week's opening."""
        for locality in self.localities:
            for agency in locality.agencies:
                divide_staff_time(agency)
                agency.work_out_expected_wait()
            locality.partnership.link()
            locality.look_around()
            news = [(client, will_be_aware(client)) for client in locality.clients]
            for client, aware in news:
                set_aware(client, aware)

    def completions(self) -> None:
        """Step 4: services are completed; clients are done, handed on, or not helped."""
        for client in self.clients:
            complete_service(client)

    def leaving(self) -> None:
        """Step 5: needs end by themselves, in service too; those who wait give up."""
        for client in self.clients:
            leave_service(client)
            client.leave()

    def arrivals(self) -> None:
        """Step 6: onset, relapse, return, presenting; given arrivals; recurrence; outreach."""
        for client in self.clients:
            arrive(client)
        for locality in self.localities:
            given_arrivals(self, locality)
            for client in locality.clients:
                recur(client)
            reach_out(locality)

    def lists(self) -> None:
        """Step 7: those who joined go to the end of their list; free places take the next in turn."""
        for client in self.clients:
            if client.state == WAITING and client.since == self.week:
                assert client.agency is not None
                client.agency.lists.join(client)
                accompany(client)
                if client.beside is not None:
                    client.beside.lists.join(client)
        for locality in self.localities:
            # A place that was held is free when its holder's next service starts.
            while sum(agency.fill_places() for agency in locality.agencies):
                pass

    def complaints_and_redress(self) -> None:
        """Step 8: who gave up, was lost or refused this week may complain."""
        for locality in self.localities:
            made, upheld = (sum(week[n] for week in locality.complaints) for n in (0, 1))
            voice = self.tree["redress"]["complaint"] * (0.5 + (upheld / made if made else 0.5))
            answers = [complain(client, voice) for client in locality.clients]
            heard = [answer for answer in answers if answer is not None]
            locality.complaints.append((len(heard), sum(heard)))

    def trust_and_routine(self) -> None:
        """Step 9: routine every week; trust and pressure in the last week of a quarter."""
        for locality in self.localities:
            for agency in locality.agencies:
                agency.practise()
                if self.week % QUARTER == QUARTER - 1:
                    agency.pressure *= self.tree["redress"]["pressure_kept"]
            if self.week % QUARTER == QUARTER - 1:
                locality.partnership.learn()

    def reports(self) -> None:
        """Step 10: figures are made up each quarter, heard after the lag, and reviewed."""
        for locality in self.localities:
            for agency in locality.agencies:
                agency.measure_week()
                if self.week % QUARTER == QUARTER - 1:
                    agency.close_quarter()
            self.funder.hear_reports(locality)
            self.funder.raise_targets(locality)
            self.funder.review(locality)

    def ledger(self) -> None:
        """Step 11: every pound has a payer, a payee and a category."""
        for locality in self.localities:
            locality.money = self.funder.post(locality)

    def collection(self) -> None:
        """Step 12: the week is over."""
        for locality in self.localities:
            look_back(locality)
            for agency in locality.agencies:
                agency.completions.append(agency.completions_this_week)
            if self.week % QUARTER == QUARTER - 1:
                for _, _, edge in locality.partnership.graph.edges(data=True):
                    edge["hand_offs"] = 0
        self.week += 1
