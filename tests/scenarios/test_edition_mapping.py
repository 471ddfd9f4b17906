"""What another edition makes of a scenario is told value by value."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import joinup as ju
from joinup.cli.main import app
from joinup.scenarios.editions import mapping, single_changes


@pytest.mark.parametrize("name", ju.available())
def test_the_values_told_are_what_turns_one_edition_into_the_other(name: str) -> None:
    first = ju.load(name)
    second = first.with_changes({"schema_version": 2})
    told = mapping(first, 2)
    assert told and not mapping(first, 1)
    for one in told:
        assert (first.get(one.path), second.get(one.path)) == (one.before, one.after)
        assert one.title
    again = first.with_changes({one.path: one.after for one in told})
    assert not [one for one in mapping(again, 2) if one.path in {other.path for other in told}]


@pytest.mark.parametrize("name", ju.available())
def test_rules_share_out_what_an_edition_changes(name: str) -> None:
    first = ju.load(name)
    told = {one.path: one.after for one in mapping(first, 2)}
    alone = single_changes(first, 2)
    assert {path: value for rule in alone.values() for path, value in rule.items()} == told
    assert sum(map(len, alone.values())) == len(told)
    for rule, changes in alone.items():
        assert "." not in rule, f"{rule}: has no name"
        first.with_changes(changes)


def test_check_prints_each_value() -> None:
    done = CliRunner().invoke(app, ["check", "town", "--edition", "2"])
    assert done.exit_code == 0
    assert "agencies.housing.efficacy: 1 -> 0.7 (Housing office: chance that a service helps)" in done.stdout
    assert f"Edition 2 changes {len(mapping(ju.load('town'), 2))} values." in done.stdout
    assert "forms.informal" not in done.stdout
    wrong = CliRunner().invoke(app, ["check", "town", "--edition", "3"])
    assert wrong.exit_code == 2
