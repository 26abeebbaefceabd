"""The console over HTTP: a live frame answers, bad input is refused and never reaches the app."""

import json
from collections.abc import Callable

import pytest

from tests.apps.failures import LOCAL
from tests.consoles import Console, facts, open_console, tokens, with_header
from tests.pages import RESERVED
from tests.servers import ROOT
from tests.venues import Venue
from tests.wire import Answer, Ask


@pytest.fixture(scope="module")
def console(venue: Venue) -> Console:
    return open_console(venue.get("/boom"), venue.origin)


def value_of(answer: Answer) -> dict[str, object]:
    assert answer.status == 200, answer.text
    assert answer.media_type == "application/json"
    assert answer.json()["error"] is None
    value: dict[str, object] = answer.json()["value"]
    return value


def test_a_live_frame_answers(venue: Venue, console: Console) -> None:
    value = value_of(venue.send(console.ask("1+1")))
    assert (value["type"], value["text"]) == ("int", "2")


def test_a_page_names_the_project_whose_history_it_shows(venue: Venue, console: Console) -> None:
    assert facts(venue.get("/boom"))["project"] == str(ROOT)


def test_locals_are_those_of_the_frame(venue: Venue, console: Console) -> None:
    assert value_of(venue.send(console.ask("guests['flower']")))["text"] == repr(LOCAL)


def test_what_is_typed_stays(venue: Venue, console: Console) -> None:
    venue.send(console.ask("bunch = [guests['flower']] * 3"))
    assert value_of(venue.send(console.ask("len(bunch)")))["text"] == "3"


def test_what_is_typed_is_completed(venue: Venue, console: Console) -> None:
    answer = venue.send(console.command("complete", before="guests['", after="']"))
    assert answer.status == 200, answer.text
    assert answer.json() == {
        "replaces": "'",
        "matches": [{"text": "'flower", "kind": "key"}],
        "omitted": 0,
        "signature": "",
        "doc": "",
    }
    asked = venue.send(console.command("complete", before="guests.ge"))
    assert asked.json()["matches"] == [{"text": "get", "kind": "method"}]
    asked = venue.send(console.command("complete", before="guests.get("))
    assert asked.json()["signature"] == "get(key, default=None, /)"
    assert venue.send(console.command("complete", before=1)).status == 400
    assert venue.send(console.command("complete", before="", after=None)).status == 400


def test_output_comes_with_the_answer(venue: Venue, console: Console) -> None:
    answer = venue.send(console.ask("print('out'); import sys; print('err', file=sys.stderr)"))
    output = answer.json()["output"]
    for stream, text in (("stdout", "out\n"), ("stderr", "err\n")):
        assert "".join(piece[1] for piece in output if piece[0] == stream) == text
    assert answer.json()["omitted"] == 0


def test_an_error_of_the_input_is_an_answer(venue: Venue, console: Console) -> None:
    answer = venue.send(console.ask("guests['nobody']"))
    assert answer.status == 200
    error = answer.json()["error"]
    assert "KeyError: 'nobody'" in error["traceback"]
    (problem,) = error["report"]["problems"]
    assert (problem["type"], problem["message"]) == ("KeyError", "'nobody'")
    assert [frame["function"] for frame in problem["frames"]] == ["<console>"]
    assert answer.json()["value"] is None


def test_incomplete_input_asks_for_more(venue: Venue, console: Console) -> None:
    assert venue.send(console.ask("for x in (1, 2):")).json()["incomplete"] is True


def test_every_frame_has_a_console(venue: Venue, console: Console) -> None:
    for frame, token in tokens(venue.get(RESERVED + console.traceback)).items():
        other = console._replace(frame=frame, token=token)
        assert value_of(venue.send(other.ask("[n for n in (1, 2)]")))["text"] == "[1, 2]"


def test_leaving_ends_the_evaluation_and_not_the_server(venue: Venue, console: Console) -> None:
    answer = venue.send(console.ask("raise SystemExit(3)"))
    assert "SystemExit" in answer.json()["error"]["traceback"]
    assert venue.get("/ok").status == 200


def test_awaiting_works_on_the_server_of_the_app(venue: Venue, console: Console) -> None:
    answer = venue.send(console.ask("import asyncio; await asyncio.sleep(0, 'slept')"))
    assert value_of(answer)["text"] == "'slept'"


Make = Callable[[Console], Ask]


def method(name: str) -> Make:
    return lambda console: console.ask()._replace(method=name)


def media_type(*values: str) -> Make:
    return lambda console: with_header(console.ask(), "Content-Type", *values)


def body(data: bytes) -> Make:
    return lambda console: console.post(data)


def token(*values: str) -> Make:
    return lambda console: with_header(console.ask(), "X-Debugpage-Token", *values)


def fields(**changes: object) -> Make:
    return lambda console: console.ask(**changes)


def path(name: str) -> Make:
    return lambda console: console.ask()._replace(path=name)


def other_boot(console: Console) -> Ask:
    root, _, boot = console.endpoint.rstrip("/").rpartition("/")
    return console.ask()._replace(path=f"{root}/{boot[::-1]}/eval")


BAD: dict[str, tuple[int, Make]] = {
    "no body": (400, body(b"")),
    "no JSON": (400, body(b"code=canary()")),
    "half JSON": (400, body(b'{"code": "canary()"')),
    "not UTF-8": (400, body(b'{"code": "\xff"}')),
    "JSON, but no object": (400, body(b'["canary()"]')),
    "NaN": (400, body(b'{"tb": NaN, "frame": "0", "seq": 1, "code": "canary()"}')),
    "code missing": (400, body(b'{"tb": "x", "frame": "0", "seq": 1}')),
    "code is no text": (400, fields(code=["canary()"])),
    "seq is no number": (400, fields(seq="first")),
    "deeply nested": (400, body(b"[" * 30_000 + b"]" * 30_000)),
    "GET": (405, method("GET")),
    "HEAD": (405, method("HEAD")),
    "PUT": (405, method("PUT")),
    "PATCH": (405, method("PATCH")),
    "DELETE": (405, method("DELETE")),
    "OPTIONS": (405, method("OPTIONS")),
    "text": (415, media_type("text/plain")),
    "form": (415, media_type("application/x-www-form-urlencoded")),
    "multipart": (415, media_type("multipart/form-data; boundary=x")),
    "no type": (415, media_type()),
    "almost JSON": (415, media_type("application/jsonp")),
    "too big": (413, fields(code="#" * 66_000)),
    "no token": (403, token()),
    "wrong token": (403, token("A" * 43)),
    "unknown report": (403, fields(tb="A" * 22)),
    "unknown frame": (403, fields(frame="1000000000")),
    "unknown boot": (410, other_boot),
    "unknown command": (404, lambda console: path(console.endpoint + "destroy")(console)),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_refused_and_never_reaches_the_app(
    venue: Venue, console: Console, case: str
) -> None:
    status, make = BAD[case]
    before = venue.count("called")
    ask = make(console)
    answer = venue.send(ask)
    assert answer.status == status, answer.text
    if ask.method != "HEAD":
        assert answer.media_type == "application/json"
        assert list(answer.json()) == ["error"]
        assert len(answer.json()["error"]) < 200
    assert venue.count("called") == before
    assert venue.count("canary") == 0


def test_a_code_is_run_once(venue: Venue, console: Console) -> None:
    ask = console.ask("once = 1")
    assert venue.send(ask).status == 200
    assert venue.send(ask).status == 409
    assert json.loads(ask.body)["code"] == "once = 1"
