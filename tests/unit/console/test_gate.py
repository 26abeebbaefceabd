"""The gate: address, host, origin, Sec-Fetch, headers, each alone against a good request."""

from collections.abc import Mapping
from typing import Any

import pytest

from debugpage.console.gate import Gate, Level, Verdict
from debugpage.console.peer import UNKNOWN, Owner, Whose
from debugpage.exchange import Peer, Request, from_scope
from debugpage.options import Options
from tests.apps.actors import play_browser

DOCUMENT = {
    "host": "127.0.0.1:5000",
    "sec-fetch-site": "none",
    "sec-fetch-mode": "navigate",
    "sec-fetch-dest": "document",
}
COMMAND = {
    "host": "127.0.0.1:5000",
    "origin": "http://127.0.0.1:5000",
    "sec-fetch-site": "same-origin",
    "sec-fetch-mode": "cors",
    "sec-fetch-dest": "empty",
}
PEER = Peer("127.0.0.1", 40_000, "127.0.0.1", 5_000)
FORWARDING = [
    "Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto",
    "X-Forwarded-Server", "X-Forwarded-Anything", "X-Real-IP", "X-Original-URL",
    "X-Original-Host", "True-Client-IP", "CF-Connecting-IP", "CF-Ray", "X-Client-IP",
]  # fmt: skip


def request(
    headers: Mapping[str, str | None], peer: Peer = PEER, more: tuple[tuple[str, str], ...] = ()
) -> Request:
    fields = [(name, value) for name, value in headers.items() if value is not None]
    scope: dict[str, Any] = {
        "type": "http",
        "path": "/boom",
        "headers": [(n.encode(), v.encode("latin-1")) for n, v in [*fields, *more]],
    }
    return from_scope(scope)._replace(peer=peer)


def gate(**options: Any) -> Gate:
    return Gate(Options(**{"identify": play_browser, **options}))


def level(changes: dict[str, str | None], peer: Peer = PEER, **options: Any) -> Level:
    return gate(**options).judge(request({**DOCUMENT, **changes}, peer)).level


def refusal(changes: dict[str, str | None], peer: Peer = PEER, **options: Any) -> str:
    return gate(**options).refusal_of_command(request({**COMMAND, **changes}, peer))


def test_the_good_requests() -> None:
    verdict = gate().judge(request({**DOCUMENT}))
    assert verdict == Verdict(Level.CONSOLE)
    assert refusal({}) == ""


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST"])
def test_own_hosts(name: str) -> None:
    host, origin = f"{name}:5000", f"http://{name}:5000"
    assert level({"host": host}) is Level.CONSOLE
    assert refusal({"host": host, "origin": origin}) == ""


@pytest.mark.parametrize(
    "host",
    [
        "evil.example:5000", "0.0.0.0:5000", "127.1:5000", "2130706433", "0x7f.0.0.1",
        "0177.0.0.1", "127.0.0.1.:5000", "[::ffff:127.0.0.1]:5000", "localhost.evil.example",
        "evil-localhost", "localhost@evil.example", "localhost evil.example", "localhost:5000:1",
        "localhost:abc", "localhost:", "", "localhost,evil.example", "localhost.", "[::1",
        "127.0.0.1:\uff15\uff10\uff10\uff10", "localhost\t", " localhost",
    ],
)  # fmt: skip
def test_foreign_hosts(host: str) -> None:
    raw = host.encode("utf-8").decode("latin-1")
    assert level({"host": raw}) is Level.NOTHING
    assert refusal({"host": raw, "origin": f"http://{raw}"})


def test_no_host_and_two_hosts() -> None:
    assert level({"host": None}) is Level.NOTHING
    two = request({**DOCUMENT}, more=(("host", "evil.example"),))
    assert gate().judge(two).level is Level.NOTHING
    assert refusal({"host": None})


def test_a_subdomain_of_localhost_needs_a_browser_that_says_so() -> None:
    assert level({"host": "shop.localhost:5000"}) is Level.CONSOLE
    bare = {"sec-fetch-site": None, "sec-fetch-mode": None, "sec-fetch-dest": None}
    assert level({"host": "shop.localhost:5000", **bare}) is Level.NOTHING


def test_a_host_that_the_developer_lists() -> None:
    assert level({"host": "dev.example:5000"}) is Level.NOTHING
    assert level({"host": "dev.example:5000"}, hosts=("dev.example",)) is Level.CONSOLE


@pytest.mark.parametrize("name", FORWARDING)
@pytest.mark.parametrize("value", ["127.0.0.1", ""])
def test_forwarding_headers(name: str, value: str) -> None:
    assert level({name.lower(): value}) is Level.NOTHING
    assert refusal({name.lower(): value})


def test_an_address_that_a_header_told() -> None:
    assert level({}, PEER._replace(port=0)) is Level.NOTHING
    proxied = request({**DOCUMENT})._replace(proxied=True)
    assert gate().judge(proxied).level is Level.NOTHING


@pytest.mark.parametrize(
    "host", ["192.168.1.50", "10.0.0.9", "172.17.0.1", "fe80::1%eth0", "0.0.0.0", "::", "127.0.0.2"]
)
def test_peers_elsewhere(host: str) -> None:
    assert level({}, PEER._replace(host=host)) is Level.NOTHING
    assert refusal({}, PEER._replace(host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_peers_on_this_machine(host: str) -> None:
    assert level({}, PEER._replace(host=host)) is Level.CONSOLE


@pytest.mark.parametrize("peer", [Peer(), Peer("127.0.0.1"), Peer("<local>", None, "x", 80)])
def test_unknown_peers_read_and_do_no_more(peer: Peer) -> None:
    assert level({}, peer) is Level.READ
    assert refusal({}, peer)


CURL = Owner(Whose.A_PROGRAMS, "curl")
STRANGER = Owner(Whose.ANOTHER_USERS)


def test_another_user_gets_nothing() -> None:
    verdict = gate(identify=lambda _: STRANGER).judge(request({**DOCUMENT}))
    assert verdict == Verdict(Level.NOTHING, verdict.reason, values=False, keeps=False)
    assert "another user" in verdict.reason
    assert refusal({}, identify=lambda _: STRANGER)
    assert gate(identify=lambda _: STRANGER).refusal_of_sender(request({**DOCUMENT}))


def test_a_program_reads_without_values() -> None:
    verdict = gate(identify=lambda _: CURL).judge(request({**DOCUMENT}))
    assert (verdict.level, verdict.values, verdict.keeps) == (Level.READ, False, True)
    assert "'curl'" in verdict.reason
    assert refusal({}, identify=lambda _: CURL)
    assert not gate(identify=lambda _: CURL).refusal_of_sender(request({**DOCUMENT}))


def test_an_unknown_owner_reads_the_document_and_does_no_more() -> None:
    verdict = gate(identify=lambda _: UNKNOWN).judge(request({**DOCUMENT}))
    assert (verdict.level, verdict.values, verdict.keeps) == (Level.READ, True, True)
    assert refusal({}, identify=lambda _: UNKNOWN)


def test_nobody_is_identified_for_a_request_that_is_refused_already() -> None:
    def fail(_: Peer) -> Owner:
        raise AssertionError

    assert level({"host": "evil.example"}, identify=fail) is Level.NOTHING
    assert level({"via": "1.1 x"}, identify=fail) is Level.NOTHING
    assert level({}, PEER._replace(host="10.0.0.9"), identify=fail) is Level.NOTHING
    assert refusal({"host": "evil.example"}, identify=fail)


def test_the_real_check_is_the_default() -> None:
    """Nobody has this connection open."""
    assert Gate(Options()).judge(request({**DOCUMENT})).level is Level.READ


@pytest.mark.parametrize(
    "changes",
    [
        {"sec-fetch-dest": "empty"},
        {"sec-fetch-dest": "iframe"},
        {"sec-fetch-dest": "object"},
        {"sec-fetch-dest": "script"},
        {"sec-fetch-dest": None},
        {"sec-fetch-mode": "cors"},
        {"sec-fetch-mode": "no-cors"},
        {"sec-fetch-mode": None},
        {"sec-fetch-site": None},
        {"sec-purpose": "prefetch"},
        {"purpose": "prefetch"},
        {"service-worker-navigation-preload": "true"},
        {"host": "127.0.0.1:6000"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_what_is_no_persons_navigation_gets_no_console(changes: dict[str, str | None]) -> None:
    assert level(changes) is Level.READ


def test_a_script_of_the_app_sees_no_values() -> None:
    scripted = {
        "sec-fetch-dest": "empty",
        "sec-fetch-mode": "cors",
        "sec-fetch-site": "same-origin",
    }
    verdict = gate().judge(request({**DOCUMENT, **scripted}))
    assert (verdict.level, verdict.values) == (Level.READ, False)


def test_another_site_that_opens_an_error_has_no_frames_kept() -> None:
    opened = {**DOCUMENT, "sec-fetch-site": "cross-site"}
    assert not gate().judge(request(opened)).keeps
    assert not gate().judge(request({**opened, "sec-fetch-dest": "iframe"})).keeps
    assert level({"sec-fetch-site": "cross-site", "sec-fetch-user": "?1"}) is Level.CONSOLE


def test_a_page_that_a_service_worker_is_handed_has_no_values() -> None:
    preload = {**DOCUMENT, "service-worker-navigation-preload": "true"}
    for judge in (gate(), gate(identify=lambda _: UNKNOWN)):
        verdict = judge.judge(request(preload))
        assert (verdict.level, verdict.values, verdict.keeps) == (Level.READ, False, False)
        assert "service worker" in verdict.reason


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
@pytest.mark.parametrize("mode", ["cors", "no-cors", None])
def test_another_site_that_fetches_gets_nothing(site: str, mode: str | None) -> None:
    assert level({"sec-fetch-site": site, "sec-fetch-mode": mode}) is Level.NOTHING


@pytest.mark.parametrize(
    ("origin", "site", "expected"),
    [
        ("http://127.0.0.1:5000", "same-origin", Level.CONSOLE),
        ("http://evil.example", "none", Level.NOTHING),
        ("http://127.0.0.1:5001", "same-origin", Level.NOTHING),
        ("https://127.0.0.1:5000", "same-origin", Level.NOTHING),
        ("null", "same-origin", Level.CONSOLE),
        ("null", "cross-site", Level.NOTHING),
        ("null", None, Level.NOTHING),
    ],
)
def test_the_origin_of_a_page(origin: str, site: str | None, expected: Level) -> None:
    assert level({"origin": origin, "sec-fetch-site": site}) is expected


@pytest.mark.parametrize(
    "changes",
    [
        {"origin": None},
        {"origin": "null"},
        {"origin": "https://evil.example"},
        {"origin": "http://127.0.0.1:5001"},
        {"origin": "http://localhost:5000"},
        {"origin": "http://127.0.0.1"},
        {"sec-fetch-site": None},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "SAME-ORIGIN"},
    ],
)
def test_commands_from_elsewhere(changes: dict[str, str | None]) -> None:
    assert refusal(changes)


def test_a_second_origin_or_site_is_one_too_many() -> None:
    for more in (("origin", COMMAND["origin"]), ("sec-fetch-site", "same-origin")):
        assert gate().refusal_of_command(request({**COMMAND}, more=(more,)))


DOOR = "d" * 32
LET_IN = {**DOCUMENT, "cookie": "debugpage-1=2"}


def find_session(door: str, cookies: list[str], origin: str) -> str:
    is_it = (door, cookies, origin) == (DOOR, ["debugpage-1=2"], "http://127.0.0.1:5000")
    return "session" if is_it else ""


def behind_door(headers: Mapping[str, str | None], peer: Peer = PEER) -> Request:
    return request(headers, peer)._replace(path=f"/__debugpage__/{DOOR}/x")


def unlocked(**options: Any) -> Gate:
    return Gate(Options(**{"identify": lambda _: UNKNOWN, **options}), find_session)


@pytest.mark.parametrize("owner", [UNKNOWN, CURL])
def test_a_browser_that_was_let_in_gets_consoles(owner: Owner) -> None:
    gate = unlocked(identify=lambda _: owner)
    assert gate.judge(request(LET_IN)).can_unlock
    verdict = gate.judge(behind_door(LET_IN))
    assert verdict == Verdict(Level.CONSOLE, session="session")
    command = behind_door({**COMMAND, "cookie": "debugpage-1=2"})
    assert gate.refusal_of_command(command) == ""
    bare = {**COMMAND, "cookie": "debugpage-1=2", "sec-fetch-site": None}
    assert gate.refusal_of_command(behind_door(bare)) == ""
    assert gate.refusal_of_command(behind_door({**COMMAND, "cookie": "debugpage-1=3"}))
    assert gate.refusal_of_command(request({**COMMAND, "cookie": "debugpage-1=2"}))
    assert gate.bearer_of(command) != gate.bearer_of(request({**COMMAND}))


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "evil.example"},
        {"host": "localhost:5000"},
        {"via": "1.1 x"},
        {"origin": "https://evil.example"},
        {"sec-fetch-dest": "empty"},
        {"sec-fetch-mode": "cors"},
        {"sec-fetch-site": "cross-site"},
        {"sec-purpose": "prefetch"},
        {"service-worker-navigation-preload": "true"},
    ],
)
def test_who_was_let_in_is_still_judged(changes: dict[str, str | None]) -> None:
    assert unlocked().judge(behind_door({**LET_IN, **changes})).level is not Level.CONSOLE
    command = {**COMMAND, "cookie": "debugpage-1=2", **changes}
    if "sec-fetch-dest" not in changes and "sec-purpose" not in changes:
        is_command = "service-worker-navigation-preload" in changes or "sec-fetch-mode" in changes
        assert bool(unlocked().refusal_of_command(behind_door(command))) is not is_command


def test_another_user_with_a_stolen_cookie_gets_nothing() -> None:
    gate = unlocked(identify=lambda _: STRANGER)
    assert gate.judge(behind_door(LET_IN)).level is Level.NOTHING
    assert gate.refusal_of_command(behind_door({**COMMAND, "cookie": "debugpage-1=2"}))


DOCKER = PEER._replace(host="172.17.0.1")


def test_an_address_that_is_listed_sees_nothing_before_the_unlock() -> None:
    gate = unlocked(peers=("172.17.0.0/16",))
    verdict = gate.judge(request({**DOCUMENT}, DOCKER))
    assert (verdict.level, verdict.values, verdict.can_unlock) == (Level.NOTHING, False, True)
    assert verdict.keeps
    for unwanted in ({"sec-fetch-dest": "empty"}, {"sec-fetch-site": "cross-site"}):
        assert not gate.judge(request({**DOCUMENT, **unwanted}, DOCKER)).keeps
    assert gate.refusal_of_command(request({**COMMAND}, DOCKER))
    assert gate.judge(behind_door(LET_IN, DOCKER)).level is Level.CONSOLE
    assert gate.judge(behind_door(LET_IN, PEER._replace(host="172.18.0.1"))).level is Level.NOTHING
    mapped = PEER._replace(host="::ffff:172.17.0.1")
    assert gate.judge(request({**DOCUMENT}, mapped)).can_unlock


def test_a_listed_address_never_opens_by_itself() -> None:
    gate = Gate(Options(identify=play_browser, peers=("172.17.0.1",)))
    assert gate.judge(request({**DOCUMENT}, DOCKER)).level is Level.NOTHING
    assert gate.refusal_of_command(request({**COMMAND}, DOCKER))


def test_another_user_whose_address_is_listed_may_be_let_in() -> None:
    gate = unlocked(identify=lambda _: STRANGER, peers=("127.0.0.1",))
    verdict = gate.judge(request({**DOCUMENT}))
    assert (verdict.level, verdict.can_unlock) == (Level.NOTHING, True)
    assert gate.judge(behind_door(LET_IN)).level is Level.CONSOLE


FORWARDED = {"x-forwarded-host": "shop.example", "x-forwarded-for": "203.0.113.9"}


def test_a_tunnel_for_a_listed_host_opens_once_it_is_unlocked() -> None:
    gate = unlocked(hosts=("shop.example",))
    verdict = gate.judge(request({**DOCUMENT, **FORWARDED}))
    assert (verdict.level, verdict.can_unlock) == (Level.NOTHING, True)
    assert gate.judge(behind_door({**LET_IN, **FORWARDED})).level is Level.CONSOLE
    command = {**COMMAND, **FORWARDED, "cookie": "debugpage-1=2"}
    assert gate.refusal_of_command(request(command))
    assert gate.refusal_of_command(behind_door(command)) == ""
    public = {**command, "origin": "https://shop.example"}
    assert gate.refusal_of_command(behind_door(public)) == ""
    assert gate.refusal_of_command(behind_door({**command, "origin": "https://evil.example"}))


@pytest.mark.parametrize(
    "name", ["evil.example", "shop.example.evil.example", "", "a, shop.example"]
)
def test_a_tunnel_for_another_host_gets_nothing(name: str) -> None:
    for hosts in ((), ("shop.example",)):
        changes = {**DOCUMENT, **FORWARDED, "x-forwarded-host": name}
        verdict = unlocked(hosts=hosts).judge(request(changes))
        assert (verdict.level, verdict.can_unlock) == (Level.NOTHING, False)


def test_a_listed_host_that_a_header_addresses_is_judged_as_a_tunnel() -> None:
    peer = Peer("203.0.113.9", 0, "127.0.0.1", 5000)
    verdict = unlocked(hosts=("shop.example",)).judge(request({**DOCUMENT, **FORWARDED}, peer))
    assert (verdict.level, verdict.can_unlock) == (Level.NOTHING, True)
    assert not unlocked().judge(request({**DOCUMENT, **FORWARDED}, peer)).can_unlock
