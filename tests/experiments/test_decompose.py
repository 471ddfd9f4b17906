"""A form of joint working is taken apart: what each part is worth, for whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.main import app
from joinup.experiments.analysis.decomposition import (
    INTERACTION,
    PARTS,
    WHOLE,
    WITHOUT,
    arms_of,
    without_part,
)
from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.parameters import Scenario
from tests.support.scenarios import busy_town, plain_town

SECOND = {"schema_version": 2}
SMALL = {"weeks": 26, "warm_up_weeks": 13, "population.clients": 200}


def test_a_part_is_worth_the_whole_less_the_form_without_it() -> None:
    town = plain_town(SMALL | {"partnership.form": "merged"})
    found = ju.decompose(town, replicates=2, seed=4, workers=0)
    assert found.form == "merged" and set(found.parts) <= set(PARTS)
    weeks = found.comparison.tables
    column = "outcome.need_weeks.all"
    apart = {part: weeks[WHOLE][column] - weeks[WITHOUT + part][column] for part in found.parts}
    told = found.table.query("measure == 'need_weeks' and group == 'all'").set_index("part")["difference"]
    for part, one in apart.items():
        assert told[part] == pytest.approx(one.mean())
    whole = (weeks[WHOLE][column] - weeks["none"][column]).mean()
    assert told[WHOLE] == pytest.approx(whole)
    assert told[INTERACTION] == pytest.approx(whole - sum(one.mean() for one in apart.values()))


def test_a_part_that_does_nothing_is_not_shown() -> None:
    found = ju.decompose(plain_town(SMALL), "informal", replicates=1, workers=0)
    assert found.parts == ("reach", "trust lost", "coordination")


PARTS_OF_THE_SECOND = {
    "informal": "reach, veto, signature, trust lost, reversal, coordination",
    "formal": "reach, veto, reversal, coordination, set-up",
    "contract_network": "reach, credit, answering, reversal, coordination, contract, set-up",
    "lead_agency": "reach, credit, dominance, answering, reversal, coordination, set-up",
    "dedicated_unit": "reach, credit, answering, reversal, pool, coordination, running cost, set-up",
    "merged": "reach, credit, answering, specialism, accommodation, transition, reversal, information,"
    " coordination, set-up",
}


@pytest.mark.parametrize("form", PARTS_OF_THE_SECOND)
def test_each_form_of_the_second_edition_has_its_own_parts(form: str) -> None:
    parts, arms = arms_of(plain_town(SECOND), form, ())
    assert ", ".join(parts) == PARTS_OF_THE_SECOND[form]
    assert [arm.label for arm in arms] == ["none", "whole", *(f"without {part}" for part in parts)]


IDLE: dict[str, Any] = {
    "decisions.rule": "fixed",
    "decisions.fixed_effort": 0.0,
    "agencies.clinic.rule": "fixed",
    "routine.start": 0.0,
    "incentives": [],
    "events": [],
}


def paths(scenario: Scenario) -> list[list[Any]]:
    """Return how all clients stand at the end of each of eight quarters."""
    engine, found = Engine(scenario, 3), []
    for _ in range(8):
        engine.advance(13)
        person = engine.state.client
        told = ("needs", "needs_at_onset", "tried", "entered", "role", "flags")
        found.append([engine.state.code.tolist(), engine.state.traits.tolist(), person[[*told]].tolist()])
    assert engine.state.active.any() == (scenario.partnership.form != "none")
    return found


@pytest.mark.parametrize("form", PARTS_OF_THE_SECOND)
def test_without_parts_effort_and_routine_clients_fare_as_without_joint_working(form: str) -> None:
    nothing = {path: value for part in PARTS for path, value in without_part(part, form).items()}
    empty = busy_town(SECOND | SMALL | IDLE | nothing | {"partnership.form": form})
    alone = paths(empty.baseline("none"))
    assert paths(empty) == alone
    one_price = empty.with_changes({"partnership.coordination.base": 0.05})
    assert paths(one_price) != alone


def test_each_part_off_is_what_the_change_alone_gives() -> None:
    town = plain_town(SMALL | {"partnership.form": "merged"})
    found = ju.decompose(town, replicates=1, seed=4, workers=0)
    alone = ju.run(
        town.with_changes({"partnership.access.kind": "own_doors"}), seed=4, replicates=1, baselines="off"
    )
    told = found.comparison.tables["without access"]["outcome.need_weeks.all"].iloc[0]
    assert told == alone.replicates.query("outcome == 'need_weeks' and group == 'all'")["value"].item()


def test_members_of_an_ensemble_tell_doubt() -> None:
    found = ju.decompose(plain_town(SMALL), "lead_agency", ensemble=2, workers=0)
    assert (found.comparison.kind, found.comparison.draws) == ("setting", 2)


@pytest.mark.parametrize("form", ["none", "mergd"])
def test_what_is_no_joint_working_cannot_be_taken_apart(form: str) -> None:
    with pytest.raises(ScenarioError, match="form of joint working"):
        ju.decompose(plain_town(SMALL), form)


def test_the_command_prints_groups_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    small = ["--weeks", "26", "--clients", "200", "--replicates", "2", "--workers", "0", "--any-scale"]
    done = CliRunner().invoke(app, ["decompose", "town", "--form", "merged", *small])
    assert done.exit_code == 0, done.output
    assert done.output.index("Weeks of need: Most people") < done.output.index("Weeks of need: all")
    told = CliRunner().invoke(app, ["decompose", "town", "--form", "merged", *small, "--json"])
    assert json.loads(told.stdout)["form"] == "merged"
