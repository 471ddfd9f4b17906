"""Which option is best over futures: one engine for guide and discovery, and what it must never say."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import joinup as ju
from joinup.experiments.analysis.methods.cuts import cuts_of
from joinup.experiments.analysis.methods.information import evpi, evppi
from joinup.experiments.analysis.methods.robustness import robustness
from joinup.experiments.analysis.methods.standings import best_in_each, standing_of
from joinup.experiments.analysis.methods.verdicts import FEWEST_DRAWS, Floats, Verdict
from joinup.experiments.report.text.discovery import discovery_sections
from joinup.experiments.report.text.guide import guide_sections
from joinup.scenarios.describe.description import Section

NAMES = ("none", "formal", "merged", "lead")
TABLES = st.integers(2, 4).flatmap(
    lambda options: st.lists(
        st.lists(st.sampled_from([0.0, 1.0, 1.005, 2.0]), min_size=options, max_size=options),
        min_size=1,
        max_size=FEWEST_DRAWS + 5,
    ).map(np.array)
)


def words_of(sections: list[Section]) -> str:
    """Return everything that a page says, tables too."""
    rows = [cell for one in sections if one.table for row in one.table.rows for cell in row]
    return " ".join([*(sentence for one in sections for sentence in one.sentences), *rows])


@settings(max_examples=40, deadline=None)
@given(TABLES)
def test_the_order_of_options_changes_neither_verdict_nor_winner(merits: Floats) -> None:
    names = NAMES[: merits.shape[1]]
    told = set()
    for order in permutations(range(len(names))):
        places = list(order)
        found = standing_of(merits[:, places], [names[place] for place in places], 0.01)
        best = best_in_each(merits[:, places], [names[place] for place in places], 0.01)
        leaders = (found.leader, found.rival, str(found.verdict), sorted(found.wins.items()))
        told.add(str((leaders, round(found.nobody, 9), best)))
    assert len(told) == 1


@pytest.mark.parametrize("futures", [1, 16, 40])
@pytest.mark.parametrize("options", [2, 4])
def test_options_that_are_equal_in_every_future_win_nothing_anywhere(futures: int, options: int) -> None:
    merits = np.tile(np.linspace(0, 1, futures)[:, None], (1, options))
    names, frame = NAMES[:options], pd.DataFrame({"load": np.linspace(0, 1, futures)})
    found = standing_of(merits, names, 0.0)
    assert found.verdict is Verdict.NO_DIFFERENCE and found.nobody == 1 and not any(found.wins.values())
    assert set(best_in_each(merits, names, 0.0)) == {"no difference"}
    assert cuts_of(frame, merits) == {}
    assert all(one.value == 0 and not one.is_shown for one in evppi(frame, merits).values())
    told = robustness(merits, names, merits[:, 0], reference=names[0])
    assert not told.table["best"].any() and "no difference between the options" in told.words()


def test_a_cut_is_where_the_best_option_changes_and_noise_gives_none() -> None:
    random = np.random.default_rng(3)
    frame = pd.DataFrame({"load": random.random(80), "trust": random.random(80)})
    gains = np.where(frame["load"] > 0.7, -3.0, 1.0) + random.normal(0, 0.2, 80)
    found = cuts_of(frame, np.column_stack([np.zeros(80), gains]), shares=("load",))
    below, above = found["load"].parts
    assert found["load"].is_shown and next(iter(found)) == "load"
    assert below.label == "below 70%" and above.label == "70% and more"
    assert "trust" not in found or not found["trust"].is_shown
    shown = []
    for seed in range(20):
        noise = np.random.default_rng(seed)
        frame = pd.DataFrame({str(place): noise.random(60) for place in range(5)})
        made = cuts_of(frame, noise.normal(size=(60, 2)))
        shown.append(any(cut.is_shown for cut in made.values()))
    assert sum(shown) <= 4, "of 20 studies of noise about one has a cut"


def test_cuts_of_names_say_which() -> None:
    place = pd.Series(np.repeat(["city", "town"], 25))
    gains = np.where(place == "city", 2.0, -2.0)
    cut = cuts_of(pd.DataFrame({"place": place}), np.column_stack([np.zeros(50), gains]))["place"]
    assert [part.label for part in cut.parts] == ["is city", "is town"]


def test_partial_information_is_worth_what_it_is_worked_out_to_be() -> None:
    """Options 0 and x + y, both uniform on -1 to 1: EVPI 1/6 + 1/6, EVPPI of either 1/4."""
    random = np.random.default_rng(5)
    x, y, idle = random.uniform(-1, 1, (3, 4000))
    merits = np.column_stack([np.zeros(4000), x + y])
    found = evppi(pd.DataFrame({"x": x, "y": y, "idle": idle}), merits)
    assert found["x"].value == pytest.approx(0.25, abs=0.02) and found["x"].is_shown
    assert found["y"].value == pytest.approx(0.25, abs=0.02)
    assert found["idle"].value < 0.02
    assert evpi(merits) == pytest.approx(1 / 3, abs=0.02)
    assert max(one.value for one in found.values()) <= evpi(merits)
    assert np.isnan(evpi(merits[:19])) and evppi(pd.DataFrame({"x": x[:19]}), merits[:19]) == {}


def test_options_before_joint_working_begins_are_no_different(tmp_path: Path) -> None:
    """Joint working starts in week 26: in 26 weeks all is equal, in guide, discovery, report and compare."""
    vary = {
        "partnership.form": ["none", "formal"],
        "service.repeated_assessment": [0.1, 0.2],
        "awareness.forgetting": [0.001, 0.002, 0.004, 0.008],
    }
    study = ju.sweep("town", vary=vary, weeks=26, clients=200, workers=0, out=tmp_path / "study")
    assert len(study.points) == 16
    guided = study.guide(option="partnership.form")
    found = study.discover(option="partnership.form")
    for sections in (guide_sections(guided.found, guided), discovery_sections(found)):
        said = words_of(sections)
        assert "Over all futures: no difference between 'formal' and 'none'." in said
        for claim in (
            "is best where",
            "is better than all",
            "put 'formal'",
            "put 'none'",
            "in 100% of futures",
        ):
            assert claim not in said
    assert set(ju.compare(study, by="partnership.form").table["verdict"]) <= {"no difference", "cannot tell"}


def test_guide_and_discovery_say_the_same_of_all_futures(tmp_path: Path) -> None:
    vary, over = {"partnership.form": ["none", "merged"]}, {"trust.start": (0.1, 0.6)}
    study = ju.sweep(
        "town", vary=vary, over=over, points=32, weeks=52, clients=200, workers=0, out=tmp_path / "s"
    )
    for outcome in ("resolved", "net_benefit"):
        guided, found = study.guide(outcome=outcome), study.discover(outcome=outcome)
        assert guided.rows[0].standing == found.standing
        [line] = [one for one in guide_sections(guided.found, guided)[0].sentences if "Over all" in one]
        assert line in discovery_sections(found)[0].sentences
