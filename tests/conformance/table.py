"""The one table of exchanges: what is asked, and what must come of it, wherever the app runs."""

from typing import NamedTuple

from tests.conformance import expect
from tests.conformance.expect import Expectation
from tests.wire import CURL, Ask, Headers

WSGI = ("plain_wsgi",)
ASGI = ("plain_asgi",)
PLAIN = WSGI + ASGI
STARLETTE = ("starlette_app",)
FRAMEWORKS = ("flask_app", "quart_app", *STARLETTE)
EVERY = FRAMEWORKS + PLAIN
OVER_WSGI = ("flask_app", *WSGI)
OVER_ASGI = ("quart_app", *STARLETTE, *ASGI)


class Row(NamedTuple):
    """One exchange; `apps` are the modules of tests.apps that have the route."""

    name: str
    ask: Ask
    expect: Expectation
    apps: tuple[str, ...] = EVERY


def accepting(media_type: str) -> Headers:
    return (("Accept", media_type),)


FETCH: Headers = (
    ("Accept", "*/*"),
    ("Sec-Fetch-Dest", "empty"),
    ("Sec-Fetch-Mode", "cors"),
    ("Sec-Fetch-Site", "same-origin"),
)

ROWS = (
    # What the app answers is the app's.
    Row("pass through", Ask("/ok"), expect.untouched),
    Row("pass through to curl", Ask("/ok", headers=CURL), expect.untouched),
    Row("pass through HEAD", Ask("/ok", "HEAD"), expect.untouched, FRAMEWORKS),
    Row("not found", Ask("/missing"), expect.untouched),
    Row("abort", Ask("/abort"), expect.untouched),
    Row("abort with 500", Ask("/abort-500"), expect.untouched, ("flask_app",)),
    Row("handled by the app", Ask("/handled"), expect.untouched),
    Row("own 500", Ask("/own-500"), expect.untouched),
    Row("own 500 to curl", Ask("/own-500", headers=CURL), expect.untouched),
    Row("stream", Ask("/stream"), expect.untouched),
    Row("late start", Ask("/late"), expect.untouched, WSGI),
    Row("write", Ask("/written"), expect.untouched, WSGI),
    Row("body", Ask("/post", "POST", body=b"caf\xc3\xa9 " * 9000), expect.untouched),
    # An error before the response: the form that the client reads.
    Row("page", Ask("/boom"), expect.error_page),
    Row("page with a query", Ask("/boom?flower=rose&x=%F0%9F%8D%B0"), expect.error_page),
    Row("page from a thread", Ask("/boom-in-thread"), expect.error_page, STARLETTE),
    Row("JSON", Ask("/boom", headers=accepting("application/json")), expect.error_as_json),
    Row(
        "problem JSON",
        Ask("/boom", headers=accepting("application/problem+json")),
        expect.error_as_json,
    ),
    Row("Markdown", Ask("/boom", headers=accepting("text/markdown")), expect.error_as_markdown),
    Row("text", Ask("/boom", headers=accepting("text/plain")), expect.error_as_text),
    Row("text for curl", Ask("/boom", headers=CURL), expect.error_as_text),
    Row("text without Accept", Ask("/boom", headers=()), expect.error_as_text),
    Row("text for a script's fetch", Ask("/boom", headers=FETCH), expect.told_without_values),
    Row("HEAD", Ask("/boom", "HEAD"), expect.only_head),
    Row(
        "unread body",
        Ask("/big-post", "POST", body=b"x" * 20_000_000),
        expect.error_page_sooner_or_later,
    ),
    # An error on the way: a page as long as nothing has left, else the connection is cut.
    Row("stream fails first", Ask("/stream-before"), expect.error_page),
    Row("stream fails after nothing", Ask("/stream-empty"), expect.error_page, OVER_WSGI),
    # With an empty first body event an ASGI app has its headers sent, as for server-sent events.
    Row("stream fails after its head", Ask("/stream-empty"), expect.cut_after(b""), OVER_ASGI),
    Row("started, then raised", Ask("/started"), expect.error_page, PLAIN),
    Row("start_response with exc_info", Ask("/exc-info"), expect.error_page, WSGI),
    Row("logged, and answered by 500", Ask("/logged"), expect.error_page, WSGI),
    Row("logged, and answered", Ask("/logged-handled"), expect.untouched, WSGI),
    Row("stream logs an error", Ask("/stream-logged"), expect.recorded(b"first,last"), WSGI),
    Row("stream fails later", Ask("/stream-after"), expect.cut_after(b"first")),
    Row("write, then raised", Ask("/written-then-fail"), expect.cut_after(b"first"), WSGI),
    Row("raised after the answer", Ask("/answered"), expect.complete, ASGI),
    # The list of errors, by a path that somebody types.
    Row("the list without its slash", Ask("/__debugpage__"), expect.redirect_to_list),
    Row("a path that only begins as ours", Ask("/__debugpage__x"), expect.untouched),
    Row("background task fails", Ask("/background"), expect.complete, STARLETTE),
)
