"""P1, P5 and P6: what information, help, joint working and waiting do to take-up."""

from __future__ import annotations

from typing import Any

from joinup.sim.results.result import Result
from joinup.sim.run import run
from tests.patterns.figures import SEEDS, Figure, Pattern, Standing, mean, odds, odds_ratio_per_unit, scenario

HELP_IN_THE_STUDY = 0.57
"""Log-odds that the trial of take-up found for help (the low end of the range of chi)."""


def enrolled(name: str, changes: dict[str, Any] | None = None) -> float:
    """Return the share of households served within the 39 weeks, mean over seeds."""
    arm = scenario(name).with_changes(changes or {})
    return mean(
        run(arm, seed, tables=False).weekly["reached"].sum() / arm.population.clients for seed in SEEDS
    )


def information_and_help() -> Pattern:
    """P1: control, letter, letter with help."""

    def arm(what: str, aim: float, measured: float, standing: Standing) -> Figure:
        return Figure(what, f"{aim:.0%} +-1.5 points", aim - 0.015, aim + 0.015, measured, standing, "%")

    chi = {"service.joint_presenting": HELP_IN_THE_STUDY}
    return Pattern(
        "P1",
        "Take-up of a benefit in 39 weeks: no letter, a letter, a letter and help",
        "Finkelstein and Notowidigdo 2019: 6, 11 and 18 %",
        "31,888 people who have the need when the run opens; places for all. Without a letter they know of"
        " the benefit as people do by default (0.53); the letter tells all of them. Help is tried in two"
        " ways: an access need met in full, and one door at full joint effort.",
        (
            arm("No letter", 0.06, enrolled("take_up"), Standing.FITTED),
            arm("A letter", 0.11, enrolled("take_up_letter"), Standing.VALIDATION),
            arm(
                "A letter, and the need for help with forms met in full",
                0.18,
                enrolled("take_up_letter_and_help"),
                Standing.CALIBRATED,
            ),
            arm(
                "A letter, and one door at J = 1, chi at its default of 1.2",
                0.18,
                enrolled("take_up_one_door"),
                Standing.CALIBRATED,
            ),
            arm(
                f"The same, chi at the study's own figure ({HELP_IN_THE_STUDY})",
                0.18,
                enrolled("take_up_one_door", chi),
                Standing.CALIBRATED,
            ),
        ),
        "Only the weekly chance of presenting is fitted, to the first arm. The step to a letter is a test"
        " of the defaults for awareness, and passes; those who had not applied may have known less than"
        " people do by default, which would make the step larger. The step to help is not: the weights of"
        " access needs and the range of chi were scaled by this study. At their defaults the first is a"
        " little too weak and the second, at full joint effort, about twice too strong.",
    )


def handed_on(result: Result) -> float:
    """Return the share of hand-offs after a service that succeed."""
    weekly = result.weekly
    done = weekly["hand_offs_succeeded"].sum()
    return float(done / (done + weekly["lapsed_after_hand_off"].sum()))


def hand_off() -> Pattern:
    """P5: hand-off with and without partial joint working."""
    apart = mean(handed_on(run(scenario("hand_off"), seed, tables=False)) for seed in SEEDS)

    def jointly(changes: dict[str, Any]) -> float:
        partners = scenario("hand_off_partnership").with_changes(changes)
        return mean(handed_on(run(partners, seed, tables=False)) for seed in SEEDS)

    def ratio(what: str, share: float, standing: Standing) -> Figure:
        text = f"{what}: odds ratio (hand-offs that succeed: {share:.1%})"
        return Figure(text, "1.2 to 3.7", 1.2, 3.7, odds(share) / odds(apart), standing)

    return Pattern(
        "P5",
        "Hand-offs that succeed, apart and with partial joint working",
        "WE CARE trial: 24 and 39 %, odds ratio 2.1 (1.2 to 3.7)",
        "A clinic hands families on to community services. Joint working is a formal partnership; agencies"
        " choose their effort, with and without a grant that pays for full effort.",
        (
            Figure("Apart", "24 % +-1.5 points", 0.225, 0.255, apart, Standing.FITTED, "%"),
            ratio("Formal partnership with the grant", jointly({}), Standing.VALIDATION),
            ratio("Formal partnership without it", jointly({"incentives": []}), Standing.VARIATION),
        ),
        "The gain of a hand-off at full joint intensity (beta_J) comes from other studies (40 to 80 %); only"
        " the low end of its range is this one's. A weak test: the interval is wide. Agencies that are paid"
        " nothing choose so little effort that a partnership hardly shows.",
    )


def waits() -> Pattern:
    """P6: odds of attending per week of expected wait."""
    result = run(scenario("waits"), 1, by_locality=True)
    key = ["locality", "week"]
    agencies = result.agencies.sort_values(key)
    places = agencies["locality"]
    done = agencies["completions"].groupby(places).transform(lambda column: column.rolling(13).mean())
    table = result.weekly.sort_values(key).merge(
        agencies[key].assign(wait=(agencies["waiting"] / done).clip(upper=26)), on=key
    )
    # What a week begins with is what the week before ended with.
    before = table.groupby("locality")[["wait", "seeking"]].shift()
    table = table.assign(wait=before["wait"], seekers=before["seeking"]).dropna()
    presenting = odds_ratio_per_unit(
        *(table[name].to_numpy(dtype=float) for name in ("wait", "presented", "seekers"))
    )
    sums = table.groupby("locality")[["weeks_waited", "started_service", "abandoned"]].sum().astype(float)
    served, lost = sums["started_service"].to_numpy(), sums["abandoned"].to_numpy()
    staying = odds_ratio_per_unit(sums["weeks_waited"].to_numpy() / served, served, served + lost)
    return Pattern(
        "P6",
        "Odds of attending fall with each week of wait",
        "1,587 referrals to behavioural health 2016-19: odds x 0.95 a week (0.91 to 0.97)",
        "Forty places with waits of some 3 to 25 weeks. Logistic regressions as an analyst would run them"
        " on the tables: coming forward on the wait expected when the week began, place by place and week by"
        " week; being served and not giving up on the mean wait of the place.",
        (
            Figure(
                "Coming forward, odds ratio per week of expected wait",
                "0.91 to 0.97",
                0.91,
                0.97,
                presenting,
                Standing.CALIBRATED,
            ),
            Figure(
                "Staying on the list until served, odds ratio per week waited",
                "0.91 to 0.97",
                0.91,
                0.97,
                staying,
                Standing.VALIDATION,
            ),
        ),
        "The deterrence by waits was set from this study, and the tables give it back. The study itself is of"
        " people who had been referred; read that way, giving up by 2 % a week costs more than it found.",
    )
