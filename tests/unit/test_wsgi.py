"""What the WSGI adapter does to bodies, and what it leaves alone."""

import gc
import json
import logging
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from types import GeneratorType
from typing import Any
from wsgiref.util import FileWrapper

import pytest

from debugpage.bodies import Body
from debugpage.wsgi import DebugMiddleware

Environ = dict[str, Any]
ENVIRON = {
    "REQUEST_METHOD": "GET",
    "PATH_INFO": "/",
    "SERVER_NAME": "127.0.0.1",
    "SERVER_PORT": "5000",
    "REMOTE_ADDR": "127.0.0.1",
    "HTTP_HOST": "127.0.0.1:5000",
    "wsgi.url_scheme": "http",
}


class Failing:
    """A body that fails after some chunks, and says whether it was closed."""

    def __init__(self, *chunks: bytes, close: Callable[[], None] | None = None) -> None:
        self.chunks = chunks
        self.closed = 0
        self._close = close

    def __iter__(self) -> Iterator[bytes]:
        yield from self.chunks
        raise ZeroDivisionError("in the body")

    def close(self) -> None:
        self.closed += 1
        if self._close is not None:
            self._close()


def serve(body: Any, **environ: Any) -> tuple[Iterable[bytes], list[str]]:
    """Serve a body through the middleware; return what came out and the statuses started."""
    statuses: list[str] = []

    def app(_environ: Environ, start_response: Callable[..., Any]) -> Any:
        start_response("200 OK", [])
        return body

    def start_response(status: str, _headers: list[Any], exc_info: Any = None) -> None:
        if statuses and exc_info is None:
            raise AssertionError("headers already set")
        statuses.append(status)

    served = DebugMiddleware(app, enabled=True)({**ENVIRON, **environ}, start_response)
    return served, statuses


@pytest.mark.parametrize("body", [[b"a", b"b"], [], (b"a",), ()])
def test_complete_bodies_are_handed_on_as_they_are(body: Any) -> None:
    assert serve(body)[0] is body


def test_a_file_is_left_to_the_server(tmp_path: Any) -> None:
    (tmp_path / "file").write_bytes(b"content")
    with (tmp_path / "file").open("rb") as file:
        body = FileWrapper(file)
        assert serve(body, **{"wsgi.file_wrapper": FileWrapper})[0] is body


def test_a_stream_is_passed_on_and_closed_once() -> None:
    closed: list[bool] = []

    def stream() -> Iterator[bytes]:
        try:
            yield from (b"", b"a", b"", b"b")
        finally:
            closed.append(True)

    served, statuses = serve(stream())
    assert isinstance(served, GeneratorType)
    with closing(served):
        assert b"".join(served) == b"ab"
    assert (statuses, closed) == (["200 OK"], [True])


class OwnIterator:
    """A body that is its own iterator, as werkzeug's are, and counts how often it was closed."""

    def __init__(self) -> None:
        self.closed = 0
        self._chunks = iter((b"a", b"b", b"c"))

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        self.closed += 1


@pytest.mark.parametrize("taken", [0, 1, 2, 3])
def test_a_body_that_is_left_before_its_end_is_closed_once(taken: int) -> None:
    body = OwnIterator()
    served, _ = serve(body)
    chunks = iter(served)
    assert [next(chunks) for _ in range(taken)] == [b"a", b"b", b"c"][:taken]
    served.close()  # type: ignore[attr-defined]  # as servers do
    del served, chunks
    gc.collect()
    assert body.closed == 1


@pytest.mark.parametrize("taken", [0, 1, 2, 3])
def test_a_generator_that_is_left_before_its_end_is_closed(taken: int) -> None:
    closed: list[bool] = []

    def stream() -> Iterator[bytes]:
        try:
            yield from (b"a", b"b", b"c")
        finally:
            closed.append(True)

    served, _ = serve(stream())
    chunks = iter(served)
    assert [next(chunks) for _ in range(taken)] == [b"a", b"b", b"c"][:taken]
    served.close()  # type: ignore[attr-defined]  # as servers do
    del served, chunks
    assert closed == [True]


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_generator_that_fails_to_close_is_recorded(
    taken: int, caplog: pytest.LogCaptureFixture
) -> None:
    def stream() -> Iterator[bytes]:
        try:
            yield from (b"a", b"b", b"c")
        finally:
            raise OSError("in close")

    served, _ = serve(stream())
    chunks = iter(served)
    assert [next(chunks) for _ in range(taken)] == [b"a", b"b"][:taken]
    with pytest.raises(OSError, match="in close"):
        served.close()  # type: ignore[attr-defined]  # as servers do
    assert caplog.text.count("GET / raised; see") == 1


def test_no_error_is_handed_over_where_none_is_handled() -> None:
    def app(_environ: Environ, start: Any) -> Any:
        start("200 OK", [], sys.exc_info())
        return [b"ok"]

    assert DebugMiddleware(app, enabled=True)(dict(ENVIRON), lambda *_: None) == [b"ok"]


def test_an_error_that_is_handed_over_has_its_own_traceback_alone() -> None:
    def app(_environ: Environ, start: Any) -> Any:
        try:
            raise ZeroDivisionError
        except ZeroDivisionError:
            start("500 Own", [], sys.exc_info())
        return [b"own"]

    accept = {"HTTP_ACCEPT": "application/json"}
    (body,) = DebugMiddleware(app, enabled=True)({**ENVIRON, **accept}, lambda *_: None)
    (problem,) = json.loads(body)["report"]["problems"]
    assert [frame["function"] for frame in problem["frames"]] == [app.__qualname__]


def test_an_attribute_of_a_class_stays_an_app() -> None:
    class Server:
        app = DebugMiddleware(lambda _environ, start: start("200 OK", []) or [b"ok"], enabled=True)

    assert Server().app(dict(ENVIRON), lambda *_: None) == [b"ok"]


@pytest.mark.parametrize("enabled", [True, False])
def test_a_path_that_is_left_out_is_empty(enabled: bool) -> None:
    environ = {name: value for name, value in ENVIRON.items() if name != "PATH_INFO"}
    app = DebugMiddleware(lambda _environ, start: start("200 OK", []) or [b"ok"], enabled=enabled)
    for _ in ("the first request", "another"):
        assert app(dict(environ), lambda *_: None) == [b"ok"]


@pytest.mark.parametrize("chunks", [(), (b"",), (b"", b"")])
def test_an_error_before_the_first_chunk_becomes_a_page(chunks: tuple[bytes, ...]) -> None:
    body = Failing(*chunks)
    served, statuses = serve(body)
    assert statuses == ["200 OK", "500 Internal Server Error"]
    assert b"ZeroDivisionError: in the body" in b"".join(served)
    assert body.closed == 1


def test_an_error_after_the_first_chunk_is_logged_and_raised(
    caplog: pytest.LogCaptureFixture,
) -> None:
    served, statuses = serve(Failing(b"a"))
    chunks = iter(served)
    assert next(chunks) == b"a"
    with pytest.raises(ZeroDivisionError):
        next(chunks)
    assert statuses == ["200 OK"]
    assert "GET / raised; see http://127.0.0.1:5000/__debugpage__/" in caplog.text


def test_a_failing_close_does_not_hide_the_error(caplog: pytest.LogCaptureFixture) -> None:
    def close() -> None:
        raise OSError("in close")

    served, _ = serve(Failing(close=close))
    assert b"ZeroDivisionError: in the body" in b"".join(served)
    assert "OSError: in close" in caplog.text


def test_a_failing_close_of_a_good_stream_is_logged_and_raised(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def close() -> None:
        raise OSError("in close")

    served, _ = serve(Failing(b"a", close=close))
    assert isinstance(served, Body)
    with pytest.raises(OSError, match="in close"):
        served.close()
    assert "OSError: in close" in caplog.text


def test_exceptions_that_are_no_errors_pass() -> None:
    def app(_environ: Environ, _start: Any) -> Any:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        DebugMiddleware(app, enabled=True)(dict(ENVIRON), lambda *_: None)


def test_a_failure_of_our_own_shows_the_apps_error_all_the_same(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("a fault of ours")

    for name in ("debugger.take", "pages.render"):
        with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
            patch.setattr(f"debugpage.{name}", fails)
            caplog.clear()
            served, statuses = serve(Failing())
            assert statuses[-1] == "500 Internal Server Error"
            assert b"ZeroDivisionError: in the body" in b"".join(served)
            assert "ZeroDivisionError: in the body" in caplog.text
            assert "a fault of ours" in caplog.text
