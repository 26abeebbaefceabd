"""Running code of the application under a limit of time, so that it can fail or hang alone."""

import contextvars
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")
TIMES_TOLD_TO_STOP, SECONDS_TO_STOP = 3, 0.02
"""How often a worker is told to stop, and for how long it is waited for each time."""
SHORTEST_ROUND = 0.01
"""Seconds below which it is not worth while to begin again."""


class Abandoned(BaseException):
    """Ends Python code that is still running after its time; not an Exception, so it gets out."""


class _Batch(Generic[T]):
    """Jobs run one after another by a thread that may be left behind."""

    def __init__(self, jobs: Sequence[Callable[[], T]]) -> None:
        self._jobs = jobs
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._abandoned = False
        self._ended = False
        self._results: list[T] = []

    def work(self) -> None:
        try:
            try:
                self._run_jobs()
            finally:
                self._end()
        except Abandoned:  # it may also come while this ends
            self._end()

    def _run_jobs(self) -> None:
        for job in self._jobs:
            result = job()
            with self._lock:
                if self._abandoned:
                    return
                self._results.append(result)

    def _end(self) -> None:
        """Let nothing be raised in this thread any more: another may soon have its number."""
        with self._lock:
            self._ended = True
        self._jobs = ()
        self._over.set()

    def results_after(self, seconds: float, worker: threading.Thread) -> list[T]:
        """Return what was done after so many seconds, and tell the worker to stop if need be."""
        self._over.wait(seconds)
        with self._lock:
            self._abandoned = True
            done = list(self._results)
        self._stop(worker)
        return done

    def _stop(self, worker: threading.Thread) -> None:
        """Stop a worker that still runs; more than once, for a callback may swallow it."""
        for _ in range(TIMES_TOLD_TO_STOP):
            with self._lock:
                if self._ended or worker.ident is None:
                    return
                _raise_in(worker.ident)
            self._over.wait(SECONDS_TO_STOP)


def run_within(seconds: float, jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run the jobs in order and return the results of those that were done in time.

    They run in a thread of their own, with a copy of the caller's context. The list is shorter
    than `jobs` when the time was over. A job still running then is told to stop, which Python
    code does at once and a blocking call when it returns. Jobs must not raise. Where the system
    starts no thread, none is done.
    """
    with suppress(RuntimeError):
        return _done_within(seconds, jobs)
    return []


def _done_within(seconds: float, jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Do what `run_within` does. Raises RuntimeError where no thread can be started."""
    if not jobs:
        return []
    batch = _Batch(jobs)
    context = contextvars.copy_context()
    worker = threading.Thread(
        target=context.run, args=(batch.work,), name="debugpage-values", daemon=True
    )
    worker.start()
    return batch.results_after(seconds, worker)


def run_in_rounds(seconds: float, jobs: Sequence[Callable[[], T]]) -> list[T]:
    """Run the jobs as `run_within` does, and begin again with the one that was stopped.

    Each round has half of the time that is left, so that a job which hangs does not take the
    time of all others. It has to know the next time what it hung on, and pass that over.
    """
    done: list[T] = []
    deadline = time.monotonic() + seconds
    with suppress(RuntimeError):  # without threads another round would do nothing, either
        while len(done) < len(jobs):
            left = deadline - time.monotonic()
            if left < SHORTEST_ROUND:
                break
            done += _done_within(left / 2, jobs[len(done) :])
    return done


class Question(NamedTuple):
    """Something to be asked of an object: how, what is answered for it where it does not, to whom.

    Asking has to know the second time that it was begun before, and pass over what it hung on.
    """

    ask: Callable[[], Any]
    otherwise: Callable[[], Any]
    tell: Callable[[Any], None]


def ask_all(seconds: float, questions: Sequence[Question]) -> None:
    """Ask what there is to ask, in one thread, and have each answer told, within some seconds."""
    answers = run_in_rounds(seconds, [question.ask for question in questions])
    for question, answer in zip(questions, answers, strict=False):
        question.tell(answer)
    for question in questions[len(answers) :]:
        question.tell(question.otherwise())


def _raise_in(thread_id: int) -> None:
    import ctypes  # which takes longer to load than most pages to make, and few need it

    ctypes.pythonapi.PyThreadState_SetAsyncExc(
        ctypes.c_ulong(thread_id), ctypes.py_object(Abandoned)
    )
