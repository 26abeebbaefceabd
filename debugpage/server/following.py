"""What a process that serves does for open error pages, with the help of its parent."""

import itertools
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

from debugpage.healing.news import news
from debugpage.healing.shelf import WrongSecretError, place
from debugpage.server.channel import Channel, Message

if TYPE_CHECKING:
    from debugpage.healing.again import KeptRequest

SECONDS = 5.0
"""How long the parent may take to answer; it may be starting another process just now."""


class Following:
    """Tells pages the news, and keeps their requests where they outlive this process.

    word: the parent's, by which this process is to serve.
    """

    def __init__(self, channel: Channel, word: Message) -> None:
        self._channel = channel
        self._numbers = itertools.count(1)
        self._asked: dict[int, SimpleQueue[Message]] = {}
        news.begin(word["generation"], word["files"])
        place.shelf = self

    def hear(self, message: Message) -> bool:
        """Do what the parent says of pages; False says that it speaks of something else."""
        match message:
            case {"do": "saved", "files": files}:
                news.tell_saved(files)
            case {"do": "taken", "number": number}:
                if asked := self._asked.pop(number, None):
                    asked.put(message)
            case _:
                return False
        return True

    def keep(self, name: str, digest: str, request: "KeptRequest") -> None:
        """Keep a request; see `debugpage.healing.shelf.Shelf`."""
        told = {"name": name, "digest": digest, "request": request.to_message()}
        self._channel.send({"event": "keep", **told})

    def take(self, name: str, digest: str) -> "KeptRequest":
        """Return a request, and keep it no longer. Raises LookupError, WrongSecretError."""
        from debugpage.healing.again import KeptRequest

        number, answer = next(self._numbers), SimpleQueue[Message]()
        self._asked[number] = answer
        self._channel.send({"event": "take", "name": name, "digest": digest, "number": number})
        try:
            told = answer.get(timeout=SECONDS)
        except Empty:
            raise LookupError(name) from None
        if told.get("fault") == "secret":
            raise WrongSecretError("its token is not good for this request")
        if "fault" in told:
            raise LookupError(name)
        return KeptRequest.from_message(told["request"])

    def clear(self) -> None:
        """Keep nothing of what there is."""
        self._channel.send({"event": "clear"})
