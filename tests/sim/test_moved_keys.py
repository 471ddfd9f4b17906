"""The flat keys of forms in the first edition, and the parts of a form that they stand in now."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from joinup.scenarios.files import find
from joinup.scenarios.inherit import moved_keys
from joinup.scenarios.load import load
from joinup.scenarios.schema import json_schema
from joinup.sim.engine import Engine
from joinup.sim.errors import ScenarioError
from joinup.sim.mechanisms.partnership.forms import MOVED
from joinup.sim.parameters import Scenario
from joinup.sim.parameters.paths import declared_at, has
from joinup.sim.parameters.scenario import primary_path
from tests.support.scenarios import plain_town

FLAT: dict[str, Any] = {
    "family": "realigned boundaries",
    "reach": 0.7,
    "graph": "team",
    "credit": "whole",
    "one_door": True,
    "one_manager": True,
    "set_up_weeks": 9,
    "pooled_share": 0.25,
    "capacity_dip": 0.05,
    "dip_weeks": 13,
    "trust_loss": 1.5,
}
PARTS: dict[str, Any] = {
    "family": "realigned boundaries",
    "governance": {
        "reach": {"base": 0.7},
        "kind": "single",
        "credit": "whole",
        "set_up_weeks": 9,
        "trust_loss": 1.5,
    },
    "access": {"kind": "single_gateway"},
    "money": {"decides": "one_manager", "pooled_share": 0.25},
    "transition": {"loss": 0.05, "fades": 13},
}


@pytest.mark.parametrize(("key", "path"), MOVED.items())
def test_every_old_path_leads_where_its_key_stands_now(key: str, path: str) -> None:
    town = plain_town()
    old, new = f"forms.merged.{key}", f"forms.merged.{path}"
    assert primary_path(old) == new and has(town, new)
    assert town.get(old) == town.get(new)
    assert declared_at(Scenario, town, old) == declared_at(Scenario, town, new)


def test_a_form_in_old_keys_is_the_form_in_parts() -> None:
    flat, parts = (plain_town({"forms.own": form}) for form in (FLAT, PARTS))
    assert flat == parts and flat.hash == parts.hash
    assert parts.with_changes({f"forms.own.{key}": value for key, value in FLAT.items()}) == parts


def test_old_paths_work_in_events_levers_and_changes_in_mid_run() -> None:
    changes = {"forms.formal.graph": "star_outside", "forms.formal.one_door": True, "forms.formal.reach": 0.5}
    now = {
        "forms.formal.governance.kind": "broker",
        "forms.formal.access.kind": "single_gateway",
        "forms.formal.governance.reach.base": 0.5,
    }
    town = plain_town(
        {
            "events": [{"name": "new", "week": 3, "set": changes}],
            "levers": [{"path": "forms.formal.reach", "low": 0.1, "high": 0.9}],
        }
    )
    assert dict(town.events[0].set) == now
    assert town.levers[0].path == "forms.formal.governance.reach.base"
    engine = Engine(plain_town(), 1)
    engine.intervene({"forms.formal.reach": 0.5})
    assert engine.scenario.get("forms.formal.governance.reach.base") == 0.5


def test_what_is_said_in_both_ways_is_one_problem() -> None:
    with pytest.raises(ScenarioError) as caught:
        plain_town({"forms.own": {**PARTS, "reach": 0.6}})
    (problem,) = caught.value.problems
    assert problem.message == "'governance.reach.base' and 'reach' mean the same; give one of them"


def test_a_wrong_value_is_reported_under_the_key_that_was_used() -> None:
    tree = json.loads(plain_town().model_dump_json())
    tree["forms"] = {
        "own": {**FLAT, "reach": 2},
        "formal": {"set_up_weeks": "many", "governance": {"veto": 3}},
    }
    tree["forms"]["informal"] = {"governance": 3, "credit": "whole"}
    with pytest.raises(ScenarioError) as caught:
        Scenario.parse(tree)
    paths = [one.path for one in caught.value.problems]
    assert {("forms", "own", "reach"), ("forms", "formal", "set_up_weeks")} <= set(paths)
    assert ("forms", "informal", "governance") in paths


def test_a_partnership_says_itself_where_people_come_in_whose_money_it_is_and_what_changing_costs() -> None:
    own = {
        "partnership.form": "merged",
        "partnership.access.kind": "own_doors",
        "partnership.money": {"pooled_share": 0.5},
        "partnership.transition.loss": 0.0,
    }
    form, whole = plain_town(own).form_in_force, plain_town().forms["merged"]
    assert (form.access.kind, form.money.pooled_share, form.transition.loss) == ("own_doors", 0.5, 0.0)
    assert form.money.decides == whole.money.decides and form.transition.fades == whole.transition.fades
    assert form.governance == whole.governance
    same = {
        "partnership.form": "merged",
        "forms.merged.access.kind": "own_doors",
        "forms.merged.money": {"pooled_share": 0.5, "decides": "one_manager"},
        "forms.merged.transition": {"loss": 0.0, "fades": 26},
    }
    assert plain_town(same).form_in_force == form


def test_a_file_in_old_keys_keeps_its_sources_its_places_and_hears_of_the_new_keys(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    text = "extends: town\nname: own\nforms:\n  own:\n    family: formal partnership\n    {}\n"
    file.write_text(text.format("reach: {value: 0.4, grade: C}"), encoding="utf-8")
    scenario = load(file)
    assert scenario.provenance["forms.own.governance.reach.base"].grade == "C"
    [moved] = moved_keys(find(file))
    assert (moved.path, moved.line) == (("forms", "own", "reach"), 6)
    assert "governance.reach.base" in moved.message
    file.write_text(text.format("reach: 4"), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    (problem,) = caught.value.problems
    assert (problem.path, problem.line) == (("forms", "own", "reach"), 6)


def test_the_schema_of_editors_takes_both() -> None:
    check = jsonschema.Draft202012Validator(json_schema())
    for form in (FLAT, PARTS):
        assert check.is_valid({"extends": "town", "forms": {"own": form}})
    assert not check.is_valid({"extends": "town", "forms": {"own": {**FLAT, "graph": "ring"}}})
