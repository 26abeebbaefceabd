"""A01-A09, A13, A18, A20, A34: who gets the script that pages load, and that it holds no secret."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from debugpage.render.bundle import served
from debugpage.wsgi import DebugMiddleware
from tests.apps import plain_wsgi
from tests.apps.actors import play_browser
from tests.apps.failures import LOCAL, MESSAGE
from tests.consoles import facts, with_header
from tests.pages import RESERVED
from tests.security.test_headers import PROTECTION, nonce_of
from tests.venues import Venue
from tests.wire import Ask, over_wsgi

SCRIPT = Ask(
    f"{RESERVED}scripts/{served().name}",
    headers=(
        ("Accept", "*/*"),
        ("Sec-Fetch-Dest", "script"),
        ("Sec-Fetch-Mode", "no-cors"),
        ("Sec-Fetch-Site", "same-origin"),
    ),
)
REFUSED = (
    ("Host", "evil.example"),
    ("Host", "0.0.0.0"),
    ("Host", "127.0.0.1."),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-Forwarded-Host", "x.devtunnels.ms"),
    ("Via", ""),
    ("Origin", "https://evil.example"),
    ("Sec-Fetch-Site", "cross-site"),
    ("Sec-Fetch-Site", "same-site"),
)


@pytest.mark.parametrize("header", REFUSED, ids=": ".join)
def test_who_gets_no_page_gets_no_script(
    venue: Venue, untold: Callable[[Ask], None], header: tuple[str, str]
) -> None:
    ask = with_header(SCRIPT, *header)
    untold(ask)
    assert served().text not in venue.send(ask).text


def test_a_page_gets_its_script_which_may_be_kept(venue: Venue) -> None:
    answer = venue.send(SCRIPT)
    assert (answer.status, answer.text) == (200, served().text)
    assert answer.value("content-type") == "text/javascript; charset=utf-8"
    protection = PROTECTION | {"cache-control": "private, max-age=31536000, immutable"}
    assert {name: answer.value(name) for name in protection} == protection
    assert nonce_of(answer)
    assert not [name for name, _ in answer.headers if name.startswith("access-control")]
    assert answer.values("set-cookie") == []


def test_the_script_holds_nothing_of_an_error(venue: Venue) -> None:
    page = venue.get("/boom")
    assert SCRIPT.path in page.text
    text = venue.send(SCRIPT).text
    told = facts(page)
    for secret in (MESSAGE, LOCAL, told["id"], told["endpoint"], *told["tokens"].values()):
        assert secret not in text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_is_only_read(venue: Venue, method: str) -> None:
    answer = venue.send(SCRIPT._replace(method=method))
    assert answer.status == 405
    assert not [name for name, _ in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize("name", ["", "console.js", "../page.js", f"{served().name}.map", "0" * 32])
def test_nothing_else_is_served(venue: Venue, name: str) -> None:
    answer = venue.send(SCRIPT._replace(path=f"{RESERVED}scripts/{name}"))
    assert answer.status in (400, 404)
    assert answer.value("cache-control") == "no-store"
    assert len(answer.text) < 200


def test_its_head_is_the_same(venue: Venue) -> None:
    answer = venue.send(SCRIPT._replace(method="HEAD"))
    assert (answer.status, answer.body) == (200, b"")
    assert answer.value("content-length") == str(len(served().text.encode()))


@pytest.mark.parametrize("mount", ["", "/shop", "/a b"])
def test_an_app_that_is_mounted_serves_it_below_its_mount(mount: str) -> None:
    app = DebugMiddleware(plain_wsgi.bare, enabled=True, identify=play_browser)

    def mounted(environ: Any, start_response: Any) -> Any:
        environ["SCRIPT_NAME"] = mount
        environ["PATH_INFO"] = environ["PATH_INFO"].removeprefix(mount)
        return app(environ, start_response)

    send = over_wsgi(mounted)
    path = f"{quote(mount)}{SCRIPT.path}"
    assert f'src="{path}"' in send(Ask(f"{quote(mount)}/boom")).text
    assert send(SCRIPT._replace(path=path)).text == served().text
