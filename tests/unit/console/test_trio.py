"""Input that awaits in a frame that ran under trio."""

import contextvars
import threading
from collections.abc import Iterator

import pytest
import trio

from debugpage.console.evaluate import Console
from tests.unit.console import frames

color = contextvars.ContextVar("color", default="none")


class Trio:
    """A trio loop in a thread of its own, until it is told to end."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.thread = threading.Thread(target=trio.run, args=(self.main,))
        self.thread.start()
        assert self.begun.wait(60)

    async def main(self) -> None:
        self.token = trio.lowlevel.current_trio_token()
        self.end = trio.Event()
        self.begun.set()
        await self.end.wait()

    def stop(self) -> None:
        self.token.run_sync_soon(self.end.set)
        self.thread.join(60)
        assert not self.thread.is_alive()


@pytest.fixture
def loop() -> Iterator[Trio]:
    loop = Trio()
    yield loop
    if loop.thread.is_alive():
        loop.stop()


@pytest.fixture
def console(loop: Trio) -> Console:
    context = contextvars.copy_context()
    context.run(color.set, "red")
    console = Console(frames.function(), context, loop.token)
    console.evaluate(f"import trio; from {__name__} import color").result()
    return console


def test_awaits_on_the_loop_of_the_frame(console: Console, loop: Trio) -> None:
    outcome = console.evaluate("await trio.sleep(0); trio.lowlevel.current_trio_token()").result()
    assert outcome.error is None
    assert outcome.value is loop.token
    console.evaluate("event = trio.Event()").result()
    typed = "async with trio.open_nursery() as n:\n    n.start_soon(event.wait); event.set()\n"
    assert console.evaluate(typed).result().error is None


def test_context_and_output(console: Console) -> None:
    typed = "await trio.sleep(0); print(color.get()); color.set('blue'); None"
    evaluation = console.evaluate(typed)
    evaluation.result()
    assert evaluation.printed() == (("stdout", "red\n"),)
    assert console.evaluate("color.get()").result().value == "blue"


@pytest.mark.parametrize("typed", ["1 / 0", "exit()", "raise KeyboardInterrupt"])
def test_errors_leave_the_loop_alone(console: Console, loop: Trio, typed: str) -> None:
    assert console.evaluate(f"await trio.sleep(0); {typed}").result().error is not None
    nursery = f"async def fail(): {typed}\nasync with trio.open_nursery() as n: n.start_soon(fail)"
    assert isinstance(console.evaluate(nursery).result().error, BaseExceptionGroup)
    assert console.evaluate("await trio.sleep(0); pieces").result().value == 3
    assert loop.thread.is_alive()


def test_stop(console: Console) -> None:
    evaluation = console.evaluate("print('begun')\nawait trio.sleep_forever()")
    evaluation.wait_for_more(0, 60)
    evaluation.interrupt(60)
    assert isinstance(evaluation.result().error, trio.Cancelled)
    assert console.evaluate("await trio.sleep(0); pieces").result().value == 3


def test_loop_that_ends(console: Console, loop: Trio) -> None:
    evaluation = console.evaluate("print('begun')\nawait trio.sleep_forever()")
    evaluation.wait_for_more(0, 60)
    loop.stop()
    assert isinstance(evaluation.result().error, trio.Cancelled)
    error = console.evaluate("await trio.sleep(0)").result().error
    assert isinstance(error, RuntimeError)
    assert "has ended" in str(error)
