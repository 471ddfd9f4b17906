"""Awareness: publicity, word of mouth, forgetting and the advertising stock (cases V18 to V25).

An aware share of the table is at the end of a week, so that ``F_t`` of a recursion that opens with
``F_0`` stands in week ``t - 1``. Awareness comes from competing hazards, so the chance to become aware
is ``p + q F - p q F``. V24, a cascade that each person passes on once, is not in the model.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import numpy.typing as npt

from joinup.sim.run import run
from tests.verification.bare import bare
from tests.verification.checks import Case, Check, close, exact, mean, near, share

Floats = npt.NDArray[np.float64]

BASS_P, BASS_Q = 0.03 / 52, 0.38 / 52
"""Bass's mean coefficients of innovation and imitation, a week."""


@cache
def _aware(
    p: float, q: float, omega: float, *, opening: float, weeks: int, clients: int, places: int
) -> Floats:
    """Return F_t of each place (rows are t = 1, 2, ...).

    People learn by themselves (p) and from others (q), and forget (omega).
    """
    awareness = {"spontaneous": p, "word_of_mouth": q, "forgetting": omega, "opening": opening}
    scenario = bare(weeks=weeks, clients=clients, localities=places, awareness=awareness)
    weekly = run(scenario, seed=11, by_locality=True, tables=False).weekly
    return weekly["aware"].to_numpy(dtype=float).reshape(weeks, places) / clients


def _recursion(learn: Callable[[float], float], omega: float, opening: float, t: int) -> float:
    """Return F_t of ``F <- F (1 - omega) + (1 - F) learn(F)``."""
    aware = opening
    for _ in range(t):
        aware = aware * (1 - omega) + (1 - aware) * learn(aware)
    return aware


def _competing(p: float, q: float) -> Callable[[float], float]:
    return lambda aware: 1 - (1 - p) * (1 - q * aware)


def _publicity_only() -> list[Check]:
    p = omega = 0.01
    clients = 550_000
    aware = _aware(p, 0.0, omega, opening=0.0, weeks=400, clients=clients, places=1)
    expected = {t: p / (p + omega) * (1 - (1 - p - omega) ** t) for t in (13, 52, 104, 400)}
    assert round(expected[52], 6) == 0.325126 and abs(expected[400] - 0.5) < 2e-4
    return [
        share(f"aware after {t} weeks", part, round(aware[t - 1, 0] * clients), clients)
        for t, part in expected.items()
    ]


def _diffusion() -> list[Check]:
    figures = {52: 0.035619, 104: 0.084687, 156: 0.149809, 260: 0.329794, 520: 0.812086}
    early = _aware(BASS_P, BASS_Q, 0.0, opening=0.0, weeks=104, clients=30_000, places=100)
    late = _decade_of_diffusion()
    checks = []
    for t, figure in figures.items():
        expected = _recursion(_competing(BASS_P, BASS_Q), 0.0, 0.0, t)
        assert round(expected, 6) == figure
        checks.append(mean(f"aware after {t} weeks", expected, (early if t <= 104 else late)[t - 1]))
    return checks


def _decade_of_diffusion() -> Floats:
    return _aware(BASS_P, BASS_Q, 0.0, opening=0.0, weeks=520, clients=10_000, places=100)


def _bass_curve() -> list[Check]:
    p, q = BASS_P, BASS_Q
    aware = _decade_of_diffusion().mean(axis=1)
    peak = np.log(q / p) / (p + q)
    assert round(peak) == 322 and round((q - p) / (2 * q), 4) == 0.4605
    checks = []
    for t in (52, 104, 156, 260, 322, 520):
        fading = np.exp(-(p + q) * t)
        curve = (1 - fading) / (1 + q / p * fading)
        why = "2e-3 absolute: weeks against continuous time"
        checks.append(near(f"aware after {t} weeks", curve, aware[t - 1], within=2e-3, why=why))
    rate = (p + q) ** 2 / (4 * q)
    first, last = round(peak) - 26, round(peak) + 26
    learned = (aware[last - 1] - aware[first - 1]) / (last - first)
    why = "2 %: mean of the year around the peak"
    checks.append(near("who learn a week at the peak", rate, learned, within=0.02 * rate, why=why))
    return checks


def _fast_hazards() -> list[Check]:
    p, q = 0.1, 0.5
    aware = _aware(p, q, 0.0, opening=0.0, weeks=5, clients=20_000, places=100)
    checks = []
    for t in (2, 3, 5):
        expected = _recursion(_competing(p, q), 0.0, 0.0, t)
        added = _recursion(lambda share: p + q * share, 0.0, 0.0, t)
        assert added > 1.02 * expected or t == 2
        checks.append(mean(f"aware after {t} weeks", expected, aware[t - 1]))
    return checks


def _word_of_mouth_only() -> list[Check]:
    beta, opening = 0.1, 0.01
    aware = _aware(0.0, beta, 0.0, opening=opening, weeks=52, clients=75_000, places=40)
    expected = _recursion(_competing(0.0, beta), 0.0, opening, 52)
    logistic = 1 / (1 + (1 / opening - 1) * np.exp(-beta * 52))
    assert round(expected, 6) == 0.609940 and round(logistic, 6) == 0.646772
    return [mean("aware after 52 weeks", expected, aware[-1])]


def _level_with_forgetting() -> list[Check]:
    p, q, omega = 0.002, 0.05, 0.01
    # omega F = (1 - F)(p + r F), a quadratic in F.
    r = q * (1 - p)
    level = ((r - p - omega) + np.sqrt((r - p - omega) ** 2 + 4 * p * r)) / (2 * r)
    assert round(level, 6) == 0.809058
    aware = _aware(p, q, omega, opening=0.1, weeks=400, clients=2_000, places=100)
    checks = [mean("aware in the long run", level, aware[-1])]
    settings = {"spontaneous": p, "word_of_mouth": q, "forgetting": omega}
    scenario = bare(weeks=1, clients=2_000, localities=100, awareness=settings)
    opened = run(scenario, seed=11, by_locality=True, tables=False).weekly["aware"] / 2_000
    checks.append(mean("aware in the first week if no level is given", level, opened))
    aware = _aware(0.0, q, omega, opening=0.5, weeks=400, clients=2_000, places=100)
    checks.append(mean("by word of mouth alone, q above omega", 1 - omega / q, aware[-1]))
    aware = _aware(0.0, q, 0.1, opening=0.5, weeks=600, clients=2_000, places=100)
    checks.append(exact("by word of mouth alone, q below omega", 0.0, aware[-1].max()))
    return checks


def _advertising_stock() -> list[Check]:
    spend, effect, on = 40.0, 0.001, 2_000
    thetas = {2.5: 0.7579, 4.0: 0.8409, 10.0: 0.9330}
    campaigns = [
        {"name": f"half_life_{n}", "half_life": half_life, "spend": spend, "ends": on}
        for n, half_life in enumerate(thetas)
    ]
    scenario = bare(
        weeks=on + 60,
        clients=1_000,
        awareness={"advertising_effect": effect},
        campaigns=campaigns,
        group={"reach": 0.6},
    )
    table = run(scenario, tables=False).campaigns
    checks = []
    for campaign, (half_life, figure) in zip(campaigns, thetas.items(), strict=True):
        theta = 0.5 ** (1 / half_life)
        assert round(theta, 4) == figure
        rows = table[table["campaign"] == campaign["name"]]
        stock, exposed = rows["stock"].to_numpy(), rows["exposed"].to_numpy()
        what = f"half-life {half_life:g} weeks"
        for t in (1, 5, 20):
            built = spend * (1 - theta**t)
            checks.append(close(f"{what}: stock after {t} weeks", built, stock[t - 1]))
        checks.append(close(f"{what}: stock in the long run", spend, stock[on - 1]))
        kept = stock[on - 1 + round(2 * half_life)] / stock[on - 1]
        checks.append(close(f"{what}: kept after two half-lives", 0.25, kept))
        expected = 1 - np.exp(-effect * 0.6 * spend)
        checks.append(close(f"{what}: exposed in the long run", expected, exposed[on - 1]))
    return checks


CASES: tuple[Case, ...] = (
    Case(
        "V18",
        "Publicity and forgetting, no word of mouth",
        "F_t = p / (p + omega) (1 - (1 - p - omega)^t), p = omega = 0.01; people are independent",
        _publicity_only,
    ),
    Case(
        "V19",
        "Spontaneous learning and word of mouth, no forgetting",
        "recursion F <- F + (1 - F)(p + q F - p q F), p = 0.03 / 52, q = 0.38 / 52; exact but for an error"
        " of the order of 1 in the 10,000 or more people of a place",
        _diffusion,
    ),
    Case(
        "V20",
        "The same beside the Bass curve",
        "F(t) = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t) in continuous time; highest rate (p + q)^2 / 4q at"
        " t = ln(q/p) / (p + q). The exact answer is the recursion of V19",
        _bass_curve,
    ),
    Case(
        "V21",
        "Competing hazards at high rates",
        "recursion F <- F + (1 - F)(1 - (1 - p)(1 - q F)), p = 0.1, q = 0.5; hazards that add up,"
        " p + q F, would be more than 2 % off",
        _fast_hazards,
    ),
    Case(
        "V22",
        "Word of mouth alone",
        "recursion F <- F + (1 - F) beta F, beta = 0.1, F_0 = 0.01 (the logistic curve, 0.647, is 6 % off)",
        _word_of_mouth_only,
    ),
    Case(
        "V23",
        "Level at which learning and forgetting balance",
        "positive root of (1 - F)(p + (q - p q) F) = omega F; with p = 0: 1 - omega / q if q > omega, else 0",
        _level_with_forgetting,
    ),
    Case(
        "V25",
        "Advertising stock under constant spending and after it",
        "S_t = x (1 - theta^t), theta = 0.5^(1 / half-life); exposed = 1 - exp(-k reach S)",
        _advertising_stock,
    ),
)
