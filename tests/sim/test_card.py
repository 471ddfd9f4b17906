"""What an object says of itself fits on a screen, and no text of a file drives a terminal or a browser."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinup.sim.text.card import HEIGHT, WIDTH, Card, Shown

TEXT = st.text(max_size=200)
ROWS = st.integers(1, 6).flatmap(
    lambda width: st.tuples(
        st.tuples(*[TEXT] * width), st.lists(st.tuples(*[TEXT] * width), max_size=40).map(tuple)
    )
)
HOSTILE = "</strong><script>alert(1)</script>\x1b[2J\n\r\x07<img src=x onerror=alert(1)>'\"&\u202e"


@given(TEXT, st.lists(TEXT, max_size=4).map(tuple), ROWS, st.lists(TEXT, max_size=6).map(tuple))
def test_any_card_fits_on_one_screen(
    title: str,
    sentences: tuple[str, ...],
    table: tuple[tuple[str, ...], tuple[tuple[str, ...], ...]],
    calls: tuple[str, ...],
) -> None:
    lines = str(Card(title, sentences, *table, calls)).split("\n")
    assert len(lines) <= HEIGHT
    assert all(len(line) <= WIDTH and line.isprintable() for line in lines)


def test_a_hostile_text_does_nothing_anywhere() -> None:
    card = Card(HOSTILE, (HOSTILE,), (HOSTILE, HOSTILE), ((HOSTILE, HOSTILE),), (HOSTILE,))
    assert "\x1b" not in str(card) and "\u202e" not in str(card)
    tags = set(re.findall(r"<(\w+)", card.html()))
    assert tags <= {"div", "p", "strong", "table", "thead", "tbody", "tr", "th", "td", "code"}
    assert "\x1b" not in card.html() and "\u202e" not in card.html()


def test_text_and_html_say_the_same() -> None:
    rows = tuple((f"row {number}", f"{number}.5", "x" * 60) for number in range(40))
    card = Card("Runs", ("Of town.",), ("", "Mean", "Note"), rows, ("r.plot()", "r.save()"))
    html = unescape(re.sub(r"<[^>]+>", " ", card.html())).split()
    assert html == str(card).replace("(),", "() ,").split()
    assert "... and 21 more rows" in str(card)


def test_what_does_not_fit_is_counted() -> None:
    wide = Card("t", (), tuple("abcd"), (("x" * 40,) * 4,))
    assert str(wide).splitlines()[-1] == "  ... and 2 more columns"
    assert str(Card("t", (), ("a",), (("x",),) * 22)).count("x") == 22
    assert str(Card("t", (), ("a",), (("x",),) * 23)).splitlines()[-1] == "  ... and 2 more rows"


def test_an_object_shows_its_card_both_ways() -> None:
    class Thing(Shown):
        def _card(self) -> Card:
            return Card("A thing", calls=("thing.plot()",))

    assert repr(Thing()) == "A thing\n  Next: thing.plot()"
    assert Thing()._repr_html_() == Thing()._card().html()


@pytest.mark.parametrize("width", [1, 2, 3])
def test_numbers_stand_to_the_right_and_words_to_the_left(width: int) -> None:
    card = Card("t", (), ("", "n", "word"), (("a", "1", "x"), ("b", "10" * width, "y")))
    assert str(card).splitlines()[2].startswith(f"  a  {'1'.rjust(2 * width)}  x")
