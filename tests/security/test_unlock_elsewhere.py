"""A browser that is let in: by several workers, over https, through a tunnel, in a container."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from debugpage.console.unlock.doorkeeper import Doorkeeper
from debugpage.render.bundle import served
from debugpage.wsgi import DebugMiddleware
from tests.apps import plain_wsgi
from tests.apps.actors import play_browser
from tests.apps.failures import LOCAL, MESSAGE
from tests.consoles import Console, open_console, tokens, with_header
from tests.pages import RESERVED, report_path
from tests.security.conftest import tells_nothing
from tests.security.doors import Let, Site, let, locked_site, private_folder, with_cookie
from tests.wire import HOST, PORT, Answer, Ask, Send, over_wsgi

BOOM = Ask("/boom")
ORIGIN = f"http://{HOST}:{PORT}"
WORKERS = 2
MOST_REQUESTS = 60


def errors_of_all_workers(site: Site) -> list[str]:
    """Return an error of each worker process: the ids tell whose they are."""
    found: dict[str, str] = {}
    for _ in range(MOST_REQUESTS):
        error = site.error()
        found[error.partition("-")[0]] = error
        if len(found) == WORKERS:
            return list(found.values())
    raise AssertionError(f"{MOST_REQUESTS} requests reached {list(found)} only")


def test_an_unlock_counts_in_every_worker_and_so_does_the_lock(tmp_path: Path) -> None:
    with locked_site("gunicorn-2", "plain_wsgi:checked", tmp_path) as site:
        errors = errors_of_all_workers(site)
        to = site.let_in(errors[0])
        door = to.address.removesuffix(errors[0])
        consoles = [open_console(site.send(to.get(door + one)), site.origin) for one in errors]
        for console in consoles * 3:
            assert site.send(with_cookie(console.ask("1"), to)).status == 200
        button = with_cookie(consoles[1].command("lock"), to)
        assert site.send(button).json() == {"locked": True}
        for console in consoles * 3:
            assert site.send(with_cookie(console.ask("1"), to)).status == 403
        then = site.let_in(errors[0])
        for error in errors * 3:
            page = site.send(then.get(then.address.replace(errors[0], error)))
            assert page.status == 200
            assert tokens(page) == {}


@pytest.fixture
def private(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorkeeper]:
    with private_folder() as folder:
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder.parent))
        yield Doorkeeper(lambda: folder)


@contextmanager
def guest(peer: str, **options: object) -> Iterator[Send]:
    """Give a sender to an app that a machine or tunnel reaches which the developer has listed."""
    app = DebugMiddleware(plain_wsgi.bare, enabled=True, identify=play_browser, **options)
    yield over_wsgi(app, peer)


def key_ask(key: str, origin: str, *more: tuple[str, str]) -> Ask:
    headers = (("Content-Type", "application/json"), ("Origin", origin), *more)
    return Ask(f"{RESERVED}unlock/key", "POST", headers, f'{{"key": "{key}"}}'.encode())


def named(answer: Answer) -> str:
    return report_path(answer).removeprefix(RESERVED)


def test_a_container_sees_nothing_before_the_unlock(private: Doorkeeper) -> None:
    with guest("172.17.0.1", peers=("172.17.0.0/16",)) as send:
        page = send(BOOM)
        assert page.status == 500
        for secret in (MESSAGE, LOCAL, "Traceback", "failures.py"):
            assert secret not in page.text
        assert "approve" in page.text
        assert page.values("set-cookie") == []
        error = named(page)
        assert send(Ask(RESERVED + error)).status == 403
        assert MESSAGE not in send(Ask(RESERVED)).text
        tells_nothing(send(Ask(RESERVED + error + ".json", headers=(("Accept", "*/*"),))))
        to = let(send(key_ask(private.keys.issue(ORIGIN), ORIGIN)))
        opened = send(to.get(to.address + error))
        assert LOCAL in opened.text
        console = open_console(opened, ORIGIN)
        assert send(with_cookie(console.ask("1"), to)).status == 200
        assert send(console.ask("1")).status == 403
    with guest("172.18.0.1", peers=("172.17.0.0/16",)) as send:
        tells_nothing(send(BOOM))
        assert send(to.get()).status == 403


def test_the_script_of_a_page_is_behind_the_same_door(private: Doorkeeper) -> None:
    name = f"scripts/{served().name}"
    headers = (("Accept", "*/*"), ("Sec-Fetch-Dest", "script"), ("Sec-Fetch-Site", "same-origin"))
    with guest("172.17.0.1", peers=("172.17.0.0/16",)) as send:
        for ask in (Ask(RESERVED + name, headers=headers), Ask(RESERVED + name)):
            answer = send(ask)
            assert answer.status == 403
            assert served().text not in answer.text
        to = let(send(key_ask(private.keys.issue(ORIGIN), ORIGIN)))
        error = named(send(BOOM))
        assert f'src="{to.address}{name}"' in send(to.get(to.address + error)).text
        behind = Ask(to.address + name, headers=headers)
        assert send(behind).status == 403
        assert send(with_cookie(behind, to)).text == served().text


PUBLIC = "https://shop-5000.app.example"
TUNNEL = (
    ("X-Forwarded-Host", "shop-5000.app.example"),
    ("X-Forwarded-Proto", "https"),
    ("X-Forwarded-For", "203.0.113.9"),
)


def through_tunnel(ask: Ask) -> Ask:
    return ask._replace(headers=(*ask.headers, *TUNNEL))


def test_a_tunnel_for_a_listed_name_is_unlocked_over_https(private: Doorkeeper) -> None:
    """A29: the cookie is Secure there. Tunnels write localhost into Host, and some into Origin."""
    with guest("127.0.0.1", hosts=("shop-5000.app.example",)) as send:
        page = send(through_tunnel(BOOM))
        assert page.status == 500
        assert MESSAGE not in page.text
        assert "approve" in page.text
        tells_nothing(send(with_header(through_tunnel(BOOM), "X-Forwarded-Host", "evil.example")))
        key = private.keys.issue(ORIGIN)
        evil = through_tunnel(key_ask(key, "https://evil.example"))
        assert send(evil).status == 403
        answer = send(through_tunnel(key_ask(key, PUBLIC)))
        assert "Secure" in answer.value("set-cookie").split("; ")
        to = let(answer)
        opened = send(through_tunnel(to.get(to.address + named(page))))
        assert LOCAL in opened.text
        for origin in (PUBLIC, ORIGIN):
            console: Console = open_console(opened, ORIGIN)._replace(origin=origin)
            assert send(through_tunnel(with_cookie(console.ask("1"), to))).status == 200
        assert send(through_tunnel(console.ask("1"))).status == 403


def test_a_lock_of_the_browser_that_needed_no_unlock(private: Doorkeeper) -> None:
    with guest("127.0.0.1") as send:
        console = open_console(send(BOOM), ORIGIN)
        lock = console.command("lock")
        assert send(with_header(lock, "X-Debugpage-Token")).status == 403
        assert send(with_header(lock, "Origin", "https://evil.example")).status == 403
        assert send(with_header(lock, "Sec-Fetch-Site")).status == 403
        assert send(console.ask("1")).status == 200
        assert send(lock).json() == {"locked": True}
        assert send(console.ask("1")).status == 403
        assert tokens(send(BOOM))


def test_a_cookie_of_another_name_or_door_lets_nobody_in(private: Doorkeeper) -> None:
    to = private.sessions.open(ORIGIN)
    with guest("172.17.0.1", peers=("172.17.0.1",)) as send:
        address = f"{RESERVED}{to.door}/"
        good = Let(address, f"{to.name}={to.value}")
        assert send(good.get()).status == 200
        for cookie in (f"{to.name}=x", f"debugpage-x={to.value}", f"x{to.name}={to.value}", ""):
            assert send(Let(address, cookie).get()).status == 403
        assert send(Let(f"{RESERVED}{'0' * 32}/", good.cookie).get()).status == 403
        assert send(Let(RESERVED, good.cookie).get()).status == 403


def test_who_was_let_in_stays_in_over_a_restart(private: Doorkeeper) -> None:
    with guest("172.17.0.1", peers=("172.17.0.1",)) as send:
        to = let(send(key_ask(private.keys.issue(ORIGIN), ORIGIN)))
        old = open_console(send(to.get(to.address + named(send(BOOM)))), ORIGIN)
    with guest("172.17.0.1", peers=("172.17.0.1",)) as restarted:
        page = restarted(to.get(to.address + named(restarted(BOOM))))
        console = open_console(page, ORIGIN)
        assert restarted(with_cookie(console.ask("1"), to)).status == 200
        assert restarted(with_cookie(console._replace(token=old.token).ask(), to)).status == 403
