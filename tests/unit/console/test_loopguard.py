"""Typed code on the app's event loop can neither end the loop nor hold it."""

import asyncio
import logging
import threading
import time
from concurrent.futures import Future

import pytest

from debugpage.console import loopguard
from debugpage.console.evaluate import Console
from debugpage.console.loopguard import LoopHeld, guard_of
from tests.unit.console import frames

SECONDS = 60
done = threading.Event()


@pytest.fixture
def console(loop: asyncio.AbstractEventLoop) -> Console:
    done.clear()
    console = Console(frames.function(), loop=loop)
    console.evaluate(f"import asyncio, sys; from {__name__} import done").result()
    return console


@pytest.mark.parametrize(
    "typed",
    [
        "(await asyncio.sleep(0, asyncio.get_running_loop())).stop()",
        "loop.stop()",
        "asyncio.get_running_loop().call_soon(loop.stop); await asyncio.sleep(0)",
        "loop.call_soon_threadsafe(loop.stop)",
        "loop.call_soon_threadsafe(exit)",
    ],
)
def test_the_loop_of_the_app_is_not_stopped(typed: str, loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    console.store(loop, "loop")
    console.evaluate("import asyncio").result()
    console.evaluate(typed).result()
    assert console.evaluate("await asyncio.sleep(0.01, 'runs')").result().value == "runs"
    asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(SECONDS)


LEAVING = ["exit()", "quit()", "sys.exit(3)", "raise SystemExit", "raise KeyboardInterrupt"]

WAYS = {
    "task": """
async def f(): await asyncio.sleep(0); done.set(); LEAVE
task = asyncio.create_task(f()); await asyncio.sleep(0)
""",
    "callback": """
def f(): done.set(); LEAVE
asyncio.get_running_loop().call_soon(f); await asyncio.sleep(0)
""",
    "reader": """
import socket
ours, theirs = socket.socketpair()
def f(): asyncio.get_running_loop().remove_reader(ours); ours.close(); done.set(); LEAVE
asyncio.get_running_loop().add_reader(ours, f); theirs.close(); await asyncio.sleep(0.01)
""",
    "timer": """
def f(): done.set(); LEAVE
asyncio.get_running_loop().call_later(0.001, f); await asyncio.sleep(0)
""",
    "end of a task": """
async def f(): done.set(); LEAVE
def g(task): LEAVE
task = asyncio.create_task(f()); task.add_done_callback(g); await asyncio.sleep(0)
""",
    "tasks of a task": """
async def f(): await asyncio.gather(g(), g())
async def g(): done.set(); LEAVE
task = asyncio.create_task(f()); await asyncio.sleep(0)
""",
    "destructor": """
class Last:
    def __del__(self): done.set(); LEAVE
last = Last(); await asyncio.sleep(0); del last
""",
    "thread": """
import threading
def f(): done.set(); LEAVE
threading.Thread(target=f).start(); await asyncio.sleep(0)
""",
}


@pytest.mark.parametrize("leave", LEAVING)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of __del__
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_leaving_ends_no_loop(
    console: Console, loop: asyncio.AbstractEventLoop, way: str, leave: str
) -> None:
    console.evaluate(WAYS[way].replace("LEAVE", leave)).result()
    assert done.wait(SECONDS)
    for _ in range(5):
        assert console.evaluate("await asyncio.sleep(0.001, pieces)").result().value == 3
    assert loop.is_running()


def test_leaving_by_a_thread_of_the_input(
    console: Console, loop: asyncio.AbstractEventLoop
) -> None:
    """Input that does not await reaches the loop, too."""
    console.evaluate("loop = await asyncio.sleep(0, asyncio.get_running_loop())").result()
    console.evaluate("loop.call_soon_threadsafe(exit)").result()
    console.evaluate("async def f(): exit()\nasyncio.run_coroutine_threadsafe(f(), loop)").result()
    assert console.evaluate("await asyncio.sleep(0, pieces)").result().value == 3
    assert loop.is_running()


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loopguard, "LIMIT", 0.3)
    monkeypatch.setattr(loopguard, "INTERVAL", 0.05)


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize("held", ["while True: pass\n", "while True: len('x')\n"])
def test_input_that_holds_the_loop_is_ended(console: Console, held: str) -> None:
    error = console.evaluate(f"await asyncio.sleep(0)\n{held}").result().error
    assert isinstance(error, LoopHeld)
    assert "without `await` it would run in a thread of its own" in str(error)
    assert error.__traceback__
    assert error.__traceback__.tb_lineno == 2
    assert console.evaluate("await asyncio.sleep(0, pieces)").result().value == 3


@pytest.mark.usefixtures("_impatient")
def test_what_is_left_behind_and_holds_the_loop_is_ended(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    spin = "async def spin():\n    await asyncio.sleep(0.01); done.set()\n    while True: pass\n"
    console.evaluate(spin + "task = asyncio.create_task(spin()); await asyncio.sleep(0)").result()
    assert done.wait(SECONDS)
    assert console.evaluate("await asyncio.wait([task]); task.exception()").result().has_value
    assert isinstance(console.evaluate("task.exception()").result().value, LoopHeld)


@pytest.mark.usefixtures("_impatient")
def test_code_that_swallows_it_gets_it_again(console: Console) -> None:
    typed = (
        "await asyncio.sleep(0)\n"
        "for i in range(3):\n"
        "    try:\n"
        "        x = 1\n"
        "        while True: len('x')\n"
        "    except Exception: pass\n"
        "i"
    )
    assert console.evaluate(typed).result().value == 2


@pytest.mark.usefixtures("_impatient")
def test_code_that_gives_the_loop_back_may_run_on(console: Console) -> None:
    typed = (
        "import time\nend = time.monotonic() + 1\n"
        "while time.monotonic() < end: await asyncio.sleep(0)\n"
        "'through'"
    )
    assert console.evaluate(typed).result().value == "through"


@pytest.mark.usefixtures("_impatient")
def test_the_application_may_hold_its_own_loop(
    console: Console, loop: asyncio.AbstractEventLoop
) -> None:
    console.evaluate("await asyncio.sleep(0)").result()

    async def hold() -> str:
        end = time.monotonic() + 1
        while time.monotonic() < end:
            pass
        return "held"

    assert asyncio.run_coroutine_threadsafe(hold(), loop).result(SECONDS) == "held"


def test_callbacks_of_the_application_are_passed_on(loop: asyncio.AbstractEventLoop) -> None:
    guard_of(loop)
    assert guard_of(loop) is guard_of(loop)
    seen: Future[tuple[object, ...]] = Future()

    def schedule() -> None:
        loop.call_soon(seen.set_result, ("soon",))

    loop.call_soon_threadsafe(schedule)
    assert seen.result(SECONDS) == ("soon",)
    with pytest.raises(TypeError):
        loop.call_soon()  # type: ignore[call-arg]  # its own complaint


def test_errors_of_callbacks_reach_the_loops_own_handler(
    console: Console, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "asyncio"):
        typed = "asyncio.get_running_loop().call_soon(lambda: 1 / 0); await asyncio.sleep(0.01)"
        console.evaluate(typed).result()
    assert any("ZeroDivisionError" in (record.exc_text or "") for record in caplog.records)
