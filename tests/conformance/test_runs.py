"""Evaluations on real servers: they stream, stop, and leave console, server and app usable."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from debugpage.console.output import LIMIT
from tests.apps.workshop import HOSTILE
from tests.servers import serve
from tests.talk import Progress, Talk, seconds_of, talk_on, talk_with
from tests.wire import Ask, over_socket

ENDLESS = "print('begun', flush=True)\nwhile True: pass\n"
CPU_IS_QUIET = 0.1
"""Seconds of a processor that a server may use in `QUIET_SECONDS` while nothing runs."""
QUIET_SECONDS = 0.5


@pytest.fixture(
    scope="module",
    params=[
        pytest.param((kind, app), marks=pytest.mark.xdist_group(kind), id=kind)
        for kind, app in (
            ("uvicorn", "workshop:app"),
            ("hypercorn", "workshop:app"),
            ("gunicorn-sync", "counter:app"),
            ("werkzeug", "counter:app"),
        )
    ],
)
def talk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Talk]:
    kind, app = request.param
    with talk_on(kind, f"tests.apps.{app}", tmp_path_factory.mktemp("talk")) as talk:
        yield talk


def finished(talk: Talk, known: Progress) -> Progress:
    """Follow a run to its end, and return that with all output that is new."""
    output: list[list[str]] = []
    while known["state"] != "ended":
        known = talk.follow(known)
        output += known["output"]
    return {**known, "output": output}


def test_output_comes_while_code_runs(talk: Talk) -> None:
    typed = "import time\nfor word in 'abc': print(word, flush=True); time.sleep(0.4)\n'end'"
    known, seen = talk.start(typed), list[list[list[str]]]()
    while known["state"] == "running":
        seen.append(known["output"])
        known = talk.follow(known)
    seen.append(known["output"])
    assert "".join(text for pieces in seen for _, text in pieces) == "a\nb\nc\n"
    assert len([pieces for pieces in seen if pieces]) >= 2  # a busy machine may join two
    assert known["value"]["text"] == "'end'"


def test_no_request_waits_long(talk: Talk) -> None:
    known = talk.start("import time; time.sleep(1.5)")
    while known["state"] == "running":
        begin = time.monotonic()
        known = talk.follow(known)
        assert time.monotonic() - begin < 1.5


def test_an_endless_loop_is_stopped(talk: Talk) -> None:
    known = talk.start(ENDLESS)
    begin = time.monotonic()
    stopped = talk.stop(known)
    assert time.monotonic() - begin < 1
    assert stopped["state"] == "ended"
    assert "KeyboardInterrupt" in stopped["error"]["traceback"]
    assert "in <console>" in stopped["error"]["traceback"]
    before = talk.processor_seconds()
    time.sleep(QUIET_SECONDS)
    assert talk.processor_seconds() - before < CPU_IS_QUIET


def test_what_does_not_let_go_is_left(talk: Talk) -> None:
    known = talk.start("import time; time.sleep(60)")
    begin = time.monotonic()
    assert talk.ask("eval", code="1").status == 429
    left = talk.stop(known)
    assert time.monotonic() - begin < 1.5
    assert left["state"] == "left"
    assert talk.text("1 + 1") == "2"
    assert talk.follow(left)["state"] == "left"


def test_unknown_runs_are_refused(talk: Talk) -> None:
    answer = talk.ask("progress", run=100_000, position=0)
    assert answer.status == 404
    assert "forgotten, or never was" in answer.json()["error"]
    assert talk.ask("interrupt", run=100_000, position=0).status == 404
    assert talk.ask("values", path=[{"run": 100_000}]).status == 404


def test_a_flood_of_output_is_cut(talk: Talk) -> None:
    before = talk.peak_memory()
    known = talk.start("for i in range(50): print('x' * 2**20)\n'through'")
    first = known["output"]
    told = finished(talk, known) if known["state"] == "running" else {**known, "output": []}
    length = sum(len(text) for _, text in first + told["output"])
    assert length + told["omitted"] == 50 * (2**20 + 1)
    assert length <= LIMIT
    assert told["value"]["text"] == "'through'"
    assert talk.peak_memory() - before < 30 * 2**20


def test_values_can_be_looked_into_and_stored(talk: Talk) -> None:
    told = talk.run("{'deep': [[[list(range(100))]]], 'password': 'hunter2'}")
    way = [{"run": told["run"]}, 0, 0, 0, 0]
    value = talk.ask("values", path=way, start=24).json()["value"]
    assert (value["length"], value["children"][0]["name"]) == (100, "24")
    name = talk.ask("store", path=way[:-1]).json()["name"]
    assert talk.text(f"len({name}[0]), {name}[0][-1]") == "(100, 99)"
    assert talk.ask("store", path=way, name="numbers").json() == {"name": "numbers"}
    assert talk.text("len(numbers)") == "100"
    # What was typed for is not masked.
    assert talk.ask("values", path=[way[0], 1]).json()["value"]["text"] == "'hunter2'"
    assert talk.ask("store", path=["numbers"], name="a b").status == 400
    assert talk.ask("store", path=["nowhere"]).status == 404
    assert talk.ask("store", path=["numbers", 1000]).status == 404


def test_an_error_comes_as_a_report(talk: Talk) -> None:
    talk.run("def divide(n, password='hunter2'):\n    return n / 0\n")
    error = talk.run("try:\n    {}['x']\nexcept KeyError as e:\n    divide(3)\n")["error"]
    first, cause = error["report"]["problems"]
    assert (first["type"], cause["type"], first["context"]) == ("ZeroDivisionError", "KeyError", 1)
    assert [frame["function"] for frame in first["frames"]] == ["<console>", "divide"]
    shown = {entry["name"]: entry["value"]["text"] for entry in first["frames"][1]["locals"]}
    assert shown == {"n": "3", "password": "'hunter2'"}
    assert first["frames"][1]["source"]["lines"][1].strip() == "return n / 0"
    assert "ZeroDivisionError: division by zero" in error["traceback"]
    assert set(error["report"]) == {"problems", "problems_omitted"}


def test_a_syntax_error_has_a_caret(talk: Talk) -> None:
    lines = talk.run("x = = 1")["error"]["traceback"].splitlines()
    assert lines[-3:-1] == ["    x = = 1", "        ^"]
    assert lines[-1].startswith("SyntaxError: invalid syntax")


def test_hostile_results_are_shown(talk: Talk) -> None:
    talk.run("from tests.apps.workshop import HOSTILE")
    for number in range(len(HOSTILE)):
        answer = talk.ask("eval", code=f"HOSTILE[{number}]")
        assert answer.status == 200
        assert len(answer.body) < 2**20
        assert answer.json()["value"]["text"]
        assert answer.json()["error"] is None


def test_hostile_errors_are_shown(talk: Talk) -> None:
    talk.run("from tests import hostile")
    for name in ("FailingStr", "ExitingStr", "HangingStr", "HostileTraceback", "HostileAttributes"):
        error = talk.run(f"raise hostile.{name}('x')")["error"]
        assert name in error["traceback"]
        assert error["report"]["problems"][0]["type"] == name


def test_the_application_prints_where_it_did(talk: Talk) -> None:
    """Also from threads, tasks and later requests, while two evaluations print, and after them."""
    other = talk_with(talk.server, "/fail")
    since = len(talk.server.log())
    loop = "import time\nfor i in range(30): print('{0}', i, flush=True); time.sleep(0.02)\n"
    runs = [
        (one, one.start(loop.replace("{0}", word))) for one, word in ((talk, "a"), (other, "b"))
    ]
    assert talk.get("/say?word=during").status == 200
    for (one, known), word in zip(runs, "ab", strict=True):
        told = known["output"] + finished(one, known)["output"]
        assert "".join(text for _, text in told) == "".join(f"{word} {i}\n" for i in range(30))
    assert talk.get("/say?word=after").status == 200
    for place in ("request", "task", "thread"):
        for word in ("during", "after"):
            talk.server.wait_for_log(f"{word} in a {place}\n", since)
    assert "a 1" not in talk.server.log()[since:].splitlines()


def slowest_of_200(talk: Talk) -> float:
    """Return how long all but the slowest hundredth of 200 requests take, eight at a time.

    One at a time, a loop that stands still would delay no more than one of them.
    """
    with ThreadPoolExecutor(8) as pool:
        seconds = sorted(pool.map(partial(seconds_of, talk.send), ["/ok"] * 200))
    return seconds[len(seconds) * 99 // 100 - 1]


def test_others_hardly_wait(talk: Talk) -> None:
    """While the console sleeps, 200 requests are served as quickly as without it.

    Looked for up to three times: the machine may have other things to do.
    """
    if talk.server.kind != "uvicorn":
        pytest.skip("one worker that serves others meanwhile is enough")
    longer = list[float]()
    while len(longer) < 3 and min(longer, default=1.0) > 0.05:
        alone = slowest_of_200(talk)
        known = talk.start("import time; time.sleep(3)")
        assert known["state"] == "running"
        longer.append(slowest_of_200(talk) - alone)
        assert finished(talk, known)["error"] is None
    assert min(longer) < 0.05


def test_a_hasty_server(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A worker that is killed after 3 s without an answer survives an evaluation of 5 s."""
    folder = tmp_path_factory.mktemp("hasty")
    with serve("gunicorn-hasty", "tests.apps.counter:app", folder) as server:
        send = over_socket(server.host, server.port)
        # On a busy machine it may already be the first page that takes too long.
        pages = (send(Ask("/fail")).value("x-debugpage-id") for _ in range(10))
        assert any(pages)
        talk = talk_with(server, "/fail")
        before = talk.text("import os; os.getpid()")
        known = talk.start("import time; time.sleep(5); 'slept'")
        assert finished(talk, known)["value"]["text"] == "'slept'"
        assert talk.text("os.getpid()") == before
