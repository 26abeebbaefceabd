"""What is told of threads and tasks that fail, and by whom else."""

import asyncio
import gc
import logging
import sys
import threading
from contextvars import Context
from typing import TYPE_CHECKING, Any, cast

import pytest

from debugpage.elsewhere.desk import MOST_WAITING, Desk
from debugpage.elsewhere.tasks import watch_loop
from debugpage.elsewhere.threads import watch_threads
from debugpage.rescue import scope_of_request
from debugpage.surroundings import Surroundings

if TYPE_CHECKING:
    from debugpage.core import Core


class Book:
    """Takes what is noted, in the place of a core; waits for `lets`."""

    def __init__(self) -> None:
        self.noted: list[tuple[BaseException, Surroundings, Any]] = []
        self.lets = threading.Event()
        self.lets.set()

    def note(self, error: BaseException, around: Surroundings, see: Any = None) -> str:
        assert self.lets.wait(20)
        self.noted.append((error, around, see))
        return ""

    def wait(self, number: int = 1) -> None:
        """Wait until so many errors are noted."""
        ticks = threading.Event()
        for _ in range(2_000):
            if len(self.noted) >= number:
                return
            ticks.wait(0.01)
        raise AssertionError(self.noted)


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def desk(book: Book) -> Desk:
    return Desk(cast("Core", book))


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[threading.ExceptHookArgs]:
    """Return what the hook was told that there was before."""
    told: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    return told


def fail() -> None:
    raise ValueError("elsewhere")


def run_thread(target: Any, name: str) -> None:
    thread = threading.Thread(target=target, name=name)
    thread.start()
    thread.join()


def test_a_thread_that_fails_is_recorded_and_told_as_before(
    desk: Desk, book: Book, printed: list[threading.ExceptHookArgs]
) -> None:
    watch_threads(desk)
    run_thread(fail, "mailer")
    ((error, around, see),) = book.noted
    assert (str(error), around.task, around.origin, see) == ("elsewhere", "mailer", "thread", None)
    assert [args.exc_value for args in printed] == [error]


def test_a_thread_of_ours_and_one_that_is_interrupted_are_not_recorded(
    desk: Desk, book: Book, printed: list[threading.ExceptHookArgs]
) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    watch_threads(desk)
    run_thread(fail, "debugpage")
    run_thread(interrupt, "mailer")
    assert book.noted == []
    assert len(printed) == 2


async def abandon(name: str = "mailer") -> None:
    """Fail in a task that nobody waits for."""

    async def work() -> None:
        fail()

    task = asyncio.create_task(work(), name=name)
    await asyncio.wait([task])
    del task
    gc.collect()


def test_a_task_that_fails_is_recorded_and_logged_as_before(
    desk: Desk, book: Book, caplog: pytest.LogCaptureFixture
) -> None:
    scope = {"type": "http", "path": "/orders", "headers": [], "method": "POST"}

    async def main() -> asyncio.AbstractEventLoop:
        loop = asyncio.get_running_loop()
        watch_loop(loop, desk)
        watch_loop(loop, desk)
        scope_of_request.set(scope)
        await abandon()
        return loop

    with caplog.at_level(logging.ERROR):
        loop = asyncio.run(main())
    book.wait()
    ((error, around, see),) = book.noted
    assert str(error) == "elsewhere"
    assert around.task == "mailer (abandon.<locals>.work)"
    assert (around.origin, around.loop) == ("task", loop)
    assert "Task exception was never retrieved" in caplog.text
    if sys.version_info >= (3, 12):
        assert see().path == "/orders"


def test_a_handler_that_the_app_sets_before_or_later_is_called(desk: Desk, book: Book) -> None:
    told: list[str] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, _context: told.append("before"))
        watch_loop(loop, desk)
        await abandon()
        loop.set_exception_handler(lambda _loop, _context: told.append("later"))
        await abandon()

    asyncio.run(main())
    book.wait(2)
    assert told == ["before", "later"]


def test_a_callback_that_fails_is_recorded_but_not_a_servers_trouble(
    desk: Desk, book: Book
) -> None:
    async def main() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, _context: None)
        watch_loop(loop, desk)
        loop.call_soon(fail)
        loop.call_exception_handler({"message": "Fatal error on transport", "exception": OSError()})
        loop.call_exception_handler({"message": "nothing more is known"})
        await asyncio.sleep(0)

    asyncio.run(main())
    book.wait()
    assert [around.task for _, around, _ in book.noted] == ["callback"]


def test_no_more_errors_wait_than_are_worth_it(desk: Desk, book: Book) -> None:
    book.lets.clear()
    for number in range(3 * MOST_WAITING):
        desk.hand_in(ValueError(number), Surroundings(Context()))
    book.lets.set()
    book.wait(MOST_WAITING)
    assert len(book.noted) <= MOST_WAITING + 1


def test_a_desk_that_fails_says_so_and_goes_on(
    desk: Desk, book: Book, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fault(*_: Any) -> str:
        raise LookupError

    monkeypatch.setattr(book, "note", fault)
    with caplog.at_level(logging.ERROR):
        desk.record(ValueError(), Surroundings(Context()))
    assert "debugpage failed to record an error" in caplog.text


def test_a_client_that_leaves_a_servers_task_is_no_error_and_a_database_that_does_is(
    desk: Desk, book: Book
) -> None:
    errors: list[ConnectionError] = []
    for file in (asyncio.__file__, __file__):
        try:
            exec(compile("raise ConnectionResetError", file, "exec"))
        except ConnectionError as error:
            errors.append(error)
    for met in errors:
        assert met.__traceback__ is not None
        met.__traceback__ = met.__traceback__.tb_next  # without this test's own frame
        desk.record(met, Surroundings(Context(), origin="task"))
    assert [noted for noted, _, _ in book.noted] == errors[1:]
