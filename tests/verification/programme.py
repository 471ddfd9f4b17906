"""What a programme buys: staff who must be found, and publicity that saturates (V74 and V75)."""

from __future__ import annotations

import numpy as np

from joinup.sim.run import run
from tests.verification.bare import bare
from tests.verification.checks import Case, Check, agrees, close, near

PLACES, LAG, SLACK = 1_000_000, 26.0, 0.1
CEILING, EFFECT = 0.8, 0.001


def _recruiting() -> list[Check]:
    """Read lags from places staffed after two lags: ``filled = T (1 - exp(-t / lag))``, in whole places."""
    checks = []
    for share, published in ((0.0, 26), (0.05, 39), (0.1, 52), (0.2, 78)):
        asked = max(1_000, round(share * PLACES))
        lag = agrees(LAG * (1 + share / SLACK), published, 9)
        scenario = bare(
            weeks=100,
            agencies=[{"places": PLACES}],
            funding=[{"name": "money", "places": {"a": asked}, "recruitment_weeks": LAG}],
            workforce={"slack": SLACK if share else "infinite"},
        )
        filled = run(scenario).agencies["extra_places"].to_numpy()
        week = round(lag)
        found = -week / np.log(1 - filled[week] / asked)
        # Half a place either way, where the slope is T week exp(-week / lag) / lag^2.
        within = 0.5 * lag**2 / (asked * week * np.exp(-week / lag))
        what = f"T / C = {share:g}: lag in weeks" if share else "staff without end: lag in weeks"
        checks.append(near(what, lag, float(found), within=within, why="half a place"))
    return checks


def _saturation() -> list[Check]:
    """Read the share exposed in the long run from the table of publicity, by channel."""
    checks = []
    for what, spends, channels in (
        ("one campaign, k S = 1", (1000,), ("radio",)),
        ("one campaign, k S = 4", (4000,), ("radio",)),
        ("two of one channel, k S = 0.6 and 0.4", (600, 400), ("radio", "radio")),
        ("two channels, k S = 0.6 and 0.4", (600, 400), ("radio", "posters")),
    ):
        campaigns = [
            {"name": f"c{n}", "spend": spend, "channel": channel, "half_life": 0.01, "ceiling": CEILING}
            for n, (spend, channel) in enumerate(zip(spends, channels, strict=True))
        ]
        table = run(bare(weeks=5, awareness={"advertising_effect": EFFECT}, campaigns=campaigns)).campaigns
        missed = 1 - table[table["week"] == 4]["exposed"].to_numpy(dtype=float)
        exposure = dict.fromkeys(channels, 0.0)
        for spend, channel in zip(spends, channels, strict=True):
            exposure[channel] += EFFECT * spend
        expected = 1 - np.prod([1 - CEILING * (1 - np.exp(-x / CEILING)) for x in exposure.values()])
        checks.append(close(what, float(expected), 1 - float(missed.prod())))
    return checks


CASES: tuple[Case, ...] = (
    Case(
        "V74",
        "Extra places are staffed while all recruit among the same staff, slack v = 0.1, lag 26 weeks",
        "lag (1 + T / (v C)): 26, 39, 52 and 78 weeks with T / C of 0, 0.05, 0.1 and 0.2",
        _recruiting,
    ),
    Case(
        "V75",
        "Publicity in a channel that reaches 80 % at most",
        "c (1 - exp(-k S / c)) with the stocks of a channel added; 1 - prod(1 - exposed) over channels",
        _saturation,
    ),
)
