"""Where debugpage itself fails, the app's error is answered and logged all the same."""

import logging
from contextvars import copy_context
from types import ModuleType
from typing import NoReturn

import pytest

from debugpage import debugger, pages
from debugpage.debugger import Debugger
from debugpage.exchange import Request, Response, from_scope
from debugpage.options import Options
from debugpage.surroundings import Surroundings


def asked_by(client: str, path: str = "/boom", accept: str = "text/html") -> Request:
    return from_scope(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "headers": [(b"host", b"localhost"), (b"accept", accept.encode())],
            "client": (client, 40_000),
            "server": ("127.0.0.1", 80),
        }
    )


def page_of(core: Debugger, request: Request) -> Response:
    answered = core.on_request(request)
    assert isinstance(answered, Response)
    return answered


def answer(client: str) -> Response:
    try:
        raise LookupError("the app's own")
    except LookupError as error:
        return Debugger(Options()).on_error(
            error, lambda: asked_by(client), Surroundings(copy_context())
        )


def answered_by(core: Debugger, path: str, accept: str) -> Response:
    answer = core.on_request(asked_by("127.0.0.1", path, accept))
    assert isinstance(answer, Response)
    return answer


def fail(*_: object, **__: object) -> NoReturn:
    raise RuntimeError("debugpage's own")


@pytest.mark.parametrize(("module", "fault"), [(debugger, "take"), (pages, "choose_form")])
def test_a_fault_of_ours_hides_nothing(
    module: ModuleType,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(module, fault, fail)
    with caplog.at_level(logging.ERROR, "debugpage"):
        response = answer("127.0.0.1")
    assert response.status == 500
    assert b"LookupError: the app's own" in response.body
    assert b"debugpage's own" not in response.body
    assert "LookupError: the app's own" in caplog.text
    assert "RuntimeError: debugpage's own" in caplog.text


@pytest.mark.parametrize(("module", "fault"), [(debugger, "take"), (pages, "respond")])
def test_a_fault_of_ours_tells_nobody_else(
    module: ModuleType, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, fault, fail)
    response = answer("192.0.2.1")
    assert response.status == 500
    assert b"LookupError" not in response.body


def test_a_request_that_cannot_be_looked_at_is_told_nothing() -> None:
    error = LookupError("the app's own")
    response = Debugger(Options()).on_error(error, fail, Surroundings(copy_context()))
    assert (response.status, b"own" in response.body) == (500, False)


def test_a_fault_of_ours_unmasks_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(debugger, "take", fail)
    secret = "".join(reversed("2retnuh"))  # the source line is shown as it is
    with caplog.at_level(logging.ERROR, "debugpage"):
        try:
            raise LookupError(f"postgres://shop:{secret}@db")
        except LookupError as error:
            response = Debugger(Options()).on_error(
                error, lambda: asked_by("127.0.0.1"), Surroundings(copy_context())
            )
    assert secret not in response.body.decode()
    assert secret not in caplog.text


@pytest.mark.parametrize("accept", ["text/html", "application/json", "*/*"])
def test_answers_whose_form_accept_decides_say_so(accept: str) -> None:
    core = Debugger(Options())
    try:
        raise LookupError
    except LookupError as error:
        first = core.on_error(
            error, lambda: asked_by("127.0.0.1", accept=accept), Surroundings(copy_context())
        )
    path = Options().path + dict(first.headers)["X-Debugpage-Id"]
    again = page_of(core, asked_by("127.0.0.1", path, accept))
    unknown = page_of(core, asked_by("127.0.0.1", path + "x", accept))
    assert (first.status, again.status, unknown.status) == (500, 200, 404)
    for answered in (first, again, unknown):
        assert dict(answered.headers)["Vary"] == "Accept"  # RFC 9110, section 12.5.5
    by_name = page_of(core, asked_by("127.0.0.1", path + ".json", accept))
    assert "Vary" not in dict(by_name.headers)


def test_a_notice_has_the_form_that_was_asked_for() -> None:
    forms = {}
    for accept in ("text/html", "application/json", "*/*", "text/markdown"):
        path = Options().path + "unknown"
        answered = page_of(Debugger(Options()), asked_by("127.0.0.1", path, accept))
        forms[accept] = dict(answered.headers)["Content-Type"]
    assert forms == {
        "text/html": "text/html; charset=utf-8",
        "application/json": "application/json",
        "*/*": "text/plain; charset=utf-8",
        "text/markdown": "text/markdown; charset=utf-8",
    }


def note(core: Debugger, error: Exception, client: str = "") -> str:
    """Record an error that no response tells of; it came of a request of `client`, if given."""
    try:
        raise error
    except ValueError:
        see = (lambda: asked_by(client)) if client else None
        around = Surroundings(copy_context(), task="mailer", origin="thread")
        return core.note(error, around, see, lambda: asked_by("127.0.0.1"))


def test_an_error_of_no_request_has_live_frames_and_an_address() -> None:
    core = Debugger(Options.load({}))
    path = note(core, ValueError("noted"))
    (report,) = core._store.reports()
    assert path == f"/__debugpage__/{report.id}"
    assert report.address.endswith(path)
    assert report.address.startswith("http://")
    assert (report.request, report.task, report.origin) == (None, "mailer", "thread")
    assert core._store.is_live(report.id)


def test_an_error_is_noted_once() -> None:
    core, error = Debugger(Options.load({})), ValueError("noted")
    assert note(core, error) != ""
    assert note(core, error) == ""
    assert len(core._store.reports()) == 1


def test_where_nothing_was_asked_yet_the_address_is_a_path() -> None:
    core = Debugger(Options.load({}))
    path = core.note(ValueError("noted"), Surroundings(copy_context(), origin="lifespan"))
    assert [report.address for report in core._store.reports()] == [path]


def test_strangers_evict_no_frames_by_errors_that_are_noted() -> None:
    core = Debugger(Options.load({"tracebacks": 1}))
    own = note(core, ValueError("own")).rpartition("/")[2]
    note(core, ValueError("a stranger's"), "203.0.113.9")
    assert core._store.is_live(own)
    assert len(core._store.reports()) == 2


def test_a_fault_of_ours_hides_no_error_that_is_noted(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(debugger, "take", fail)
    with caplog.at_level(logging.ERROR):
        assert note(Debugger(Options.load({})), ValueError("noted")) == ""
    assert "ValueError: noted" in caplog.text
