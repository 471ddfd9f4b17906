"""A saved session keeps its what-ifs: opened again, it goes on exactly as it would have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import joinup as ju
from joinup.experiments.session.files import load_session
from joinup.sim.errors import ScenarioError
from tests.support.scenarios import busy_town

MERGE = {"partnership.form": "merged"}
MONEY = {"incentives.aim.weight": 3.0}
LESS = {"incentives.aim.weight": 0.5}


def branched() -> ju.Session:
    """Return a session with a what-if, a run that is kept beside it, and a changed counterfactual."""
    session = ju.Session(busy_town({"weeks": 30, "warm_up_weeks": 13, "events": []}), seed=3)
    session.run_for(4)
    session.decide(MONEY, who="funder", title="More money")
    session.what_if("merger", "A merger", MERGE, who="the room")
    session.decide({}, who="the room", turnover_shock=0.2, agencies=["housing"], arm="none")
    session.run_for(4)
    session.decide(LESS, who="funder", arm="merger")
    session.run_for(4)
    session.decide(LESS, who="funder", title="Less money")
    session.run_for(1)
    session.rewind(9, keep="As it was")
    return session


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return branched().save(tmp_path_factory.mktemp("saved") / "room.json")


def assert_alike(one: ju.Session, other: ju.Session) -> None:
    """Check that all arms stand exactly alike."""
    assert one.frame() == other.frame()
    facts = [
        {name: (arm.title, arm.since, arm.log) for name, arm in session.arms.items()}
        for session in (one, other)
    ]
    assert facts[0] == facts[1]
    assert all(one.result(name) == other.result(name) for name in one.arms)


def test_what_ifs_are_there_again_and_go_on(file: Path) -> None:
    session, again = branched(), ju.open(file)
    assert isinstance(again, ju.Session)
    assert set(again.arms) == {"run", "as_written", "none", "merger", "as_before_1"}
    assert_alike(session, again)
    # What the run that is kept has decided still lies ahead of it.
    for one in (session, again):
        one.run_for(5)
    assert [entry.title for entry in again.arms["as_before_1"].log] == ["More money", "Less money"]
    assert_alike(session, again)
    for one in (session, again):
        one.rewind(6)
    assert "merger" in again.arms and "as_before_1" not in again.arms
    assert_alike(session, again)


@pytest.mark.parametrize(
    ("place", "key", "value", "said"),
    [
        (1, "name", "run", "arms.run.name: an arm called 'run' exists already"),
        (1, "name", "as_before_1", "arms.as_before_1.name: an arm called 'as_before_1' exists already"),
        (1, "since", None, "arms.merger.since: give the week in which a what-if branched off"),
        (0, "since", 3, "arms.none.since: give the week in which a what-if branched off"),
        (1, "since", 10, "arms.merger.since: week 10 was not reached: 9 weeks were run"),
        (1, "since", 9, "arms.merger.log: before week 9 its decisions are those of the run"),
        (
            1,
            "log",
            [{"week": 8, "who": "x", "set": {"partnership.form": "fusion"}}],
            "arms.merger.log[0].set",
        ),
        (1, "log", [{"week": 10, "who": "x", "set": MERGE}], "arms.merger.log[0].week: week 10 was"),
        (2, "ahead", [{"week": 8, "who": "x", "set": MERGE}], "arms.as_before_1.ahead[0].week: week 8 does"),
        (1, "colour", "red", "arms.merger.colour: unknown key 'colour'"),
    ],
)
def test_a_what_if_that_cannot_have_been_is_reported_at_its_place(
    file: Path, tmp_path: Path, place: int, key: str, value: Any, said: str
) -> None:
    tree = json.loads(file.read_text(encoding="utf-8"))
    tree["arms"][place][key] = value
    bad = tmp_path / "bad.json"
    bad.write_text(json.dumps(tree, indent=2), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_session(bad)
    assert said in str(caught.value)
    assert all(problem.line for problem in caught.value.problems)


def test_a_file_with_four_what_ifs_is_refused(file: Path, tmp_path: Path) -> None:
    tree = json.loads(file.read_text(encoding="utf-8"))
    tree["arms"] += [{"name": name, "title": name, "since": 0} for name in ("c", "d")]
    (tmp_path / "bad.json").write_text(json.dumps(tree), encoding="utf-8")
    with pytest.raises(ScenarioError, match="there can be at most 3 what-ifs"):
        ju.open(tmp_path / "bad.json")
