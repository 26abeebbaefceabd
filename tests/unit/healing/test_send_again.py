"""A request that failed is sent again: whole, once, and for its own page alone."""

import json
from collections.abc import Iterator
from typing import Any

import flask
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

import debugpage.asgi
import debugpage.wsgi
from debugpage.console.peer import Owner, Whose
from debugpage.exchange import Peer
from debugpage.kept import MOST_BODY_BYTES
from tests.consoles import facts, with_header
from tests.wire import HOST, NAVIGATION, PORT, Answer, Ask, Headers, Send, over_asgi, over_wsgi

ORIGIN = f"http://{HOST}:{PORT}"
FORM = (("Content-Type", "application/x-www-form-urlencoded"), ("Cookie", "till=7"))
BODY = b"amount=12&password=hunter2"


class Till:
    """What the apps below do: `seen` are the requests they got, `answer` what they answer."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, bytes, str]] = []
        self.answer: tuple[int, dict[str, str], str] | None = None

    def take(self, url: str, kind: str, body: bytes, cookie: str) -> tuple[int, Any, str]:
        self.seen.append((url, kind, body, cookie))
        if self.answer is None:
            raise LookupError("the till is closed")
        return self.answer


def wsgi_app(till: Till) -> Any:
    app = flask.Flask(__name__)

    @app.route("/pay", methods=["GET", "POST", "PUT"])
    def pay() -> Any:
        asked = flask.request
        cookie = asked.cookies.get("till", "")
        body = b"" if asked.args.get("unread") else asked.get_data()
        status, headers, text = till.take(asked.full_path, asked.content_type or "", body, cookie)
        return text, status, headers

    app.wsgi_app = debugpage.wsgi.DebugMiddleware(  # type: ignore[method-assign]
        app.wsgi_app, enabled=True, identify=a_browser
    )
    app.config["PROPAGATE_EXCEPTIONS"] = True
    return app


def asgi_app(till: Till) -> Any:
    async def pay(asked: Request) -> Response:
        cookie = asked.cookies.get("till", "")
        body = b"" if asked.query_params.get("unread") else await asked.body()
        path = f"{asked.url.path}?{asked.url.query}"
        status, headers, text = till.take(path, asked.headers.get("content-type", ""), body, cookie)
        if "Location" in headers:
            return RedirectResponse(headers["Location"], status, headers)
        return Response(text, status, headers, "text/html")

    app = Starlette(routes=[Route("/pay", pay, methods=["GET", "POST", "PUT"])])
    return debugpage.asgi.DebugMiddleware(app, enabled=True, identify=a_browser)


def a_browser(_peer: Peer) -> Owner:
    return Owner(Whose.A_BROWSERS, "firefox")


@pytest.fixture
def till() -> Till:
    return Till()


@pytest.fixture(params=["wsgi", "asgi"])
def send(request: pytest.FixtureRequest, till: Till) -> Iterator[Send]:
    if request.param == "wsgi":
        yield over_wsgi(wsgi_app(till))
        return
    with over_asgi(asgi_app(till)) as sender:
        yield sender


def fail(send: Send, path: str = "/pay", method: str = "POST", body: bytes = BODY) -> Answer:
    """Send a request that fails, as a form does, and return the page of its error."""
    headers = (*NAVIGATION, *FORM) if body else NAVIGATION
    page = send(Ask(path, method, headers, body))
    assert page.status == 500
    return page


def again(page: Answer, **changes: str) -> Ask:
    """Return the request by which the page has its request sent again."""
    healing = facts(page)["healing"] | changes
    headers: Headers = (
        ("Content-Type", "application/json"),
        ("Origin", ORIGIN),
        ("Sec-Fetch-Dest", "empty"),
        ("Sec-Fetch-Mode", "cors"),
        ("Sec-Fetch-Site", "same-origin"),
        ("X-Debugpage-Token", healing["secret"]),
    )
    body = json.dumps({"tb": facts(page)["id"]}).encode()
    return Ask(healing["again"], "POST", headers, body)


def test_the_same_request_arrives_once_more_and_its_answer_is_told(send: Send, till: Till) -> None:
    page = fail(send, "/pay?to=a%20b&x=%C3%A4")
    till.answer = 201, {}, "<b>paid</b>"
    came = send(again(page))
    assert came.json() == {
        **dict.fromkeys(("location", "id"), ""),
        "status": 201,
        "reason": "Created",
        "text": "<b>paid</b>",
    }
    first, second = till.seen
    assert first == second
    assert (second[2], second[3]) == (BODY, "7")


def test_it_is_sent_no_second_time(send: Send, till: Till) -> None:
    page = fail(send)
    till.answer = 200, {}, "paid"
    assert send(again(page)).status == 200
    assert send(again(page)).status == 410
    assert len(till.seen) == 2


def test_what_fails_again_has_a_page_that_can_send_it_again(send: Send, till: Till) -> None:
    name = send(again(fail(send))).json()["id"]
    page = send(Ask(f"/__debugpage__/{name}"))
    assert page.status == 200
    assert facts(page)["tokens"]
    till.answer = 200, {}, "paid"
    assert send(again(page)).json()["text"] == "paid"


def test_a_redirect_and_cookies_are_handed_on(send: Send, till: Till) -> None:
    page = fail(send)
    till.answer = 303, {"Location": "/thanks", "Set-Cookie": "paid=1; Path=/"}, ""
    came = send(again(page))
    assert (came.json()["status"], came.json()["location"]) == (303, "/thanks")
    assert "paid=1; Path=/" in came.values("set-cookie")


def test_of_a_long_answer_a_part_is_told(send: Send, till: Till) -> None:
    page = fail(send)
    till.answer = 200, {}, "x" * 1_000_000
    assert len(send(again(page)).json()["text"]) == 64 * 1024


def test_the_page_of_an_old_boot_may_still_ask(send: Send, till: Till) -> None:
    page = fail(send)
    till.answer = 200, {}, "paid"
    ask = again(page)
    elsewhere = ask._replace(path="/__debugpage__/0123456789abcdef-" + "0" * 32 + "/again")
    assert send(elsewhere).json()["text"] == "paid"


FORGED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("X-Debugpage-Token", ("x" * 32,)),
    ("X-Debugpage-Token", ()),
    ("X-Debugpage-Token", ("", "")),
    ("Origin", ("https://evil.example",)),
    ("Origin", ("null",)),
    ("Origin", ()),
    ("Sec-Fetch-Site", ("cross-site",)),
    ("Sec-Fetch-Site", ("same-site",)),
    ("Sec-Fetch-Site", ()),
    ("Host", (f"evil.example:{PORT}",)),
    ("X-Forwarded-For", ("127.0.0.1",)),
)


def test_nobody_else_can_send_it(send: Send, till: Till) -> None:
    ask = again(fail(send))
    for name, values in FORGED:
        assert send(with_header(ask, name, *values)).status == 403, (name, values)
    assert len(till.seen) == 1
    till.answer = 200, {}, "paid"
    assert send(ask).status == 200  # what was refused has used nothing up


def test_the_secret_of_one_page_is_none_for_another(send: Send, till: Till) -> None:
    one, other = fail(send), fail(send)
    other_body = again(other).body
    assert send(again(one)._replace(body=other_body)).status == 403
    assert len(till.seen) == 2


def test_only_a_json_post_asks(send: Send, till: Till) -> None:
    ask = again(fail(send))
    assert send(ask._replace(method="GET", body=b"")).status == 405
    assert send(with_header(ask, "Content-Type", "text/plain")).status == 415
    assert send(ask._replace(body=b"[]")).status == 400
    assert len(till.seen) == 1


@pytest.mark.parametrize(
    ("path", "body", "why"),
    [
        ("/pay", b"x" * (MOST_BODY_BYTES + 1), "longer than the 64 KiB"),
        ("/pay?unread=1", BODY, "had not read its body"),
    ],
)
def test_what_is_not_known_whole_cannot_be_sent(
    send: Send, path: str, body: bytes, why: str
) -> None:
    healing = facts(fail(send, path, body=body))["healing"]
    assert why in healing["obstacle"]
    assert (healing["again"], healing["secret"]) == ("", "")


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_request_without_a_body_is_known_whole(send: Send, till: Till, method: str) -> None:
    page = fail(send, method=method, body=b"")
    till.answer = 200, {}, "paid"
    assert send(again(page)).json()["text"] == "paid"


def test_a_reading_is_loaded_by_its_page(send: Send) -> None:
    page = fail(send, "/pay?to=b", "GET", b"")
    healing = facts(page)["healing"]
    assert (healing["loads"], healing["again"], healing["obstacle"]) == (True, "", "")
    kept = facts(send(Ask(f"/__debugpage__/{facts(page)['id']}")))["healing"]
    assert (kept["loads"], kept["address"], kept["asked"]) == (False, "/pay?to=b", "GET /pay")


def test_an_address_with_a_secret_is_no_link(send: Send) -> None:
    page = fail(send, "/pay?token=abcdef", "GET", b"")
    assert facts(page)["healing"]["address"] == ""


def test_no_page_holds_what_is_kept(send: Send) -> None:
    page = fail(send)
    assert "hunter2" not in page.text
    assert "till=7" not in page.text


def test_a_page_without_consoles_cannot_send(send: Send) -> None:
    page = send(Ask("/pay", "POST", (("Accept", "text/html"), *FORM), BODY))
    healing = facts(page)["healing"]
    assert (healing["again"], healing["secret"]) == ("", "")
    assert "locked" in healing["obstacle"]


def test_there_is_no_news_where_no_development_server_runs(send: Send) -> None:
    page = fail(send)
    assert facts(page)["healing"]["events"] == ""
    events = again(page).path.replace("/again", "/events")
    assert send(Ask(events, headers=(("Sec-Fetch-Site", "same-origin"),))).status == 404


def test_a_lock_forgets_what_is_kept(till: Till) -> None:
    app = wsgi_app(till)
    send = over_wsgi(app)
    page = fail(send)
    app.wsgi_app._core._loaded().lock()
    assert send(again(page)).status == 410
    assert len(till.seen) == 1
