"""A06-A08: what came through a proxy or a tunnel gets nothing, whatever the headers claim."""

from collections.abc import Callable

import pytest
from werkzeug.middleware.proxy_fix import ProxyFix

from debugpage.wsgi import DebugMiddleware
from tests.apps import plain_wsgi
from tests.consoles import Console, with_header
from tests.security.conftest import tells_nothing
from tests.wire import Ask, over_wsgi

FORWARDING = (
    *("Forwarded", "Via", "X-Real-IP", "True-Client-IP", "X-Client-IP", "X-Cluster-Client-IP"),
    *("X-Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"),
    *("X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Server", "X-Original-URL"),
    *("X-Original-Host", "X-Original-Forwarded-For", "X-Rewrite-URL"),
    *("CF-Connecting-IP", "CF-Ray", "Fly-Client-IP", "Fastly-Client-IP"),
)


@pytest.mark.parametrize("name", FORWARDING)
def test_a_forwarding_header_shuts_everything(
    console: Console, refused: Callable[..., None], untold: Callable[[Ask], None], name: str
) -> None:
    for value in ("203.0.113.9", "127.0.0.1", "for=127.0.0.1", ""):
        refused(with_header(console.ask(), name, value), 403)
        untold(with_header(Ask("/boom"), name, value))


def test_a_tunnel_that_rewrites_host_and_origin(
    console: Console, refused: Callable[..., None]
) -> None:
    refused(with_header(console.ask(), "X-Forwarded-Host", "x.devtunnels.ms"), 403)


def test_an_address_from_a_header_is_none() -> None:
    """ProxyFix replaces the peer's address by what a header says, and leaves a trace of it."""
    send = over_wsgi(ProxyFix(DebugMiddleware(plain_wsgi.bare, enabled=True)))
    answer = send(Ask("/boom"))
    assert answer.status == 500
    tells_nothing(answer)
