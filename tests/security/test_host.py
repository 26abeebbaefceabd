"""A01-A05, A09, A10: who asks, and under which name; rebinding, look-alikes, other machines."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from debugpage.asgi import DebugMiddleware as AsgiMiddleware
from debugpage.wsgi import DebugMiddleware as WsgiMiddleware
from tests.apps import plain_asgi, plain_wsgi
from tests.apps.actors import play_browser
from tests.consoles import Console, open_console, tokens, with_header
from tests.pages import RESERVED
from tests.security.conftest import tells_nothing
from tests.servers import serve
from tests.venues import Venue
from tests.wire import (
    HOST,
    NAVIGATION,
    PORT,
    Ask,
    Headers,
    Send,
    over_asgi,
    over_socket,
    over_wsgi,
    send_raw,
)

BOOM = Ask("/boom")

SPELLINGS = (
    *("0.0.0.0", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.0.0.1."),
    *("[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "127.0.0.2", "localhost."),
)
LOOK_ALIKES = (
    *("evil.example", "localhost.evil.example", "evil-localhost", "127.0.0.1.evil.example"),
    *("localhost@evil.example", "localhost evil.example", "localhost,evil.example"),
)
BAD_PORTS = ("localhost:{port}:1", "localhost:abc", "localhost:", "localhost:-1", "localhost:٣")


@pytest.mark.parametrize("name", [*SPELLINGS, *LOOK_ALIKES])
def test_another_host_is_told_nothing(
    venue: Venue, untold: Callable[[Ask], None], name: str
) -> None:
    port = venue.origin.rpartition(":")[2]
    for host in (name, f"{name}:{port}"):
        untold(with_header(BOOM, "Host", host))
        untold(with_header(Ask(RESERVED), "Host", host))
        untold(with_header(Ask(RESERVED.rstrip("/")), "Host", host))


@pytest.mark.parametrize("name", [*SPELLINGS, *LOOK_ALIKES])
def test_another_host_runs_nothing(
    venue: Venue, console: Console, refused: Callable[..., None], name: str
) -> None:
    host = f"{name}:{venue.origin.rpartition(':')[2]}"
    ask = with_header(console.ask(), "Host", host)
    refused(ask, 400, 403)
    refused(with_header(ask, "Origin", f"http://{host}"), 400, 403)


def test_a_rebound_page_runs_nothing(console: Console, refused: Callable[..., None]) -> None:
    """Browsers send no Sec-Fetch headers under a plain foreign name."""
    ask = with_header(console.ask(), "Host", "evil.example:8000")
    ask = with_header(ask, "Origin", "http://evil.example:8000")
    for name in ("Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"):
        ask = with_header(ask, name)
    refused(ask, 403)


@pytest.mark.parametrize("host", BAD_PORTS)
def test_a_bad_port_is_told_nothing(venue: Venue, untold: Callable[[Ask], None], host: str) -> None:
    named = host.format(port=venue.origin.rpartition(":")[2])
    untold(with_header(BOOM, "Host", named.encode().decode("latin-1")))


def test_a_subdomain_of_localhost_needs_a_browser(
    venue: Venue, untold: Callable[[Ask], None]
) -> None:
    ask = with_header(BOOM, "Host", f"foo.localhost:{venue.origin.rpartition(':')[2]}")
    untold(ask._replace(headers=(("Accept", "text/html"), *ask.headers[-1:])))


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize(
    "hosts",
    [(), ("",), ("127.0.0.1:{port}", "evil.example"), ("evil.example", "127.0.0.1:{port}")],
    ids=["none", "empty", "own then evil", "evil then own"],
)
def test_not_exactly_one_host_is_told_nothing(
    venue: Venue, version: str, hosts: tuple[str, ...]
) -> None:
    port = int(venue.origin.rpartition(":")[2])
    fields: Headers = tuple(("Host", host.format(port=port)) for host in hosts) + NAVIGATION
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    answer = send_raw(HOST, port, f"GET /boom HTTP/{version}\r\n{head}\r\n".encode())
    assert answer.status in (0, 400, 403, 500)
    tells_nothing(answer)


@contextmanager
def senders(interface: str, *peers: str | None) -> Iterator[list[Send]]:
    """Give a sender to one app for each of `peers`, the address that the server tells it."""
    if interface == "wsgi":
        wsgi = WsgiMiddleware(plain_wsgi.bare, enabled=True, identify=play_browser)
        yield [over_wsgi(wsgi, peer) for peer in peers]
    else:
        asgi = AsgiMiddleware(plain_asgi.bare, enabled=True, identify=play_browser)
        with over_asgi(asgi, peers[0]) as first, over_asgi(asgi, peers[-1]) as last:
            yield [first, last]


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
@pytest.mark.parametrize(
    "peer", ["192.168.1.50", "10.0.0.9", "172.17.0.1", "fe80::1%eth0", "127.0.0.1.evil.example"]
)
def test_another_machine_gets_nothing(interface: str, peer: str) -> None:
    with senders(interface, "127.0.0.1", peer) as (ours, theirs):
        answer = theirs(BOOM)
        assert answer.status == 500
        tells_nothing(answer)
        console = open_console(ours(BOOM), f"http://{HOST}:{PORT}")
        assert theirs(console.ask("1")).status == 403
        assert theirs(Ask(RESERVED)).status == 403
        assert ours(console.ask("1")).status == 200


@pytest.mark.parametrize("interface", ["wsgi", "asgi"])
def test_an_unknown_peer_gets_a_page_without_consoles(interface: str) -> None:
    with senders(interface, "127.0.0.1", None) as (ours, theirs):
        page = theirs(BOOM)
        assert page.status == 500
        assert tokens(page) == {}
        console = open_console(ours(BOOM), f"http://{HOST}:{PORT}")
        assert theirs(console.ask("1")).status == 403
        assert ours(console.ask("1")).status == 200


def test_wsgiref_tells_no_peer_so_there_is_no_console(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("wsgiref")
    with serve("wsgiref", "tests.apps.plain_wsgi:app", folder) as server:
        page = over_socket(server.host, server.port)(BOOM)
        assert page.status == 500
        assert tokens(page) == {}
