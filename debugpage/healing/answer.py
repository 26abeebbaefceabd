"""What is answered to an open page where a complete response does not do."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from debugpage.exchange import Response
from debugpage.healing.again import KeptRequest
from debugpage.healing.news import Listener


class EventStream(NamedTuple):
    """A response without an end of its own: what a listener is told, sent as it comes.

    Whoever serves it sends `headers` with status 200 and has the listener leave at the end.
    """

    headers: tuple[tuple[str, str], ...]
    listener: Listener


class Came(NamedTuple):
    """What the app answered to a request that was sent again; its body as far as it is told."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def values(self, name: str) -> list[str]:
        """Return every value of the header `name` (lower case)."""
        return [value for field, value in self.headers if field.lower() == name]


class Resend(NamedTuple):
    """A request that the app is to be sent, once; `told` makes the response of what comes."""

    request: KeptRequest
    told: Callable[[Came], Response]


Answer = Response | EventStream | Resend

MOST_TOLD_BYTES = 64 * 1024
"""Bytes of the app's answer that are told."""


class Gathered:
    """The app's answer, as it comes in: bounded, what is too much is dropped."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: tuple[tuple[str, str], ...] = ()
        self._body = bytearray()

    def begin(self, status: int, headers: tuple[tuple[str, str], ...]) -> None:
        """Take the head; a later one takes the place of an earlier."""
        self.status, self.headers = status, headers

    def take(self, chunk: bytes) -> None:
        """Take a piece of the body."""
        self._body += chunk[: MOST_TOLD_BYTES - len(self._body)]

    @property
    def is_full(self) -> bool:
        """Whether more of the body would be dropped."""
        return len(self._body) >= MOST_TOLD_BYTES

    def came(self) -> Came:
        """Return what has come."""
        return Came(self.status, self.headers, bytes(self._body))


def text_of(came: Came) -> str:
    """Return the body of an answer as text; "" where it is none."""
    types = came.values("content-type")[:1] or [""]
    kind, _, parameters = types[0].partition(";")
    if not _is_text(kind.strip().lower()):
        return ""
    charset = _parameters(parameters).get("charset", "utf-8")
    try:
        return came.body.decode(charset, "replace")
    except LookupError:  # an encoding that Python does not know
        return came.body.decode("utf-8", "replace")


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or kind.endswith(("/json", "+json", "/xml", "+xml"))


def _parameters(text: str) -> Mapping[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}
