"""A scalar is declared once: what kernels read stands under its path in the scenario."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

import joinup.sim
from joinup.sim.arrays import codes as k
from joinup.sim.arrays.settings import DERIVED, SETTINGS, form_rows, settings_row
from joinup.sim.mechanisms.effort.parameters import Decisions
from joinup.sim.mechanisms.partnership.forms import Access, Governance, Purse, Transition
from joinup.sim.mechanisms.partnership.parameters import Coordination
from joinup.sim.parameters import Scenario
from tests.support.scenarios import plain_town

SIM = Path(joinup.sim.__file__).parent
READ = re.compile(r"(?:(?<![\w.])p|world\.p\[0\])\.([a-z_][a-z_0-9.]*[a-z_0-9])")
OF_THE_RUN = {one.name for one in DERIVED}


def paths_of(kind: np.dtype[Any], above: str = "") -> list[str]:
    found: list[str] = []
    for name in kind.names or ():
        inner = kind[name]
        found += paths_of(inner, f"{above}{name}.") if inner.names else [above + name]
    return found


PATHS = paths_of(SETTINGS)
PLAIN = [path for path in PATHS if path not in OF_THE_RUN]


def setting(scenario: Scenario, path: str) -> Any:
    found: Any = settings_row(scenario, 7)[0]
    for part in path.split("."):
        found = found[part]
    return found


def read_by_kernels() -> set[str]:
    files = [*(SIM / "mechanisms").rglob("*.py"), *(SIM / "kernels").rglob("*.py")]
    return {path for file in files for path in READ.findall(file.read_text())}


def test_every_setting_that_a_kernel_reads_is_a_path_of_the_scenario_or_a_derived_one() -> None:
    read = read_by_kernels()
    assert len(read) > 70
    sections = {path.rpartition(".")[0] for path in PATHS}
    assert read <= {*PATHS, *sections}


def test_every_derived_setting_is_read_and_is_no_parameter() -> None:
    files = "".join(file.read_text() for file in SIM.rglob("*.py"))
    for name in OF_THE_RUN:
        assert name not in Scenario.model_fields
        assert re.search(rf"\.{name}\b", files), name


@pytest.mark.parametrize("path", PLAIN)
def test_a_setting_is_what_the_scenario_says_at_its_path(path: str) -> None:
    said = plain_town().get(path)
    if isinstance(said, float | bool | int) and path != "service.cold_hand_off":
        assert setting(plain_town(), path) == said
    else:
        assert setting(plain_town(), path) == pytest.approx(
            {
                "service.cold_hand_off": np.log(0.4 / 0.6),
                "population.contacts.kind": k.CONTACT_KINDS.index("mixing"),
                "decisions.rule": k.RULES.index("logit"),
                "decisions.beliefs": k.BELIEFS.index("promised"),
                "decisions.joint_result": k.EFFORT_RESULT,
                "decisions.joint_link": k.LINK_SQRT,
                "measurement.metric": k.METRICS.index("people"),
                "measurement.target": 0.0,
                "measurement.most_gaming": np.inf,
                "accountability.strikes": k.NEVER,
                "service.relapse_fades": np.inf,
                "redress.patience": np.inf,
                "workforce.slack": np.inf,
                "pool.by": k.BY_WAITING,
                "measurement.reviews_start": -k.NEVER,
                "partnership.ends": k.NEVER,
                "partnership.information.starts": k.NEVER,
                "partnership.coordination.links_charged": k.ALL_LINKS,
            }[path]
        )


def test_forms_are_a_table_with_what_the_partnership_says_itself() -> None:
    town = plain_town({"partnership.access.kind": "co_located"})
    forms = dict(zip(town.forms, form_rows(town), strict=True))
    reach = {name: row["governance"]["reach"]["base"] for name, row in forms.items()}
    assert reach["merged"] == 1 and reach["none"] == 0
    assert forms["merged"]["governance"]["kind"] == k.SINGLE
    assert forms["merged"]["governance"]["credit"] == k.CREDIT_WHOLE
    assert {int(row["access"]["kind"]) for row in forms.values()} == {k.CO_LOCATED}


def test_choices_go_by_their_place_among_the_choices() -> None:
    def choices(model: Any, field: str) -> tuple[Any, ...]:
        return get_args(model.model_fields[field].annotation)

    assert choices(Decisions, "rule") == k.RULES
    assert choices(Decisions, "beliefs") == k.BELIEFS
    assert choices(Decisions, "joint_result") == k.JOINT_RESULTS
    assert choices(Decisions, "joint_link") == k.JOINT_LINKS
    assert choices(Governance, "credit") == k.CREDITS
    assert choices(Governance, "kind") == k.FORM_KINDS
    assert choices(Access, "kind") == k.DOORS
    assert choices(Purse, "decides") == k.DECIDES
    assert choices(Transition, "shape") == k.SHAPES
    assert choices(Coordination, "links_charged") == k.LINKS_CHARGED
