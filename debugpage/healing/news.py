"""What open pages are told while the development server runs the app: restarts and saved files.

Server-sent events (HTML, section 9.2). Each says the same: which generation of the app
answers, for which files it began, and which were saved since.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

MOST_LISTENERS = 16
"""Connections that are served at once: pages of one origin share one."""
MOST_UNTOLD = 32
"""Events that wait for a connection that does not take them."""
MOST_FILES = 50
"""Saved files that are named in an event."""
HEARTBEAT_SECONDS = 15.0
HEARTBEAT = b":\n\n"
HEAD = b"retry: 100\n\n"  # milliseconds: a restart takes hardly longer


class Listener:
    """One open connection, and what it is still to be told.

    `is_over` says that nothing more will come: the process is about to stop. leave: called with
    it when the connection has ended.
    """

    def __init__(self, leave: "Callable[[Listener], None] | None" = None) -> None:
        self.is_over = False
        self._leave = leave
        self._untold: deque[bytes] = deque(maxlen=MOST_UNTOLD)
        self._wake: Callable[[], None] = _do_nothing

    def wake_by(self, wake: Callable[[], None]) -> None:
        """Call `wake` whenever there is news, from any thread and from a signal handler."""
        self._wake = wake

    def tell(self, event: bytes) -> None:
        """Have something told."""
        self._untold.append(event)
        self._wake()

    def end(self) -> None:
        """Tell what is left, and nothing more."""
        self.is_over = True
        self._wake()

    def leave(self) -> None:
        """Have no more told: the connection has ended."""
        if self._leave is not None:
            self._leave(self)

    def take(self) -> bytes:
        """Return what is to be sent now."""
        taken = b""
        while self._untold:
            taken += self._untold.popleft()
        return taken


class News:
    """What this process tells open pages; it says nothing before the development server begins.

    `generation` names this run of the app, the same in all processes that serve it at once; it is
    empty where nobody would tell of the next.
    """

    generation = ""

    def __init__(self) -> None:
        self._began: tuple[str, ...] = ()
        self._saved: tuple[str, ...] = ()
        self._listeners: tuple[Listener, ...] = ()
        self._followers: tuple[Listener, ...] = ()
        self._is_over = False
        self._once_heard: Callable[[], None] = _do_nothing
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._listeners)

    def begin(self, generation: str, files: Sequence[str] = ()) -> None:
        """Let pages listen from now on. files: those for which the app was started anew."""
        self.generation, self._began = generation, tuple(files)

    def once_heard(self, call: Callable[[], None]) -> None:
        """Have something called when the first page listens, which so is open."""
        self._once_heard = call

    def listen(self) -> Listener | None:
        """Return a new listener, which is told the state at once; None where there are too many."""
        listener = self.admit()
        if listener is None:
            return None
        with self._lock:
            self._followers = (*self._followers, listener)
            call, self._once_heard = self._once_heard, _do_nothing
        call()
        listener.tell(HEAD + self._event())
        return listener

    def admit(self) -> Listener | None:
        """Return a listener to whatever else there is; None where there are too many.

        It ends with the others.
        """
        listener = Listener(self.leave)
        with self._lock:
            if len(self._listeners) >= MOST_LISTENERS:
                return None
            self._listeners = (*self._listeners, listener)
        if self._is_over:
            listener.end()
        return listener

    def leave(self, listener: Listener) -> None:
        """Forget a listener whose connection has ended."""
        with self._lock:
            self._listeners = tuple(one for one in self._listeners if one is not listener)
            self._followers = tuple(one for one in self._followers if one is not listener)

    def tell_saved(self, files: Sequence[str]) -> None:
        """Tell all that files were saved, which the app will be started anew for."""
        self._saved = tuple(files)
        event = self._event()
        for listener in self._followers:
            listener.tell(event)

    def end(self) -> None:
        """Let all connections end. Takes no lock: it is called from signal handlers, too."""
        self._is_over = True
        for listener in self._listeners:
            listener.end()

    def _event(self) -> bytes:
        files = {"began": self._began[:MOST_FILES], "saved": self._saved[:MOST_FILES]}
        state = {"generation": self.generation, **files}
        return event_of(state)


def event_of(state: dict[str, Any]) -> bytes:
    """Return an event as it is sent."""
    return b"data: " + json.dumps(state).encode() + b"\n\n"


def _do_nothing() -> None: ...


news = News()
"""The news of this process."""
