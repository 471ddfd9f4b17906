"""Titles, names and addresses are only text on the live pages, whatever they hold."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import solara
from ipyvue import VueTemplate

import joinup.viz
from joinup.sim.parameters import Scenario
from joinup.viz.console.levers import ChangePanel
from joinup.viz.console.playback import KEYS, PlaybackBar
from joinup.viz.console.scenario_picker import Paragraphs, ScenarioPicker
from joinup.viz.console.seats import SeatsPanel
from joinup.viz.console.what_ifs import WhatIfPanel
from joinup.viz.room import commands as c
from joinup.viz.room.room import Room
from joinup.viz.server.access import Access
from joinup.viz.server.served import ServedRoom, publish
from joinup.viz.stage.subscription import CommandSender
from tests.support.fake_room import MadeRoom
from tests.support.hostile import TEXTS, hostile_scenario
from tests.support.served_room import PIN, enter, served
from tests.viz.test_console import shown

PAGE = [
    file
    for folder in joinup.viz.__path__
    for file in Path(folder).rglob("*")
    if file.suffix in (".js", ".vue", ".html")
]
TAKES_HTML = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|srcdoc"
    r"|v-html|renderMode: '(?!richText)|\beval\(|new Function|javascript:"
)
"""Where a text would be read as more than text."""

DOES_HARM = [text for text in TEXTS if "<" in text]


@pytest.mark.parametrize("file", PAGE, ids=lambda file: file.name)
def test_no_part_of_the_page_reads_a_text_as_html(file: Path) -> None:
    assert TAKES_HTML.findall(file.read_text(encoding="utf-8")) == []


def test_the_parts_of_the_page_are_found_and_tooltips_are_no_html() -> None:
    assert len(PAGE) > 30
    [charts] = [file.read_text(encoding="utf-8") for file in PAGE if file.name == "charts.js"]
    assert "renderMode: 'richText'" in charts


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    room = Room(Scenario.parse(hostile_scenario(weeks=8)), seed=1)
    publish(ServedRoom(room, Access(), "http://localhost"))
    room.start()
    room.command(c.Join("p1", DOES_HARM[0])).result(30)
    room.command(c.TakeSeat("p1", "housing")).result(30)
    yield room
    room.stop()


PANELS: dict[str, Callable[[Room, CommandSender], Any]] = {
    "playback": lambda room, send: PlaybackBar(room.status, send, solara.reactive(False), controls=True),
    "picker": lambda room, send: ScenarioPicker(room.status, send),
    "changes": lambda room, send: ChangePanel(room.status, send),
    "what-ifs": lambda room, send: WhatIfPanel(room.status, send),
    "seats": lambda room, send: SeatsPanel(room.status, send),
    "paragraphs": lambda room, send: Paragraphs("\n\n".join(TEXTS)),
}


@pytest.mark.parametrize("panel", PANELS)
def test_what_a_panel_shows_of_a_hostile_scenario_is_only_text(panel: str, room: Room) -> None:
    send = CommandSender(ServedRoom(room, Access(), "http://localhost"), {}, lambda text, is_bad: None)

    panels = shown(lambda: PANELS[panel](room, send)).find(VueTemplate).widgets
    assert panels
    for widget in panels:
        template = getattr(getattr(widget, "template", None), "template", "") or ""
        for text in (getattr(widget, "unsafe_innerHTML", None) or "", template):
            assert not [one for one in DOES_HARM if one in text], type(widget)


def test_the_table_of_keys_is_our_own() -> None:
    assert not [text for text in (*KEYS, *KEYS.values()) if re.search("[<>&]", text)]


def test_what_screens_and_phones_are_told_comes_as_it_was_written(room: Room) -> None:
    told = [json.loads(text) for text in room.initial_messages("screen").result(30)]
    told += [json.loads(text) for text in room.initial_messages("phone").result(30)]
    whole = json.dumps(told, ensure_ascii=False)
    assert [text for text in DOES_HARM if json.dumps(text, ensure_ascii=False)[1:-1] in whole]


@pytest.mark.parametrize("text", DOES_HARM)
def test_no_answer_of_the_server_has_an_address_or_a_name_as_html(text: str) -> None:
    with served(MadeRoom(), Access(PIN)) as browser:
        before = browser.get(f"/{quote(text)}")
        enter(browser)
        answers = [
            before,
            browser.get(f"/{quote(text)}"),
            browser.get("/join", params={"pin": text, text: "1"}),
            browser.get("/", params={text: text}),
            browser.post("/enter", json={"pin": text, "as": text}),
            browser.get("/join", headers={"host": "localhost:8765", "referer": quote(text)}),
        ]
    for answer in answers:
        assert text not in answer.text or "html" not in answer.headers.get("content-type", "")
