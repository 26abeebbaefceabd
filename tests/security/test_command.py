"""A18-A23, A25, A30, and part of A29: the form of the request, and the token it must carry."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from debugpage.render.answer import MOST_BYTES
from tests.apps.failures import LOCAL
from tests.consoles import CANARY, Console, facts, open_console, with_header
from tests.pages import RESERVED
from tests.servers import serve
from tests.venues import Venue
from tests.wire import Ask, over_socket, send_raw

BOOM = Ask("/boom")
Refused = Callable[..., None]


def in_query(console: Console, ask: Ask) -> Ask:
    fields = {**json.loads(ask.body), "token": console.token, "X-Debugpage-Token": console.token}
    return ask._replace(path=f"{ask.path}?{urlencode(fields)}")


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_only_post_runs_code(console: Console, refused: Refused, method: str) -> None:
    ask = console.ask()._replace(method=method)
    refused(ask, 405)
    refused(in_query(console, ask), 405)
    for override in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        refused(with_header(ask, override, "POST"), 405)


@pytest.mark.parametrize(
    "types",
    [
        ("text/plain",),
        ("text/plain; application/json",),
        ("application/x-www-form-urlencoded",),
        ("multipart/form-data; boundary=x",),
        ("application/json;text/plain",),
        ("application/json, text/plain",),
        ("application/jsonp",),
        ("application/json; charset=utf-7",),
        ("",),
        (),
    ],
    ids=str,
)
def test_only_json_runs_code(console: Console, refused: Refused, types: tuple[str, ...]) -> None:
    refused(with_header(console.ask(), "Content-Type", *types), 415)


def test_a_preflight_is_not_granted(venue: Venue, console: Console) -> None:
    ask = with_header(console.ask()._replace(method="OPTIONS"), "Origin", "https://evil.example")
    for name, value in (
        ("Access-Control-Request-Method", "POST"),
        ("Access-Control-Request-Headers", "content-type,x-debugpage-token"),
        ("Access-Control-Request-Private-Network", "true"),
        ("Access-Control-Request-Local-Network", "true"),
    ):
        ask = with_header(ask, name, value)
    answer = venue.send(ask)
    assert (answer.status, answer.value("allow")) == (405, "POST")
    assert not [name for name, _ in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda token: (),
        lambda token: ("",),
        lambda token: (token[:-1],),
        lambda token: (token + "0",),
        lambda token: (token.upper(),),
        lambda token: (token[::-1],),
        lambda token: ("é" + token,),
        lambda token: ("\xff" * 64,),
        lambda token: (token, token),
        lambda token: (f"{token},{token}",),
        lambda token: ("A" * 6000,),
    ],
    ids=[
        *("missing", "empty", "short", "long", "upper case", "reversed", "accented", "bytes"),
        *("twice", "list", "endless"),
    ],
)
def test_a_wrong_token_runs_nothing(
    console: Console, refused: Refused, wrong: Callable[[str], tuple[str, ...]]
) -> None:
    refused(with_header(console.ask(), "X-Debugpage-Token", *wrong(console.token)), 403)


def test_of_one_command_sent_many_times_at_once_one_runs(venue: Venue, console: Console) -> None:
    ask, before = console.ask(), venue.count("canary")
    with ThreadPoolExecutor(8) as crowd:
        statuses = Counter(crowd.map(lambda _: venue.send(ask).status, range(16)))
    assert statuses == {200: 1, 409: 15}
    assert venue.count("canary") == before + 1


def test_the_token_counts_in_its_header_alone(console: Console, refused: Refused) -> None:
    ask = with_header(console.ask(token=console.token), "X-Debugpage-Token")
    refused(in_query(console, ask), 403)
    refused(with_header(ask, "Cookie", f"X-Debugpage-Token={console.token}"), 403)
    refused(with_header(ask, "Authorization", f"Bearer {console.token}"), 403)


def test_a_token_opens_its_own_frame_only(venue: Venue, console: Console, refused: Refused) -> None:
    page = venue.get("/boom")
    for frame in facts(page)["tokens"]:
        if frame != console.frame:
            refused(console.ask(frame=frame), 403)
    for frame in ("-1", "1000000000", "", "\0", -1, 10**9, 0, None, [console.frame], {}):
        refused(console.ask(frame=frame), 403)


def test_the_values_of_a_frame_need_its_own_token(
    venue: Venue, console: Console, refused: Refused
) -> None:
    ask = console.command("values", path=[])
    assert venue.send(ask).status == 200
    refused(ask, 409)
    for frame in facts(venue.get("/boom"))["tokens"]:
        if frame != console.frame:
            refused(console.command("values", path=[], frame=frame), 403)
    refused(with_header(console.command("values", path=[]), "X-Debugpage-Token"), 403)


def test_a_token_opens_its_own_error_only(venue: Venue, console: Console, refused: Refused) -> None:
    other = open_console(venue.get("/boom"), venue.origin)
    refused(console.ask(tb=other.traceback), 403)
    refused(other.ask(tb=console.traceback), 403)
    for traceback in ("", "A" * 22, None, 0, [other.traceback]):
        refused(console.ask(tb=traceback), 403)


def test_a_token_is_bound_to_the_name_its_page_was_opened_under(
    venue: Venue, console: Console, refused: Refused
) -> None:
    port = venue.origin.rpartition(":")[2]
    ask = with_header(console.ask(), "Host", f"localhost:{port}")
    refused(with_header(ask, "Origin", f"http://localhost:{port}"), 403)


def test_nothing_survives_a_restart(tmp_path: Path) -> None:
    folders = tmp_path / "first", tmp_path / "second"
    for folder in folders:
        folder.mkdir()
    with serve("werkzeug", "tests.apps.flask_app:app", folders[0]) as first:
        old = open_console(
            over_socket(first.host, first.port)(BOOM), f"http://{first.host}:{first.port}"
        )
    with serve("werkzeug", "tests.apps.flask_app:app", folders[1]) as second:
        send, origin = (
            over_socket(second.host, second.port),
            f"http://{second.host}:{second.port}",
        )
        new = open_console(send(BOOM), origin)
        restarted = send(old._replace(origin=origin).ask())
        assert restarted.status == 410
        assert "restart" in restarted.json()["error"]
        assert send(new._replace(token=old.token).ask()).status == 403
        assert not (folders[1] / "canary").exists()
        assert send(new.ask()).status == 200


def test_nothing_in_an_address_runs_code(venue: Venue, console: Console) -> None:
    before = venue.count("canary")
    for query in (
        f"__debugger__=yes&cmd={CANARY}&frm=0&s={console.token}",
        f"code={CANARY}&frame={console.frame}&token={console.token}",
        f"eval={CANARY}",
    ):
        for path in ("/boom", RESERVED + console.traceback, RESERVED, console.endpoint):
            venue.get(f"{path}?{query}")
    assert venue.count("canary") == before


def test_no_cookie_is_set_and_none_counts(venue: Venue, console: Console, refused: Refused) -> None:
    for path in ("/boom", RESERVED, RESERVED + console.traceback, RESERVED + "x"):
        assert venue.get(path).values("set-cookie") == []
    ask = with_header(console.ask(), "X-Debugpage-Token")
    refused(with_header(ask, "Cookie", f"session={console.token}; token={console.token}"), 403)


FIELDS = '"tb": "x", "frame": "0", "seq": 1'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 60_000, 400),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, 400),
        (f'{{{FIELDS}, "code": "1", "code": "canary()"}}'.encode(), 400),
        (f'{{{FIELDS}, "code": "\xff"}}'.encode("latin-1"), 400),
        (f'{{{FIELDS}, "code": NaN}}'.encode(), 400),
        (b'{"tb": "x", "frame": "0", "seq": 1e999, "code": "1"}', 400),
        (b'{"tb": "x", "frame": "0", "seq": ' + b"9" * 5_000 + b', "code": "1"}', 400),
        (b'{"tb": "x", "frame": "0", "seq": true, "code": "1"}', 400),
        (b"\xef\xbb\xbf{}", 400),
        (b" " * (65 * 1024), 413),
        (b"x" * 5_000_000, 413),
    ],
    ids=[
        *("empty", "half", "deep list", "deep object", "duplicate keys", "bad UTF-8", "NaN"),
        *("infinity", "endless number", "boolean", "byte order mark", "65 KiB", "5 MB"),
    ],
)
def test_a_bad_body_is_refused(
    console: Console, refused: Refused, body: bytes, status: int
) -> None:
    refused(console.post(body), status)


def raw_head(console: Console, *fields: str) -> bytes:
    kept = [f"{name}: {value}" for name, value in console.ask().headers]
    host = f"Host: {console.origin.partition('//')[2]}"
    lines = [f"POST {console.endpoint}eval HTTP/1.1", host, *kept, *fields, "", ""]
    return "\r\n".join(lines).encode()


def raw(venue: Venue, data: bytes, *, hang_up: bool = False) -> int:
    assert venue.server
    before = venue.count("canary"), venue.count("called")
    answer = send_raw(venue.server.host, venue.server.port, data, "POST", hang_up=hang_up)
    assert (venue.count("canary"), venue.count("called")) == before
    assert LOCAL.encode() not in answer.body
    return answer.status


def test_a_body_shorter_than_it_says_runs_nothing(venue: Venue, console: Console) -> None:
    body = console.ask().body
    head = raw_head(console, f"Content-Length: {len(body) + 1000}")
    assert raw(venue, head + body, hang_up=True) in (0, 400, 408)


@pytest.mark.parametrize("length", ["-1", "x", "1e3", "0x10", "٣"])
def test_a_length_that_is_no_number_runs_nothing(
    venue: Venue, console: Console, length: str
) -> None:
    head = raw_head(console, f"Content-Length: {length}")
    assert raw(venue, head + console.ask().body) in (0, 400, 411, 413)


def test_chunks_without_end_are_bounded(venue: Venue, console: Console) -> None:
    head = raw_head(console, "Transfer-Encoding: chunked")
    chunk = b"8000\r\n" + b" " * 0x8000 + b"\r\n"
    assert raw(venue, head + chunk * 200) in (0, 400, 411, 413)


def test_a_chunked_command_is_a_command_or_refused(venue: Venue, console: Console) -> None:
    body = console.ask("1").body
    head = raw_head(console, "Transfer-Encoding: chunked")
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    assert raw(venue, head + chunked) in (200, 400, 411)


def test_what_is_typed_and_what_opens_frames_stays_out_of_the_log(venue: Venue) -> None:
    assert venue.server
    console = open_console(venue.get("/boom"), venue.origin)
    venue.send(console.ask("'typed-in-secret'"))
    log = venue.server.log()
    assert console.token not in log
    assert "typed-in-secret" not in log


@pytest.mark.parametrize(
    "code",
    [
        "print('\\x00' * 2**20)",
        "print('\\x00' * 2**20); raise ValueError('\\x00' * 10**6)",
        "print('\\x00' * 2**20); [['\\x00' * 9**4] * 9] * 9",
        "{f'{i:🐍>200}': {f'{j:🐍>200}': ['🐍' * 9**4] * 9 for j in range(9)} for i in range(99)}",
    ],
    ids=["output", "error", "value", "large value"],
)
def test_an_answer_is_bounded(venue: Venue, console: Console, code: str) -> None:
    answer = venue.send(console.ask(code))
    assert answer.status == 200
    assert len(answer.body) <= MOST_BYTES
    assert answer.json()["output"] or answer.json()["value"]["omitted"]
