"""The page is usable by everybody: contrast, type sizes and descriptions of charts."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Feed
from tests.browser.panels import PANELS, panel

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_stands_in_anybodys_way(screen: Page, feed: Feed, theme: str) -> None:
    paper = "getComputedStyle(document.querySelector('.joinup-panel')).backgroundColor"
    screen.evaluate(f"app.$vuetify.theme.dark = {'true' if theme == 'dark' else 'false'}")
    screen.wait_for_function(f"{paper} == '{'rgb(28, 33, 39)' if theme == 'dark' else 'rgb(255, 255, 255)'}'")
    panel(screen, "The seven risks").get_by_role("button", name=re.compile("^R2 ")).click()
    screen.get_by_role("group", name="Agencies").get_by_role("button").first.click()
    serious_findings(screen)
    for title in PANELS:
        panel(screen, title).get_by_role("button", name=f"{title}: show as a table").click()
    serious_findings(screen)
    feed.do("many")
    expect(panel(screen, "Localities")).to_be_visible()
    serious_findings(screen)


def serious_findings(screen: Page) -> None:
    found = Axe().run(screen, context=".made-grid").response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")
    ] == []


@pytest.mark.parametrize(("pressed", "least"), [("", 16), ("p", 24)])
def test_type_is_large_enough(screen: Page, pressed: str, least: int) -> None:
    if pressed:
        screen.keyboard.press(pressed)
        expect(screen.locator("body.presenter")).to_have_count(1)
    sizes = screen.evaluate(
        """() => [...document.querySelectorAll('.joinup-panel *')]
            .filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
            .map((one) => parseFloat(getComputedStyle(one).fontSize))"""
    )
    assert len(sizes) > 100
    assert min(sizes) >= least


def test_figures_are_described_in_a_sentence(screen: Page) -> None:
    labels = [
        image.get_attribute("aria-label") or "" for image in screen.locator(".joinup-panel [role=img]").all()
    ]
    assert len(labels) == 3
    assert all(label.endswith(".") and any(sign.isdigit() for sign in label) for label in labels)
