"""Made-up messages of a room, as they come over its socket: for a town and for many localities."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from joinup.sim.results.risks import RISKS
from joinup.sim.results.scorecard import MEASURES

Message = dict[str, Any]

STEPS = ("Unaware", "Aware", "Waiting", "In service", "Lapsed", "No need")
OUTCOMES = (
    ("unmet_need", "People in unmet need", "people", "lower"),
    ("resolved", "Episodes resolved so far", "episodes", "higher"),
    ("aware", "People who know of the service", "share of people", "higher"),
    ("joint", "Joint intensity", "0-1", "higher"),
    ("public_cost", "Public cost in a week", "GBP", "lower"),
)
VERDICTS = ("cannot tell yet", "better", "worse", "higher", "no difference")
JOURNEY = (
    ("unaware", "Unaware", False, 0),
    ("aware", "Aware", False, 1),
    ("waiting", "Waiting", False, 2),
    ("refused", "Not eligible", True, 2),
    ("in_service", "In service", False, 3),
    ("gave_up", "Gave up waiting", True, 3),
    ("handed_on", "Handed on", False, 4),
    ("lost", "Lost between agencies", True, 5),
    ("resolved", "Resolved", False, 6),
)
LINKS = ((0, 1), (1, 2), (1, 3), (2, 4), (2, 5), (4, 6), (6, 7), (6, 8), (4, 8))
PARTS = {"reach": ("most_people", "shift_workers"), "contribution": ("advice", "housing")}
TIMELINE = (
    (26, "scenario", "A formal partnership begins"),
    (30, "scenario", "Joint target and grant"),
    (78, "scenario", "Campaign and consultation"),
    (84, "Ann (facilitator)", "Housing office: half its effort joint"),
    (130, "scenario", "A quarter of staff leave"),
    (182, "scenario", "The money ends"),
)
ROLES = ("Advice centre", "Housing office", "Health centre", "Employment service")


def wave(*numbers: float) -> float:
    """Return a number from 0 to 1 that looks irregular and is always the same."""
    total = sum(number * factor for number, factor in zip(numbers, (12.9898, 78.233, 37.719), strict=False))
    return abs(math.sin(total) * 43758.5453) % 1


@dataclass
class Made:
    """A room that never was.

    Attributes
    ----------
    localities, roles
        How many localities, and agencies in each.
    epoch, week, speed, playing
        As messages state them.
    """

    localities: int
    roles: int
    epoch: int = 1
    week: int = 40
    speed: float = 8.0
    playing: bool = False
    entries: list[tuple[int, str, str]] = field(default_factory=lambda: list(TIMELINE))
    weeks: int = 260

    def measures(self) -> list[tuple[str, str, Any]]:
        return [
            (measure.risk, part, measure) for measure in MEASURES for part in PARTS.get(measure.name, ("",))
        ]

    def setup(self) -> Message:
        past = range(self.week + 1)
        return {
            "kind": "setup",
            "epoch": self.epoch,
            "scenario": {
                "name": "made",
                "title": "A made-up room",
                "description": "",
                "weeks": self.weeks,
                "start": "2001-01-01",
                "seed": 1,
                "people_per_client": 1.0,
            },
            "groups": [
                {"name": "most_people", "title": "Most people"},
                {"name": "shift_workers", "title": "Shift workers"},
            ],
            "localities": [
                {"name": f"locality_{n}", "title": f"Locality {n + 1}"} for n in range(self.localities)
            ],
            "agencies": [
                {
                    "name": f"role_{n}",
                    "title": ROLES[n],
                    "objectives": ["See people within four weeks", "Serves: advice on money and rights"],
                }
                for n in range(self.roles)
            ],
            "steps": [{"name": title.lower().replace(" ", "_"), "title": title} for title in STEPS],
            "outcomes": [{"name": n, "title": t, "unit": u, "better": b} for n, t, u, b in OUTCOMES],
            "payers": [{"name": f"role_{n}", "title": ROLES[n]} for n in range(self.roles)]
            + [{"name": "funder", "title": "Central government"}],
            "risks": [
                {
                    "risk": risk,
                    "title": title,
                    "measures": [
                        {
                            "name": m.name,
                            "part": part,
                            "title": m.title,
                            "unit": m.unit,
                            "better": m.better,
                            "good": m.good,
                            "bad": m.bad,
                        }
                        for owner, part, m in self.measures()
                        if owner == risk
                    ],
                }
                for risk, title in RISKS.items()
            ],
            "journey": {
                "nodes": [{"name": n, "title": t, "lost": lost, "column": c} for n, t, lost, c in JOURNEY],
                "links": [list(link) for link in LINKS],
            },
            "arms": [
                {"name": "run", "title": "This run", "since": None},
                {"name": "as_written", "title": "Scenario as written", "since": None},
                {"name": "none", "title": "Without joint working", "since": None},
                {"name": "what_if_1", "title": "What if no campaign", "since": 30},
            ],
            "history": {
                "weeks": list(past),
                "arms": {
                    arm: {
                        outcome[0]: [self.value(place, arm, week) for week in past]
                        for place, outcome in enumerate(OUTCOMES)
                    }
                    for arm in ("run", "as_written", "none", "what_if_1")
                },
            },
        }

    def value(self, outcome: int, arm: str, week: int) -> float | None:
        if arm == "what_if_1" and week < 30:
            return None
        gain = {"run": 1.3, "as_written": 1.0, "none": 0.0, "what_if_1": 0.8}[arm]
        lift = max(0, week - 26) / 260 * gain
        noise = 0.02 * (wave(week, outcome) - 0.5)
        scale = self.localities * 620
        return (
            scale * (1 - 0.5 * lift + noise),
            week * self.localities * (9 + 5 * lift),
            0.53 + 0.3 * lift + noise,
            min(0.9, 0.05 + 0.6 * lift),
            self.localities * 61234 * (1 - 0.2 * lift + noise),
        )[outcome]

    def frame(self) -> Message:
        week, localities, roles = self.week, self.localities, self.roles
        size = localities * roles
        places = [10 + int(20 * wave(node, 3)) for node in range(size)]
        pairs = [
            (place * roles + a, place * roles + b)
            for place in range(localities)
            for a in range(roles)
            for b in range(roles)
            if a != b
        ]
        joint = [min(0.95, 0.04 + wave(min(pair), max(pair)) * 0.9 * min(1, week / 100)) for pair in pairs]
        unmet_counterfactual = [400 + 400 * wave(place, week // 9) for place in range(localities)]
        count = len(self.measures())
        counterfactual = [
            wave(n, 5) * (1000 if m.unit == "GBP" else 1) for n, (_, _, m) in enumerate(self.measures())
        ]
        run = [value * (0.8 + 0.5 * wave(n, 6)) for n, value in enumerate(counterfactual)]
        run[3] = counterfactual[5] = math.nan
        return {
            "kind": "frame",
            "epoch": self.epoch,
            "week": week,
            "date": (date(2001, 1, 1) + timedelta(days=7 * max(0, week))).isoformat(),
            "playing": self.playing,
            "over": week >= self.weeks - 1,
            "speed": self.speed,
            "arms": [
                {
                    "name": arm,
                    "values": [self.value(place, arm, week) for place in range(len(OUTCOMES))],
                    "people": [
                        [round(localities * 300 * wave(step, group)) for step in range(6)]
                        for group in range(2)
                    ],
                    "money": [
                        [
                            1e4 * localities * (0.3 + wave(payer, n)),
                            6e3 * localities * wave(payer, 2 + n / 9),
                            900.0 * payer,
                        ]
                        for payer in range(roles + 1)
                    ],
                }
                for n, arm in enumerate(("run", "as_written", "none", "what_if_1"))
            ],
            "nodes": {
                "places": places,
                "in_service": [round(s * (0.8 + 0.2 * wave(s, week))) for s in places],
                "waiting": [int(40 * wave(node, week // 6)) for node in range(size)],
                "wait": [1 + 9 * wave(node, 8) for node in range(size)],
                "effort": [wave(node, week // 13) for node in range(size)],
                "routine": [min(1, week / 200) * wave(node, 9) for node in range(size)],
                "trust": [0.3 + 0.5 * wave(node, 10) for node in range(size)],
                "complaints": [3 * wave(node, 11) for node in range(size)],
                "member": [node % roles != 3 or week > 60 for node in range(size)],
            },
            "edges": {
                "one": [a for a, _ in pairs],
                "other": [b for _, b in pairs],
                "joint": joint,
                "trust": joint,
                "hand_offs": [int(3.4 * wave(a, b, week)) for a, b in pairs],
            },
            "lost": [0.5 - 0.3 * min(1, week / 150)] * localities,
            "localities": {
                "unmet": [
                    value * (0.75 + 0.5 * wave(place, 4)) for place, value in enumerate(unmet_counterfactual)
                ],
                "unmet_counterfactual": unmet_counterfactual,
                "joint": [0.1 + 0.5 * wave(place, 1) for place in range(localities)],
            },
            "journey": [
                [
                    round(localities * (900 - 90 * link) * (0.6 + 0.4 * wave(link, group)))
                    for link in range(len(LINKS))
                ]
                for group in range(2)
            ],
            "scores": {
                "week": week,
                "run": [none_if_nan(v) for v in run],
                "counterfactual": [none_if_nan(v) for v in counterfactual],
                "words": [
                    "cannot tell" if math.isnan(run[n]) else ("good", "between", "bad")[n % 3]
                    for n in range(count)
                ],
                "verdicts": [
                    "cannot tell" if math.isnan(run[n] + counterfactual[n]) else VERDICTS[n % len(VERDICTS)]
                    for n in range(count)
                ],
            },
            "verdicts": [VERDICTS[n % len(VERDICTS)] for n in range(len(OUTCOMES))],
        }

    def timeline(self) -> Message:
        return {
            "kind": "timeline",
            "epoch": self.epoch,
            "entries": [
                {"week": w, "who": who, "title": title, "arm": None if who == "scenario" else "run"}
                for w, who, title in self.entries
            ],
        }

    def story(self) -> Message:
        run = [
            (3, "Comes to need help with money and rights"),
            (5, "Hears of the service from a friend"),
            (6, "Goes to the advice centre and waits"),
            (9, "Is taken on by the advice centre"),
            (14, "Is handed on to the housing office: a worker comes along"),
            (21, "Has been helped with everything"),
        ]
        counterfactual = [
            *run[:4],
            (14, "Is given the housing office's address and gets lost on the way"),
            (30, "Tries again"),
        ]
        said = [[{"week": week, "text": text} for week, text in moves] for moves in (run, counterfactual)]
        return {
            "kind": "story",
            "client": 1123,
            "group": "shift_workers",
            "run": said[0],
            "counterfactual": said[1],
            "state": {"run": "no_need", "counterfactual": "waiting"},
        }

    def initial_messages(self) -> list[Message]:
        """Return what somebody who comes in is sent."""
        room = {"kind": "room", "locked": False, "round": None, "people": 12, "seats": [], "question": None}
        return [self.setup(), self.frame(), self.timeline(), room, self.story()]


def none_if_nan(value: float) -> float | None:
    return None if math.isnan(value) else value


def town() -> Made:
    return Made(localities=1, roles=4)


def many_localities() -> Made:
    return Made(localities=150, roles=2)
