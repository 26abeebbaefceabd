"""Two debuggers that serve one port: each answers for its own errors, asked through the other."""

import pytest

from debugpage import wsgi
from debugpage.exchange import Request, Response
from debugpage.workers.names import owner_of
from debugpage.workers.worker import Worker
from tests.apps import marked
from tests.apps.actors import play_browser
from tests.consoles import evaluate, open_console, with_header
from tests.crews import Page, page_of, whose
from tests.pages import RESERVED
from tests.wire import HOST, PORT, Ask, Send, over_wsgi

ORIGIN = f"http://{HOST}:{PORT}"


def new_app() -> Send:
    return over_wsgi(wsgi.DebugMiddleware(marked.bare_wsgi, enabled=True, identify=play_browser))


@pytest.fixture
def one() -> Send:
    return new_app()


@pytest.fixture
def other() -> Send:
    return new_app()


@pytest.fixture
def page(other: Send) -> Page:
    """Return a page of the other one's, to be asked for at the one."""
    return page_of(other(Ask("/boom")), ORIGIN)


def test_the_other_ones_page_is_shown_with_consoles_that_work(one: Send, page: Page) -> None:
    answer = one(Ask(page.path))
    assert (answer.status, whose(answer)) == (200, (page.pid, page.mark))
    again = open_console(answer, ORIGIN)
    assert evaluate(one, again, "mark")["value"]["text"] == repr(page.mark)
    assert evaluate(one, page.console, "mark")["value"]["text"] == repr(page.mark)


@pytest.mark.parametrize("suffix", [".json", ".md", ".txt"])
def test_every_form_is_the_other_ones_own(one: Send, other: Send, page: Page, suffix: str) -> None:
    ask = Ask(page.path + suffix)
    told, own = one(ask), other(ask)
    assert (told.status, told.body) == (own.status, own.body) != (404, b"")
    assert told.media_type == own.media_type
    assert page.mark in told.text


def test_what_the_one_refuses_the_other_is_not_asked(
    one: Send, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()
    monkeypatch.setattr(Worker, "ask", lambda _, owner, __: asked.append(owner))
    refused = {
        "a foreign Host": with_header(Ask(page.path), "Host", f"evil.example:{PORT}"),
        "a proxy": with_header(Ask(page.path), "X-Forwarded-For", "127.0.0.1"),
        "another site": with_header(page.console.ask(), "Origin", "https://evil.example"),
        "a wrong method": page.console.ask()._replace(method="PUT"),
        "no command": page.console.command("destroy"),
    }
    for name, ask in refused.items():
        assert one(ask).status in (403, 404, 405), name
    assert not asked


def test_what_only_the_other_can_test_the_other_refuses(one: Send, page: Page) -> None:
    wrong = with_header(page.console.ask(), "X-Debugpage-Token", "x")
    assert one(wrong).status == 403
    assert one(page.console.post(b"{")).status == 400
    assert one(page.console.ask("#" * 70_000)).status == 413


def test_a_head_that_is_too_long_is_said_to_be(one: Send, page: Page) -> None:
    ask = with_header(page.console.ask(), "Cookie", "x" * 200_000)
    assert one(ask).status == 431


def test_a_code_runs_once_whoever_is_asked(one: Send, other: Send, page: Page) -> None:
    ask = page.console.ask("1")
    assert [send(ask).status for send in (one, other, one)] == [200, 409, 409]


def test_an_id_that_nobody_gave_out_is_unknown_to_all(one: Send, other: Send, page: Page) -> None:
    end = "0" * 32
    path = page.path[: -len(end)] + end
    for send in (one, other):
        assert send(Ask(path)).status == 404
        assert send(Ask(path + ".json")).json()["error"]


def test_a_page_says_in_html_too_why_there_is_nothing(one: Send) -> None:
    answer = one(Ask(f"{RESERVED}{'0' * 16}-{'0' * 32}"))
    assert (answer.status, answer.media_type) == (410, "text/html")
    assert "restarted" in answer.text


def test_another_port_is_another_app(one: Send, page: Page) -> None:
    def at(port: str) -> Ask:
        return with_header(Ask(page.path), "Host", f"{HOST}:{port}")

    elsewhere = wsgi.DebugMiddleware(marked.bare_wsgi, enabled=True, identify=play_browser)
    send = over_wsgi(lambda environ, start: elsewhere({**environ, "SERVER_PORT": "9"}, start))
    assert send(at("9")).status == 404
    assert one(at(str(PORT))).status == 200


def test_what_was_passed_on_is_not_passed_on_again(
    one: Send, other: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, foreign = (page_of(send(Ask("/boom")), ORIGIN) for send in (one, other))
    wrong = owner_of(foreign.path.removeprefix(RESERVED))
    asked, ask = list[str](), Worker.ask

    def ask_wrong(worker: Worker, owner: str, request: Request) -> Response:
        asked.append(owner)
        return ask(worker, wrong, request)

    # As if an id told a wrong owner: the one that is asked has it not, and asks nobody else.
    monkeypatch.setattr(Worker, "ask", ask_wrong)
    assert new_app()(Ask(own.path)).status == 404
    assert len(asked) == 1
