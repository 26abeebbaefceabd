"""Django's errors, its test client, its answers, and its own page by a setting."""

import html
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

import debugpage
from debugpage.console.peer import Owner, Whose
from debugpage.integrations.django import Reporter
from tests.apps import django_shop  # noqa: F401 - it configures Django
from tests.apps.actors import play_browser
from tests.wire import CURL, Answer, Ask, over_asgi, over_wsgi

PRICES = {"GB": 4.90}


def price(request: HttpRequest, country: str) -> HttpResponse:
    flower = "".join(("mari", "gold"))
    return HttpResponse(f"{flower}: {PRICES[country]}")


def gone(request: HttpRequest) -> HttpResponse:
    raise Http404("no more parcels")


urlpatterns = [path("price/<country>", price, name="price"), path("gone", gone)]


class BrowsersReporter(Reporter):
    """The reporter, told that the client is a browser."""

    options = {"identify": play_browser}  # noqa: RUF012 - the base class says what it is


class ProgramsReporter(Reporter):
    """The reporter, told that it is another program of the same user."""

    options = {"identify": lambda peer: Owner(Whose.A_PROGRAMS, "curl")}  # noqa: RUF012 - as above


@pytest.fixture(autouse=True)
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DEBUGPAGE", "1")
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DEBUG=True):
        yield


def ask(app: Any, path: str, headers: Any = None) -> Answer:
    asked = Ask(path) if headers is None else Ask(path, headers=headers)
    return over_wsgi(app)(asked)


def test_the_test_client_goes_on_as_before() -> None:
    debugpage.install(WSGIHandler())
    with pytest.raises(KeyError):
        Client().get("/price/DE")
    answer = Client(raise_request_exception=False).get("/price/DE")
    assert answer.status_code == 500
    assert "Request Method" in answer.content.decode(), "it is Django's own page"


def test_the_technical_404_page_stays() -> None:
    answer = ask(debugpage.install(WSGIHandler(), identify=play_browser), "/gone")
    assert (answer.status, answer.value("x-debugpage-id")) == (404, "")
    assert "no more parcels" in answer.text


def test_the_technical_500_page_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("nobody sees it")

    monkeypatch.setattr("django.views.debug.ExceptionReporter.get_traceback_html", refuse)
    monkeypatch.setattr("django.views.debug.ExceptionReporter.get_traceback_data", refuse)
    app = debugpage.install(WSGIHandler(), identify=play_browser, log_rescue="off")
    answer = ask(app, "/price/DE")
    assert answer.value("x-debugpage-id")
    assert "<title>KeyError: &#39;DE&#39;</title>" in answer.text


def test_without_its_switch_the_site_answers_as_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBUGPAGE", "0")
    answer = ask(debugpage.install(WSGIHandler()), "/price/DE")
    assert (answer.status, answer.value("x-debugpage-id")) == (500, "")
    assert "Request Method" in answer.text, "it is Django's own page"


def test_the_reporter_makes_the_page() -> None:
    with override_settings(DEFAULT_EXCEPTION_REPORTER=f"{__name__}.BrowsersReporter"):
        answer = ask(WSGIHandler(), "/price/DE")
        assert (answer.status, answer.media_type) == (500, "text/html")
        assert "<title>KeyError: &#39;DE&#39;</title>" in answer.text
        assert "PRICES[country]" in html.unescape(answer.text)
        assert "marigold" in answer.text
        assert ask(WSGIHandler(), "/gone").status == 404


def test_the_reporter_shows_no_values_to_another_program() -> None:
    with override_settings(DEFAULT_EXCEPTION_REPORTER=f"{__name__}.ProgramsReporter"):
        text = ask(WSGIHandler(), "/price/DE", CURL).text
    assert "KeyError" in text
    assert "marigold" not in text


def test_the_reporter_shows_nothing_to_another_host() -> None:
    with override_settings(DEFAULT_EXCEPTION_REPORTER="debugpage.integrations.django.Reporter"):
        answer = ask(
            WSGIHandler(), "/price/DE", (("Host", "evil.example"), ("Accept", "text/html"))
        )
        assert answer.text == "Internal Server Error"


def test_the_reporter_is_djangos_own_where_debugpage_is_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with override_settings(DEFAULT_EXCEPTION_REPORTER="debugpage.integrations.django.Reporter"):
        monkeypatch.setenv("DEBUGPAGE", "0")
        assert "Request Method" in ask(WSGIHandler(), "/price/DE").text


def test_over_asgi() -> None:
    installed = debugpage.install(ASGIHandler(), identify=play_browser, log_rescue="off")
    with over_asgi(installed) as send:
        assert "<title>KeyError: &#39;DE&#39;</title>" in send(Ask("/price/DE")).text
        assert send(Ask("/gone")).value("x-debugpage-id") == ""


def test_the_reporter_over_asgi() -> None:
    with (
        override_settings(DEFAULT_EXCEPTION_REPORTER=f"{__name__}.BrowsersReporter"),
        over_asgi(ASGIHandler()) as send,
    ):
        answer = send(Ask("/price/DE"))
    assert (answer.status, answer.value("x-debugpage-id")) == (500, "")
    assert "marigold" in answer.text
