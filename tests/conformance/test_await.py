"""Input that awaits runs on the very loop that served the request, with what is bound to it."""

from collections.abc import Iterator

import pytest

from tests.talk import Talk, talk_on, talk_with


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(kind, marks=pytest.mark.xdist_group(kind))
        for kind in ("uvicorn", "uvicorn-uvloop", "hypercorn")
    ],
)
def talk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Talk]:
    folder = tmp_path_factory.mktemp("workshop")
    with talk_on(request.param, "tests.apps.workshop:app", folder) as talk:
        yield talk


def test_the_loop_is_the_one(talk: Talk) -> None:
    typed = "import asyncio; await asyncio.sleep(0); asyncio.get_running_loop() is loop"
    assert talk.text(typed) == "True"
    module = "'uvloop'" if talk.server.kind == "uvicorn-uvloop" else "'asyncio.unix_events'"
    assert talk.text("type(loop).__module__") == module


def test_a_future_of_the_view(talk: Talk) -> None:
    assert talk.text("await future") == "'from the loop'"


def test_a_lock_that_a_task_of_the_view_holds(talk: Talk) -> None:
    assert talk.text("lock.locked()") == "True"
    waiting = talk.start("await lock.acquire(); 'mine'")
    assert waiting["state"] == "running"
    assert talk.stop(waiting)["state"] == "ended"
    typed = "loop.call_later(0.05, release.set)\nawait lock.acquire(); lock.release(); 'mine'"
    assert talk.text(typed) == "'mine'"


def test_a_connection_of_the_view(talk: Talk) -> None:
    typed = "writer.write(b'once more\\n'); await writer.drain(); await reader.readline()"
    assert talk.text(typed) == "b'once more\\n'"


def test_context_variables_of_the_view(talk: Talk) -> None:
    assert talk.text("voice.get()") == '"the view\'s"'
    assert talk.text("await asyncio.sleep(0, voice.get())") == '"the view\'s"'


def test_a_view_in_a_thread(talk: Talk) -> None:
    """A framework's thread has a context of its own, which it takes with it."""
    other = talk_with(talk.server, "/fail-in-thread?word=tulip")
    assert other.text("request.query_params['word']") == "'tulip'"
    assert other.text("voice.get()") == '"nobody\'s"'
    assert other.text("import asyncio; await asyncio.sleep(0, 'awaits')") == "'awaits'"


@pytest.mark.parametrize(
    "code", ["exit()", "raise SystemExit", "raise KeyboardInterrupt", "quit()"]
)
def test_nothing_typed_ends_the_server(talk: Talk, code: str) -> None:
    talk.run("import asyncio, threading")
    for typed in (
        code,
        f"await asyncio.sleep(0); {code}",
        f"async def f(): {code}\ntask = asyncio.create_task(f()); await asyncio.sleep(0.01)",
        f"def f(): {code}\nloop.call_soon(f); await asyncio.sleep(0.01)",
        "loop.call_soon_threadsafe(f)",
        f"class Last:\n    def __del__(self): {code}\nl = Last(); await asyncio.sleep(0); del l",
        "threading.Thread(target=f).start()",
    ):
        talk.run(typed)
        assert talk.get("/ok").status == 200
    assert talk.text("await asyncio.sleep(0, 5)") == "5"


def test_the_loop_is_not_stopped(talk: Talk) -> None:
    for typed in ("loop.stop()", "import asyncio; await asyncio.sleep(0); loop.stop()"):
        assert "whose server ends" in talk.run(typed)["error"]["traceback"]
    talk.run("loop.call_soon_threadsafe(loop.stop)")
    assert talk.get("/ok").status == 200
    assert talk.text("await asyncio.sleep(0, 5)") == "5"


def test_trio(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("workshop")
    path = "/fail-under-trio"
    with talk_on("hypercorn-trio", "tests.apps.workshop:app", folder, path) as talk:
        assert talk.text("await trio.sleep(0); event.set(); await event.wait(); 'set'") == "'set'"
        typed = "await stream.send_all(b'over'); await theirs.recv(100)"
        assert talk.text(typed) == "b'over'"
        assert talk.text("await trio.sleep(0); voice.get()") == '"the view\'s"'
        waiting = talk.start("await trio.sleep_forever()")
        assert waiting["state"] == "running"
        assert "Cancelled" in talk.stop(waiting)["error"]["traceback"]
        assert "SystemExit" in talk.run("await trio.sleep(0); exit()")["error"]["traceback"]
        assert talk.get("/ok").status == 200
