"""What each part of a form of joint working is worth: the form with one part off, beside the whole (ODD 7.2).

Every arm plays the same draws: ``none``, the whole form, and the form without each of its parts. A part is
worth the weeks of need that come back when it alone is off; the parts need not add up to the whole, and what
is over is their interaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from joinup.experiments.analysis.comparison import Comparison
from joinup.experiments.analysis.methods.paired import NET_BENEFIT, gap, measure_values
from joinup.experiments.analysis.methods.statistics import Difference, difference
from joinup.experiments.analysis.methods.worth import OF_REFERENCE
from joinup.experiments.analysis.options import Option
from joinup.experiments.run.directions import better_of
from joinup.experiments.run.measures_table import Key
from joinup.experiments.study.design import BASELINE, FORM, Changes
from joinup.sim.errors import Problem, ScenarioError
from joinup.sim.parameters import Scenario
from joinup.sim.results.outcomes import ALL
from joinup.sim.text.card import Card, Shown

NONE, WHOLE, WITHOUT, INTERACTION = "none", "whole", "without ", "interaction"

ALMOST_NOTHING = 1e-9
"""Reach of a form whose agencies do nothing together, and which is in force all the same."""

FORM_ITSELF = "forms.FORM."
"""Where the form that is taken apart says something."""

PARTS: Mapping[str, Changes] = {
    "access": {"partnership.access.kind": "own_doors"},
    "reach": {"forms.FORM.governance.reach.base": ALMOST_NOTHING, "forms.FORM.governance.reach.trust": 0.0},
    "veto": {"forms.FORM.governance.veto": 0.0},
    "credit": {"forms.FORM.governance.credit": "equal"},
    "dominance": {"forms.FORM.governance.dom": 0.0},
    "answering": {"forms.FORM.governance.owner": None},
    "signature": {"forms.FORM.governance.signs": True},
    "sponsors": {"forms.FORM.governance.own_weight_per_sponsor": 0.0},
    "trust lost": {"forms.FORM.governance.trust_loss": 1.0},
    "specialism": {
        "forms.FORM.governance.specialism_loss": 0.0,
        "forms.FORM.governance.specialism_loss_per_partner": 0.0,
    },
    "accommodation": {"forms.FORM.governance.accommodation_loss": 0.0},
    "transition": {
        "partnership.transition.loss": 0.0,
        "partnership.transition.turnover": 1.0,
        "partnership.transition.identity_weeks": None,
        "forms.FORM.transition.identity_weeks": None,
    },
    "reversal": {"partnership.transition.reversal": 0.0},
    "pool": {"partnership.money.pooled_share": 0.0},
    "information": {"partnership.information.starts": None, "partnership.information.consent": 0.0},
    "coverage": {"partnership.covers.groups": (), "partnership.covers.min_needs": 1},
    "coordination": {"partnership.coordination.base": 0.0, "partnership.coordination.per_link": 0.0},
    "contract": {
        "forms.FORM.governance.price": 0.0,
        "forms.FORM.governance.shading": 0.0,
        "forms.FORM.governance.term": None,
    },
    "running cost": {"forms.FORM.governance.running_cost": 0.0},
    "set-up": {
        "forms.FORM.governance.set_up_weeks": 0,
        "forms.FORM.governance.set_up_weeks_per_partner": 0.0,
        "forms.FORM.governance.set_up_cost": 0.0,
    },
}
"""Parts of a form, and the changes that turn each off."""


def without_part(part: str, form: str) -> Changes:
    """Return the changes that turn a part of a form off.

    Examples
    --------
    >>> without_part("dominance", "lead_agency")
    {'forms.lead_agency.governance.dom': 0.0}
    """
    return {path.replace(FORM_ITSELF, f"forms.{form}."): value for path, value in PARTS[part].items()}


@dataclass(frozen=True, repr=False)
class Decomposition(Shown):
    """What each part of a form is worth.

    Attributes
    ----------
    form
        The form of joint working.
    parts
        Its parts that do anything.
    comparison
        The arms draw by draw: ``none``, ``whole``, and ``without PART`` for each part.

    Examples
    --------
    >>> import joinup as ju
    >>> found = ju.decompose("town", "merged", replicates=2, weeks=26, clients=200, workers=0)
    >>> found.parts
    ('access', 'reach', 'credit', 'specialism', 'accommodation', 'transition', 'coordination', 'set-up')
    >>> sorted(found.table["group"].unique())
    ['all', 'most_people', 'several_needs', 'shift_workers']
    """

    form: str
    parts: tuple[str, ...]
    comparison: Comparison

    @property
    def table(self) -> pd.DataFrame:
        """What each part does to weeks of need by group, and to the net benefit for all.

        One row a part, measure and group: the weeks (or GBP) of the whole less those without the part, with
        the interval and the verdict; and of ``whole``, less those of ``none``, and ``interaction``, what of
        that the parts do not add up to.
        """
        groups = [ALL, *(group.name for group in self.comparison.scenario.population.groups)]
        measures = [(f"outcome.need_weeks.{group}", group) for group in groups] + [(NET_BENEFIT, ALL)]
        rows = []
        for measure, group in measures:
            found = {part: gap(self.comparison, WHOLE, WITHOUT + part, measure) for part in self.parts}
            found |= {WHOLE: gap(self.comparison, WHOLE, NONE, measure), INTERACTION: self._rest(measure)}
            rows += [
                {
                    "part": part,
                    "measure": measure.split(".")[1],
                    "group": group,
                    "difference": one.estimate.mean,
                    "low": one.estimate.low,
                    "high": one.estimate.high,
                    "verdict": str(one.verdict),
                }
                for part, one in found.items()
            ]
        return pd.DataFrame(rows)

    def _rest(self, measure: str) -> Difference:
        """Return what the whole does beyond the sum of its parts."""

        def of(label: str) -> Any:
            return measure_values(self.comparison, label, measure)

        whole = of(WHOLE)
        parts = np.sum([whole - of(WITHOUT + part) for part in self.parts], axis=0)
        return difference(
            (whole - of(NONE)).tolist(),
            np.broadcast_to(parts, whole.shape).tolist(),
            better=better_of(Key(*measure.split(".", 2))),
            worth=OF_REFERENCE * abs(float(of(NONE).mean())),
            spread=self.comparison.spread,
        )

    def _card(self) -> Card:
        table = self.table
        kept = table[(table["measure"] == "need_weeks") & (table["group"] == ALL)]
        rows = tuple(
            (
                one["part"],
                f"{one['difference']:+,.0f}",
                f"{one['low']:+,.0f} to {one['high']:+,.0f}",
                one["verdict"],
            )
            for one in kept.to_dict("records")
        )
        return Card(
            f"Parts of '{self.form}'",
            ("Weeks of need of the whole form less those without each part: fewer is better.",),
            ("Part", "Weeks of need", "Interval", ""),
            rows,
            ("found.table", "found.comparison"),
        )


def arms_of(scenario: Scenario, form: str, asked: tuple[str, ...]) -> tuple[tuple[str, ...], list[Option]]:
    """Return the parts of a form that do anything in a scenario, and all arms.

    Raises
    ------
    ScenarioError
        If there is no such form, or it is no joint working.
    """
    if form not in scenario.forms or form == NONE:
        forms = [name for name in scenario.forms if name != NONE]
        raise ScenarioError([Problem.unknown((), "form of joint working", form, forms)])
    whole = scenario.with_changes({FORM: form})
    off = {part: without_part(part, form) for part in PARTS}
    parts = tuple(
        part for part, changes in off.items() if _in_force(whole.with_changes(changes)) != _in_force(whole)
    )
    options = [Option(NONE, scenario, {BASELINE: NONE}, asked), Option(WHOLE, scenario, {FORM: form}, asked)]
    options += [Option(WITHOUT + part, scenario, {FORM: form, **off[part]}, asked) for part in parts]
    return parts, options


def _in_force(scenario: Scenario) -> Any:
    """Return what the parts of a form are, whoever says so."""
    part = scenario.partnership
    return scenario.form_in_force, part.covers, part.coordination, _known_at_most(scenario)


def _known_at_most(scenario: Scenario) -> float:
    """Return what part of an assessment is spared once all information is shared that will be."""
    information, rules = scenario.partnership.information, scenario.form_in_force.governance
    if rules.kind != "single" and (information.starts is None or not rules.signs):
        return information.without
    return max(information.without, information.consent)
