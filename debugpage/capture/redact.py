"""Secrets: which names hold them, what they look like, and the mask that replaces them."""

import copy
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Self

from debugpage.capture.clip import clip
from debugpage.capture.learned import Learned

MASK = "••••••••"
"""What stands in for a secret: of fixed length, so that not even its length is told."""

MARGIN = 2_000
"""Characters beyond a cut that are looked at, so that no secret is cut before it is seen."""

_HIDDEN_NAMES = (
    "password|passwd|passphrase|passcode|pwd|secret|token|api_?key|apikey|access_?key|"
    "private_?key|signing_?key|encryption_?key|secret_?key|auth_?key|authorization|"
    "credentials?|cookies?|session|session_?id|csrf|xsrf|signature|dsn|private|jwt|bearer|otp|pin"
)
_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[\s.\-]+")

_SHAPES = (
    # URL user-info (RFC 3986, section 3.2.1): the name may stay, the password may not.
    (
        re.compile(r"(\b[a-z][a-z0-9+.\-]*://[^\s/:@?#'\"]*):[^\s/@?#'\"]+@", re.IGNORECASE),
        rf"\1:{MASK}@",
    ),
    # PEM blocks (RFC 7468) of private keys, also when cut off before their end.
    (
        re.compile(
            r"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----.*?(?:-----END [A-Z0-9 ]*-----|\Z)", re.DOTALL
        ),
        rf"-----BEGIN \1----- {MASK}",
    ),
    # The rest of one whose beginning was cut off.
    (
        re.compile(r"\A[\w+/=\s\\-]+-----END ([A-Z0-9 ]*PRIVATE KEY)-----"),
        rf"{MASK} -----END \1-----",
    ),
    # JSON web tokens (RFC 7519): three base64url parts, the first of which encodes '{"'.
    (re.compile(r"\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*"), MASK),
    # Credentials of HTTP authentication (RFC 9110, section 11.4).
    (re.compile(r"\b(Bearer|Basic|Digest|Token)\s+[\w.~+/=\-]{8,}", re.IGNORECASE), rf"\1 {MASK}"),
    # Keys whose issuers gave them a prefix, so that leaks can be found.
    (
        re.compile(
            r"\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bgh[pousr]_\w{16,}|\bgithub_pat_\w{16,}"
            r"|\bglpat-[\w-]{16,}|\bxox[abeoprs]-[\w-]{8,}|\b[sr]k_(?:live|test)_\w{8,}"
            r"|\bsk-[\w-]{16,}|\bAIza[\w-]{30,}|\bSG\.[\w-]{8,}\.[\w-]{8,}|\bnpm_\w{20,}"
            r"|\bpypi-[\w-]{16,}|\bdop_v1_\w{20,}|\bhf_\w{16,}"
        ),
        MASK,
    ),
)


class Redactor:
    """Masks secrets by name and by shape.

    extra: further names of secrets, compared without case, as parts of the names tested.
    """

    def __init__(self, extra: Iterable[str] = ()) -> None:
        names = "|".join([_HIDDEN_NAMES, *(re.escape(name.lower()) for name in extra)])
        self._name = re.compile(rf"(?:^|_)(?:{names})s?(?:_|\d|$)|passw|secret(?!ar)|token(?!i)")
        # "password='hunter2'", '"api_key": "…"' and the like, inside a longer text. Behind a bare
        # "name:" only what has a digit counts: "invalid token: expected ')'" tells no secret.
        secret = rf"(?<![\w\-])[\w\-]{{0,60}}?(?:{names})[\w\-]{{0,60}}"
        quoted = r"b?(?:'(?:[^'\\]|\\.)*'?|\"(?:[^\"\\]|\\.)*\"?)"
        quoted = rf"{quoted}|[\[(](?=b?['\"])[^\])]*[\])]?"
        self._assignment = re.compile(
            rf"({secret}['\"]?\s*=\s*|['\"]{secret}['\"]\s*:\s*)({quoted}|[^\s,;&)}}\]'\"<]+)"
            rf"|({secret}\s*:\s*)({quoted}|(?=[^\s,;&)\]]*\d)[^\s,;&)\]'\"<]+)",
            re.IGNORECASE,
        )
        self.hides = lru_cache(maxsize=2048)(self._hides)
        self.learned = Learned()

    def fresh(self) -> Self:
        """Return this redactor for another report, with nothing learned yet."""
        other = copy.copy(self)
        other.learned = Learned()
        return other

    def _hides(self, name: str) -> bool:
        """Tell whether what goes by this name is a secret."""
        return bool(self._name.search(_WORD_BREAK.sub("_", name[:200]).lower()))

    def text(self, text: str) -> str:
        """Return the text with every secret in it masked: by shape, and `name=value` by name."""
        if len(text) < 6:
            return text
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return self._assignment.sub(_keep_quotes, text)

    def clipped(self, text: str, length: int) -> str:
        """Return the text with its secrets masked, or head and tail of it if it is too long."""
        size = str.__len__(text)
        if size <= length + 2 * MARGIN:
            return clip(self.text(str.__str__(text)), length)
        tail = length // 4
        head = length - tail
        before = self.text(str.__getitem__(text, slice(0, head + MARGIN)))[:head]
        after = self.text(str.__getitem__(text, slice(size - tail - MARGIN, size)))[-tail:]
        return f"{before} … {size - length:,} characters left out … {after}"


class Unredacted(Redactor):
    """Masks nothing: for what the developer asked for by typing it."""

    def _hides(self, name: str) -> bool:  # noqa: ARG002 - whatever the name
        return False

    def text(self, text: str) -> str:
        """Return the text as it is."""
        return text


_OPENING = re.compile(r"[\[(]?b?['\"]|")
_CLOSING = {"[": "]", "(": ")"}


def _keep_quotes(match: re.Match[str]) -> str:
    name, secret = match[1] or match[3], match[2] or match[4]
    opening = re.match(_OPENING, secret)[0]  # type: ignore[index]  # it matches whatever there is
    return f"{name}{opening}{MASK}{opening[-1:]}{_CLOSING.get(opening[:1], '')}"
