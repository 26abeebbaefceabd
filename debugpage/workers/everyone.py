"""What is told to all processes of this user that have errors, by the command line."""

import logging
from collections.abc import Callable
from pathlib import Path

from debugpage.workers.conversation import answer_of
from debugpage.workers.folder import runtime_folder
from debugpage.workers.listener import SECONDS
from debugpage.workers.message import Message, pack
from debugpage.workers.transport import Transport, best_transport

_log = logging.getLogger("debugpage")


def tell_all(
    kind: str, transport: Transport | None = None, folder: Callable[[], Path] = runtime_folder
) -> list[Message]:
    """Send a message that is no more than its kind to every process, and return their answers.

    Those that have ended do not answer. Raises OSError where there is no private folder.
    """
    transport, found = transport or best_transport(), folder()
    names = sorted(path.stem for path in found.glob(f"*{transport.SUFFIX}"))
    answers = (_told(transport, found, name, kind) for name in names)
    return [answer for answer in answers if answer is not None]


def _told(transport: Transport, folder: Path, name: str, kind: str) -> Message | None:
    try:
        return answer_of(transport, folder, name, pack(Message({"kind": kind})), SECONDS)
    except (ConnectionRefusedError, FileNotFoundError):
        return None
    except (OSError, ValueError) as fault:
        _log.warning("The process %s cannot be told: %s", name, fault)
        return None
