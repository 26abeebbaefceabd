"""A10, A12, A22, A26-A29: browsers that no connection tells, and how they are let in."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.apps.failures import LOCAL
from tests.consoles import Console, open_console, tokens, with_header
from tests.pages import RESERVED, text_of
from tests.security.doors import Let, Site, let, locked_site, with_cookie
from tests.security.test_headers import PROTECTION
from tests.wire import CURL, Ask

SERVERS = (
    ("run", "plain_wsgi:checked"),
    ("wsgiref", "plain_wsgi:checked"),
    ("gunicorn-gthread", "plain_wsgi:checked"),
    ("uvicorn", "plain_asgi:checked"),
)
GROUPED = [
    pytest.param(server, id=server[0], marks=pytest.mark.xdist_group(f"unlock on {server[0]}"))
    for server in SERVERS
]


@pytest.fixture(scope="module", params=GROUPED)
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    kind, target = request.param
    with locked_site(kind, target, tmp_path_factory.mktemp("unlock")) as site:
        yield site


@pytest.fixture
def site(running: Site) -> Site:
    """Return a server at which nobody asks: an address may ask six times a minute only."""
    for name in running.folder.glob("begun-*"):
        name.unlink()
    running.doorkeeper.challenges.end_all()
    return running


@pytest.fixture
def owner(site: Site) -> Iterator[tuple[Let, Console]]:
    """Return a browser that was let in, and that still runs code when the test is over."""
    to = site.let_in(site.error())
    console = site.console(to)
    runs(site, console, to)
    yield to, console
    runs(site, console, to)


def runs(site: Site, console: Console, to: Let) -> None:
    counter = site.server.log_file.parent / "canary"
    before = counter.stat().st_size if counter.exists() else 0
    answer = site.send(with_cookie(console.ask(), to))
    assert answer.status == 200, answer.text
    assert counter.stat().st_size == before + 1


def runs_nothing(site: Site, *asks: Ask) -> None:
    counter = site.server.log_file.parent / "canary"
    before = counter.stat().st_size if counter.exists() else 0
    for ask in asks:
        answer = site.send(ask)
        assert answer.status == 403, answer
        assert LOCAL not in answer.text
    assert not before or counter.stat().st_size == before


def test_a_locked_page_says_why_and_leads_to_the_unlock(site: Site) -> None:
    page = site.send(Ask("/boom"))
    assert page.status == 500
    assert tokens(page) == {}
    (link,) = [one for one in page.html().iter("a") if "unlock?id=" in (one.get("href") or "")]
    unlock = site.send(Ask(link.get("href") or ""))
    assert unlock.status == 200
    assert "approve" in unlock.text
    assert "locked" in page.text


def test_an_approval_opens_consoles_and_stays_open(site: Site) -> None:
    first, second = site.error(), site.error()
    to = site.let_in(first)
    console = site.console(to)
    assert console.traceback == first
    assert LOCAL in site.send(to.get()).text
    runs(site, console, to)
    again = site.send(to.get(to.address.replace(first, second)))
    assert LOCAL in again.text
    runs(site, open_console(again, site.origin), to)
    runs(site, console, to)


def test_the_list_behind_the_door_stays_behind_it(site: Site, owner: tuple[Let, Console]) -> None:
    to, console = owner
    door = to.address.removesuffix(console.traceback)
    links = [one.get("href") or "" for one in site.send(to.get(door)).html().iter("a")]
    assert door + console.traceback in links


def test_without_the_cookie_the_door_leads_to_the_unlock(
    site: Site, owner: tuple[Let, Console]
) -> None:
    to, console = owner
    other = site.let_in(console.traceback)
    for ask in (Ask(to.address), with_cookie(Ask(to.address), other)):
        answer = site.send(ask)
        assert answer.status == 403
        assert tokens(answer) == {}
        assert LOCAL not in answer.text
        assert "approve" in answer.text


def test_the_cookie_alone_runs_nothing_and_so_does_the_token_alone(
    site: Site, owner: tuple[Let, Console]
) -> None:
    to, console = owner
    good = with_cookie(console.ask(), to)
    without_door = good._replace(path=good.path.replace(to.address.split("/")[2] + "/", ""))
    runs_nothing(
        site,
        console.ask(),
        with_header(good, "X-Debugpage-Token"),
        without_door,
        with_header(good, "Cookie", to.cookie[:-1]),
        with_header(good, "Cookie", "debugpage-0=0"),
    )


def test_a_token_of_one_session_is_none_in_another(site: Site, owner: tuple[Let, Console]) -> None:
    to, console = owner
    other = site.let_in(console.traceback)
    theirs = site.console(other)
    runs_nothing(
        site,
        with_cookie(console._replace(token=theirs.token).ask(), to),
        with_cookie(theirs._replace(token=console.token).ask(), other),
        with_cookie(console.ask(), other),
    )
    runs(site, theirs, other)


@pytest.mark.parametrize(
    "change",
    [
        lambda ask: with_header(ask, "Origin", "https://evil.example"),
        lambda ask: with_header(ask, "Origin", "null"),
        lambda ask: with_header(ask, "Origin"),
        lambda ask: with_header(ask, "Sec-Fetch-Site", "same-site"),
        lambda ask: with_header(ask, "Sec-Fetch-Site", "cross-site"),
        lambda ask: with_header(ask, "Sec-Fetch-Site", "none"),
        lambda ask: with_header(ask, "Host", "evil.example"),
        lambda ask: with_header(ask, "Host", "localhost"),
        lambda ask: with_header(ask, "X-Forwarded-For", "127.0.0.1"),
        lambda ask: with_header(ask, "X-Forwarded-Host", "localhost"),
    ],
)
def test_who_was_let_in_passes_every_other_gate(
    site: Site, owner: tuple[Let, Console], change: Callable[[Ask], Ask]
) -> None:
    to, console = owner
    runs_nothing(site, change(with_cookie(console.ask(), to)))
    asked = site.said("ask")
    site.doorkeeper.challenges.approve(asked["label"])
    refused = site.send(change(site.ask("look", challenge=asked["challenge"])))
    assert refused.status == 403
    assert refused.values("set-cookie") == []
    let(site.send(site.ask("look", challenge=asked["challenge"])))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Sec-Fetch-Dest", "empty"),
        ("Sec-Fetch-Dest", "iframe"),
        ("Sec-Fetch-Mode", "cors"),
        ("Service-Worker-Navigation-Preload", "true"),
        ("Sec-Purpose", "prefetch"),
    ],
)
def test_a_script_that_has_the_cookie_gets_no_token(
    site: Site, owner: tuple[Let, Console], name: str, value: str
) -> None:
    """A24, with a session: scripts of the app send its cookie wherever they ask."""
    to, _ = owner
    answer = site.send(with_header(to.get(), name, value))
    assert answer.status == 200
    assert tokens(answer) == {}


def test_nothing_but_a_code_or_an_approval_lets_in(site: Site) -> None:
    asked = site.said("ask")
    assert set(asked) == {"challenge", "label", "told"}
    assert asked["told"] is False  # its log is no terminal
    for ask in (
        site.ask("code", challenge=asked["challenge"], code="AAAA-AAAA"),
        site.ask("key", key="0" * 32),
        site.ask("look", challenge="0" * 32),
    ):
        answer = site.send(ask)
        assert answer.status in (403, 410)
        assert answer.values("set-cookie") == []


def test_six_wrong_codes_burn_one_challenge_alone(site: Site, owner: tuple[Let, Console]) -> None:
    asked, other = site.said("ask"), site.said("ask")
    wrong = site.ask("code", challenge=asked["challenge"], code="AAAA-AAAA")
    assert [site.send(wrong).status for _ in range(6)] == [403] * 5 + [410]
    assert not site.doorkeeper.challenges.approve(asked["label"])
    assert site.send(site.ask("look", challenge=asked["challenge"])).status == 410
    site.doorkeeper.challenges.approve(other["label"])
    let(site.send(site.ask("look", challenge=other["challenge"])))


def test_two_hundred_codes_at_once_are_five(site: Site) -> None:
    asked = site.said("ask")
    wrong = site.ask("code", challenge=asked["challenge"], code="AAAA-AAAA")
    with ThreadPoolExecutor(8) as pool:
        statuses = list(pool.map(lambda _: site.send(wrong).status, range(200)))
    assert statuses.count(403) == 5
    assert statuses.count(410) == 195


def test_an_approval_and_a_link_are_good_once(site: Site) -> None:
    asked = site.said("ask")
    site.doorkeeper.challenges.approve(asked["label"])
    look = site.ask("look", challenge=asked["challenge"])
    let(site.send(look))
    assert site.send(look).status == 410
    key = site.doorkeeper.keys.issue(site.origin)
    let(site.send(site.ask("key", key=key)))
    again = site.send(site.ask("key", key=key))
    assert (again.status, again.values("set-cookie")) == (403, [])


def test_who_asks_in_vain_locks_nobody_out(site: Site, owner: tuple[Let, Console]) -> None:
    """A28: three open and six a minute are for who asks; the owner goes in by the link."""
    to, console = owner
    for _ in range(20):
        answer = site.send(site.ask("ask"))
        if answer.status == 200:
            wrong = site.ask("code", challenge=answer.json()["challenge"], code="AAAA-AAAA")
            for _ in range(6):
                site.send(wrong)
    assert answer.status == 429
    runs(site, console, to)
    key = site.doorkeeper.keys.issue(site.origin)
    let(site.send(site.ask("key", key=key)))


def test_the_cookie_is_for_the_door_alone(site: Site) -> None:
    """A29."""
    key = site.doorkeeper.keys.issue(site.origin)
    answer = site.send(site.ask("key", key=key, error="x"))
    cookie, *attributes = answer.value("set-cookie").split("; ")
    name, _, value = cookie.partition("=")
    assert len(value) == 64
    assert answer.json()["address"] == f"{RESERVED}{answer.json()['door']}/x"
    assert sorted(attributes) == [
        "HttpOnly",
        f"Path={RESERVED}{answer.json()['door']}/",
        "SameSite=Strict",
    ]
    assert value not in answer.text
    for wanted, protection in PROTECTION.items():
        assert answer.value(wanted) == protection
    other = site.send(site.ask("key", key=site.doorkeeper.keys.issue(site.origin)))
    assert other.value("set-cookie").partition("=")[0] != name


@pytest.mark.parametrize(
    "error", ["../../x", "//evil.example", "a b", "\r\nX: y", 5, None, "x" * 300]
)
def test_the_way_on_is_an_id_or_none(site: Site, error: object) -> None:
    key = site.doorkeeper.keys.issue(site.origin)
    answer = site.send(site.ask("key", key=key, error=error)).json()
    assert answer["address"] == f"{RESERVED}{answer['door']}/"


def test_the_unlock_is_asked_for_by_its_page_in_its_form(site: Site) -> None:
    good = site.ask("ask")
    for ask, status in (
        (good._replace(method="GET"), 405),
        (good._replace(method="OPTIONS"), 405),
        (good._replace(path=f"{RESERVED}unlock/nothing"), 404),
        (with_header(good, "Content-Type", "text/plain"), 415),
        (good._replace(body=b"["), 400),
        (good._replace(body=b"[]"), 400),
        (good._replace(body=b" " * 70_000), 413),
        (site.ask("code", challenge=5, code="x"), 400),
        (site.ask("code", challenge="x" * 300, code="x"), 400),
        (site.ask("key"), 400),
        (Ask(f"{RESERVED}unlock", "POST"), 405),
    ):
        assert site.send(ask).status == status, ask
    assert site.send(Ask(f"{RESERVED}unlock?id=%00&id=x", headers=CURL)).status == 200
    site.said("ask")


def locked_by_command(site: Site) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "debugpage", "lock"],
        env={**os.environ, "XDG_RUNTIME_DIR": str(site.folder.parent)},
        capture_output=True,
        check=True,
        text=True,
    )
    assert re.match(
        r"Locked: [1-9]\d* sessions? ended, .* [1-9]\d* errors? in 1 process", ran.stdout
    )


def locked_by_button(site: Site) -> None:
    to = site.let_in(site.error())
    button = with_cookie(site.console(to).command("lock"), to)
    runs_nothing(site, with_header(button, "Cookie"), with_header(button, "X-Debugpage-Token"))
    assert site.send(button).json() == {"locked": True}


@pytest.mark.parametrize("lock", [locked_by_command, locked_by_button])
def test_a_lock_ends_everything_at_once(site: Site, lock: Callable[[Site], None]) -> None:
    to = site.let_in(site.error())
    console = site.console(to)
    runs(site, console, to)
    asked, key = site.said("ask"), site.doorkeeper.keys.issue(site.origin)
    lock(site)
    ended = site.send(with_cookie(console.ask(), to))
    assert "not let in any longer" in ended.text
    runs_nothing(site, with_cookie(console.ask(), to), site.ask("key", key=key))
    assert site.send(to.get()).status == 403
    assert site.send(site.ask("look", challenge=asked["challenge"])).status == 410
    again = site.let_in(console.traceback)
    assert tokens(site.send(again.get())) == {}
    assert "all consoles were closed" in site.send(again.get()).text


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="Linux alone has /proc")
def test_no_secret_is_written_where_it_is_kept(site: Site) -> None:
    """A33: the log, and the arguments and the environment of the server."""
    to = site.let_in(site.error())
    console = site.console(to)
    runs(site, console, to)
    key = site.doorkeeper.keys.issue(site.origin)
    site.send(site.ask("key", key=key))
    log = site.server.log()
    told = [log]
    for name in ("cmdline", "environ"):
        file = Path("/proc", str(site.server.process.pid), name)
        told.append(file.read_bytes().decode(errors="replace"))
    visible = text_of(site.send(to.get()).html())
    for secret in (console.token, to.cookie.partition("=")[2], key):
        assert all(secret not in text for text in (*told, visible))
    assert "canary()" not in log
