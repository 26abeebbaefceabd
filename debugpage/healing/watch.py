"""What tells open pages of a change: one thread, which looks while somebody listens."""

import threading
from collections.abc import Callable

from debugpage.healing.news import HEAD, Listener, event_of, news

SECONDS = 0.25
"""Between two looks."""


class Watch:
    """Tells a version, and every later one, to whoever listens. version: looks, and returns it."""

    def __init__(self, version: Callable[[], str]) -> None:
        self._version = version
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []
        self._is_watching = False

    def listen(self) -> Listener | None:
        """Return a new listener, which is told the version at once; None where there are many."""
        listener = news.admit()
        if listener is None:
            return None
        listener.tell(HEAD + event_of({"version": self._version()}))
        with self._lock:
            self._listeners.append(listener)
            if not self._is_watching:
                self._is_watching = True
                threading.Thread(target=self._run, name="debugpage watch", daemon=True).start()
        return listener

    def _run(self) -> None:
        told, pause = "", threading.Event()
        while self._has_listeners():
            version = self._version()
            if version != told:
                self._tell(version)
            told = version
            pause.wait(SECONDS)

    def _has_listeners(self) -> bool:
        with self._lock:
            self._listeners = [one for one in self._listeners if not one.is_over]
            self._is_watching = bool(self._listeners)
            return self._is_watching

    def _tell(self, version: str) -> None:
        event = event_of({"version": version})
        for listener in tuple(self._listeners):
            listener.tell(event)
