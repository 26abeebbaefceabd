"""The same request, seen through WSGI and through ASGI."""

from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from debugpage.exchange import Peer, from_environ, from_scope


def environ(**changes: Any) -> dict[str, Any]:
    made = EnvironBuilder("/sub/ä/x", query_string={"a": "1", "b": "ü"}).get_environ()
    made |= {"SCRIPT_NAME": "/sub", "PATH_INFO": "/ä/x".encode().decode("latin-1")}
    return made | {"REMOTE_ADDR": "127.0.0.1", "REMOTE_PORT": "40000"} | changes


def scope(**changes: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": "/sub/ä/x",
        "root_path": "/sub",
        "query_string": b"a=1&b=%C3%BC",
        "headers": [(b"host", b"localhost")],
        "client": ("127.0.0.1", 40_000),
        "server": ("localhost", 80),
    } | changes


@pytest.mark.parametrize("request_", [from_environ(environ()), from_scope(scope())])
def test_what_is_seen_is_the_same(request_: Any) -> None:
    assert (request_.root, request_.path) == ("/sub", "/ä/x")
    assert (request_.method, request_.scheme, request_.query) == ("GET", "http", b"a=1&b=%C3%BC")
    assert request_.values("host") == ["localhost"]
    assert request_.peer == Peer("127.0.0.1", 40_000, "localhost", 80)
    assert not request_.proxied


def test_a_header_sent_twice_is_seen_twice() -> None:
    seen = from_scope(scope(headers=[(b"Host", b"a"), (b"host", b"b")]))
    assert seen.values("host") == ["a", "b"]


@pytest.mark.parametrize(
    ("root", "path", "rest"),
    [
        ("", "/a", "/a"),
        ("/sub", "/sub/a", "/a"),
        ("/sub", "/subway", "/subway"),
        ("/sub", "/sub", ""),
        ("/sub/", "/sub/a", "/a"),
        ("/sub", "/a", "/a"),
    ],
)
def test_a_root_path_is_cut_off_where_it_is_one(root: str, path: str, rest: str) -> None:
    assert from_scope(scope(root_path=root, path=path)).path == rest


@pytest.mark.parametrize("client", [None, ("127.0.0.1", 0), ("unix", None)])
def test_a_peer_that_is_not_known(client: Any) -> None:
    assert not from_scope(scope(client=client)).peer.port


@pytest.mark.parametrize("port", ["", "x", "-1", "٣", None])
def test_a_port_that_is_none(port: Any) -> None:
    assert from_environ(environ(REMOTE_PORT=port)).peer.port is None


def test_an_address_replaced_by_a_proxy_middleware_is_told() -> None:
    from werkzeug.middleware.proxy_fix import ProxyFix

    seen: list[dict[str, Any]] = []

    def app(environ: dict[str, Any], _start: Any) -> list[bytes]:
        seen.append(environ)
        return []

    list(ProxyFix(app)(environ(HTTP_X_FORWARDED_FOR="127.0.0.1"), lambda *_: None))  # type: ignore[arg-type]  # a start_response that does nothing
    assert from_environ(seen[0]).proxied


def test_the_least_there_can_be() -> None:
    assert from_environ({"REQUEST_METHOD": "GET"}).path == ""
    assert from_scope({"type": "lifespan"}).method == "LIFESPAN"


def test_folded_header_values_are_unfolded() -> None:
    folded = "one\r\n two\nthree"
    assert from_environ(environ(HTTP_X_LONG=folded)).values("x-long") == ["one  two three"]
    headers = [(b"x-long", folded.encode())]
    assert from_scope(scope(headers=headers)).values("x-long") == ["one  two three"]


def test_ports_that_granian_tells_as_texts_are_numbers() -> None:
    told = {"client": ("127.0.0.1", "51310"), "server": ("127.0.0.1", "8000")}
    request = from_scope({"type": "http", "method": "GET", "path": "/", **told})
    assert request.peer == Peer("127.0.0.1", 51_310, "127.0.0.1", 8_000)
