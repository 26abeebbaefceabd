"""The parent, as a process that serves sees it."""

import _thread
import signal
import threading
from typing import TYPE_CHECKING, Any

from debugpage.server.channel import Channel, Message
from debugpage.server.serve import leave

if TYPE_CHECKING:
    from collections.abc import Callable


class Parent:
    """Watches the connection to the parent: at its end, `stop` is called, however it ended."""

    def __init__(self, channel: Channel) -> None:
        self.stop: Callable[[], None] = leave
        self.hear: Callable[[Message], bool] = _hear_nothing
        self._channel = channel
        self._answered = threading.Event()
        # Not one of `threading`: gevent cannot patch a process that has one while it imports.
        _thread.start_new_thread(self._listen, ())

    def _listen(self) -> None:
        """Hear what the parent says: what `hear` knows of, or that a question is answered."""
        for message in self._channel:
            if not self.hear(message):
                self._answered.set()
        self.stop()

    def ask(self, question: dict[str, Any]) -> None:
        """Ask whether to go on; returns if so. If not, the parent ends this process."""
        handler = signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._answered.clear()
        self._channel.send(question)
        self._answered.wait()
        signal.signal(signal.SIGTERM, handler)


def _hear_nothing(_message: Message) -> bool:
    return False
