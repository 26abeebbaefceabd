"""An interrupt hits the call that it is for, and nothing else."""

import io
import logging
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from debugpage.console.evaluate import Console
from debugpage.console.interrupt import Interruptible
from tests.unit.console import frames

SECONDS = 60


def run_in_thread(call: Interruptible, *, until: threading.Event) -> list[object]:
    """Run an endless loop in `call`, and return where it is put what came of it."""
    seen: list[object] = []

    def loop() -> None:
        until.set()
        while True:
            pass

    def work() -> None:
        try:
            call.run(loop)
        except BaseException as error:
            seen.append(type(error))

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    seen.append(thread)
    return seen


@pytest.mark.parametrize("kind", [KeyboardInterrupt, LookupError])
def test_python_code_is_interrupted(kind: type[BaseException]) -> None:
    call, begun = Interruptible(kind), threading.Event()
    seen = run_in_thread(call, until=begun)
    assert begun.wait(SECONDS)
    call.interrupt()
    assert isinstance(seen[0], threading.Thread)
    seen[0].join(SECONDS)
    assert seen[1:] == [kind]


def test_an_interrupt_before_the_beginning() -> None:
    call = Interruptible()
    call.interrupt()
    with pytest.raises(KeyboardInterrupt):
        call.run(pytest.fail)


def test_an_interrupt_after_the_end() -> None:
    call = Interruptible()
    assert call.run(lambda: 5) == 5
    call.interrupt()
    for _ in range(1000):
        time.sleep(0)


def test_an_interrupt_that_has_not_come_is_taken_back() -> None:
    call = Interruptible()

    def last() -> str:
        # Sent to the thread itself, it comes at the next look for it: at the end of interrupt().
        try:
            call.interrupt()
        except KeyboardInterrupt:
            return "came"
        return "did not come"

    assert call.run(last) == "came"


def test_errors_pass() -> None:
    with pytest.raises(ZeroDivisionError):
        Interruptible().run(lambda: 1 / 0)


@pytest.fixture
def _often() -> Iterator[None]:
    """Let threads take turns all the time, so that they meet in the middle of everything."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    yield
    sys.setswitchinterval(before)


# An interrupt that comes while Python runs a callback of its own, as the garbage collector's, is
# swallowed there, as one of the keyboard would be.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("_often")
def test_races() -> None:
    """Quick evaluations, interrupted about when they end: nothing is lost, no thread is left."""
    before = threading.active_count()
    console = Console(frames.function())
    ends = {"value": 0, "interrupted": 0}
    for number in range(200):
        evaluation = console.evaluate(f"for i in range({number * 50}): pass\n{number} + pieces")
        time.sleep(random.random() * 0.003)
        evaluation.interrupt(SECONDS)
        assert evaluation.state == "ended"
        outcome = evaluation.result()
        if outcome.error is None:
            assert outcome.value == number + 3
            assert console.value(evaluation.number) == number + 3
            ends["value"] += 1
        else:
            assert type(outcome.error) is KeyboardInterrupt
            ends["interrupted"] += 1
    assert all(ends.values()), ends
    assert console.evaluate("pieces").result().value == 3
    deadline = time.monotonic() + SECONDS
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_the_applications_logging_goes_on() -> None:
    """An interrupt between the lock of a handler and its `try` would end all logging."""
    log, stream = logging.Logger("app"), io.StringIO()
    log.addHandler(logging.StreamHandler(stream))
    for _ in range(100):
        call, begun = Interruptible(), threading.Event()

        def work(call: Interruptible = call, begun: threading.Event = begun) -> None:
            begun.set()
            while True:
                log.warning("x")

        thread = threading.Thread(target=suppressed, args=(call, work))
        thread.start()
        assert begun.wait(SECONDS)
        call.interrupt()
        thread.join(SECONDS)
        assert not thread.is_alive()
        assert log.handlers[0].lock
        assert log.handlers[0].lock.acquire(timeout=SECONDS)
        log.handlers[0].release()


def suppressed(call: Interruptible, work: Callable[[], None]) -> None:
    with suppress(KeyboardInterrupt):
        call.run(work)


@pytest.mark.usefixtures("_often")
def test_interrupts_from_all_sides() -> None:
    """Many interrupts at once, at a call that ends by itself, hit nothing behind it."""
    for _ in range(100):
        call, over = Interruptible(), threading.Event()

        def shoot(call: Interruptible = call, over: threading.Event = over) -> None:
            while not over.is_set():
                call.interrupt()

        threads = [threading.Thread(target=shoot) for _ in range(2)]
        for thread in threads:
            thread.start()
        with suppress(KeyboardInterrupt):
            call.run(lambda: sum(range(100)))
        over.set()
        for thread in threads:
            thread.join(SECONDS)


TRACED = """
import sys
from debugpage.console.interrupt import Interruptible

def work():
    return 1

assert Interruptible().run(work) == 1
stopped = Interruptible()
stopped.interrupt()
try:
    stopped.run(work)
except KeyboardInterrupt:
    pass
called = []
sys.setprofile(lambda frame, event, argument: called.append(frame.f_code.co_name))
work()
sys.setprofile(None)
assert "work" in called
"""


def test_tracers_work_afterwards() -> None:
    """In CPython 3.11 what was taken back halted the process at the next call that is traced."""
    subprocess.run([sys.executable, "-c", TRACED], check=True, timeout=60)


WATCHED = r"""
import sys, threading
from debugpage.console.evaluate import Console

def tracer(frame, event, argument):
    return tracer

getattr(threading, sys.argv[1])(tracer)
console = Console(sys._getframe())
assert console.evaluate("1 + 1").result().value == 2
endless = console.evaluate("print('begun')\nwhile True: pass\n")
endless.wait_for_more(0, 30)
endless.interrupt(30)
assert isinstance(endless.outcome.error, KeyboardInterrupt), endless.outcome
assert console.evaluate("2 + 2").result().value == 4
"""


@pytest.mark.parametrize("watch", ["settrace", "setprofile"])
def test_input_runs_and_is_stopped_beside_a_tracer(watch: str) -> None:
    """Debuggers and coverage trace all threads, so those of consoles as well."""
    subprocess.run([sys.executable, "-c", WATCHED, watch], check=True, timeout=60)


def test_what_is_no_thread_of_the_system_ends_uninterrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Greenlets of gevent have idents of their own, which say nothing to Python."""
    monkeypatch.setattr(threading, "get_ident", lambda: 1)
    call = Interruptible()

    def work() -> str:
        call.interrupt()
        return "done"

    assert call.run(work) == "done"
