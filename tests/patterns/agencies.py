"""P7, P11 and P14: shared targets, what is left after funding, and who complains."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pandas as pd

from joinup.sim.parameters import Scenario
from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.patterns.figures import SEEDS, Figure, Pattern, Standing, mean, scenario

SIZES = (2, 3, 4, 6, 8, 12)
SHARED_TARGET = 2.0
"""Weight of the shared target, over own targets of weight 1."""
BADLY_MEASURED = 0.1
"""The low end of the range of measurability: quality, beside quantity at the default of 0.8."""
MOST_NEEDS = 8

LAST_FUNDED = (104, 156)
TWO_YEARS_ON = (208, 260)
KEPT = 0.5
"""A part of the programme counts as kept at half of its level in the last funded year."""
RARE = 0.1


def team(size: int, weight: float, measurability: float, credit: str) -> Scenario:
    """Return the office with a team of another size: as many needs, clients and places in all."""
    tree: dict[str, Any] = scenario("team").model_dump(mode="json")
    needs = [f"need_{number}" for number in range(min(size, MOST_NEEDS))]
    tree["population"]["needs"] = [{"name": need} for need in needs]
    tree["population"]["groups"][0]["needs"] = dict.fromkeys(needs, 1 / len(needs))
    places = sum(agency["places"] for agency in tree["agencies"])
    tree["agencies"] = [
        {
            "name": f"member_{number}",
            "needs": [needs[number % len(needs)]],
            "places": places / size,
            "measurability": measurability,
        }
        for number in range(size)
    ]
    tree["incentives"][0]["weight"] = weight
    tree["forms"]["formal"]["governance"]["credit"] = credit
    return Scenario.parse(tree)


def effect_of_a_shared_target(
    size: int, *, measurability: float = 0.8, credit: str = "equal", output: str = "joined_up"
) -> float:
    """Return by what share a shared target raises an output of the team, same seeds."""
    without, with_target = (
        mean(
            run(team(size, weight, measurability, credit), seed, tables=False).weekly[output].sum()
            for seed in SEEDS
        )
        for weight in (0.0, SHARED_TARGET)
    )
    return with_target / without - 1


def shared_targets() -> Pattern:
    """P7: a shared target works in small teams, on what is well measured."""
    effects = {size: effect_of_a_shared_target(size) for size in SIZES}
    falls = mean(effects[one] > effects[other] for one, other in pairwise(SIZES))
    validation = Standing.VALIDATION
    sizes = ", ".join(f"{size}: {effect:+.1%}" for size, effect in effects.items())
    return Pattern(
        "P7",
        "The effect of a shared target falls with the size of the team",
        "Burgess, Propper, Ratto and Tominey 2017: about +21 % in small teams, none in large; quantity, not"
        " quality",
        "Members of a formal partnership stand for members of a team, joined-up outcomes for its output. All"
        f" parameters of choice are defaults and the target weighs {SHARED_TARGET:g}. Clients and places in"
        " all are the same for every size, and so, nearly, are needs per episode.",
        (
            Figure("Two members", "15 to 25 %", 0.15, 0.25, effects[2], validation, "%"),
            Figure("Twelve members", "at most 2 %", -0.02, 0.02, effects[12], validation, "%"),
            Figure(
                f"Steps from size to size at which it falls ({sizes})", "all", 1, 1, falls, validation, "%"
            ),
            Figure(
                f"Two members, measured at {BADLY_MEASURED:g} (quality) in place of 0.8",
                "at most 2 %",
                -0.02,
                0.02,
                effect_of_a_shared_target(2, measurability=BADLY_MEASURED),
                validation,
                "%",
            ),
            Figure(
                "Two members, services completed in place of joined-up outcomes",
                "15 to 25 %",
                0.15,
                0.25,
                effect_of_a_shared_target(2, output="completions"),
                Standing.VARIATION,
                "%",
            ),
            Figure(
                "Twelve members, each with the whole credit in place of a twelfth",
                "at most 2 %",
                -0.02,
                0.02,
                effect_of_a_shared_target(12, credit="whole"),
                Standing.VARIATION,
                "%",
            ),
        ),
        "Shared credit (1/A) makes the shape: with the whole credit each, twelve gain more than two do with"
        " half. The size for two members depends on the weight of the target, which is judgement; it was not"
        " moved for this. It is the size of the effect on what the target rewards. Services completed, which"
        " joint effort takes staff time from, hardly rise.",
    )


def _level(table: pd.DataFrame, weeks: tuple[int, int]) -> pd.DataFrame:
    during = table[(table["week"] >= weeks[0]) & (table["week"] < weeks[1])]
    columns = ["joint_intensity", "effort", "extra_places"]
    return during.groupby("locality", observed=True)[columns].mean()


def parts_kept(result: Result) -> pd.DataFrame:
    """Return which parts of the programme each site still has two years after the money.

    Joint intensity, effort and extra places count as kept at half of their level in the last funded
    year; awareness at half of its rise since the money began.
    """
    share = _level(result.agencies, TWO_YEARS_ON) / _level(result.agencies, LAST_FUNDED)
    aware = result.weekly.pivot_table(index="week", columns="locality", values="aware", observed=True)
    rise, left = (aware.iloc[slice(*weeks)].mean() - aware.iloc[0] for weeks in (LAST_FUNDED, TWO_YEARS_ON))
    share["awareness"] = left / rise
    return share >= KEPT


def share_that_keeps(changes: dict[str, Any]) -> tuple[float, float]:
    """Return the shares of sites that keep at least one part, and all of them."""
    kept = parts_kept(run(scenario("after_funding").with_changes(changes), 1, by_locality=True))
    return float(kept.any(axis=1).mean()), float(kept.all(axis=1).mean())


def after_funding() -> Pattern:
    """P11: most sites keep something after funding, few keep everything."""
    some, everything = share_that_keeps({})
    mainstreamed = {"funding.programme.mainstreamed": 0.3}
    some_more, everything_more = share_that_keeps(mainstreamed)
    roles = [agency.name for agency in scenario("after_funding").agencies]
    leaving = {f"agencies.{role}.turnover": 0.25 for role in roles}
    brittle = {"routine.handover": 0.0, "campaigns": []} | leaving
    some_brittle, _ = share_that_keeps(brittle)
    validation, variation = Standing.VALIDATION, Standing.VARIATION
    return Pattern(
        "P11",
        "After funding most sites keep a part of the programme, few keep all",
        "Scheirer 2005 (at least 60 % of sites in 14 of 17 studies); Wiltsey Stirman et al. 2012",
        "A hundred sites with three years of money, a joint target, a grant and a campaign; then two years"
        " without. A part (joint intensity, effort, extra places, awareness) counts as kept at half of its"
        " funded level.",
        (
            Figure("Sites that keep at least one part", "60 % or more", 0.6, 1.0, some, validation, "%"),
            Figure("Sites that keep all", f"at most {RARE:.0%}", 0, RARE, everything, validation, "%"),
            Figure(
                "At least one, 30 % of the places mainstreamed",
                "60 % or more",
                0.6,
                1.0,
                some_more,
                variation,
                "%",
            ),
            Figure(
                "All, 30 % of the places mainstreamed",
                f"at most {RARE:.0%}",
                0,
                RARE,
                everything_more,
                variation,
                "%",
            ),
            Figure(
                "At least one, no campaign, a quarter of staff leave a year and hand nothing over",
                "60 % or more",
                0.6,
                1.0,
                some_brittle,
                variation,
                "%",
            ),
        ),
        "Routine is what lasts, and with it joint intensity; effort and places go with the money. Sites are"
        " more alike in the model than in the studies, since they differ by chance and motivation only: all"
        " keep the same part. How fast routine erodes is judgement, and the last figure shows that the"
        " pattern rests on it.",
    )


def complaining(changes: dict[str, Any]) -> float:
    """Return the share of dissatisfied clients who complain, mean over seeds."""
    changed = scenario("complaints").with_changes(changes)

    def share(seed: int) -> float:
        weekly = run(changed, seed, tables=False).weekly
        return float(weekly["complaints"].sum() / weekly["dissatisfied"].sum())

    return mean(share(seed) for seed in SEEDS)


def complaints() -> Pattern:
    """P14: about a third of the dissatisfied complain, and more where it helps."""
    clear = {"redress.clarity": 1.0}
    by_upheld = {share: complaining(clear | {"redress.upheld": share}) for share in (0.2, 0.5, 0.8)}
    rises = float(by_upheld[0.2] < by_upheld[0.5] < by_upheld[0.8])
    text = ", ".join(f"{share:.0%}: {found:.1%}" for share, found in by_upheld.items())
    calibrated = Standing.CALIBRATED
    return Pattern(
        "P14",
        "About a third of the dissatisfied complain, and more where it helps",
        "PHSO 2015 and 2016: 34 and 36 %; most often given reason for silence: it makes no difference",
        "A town with four agencies and no joint working, in which people give up and are lost in hand-offs.",
        (
            Figure(
                "All defaults (clarity 0.3, half of owned complaints upheld)",
                "34 to 36 % (rounded)",
                0.335,
                0.365,
                complaining({}),
                calibrated,
                "%",
            ),
            Figure(
                "It is clear who is responsible, half upheld",
                "34 to 36 % (rounded)",
                0.335,
                0.365,
                by_upheld[0.5],
                calibrated,
                "%",
            ),
            Figure(f"It rises with the share upheld ({text})", "yes", 1, 1, rises, calibrated, "%"),
        ),
        "The default of 34 % is for complaints of which half are upheld. With the default for clarity half"
        " of complaints find no owner, a quarter are upheld, and people learn that it seldom helps: at its"
        " defaults the model stays below the survey.",
    )
