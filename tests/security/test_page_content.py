"""Hostile texts in a request and in an exception stay text (security cases P01 to P05)."""

from collections.abc import Iterator
from typing import NoReturn
from xml.etree.ElementTree import Element

import flask
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.hostile import HtmlRepr
from tests.pages import labelled, text_of
from tests.wire import NAVIGATION, Answer, Ask, Send, over_asgi, over_wsgi

TAG = "<img src=x onerror=alert(1)>"
OWN_ELEMENTS = {"script", "style", "img", "iframe", "svg"}

flask_app = flask.Flask(__name__)


class Tagged(int):
    def __repr__(self) -> str:
        return TAG


def fail(body: str) -> NoReturn:
    kind = type("</title><script>", (Exception,), {})
    values = [HtmlRepr(), Tagged(5), {TAG: TAG}]
    error = kind(f"{TAG} <!-- ]]> </script> {body} {len(values)}")
    error.add_note("--> <!--<script \u2028 \ud800 \0")
    raise error from ExceptionGroup(TAG, [kind(TAG)])


@flask_app.post("/<path:name>")
def flask_view(name: str) -> NoReturn:
    fail(flask.request.get_data(as_text=True))


async def starlette_view(request: Request) -> NoReturn:
    fail((await request.body()).decode("utf-8", "replace"))


@pytest.fixture(params=["wsgi", "asgi"])
def send(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Send]:
    monkeypatch.setenv("DEBUGPAGE", "1")
    if request.param == "wsgi":
        yield over_wsgi(WsgiMiddleware(flask_app.wsgi_app))
    else:
        routes = [Route("/{name:path}", starlette_view, methods=["POST"])]
        with over_asgi(AsgiMiddleware(Starlette(routes=routes))) as send:
            yield send


def inert(answer: Answer) -> Element:
    """Return the page, checked to have no element and no attribute that a text could have made."""
    assert answer.status == 500
    page = answer.html()
    ours = [one for one in page.iter() if one.tag in OWN_ELEMENTS]
    assert all(one.tag in ("script", "style") and one.get("nonce") for one in ours)
    assert not [one for one in page.iter() if any(name.startswith("on") for name in one.attrib)]
    return page


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", f"{TAG}={TAG}&%zz=%ff".encode()),
        ("application/json", b'{"</script>": "<!--<script>"}'),
        ("text/plain", f"</pre></textarea>{TAG}\xff".encode("latin-1")),
        (TAG, TAG.encode()),
    ],
)
def test_a_request_full_of_tags(content_type: str, body: bytes, send: Send) -> None:
    own = (
        ("Content-Type", content_type),
        ("X-<b>", TAG),
        ("X-Latin", "caf\xe9 \xff"),
        ("Cookie", f"a={TAG}; <b>={TAG}"),
    )
    path = "/%3Cscript%3E%ff%zz?%3Cb%3E=%3Cimg%3E&broken=%e9%f"
    page = inert(send(Ask(path, "POST", (*NAVIGATION, *own), body)))
    (panel,) = labelled(page, "Request")
    assert TAG in text_of(panel)


def test_an_exception_full_of_tags(send: Send) -> None:
    page = inert(send(Ask("/x", "POST", NAVIGATION, b"")))
    (heading,) = page.iter("h1")
    assert "</title><script>" in text_of(heading)
    assert TAG in text_of(heading)
    title = page.find(".//title")
    assert title is not None
    assert TAG in text_of(title)
