"""Tokens: what a page must show to run code in a frame, and the order of its commands."""

import hashlib
import hmac
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterable

LIFETIME = 12 * 60 * 60
"""Seconds for which a token is good."""
MOST_COUNTERS = 10_000


class Keyring:
    """The secret key of this process, and the tokens made with it.

    It is random and lives in memory alone. A fork gets its own, so that no token of one process
    counts in another.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._renew()

    def _renew(self) -> None:
        self._process = os.getpid()
        self._key = secrets.token_bytes(32)

    def renew(self) -> None:
        """Make every token that was issued useless."""
        self._renew()

    def _begun(self, *parts: str) -> hmac.HMAC:
        """Return the code of what is the same for all frames of a page, which those complete."""
        if self._process != os.getpid():  # a fork
            self._renew()
        return hmac.new(self._key, _framed(*parts), "sha256")

    def new_page(self) -> str:
        """Return the id of a page about to be sent; commands are counted per page."""
        return secrets.token_hex(8)

    def issue(
        self, page: str, bearer: str, report_id: str, frame_ids: Iterable[str]
    ) -> dict[str, str]:
        """Return the tokens by which a page of its bearer may run code in frames, by their ids."""
        expiry = f"{int(self._clock()) + LIFETIME:x}"
        begun = self._begun(page, expiry, bearer, report_id)
        return {frame_id: f"{page}.{expiry}.{_mac(begun, frame_id)}" for frame_id in frame_ids}

    def page_of(
        self, token: str, bearer: str, report_id: str, frame_id: str, command: bytes = b""
    ) -> str:
        """Return the page that a token was issued to; "" if it is not good for this frame.

        command: what it came with. In place of its secret part a token may have what that part
        signs the command with: who sees that on its way can sign no other command.
        """
        page, _, rest = token.partition(".")
        expiry, _, told = rest.partition(".")
        mac = _mac(self._begun(page, expiry, bearer, report_id), frame_id)
        if not any(hmac.compare_digest(_digest(told), one) for one in _proofs(mac, command)):
            return ""
        return page if int(expiry, 16) > self._clock() else ""


def _framed(*parts: str) -> bytes:
    """Return parts so that no others become the same."""
    return "\0".join(("debugpage frame token", *parts, "")).encode("utf-8", "replace")


def _mac(begun: hmac.HMAC, frame_id: str) -> str:
    whole = begun.copy()
    whole.update(frame_id.encode("utf-8", "replace"))
    return whole.hexdigest()


def _proofs(mac: str, command: bytes) -> tuple[bytes, bytes]:
    """Return the digests of what proves that a page knows the secret part of its token."""
    signature = hmac.digest(mac.encode("ascii"), command, "sha256").hex()
    return _digest(mac), _digest(signature)


def _digest(text: str) -> bytes:
    """Bring a text of any length and alphabet to the fixed length that is compared."""
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


class Sequence:
    """Counts commands, so that none can be sent twice: numbers of one page's frame only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last: dict[tuple[str, str], tuple[int, float]] = {}

    def take(self, page: str, frame_id: str, number: int) -> bool:
        """Take note of a command's number; False if one as high was there before.

        False also for a page that is new when `MOST_COUNTERS` others are still good.
        """
        with self._lock:
            self._forget_expired()
            last, _ = self._last.get((page, frame_id), (0, 0.0))
            if number <= last or (not last and len(self._last) >= MOST_COUNTERS):
                return False
            self._last[page, frame_id] = number, self._clock()
            return True

    def _forget_expired(self) -> None:
        """Drop counters whose tokens have expired, once there are many."""
        if len(self._last) < MOST_COUNTERS:
            return
        limit = self._clock() - LIFETIME
        self._last = {key: entry for key, entry in self._last.items() if entry[1] > limit}
