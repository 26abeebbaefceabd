"""Secrets: which names hold them, what they look like, and the mask that replaces them.

Texts come from whoever sends a request, so every pattern takes time in proportion to the text: a
match begins at a boundary only, and what it has once run over it does not give back (`++`, `(?>`).
"""

import copy
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Self

from debugpage.capture.clip import clip
from debugpage.capture.learned import Learned

MASK = "••••••••"
"""What stands in for a secret: of fixed length, so that not even its length is told."""

MARGIN = 2_000
"""Characters beyond a cut that are looked at, so that no secret is cut before it is seen."""

_WORDS = (
    "password|passwd|passphrase|passcode|pwd|secret|token|api_?key|authorization|credential|cred|"
    "cookie|session|session_?id|csrf|xsrf|signature|dsn|private|jwt|bearer|otp|pin"
)
"""What tells a secret as any word of a name, also in the plural."""

_LAST_WORDS = "o?auth|pass|sid|auth_(?:header|data|info|string|value|code)"
"""What does so at the end of a name only: `auth_backend` and `pass_count` tell none."""

_WORDS_OF_KEYS = (
    "access|account|aes|app|application|auth|client|crypto|decryption|encryption|fernet|hmac|"
    "license|master|private|rsa|secret|service|shared|signing|ssh|ssl|tls|webhook"
)
"""Behind which word a `key` is a secret."""

_FRAGMENTS = r"passw|secret(?!ar)|token(?!i)|apikey|sess(?:ion)?id"
"""What tells a secret wherever it stands in a name, as in PHPSESSID."""

_ABOUT_SECRETS = re.compile(
    r"^(?:max|min|num|n|is|has)_"
    r"|_(?:count|size|length|len|limit|type|ttl|timeout|lifetime|age|expiry|expires(?:_(?:at|in))?)$"
)
"""Names that tell of secrets and hold none: `session_count`, `token_type`, `max_tokens`."""

_WORD_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_LONGEST_NAME = 200

_SHAPES = (
    # URL user-info (RFC 3986, section 3.2.1): the name may stay, the password may not.
    (re.compile(r"(://[^\s/:@?#'\"]*+):[^\s/?#'\"]+@"), rf"\1:{MASK}@"),
    # PEM blocks (RFC 7468) of private keys, also when cut off before their end.
    (
        re.compile(
            r"-----BEGIN ([A-Z0-9 ]{0,40}PRIVATE KEY)-----"
            r".*?(?:-----END [A-Z0-9 ]{0,60}+-----|\Z)",
            re.DOTALL,
        ),
        rf"-----BEGIN \1----- {MASK}",
    ),
    # The rest of one whose beginning was cut off.
    (
        re.compile(r"\A[\w+/=\s\\-]+-----END ([A-Z0-9 ]{0,40}PRIVATE KEY)-----"),
        rf"{MASK} -----END \1-----",
    ),
    # JSON web tokens (RFC 7519): three base64url parts, the first of which encodes '{"'.
    (
        re.compile(
            r"(?<![\w\-])((?>(?:[\w\-]*?[\-_])??(?=eyJ)))"
            r"[\w\-]{8,}+\.[\w\-]{5,}+\.[\w\-]*+"
        ),
        rf"\1{MASK}",
    ),
    # Credentials of HTTP authentication (RFC 9110, section 11.4).
    (re.compile(r"\b(Bearer)\s++[\w.~+/=\-]{8,}+", re.IGNORECASE), rf"\1 {MASK}"),
    # The names of these schemes are words of messages: "unexpected token identifier" tells none.
    (
        re.compile(
            r"\b((?i:Basic|Digest|Token))\s++(?=[\w.~+/=\-]*?(?:[\d=]|[a-z][A-Z]))"
            r"[\w.~+/=\-]{8,}+"
        ),
        rf"\1 {MASK}",
    ),
    # Keys whose issuers gave them a prefix, so that leaks can be found.
    (
        re.compile(
            r"\b(?:(?:AKIA|ASIA)[A-Z0-9]{12,}+|gh[pousr]_\w{16,}+|github_pat_\w{16,}+"
            r"|glpat-[\w-]{16,}+|xox[abeoprs]-[\w-]{8,}+|[sr]k_(?:live|test)_\w{8,}+"
            r"|sk-[\w-]{16,}+|AIza[\w-]{30,}+|SG\.[\w-]{8,}+\.[\w-]{8,}+|npm_\w{20,}+"
            r"|pypi-[\w-]{16,}+|dop_v1_\w{20,}+|hf_\w{16,}+)"
        ),
        MASK,
    ),
)

# "password='hunter2'", '"api_key": "…"' and the like, inside a longer text: a name, then a value.
# Quotes may be escaped, as those of JSON are in a text in JSON.
_NAME = re.compile(r"(?<![\w\-])([\w\-]++)((?:\\*+['\"])?+)\s*+([=:])\s*+")
_QUOTED = (
    r"b?(?:'(?:[^'\\]++|\\.)*+'?|\"(?:[^\"\\]++|\\.)*+\"?)"
    r"|\\++(?:'[^']*+'?|\"[^\"]*+\"?)|[\[(](?=b?['\"])[^\])]*+[\])]?"
)
_VALUE = re.compile(rf"{_QUOTED}|[^\s,;&)}}\]'\"<]++", re.DOTALL)
# Behind a bare "name:" only what has a digit counts, and that soon: "invalid token: expected ')'"
# tells no secret.
_VALUE_WITH_DIGIT = re.compile(
    rf"{_QUOTED}|(?=[^\s,;&)\]'\"<\d]{{0,100}}+\d)[^\s,;&)\]'\"<]++", re.DOTALL
)

_NO_SECRETS = frozenset({"None", "True", "False", "null", "true", "false", "''", '""'})
"""Values that may be what is wrong, and tell nothing of a secret but that there is none."""


class Redactor:
    """Masks secrets by name and by shape.

    A `key` is a secret behind a word that makes it one, as in `api_key`, `signing_key` and
    `APP_KEY`. Alone it is not, nor in `primary_key` or `cache_key`: it is what loops over
    dictionaries and lookups in tables call their variable, and a page that hides those tells
    nothing of the most common errors there are.

    extra: further names of secrets, compared without case, as parts of the names tested.
    """

    def __init__(self, extra: Iterable[str] = ()) -> None:
        self._name = re.compile(
            rf"(?:^|_)(?:(?:{_WORDS})s?(?:_|\d|$)|(?:{_LAST_WORDS})\d*$"
            rf"|(?:{_WORDS_OF_KEYS})_?keys?(?:_|\d|$))|{_FRAGMENTS}"
        )
        names = "|".join(re.escape(words) for words in map(_words_of, extra) if words)
        self._extra = re.compile(rf"(?:^|_)(?:{names})s?(?:_|\d|$)" if names else r"(?!)")
        self._is_secret = lru_cache(maxsize=2048)(self._hides)
        self.learned = Learned()

    def fresh(self) -> Self:
        """Return this redactor for another report, with nothing learned yet."""
        other = copy.copy(self)
        other.learned = Learned()
        return other

    def hides(self, name: str) -> bool:
        """Tell whether what goes by this name is a secret."""
        return self._is_secret(name[:_LONGEST_NAME])  # so that no long text is kept

    def _hides(self, name: str) -> bool:
        words = _words_of(name)
        if self._extra.search(words):
            return True
        return bool(self._name.search(words)) and not _ABOUT_SECRETS.search(words)

    def text(self, text: str) -> str:
        """Return the text with every secret in it masked: by shape, and `name=value` by name."""
        if len(text) < 6:
            return text
        for shape, replacement in _SHAPES:
            text = shape.sub(replacement, text)
        return "".join(self._without_named(text))

    def _without_named(self, text: str) -> Iterator[str]:
        """Yield the pieces of a text, the values behind names of secrets masked."""
        done = 0
        for name in _NAME.finditer(text):
            if name.start() < done or not self.hides(name[1]):
                continue
            is_bare = name[3] == ":" and not name[2]
            value = (_VALUE_WITH_DIGIT if is_bare else _VALUE).match(text, name.end())
            if value and value[0] not in _NO_SECRETS:
                yield text[done : name.end()]
                yield _masked_as_quoted(value[0])
                done = value.end()
        yield text[done:]

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


def _words_of(name: str) -> str:
    """Return a name as its words in lower case, an underscore between each two."""
    return _WORD_BREAK.sub("_", name).strip("_").lower()


_OPENING = re.compile(r"[\[(]?b?\\*['\"]|")
_CLOSING = {"[": "]", "(": ")"}


def _masked_as_quoted(secret: str) -> str:
    opening = _OPENING.match(secret)[0]  # type: ignore[index]  # it matches whatever there is
    closing = opening.lstrip("[(b") + _CLOSING.get(opening[:1], "")
    return f"{opening}{MASK}{closing}"
