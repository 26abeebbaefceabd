"""The requests that may be sent again, in memory: each is taken at most once."""

import hmac
import threading
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from debugpage.console.unlock.secret import digest

if TYPE_CHECKING:
    from debugpage.healing.again import KeptRequest

T = TypeVar("T")

MOST_REQUESTS = 20


class WrongSecretError(PermissionError):
    """Who asks for a request does not have what its page has."""


class Shelf(Protocol):
    """Where requests are kept, by the ids of the errors that they met."""

    def keep(self, name: str, digest: str, request: "KeptRequest") -> None:
        """Keep a request. digest: that of the secret with which it may be taken."""

    def take(self, name: str, digest: str) -> "KeptRequest":
        """Return a request, and keep it no longer.

        Raises LookupError where it is not kept, WrongSecretError for another digest.
        """

    def clear(self) -> None:
        """Keep nothing of what there is."""


class MemoryShelf(Generic[T]):
    """A shelf in the memory of one process, for requests in whatever form."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[str, T]] = {}

    def keep(self, name: str, digest: str, request: T) -> None:
        """Keep a request, in the place of the oldest where there are many."""
        with self._lock:
            self._kept[name] = digest, request
            if len(self._kept) > MOST_REQUESTS:
                del self._kept[next(iter(self._kept))]

    def take(self, name: str, digest: str) -> T:
        """Return a request, and keep it no longer. Raises LookupError, WrongSecretError."""
        with self._lock:
            true_digest, request = self._kept[name]
            if not hmac.compare_digest(digest, true_digest):
                raise WrongSecretError("its token is not good for this request")
            del self._kept[name]
            return request

    def clear(self) -> None:
        """Keep nothing of what there is."""
        with self._lock:
            self._kept.clear()


def digest_of(name: str, secret: str) -> str:
    """Return what is kept of a secret. name: the id of the error whose page has it."""
    return digest("debugpage send again", name, secret)


class Place:
    """Where this process keeps requests: in its own memory, unless it is told of a better shelf."""

    def __init__(self) -> None:
        self.shelf: Shelf = MemoryShelf["KeptRequest"]()


place = Place()
"""The place of this process."""
