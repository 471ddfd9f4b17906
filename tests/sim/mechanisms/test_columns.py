"""Rooms number what they count; together the numbers are columns without gaps."""

from __future__ import annotations

import pytest

from joinup.sim.arrays import codes as k
from joinup.sim.mechanisms.columns import in_order


def test_entries_come_in_the_order_of_their_numbers_whatever_room_they_are_from() -> None:
    assert in_order({2: "c", 0: "a"}, {1: "b"}) == ("a", "b", "c")


@pytest.mark.parametrize("rooms", [({0: "a"}, {0: "b"}), ({0: "a"}, {2: "c"}), ({1: "b"},)])
def test_a_number_given_twice_or_left_out_is_refused(rooms: tuple[dict[int, str], ...]) -> None:
    with pytest.raises(ValueError, match="each once"):
        in_order(*rooms)


def test_every_flow_has_a_name_and_a_meaning_of_its_own() -> None:
    assert len({flow.name for flow in k.COUNTED}) == len({flow.meaning for flow in k.COUNTED}) == 41
    assert k.FLOWS[:2] == ("onsets", "relapses") and k.FLOWS[-1] == "promoted_waiting"
    assert len(set(k.MOVES)) == len(k.MOVES) == 30
