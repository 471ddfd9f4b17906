"""What lasts: routine without and with practice, and a run taken up again (cases V37, V38 and V52)."""

from __future__ import annotations

import pickle

import numpy as np
import numpy.typing as npt

from joinup.sim.model import Model
from joinup.sim.run import run
from tests.support.scenarios import busy_town
from tests.verification.bare import bare
from tests.verification.checks import Case, Check, close, exact
from tests.verification.tables import TABLES, differing_figures

Floats = npt.NDArray[np.float64]


def _routine(
    *,
    weeks: int,
    start: float,
    turnovers: tuple[float, ...],
    effort: float = 0.0,
    handover: float = 0.0,
    decay: float = 0.0,
    embedding: float = 0.02,
) -> Floats:
    """Return R_0, R_1 ... of agencies that make a fixed effort, one column each."""
    scenario = bare(
        weeks=weeks,
        agencies=[{"turnover": turnover} for turnover in turnovers],
        partnership={"form": "informal" if effort > 0 else "none"},
        decisions={"rule": "fixed", "fixed_effort": effort},
        routine={"start": start, "handover": handover, "decay": decay, "embedding": embedding},
    )
    routine = run(scenario).agencies["routine"].to_numpy().reshape(weeks, -1)
    return np.vstack([np.full((1, len(turnovers)), start), routine])


def _weekly(yearly: float) -> float:
    return float(1 - (1 - yearly) ** (1 / 52))


def _erosion() -> list[Check]:
    figures = {0.086: (0.8354, 401), 0.136: (0.7465, 247), 0.25: (0.5625, 125)}
    start = 0.8
    routine = _routine(weeks=520, start=start, turnovers=tuple(figures))
    checks = []
    for column, (yearly, (left, half_life)) in enumerate(figures.items()):
        lost = _weekly(yearly)
        assert round((1 - yearly) ** 2, 4) == left
        path, what = routine[:, column] / start, f"turnover {yearly:.1%}"
        checks.append(close(f"{what}: kept after 104 weeks", (1 - lost) ** 104, path[104]))
        checks.append(close(f"{what}: kept after 520 weeks", (1 - lost) ** 520, path[520]))
        weeks = 104 * np.log(2) / -np.log(path[104])
        checks.append(exact(f"{what}: half-life in whole weeks", half_life, round(float(weeks))))
    handover, decay = 0.5, 0.004
    routine = _routine(weeks=104, start=start, turnovers=(0.136,), handover=handover, decay=decay)
    lost = _weekly(0.136) * (1 - handover) + decay
    what = "half handed over, decay 0.004: kept after 104 weeks"
    checks.append(close(what, (1 - lost) ** 104, routine[104, 0] / start))
    return checks


def _practice() -> list[Check]:
    embedding, effort, lost = 0.02, 0.4, 0.00281
    # Turnover a year whose weekly rate is just this.
    yearly = 1 - (1 - lost) ** 52
    growth = embedding * effort
    level = growth / (growth + lost)
    assert round(level, 6) == 0.740056
    checks = []
    for start in (0.0, 1.0):
        routine = _routine(weeks=4_000, start=start, turnovers=(yearly, yearly), effort=effort)[:, 0]
        for t in (1, 52, 156):
            expected = level + (start - level) * (1 - growth - lost) ** t
            assert round(expected, 6) == 0.604255 or (start, t) != (0.0, 156)
            checks.append(close(f"from {start:g}: routine after {t} weeks", expected, routine[t]))
        checks.append(close(f"from {start:g}: routine in the long run", level, routine[-1]))
    decay, handover = 0.004, 0.5
    routine = _routine(
        weeks=156, start=0.0, turnovers=(yearly, yearly), effort=effort, handover=handover, decay=decay
    )[:, 0]
    lost = lost * (1 - handover) + decay * (1 - effort)
    expected = growth / (growth + lost) * (1 - (1 - growth - lost) ** 156)
    checks.append(close("half handed over, decay 0.004: routine after 156 weeks", expected, routine[156]))
    return checks


def _restart() -> list[Check]:
    scenario = busy_town({"weeks": 312})
    in_one_piece = run(scenario, seed=7)
    model = Model(scenario, rng=7)
    model.run_for(156)
    checkpoint = pickle.dumps(model)
    taken_up: Model = pickle.loads(checkpoint)
    taken_up.run_for(156)
    result = taken_up.result()
    other = run(scenario, seed=8)
    checks = []
    for name in TABLES:
        one = in_one_piece.simulated.table(name)
        # Another seed must show in a table, or there would be nothing to find.
        assert name in ("campaigns", "funding") or differing_figures(one, other.simulated.table(name)) > 0
        found = differing_figures(one, result.simulated.table(name))
        checks.append(exact(f"figures of {one.size:,} that differ: {name}", 0, found))
    return checks


CASES: tuple[Case, ...] = (
    Case(
        "V37",
        "Routine without practice",
        "R_t = R_0 (1 - mu (1 - h) - delta)^t, mu = 1 - (1 - turnover)^(1 / 52); with h = delta = 0 a year"
        " leaves 1 - turnover",
        _erosion,
    ),
    Case(
        "V38",
        "Routine under constant effort",
        "R_t = R* + (R_0 - R*)(1 - rho e - mu)^t, R* = rho e / (rho e + mu); rho = 0.02, e = 0.4,"
        " mu = 0.00281",
        _practice,
    ),
    Case(
        "V52",
        "A run put away half-way and taken up again",
        "312 weeks in one piece, and 156 weeks, a pickled model and 156 weeks more, are the same bit for"
        " bit in every table",
        _restart,
    ),
)
