"""An error that an app logs and answers itself by 500 is shown all the same; nothing else is."""

import json
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NoReturn

import flask
import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpResponse
from django.test import override_settings
from django.urls import path as route
from werkzeug.exceptions import NotFound
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wsgi import ClosingIterator

import tests.apps.django_shop  # noqa: F401 - sets Django up
from debugpage.core import Core
from debugpage.exchange import Response
from debugpage.logged import watch_log, watching
from debugpage.wsgi import DebugMiddleware, _met
from tests.unit.test_adapters import environ, get

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
log = logging.getLogger("shop")
settings.SECRET_KEY = "of the tests"  # Django's own pages show the settings, and this one has to be
FAILED, FINE = "500 Internal Server Error", "200 OK"


def logged(status: str, error: Exception | None = None) -> App:
    """Return an app that logs an error, and answers with a status of its own."""

    def app(_environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        try:
            raise error or KeyError("DE")
        except Exception:
            log.exception("the price is not known")
        start(status, [("Content-Type", "text/plain"), ("X-App", "its own")])
        return [b"sorry"]

    return app


def watched(app: App, **options: Any) -> DebugMiddleware:
    return DebugMiddleware(app, enabled=True, **options)


@pytest.fixture
def recorded(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How many errors were recorded: each is logged with its address."""
    return lambda: caplog.text.count(" raised; see http://")


def test_the_error_takes_the_place_of_the_answer() -> None:
    status, headers, body = get(watched(logged(FAILED)))
    assert status == FAILED
    assert "X-App" not in headers
    assert headers["X-Debugpage-Id"]
    assert b"KeyError: " in body


@pytest.mark.parametrize("status", [FINE, "404 Not Found", "503 Service Unavailable", "501 No"])
def test_an_answer_of_another_status_stays_and_the_error_is_recorded(
    status: str, recorded: Callable[[], int]
) -> None:
    app = watched(logged(status))
    found, headers, body = get(app)
    assert (found, body, headers.get("X-Debugpage-Id")) == (status, b"sorry", None)
    assert recorded() == 1


def test_a_link_leads_to_the_error(caplog: pytest.LogCaptureFixture) -> None:
    app = watched(logged(FAILED), log_rescue="link")
    status, headers, body = get(app)
    assert (status, body, headers["X-App"]) == (FAILED, b"sorry", "its own")
    address = f"/__debugpage__/{headers['X-Debugpage-Id']}"
    assert headers["Link"] == f'<{address}>; rel="debugpage"'
    assert f"see http://127.0.0.1:5000{address}" in caplog.text
    assert b"KeyError: " in get(app, address)[2]


def test_off_is_off(recorded: Callable[[], int]) -> None:
    get(watched(logged(FAILED)))  # another app has it on
    assert recorded() == 1
    app = watched(logged(FAILED), log_rescue="off")
    status, headers, body = get(app)
    assert (status, body, headers.get("X-Debugpage-Id")) == (FAILED, b"sorry", None)
    assert recorded() == 1


def test_an_answer_that_was_logged_is_no_error() -> None:
    assert get(watched(logged(FAILED, NotFound())))[2] == b"sorry"


def test_a_warning_is_no_error() -> None:
    def app(_environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        try:
            raise KeyError("DE")
        except KeyError:
            log.warning("again", exc_info=True)
        start(FAILED, [])
        return [b"sorry"]

    assert get(watched(app))[2] == b"sorry"


def test_an_error_without_a_request_is_nobodys(recorded: Callable[[], int]) -> None:
    get(watched(logged(FINE)))
    try:
        raise KeyError("DE")
    except KeyError:
        log.exception("no request")
    log.exception("no error")
    assert recorded() == 1  # the one of the request


def test_another_request_is_not_answered_with_it() -> None:
    is_logged, may_end = threading.Event(), threading.Event()

    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if asked["PATH_INFO"] == "/slow":
            try:
                raise KeyError("DE")
            except KeyError:
                log.exception("the price is not known")
            is_logged.set()
            assert may_end.wait(10)
        start(FAILED, [])
        return [b"sorry"]

    served, found = watched(app), list[bytes]()
    slow = threading.Thread(target=lambda: found.append(get(served, "/slow")[2]))
    slow.start()
    assert is_logged.wait(10)
    assert get(served, "/quick")[2] == b"sorry"
    may_end.set()
    slow.join()
    assert b"KeyError: " in found[0]


def test_a_start_in_the_first_step_of_a_generator_is_replaced() -> None:
    is_closed: list[bool] = []

    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        try:
            yield from logged(FAILED)(asked, start)
        finally:
            is_closed.append(True)

    status, _, body = get(watched(app))
    assert status == FAILED
    assert b"KeyError: " in body
    assert is_closed == [True]


def test_what_an_app_writes_of_a_response_that_is_replaced_goes_nowhere() -> None:
    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        try:
            raise KeyError("DE")
        except KeyError:
            log.exception("the price is not known")
        start(FAILED, [])(b"so" + asked["PATH_INFO"].encode())
        return []

    body = get(watched(app), "/rry")[2]
    assert b"KeyError: " in body
    assert b"so/rry" not in body


@pytest.mark.parametrize("rescue", ["page", "link", "off"])
def test_an_error_in_a_stream_is_recorded_once(rescue: str, recorded: Callable[[], int]) -> None:
    def app(_environ: Any, start: Callable[..., Any]) -> Iterator[bytes]:
        start(FINE, [])
        yield b"first,"
        try:
            raise KeyError("DE")
        except KeyError as error:
            log.exception("half-way")
            if _environ["PATH_INFO"] == "/raise":
                raise error
        yield b"last"

    served = watched(app, log_rescue=rescue)
    assert get(served)[::2] == (FINE, b"first,last")
    before = int(rescue != "off")
    assert recorded() == before
    with pytest.raises(KeyError):
        get(served, "/raise")
    assert recorded() == before + 1


def test_an_error_logged_after_the_start_is_recorded(recorded: Callable[[], int]) -> None:
    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start(FINE, [])
        return logged(FAILED)(asked, lambda *_: None)

    assert get(watched(app))[::2] == (FINE, b"sorry")
    assert recorded() == 1


def test_an_error_logged_at_the_close_is_recorded(recorded: Callable[[], int]) -> None:
    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        def close() -> None:
            logged(FINE)(asked, lambda *_: None)

        start(FINE, [])
        return ClosingIterator(iter([b"fine"]), close)

    body = watched(app)(environ(), lambda *_: None)
    assert b"".join(body) == b"fine"
    assert not recorded()
    body.close()  # type: ignore[attr-defined]  # as servers do
    assert recorded() == 1


def test_what_code_in_a_console_logs_is_no_error(
    monkeypatch: pytest.MonkeyPatch, recorded: Callable[[], int]
) -> None:
    def evaluate(_core: Core, _request: Any) -> Response:
        logged(FAILED)({}, lambda *_: None)
        return Response(500, (), b"an answer of ours")

    monkeypatch.setattr(Core, "on_request", evaluate)
    app = watched(logged(FINE))
    get(app)
    assert get(app, "/__debugpage__/x/eval")[2] == b"an answer of ours"
    assert recorded() == 1  # the one of the app
    assert not _met


def test_an_error_that_was_raised_wins(recorded: Callable[[], int]) -> None:
    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        logged(FAILED)(asked, lambda *_: None)
        raise ZeroDivisionError

    served = watched(app)
    assert b"ZeroDivisionError" in get(served)[2]
    assert get(watched(lambda _, start: start(FAILED, []) or [b"sorry"]))[2] == b"sorry"
    assert recorded() == 1


def test_an_app_that_is_left_by_force_leaves_nothing() -> None:
    def app(asked: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        logged(FAILED)(asked, lambda *_: None)
        raise SystemExit

    with pytest.raises(SystemExit):
        get(watched(app))
    assert not _met


class Record(logging.LogRecord):
    """The records of an app."""


def test_the_factory_that_was_there_makes_the_records() -> None:
    error = KeyError("DE")
    record = watching(Record)(
        "shop", logging.ERROR, __file__, 1, "%s", ("x",), (KeyError, error, None)
    )
    assert isinstance(record, Record)
    assert record.getMessage() == "x"


@pytest.mark.parametrize("exc_info", [(None, None, None), (1,), "x"])
def test_no_record_makes_it_fail(exc_info: Any) -> None:
    record = logging.LogRecord("shop", logging.ERROR, __file__, 1, "", (), None)
    record.exc_info = exc_info
    assert watching(lambda: record)() is record


def test_it_is_installed_once() -> None:
    watch_log()
    before = logging.getLogRecordFactory()
    watch_log()
    assert logging.getLogRecordFactory() is before


shop = flask.Flask("shop")
shop.config["PROPAGATE_EXCEPTIONS"] = False


@shop.get("/price/<country>")
def price(country: str) -> str:
    return {"GB": "9"}[country]


@shop.get("/gone")
def gone() -> NoReturn:
    flask.abort(404)


@shop.get("/refused")
def refused() -> NoReturn:
    flask.abort(500)


@shop.get("/own")
def own() -> tuple[str, int]:
    return "my own", 500


@shop.get("/handled")
def handled() -> str:
    return str(1 / 0)


@shop.errorhandler(ZeroDivisionError)
def handle(_error: ZeroDivisionError) -> tuple[str, int]:
    return "handled", 409


def test_flask_that_propagates_nothing() -> None:
    served = watched(shop.wsgi_app)
    status, headers, body = get(served, "/price/DE")
    assert status == FAILED
    assert b"KeyError: " in body
    report = json.loads(get(served, f"/__debugpage__/{headers['X-Debugpage-Id']}.json")[2])
    assert report["report"]["request"]["endpoint"] == "price"


@pytest.mark.parametrize("path", ["/price/GB", "/gone", "/refused", "/own", "/handled", "/nowhere"])
def test_answers_of_flask_are_left_alone(path: str) -> None:
    assert get(watched(shop.wsgi_app), path) == get(shop.wsgi_app, path)


def fail(request: Any) -> HttpResponse:
    raise KeyError(request.GET["country"])


def miss(request: Any) -> HttpResponse:
    raise Http404


def own_500(request: Any) -> HttpResponse:
    return HttpResponse("my own", status=500)


urlpatterns = [route("price", fail), route("gone", miss), route("own", own_500)]


def ask_django(app: App, path: str) -> tuple[str, bytes]:
    """Send Django a request; return status and body."""
    asked = {**create_environ(path), **environ(path), "QUERY_STRING": "country=DE"}
    body, status, _ = run_wsgi_app(app, asked)
    return status, b"".join(body)


@pytest.mark.parametrize("debug", [True, False])
def test_django(debug: bool) -> None:
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DEBUG=debug):
        bare = WSGIHandler()
        served = watched(bare, allow=("DJANGO_DEBUG_FALSE",))
        status, body = ask_django(served, "/price")
        assert status == "500 Internal Server Error"
        assert b"KeyError: " in body
        assert b"debugpage" in body
        assert ask_django(served, "/own") == ask_django(bare, "/own") == (FAILED, b"my own")
        assert ask_django(served, "/gone")[0] == "404 Not Found"
