"""Each instrument posts what it says, line by line."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from joinup.sim.mechanisms.ledger.lines import ledger_lines
from joinup.sim.run import run
from tests.support.scenarios import busy_town, engine_at, plain_town


def test_each_instrument_posts_what_it_says() -> None:
    result = run(busy_town({"events": [], "partnership.form": "formal"}))
    table = result.agencies
    first_week = table[table.week == 0]
    contracted = (
        first_week.set_index(["locality", "agency"]).places
        - first_week.set_index(["locality", "agency"]).extra_places
    )
    places = table.join(contracted.rename("contracted"), on=["locality", "agency"]).contracted
    price = 0.1 * places * 700.0 * 13
    lines = result.ledger[result.ledger.category == "incentive"]
    grant = pd.Series(0.5 * price * table.effort / 13).groupby(table.week).sum()
    crisis = table[(table.agency == "housing") & (table.member == 1)]
    paid = 500 * (1 - crisis.effort) / 13
    quarter_ends = [week for week in range(52) if week % 13 == 12]
    other_weeks = [week for week in range(2, 52) if week not in quarter_ends]
    by_funder = lines[lines.payer == "funder"].groupby("week").gbp.sum()
    expected = grant + paid.groupby(crisis.week).sum()
    np.testing.assert_allclose(
        by_funder.reindex(other_weeks, fill_value=0), expected.reindex(other_weeks, fill_value=0), rtol=1e-9
    )
    assert (by_funder.reindex(quarter_ends[1:]) > expected.reindex(quarter_ends[1:])).all(), "prizes are paid"
    charged = lines[(lines.payee == "adviser") & (lines.payer != "funder")]
    assert len(charged) > 0
    assert (charged.gbp % 30 == 0).all()
    fined = lines[(lines.payee == "funder")]
    assert set(fined.week) <= set(quarter_ends)


def test_the_cost_of_setting_up_is_the_share_of_a_years_budget_that_the_form_says() -> None:
    result = run(plain_town({"partnership.form": "formal", "partnership.starts": 3}))
    budget = result.agencies[result.agencies.week == 0].places.sum() * 700.0 * 52
    paid = result.ledger[result.ledger.payee == "partnership"]
    assert paid.gbp.sum() == pytest.approx(0.01 * budget, rel=1e-12)
    assert paid.week.tolist() == list(range(3, 16))


def test_the_lines_of_the_ledger_are_as_many_as_the_kernel_posts() -> None:
    engine = engine_at(busy_town(), 20)
    assert engine.record.money.shape[1] == len(ledger_lines(engine.scenario))
