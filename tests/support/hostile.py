"""Texts that do harm where they are taken for more than text, and a scenario that is full of them."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from tests.support.scenarios import PLAIN

TEXTS = (
    "Housing [/old]",
    "[red]x[/] :smile: [link=http://evil.example]y",
    '=HYPERLINK("http://evil.example")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1 -1 %s {0} $HOME",
    "<img src=x onerror=alert(1)>{{constructor.constructor('alert(2)')()}}",
    "</title></script><script>document.title='pwned'</script>",
    "'; drop table runs; --",
    "\x1b[31mred\x1b]0;title\x07 \u202egnp.exe",
    "住房 🏥 بلدة £5 ±2",
)
"""For each layer what it must escape: terminals, spreadsheets, pages, SQL."""

FOLDER = "a=1 #?%20&[x]* ';-- \"±é<b>"
"""The name of a folder that is no plain address, pattern, partition or SQL."""

PARTS: dict[str, Any] = {
    "partnership": {"form": "formal", "starts": 2},
    "incentives": [{"name": "aim", "kind": "joint_target", "weight": 1.5}],
    "funding": [{"name": "programme", "starts": 2, "ends": 6, "places": {"housing": 3}}],
    "campaigns": [{"name": "posters", "channel": "posters", "starts": 1, "ends": 4, "spend": 20}],
    "events": [{"name": "shock", "week": 3, "turnover_shock": 0.25, "agencies": ["housing"]}],
    "observables": [{"name": "waits", "measure": "waiting", "unit": "people"}],
    "levers": [{"path": "trust.start", "title": "x", "low": 0.1, "high": 0.6}],
}
"""Parts of a scenario that have titles, besides people and agencies."""

TITLED = {"title", "description", "note", "source", "about"}


def hostile_scenario(**changes: Any) -> dict[str, Any]:
    """Return a small scenario in which every title and note is a hostile text."""
    texts = cycle(TEXTS)
    found = _with_titles({**PLAIN, **PARTS}, texts)
    return {**found, "title": TEXTS[0], "description": "\n\n".join(TEXTS), **changes}


def _with_titles(value: Any, texts: Any) -> Any:
    if isinstance(value, list):
        return [_with_titles(one, texts) for one in value]
    if not isinstance(value, dict):
        return value
    found = {key: next(texts) if key in TITLED else _with_titles(one, texts) for key, one in value.items()}
    return {**found, "title": next(texts)} if "name" in found else found
