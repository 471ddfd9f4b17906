"""The guard: foreign names, foreign pages and those who were not let in go no further."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from starlette.websockets import WebSocketDisconnect

from joinup.viz.server.access import Access
from joinup.viz.server.guard import security_headers
from tests.support.fake_room import MadeRoom
from tests.support.served_room import HERE, PIN, Browser, another, enter, facilitate, served

SOCKETS = ("/live", "/seat", "/jupyter/api/kernels/1/channels?session_id=1")

ALONE = Access()


@pytest.fixture(scope="module")
def alone() -> Iterator[Browser]:
    with served(MadeRoom(), ALONE, solara=True) as browser:
        facilitate(browser, ALONE)
        yield browser


@pytest.fixture(scope="module")
def shared() -> Iterator[Browser]:
    with served(MadeRoom(), Access(PIN), names=("laptop",), solara=True) as browser:
        yield browser


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8765", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:8765", 200),
        ("[::1]:8765", 200),
        ("evil.example", 421),
        ("localhost.evil.example:8765", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.168.1.7:8765", 421),
        ("laptop:8765", 421),
        ("localhost:8765; evil", 421),
        ("", 421),
    ],
)
def test_alone_only_this_machine_is_answered(host: str, status: int, alone: Browser) -> None:
    assert alone.get("/join", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [("192.168.1.7:8765", 200), ("laptop:8765", 200), ("localhost:8765", 200), ("evil.example:8765", 421)],
)
def test_shared_names_of_others_are_still_foreign(host: str, status: int, shared: Browser) -> None:
    assert shared.get("/join", headers={"host": host}).status_code == status


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:3000", "null", "https://localhost:8765", ""]
)
@pytest.mark.parametrize("path", SOCKETS)
def test_pages_of_other_origins_open_no_websocket(
    path: str, origin: str, alone: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    with (
        caplog.at_level(logging.WARNING, "joinup.viz.server"),
        pytest.raises(WebSocketDisconnect),
        alone.websocket_connect(path, headers={"origin": origin}),
    ):
        pass
    assert "foreign origin" in caplog.text


def test_a_websocket_of_a_foreign_host_is_refused_even_if_its_origin_fits(alone: Browser) -> None:
    headers = {"host": "evil.example", "origin": "http://evil.example"}
    with pytest.raises(WebSocketDisconnect), alone.websocket_connect("/live", headers=headers):
        pass


def test_pages_of_other_origins_send_no_form(alone: Browser) -> None:
    headers = {"origin": "http://evil.example"}
    answer = alone.post("/enter", json={"pin": "", "as": "seat"}, headers=headers)
    assert (answer.status_code, len(answer.cookies)) == (403, 0)
    assert alone.post("/_solara/api/close/1?session_id=1", headers=headers).status_code == 403


def test_who_was_not_let_in_sees_only_the_way_in(shared: Browser) -> None:
    for path in ("/qr.svg", "/resourcez", "/static/main.js", "/_solara/cdn/requirejs@2.3.6/require.js"):
        assert shared.get(path).status_code == 401, path
    assert shared.get("/").headers["location"] == "/join#watch"
    assert shared.get("/join").status_code == shared.get("/join/files/join.js").status_code == 200
    for path in SOCKETS:
        with pytest.raises(WebSocketDisconnect), shared.websocket_connect(path):
            pass


def test_guests_see_the_session_but_not_how_the_server_is(shared: Browser) -> None:
    viewer = another(shared)
    assert enter(viewer, role="viewer").json() == {"role": "viewer"}
    assert viewer.get("/").status_code == viewer.get("/qr.svg").status_code == 200
    assert viewer.get("/resourcez").status_code == 403
    with viewer.websocket_connect("/live") as socket:
        assert socket.receive_json()["kind"] == "setup"


def test_alone_the_link_of_the_terminal_lets_any_number_of_browsers_in_and_nothing_else_does(
    alone: Browser,
) -> None:
    stranger = another(alone)
    for path in ("/", "/qr.svg", "/resourcez"):
        refused = stranger.get(path)
        assert (refused.status_code, "open the link" in refused.text) == (401, True), path
    assert enter(stranger, pin="").status_code == 403
    for path in SOCKETS:
        with pytest.raises(WebSocketDisconnect), stranger.websocket_connect(path):
            pass
    code = ALONE.new_link()
    for browser in (stranger, another(alone)):
        assert browser.get(f"/facilitate/{code}").status_code == 303
        assert browser.get("/enter").json()["role"] == "facilitator"
        assert browser.get("/").status_code == browser.get("/resourcez").status_code == 200


def test_who_opens_page_after_page_is_stopped_and_nobody_else_is(shared: Browser) -> None:
    greedy, other = another(shared), another(shared)
    for browser in (greedy, other):
        enter(browser, role="viewer")
        browser.get("/")
    assert [opens_a_kernel(greedy, number) for number in range(15)] == [True] * 12 + [False] * 3
    assert opens_a_kernel(other, 16)


def opens_a_kernel(browser: Browser, number: int) -> bool:
    try:
        with browser.websocket_connect(f"/jupyter/api/kernels/{number}/channels?session_id=1"):
            return True
    except WebSocketDisconnect as refusal:
        assert refusal.code == 4403
        return False


@pytest.mark.parametrize("path", ["/", "/join", "/join/files/join.css", "/nothing/here", "/qr.svg"])
def test_every_answer_has_safe_headers(path: str, alone: Browser) -> None:
    headers = alone.get(path).headers
    expected = security_headers("localhost:8765", ours=path.startswith("/join"))
    assert {name: headers.get(name) for name in expected} == expected
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"] or not path.startswith("/join")


def test_refusals_have_safe_headers_too(alone: Browser) -> None:
    answer = alone.get("/", headers={"host": "evil.example"})
    assert answer.headers["x-frame-options"] == "DENY"


def test_nothing_is_fetched_from_elsewhere(alone: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fetched(*args: object, **options: object) -> None:
        raise AssertionError(args)

    monkeypatch.setattr("requests.sessions.Session.request", fetched)
    page = alone.get("/").text
    assert page.count("/_solara/cdn/") > 3
    for part in page.split('"/_solara/cdn/')[1:]:
        path = part.partition('"')[0]
        if path:
            assert alone.get(f"/_solara/cdn/{path}").status_code == 200, path
    assert alone.get("/_solara/cdn/missing@1.0.0/index.js").status_code == 404


def test_solaras_page_has_a_language_and_can_be_enlarged(alone: Browser) -> None:
    page = alone.get("/").text
    assert '<html lang="en">' in page
    assert "user-scalable" not in page


def test_the_page_for_phones_is_small_and_asks_for_nothing_else(alone: Browser) -> None:
    texts = [alone.get(path).text for path in ("/join", "/join/files/join.css", "/join/files/join.js")]
    assert sum(len(text.encode()) for text in texts) < 40_000
    assert 'lang="en"' in texts[0]
    assert "user-scalable" not in texts[0] and "maximum-scale" not in texts[0]
    assert "http:" not in "".join(texts) and "https:" not in "".join(texts).replace("'https:'", "")


def test_the_qr_code_is_a_picture(alone: Browser) -> None:
    answer = alone.get("/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.text.count("<path") == 2
    assert alone.get("/enter", headers={"host": HERE.removeprefix("http://")}).status_code == 200
