"""One question to another process, and its answer."""

from pathlib import Path

from debugpage.workers.message import MOST_ANSWER_BYTES, Message, unpack
from debugpage.workers.transport import Transport


def answer_of(
    transport: Transport, folder: Path, name: str, question: bytes, seconds: float
) -> Message:
    """Return what the process that listens under a name in a folder answers to a message.

    Raises OSError where it cannot be reached or does not answer in so many seconds, and ValueError
    where it answers with what is no message.
    """
    with transport.connect(folder, name, seconds) as channel:
        channel.send(question)
        return unpack(channel.receive(MOST_ANSWER_BYTES))
