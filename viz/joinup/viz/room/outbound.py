"""What a room tells screens and phones: one function per kind of message, each returning JSON.

Screens get ``setup`` (what does not change within an epoch, and the past), ``frame`` (a week),
``timeline``, ``room`` (who takes part) and ``story``; phones get ``phone``. Orders are those of the
setup: arms, outcomes, groups, payers; agencies locality after locality.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

import numpy as np

from joinup.experiments.session.flows import LINKS, STATIONS
from joinup.experiments.session.frames import STEPS, Column, Frame, plain
from joinup.experiments.session.live_outcomes import OUTCOMES, over_time, payers
from joinup.experiments.session.log import AS_WRITTEN, RUN
from joinup.experiments.session.scores import Score, verdicts_now
from joinup.experiments.session.session import Session
from joinup.experiments.session.stories import Story
from joinup.sim.arrays.construction import localities
from joinup.sim.parameters import Scenario
from joinup.sim.results.risks import RISKS
from joinup.sim.text.words import body_name, capital, plain_name
from joinup.viz.room.seats import FUNDER, Seats
from joinup.viz.room.status import Status

DECIMALS = 3
"""Decimal places of numbers that are drawn but not read."""

HEADLINE = ("unmet_need", "resolved", "aware", "public_cost")
"""Outcomes that phones show."""


def encode(message: dict[str, Any]) -> str:
    """Return a message as JSON; it must hold no NaN."""
    return json.dumps(message, separators=(",", ":"), allow_nan=False, ensure_ascii=False)


def setup(epoch: int, session: Session, scored: Sequence[Score]) -> str:
    """Return what a screen needs before it can show a frame, the past included."""
    scenario = session.scenario
    numbers = {node.name: place for place, node in enumerate(STATIONS)}
    return encode(
        {
            "kind": "setup",
            "epoch": epoch,
            "scenario": {
                "name": scenario.name,
                "title": scenario.title or capital(plain_name(scenario.name)),
                "description": scenario.description,
                "weeks": scenario.weeks,
                "start": scenario.start_date.isoformat(),
                "seed": session.seed,
                "people_per_client": scenario.people_per_client,
            },
            "groups": _named(scenario.population.groups),
            "localities": _localities(scenario),
            "agencies": [
                {**named, "objectives": objectives(scenario, named["name"])}
                for named in _named(scenario.agencies)
            ],
            "steps": [{"name": name, "title": title} for name, title in STEPS.items()],
            "outcomes": [
                {"name": one.name, "title": one.title, "unit": one.unit, "better": one.better}
                for one in OUTCOMES
            ],
            "payers": [{"name": name, "title": _payer(scenario, name)} for name in payers(scenario)],
            "risks": _risks(scored),
            "journey": {
                "nodes": [
                    {"name": one.name, "title": one.title, "column": one.column, "lost": one.lost}
                    for one in STATIONS
                ],
                "links": [[numbers[one], numbers[other]] for one, other in LINKS],
            },
            "arms": [
                {"name": arm.name, "title": arm.title, "since": arm.since} for arm in session.arms.values()
            ],
            "history": {
                "weeks": list(range(session.week)),
                "arms": {
                    name: {key: list(plain(values)) for key, values in over_time(scenario, series).items()}
                    for name, series in session.series.items()
                },
            },
        }
    )


def frame(status: Status, shown: Frame, scored: Sequence[Score], scored_week: int) -> str:
    """Return a week as a screen shows it."""
    names = payers(status.scenario)
    run, counterfactual = (next(arm for arm in shown.arms if arm.name == name) for name in (RUN, AS_WRITTEN))
    return encode(
        {
            "kind": "frame",
            "epoch": status.epoch,
            "week": shown.week,
            "date": shown.date,
            "playing": status.playing,
            "over": status.over,
            "speed": status.speed,
            "arms": [
                {
                    "name": arm.name,
                    "values": arm.values,
                    "people": arm.people,
                    "money": [arm.money[name] for name in names],
                }
                for arm in shown.arms
            ],
            "nodes": {
                "places": shown.nodes["places"],
                "in_service": shown.nodes["in_service"],
                "waiting": shown.nodes["waiting"],
                "wait": _rounded(shown.nodes["expected_wait"]),
                "effort": _rounded(shown.nodes["effort"]),
                "routine": _rounded(shown.nodes["routine"]),
                "trust": _rounded(shown.nodes["trust_mean"]),
                "complaints": shown.nodes["complaints"],
                "member": shown.nodes["member"],
            },
            "edges": {**shown.edges, **{name: _rounded(shown.edges[name]) for name in ("joint", "trust")}},
            "lost": _rounded(shown.lost),
            "localities": {name: _rounded(column) for name, column in shown.localities.items()},
            "journey": shown.journey,
            "scores": {
                "week": scored_week,
                "run": [score.value for score in scored],
                "counterfactual": [score.counterfactual for score in scored],
                "words": [_word(score) for score in scored],
                "verdicts": [score.verdict for score in scored],
            },
            "verdicts": verdicts_now([(run.values, counterfactual.values)], status.scenario.worth_having),
        }
    )


def timeline(status: Status) -> str:
    """Return what happens by the scenario and what was decided, in order."""
    scenario = status.scenario
    entries: list[dict[str, Any]] = [
        {
            "week": scenario.event_week(event),
            "who": "scenario",
            "title": event.title or capital(plain_name(event.name)),
            "arm": None,
        }
        for event in scenario.events
    ]
    for arm in status.arms:
        entries += [
            {"week": one.week, "who": one.who, "title": one.title or "A change", "arm": arm.name}
            for one in arm.log[_shared(status, arm.since) :]
        ]
    entries.sort(key=lambda entry: entry["week"])
    return encode({"kind": "timeline", "epoch": status.epoch, "entries": entries})


def _shared(status: Status, since: int | None) -> int:
    """Return how many entries a what-if has from the run it branched off."""
    if since is None:
        return 0
    return sum(entry.week < since for entry in status.arms[0].log)


def room(status: Status, seconds_left: float | None) -> str:
    """Return who takes part and what they are asked."""
    return encode({"kind": "room", **_participation(status, seconds_left)})


def story(stories: tuple[Story, Story] | None) -> str:
    """Return the story of the person who is followed, in this run and in the counterfactual."""
    if stories is None:
        return encode({"kind": "story", "client": None})
    here, there = stories
    return encode(
        {
            "kind": "story",
            "client": here.client,
            "group": here.group,
            "run": [{"week": week, "text": text} for week, text in here.moves],
            "counterfactual": [{"week": week, "text": text} for week, text in there.moves],
            "state": {"run": here.state, "counterfactual": there.state},
        }
    )


def phone(
    status: Status, shown: Frame, seats: Seats, spending: Mapping[str, float], seconds_left: float | None
) -> str:
    """Return what phones show: the headline, the seats with their cards, the question.

    Parameters
    ----------
    spending
        GBP of the last week by payer.
    """
    run, counterfactual = shown.arms[0], shown.arms[1]
    headline = [
        {
            "title": one.title,
            "unit": one.unit,
            "run": run.values[place],
            "counterfactual": counterfactual.values[place],
        }
        for place, one in enumerate(OUTCOMES)
        if one.name in HEADLINE
    ]
    participation = _participation(status, seconds_left)
    for seat in participation["seats"]:
        name = seat["name"]
        seat["kind"] = "funder" if name == FUNDER else "agency"
        seat["card"] = None if name == FUNDER else _card(status.scenario, shown, name, spending)
        seat["objectives"] = objectives(status.parameters, name)
        seat["choices"] = [asdict(choice) for choice in seats.choices(name, status.parameters)]
    return encode(
        {
            "kind": "phone",
            "week": shown.week,
            "date": shown.date,
            "playing": status.playing,
            "scenario": status.scenario.title or plain_name(status.scenario.name),
            "headline": headline,
            **participation,
        }
    )


def objectives(scenario: Scenario, seat: str) -> list[str]:
    """Return in plain words what an agency is after, or what the funder can do."""
    if seat == FUNDER:
        return ["Less unmet need for its money", "Sets the size of grants, targets and campaigns"]
    agency = next(agency for agency in scenario.agencies if agency.name == seat)
    found = [f"Own target: services at {agency.own_target:.0%} of the capacity of its places"]
    if agency.failure_share:
        found.append(f"Bears {agency.failure_share:.0%} of the cost of unmet need")
    if agency.joint_weight:
        found.append(f"Weight of joint results {agency.joint_weight:g}, of own results {agency.own_weight:g}")
    needs = {need.name: need.title or plain_name(need.name) for need in scenario.population.needs}
    if agency.needs:
        found.append("Serves: " + ", ".join(needs[need].lower() for need in agency.needs))
    return found


def _participation(status: Status, seconds_left: float | None) -> dict[str, Any]:
    question = status.question
    return {
        "locked": status.locked,
        "people": status.people,
        "round": None
        if seconds_left is None
        else {
            "quarter": status.week // 13 + 1,
            "seconds_left": round(seconds_left, 1),
            "seconds": status.round_seconds,
        },
        "seats": [
            {"name": seat.name, "title": seat.title, "who": seat.who, "submitted": seat.submitted}
            for seat in status.seats
        ],
        "question": None
        if question is None
        else {
            "text": question.text,
            "options": question.options,
            "open": question.open,
            "votes": question.votes,
            "counts": question.counts,
            "truth": question.truth,
        },
    }


def _card(scenario: Scenario, shown: Frame, role: str, spending: Mapping[str, float]) -> dict[str, Any]:
    """Return how an agency stands, all localities together."""
    roles = [agency.name for agency in scenario.agencies]
    number = roles.index(role)

    def column(name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array(shown.nodes[name][number :: len(roles)], dtype=float)

    places = column("places")
    weight = places / places.sum() if places.sum() else np.full(places.shape, 1 / max(1, places.size))
    return {
        "places": float(places.sum()),
        "in_service": float(column("in_service").sum()),
        "waiting": float(column("waiting").sum()),
        "complaints": float(column("complaints").sum()),
        "spending": spending.get(role, 0.0),
        **{
            name: round(float((column(key) * weight).sum()), DECIMALS)
            for name, key in {"wait": "expected_wait", "effort": "effort", "trust": "trust_mean"}.items()
        },
    }


def _risks(scored: Sequence[Score]) -> list[dict[str, Any]]:
    def of(score: Score) -> str:
        return score.measure.risk

    return [
        {
            "risk": risk,
            "title": RISKS[risk],
            "measures": [
                {
                    "name": score.measure.name,
                    "part": score.part,
                    "title": score.measure.title,
                    "unit": score.measure.unit,
                    "better": score.measure.better,
                    "good": score.measure.good,
                    "bad": score.measure.bad,
                    "definition": score.measure.definition,
                }
                for score in group
            ],
        }
        for risk, group in groupby(scored, key=of)
    ]


def _word(score: Score) -> str:
    if score.value is None:
        return "cannot tell"
    return score.word or "no limit"


def _named(things: Iterable[Any]) -> list[dict[str, str]]:
    return [{"name": thing.name, "title": thing.title or capital(plain_name(thing.name))} for thing in things]


def _localities(scenario: Scenario) -> list[dict[str, str]]:
    found = []
    for name, locality in localities(scenario):
        title = locality.title or capital(plain_name(locality.name))
        found.append(
            {"name": name, "title": title if locality.count == 1 else f"{title} {name.rsplit('_')[-1]}"}
        )
    return found


def _payer(scenario: Scenario, name: str) -> str:
    titles = {agency.name: agency.title for agency in scenario.agencies}
    return titles.get(name) or capital(body_name(name))


def _rounded(values: Column) -> Column:
    return plain(np.round(np.array(values, dtype=float), DECIMALS))
