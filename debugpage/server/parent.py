"""The parent, as a process that serves sees it."""

import signal
import threading
from typing import TYPE_CHECKING, Any

from debugpage.server.channel import Channel
from debugpage.server.serve import leave

if TYPE_CHECKING:
    from collections.abc import Callable


class Parent(threading.Thread):
    """Watches the connection to the parent: at its end, `stop` is called, however it ended."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(name="debugpage parent", daemon=True)
        self.stop: Callable[[], None] = leave
        self._channel = channel
        self._answered = threading.Event()
        self.start()

    def run(self) -> None:
        """Hear what the parent says: that a question is answered."""
        for _ in self._channel:
            self._answered.set()
        self.stop()

    def ask(self, question: dict[str, Any]) -> None:
        """Ask whether to go on; returns if so. If not, the parent ends this process."""
        handler = signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._answered.clear()
        self._channel.send(question)
        self._answered.wait()
        signal.signal(signal.SIGTERM, handler)
