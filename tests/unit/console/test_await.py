"""Input that awaits: on the loop of the frame, or on one of its own."""

import asyncio
import contextvars
import threading

import pytest

from debugpage.console.evaluate import Console
from tests.unit.console import frames

color = contextvars.ContextVar("color", default="none")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        (["await asyncio.sleep(0, pieces)"], 3),
        (["x = await asyncio.sleep(0, 4)", "x"], 4),
        (["[await asyncio.sleep(0, i) for i in range(3)]"], [0, 1, 2]),
        (["[i async for i in count(3)]"], [0, 1, 2]),
        (["{i: i async for i in count(2)}"], {0: 0, 1: 1}),
        (["[[j async for j in count(i)] for i in range(3)]"], [[], [0], [0, 1]]),
        (["total = 0\nasync for i in count(4):\n    total += i\n", "total"], 6),
        (["async with asyncio.Lock() as l: 'held'"], "held"),
        (["async def f(): return pieces\n", "await f()"], 3),
        (["(lambda: pieces)() + await asyncio.sleep(0, 1)"], 4),
        (["await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0, pieces))"], [1, 3]),
        (["async with asyncio.timeout(60):\n    x = await asyncio.sleep(0, 1)\n", "x"], 1),
        (["g = (i async for i in count(2))", "[i async for i in g]"], [0, 1]),
        (["if await asyncio.sleep(0, True): 'yes'"], "yes"),
        (["(await asyncio.sleep(0, n := 5)) + n"], 10),
        (["f'{await asyncio.sleep(0, pieces)}'"], "3"),
    ],
)
@pytest.mark.parametrize("where", ["loop", "none"])
def test_await(
    typed: list[str], value: object, where: str, loop: asyncio.AbstractEventLoop
) -> None:
    console = Console(frames.function(), loop=loop if where == "loop" else None)
    console.evaluate("import asyncio").result()
    console.evaluate("async def count(n):\n    for i in range(n): yield i\n").result()
    outcomes = [console.evaluate(line).result() for line in typed]
    assert [outcome.error for outcome in outcomes] == [None] * len(outcomes)
    assert outcomes[-1].value == value


def test_runs_on_the_loop_of_the_frame(loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    console.evaluate("import asyncio").result()
    assert (
        console.evaluate("await asyncio.sleep(0, asyncio.get_running_loop())").result().value
        is loop
    )
    console.evaluate("lock = asyncio.Lock()").result()
    console.evaluate("async def take():\n    async with lock: return 'taken'\n").result()
    console.evaluate("await lock.acquire(); waiting = asyncio.create_task(take())").result()
    assert console.evaluate("waiting.done()").result().value is False
    console.evaluate("async def free(): lock.release()\n").result()
    assert console.evaluate("await free(); await waiting").result().value == "taken"


def test_loop_goes_on_meanwhile(loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    console.evaluate("import asyncio, threading; go = threading.Event()").result()
    console.evaluate("loop = await asyncio.sleep(0, asyncio.get_running_loop())").result()
    # The input blocks its own thread until the loop has run something else.
    assert console.evaluate("loop.call_soon_threadsafe(go.set); go.wait(60)").result().value is True


def test_context_of_the_input_on_the_loop(loop: asyncio.AbstractEventLoop) -> None:
    context = contextvars.copy_context()
    context.run(color.set, "red")
    console = Console(frames.function(), context, loop)
    console.evaluate(f"from {__name__} import color; import asyncio").result()
    assert console.evaluate("await asyncio.sleep(0, color.get())").result().value == "red"
    console.evaluate("await asyncio.sleep(0); color.set('blue')").result()
    assert console.evaluate("color.get()").result().value == "blue"


@pytest.mark.parametrize("typed", ["exit()", "raise KeyboardInterrupt", "1 / 0"])
def test_errors_leave_the_loop_alone(typed: str, loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    outcome = console.evaluate(f"import asyncio\nawait asyncio.sleep(0)\n{typed}").result()
    assert outcome.error is not None
    assert outcome.error.__traceback__ is not None
    assert outcome.error.__traceback__.tb_lineno == 3
    assert loop.is_running()
    assert console.evaluate("await asyncio.sleep(0, 1)").result().value == 1


def test_output_on_the_loop(loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    evaluation = console.evaluate("import asyncio\nprint('a')\nawait asyncio.sleep(0)\nprint('b')")
    evaluation.result()
    assert evaluation.printed() == (("stdout", "a\nb\n"),)


def test_input_that_the_loop_cancels(loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    outcome = console.evaluate(
        "import asyncio\nasyncio.current_task().cancel()\nawait asyncio.sleep(60)"
    ).result()
    assert isinstance(outcome.error, asyncio.CancelledError)


def test_loop_that_ends_before_the_input() -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    console = Console(frames.function(), loop=loop)
    evaluation = console.evaluate("import asyncio\nprint('begun')\nawait asyncio.Event().wait()")
    evaluation.wait_for_more(0, 60)
    assert evaluation.length
    loop.call_soon_threadsafe(loop.stop)
    outcome = evaluation.result()
    thread.join(60)
    assert isinstance(outcome.error, RuntimeError)
    assert "ended before" in str(outcome.error)
    task = asyncio.all_tasks(loop).pop()
    task.cancel()
    loop.run_until_complete(asyncio.wait([task]))
    loop.close()
    assert console.evaluate("await asyncio.sleep(0, 'on a loop of its own')").result().has_value


def test_started_on_the_loop_itself() -> None:
    async def main() -> object:
        console = Console(frames.function(), loop=asyncio.get_running_loop())
        evaluation = console.evaluate("import asyncio; await asyncio.sleep(0, 'done')")
        return (await asyncio.to_thread(evaluation.result)).value

    assert asyncio.run(main()) == "done"


def test_left_over_task_that_exits() -> None:
    console = Console(frames.function())
    console.evaluate("import asyncio\nasync def leave(): raise SystemExit\n").result()
    outcome = console.evaluate(
        "t = asyncio.create_task(leave()); await asyncio.sleep(0.01)"
    ).result()
    assert isinstance(outcome.error, BaseException)
    assert console.evaluate("pieces").result().value == 3
