"""Stop ends what can be ended, says so where something cannot be, and leaves the console usable."""

import asyncio
import contextvars
import threading
import time

import pytest

from debugpage.console.evaluate import MOST_ENDED, MOST_LEFT, Busy, Console, Evaluation
from debugpage.console.output import LIMIT
from tests.unit.console import frames

SECONDS = 60
color = contextvars.ContextVar("color", default="none")
released = threading.Event()


@pytest.fixture
def console() -> Console:
    console = Console(frames.function())
    console.evaluate(f"import asyncio, time; from {__name__} import color, released").result()
    released.clear()
    return console


def begun(console: Console, typed: str) -> Evaluation:
    """Return the evaluation of `typed` after it has printed something."""
    evaluation = console.evaluate(f"print('begun')\n{typed}")
    evaluation.wait_for_more(0, SECONDS)
    assert evaluation.printed()
    return evaluation


def is_left(evaluation: Evaluation) -> bool:
    return evaluation.state == "left"


@pytest.mark.parametrize(
    "typed",
    [
        "while True: pass\n",
        "for i in range(10**12): pass\n",
        "def f():\n    while True: pass\nf()\n",
        "while True: print('x')\n",
        "while True: [].append(len('x'))\n",
        "try:\n    while True: pass\nfinally: print('cleaned up')\n",
        "while True: time.sleep(0.01)\n",
        "await asyncio.sleep(3600)",
        "await asyncio.Event().wait()",
        "await asyncio.sleep(0)\nwhile True: pass\n",
        "await asyncio.sleep(0)\nwhile True: await asyncio.sleep(0)\n",
    ],
)
def test_what_is_stopped_ends(console: Console, typed: str) -> None:
    evaluation = begun(console, typed)
    begin = time.monotonic()
    evaluation.interrupt(SECONDS)
    assert time.monotonic() - begin < 1
    assert evaluation.state == "ended"
    error = evaluation.result().error
    assert isinstance(error, (KeyboardInterrupt, asyncio.CancelledError))
    assert console.evaluate("pieces").result().value == 3


def test_stop_as_soon_as_it_is_started(console: Console) -> None:
    for typed in ("while True: pass\n", "await asyncio.sleep(3600)"):
        evaluation = console.evaluate(typed)
        evaluation.interrupt(SECONDS)
        assert evaluation.state == "ended"


def test_stop_while_a_module_is_imported(
    console: Console, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path_factory.mktemp("modules")
    (folder / "takes_for_ever.py").write_text("print('begun')\nwhile True: pass\n")
    monkeypatch.syspath_prepend(folder)
    evaluation = begun(console, "from takes_for_ever import *\n")
    evaluation.interrupt(SECONDS)
    assert isinstance(evaluation.result().error, KeyboardInterrupt)


def test_code_that_swallows_it_is_stopped_again(console: Console) -> None:
    loop = "while True: pass\n"
    typed = f"try:\n    x = 1\n    {loop}except KeyboardInterrupt: print('no')\n{loop}"
    evaluation = begun(console, typed)
    known = evaluation.length
    evaluation.interrupt(0.05)
    evaluation.wait_for_more(known, SECONDS)
    assert is_left(evaluation)
    evaluation.interrupt(SECONDS)
    assert evaluation.state == "ended"


def test_what_does_not_let_go_is_left(console: Console) -> None:
    evaluation = begun(console, "released.wait(60); print('released'); 'late'")
    evaluation.interrupt(0.01)
    assert is_left(evaluation)
    assert evaluation.outcome is None
    assert console.evaluate("pieces").result().value == 3
    released.set()
    assert isinstance(evaluation.result().error, KeyboardInterrupt)
    assert evaluation.state == "ended"
    assert console.run(evaluation.number) is evaluation


def test_a_task_that_swallows_it_is_left(loop: asyncio.AbstractEventLoop) -> None:
    console = Console(frames.function(), loop=loop)
    console.evaluate(f"import asyncio; from {__name__} import released").result()
    released.clear()
    typed = (
        "async def stubborn():\n"
        "    while not released.is_set():\n"
        "        try: await asyncio.sleep(0.01)\n"
        "        except BaseException: pass\n"
        "await stubborn(); 'gave in'"
    )
    evaluation = begun(console, typed)
    evaluation.interrupt(0.3)
    assert evaluation.state == "left"
    assert console.evaluate("await asyncio.sleep(0, pieces)").result().value == 3
    released.set()
    assert evaluation.result().value == "gave in"
    assert console.evaluate("_").result().value == 3
    assert console.value(evaluation.number) == "gave in"


def test_output_of_what_is_left_stays_its_own(
    console: Console, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = (
        "try: released.wait(60)\n"
        "except KeyboardInterrupt: pass\n"
        "print('late'); print('x' * 2**20)\n"
    )
    evaluation = begun(console, typed)
    evaluation.interrupt(0.01)
    later = console.evaluate("print('later')")
    later.result()
    released.set()
    evaluation.result()
    assert later.printed() == (("stdout", "later\n"),)
    assert evaluation.printed()[0].text.startswith("begun\nlate\nxxx")
    assert evaluation.length <= LIMIT
    assert evaluation.omitted > 0
    print("of the application")
    assert capsys.readouterr().out == "of the application\n"


def test_context_after_something_was_left(console: Console) -> None:
    console.evaluate("color.set('red'); None").result()
    evaluation = begun(console, "color.set('lost'); released.wait(60)")
    evaluation.interrupt(0.01)
    assert console.evaluate("color.get()").result().value == "lost"
    console.evaluate("color.set('blue'); None").result()
    released.set()
    evaluation.result()
    assert console.evaluate("color.get()").result().value == "blue"


def test_not_everything_can_be_left(console: Console) -> None:
    left: list[Evaluation] = []
    for _ in range(MOST_LEFT):
        left.append(begun(console, "released.wait(60)"))
        left[-1].interrupt(0.01)
    with pytest.raises(Busy, match="5 evaluations that were stopped have not ended yet"):
        console.evaluate("1")
    released.set()
    for evaluation in left:
        evaluation.result()
    assert console.evaluate("pieces").result().value == 3


def test_ended_ones_are_forgotten_in_their_order(console: Console) -> None:
    first = console.evaluate("1")
    first.result()
    for _ in range(MOST_ENDED):
        assert console.run(first.number) is first
        console.evaluate("2").result()
    console.evaluate("3").result()
    with pytest.raises(LookupError, match="is forgotten, or never was"):
        console.run(first.number)


def test_stop_after_the_end(console: Console) -> None:
    evaluation = console.evaluate("5")
    assert evaluation.result().value == 5
    evaluation.interrupt(SECONDS)
    assert (evaluation.state, evaluation.result().value) == ("ended", 5)


def test_output_comes_while_it_runs(console: Console) -> None:
    evaluation = begun(console, "released.wait(60); print('end')")
    known = evaluation.length
    begin = time.monotonic()
    evaluation.wait_for_more(known, 0.1)
    assert 0.05 < time.monotonic() - begin < 5
    assert (evaluation.state, evaluation.length) == ("running", known)
    released.set()
    evaluation.wait_for_more(known, SECONDS)
    assert evaluation.printed(known) == (("stdout", "end\n"),)


def test_no_thread_is_left_behind(console: Console) -> None:
    before = threading.active_count()
    for _ in range(5):
        begun(console, "while True: pass\n").interrupt(SECONDS)
    deadline = time.monotonic() + SECONDS
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
