"""A process among those of its server: its name, its socket, and what it asks the others."""

import logging
import os
import threading
import time
import weakref
from collections.abc import Callable
from pathlib import Path

from debugpage.exchange import Request, Response
from debugpage.workers.conversation import answer_of
from debugpage.workers.folder import runtime_folder
from debugpage.workers.listener import SECONDS, Listener
from debugpage.workers.message import (
    Message,
    pack,
    pack_request,
    pack_response,
    request_of,
    response_of,
    unpack,
)
from debugpage.workers.names import is_of_same_server, new_id, new_name, server_of
from debugpage.workers.transport import Transport, best_transport, has_ended, sweep

RESTARTED = "The server was restarted since this page was made; its frames are gone."
REPLACED = (
    "The worker process that had this error has ended (it was killed, replaced or reloaded, or"
    " made for that one request); its frames are gone."
)
BUSY = "The worker process that has this error did not answer in time; try again."
UNREACHABLE = (
    "Another worker process has this error, and cannot be asked; the server's terminal tells why."
)

_ENDING_SECONDS, _LOOKING = 0.5, 0.02

_log = logging.getLogger("debugpage")


class Ended(LookupError):  # noqa: N818 - reads as an answer
    """The worker that was asked for is no more; the message is a sentence that says why."""


class Unanswered(LookupError):  # noqa: N818 - reads as an answer
    """The worker that was asked for gave no answer; the message is a sentence that says why."""


class NotServed(LookupError):  # noqa: N818 - reads as an answer
    """The worker that was asked for serves another address, and has nothing for this one."""


class Worker:
    """One process that has errors, and can ask others of the same user for theirs.

    serve: answers a request that reached another process; raises NotServed for one that could
    not have come here. lock: a method that closes all consoles of this process, and returns of how
    many errors; live: one that returns the ids of those errors of which there are any. A child of a
    fork is another worker, with a name and a boot id of its own.
    """

    def __init__(
        self,
        serve: Callable[[Request], Response],
        transport: Transport | None = None,
        folder: Callable[[], Path] = runtime_folder,
        lock: Callable[[], int] | None = None,
        live: Callable[[], list[str]] | None = None,
    ) -> None:
        self._serve = weakref.WeakMethod(serve)
        self._lock_all = weakref.WeakMethod(lock) if lock is not None else lambda: None
        self._live = weakref.WeakMethod(live) if live is not None else lambda: None
        self._transport = transport or best_transport()
        self._folder = folder
        self._begin()
        _workers.add(self)

    def _begin(self) -> None:
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._listener: Listener | None = None
        self._has_tried = False
        self._name = new_name()
        self._boot = new_id(self._name)

    def after_fork(self) -> None:
        """Begin anew in a child, and leave to its parent what is the parent's."""
        listener = self._listener
        self._begin()
        if listener is not None:
            listener.leave_to_parent()

    def _mind_fork(self) -> None:
        if self._process != os.getpid():  # a fork that Python was not told of
            self.after_fork()

    @property
    def name(self) -> str:
        """The name of this process, in every id that it gives out."""
        self._mind_fork()
        return self._name

    @property
    def server(self) -> str:
        """What names the server: the same for all of its processes."""
        return server_of(self.name)

    @property
    def boot(self) -> str:
        """The id of this run of this process: its name and 128 random bits."""
        self._mind_fork()
        return self._boot

    def listen(self) -> None:
        """Let others ask for what this process has; where they cannot, say why, once."""
        self._mind_fork()
        with self._lock:
            if self._has_tried:
                return
            self._has_tried = True
            try:
                folder = self._folder()
                sweep(self._transport, folder)
                self._listener = Listener(self._transport, folder, self._name, self._answer)
            except (OSError, RuntimeError) as fault:
                _log.warning("Other worker processes cannot ask this one for its errors: %s", fault)

    def _answer(self, message: bytes) -> bytes:
        asked, serve, lock = unpack(message), self._serve(), self._lock_all()
        if asked.kind == "lock" and lock is not None:
            return pack(Message({"kind": "locked", "errors": lock()}))
        if asked.kind == "live":
            live = self._live()
            return pack(Message({"kind": "live", "errors": live() if live is not None else []}))
        if asked.kind != "request" or serve is None:
            return pack(Message({"kind": "unknown"}))
        try:
            return pack_response(serve(request_of(asked)))
        except NotServed:
            return pack(Message({"kind": "unknown"}))

    def ask(self, owner: str, request: Request) -> Response:
        """Return the response of the worker of that name to a request that reached us.

        Raises Ended, Unanswered or NotServed, and TooLongError for a request that is too long.
        """
        answer = self._asked(owner, pack_request(request))
        if answer.kind != "response":
            raise NotServed("it serves another address")
        return response_of(answer)

    def end_of(self, owner: str) -> str:
        """Return a sentence that says why the worker of that name, which has ended, is no more."""
        return REPLACED if is_of_same_server(owner, self.name) else RESTARTED

    def _asked(self, owner: str, message: bytes) -> Message:
        try:
            return answer_of(self._transport, self._folder(), owner, message, SECONDS)
        except (TimeoutError, BlockingIOError):  # the second: its queue is full
            raise Unanswered(BUSY) from None
        except (OSError, ValueError) as fault:
            if self._has_ended(owner):
                raise Ended(self.end_of(owner)) from None
            _log.warning("The worker process %s cannot be asked: %s", owner, fault)
            raise Unanswered(UNREACHABLE) from None

    def _has_ended(self, owner: str) -> bool:
        """Tell whether nobody listens under a name any longer; what was left of it is removed.

        It is waited for a little: a process that ends lets go of its sockets one by one.
        """
        deadline = time.monotonic() + _ENDING_SECONDS
        try:
            folder = self._folder()
            while not has_ended(self._transport, folder, owner):
                if time.monotonic() > deadline:
                    return False
                time.sleep(_LOOKING)
        except OSError:  # no folder: nobody of this server can be asked, but may well be there
            return not is_of_same_server(owner, self.name)
        return True


_workers: "weakref.WeakSet[Worker]" = weakref.WeakSet()


def _after_fork() -> None:
    for worker in list(_workers):
        worker.after_fork()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
