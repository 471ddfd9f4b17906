"""What the page's components show, say and ask for, in a real browser before a made-up room."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Feed
from tests.browser.panels import PANELS, as_table, asked, frame, panel, per_cent, setup, whole

pytestmark = pytest.mark.browser


# What is shown.


def test_the_numbers_beside_the_lines_are_those_of_the_frame(screen: Page) -> None:
    shown = frame(screen)
    for arm in shown["arms"]:
        expect(screen.locator(f"[data-arm={arm['name']}]")).to_have_text(whole(arm["values"][0]))
    run, counterfactual = (shown["arms"][place]["values"][0] for place in (0, 1))
    more = "more" if run > counterfactual else "fewer"
    said = f"{whole(abs(run - counterfactual))} {more} than in the scenario as written"
    expect(panel(screen, "What difference it makes")).to_contain_text(said)


def test_another_outcome_can_be_chosen(screen: Page) -> None:
    place = panel(screen, "What difference it makes")
    place.get_by_label("Outcome").select_option("People who know of the service")
    expect(place.locator("[data-arm=run]")).to_have_text(per_cent(frame(screen)["arms"][0]["values"][2]))


def test_every_figure_has_its_data_as_a_table(screen: Page) -> None:
    for title in PANELS:
        rows = as_table(screen, title)
        assert len(rows) >= 4, title
        assert all(cell != "" for row in rows for cell in row[:2]), title
        expect(panel(screen, title).locator("caption")).not_to_be_empty()


def test_the_networks_table_holds_the_agencies_of_the_frame(screen: Page) -> None:
    nodes = frame(screen)["nodes"]
    for node, row in enumerate(as_table(screen, "Agency network")):
        assert row[1:4] == [whole(nodes[name][node]) for name in ("places", "in_service", "waiting")]
        assert row[5] == per_cent(nodes["effort"][node])
        assert row[9] == ("yes" if nodes["member"][node] else "no")


def test_money_is_that_of_the_week_in_pounds(screen: Page) -> None:
    run, counterfactual = (frame(screen)["arms"][place]["money"] for place in (0, 1))
    rows = as_table(screen, "Money by payer")
    for payer, row in enumerate(rows):
        paid = [f"£{whole(part[payer][kind])}" for kind in range(3) for part in (run, counterfactual)]
        assert row[1:] == paid
    total = panel(screen, "Money by payer").locator("tr.joinup-total td").first
    expect(total).to_contain_text(f"£{whole(sum(payer[0] for payer in run))}")


def test_the_journeys_table_adds_groups_up_and_names_where_people_are_lost(screen: Page) -> None:
    flows = frame(screen)["journey"]
    rows = as_table(screen, "People's journey")
    assert [row[2] for row in rows] == [whole(one + other) for one, other in zip(*flows, strict=True)]
    lost = [node["title"] for node in setup(screen)["journey"]["nodes"] if node["lost"]]
    assert {row[1] for row in rows if row[3] == "lost"} == set(lost)
    panel(screen, "People's journey").get_by_label("Group").select_option("Shift workers")
    cells = panel(screen, "People's journey").locator("tbody tr td:nth-child(3)")
    expect(cells.first).to_have_text(whole(flows[1][0]))


def test_each_measure_of_a_risk_has_a_value_a_word_and_its_change(screen: Page) -> None:
    risks, scores = setup(screen)["risks"], frame(screen)["scores"]
    place = panel(screen, "The seven risks")
    expect(place.locator(".joinup-risk")).to_have_count(7)
    opener = place.get_by_role("button", name=re.compile("^R1 "))
    opener.click()
    assert opener.get_attribute("aria-expanded") == "true"
    rows = place.locator("tbody tr")
    expect(rows).to_have_count(len(risks[0]["measures"]))
    for index, row in enumerate(rows.all()):
        expect(row).to_contain_text(scores["words"][index])
        expect(row.locator("td").last).to_contain_text(scores["verdicts"][index])
    expect(rows.first).to_contain_text(f"{per_cent(scores['run'][0])} of full effort")


def test_a_difference_has_the_verdict_that_the_server_gives(screen: Page) -> None:
    place = panel(screen, "What difference it makes")
    for index, word in enumerate(frame(screen)["verdicts"]):
        place.get_by_label("Outcome").select_option(str(index))
        expect(place.locator(".joinup-verdict")).to_contain_text(word)


def test_a_story_marks_where_the_two_differ(screen: Page) -> None:
    place = panel(screen, "One person's story")
    expect(place.locator("tr.joinup-differs")).to_have_count(3)
    expect(place.locator("tr.joinup-differs").first).to_contain_text("a worker comes along")
    expect(place.locator("tr.joinup-differs").first).to_contain_text("≠ differs")


def test_numbers_follow_the_room(screen: Page, feed: Feed) -> None:
    feed.do("step")
    expect(panel(screen, "Timeline")).to_contain_text("Week 41 of 260, 15 October 2001")
    expect(screen.locator("[data-arm=run]")).to_have_text(whole(frame(screen)["arms"][0]["values"][0]))
    assert screen.evaluate("joinup.live.history.weeks.at(-1)") == 41
    assert screen.evaluate("joinup.live.history.arms.run.aware.length") == 42


def test_another_scenario_takes_the_place_of_the_first(screen: Page, feed: Feed) -> None:
    feed.do("many")
    expect(screen.get_by_role("group", name="Localities").get_by_role("button")).to_have_count(150)
    assert len(as_table(screen, "Localities")) == 150


# Keyboard.


def test_the_network_is_worked_with_the_keyboard(screen: Page) -> None:
    spots = screen.get_by_role("group", name="Agencies").get_by_role("button")
    expect(spots).to_have_count(4)
    spots.first.focus()
    screen.keyboard.press("ArrowRight")
    expect(spots.nth(1)).to_be_focused()
    screen.keyboard.press("Enter")
    card = screen.get_by_role("complementary", name="Housing office")
    waiting = frame(screen)["nodes"]["waiting"][1]
    expect(card.locator("dt:has-text('Waiting') + dd")).to_have_text(whole(waiting))
    expect(card).to_contain_text("See people within four weeks")
    asked(screen, "agency locality_0 role_1")
    screen.keyboard.press("Escape")
    expect(card).to_have_count(0)
    expect(spots.nth(1)).to_be_focused()


def test_a_locality_is_entered_and_left_with_the_keyboard(screen: Page, feed: Feed) -> None:
    feed.do("many")
    localities = screen.get_by_role("group", name="Localities").get_by_role("button")
    localities.first.focus()
    screen.keyboard.press("ArrowRight")
    screen.keyboard.press("ArrowRight")
    expect(panel(screen, "Localities").locator(".joinup-caption")).to_contain_text("Locality 3: ")
    screen.keyboard.press("Enter")
    expect(panel(screen, "Agency network: Locality 3")).to_be_visible()
    agencies = screen.get_by_role("group", name="Agencies").get_by_role("button")
    expect(agencies.first).to_be_focused()
    screen.keyboard.press("Escape")
    expect(localities.nth(2)).to_be_focused()


def test_the_timeline_asks_for_a_week(screen: Page) -> None:
    place = panel(screen, "Timeline")
    place.get_by_role("button", name=re.compile("Campaign and consultation")).click()
    asked(screen, "go to 78")
    place.get_by_role("slider").focus()
    screen.keyboard.press("ArrowRight")
    expect(place.get_by_role("button", name=re.compile("^Go to week"))).to_have_text(
        "Go to week 41, 15 October 2001"
    )
    screen.keyboard.press("Enter")
    asked(screen, "go to 41")


def test_a_line_is_sent_at_each_stroke_and_keeps_what_was_typed(screen: Page) -> None:
    line = screen.get_by_label("Question")
    expect(line).to_have_value("Who")
    line.press("End")
    line.press_sequentially(" waits longest?")
    asked(screen, "question Who waits longest?")
    expect(line).to_have_value("Who waits longest?")


def test_a_box_shows_what_is_so_and_not_what_was_asked_for(screen: Page) -> None:
    screen.get_by_label("Lock").click()
    expect(screen.get_by_label("Lock")).to_be_checked()
    refused = screen.get_by_label("Refused")
    refused.click()
    asked(screen, "refused True")
    expect(refused).not_to_be_checked()


def test_somebody_to_follow_is_asked_for(screen: Page, feed: Feed) -> None:
    place = panel(screen, "One person's story")
    place.get_by_label("Group").select_option("Shift workers")
    place.get_by_role("button", name="Next person").click()
    asked(screen, "follow shift_workers")
    place.get_by_role("button", name="Stop following").click()
    asked(screen, "follow None")
    feed.do("nobody")
    expect(place).to_contain_text("Nobody is followed")


def test_keys_of_the_page(screen: Page) -> None:
    keys = {
        " ": "play",
        "ArrowRight": "step",
        "+": "faster",
        "-": "slower",
        "d": "dark",
        "u": "undo",
        "?": "help",
    }
    for pressed, name in keys.items():
        screen.keyboard.press(pressed)
        asked(screen, f"key {name}")


def test_keys_are_left_to_whoever_needs_them(screen: Page) -> None:
    screen.keyboard.press("u")
    asked(screen, "key undo")
    panel(screen, "What difference it makes").get_by_label("Outcome").focus()
    screen.keyboard.press("p")
    panel(screen, "Money by payer").get_by_role("button").first.focus()
    screen.keyboard.press(" ")
    expect(panel(screen, "Money by payer").get_by_role("button").first).to_have_text("Chart")
    asked(screen, "key undo")
