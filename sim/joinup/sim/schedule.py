"""The steps of a week in order (ODD 3), and stretches of weeks as one compiled call.

`SCHEDULE` is the only list of steps: `Model.step` goes through it week by week, `run_stretch` through
its kernels in compiled code, and the documentation prints it. Localities meet only through publicity
and the tables, so `run_stretch` runs all the weeks of one locality before the next, whose clients
then stay in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from joinup.sim.arrays.clients import EPISODE
from joinup.sim.arrays.columns import Records
from joinup.sim.arrays.record import Record
from joinup.sim.arrays.state import State
from joinup.sim.arrays.world import World
from joinup.sim.compiled.compiler import call_own, call_step, is_own, over_steps
from joinup.sim.errors import nearest
from joinup.sim.extensions.extension import Place
from joinup.sim.kernels import collection
from joinup.sim.mechanisms.access import doors
from joinup.sim.mechanisms.accountability import account
from joinup.sim.mechanisms.accountability import kernels as accountability
from joinup.sim.mechanisms.awareness import kernels as awareness
from joinup.sim.mechanisms.effort import rules
from joinup.sim.mechanisms.funding import kernels as funding
from joinup.sim.mechanisms.journeys import arrivals, cohorts, service, thresholds, waiting_lists
from joinup.sim.mechanisms.ledger import kernels as ledger
from joinup.sim.mechanisms.navigators import kernels as navigators
from joinup.sim.mechanisms.outreach_and_consultation import kernels as outreach
from joinup.sim.mechanisms.partnership import contracts, coverage, information, links, reversal
from joinup.sim.mechanisms.prevention import kernels as prevention
from joinup.sim.mechanisms.reporting import kernels as reporting
from joinup.sim.mechanisms.reporting import targets

Kernel = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a week.

    Attributes
    ----------
    number
        Its place in the week (ODD 3), from 1; steps of several mechanisms may share it.
    title, what
        Its name, and what happens, in a sentence.
    kernels
        The compiled functions that carry it out, in order.
    mechanism
        The room that they belong to.
    phase
        ``in_locality``: in each locality by itself. ``before`` and ``after``: once for all localities,
        before and after a stretch of weeks, and with the first week and the end of the stretch.
    """

    number: int
    title: str
    what: str
    kernels: tuple[Kernel, ...]
    mechanism: str
    phase: Literal["before", "in_locality", "after"] = "in_locality"


SCHEDULE = (
    Step(1, "Publicity", "Advertising reaches its audience.", (awareness.advertise,), "awareness", "before"),
    Step(
        1,
        "Recruiting",
        "All who have money for staff look for them at the same time.",
        (funding.look_for_staff,),
        "funding",
        "before",
    ),
    Step(1, "Opening", "The week's counters start at zero.", (collection.open_week,), "ledger"),
    Step(
        1,
        "Account",
        "Once a year a partnership answers for what it has reported.",
        (account.give_account,),
        "accountability",
    ),
    Step(
        1,
        "Partnerships",
        "Agencies see whom they serve; partnerships begin, end and are undone; members join and leave.",
        (
            coverage.follow_coverage,
            reversal.undo_forms,
            links.open_partnerships,
            contracts.renew_contracts,
            doors.open_doors,
            information.share_information,
        ),
        "partnership",
    ),
    Step(1, "Money", "Extra money becomes places; pooled places move.", (funding.staff_places,), "funding"),
    Step(
        1,
        "Navigators",
        "Navigators stop where their partnership has ended.",
        (navigators.leave_with_partnership,),
        "navigators",
    ),
    Step(
        1,
        "Consultation",
        "Services adapt to what clients asked for.",
        (outreach.consult,),
        "outreach_and_consultation",
    ),
    Step(1, "Targets", "The funder sets targets.", (targets.set_targets,), "reporting"),
    Step(
        2,
        "Agencies decide",
        "Agencies choose effort and gaming, in weeks when agencies of a locality decide.",
        (rules.decide,),
        "effort",
    ),
    Step(
        3,
        "Capacity and links",
        "Service rates and joint intensities follow from effort, trust and routine.",
        (links.link_agencies,),
        "partnership",
    ),
    Step(
        3, "Prevention", "Prevention lowers the chance that needs arise.", (prevention.prevent,), "prevention"
    ),
    Step(
        3, "Chances", "The week's probabilities become thresholds.", (thresholds.set_thresholds,), "journeys"
    ),
    Step(3, "Awareness", "Clients become aware, or forget.", (awareness.spread_the_word,), "awareness"),
    Step(3, "Scan", "Clients who may move are listed.", (service.screen,), "journeys"),
    Step(
        4,
        "Completions",
        "Services are completed; those who still have a need are handed on.",
        (service.complete_services,),
        "journeys",
    ),
    Step(
        5, "Leaving", "Needs end by themselves; some of those who wait give up.", (service.leave,), "journeys"
    ),
    Step(
        6,
        "Arrivals",
        "Episodes begin, the lapsed come back, seekers present themselves.",
        (arrivals.arrive,),
        "journeys",
    ),
    Step(
        6,
        "Outreach",
        "Outreach makes people aware who are in need and do not know.",
        (outreach.reach_out,),
        "outreach_and_consultation",
    ),
    Step(
        7,
        "Waiting lists",
        "Those who joined go to the end of their list; free places are filled.",
        (waiting_lists.fill_places,),
        "journeys",
    ),
    Step(
        8,
        "Complaints and redress",
        "The dissatisfied complain; those whose complaint is upheld come back.",
        (accountability.complain,),
        "accountability",
    ),
    Step(
        9,
        "Trust and routine",
        "Routine moves on and, in the last week of a quarter, trust and pressure.",
        (links.learn_from_partners,),
        "partnership",
    ),
    Step(
        10,
        "Reports",
        "Results are counted, reported in the last week of a quarter, and reviewed.",
        (reporting.report,),
        "reporting",
    ),
    Step(
        11,
        "Ledger",
        "Who pays whom is posted; the invariants are checked.",
        (ledger.post, ledger.check),
        "ledger",
    ),
    Step(
        12,
        "Cohorts",
        "Of the episodes that began 26, 52 and 104 weeks ago, those resolved in time are counted.",
        (cohorts.follow_cohorts,),
        "journeys",
    ),
    Step(12, "Collection", "The week is written down.", (collection.write_down,), "ledger"),
    Step(
        12,
        "Tables",
        "Localities are added up, in order; the clock moves.",
        (collection.collect,),
        "ledger",
        "after",
    ),
)
"""The whole week. Kernels take the three bundles, and a week and a range of localities, or a range of
weeks."""


def place_in(place: Place) -> int:
    """Return where in `SCHEDULE` a step of that place comes: the number of steps before it.

    Raises
    ------
    KeyError
        If there is no such step or mechanism, or it does not run in each locality; its text says what is.
    """
    within = [at for at, step in enumerate(SCHEDULE) if step.phase == "in_locality"]
    named = [at for at in within if place.of in (SCHEDULE[at].mechanism, SCHEDULE[at].title)]
    if not named:
        there = [SCHEDULE[at].title for at in within] + [SCHEDULE[at].mechanism for at in within]
        near = nearest(place.of, there)
        hint = f"did you mean '{near}'?" if near else f"there are {', '.join(dict.fromkeys(there))}"
        raise KeyError(f"no step of a locality is called '{place.of}'; {hint}")
    return named[0] if place.side == "before" else named[-1] + 1


def with_own(own: Sequence[tuple[Place, Step]]) -> tuple[Step, ...]:
    """Return the schedule with further steps, in the given order where their places are the same."""
    steps = {at: [step] for at, step in enumerate(SCHEDULE)}
    before: dict[int, list[Step]] = {}
    for place, step in own:
        before.setdefault(place_in(place), []).append(step)
    return tuple(step for at in steps for step in (*before.get(at, ()), *steps[at]))


def kernels_of(phase: str) -> tuple[Kernel, ...]:
    """Return the kernels of all steps of a phase, in order."""
    return tuple(kernel for step in SCHEDULE if step.phase == phase for kernel in step.kernels)


BEFORE, STEPS, AFTER = (kernels_of(phase) for phase in ("before", "in_locality", "after"))


@over_steps
def run_stretch(
    world: World,
    state: State,
    record: Record,
    steps: Any,
    first: int,
    end: int,
    low: int,
    high: int,
    keep: int,
) -> Records:
    """Run the weeks from first to end - 1 for the localities from low to high - 1.

    Parameters
    ----------
    steps
        The `STEPS` as `call_step` takes them.
    keep
        Whether ended episodes are kept (1 or 0).

    Returns
    -------
    The episodes that ended.
    """
    rows = np.empty(0, EPISODE)
    count = 0
    for locality in range(low, high):
        collection.share_scratch(world, state, locality, low)
        for week in range(first, end):
            for step in steps:
                if is_own(step):
                    call_own(step, week, locality)
                else:
                    call_step(step, world, state, record, week, locality, locality + 1)
            if collection.is_broken(record, locality):
                break
            if keep == 1 and week >= 0:
                rows, count = collection.keep_episodes(state, rows, count, week, locality, locality + 1)
    return rows[:count]
