"""Which form of joint working is best where (docs/where_forms_win.md)."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.where_forms_win import NONE, PLACE, POINTS, ranges, report, sample, sweep
from scenarios import load


def test_points_spread_over_the_declared_ranges_and_are_the_same_every_time() -> None:
    moved = ranges(load("town"))
    points = sample(moved, 64)
    low, high = (np.array([getattr(known, end) for known in moved]) for end in ("low", "high"))
    assert ((points >= low) & (points <= high)).all()
    halves = (points < (low + high) / 2).sum(axis=0)
    assert (halves == 32).all()
    assert np.array_equal(points, sample(moved, 64))
    paths = {known.path for known in moved}
    assert {"service.repeated_assessment", "agencies.housing.slots", "trust.start"} <= paths
    # The town's own range goes before the schema's.
    assert next((k.low, k.high) for k in moved if k.path == "agencies.housing.slots") == (10, 40)


def test_a_small_sweep_ranks_every_form_on_common_draws() -> None:
    found = sweep(3, (1, 2), workers=1)
    assert found.weeks.shape == found.loss.shape == (3, 7, 2)
    assert sum(found.counts(found.weeks).values()) == 3
    assert np.array_equal(sweep(2, (1, 2), workers=1).weeks, found.weeks[:2])
    assert (found.first_year < found.weeks).all()
    assert (np.ptp(found.weeks, axis=1) > 0).all()


@pytest.mark.slow
def test_no_form_is_always_best_and_the_page_says_so() -> None:
    found = sweep()
    best = found.counts(found.weeks)
    assert sum(best.values()) == POINTS == 200
    assert max(best.values()) < 0.9 * POINTS
    assert best[NONE] >= 0.05 * POINTS
    assert sum(count > 0 for count in best.values()) >= 4
    by_load = list(found.counts_by_load(found.weeks).values())
    share_of_none = [counts[NONE] / max(1, sum(counts.values())) for counts in by_load]
    assert share_of_none[0] < 0.05
    assert share_of_none[-1] > 0.4
    again = "the model has changed: uv run python -m experiments.where_forms_win, then read its text again"
    assert PLACE.read_text(encoding="utf-8") == report(found), again
