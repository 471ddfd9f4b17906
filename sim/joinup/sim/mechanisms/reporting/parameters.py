"""What is reported to the funder, how accurately, and how the funder responds (ODD 4.6)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from joinup.sim.declarations import (
    NEVER,
    Real,
    Strict,
    Whole,
    fraction,
    number_or_infinite,
    parameter,
    switch,
)


class Measurement(Strict):
    """What is reported to the funder, how accurately, and how the funder responds (4.6)."""

    metric: Literal["people", "contacts", "stock", "places", "joined_up", "resolved"] = Field(
        default="people",
        description="what is counted: people, contacts, the stock in need on a day, places filled,"
        " joined-up outcomes, or episodes that ended at the agency, helped or not",
    )
    noise: Real = parameter(0.10, unit="share", ge=0, low=0.02, high=0.4, about="s.d. of reports")
    lag: Whole = parameter(13, unit="weeks", ge=0, le=104, about="delay of reports")
    audit: Real = fraction(0.3, low=0, high=0.9, about="chance that a report is audited")
    gaming_cost: Real = parameter(4.0, unit="pay-off", gt=0, low=1, high=20, about="c_g: cost of gaming")
    games_money: bool = switch(
        False, second_edition=True, about="whether money that is paid by the report makes agencies game it"
    )
    most_gaming: Annotated[Real, Field(gt=0)] | Literal["infinite"] = parameter(
        "infinite",
        unit="share",
        second_edition=0.5,
        low=0.2,
        high=1,
        about="y_max: most by which a report can differ from the truth; infinite: no limit",
        kernel=number_or_infinite,
    )
    deadlines: tuple[Whole, ...] = parameter((), unit="week", about="published dates (weeks)")
    deadline_gain: Real = parameter(
        1.0, unit="factor", ge=0, about="added pressure in the 13 weeks before a published date"
    )
    target: Real | None = parameter(
        None, unit="as the metric, per agency and quarter", gt=0, about="target", if_none=0.0
    )
    target_ratio: Real = parameter(
        1.2, unit="factor", gt=0, about="target over the mean of the year before the run, if none is given"
    )
    ratchet: Real = fraction(
        0.0,
        second_edition=0.25,
        low=0,
        high=0.75,
        called="how far targets follow good results",
        about="r: share of what a year's reports were above the target by which it rises",
    )
    review_weeks: Whole = parameter(52, unit="weeks", ge=1, about="time between reviews")
    correction: Real = parameter(
        0.5, unit="pay-off", ge=0, low=0, high=2, about="rise of w_joint per unit of reported shortfall"
    )
    reviews_start: Whole | None = parameter(
        None,
        unit="week",
        about="week of the first review (default: one interval after the partnership's start)",
        if_none=-NEVER,
    )
