"""Checks between the parts of a scenario.

The checks read the plain tree, so that they also work, as far as they can, on a file whose
single values are still wrong: all problems of a file are reported at once.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from joinup.sim.declarations import GRADES
from joinup.sim.errors import Path, Problem
from joinup.sim.extensions.registry import registered
from joinup.sim.extensions.sections import check_extensions
from joinup.sim.mechanisms.ledger.parameters import CATEGORIES
from joinup.sim.mechanisms.partnership.presets import FORMS
from joinup.sim.parameters.ceilings import too_large
from joinup.sim.parameters.changes import check_changes
from joinup.sim.parameters.checks_of_journeys import check_journeys
from joinup.sim.parameters.load import check_load
from joinup.sim.parameters.names import check_names
from joinup.sim.parameters.observables import FILTERS, SUMMED
from joinup.sim.parameters.trees import Tree, all_known, is_number, items_at, names_at, texts, value_at

MAX_WEEKS = 30_000
EARLIEST, LATEST = date(1600, 1, 1), date(2400, 1, 1)
"""Between these, every week of a run has a date, its warm-up included."""

MAX_AGENCIES = 16
MAX_CONTACTS = 2**32 - 1
"""As many as the network can number."""


def check(model: type[BaseModel], tree: Tree) -> list[Problem]:
    """Return every problem between the parts of a scenario.

    Parameters
    ----------
    model
        The schema of a scenario.
    tree
        The scenario as plain mappings, lists and scalars; parts may be missing or of a wrong
        type (those are reported by the schema).
    """
    problems = _parts_fit(tree)
    return [*problems, *check_changes(model, tree, problems, _parts_fit)]


def _parts_fit(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    for part in PARTS:
        problems += part(tree)
    return problems


def _people(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    needs = names_at(tree, "population", "needs")
    dimensions = names_at(tree, "population", "access")
    served = _served(tree)
    shares: list[float] = []
    for place, group in items_at(tree, "population", "groups"):
        at: Path = ("population", "groups", place)
        shares.append(group["share"] if is_number(group.get("share")) else float("nan"))
        problems += all_known((*at, "needs"), group.get("needs"), "need", needs, on_key=True)
        problems += all_known(
            (*at, "access"), group.get("access"), "access dimension", dimensions, on_key=True
        )
        chances = group.get("needs")
        if isinstance(chances, dict):
            numbers = [value for value in chances.values() if is_number(value)]
            if len(numbers) == len(chances) and sum(numbers) <= 0:
                problems.append(Problem((*at, "needs"), "at least one need must be possible"))
            for need, chance in chances.items():
                unserved = need in needs and served is not None and need not in served
                if unserved and is_number(chance) and chance > 0:
                    text = f"no agency with places serves the need '{need}'"
                    problems.append(Problem((*at, "needs", need), text, on_key=True))
                if is_number(chance) and not 0 <= chance <= 1:
                    problems.append(Problem((*at, "needs", need), f"{chance:g} is not between 0 and 1"))
        if isinstance(group.get("access"), dict):
            for dimension, part in group["access"].items():
                if is_number(part) and not 0 <= part <= 1:
                    text = f"{part:g} is not between 0 and 1"
                    problems.append(Problem((*at, "access", dimension), text))
        opening = group.get("opening")
        if isinstance(opening, dict):
            total = sum(value for value in opening.values() if is_number(value))
            if total > 1 + 1e-9:
                problems.append(Problem((*at, "opening"), f"shares add up to {total:g}, more than 1"))
    if shares and abs(sum(shares) - 1) > 1e-6:
        text = f"shares of the groups add up to {sum(shares):g}, not 1"
        problems.append(Problem(("population", "groups"), text))
    rule = value_at(tree, "population", "eligibility")
    if isinstance(rule, dict):
        at = ("population", "eligibility")
        groups, places = names_at(tree, "population", "groups"), names_at(tree, "population", "localities")
        problems += all_known((*at, "groups"), rule.get("groups"), "group", groups, on_key=True)
        problems += all_known((*at, "localities"), rule.get("localities"), "locality", places)
        agencies = names_at(tree, "agencies")
        problems += all_known((*at, "applies_at"), rule.get("applies_at"), "agency", agencies)
    return problems


def _served(tree: Tree) -> set[str] | None:
    """Return the needs that agencies serve; nothing if the file is too wrong to know."""
    found: set[str] = set()
    funded: set[str] = set()
    for _, window in items_at(tree, "funding"):
        if isinstance(window.get("places"), dict):
            funded |= {role for role, n in window["places"].items() if is_number(n) and n > 0}
    if not isinstance(tree.get("agencies"), list | tuple):
        return None
    for _, agency in items_at(tree, "agencies"):
        if not isinstance(agency.get("needs", ()), list | tuple):
            return None
        if agency.get("places") != 0 or agency.get("name") in funded:
            found |= set(texts(agency.get("needs")))
    return found


def _agencies(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    needs = names_at(tree, "population", "needs")
    dimensions = names_at(tree, "population", "access")
    agencies = list(items_at(tree, "agencies"))
    if len(agencies) > MAX_AGENCIES:
        text = f"there are {len(agencies)} agencies; at most {MAX_AGENCIES}"
        problems.append(Problem(("agencies",), text))
    for place, agency in agencies:
        at: Path = ("agencies", place)
        problems += all_known((*at, "needs"), agency.get("needs"), "need", needs)
        problems += all_known(
            (*at, "accommodation"), agency.get("accommodation"), "access dimension", dimensions, on_key=True
        )
        problems += all_known((*at, "planned_for"), agency.get("planned_for"), "access dimension", dimensions)
        if isinstance(agency.get("accommodation"), dict):
            for dimension, level in agency["accommodation"].items():
                if is_number(level) and not 0 <= level <= 1:
                    text = f"{level:g} is not between 0 and 1"
                    problems.append(Problem((*at, "accommodation", dimension), text))
        problems += _efforts((*at, "fixed_effort"), agency.get("fixed_effort"))
        if agency.get("name") == "funder":
            problems.append(Problem((*at, "name"), "'funder' is the funder's own name"))
    problems += _efforts(("decisions", "fixed_effort"), value_at(tree, "decisions", "fixed_effort"))
    grid = value_at(tree, "decisions", "grid")
    if isinstance(grid, list | tuple):
        numbers = [level for level in grid if is_number(level)]
        rising = all(low < high for low, high in pairwise(numbers))
        if not numbers or not rising or numbers[0] < 0 or numbers[-1] > 1:
            text = "effort levels must rise, from 0 or more to 1 or less"
            problems.append(Problem(("decisions", "grid"), text))
    elif is_number(grid) and not 2 <= grid <= 101:
        text = f"{grid:g} effort levels; give 2 to 101, or the levels"
        problems.append(Problem(("decisions", "grid"), text))
    return problems


def _efforts(path: Path, given: Any) -> list[Problem]:
    levels = given if isinstance(given, list | tuple) else [given]
    wrong = [level for level in levels if is_number(level) and not 0 <= level <= 1]
    if isinstance(given, list | tuple) and not given:
        return [Problem(path, "give at least one effort")]
    return [Problem(path, f"effort {wrong[0]:g} is not between 0 and 1")] if wrong else []


def _forms(tree: Tree) -> list[str]:
    own = tree.get("forms")
    return [*FORMS, *(name for name in own if name not in FORMS)] if isinstance(own, dict) else [*FORMS]


def _partnership(tree: Tree) -> list[Problem]:
    part = tree.get("partnership")
    if not isinstance(part, dict):
        return []
    at: Path = ("partnership",)
    agencies = names_at(tree, "agencies")
    problems = all_known((*at, "members"), part.get("members"), "agency", agencies)
    groups = names_at(tree, "population", "groups")
    problems += all_known((*at, "merger_loses"), part.get("merger_loses"), "group", groups)
    problems += all_known((*at, "covers", "groups"), value_at(part, "covers", "groups"), "group", groups)
    form, lead = part.get("form"), part.get("lead")
    if isinstance(form, str) and form not in _forms(tree):
        problems.append(Problem.unknown((*at, "form"), "form of joint working", form, _forms(tree)))
    members = texts(part.get("members")) or agencies
    if isinstance(lead, str) and lead not in members:
        problems.append(Problem((*at, "lead"), f"lead '{lead}' is not a member", tuple(members)))
    return problems


MONEY_KINDS = ("subsidy", "reward", "failure_grant", "penalty")
NEEDED = {"joint_target": "weight", "charge": "rate", "pooled_budget": "share", "payment": "price"}
NOT_COUNTED = ("stock", "places")
"""Metrics of a state: there is no number of results that could be paid for."""


def _payers(tree: Tree) -> list[str]:
    outside = value_at(tree, "money", "outside_failure_shares")
    return [*names_at(tree, "agencies"), "funder", *(outside if isinstance(outside, dict) else ())]


def _incentives(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    for place, incentive in items_at(tree, "incentives"):
        at: Path = ("incentives", place)
        agencies = names_at(tree, "agencies")
        problems += all_known((*at, "agencies"), incentive.get("agencies"), "agency", agencies)
        for key in ("payer", "payee"):
            name = incentive.get(key)
            if isinstance(name, str) and name not in _payers(tree):
                problems.append(Problem.unknown((*at, key), key, name, _payers(tree)))
        kind = str(incentive.get("kind"))
        money = [key for key in ("gbp", "of_full_cost") if incentive.get(key) is not None]
        if kind in {*MONEY_KINDS, *registered("incentive")} and len(money) != 1:
            text = f"a {kind} needs either 'gbp' or 'of_full_cost'" + (", not both" if money else "")
            problems.append(Problem(at, text))
        if kind in NEEDED and incentive.get(NEEDED[kind]) is None:
            problems.append(Problem(at, f"a {kind} needs '{NEEDED[kind]}'"))
        metric = value_at(tree, "measurement", "metric")
        if kind == "payment" and metric in NOT_COUNTED:
            text = f"a payment is for results that are counted; measurement.metric '{metric}' counts none"
            problems.append(Problem(at, text))
    return problems


def _localities(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    for place, one in items_at(tree, "population", "localities"):
        at: Path = ("population", "localities", place, "service_weeks")
        problems += all_known(at, one.get("service_weeks"), "agency", names_at(tree, "agencies"), on_key=True)
    return problems


def _programme(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    agencies, groups = names_at(tree, "agencies"), names_at(tree, "population", "groups")
    places = names_at(tree, "population", "localities")
    outside = {
        item["name"]
        for _, item in items_at(tree, "population", "localities")
        if item.get("in_programme") is False and isinstance(item.get("name"), str)
    }
    for part in ("funding", "campaigns", "consultations", "prevention", "navigators"):
        for place, item in items_at(tree, part):
            payer = item.get("payer")
            if isinstance(payer, str) and payer not in _payers(tree):
                problems.append(Problem.unknown((part, place, "payer"), "payer", payer, _payers(tree)))
    for place, window in items_at(tree, "funding"):
        problems += all_known(
            ("funding", place, "places"), window.get("places"), "agency", agencies, on_key=True
        )
        for role, number in window["places"].items() if isinstance(window.get("places"), dict) else ():
            if is_number(number) and number < 0:
                text = f"{number:g} places; give 0 or more"
                problems.append(Problem(("funding", place, "places", role), text))
        problems += all_known(("funding", place, "localities"), window.get("localities"), "locality", places)
        for entry, there in enumerate(texts(window.get("localities"))):
            if there in outside:
                text = f"'{there}' is not in the programme, so its money cannot go there"
                problems.append(Problem(("funding", place, "localities", entry), text))
    for place, campaign in items_at(tree, "campaigns"):
        problems += all_known(("campaigns", place, "audience"), campaign.get("audience"), "group", groups)
    for part in ("prevention", "navigators"):
        for place, item in items_at(tree, part):
            problems += all_known((part, place, "groups"), item.get("groups"), "group", groups)
    for place, item in items_at(tree, "consultations"):
        at: Path = ("consultations", place)
        problems += all_known((*at, "groups"), item.get("groups"), "group", groups)
        problems += all_known((*at, "agencies"), item.get("agencies"), "agency", agencies)
    for place, event in items_at(tree, "events"):
        at = ("events", place)
        problems += all_known((*at, "agencies"), event.get("agencies"), "agency", agencies)
        if (event.get("week") is None) == (event.get("date") is None):
            problems.append(Problem(at, "an event needs either 'week' or 'date'"))
        week, warm_up = event.get("week"), tree.get("warm_up_weeks", 156)
        if is_number(week) and is_number(warm_up) and week < -warm_up:
            text = f"week {week:g} is before the run starts (week {-warm_up:g}, with the warm-up)"
            problems.append(Problem((*at, "week"), text))
        if not event.get("set") and not event.get("turnover_shock"):
            problems.append(Problem(at, "an event needs 'set' or 'turnover_shock'"))
    at = ("service", "outreach_to")
    problems += all_known(at, value_at(tree, "service", "outreach_to"), "group", groups)
    return problems


def _shares_of_failure(tree: Tree) -> list[Problem]:
    own = [a.get("failure_share", 0) for _, a in items_at(tree, "agencies")]
    outside = value_at(tree, "money", "outside_failure_shares")
    parts = [*own, *(outside.values() if isinstance(outside, dict) else ())]
    if not all(is_number(part) for part in parts):
        return []
    total = sum(parts)
    if total == 0 or abs(total - 1) <= 1e-6:
        return []
    text = f"failure shares of agencies and outside payers add up to {total:g}, not 1"
    return [Problem(("money", "outside_failure_shares") if outside else ("agencies",), text)]


def _times(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    weeks, warm_up = tree.get("weeks"), tree.get("warm_up_weeks", 156)
    if is_number(weeks) and is_number(warm_up) and weeks + warm_up > MAX_WEEKS:
        problems.append(Problem(("weeks",), f"weeks and warm-up together are at most {MAX_WEEKS}"))
    start = tree.get("start_date")
    if isinstance(start, date) and not EARLIEST <= start <= LATEST:
        text = f"the first day is between {EARLIEST.isoformat()} and {LATEST.isoformat()}"
        problems.append(Problem(("start_date",), text))
    places: list[tuple[Path, Any]] = [(("partnership",), tree.get("partnership"))]
    for part in ("incentives", "funding", "campaigns", "prevention"):
        places += [((part, place), item) for place, item in items_at(tree, part)]
    for path, item in places:
        starts, ends = value_at(item, "starts"), value_at(item, "ends")
        if is_number(ends) and ends <= (starts if is_number(starts) else 0):
            problems.append(Problem((*path, "ends"), f"ends in week {ends}, before it starts"))
    clients = value_at(tree, "population", "clients")
    counts = [item.get("count", 1) for _, item in items_at(tree, "population", "localities")]
    if is_number(clients) and all(is_number(n) for n in counts) and clients < sum(counts):
        text = f"{clients} clients are too few for {sum(counts)} localities"
        problems.append(Problem(("population", "clients"), text))
    degree = value_at(tree, "population", "contacts", "degree")
    if is_number(clients) and is_number(degree) and clients * degree > MAX_CONTACTS:
        text = f"{clients} clients with {degree} contacts each are more than {MAX_CONTACTS} contacts"
        problems.append(Problem(("population", "contacts", "degree"), text))
    return problems


def _observables(tree: Tree) -> list[Problem]:
    problems: list[Problem] = []
    kinds: dict[str, Callable[[], list[str]]] = {
        "groups": lambda: names_at(tree, "population", "groups"),
        "localities": lambda: names_at(tree, "population", "localities"),
        "agencies": lambda: names_at(tree, "agencies"),
        "payers": lambda: _payers(tree),
        "categories": lambda: list(CATEGORIES),
        "windows": lambda: names_at(tree, "funding"),
    }
    what = {
        "groups": "group",
        "localities": "locality",
        "agencies": "agency",
        "payers": "payer",
        "categories": "category",
        "windows": "funding window",
    }
    for place, item in items_at(tree, "observables"):
        measure = str(item.get("measure"))
        for key, names in kinds.items():
            problems += all_known(("observables", place, key), item.get(key), what[key], names())
            if item.get(key) and measure in FILTERS and key not in FILTERS[measure]:
                text = f"'{measure}' cannot be narrowed down to {key}"
                problems.append(Problem(("observables", place, key), text, FILTERS[measure], on_key=True))
        if measure in FILTERS and item.get("groups") and item.get("agencies"):
            text = f"'{measure}' can be counted by groups or by agencies, not by both"
            problems.append(Problem(("observables", place, "agencies"), text, on_key=True))
        weeks = item.get("sum_weeks")
        if measure in FILTERS and measure not in SUMMED and is_number(weeks) and weeks != 1:
            text = f"'{measure}' is a level: it is not summed over weeks"
            problems.append(Problem(("observables", place, "sum_weeks"), text, on_key=True))
        begins = [one.get("starts", 0) for _, one in items_at(item, "measured", "methods")]
        if all(map(is_number, begins)) and begins != sorted(set(begins)):
            text = "methods are not in order of the weeks in which they start"
            problems.append(Problem(("observables", place, "measured", "methods"), text))
        for at, point in items_at(item, "published"):
            grade = point.get("grade")
            if isinstance(grade, str) and grade not in GRADES:
                path: Path = ("observables", place, "published", at, "grade")
                problems.append(Problem.unknown(path, "grade", grade, GRADES))
    return problems


PARTS: tuple[Callable[[Tree], list[Problem]], ...] = (
    too_large,
    check_names,
    _people,
    _agencies,
    _partnership,
    _incentives,
    _localities,
    _programme,
    _shares_of_failure,
    _times,
    check_journeys,
    _observables,
    check_load,
    check_extensions,
)
