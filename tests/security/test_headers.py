"""A34: the headers of everything that debugpage itself answers, and fresh nonces."""

import re
from typing import Any

import pytest

from debugpage.wsgi import DebugMiddleware
from tests.apps import plain_wsgi
from tests.consoles import Console, open_console, with_header
from tests.pages import RESERVED, report_path
from tests.security.conftest import tells_nothing
from tests.venues import Venue
from tests.wire import CURL, Answer, Ask, over_wsgi

PROTECTION = {
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = {
    "default-src": "'none'",
    "connect-src": "'self'",
    "img-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
NONCE = re.compile(r"'nonce-([\w+/=-]{22,})'")
"""128 random bits are 22 characters of base64."""


def policy_of(answer: Answer) -> dict[str, str]:
    return policy_in(answer.value("content-security-policy"))


def policy_in(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (one.partition(" ") for one in text.split("; "))}


def nonce_of(answer: Answer) -> str:
    policy = policy_of(answer)
    match = NONCE.fullmatch(policy["script-src"])
    assert match
    assert policy["style-src"] == policy["script-src"]
    return match[1]


def is_protected(answer: Answer) -> None:
    for name, value in PROTECTION.items():
        assert answer.value(name) == value, name
    policy = policy_of(answer)
    nonce_of(answer)
    rest = {k: v for k, v in policy.items() if k not in ("script-src", "style-src")}
    assert rest == POLICY
    assert not [name for name, _ in answer.headers if name.startswith("access-control")]
    assert answer.values("set-cookie") == []


def test_error_pages_are_protected(venue: Venue) -> None:
    for ask in (Ask("/boom"), Ask("/boom", headers=CURL), Ask("/boom", "HEAD")):
        is_protected(venue.send(ask))
    is_protected(venue.send(with_header(Ask("/boom"), "Host", "evil.example")))


def test_own_paths_are_protected(venue: Venue) -> None:
    address = report_path(venue.get("/boom"))
    for path in (RESERVED, address, address + ".json", address + ".md", RESERVED + "A" * 22):
        is_protected(venue.get(path))
    is_protected(venue.send(Ask(address, "POST")))


def test_answers_of_the_console_are_protected(venue: Venue, console: Console) -> None:
    good = console.ask("1")
    for ask in (
        good,
        good,  # sent before
        good._replace(method="GET"),
        good._replace(body=b"{"),
        with_header(good, "Content-Type", "text/plain"),
        with_header(good, "X-Debugpage-Token"),
        with_header(good, "Origin", "https://evil.example"),
        good._replace(path=f"{RESERVED}{'0' * 16}-{'0' * 32}/eval"),
        good._replace(path=console.endpoint + "nothing"),
    ):
        is_protected(venue.send(ask))


def test_the_unlock_is_protected(venue: Venue) -> None:
    ask = Ask(f"{RESERVED}unlock/look", "POST", (("Origin", venue.origin),), b"{}")
    for one in (
        Ask(f"{RESERVED}unlock"),
        ask,
        with_header(ask, "Content-Type", "application/json"),
        with_header(ask, "Origin", "https://evil.example"),
        ask._replace(method="OPTIONS"),
        ask._replace(path=f"{RESERVED}unlock/nothing"),
        Ask(f"{RESERVED}{'0' * 32}/"),
    ):
        is_protected(venue.send(one))


def allowing_all(app: Any) -> Any:
    """Return the app behind a middleware that lets every origin read everything."""

    def allowed(environ: Any, start_response: Any) -> Any:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            allowance = ("Access-Control-Allow-Origin", "*")
            return start_response(status, [*headers, allowance], exc_info)

        return app(environ, start)

    return allowed


def test_who_may_read_everything_is_told_nothing() -> None:
    """An app behind a middleware for CORS lets every site read it; then nothing must be in it."""
    send = over_wsgi(allowing_all(DebugMiddleware(plain_wsgi.bare, enabled=True)))
    for path in ("/boom", RESERVED, f"{RESERVED}unlock"):
        for origin in ("https://evil.example", "null"):
            tells_nothing(send(with_header(Ask(path), "Origin", origin)))
    cross = with_header(Ask("/boom"), "Sec-Fetch-Site", "cross-site")
    tells_nothing(send(with_header(cross, "Sec-Fetch-Mode", "cors")))


def test_no_answer_but_a_page_is_html(venue: Venue, console: Console) -> None:
    for ask in (console.ask("'<b>'"), console.post(b"<b>"), console.ask("raise ValueError('<b>')")):
        assert venue.send(ask).media_type == "application/json"


def test_a_nonce_is_used_once_and_not_chosen_by_the_request(venue: Venue) -> None:
    asks = [Ask("/boom?nonce=fixed"), with_header(Ask("/boom"), "X-Nonce", "fixed")] * 2
    address = report_path(venue.get("/boom"))
    nonces = [nonce_of(venue.send(ask)) for ask in (*asks, Ask(address), Ask(address))]
    assert len(set(nonces)) == len(nonces)


def test_every_script_and_style_carries_the_nonce_of_the_header(venue: Venue) -> None:
    answer = venue.get("/boom")
    page = answer.html()
    marked = [*page.iter("script"), *page.iter("style")]
    assert len(marked) > 2
    assert {element.get("nonce") for element in marked} == {nonce_of(answer)}
    assert not [e for e in page.iter("link") if e.get("rel") == "stylesheet"]


def test_the_page_forbids_the_same_when_it_is_read_from_a_file(venue: Venue) -> None:
    answer = venue.get("/boom")
    (meta,) = [
        element
        for element in answer.html().iter("meta")
        if (element.get("http-equiv") or "").lower() == "content-security-policy"
    ]
    served, saved = policy_of(answer), policy_in(meta.get("content") or "")
    # Browsers ignore frame-ancestors there, with a warning.
    del served["frame-ancestors"]
    for name in ("script-src", "style-src"):
        added = set(saved.pop(name).split()) - set(served.pop(name).split())
        assert all(source.startswith("'sha256-") for source in added)
    assert saved == served


def test_no_header_holds_a_word_of_the_error(venue: Venue) -> None:
    answer = venue.get("/boom")
    for _, value in answer.headers:
        assert "guests" not in value
        assert "ZeroDivisionError" not in value


@pytest.mark.parametrize("path", ["/boom", RESERVED])
def test_consoles_are_only_in_pages(venue: Venue, path: str) -> None:
    token = open_console(venue.get("/boom"), venue.origin).token
    answer = venue.send(Ask(path, headers=CURL))
    assert token[:16] not in answer.text
    assert "X-Debugpage-Token" not in answer.text
