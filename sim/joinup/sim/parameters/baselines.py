"""Names of what a scenario is laid beside."""

from __future__ import annotations

from typing import Literal, get_args

Counterfactual = Literal["none", "no_programme"]
"""Baselines that follow from the scenario alone."""

SAME_MONEY = "none_same_money"
"""Without joint working, and with as much money in places, which is known when the scenario has been run."""

Baseline = Literal["none", "no_programme", "none_same_money"]
BASELINES: tuple[str, ...] = get_args(Baseline)
