"""The socket of this process: each message that comes in is answered, in a thread of its own."""

import logging
import os
import socket
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from debugpage.workers.channel import Channel
from debugpage.workers.message import MOST_BYTES
from debugpage.workers.transport import Transport

MOST_AT_ONCE = 16
"""Messages that are answered at the same time; more wait in the socket's own queue."""
SECONDS = 10.0
"""In which a message must have come, and its answer have gone."""
_PAUSE = 0.1

Answer = Callable[[bytes], bytes]
Admit = Callable[[Channel], Channel]

_log = logging.getLogger("debugpage")


class Listener:
    """A socket that this process listens on until it ends, or the listener is let go.

    answer: a method that returns the answer to a message; its object is not kept alive for it.
    Raises OSError where the socket cannot be made.
    """

    def __init__(self, transport: Transport, folder: Path, name: str, answer: Answer) -> None:
        def admit(channel: Channel) -> Channel:
            return transport.admit(folder, name, channel)

        self._socket = transport.listen(folder, name)
        path = folder / (name + transport.SUFFIX)
        self._end = weakref.finalize(self, _end, self._socket, path, os.getpid())
        threading.Thread(
            target=_serve,
            args=(self._socket, admit, weakref.WeakMethod(answer)),
            name="debugpage workers",
            daemon=True,
        ).start()

    def leave_to_parent(self) -> None:
        """Let go of the socket in the child of a fork: it is the parent's, whose end it tells.

        A copy that stays open takes connections, after that end too, that nobody answers.
        """
        self._end.detach()
        self._socket.close()


def _end(listening: socket.socket, path: Path, process: int) -> None:
    if process == os.getpid():  # in a child it would end the parent's socket
        with suppress(OSError):
            path.unlink()
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits for connections
    listening.close()


def _serve(listening: socket.socket, admit: Admit, answer: "weakref.WeakMethod[Answer]") -> None:
    room = threading.BoundedSemaphore(MOST_AT_ONCE)
    while True:
        room.acquire()
        try:
            connection, _ = listening.accept()
            threading.Thread(
                target=_converse,
                args=(connection, admit, answer, room),
                name="debugpage worker's answer",
                daemon=True,
            ).start()
        except (OSError, RuntimeError):  # closed; or there can be no more files or threads for now
            room.release()
            if listening.fileno() < 0:
                return
            time.sleep(_PAUSE)


def _converse(
    connection: socket.socket,
    admit: Admit,
    answer: "weakref.WeakMethod[Answer]",
    room: threading.Semaphore,
) -> None:
    try:
        with Channel(connection, SECONDS) as channel:
            _answer_one(channel, admit, answer)
    finally:
        room.release()


def _answer_one(channel: Channel, admit: Admit, answer: "weakref.WeakMethod[Answer]") -> None:
    try:
        message, answers = admit(channel).receive(MOST_BYTES), answer()
        if answers is not None:
            channel.send(answers(message))
    except PermissionError as refusal:
        _log.warning("Refused another process at the socket of this one: %s", refusal)
    except OSError:
        pass  # it only looked whether we are here, or does not wait any longer
    except Exception:  # noqa: BLE001 - logged; the next message may be better
        _log.exception("debugpage failed to answer another process")
