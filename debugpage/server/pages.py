"""What open error pages need of the parent, which outlives the processes that made them.

It names each generation of the app, tells which files were saved, and keeps the requests that may
be sent again: in memory, and each for one time.
"""

import secrets
from collections.abc import Iterable, Sequence
from typing import Any

from debugpage.healing.shelf import MemoryShelf, WrongSecretError
from debugpage.server.channel import Message
from debugpage.server.children import Child


class Pages:
    """Speaks with the processes that serve, about their pages."""

    def __init__(self) -> None:
        self._shelf = MemoryShelf[Any]()

    def word(self, files: Sequence[str]) -> Message:
        """Return what lets processes serve as a new generation. files: what was saved before."""
        return {"do": "go", "generation": secrets.token_hex(8), "files": list(files)}

    def tell_saved(self, children: Iterable[Child], files: Sequence[str]) -> None:
        """Tell that files were saved, while their pages can still be told."""
        for child in children:
            child.tell({"do": "saved", "files": list(files)})

    def hear(self, child: Child, message: Message) -> bool:
        """Do what a process asks for its pages; False says that it asks for something else."""
        match message:
            case {"event": "keep", "name": name, "digest": digest, "request": request}:
                self._shelf.keep(name, digest, request)
            case {"event": "take", "name": name, "digest": digest, "number": number}:
                child.tell({"do": "taken", "number": number, **self._taken(name, digest)})
            case {"event": "clear"}:
                self._shelf.clear()
            case _:
                return False
        return True

    def _taken(self, name: str, digest: str) -> Message:
        try:
            return {"request": self._shelf.take(name, digest)}
        except LookupError:
            return {"fault": "gone"}
        except WrongSecretError:
            return {"fault": "secret"}
