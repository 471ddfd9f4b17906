"""Plain words for the codes of scenario files: grades of evidence, series and units."""

from __future__ import annotations

GRADES = {
    "A": "official text or figures",
    "A-": "official text or figures, open to more than one reading",
    "B": "press and other secondary sources",
    "C": "arithmetic on official figures",
    "L": "research literature",
    "L2": "research literature, cited second-hand",
    "W": "weak or indirect research",
    "recalled": "recalled, not checked against the source",
    "derived": "worked out from sourced figures",
    "fitted": "fitted to published figures",
    "judgement": "judgement",
}

MEASURES = {
    "in_need_not_in_service": "people in need and not in service",
    "in_service": "people in service",
    "waiting": "people waiting",
    "aware_share": "share of people who know of the service",
    "covered_share": "share of people who live where a partnership is in force",
    "partnerships": "partnerships in force",
    "places": "places",
    "places_opened": "places opened",
    "places_closed": "places closed",
    "spend": "money spent",
    "extra_places_spend": "money spent on extra places",
    "extra_places_unspent": "money given for extra places and not spent",
    "resolved": "people whose needs were met",
    "started_service": "people who started service",
    "onsets": "people whose need arose",
    "people_in_need_in_year": "people in need at some time in a year",
}

UNITS = {"pay-off": "weight (1: what full joint effort costs)", "factor": "times", "share": "share of 1"}
