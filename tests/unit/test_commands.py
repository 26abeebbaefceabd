"""The commands of a page, carried out in process."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from debugpage import commands
from debugpage.console.evaluate import MOST_LEFT
from tests.apps import plain_wsgi
from tests.consoles import Console, open_console
from tests.wire import Answer, Ask, Send, over_wsgi

ORIGIN = "http://127.0.0.1:8000"
released = threading.Event()


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> Send:
    monkeypatch.setenv("DEBUGPAGE", "1")
    return over_wsgi(plain_wsgi.app)


@pytest.fixture
def console(send: Send) -> Iterator[Console]:
    console = open_console(send(Ask("/boom")), ORIGIN)
    evaluate(send, console, f"from {__name__} import released")
    released.clear()
    yield console
    released.set()


def evaluate(send: Send, console: Console, code: str) -> Any:
    answer = send(console.ask(code))
    assert answer.status == 200, answer.text
    return answer.json()


def follow(send: Send, console: Console, name: str, known: Any) -> Any:
    answer = send(console.command(name, run=known["run"], position=known["position"]))
    assert answer.status == 200, answer.text
    return answer.json()


def refusal(answer: Answer) -> tuple[int, str]:
    return answer.status, answer.json()["error"]


def test_all_that_a_run_tells(send: Send, console: Console) -> None:
    told = evaluate(send, console, "print('out'); 5")
    assert told == {
        "run": 2,
        "state": "ended",
        "position": 4,
        "output": [["stdout", "out\n"]],
        "omitted": 0,
        "incomplete": False,
        "value": told["value"],
        "error": None,
    }
    assert told["value"]["text"] == "5"
    unfinished = evaluate(send, console, "if 1:")
    assert (unfinished["run"], unfinished["state"]) == (3, "ended")
    assert (unfinished["incomplete"], unfinished["value"]) == (True, None)


def test_a_run_is_followed_to_its_end(send: Send, console: Console) -> None:
    known = evaluate(send, console, "print('a'); released.wait(60); print('b'); 'end'")
    assert (known["state"], known["output"], known["value"]) == (
        "running",
        [["stdout", "a\n"]],
        None,
    )
    assert refusal(send(console.ask("1"))) == (
        429,
        "the console is still running what was typed before",
    )
    same = follow(send, console, "progress", known)
    assert (same["state"], same["output"], same["position"]) == ("running", [], 2)
    left = follow(send, console, "interrupt", same)
    assert left["state"] == "left"
    released.set()
    while left["state"] != "ended":
        left = follow(send, console, "progress", left)
    assert "KeyboardInterrupt" in left["error"]["traceback"]
    again = follow(send, console, "progress", {**left, "position": 0})
    assert again["output"] == [["stdout", "a\n"]]
    assert follow(send, console, "interrupt", left)["state"] == "ended"


def test_an_endless_run_is_stopped(send: Send, console: Console) -> None:
    known = evaluate(send, console, "while True: pass\n")
    assert known["state"] == "running"
    stopped = follow(send, console, "interrupt", known)
    assert stopped["state"] == "ended"
    assert [p["type"] for p in stopped["error"]["report"]["problems"]] == ["KeyboardInterrupt"]


def test_only_so_much_is_left(
    send: Send, console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SECONDS", "SECONDS_TO_STOP"):
        monkeypatch.setattr(commands, name, 0.05)
    for _ in range(MOST_LEFT):
        known = evaluate(send, console, "released.wait(60)")
        assert follow(send, console, "interrupt", known)["state"] == "left"
    status, sentence = refusal(send(console.ask("1")))
    assert (status, "have not ended yet" in sentence) == (429, True)
    assert follow(send, console, "progress", known)["state"] == "left"


def test_values_of_runs_are_looked_into_and_stored(send: Send, console: Console) -> None:
    run = evaluate(send, console, "[[1, 2], {'password': 'hunter2'}]")["run"]

    def values(*path: object, **fields: object) -> Answer:
        return send(console.command("values", path=path, **fields))

    def store(*path: object, **fields: object) -> Answer:
        return send(console.command("store", path=path, **fields))

    assert values({"run": run}, 0, start=1).json()["value"]["children"][0]["name"] == "1"
    assert values({"run": run}, 1, 0).json()["value"]["text"] == "'hunter2'"
    assert store({"run": run}, 0).json() == {"name": "temp1"}
    assert store({"run": run}, 1, name="second").json() == {"name": "second"}
    assert store("second", 0).json() == {"name": "temp2"}
    told = evaluate(send, console, "temp1, second['password'], temp2")
    assert told["value"]["text"] == "([1, 2], 'hunter2', 'hunter2')"
    missing = f"the value of evaluation {run + 100} is forgotten, or never was"
    assert refusal(values({"run": run + 100})) == (404, missing)
    assert refusal(store({"run": run + 100})) == (404, missing)
    assert refusal(store({"run": run}, 5)) == (404, "there is no such item any more")
    assert refusal(store("nowhere")) == (404, "nowhere cannot be told without running code")
    assert refusal(store("second", name="a b"))[0] == 400
    assert refusal(store("second", name=5)) == (400, "name is a string")


@pytest.mark.parametrize("name", ["progress", "interrupt"])
def test_runs_that_never_were(send: Send, console: Console, name: str) -> None:
    told = "evaluation 100 of this console is forgotten, or never was"
    assert refusal(send(console.command(name, run=100))) == (404, told)
    assert send(console.command(name, run=0)).status == 400
    assert send(console.command(name)).status == 400
